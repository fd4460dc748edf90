"""``eventstudy prices``: fetch, import, status, check, peers, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Group, Options
from eventstudy.commands.selection import day, refuse_reversed, today
from eventstudy.prices.quality.kinds import KINDS

if TYPE_CHECKING:
    import datetime as dt

_READ = click.Path(path_type=Path, exists=True)


@click.group(cls=Group)
def prices() -> None:
    """Fetch, import, check, list and export daily prices."""


@prices.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option("--since", type=day, metavar="DATE", help="First day; default: what the announcements need.")
@click.option(
    "--until", type=day, metavar="DATE", help="Last day; default: what the announcements need, else today."
)
@click.option("--peers", is_flag=True, help="Fetch the peers of each security too.")
@click.option("--currencies", is_flag=True, help="Fetch the exchange rates of the deals too.")
@click.option("--refetch", is_flag=True, help="Ask for all of it again, and replace what is stored.")
@click.option("--dry-run", is_flag=True, help="Show what would be asked for, and ask for nothing.")
@click.pass_obj
def fetch(
    options: Options,
    *,
    symbols: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    peers: bool,
    currencies: bool,
    refetch: bool,
    dry_run: bool,
) -> None:
    """Fetch daily prices from Yahoo into the store.

    Without SYMBOL: every listed security of the registry. The benchmark of each is fetched with it. Only
    what the store lacks is asked for; where Yahoo has rewritten history (a split, a dividend), all of that
    series. Stop it when you like: what came is kept, and the same command goes on.
    Yahoo's prices are for personal use. Ends with exit code 4 if nothing came or Yahoo asks to wait.
    """
    from eventstudy.workflow.check import check_saved  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.fetch import Wishes, fetch_prices  # noqa: PLC0415  -- help must not wait

    refuse_reversed(since, until)
    wishes = Wishes(
        symbols,
        since,
        until,
        peers=peers,
        currencies=currencies,
        refetch=refetch,
        database=options.database,
    )
    settings = options.settings()
    report = fetch_prices(wishes, settings, dry_run=dry_run, progress=options.progress, say=options.say)
    options.emit(report.text(options.format, screen=options.screen()))
    options.say(report.totals())
    check_saved(report.fetched, settings, options.say)
    report.refuse_if_incomplete()


@prices.command(name="import")
@click.argument("files", type=_READ, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--security", metavar="SYMBOL", help="Security of a file that names none; default: its own name."
)
@click.option("--repair", is_flag=True, help="Mend faults that have a stated repair, and list each.")
@click.pass_obj
def import_(options: Options, *, files: tuple[Path, ...], security: str | None, repair: bool) -> None:
    """Import daily prices from files.

    FILE is CSV, plain or gzipped, or Parquet, or a folder of Parquet files. Layouts known by their
    header: rows of security, date and close (any of open, high, low, adj_close, volume, dividends,
    splits, currency, source, zone beside them); downloads from Yahoo and Stooq, Stooq's bulk data; a
    matrix of closes with a date column and a column a security. How the columns were understood is said.
    An empty close is a missing session. All files are imported, or none.
    """
    from eventstudy.workflow.price_files import import_prices  # noqa: PLC0415  -- help must not wait

    if security is not None and len(files) > 1:
        raise click.UsageError("--security names the security of one FILE; import the others by themselves")
    report = import_prices(
        files,
        settings=options.settings(),
        say=options.say,
        today=today(),
        security=security,
        repair=repair,
    )
    options.emit(report.text(options.format, screen=options.screen()))


@prices.command()
@click.option(
    "--prices",
    "files",
    type=_READ,
    multiple=True,
    help="Look at these files (or folders of Parquet files) instead of the store.",
)
@click.pass_obj
def status(options: Options, *, files: tuple[Path, ...]) -> None:
    """Show which prices are at hand, and how old.

    From when to when, how many are missing, how many sessions behind, and from where.
    """
    from eventstudy.workflow.price_status import coverage  # noqa: PLC0415  -- help must not wait

    found = coverage(files, options.settings(), say=options.say)
    options.emit(found.text(options.format, screen=options.screen()))


@prices.command()
@click.argument("whose", required=False, metavar="[SYMBOL|MIC]")
@click.pass_obj
def peers(options: Options, *, whose: str | None) -> None:
    """List the peers of a security or an exchange.

    With what makes them peers, and who says so. They are what --benchmark peers and --benchmark
    small-caps are made from. Without SYMBOL or MIC: the whole curated list. Your own lists stand in the
    settings, under [peers].
    """
    from eventstudy.workflow.peers import peer_report  # noqa: PLC0415  -- help must not wait

    report = peer_report(whose, overrides=options.settings().peers)
    options.emit(report.text(options.format, screen=options.screen()))


@prices.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option(
    "--prices",
    "files",
    type=_READ,
    multiple=True,
    help="Check these files (or folders of Parquet files) instead of the store.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    metavar="KIND",
    help="Show only findings of this kind; may be repeated. Kinds: " + ", ".join(KINDS) + ".",
)
@click.pass_obj
def check(
    options: Options, *, symbols: tuple[str, ...], files: tuple[Path, ...], kinds: tuple[str, ...]
) -> None:
    """Look for faults in daily prices.

    Also for what a reader of a study should know of them. Checks every series of the store, or those of
    SYMBOL. What is found is kept with the prices and stands beside every study that rests on them.
    Nothing is changed. Ends with exit code 0 whether or not something is found; what each kind means is
    in docs/data.md.
    """
    from eventstudy.workflow.check import check_prices  # noqa: PLC0415  -- help must not wait

    found = check_prices(symbols, files, kinds, settings=options.settings(), say=options.say)
    options.emit(found.text(options.format, screen=options.screen()))
    options.say(found.summary())


@prices.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option(
    "--layout",
    type=click.Choice(("rows", "yahoo", "stooq", "wide")),
    default="rows",
    help="Layout of the file; default: rows, which holds everything. yahoo and stooq hold one security.",
)
@click.pass_obj
def export(options: Options, *, target: Path, symbols: tuple[str, ...], layout: str) -> None:
    """Write stored prices to a file.

    FILE is .csv, .csv.gz or .parquet; prices stand in it by symbol, in a layout that import reads. What
    the layout cannot hold is said. Yahoo's prices are for personal use: do not pass them on.
    """
    from eventstudy.prices.writers import Form  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.price_files import export_prices  # noqa: PLC0415

    written = export_prices(
        symbols, target, database=options.settings().database, say=options.say, form=Form(layout)
    )
    options.say(f"{written} series written to {target}")
