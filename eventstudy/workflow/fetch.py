"""Prices from the source into the store, as far as they are missing there."""

from __future__ import annotations

import datetime as dt
import shlex
import time
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from eventstudy.errors import NothingToStudyError, PriceMixtureError
from eventstudy.prices.source import LAG
from eventstudy.prices.store import PriceStore
from eventstudy.settings import masked
from eventstudy.workflow.deals import currencies_needed
from eventstudy.workflow.fetch_plan import Closed, plan, wanted
from eventstudy.workflow.fetch_report import Fetched, Outcome
from eventstudy.workflow.fetch_run import Came, Line, outcomes
from eventstudy.workflow.inputs import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Engine

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.settings import Settings
    from eventstudy.workflow.fetch_plan import Plan
    from eventstudy.workflow.fetch_run import Failed
    from eventstudy.workflow.inputs import Say

    Progress: TypeAlias = Callable[..., Iterator[Came | Failed]]


MOST_NAMES = 50
"""So many symbols that are left are named in a command that people may still read."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run of ``prices fetch`` was asked for.

    Attributes
    ----------
    symbols : tuple of str
        Empty for every listed security of the registry.
    since, until : datetime.date or None
    peers, currencies : bool
        Whether the peers of each security, and the exchange rates of the deals, are needed too.
    refetch : bool
        Whether everything is asked for again, and replaces what is stored.
    database : str or None
        The store, where it was named on the command line.
    """

    symbols: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    peers: bool = False
    currencies: bool = False
    refetch: bool = False
    database: str | None = None

    def command(self, left: Sequence[str]) -> str:
        """Return the command that goes on, quoted for a shell, with a password in it masked.

        What was named, or is fetched anew, is named as far as it is ``left``. Where the registry decides,
        peers and currencies come along, or more than ``MOST_NAMES`` are left, it is the same command: what
        came is not asked for again.
        """
        same = not self.symbols or self.peers or self.currencies or len(left) > MOST_NAMES
        names = self.symbols if same and not self.refetch else left
        database = masked(self.database) if self.database else None
        values = {"--since": self.since, "--until": self.until, "--database": database}
        options = [text for name, value in values.items() if value for text in (name, str(value))]
        flags = {"--peers": self.peers, "--currencies": self.currencies, "--refetch": self.refetch}
        switches = [name for name, given in flags.items() if given]
        told = shlex.join(["eventstudy", "prices", "fetch", *names, *options, *switches])
        return told if database == self.database else f"{told} (with your password in place of ***)"


def fetch_prices(
    wishes: Wishes, settings: Settings, *, dry_run: bool, progress: Progress, say: Say
) -> Fetched:
    """Fetch what the symbols or the registry need from Yahoo into the store.

    Raises
    ------
    NothingToStudyError
        If no symbol is named and the registry lists none.
    KeyboardInterrupt
        If somebody stops it; what came is then kept, and the command to go on has been said.
    """
    now = dt.datetime.now(dt.UTC)
    engine = open_store(settings.database)
    store = PriceStore(engine)
    registry = _registry(engine)
    needed = wanted(
        wishes.symbols,
        registry,
        settings,
        since=wishes.since,
        until=wishes.until,
        today=now.date(),
        peers=wishes.peers,
        currencies=currencies_needed(registry) if wishes.currencies else (),
    )
    if not needed:
        raise NothingToStudyError(
            "no listed security in the registry; import announcements first, or name symbols: "
            "eventstudy prices fetch 1725.HK"
        )
    todo = plan(needed, store, Closed(now - LAG, settings.cache), refetch=wishes.refetch)
    report = planned_report([one.symbol for one in needed], todo, named=wishes.symbols)
    if todo.requests and not dry_run:
        try:
            _ask_yahoo(todo, store, report, wishes, settings, progress=progress)
        except KeyboardInterrupt:
            left = [one.symbol for one in todo.requests if not report.knows(one.symbol)]
            say(f"stopped; what came is kept; to go on: {wishes.command(left)}")
            raise
    return report


def planned_report(order: Sequence[str], todo: Plan, *, named: Sequence[str] = ()) -> Fetched:
    """Return a report that says what is planned."""
    report = Fetched(order, named)
    for symbol in todo.up_to_date:
        report.missed(symbol, Outcome.UP_TO_DATE)
    for symbol, reason in todo.kept:
        report.missed(symbol, Outcome.KEPT, reason)
    for request in todo.requests:
        report.planned(request)
    return report


def _ask_yahoo(
    todo: Plan,
    store: PriceStore,
    report: Fetched,
    wishes: Wishes,
    settings: Settings,
    *,
    progress: Progress,
) -> None:
    from eventstudy.prices.yahoo import YahooSource  # noqa: PLC0415  -- only this needs yfinance

    line = Line(deque(todo.requests))
    rate = settings.requests_per_second
    yahoo = YahooSource(
        base_url=settings.yahoo_url, cache=settings.cache, requests_per_second=rate, timeout=settings.timeout
    )
    asking = outcomes(yahoo, line, sleep=time.sleep, stop=yahoo.stop, requests_per_second=rate)
    with yahoo, closing(asking) as answers:
        save_all(progress(answers, label="Fetching", length=len(todo.requests)), store, report)
    note_left(report, line, wishes)


def save_all(answers: Iterable[Came | Failed], store: PriceStore, report: Fetched) -> None:
    """Keep each series at once, in a transaction of its own, so that an interruption loses nothing."""
    for one in answers:
        symbol = one.request.symbol
        if not isinstance(one, Came):
            report.missed(symbol, Outcome.FAILED, one.reason)
            continue
        try:
            now = dt.datetime.now(dt.UTC)
            saved = store.save([one.series], fetched_at=now, asked=one.asked, replace=one.replaces)
        except PriceMixtureError as problem:
            report.missed(symbol, Outcome.FAILED, str(problem))
        else:
            report.came(one, saved)


def note_left(report: Fetched, line: Line, wishes: Wishes) -> None:
    """Say of what the source refused to be asked that it is left, and how to go on."""
    left = [request.symbol for request in line.left()]
    for symbol in left:
        report.missed(symbol, Outcome.LEFT, "the source asks to come back later")
    if left:
        report.resume = wishes.command(left)


def _registry(engine: Engine) -> tuple[Announcement, ...]:
    from eventstudy.announcements.store import AnnouncementStore  # noqa: PLC0415

    return AnnouncementStore(engine).select()
