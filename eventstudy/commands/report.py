"""``eventstudy report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options
from eventstudy.commands.results import material_of
from eventstudy.commands.selection import Selection, as_of_option, ledger_option, selection_options
from eventstudy.commands.sheets import Look, house_option

if TYPE_CHECKING:
    import datetime as dt


@click.command(cls=Command)
@selection_options
@ledger_option
@as_of_option
@click.option("--title", help="Title of the page; default: written from the dates.")
@house_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help="The file to write.",
)
@click.pass_obj
def report(
    options: Options,
    *,
    selection: Selection,
    ledgers: tuple[Path, ...],
    as_of: dt.date | None,
    title: str | None,
    house_file: Path | None,
    out: Path,
) -> None:
    """Write a dossier: one page of HTML that holds everything and needs nothing else.

    Summary, every picture, tables to sort, terms with their evidence, the issuer's ledger, how sure each verdict is,
    the method, and where every number comes from, with hashes. It opens in any browser without a network, light or
    dark, and prints.
    """
    from eventstudy.drafts import write_whole  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.report import write_report  # noqa: PLC0415

    material = material_of(selection, options, ledgers=ledgers, as_of=as_of)
    page = write_report(
        material,
        period=(selection.since, selection.until),
        title=title,
        house=Look(house_file, dark=False).house(options),
        progress=options.progress,
    )
    write_whole(out, page)
    options.say(f"{out}: open it in a browser")
