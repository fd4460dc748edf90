"""The options of every command that reads announcements and prices, and the join they ask for."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.commands.face import Options
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.shelves import PeerShelf

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def day(text: str) -> dt.date:
    """Read ``YYYY-MM-DD``: the type of an option."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is not a date; write YYYY-MM-DD") from error


def _dated(text: str) -> tuple[str, dt.date]:
    announcement, equals, date = text.rpartition("=")
    if not (announcement and equals):
        raise click.BadParameter(f"'{text}' names no announcement; write ID=YYYY-MM-DD")
    return announcement, day(date)


def currency_code(text: str) -> str:
    """Read an ISO 4217 code: the type of an option."""
    from eventstudy.prices.currencies import is_currency  # noqa: PLC0415  -- help must not wait

    if not is_currency(text.upper()):
        raise click.BadParameter(f"'{text}' is no currency; write its code of three letters, e.g. USD")
    return text.upper()


def today() -> dt.date:
    """Return the later of the day here and the day in UTC: no price that exists lies after both."""
    now = dt.datetime.now(dt.UTC)
    return max(now.date(), now.astimezone().date())


def refuse_reversed(since: dt.date | None, until: dt.date | None) -> None:
    """Refuse a period that ends before it starts."""
    if since is not None and until is not None and until < since:
        raise click.UsageError(f"--since {since} comes after --until {until}; swap them")


@dataclass(frozen=True)
class Selection:
    """What the options of one command say: which announcements, from where, against which benchmark."""

    ids: tuple[str, ...]
    announcements: Path | None
    prices: tuple[Path, ...]
    since: dt.date | None
    until: dt.date | None
    dates: tuple[tuple[str, dt.date], ...]
    benchmark: str | None

    def everything(self, options: Options) -> tuple[Announcement, ...]:
        """Return every announcement of the file or the registry, with the dates given by hand."""
        from eventstudy.workflow.inputs import all_announcements, dated  # noqa: PLC0415  -- help must not wait

        found = all_announcements(self.announcements, database=options.settings().database, say=options.say)
        by_hand = dict(self.dates)
        for one in found:
            if one.id in by_hand and one.announced.precision == "minute":
                options.say(
                    f"--date {one.id}: announced at {one.announced}, to the minute; day 0 is found from "
                    f"{by_hand[one.id]} without a time instead"
                )
        return dated(found, dict(self.dates), file=self.announcements)

    def chosen(self, announcements: Sequence[Announcement]) -> tuple[Announcement, ...]:
        """Return the announcements that the ids and dates of this run pick."""
        from eventstudy.workflow.inputs import choose  # noqa: PLC0415

        return choose(announcements, self.ids, since=self.since, until=self.until, file=self.announcements)

    def edition(self, announcements: Sequence[Announcement]) -> tuple[Announcement, ...]:
        """Return the announcements that the dates of this run pick: those that its ids are picked from."""
        return replace(self, ids=()).chosen(announcements)

    def shelf(self, options: Options) -> PeerShelf:
        """Return where the prices are, and those of portfolios of peers."""
        from eventstudy.workflow.inputs import price_shelf  # noqa: PLC0415
        from eventstudy.workflow.shelves import PeerShelf  # noqa: PLC0415

        settings = options.settings()
        shelf = price_shelf(self.prices, settings=settings, say=options.say, today=today())
        return PeerShelf(shelf, settings.peers, settings.cache)

    def choices(self, options: Options, *, sessions_after: int) -> Choices:
        """Return what this run decides about the join."""
        from eventstudy.workflow.events import Choices  # noqa: PLC0415

        settings = options.settings()
        return Choices(self.benchmark, settings.benchmarks, sessions_after, cache=settings.cache)


def selection_options(body: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that a ``Selection`` is made from; it arrives as ``selection``."""

    @functools.wraps(body)
    def gathered(
        *given: object,
        ids: tuple[str, ...],
        announcements: Path | None,
        prices: tuple[Path, ...],
        since: dt.date | None,
        until: dt.date | None,
        dates: tuple[tuple[str, dt.date], ...],
        benchmark: str | None,
        **own: object,
    ) -> None:
        refuse_reversed(since, until)
        selection = Selection(ids, announcements, prices, since, until, dates, benchmark)
        body(*given, selection=selection, **own)

    for decorate in reversed(_DECORATORS):
        gathered = decorate(gathered)
    return gathered


_DECORATORS = (
    click.argument("ids", nargs=-1, metavar="[ID]..."),
    click.option("--announcements", type=_FILE, help="Read announcements from this file, not the store."),
    click.option(
        "--prices",
        type=click.Path(path_type=Path, exists=True),
        multiple=True,
        help="Read prices from this file, or this folder of Parquet files; may be repeated.",
    ),
    click.option("--since", type=day, metavar="DATE", help="Only announcements from this date on."),
    click.option("--until", type=day, metavar="DATE", help="Only announcements up to this date."),
    click.option(
        "--date",
        "dates",
        type=_dated,
        metavar="ID=DATE",
        multiple=True,
        help="Day of an announcement that is dated only to the month; may be repeated.",
    ),
    click.option(
        "--benchmark",
        metavar="SYMBOL",
        help="Benchmark of every security: a symbol, or 'peers' or 'small-caps' for an equal-weighted portfolio of "
        "each security's peers, itself left out; default: by exchange.",
    ),
)

ledger_option = click.option(
    "--ledger",
    "ledgers",
    type=_FILE,
    multiple=True,
    help="What is known of an issuer, beside the bundled ledgers; may be repeated.",
)

as_of_option = click.option(
    "--as-of",
    type=day,
    metavar="DATE",
    help="Nothing that became of a contract after this day is looked at; default: today.",
)
