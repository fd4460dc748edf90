"""``eventstudy newsletter``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options
from eventstudy.commands.results import material_of
from eventstudy.commands.selection import Selection, as_of_option, ledger_option, selection_options
from eventstudy.commands.sheets import PRESET_NAMES, Look, look_options

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.workflow.edition.edition import Edition


@click.command(cls=Command)
@selection_options
@ledger_option
@as_of_option
@click.option("--title", help="Title of the edition; default: written from the dates.")
@click.option(
    "--preset",
    type=click.Choice(PRESET_NAMES),
    default="substack",
    show_default=True,
    help="Size of the post's pictures; the e-mail has its own.",
)
@look_options
@click.option(
    "--images-url",
    metavar="URL",
    default="",
    help="Where you put the e-mail's pictures; default: the folder email/ beside it.",
)
@click.option(
    "--from",
    "kept",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Write the edition that this edition.json keeps once more; nothing is studied.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("edition"),
    show_default=True,
    help="Folder for the edition; an earlier edition there is replaced.",
)
@click.pass_obj
def newsletter(
    options: Options,
    *,
    selection: Selection,
    ledgers: tuple[Path, ...],
    as_of: dt.date | None,
    title: str | None,
    preset: str,
    look: Look,
    images_url: str,
    kept: Path | None,
    out: Path,
) -> None:
    """Write an edition: a folder with everything that a newsletter needs.

    Pictures with alt texts and captions, post.html to open, copy and paste into Substack, post.md, an e-mail of less
    than 100 KB, numbers.csv, sources.csv, and edition.json, from which the same folder is written again to the last
    bit: --from edition.json. One neutral paragraph an announcement: what was said, what prices say of it, and what
    its terms are.
    """
    from eventstudy.workflow.edition.bundle import write_bundle  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.edition.codec import read_edition  # noqa: PLC0415
    from eventstudy.workflow.edition.make import make_edition, other_versions  # noqa: PLC0415

    if kept is not None:
        edition = read_edition(kept)
        for remark in other_versions(edition):
            options.say(remark)
    else:
        material = material_of(selection, options, ledgers=ledgers, as_of=as_of)
        edition = make_edition(
            material,
            period=(selection.since, selection.until),
            title=title,
            sheet=look.sheet(options, preset),
            images_url=images_url,
        )
    for problem in write_bundle(edition, out, progress=options.progress):
        options.say(f"{problem}; until then these letters are boxes")
    options.emit(_written(edition, out))


def _written(edition: Edition, out: Path) -> str:
    from eventstudy.counting import counted  # noqa: PLC0415  -- help must not wait

    told = counted(len(edition.post.stories), "announcement")
    pictures = counted(len(edition.drawings), "picture")
    return (
        f"{edition.post.title}: {told}, {pictures}\n"
        f"{out}/post.html   open it, copy all, paste into Substack; or use post.md\n"
        f"{out}/email.html  the e-mail, with its pictures in {out}/email\n"
        f"{out}/pictures    with NAME.alt.txt and NAME.caption.txt\n"
        f"{out}/numbers.csv, sources.csv   every number, and what it rests on\n"
        f"{out}/edition.json   eventstudy newsletter --from {out}/edition.json --out COPY writes it once more"
    )
