"""``eventstudy announcements``: import, add, list, show, follow-up, ledger, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.announcements.ledger import Outcome
from eventstudy.announcements.span import Span
from eventstudy.announcements.words import clean
from eventstudy.commands.face import Group, Options
from eventstudy.commands.selection import currency_code, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.deals import DealValues

_READ = click.Path(path_type=Path, exists=True, dir_okay=False)
_FILE = click.option("--announcements", "file", type=_READ, help="Read this file instead of the store.")
_CURRENCY = click.option(
    "--currency",
    type=currency_code,
    metavar="CODE",
    default="USD",
    show_default=True,
    help="Currency to tell the values of deals in, besides their own.",
)
_RATES = click.option(
    "--prices",
    type=_READ,
    multiple=True,
    help="Read exchange rates (HKD=X, CNYHKD=X) from this file; default: the store that the announcements are "
    "from; may be repeated.",
)


@click.group(cls=Group)
def announcements() -> None:
    """Keep the registry of announcements: what was said, when, and on what terms."""


@announcements.command(name="import")
@click.argument("files", type=_READ, nargs=-1, metavar="[FILE]...")
@click.option("--bundled", is_flag=True, help="Import the registry that comes with the package.")
@click.option("--skip-bad", is_flag=True, help="Import the good rows and list the bad ones.")
@click.pass_obj
def import_(options: Options, *, files: tuple[Path, ...], bundled: bool, skip_bad: bool) -> None:
    """Import announcements from CSV, JSON or TOML files.

    All of it is imported, or nothing. A known id is updated; importing twice changes nothing. Columns:
    id, security, announced_at are required; timezone, precision (minute, day, month), exchange (MIC),
    issuer, issuer_country, headline, kind, counterparty, counterparty_country, value, currency, units,
    opt_out_days, binding, url are optional.
    """
    from eventstudy.workflow.registry import import_files  # noqa: PLC0415  -- help must not wait

    if not files and not bundled:
        raise click.UsageError("nothing to import: name a FILE, or pass --bundled")
    ours = options.settings()
    report = import_files(files, bundled=bundled, skip_bad=skip_bad, settings=ours, say=options.say)
    options.emit(report.text(options.format, screen=options.screen()))


@announcements.command()
@click.option("--id", "identity", required=True, help="Unique name, e.g. uspace-treefam.")
@click.option("--announced-at", required=True, help="YYYY-MM-DDTHH:MM, YYYY-MM-DD or YYYY-MM.")
@click.option("--security", default="", help="Symbol such as 1725.HK; several joined by ';'.")
@click.option("--exchange", help="MIC such as XHKG, where the symbol's suffix does not say it.")
@click.option("--issuer", help="Name of the issuer; required where there is no security.")
@click.option("--issuer-country", help="Two-letter code.")
@click.option("--timezone", help="IANA zone, e.g. Asia/Hong_Kong; default: the exchange's.")
@click.option("--headline", help="What was announced, in one sentence.")
@click.option("--kind", help="contract, mou, launch, ...")
@click.option("--counterparty", help="Who is on the other side.")
@click.option("--counterparty-country", help="Two-letter code.")
@click.option("--value", help="Value of the deal, without separators.")
@click.option("--currency", help="Three-letter code.")
@click.option("--units", help="How many units.")
@click.option("--opt-out-days", help="Calendar days within which a side may walk away.")
@click.option("--binding", help="yes or no.")
@click.option("--url", help="Where it can be read.")
@click.pass_obj
def add(options: Options, /, *, identity: str, **columns: str | None) -> None:
    """Add one announcement, or correct the one with that id."""
    from eventstudy.workflow.registry import add_row  # noqa: PLC0415  -- help must not wait

    row = {"id": identity} | {name: value for name, value in columns.items() if value is not None}
    report = add_row(row, database=options.settings().database)
    options.emit(report.text(options.format, screen=options.screen()))


@announcements.command(name="list")
@_FILE
@click.option("--since", type=day, metavar="DATE", help="Only announcements from this date on.")
@click.option("--until", type=day, metavar="DATE", help="Only announcements up to this date.")
@click.option("--security", help="Only announcements of this symbol.")
@_CURRENCY
@_RATES
@click.pass_obj
def list_(
    options: Options,
    *,
    file: Path | None,
    since: dt.date | None,
    until: dt.date | None,
    security: str | None,
    currency: str,
    prices: tuple[Path, ...],
) -> None:
    """List the announcements, oldest first."""
    from eventstudy.workflow.inputs import all_announcements, choose  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.registry import listing  # noqa: PLC0415

    found = all_announcements(file, database=options.settings().database, say=options.say)
    chosen = choose(found, (), since=since, until=until, security=security)
    values = _values(options, chosen, prices, file, currency)
    options.emit(listing(chosen, values, options.format, screen=options.screen()))


@announcements.command()
@click.argument("identity", metavar="ID")
@_FILE
@_CURRENCY
@_RATES
@click.pass_obj
def show(
    options: Options, *, identity: str, file: Path | None, currency: str, prices: tuple[Path, ...]
) -> None:
    """Show everything known about one announcement."""
    from eventstudy.workflow.follow_ups import stored_follow_ups  # noqa: PLC0415
    from eventstudy.workflow.inputs import all_announcements, choose  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.registry import card  # noqa: PLC0415

    found = all_announcements(file, database=options.settings().database, say=options.say)
    chosen = choose(found, (identity,))
    values = _values(options, chosen, prices, file, currency)
    recorded = () if file else stored_follow_ups(options.settings().database, identity)
    options.emit(card(chosen[0], values, options.format, screen=options.screen(), recorded=recorded))


def _span(text: str) -> Span:
    """Read a date as precisely as it is known: the type of an option."""
    try:
        return Span.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@announcements.command(name="follow-up")
@click.argument("identity", metavar="ID")
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), help="What became of the deal.")
@click.option(
    "--on", type=_span, metavar="DATE", help="When: YYYY-MM-DD, YYYY-MM or YYYY, as the source says."
)
@click.option("--source", help="Where it can be read.")
@click.pass_obj
def follow_up(
    options: Options, *, identity: str, outcome: str | None, on: Span | None, source: str | None
) -> None:
    """Record what became of an announced deal, or list what is recorded.

    A lapse that the issuer discloses is an outcome too. "no evidence found" records that somebody has
    looked, and does not count as evidence.
    """
    from eventstudy.workflow.follow_ups import add_follow_up, follow_ups_of  # noqa: PLC0415  -- help must not wait

    database = options.settings().database
    if outcome is None and on is None and source is None:
        report = follow_ups_of(identity, database=database)
    elif outcome is None or on is None or not clean(source or ""):
        raise click.UsageError("to record what became of a deal, pass --outcome, --on and --source together")
    else:
        report = add_follow_up(identity, Outcome(outcome), on, clean(source or ""), database=database)
    options.emit(report.text(options.format, screen=options.screen()))


@announcements.command()
@click.argument("files", type=_READ, nargs=-1, metavar="[FILE]...")
@click.pass_obj
def ledger(options: Options, *, files: tuple[Path, ...]) -> None:
    """Keep ledgers: what is known of issuers beside their announcements.

    Each FILE is the TOML ledger of one issuer and takes the place of the one that is kept of it; all of
    them are kept, or none. Without FILE the ledgers that are kept are listed.
    """
    from eventstudy.workflow.ledgers import keep_ledgers  # noqa: PLC0415  -- help must not wait

    report = keep_ledgers(files, database=options.settings().database)
    options.emit(report.text(options.format, screen=options.screen()))


def _values(
    options: Options,
    announcements: Sequence[Announcement],
    prices: tuple[Path, ...],
    file: Path | None,
    currency: str,
) -> DealValues:
    """Look up the exchange rates of the values."""
    from eventstudy.workflow.deals import deal_values, rate_shelf  # noqa: PLC0415  -- help must not wait

    shelf = rate_shelf(prices, file, settings=options.settings(), say=options.say)
    return deal_values(announcements, shelf, currency=currency)


@announcements.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False, metavar="[FILE]")
@_FILE
@click.pass_obj
def export(options: Options, *, target: Path | None, file: Path | None) -> None:
    """Write all announcements to FILE (.csv, .json or .toml), in the columns that import reads.

    Without FILE they go to stdout, as CSV or, with --format json, as JSON.
    """
    from eventstudy.announcements.writer import announcements_as, write_announcements  # noqa: PLC0415
    from eventstudy.workflow.inputs import all_announcements  # noqa: PLC0415

    found = all_announcements(file, database=options.settings().database, say=options.say)
    target = target or options.output
    if target is None:
        if options.format == "md":
            raise click.UsageError("export writes csv, json or toml, not md; pass --format json or a FILE")
        options.emit(announcements_as("json" if options.format == "json" else "csv", found))
        return
    write_announcements(found, target)
    options.say(f"{len(found)} announcements written to {target}")
