"""``eventstudy chart``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options
from eventstudy.commands.results import material_of
from eventstudy.commands.selection import Selection, ledger_option, selection_options
from eventstudy.commands.sheets import PRESET_NAMES, Look, look_options
from eventstudy.errors import NothingToStudyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.plotting import ImageFormat
    from eventstudy.workflow.pictures.illustration import Illustration

_DATA = (".txt", ".csv", ".json", ".md")

PICTURES = ("event", "prices", "placebo", "ladder", "multiples", "table", "ranking", "averages", "heatmap")


@click.command(cls=Command)
@selection_options
@click.option(
    "--picture",
    "pictures",
    type=click.Choice([*PICTURES, "all"]),
    multiple=True,
    help="What to draw; may be repeated. event (default): the path of each event · prices: each share with its "
    "announcements · placebo: each tested event among comparable windows · ladder: a deal's unit price among known "
    "satellites · multiples, table, ranking, averages, heatmap: all events together.",
)
@click.option(
    "--preset",
    type=click.Choice(PRESET_NAMES),
    default="substack",
    show_default=True,
    help="Size of the pictures.",
)
@click.option(
    "--image",
    type=click.Choice(["png", "svg", "pdf"]),
    help="File format; default: png, or what the ending of -o says.",
)
@look_options
@ledger_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("charts"),
    show_default=True,
    help="Folder for the pictures.",
)
@click.pass_obj
def chart(
    options: Options,
    *,
    selection: Selection,
    pictures: tuple[str, ...],
    preset: str,
    image: ImageFormat | None,
    look: Look,
    ledgers: tuple[Path, ...],
    out: Path,
) -> None:
    """Draw pictures: of each event, of each share, and of all events together.

    Titles, captions and alt texts are written from the numbers and say no more than the verdict. Beside each
    picture its alt text is written (NAME.alt.txt); PNG, SVG and PDF carry it inside too. A single picture can go
    to one file: -o picture.png.
    """
    from eventstudy.reporting.tables import to_text  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.chart import draw, drawn_list, drawn_report  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.pictures.gallery import gallery  # noqa: PLC0415
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    sheet = look.sheet(options, preset)
    material = material_of(selection, options, ledgers=ledgers)
    for one in material.found.dropped:
        options.say(f"no picture of {one.id}: {one.reason}")
    wanted = PICTURES if "all" in pictures else pictures or ("event",)
    found = gallery(material, wanted)
    if not found:
        refuse_nothing(len(material.found), len(material.found.dropped))
        raise NothingToStudyError(
            f"nothing to draw: no picture of {', '.join(wanted)} from these announcements"
        )
    form = image or _ending(options.output)
    place = _places(options, found, out, form)
    drawn = draw(found, place, sheet=sheet, image=form, progress=options.progress)
    for problem in dict.fromkeys(one.problem for one in drawn if one.problem):
        options.say(f"{problem}; until then these letters are boxes")
    simulated = material.found.simulated
    if options.format == "table":
        options.emit(to_text(drawn_list(drawn, simulated=simulated), screen=options.screen()))
    else:
        options.emit(drawn_report(drawn, simulated=simulated).text(options.format, screen=options.screen()))


def _ending(target: Path | None) -> ImageFormat:
    """Return the format that the ending of ``-o`` names; PNG where it names none."""
    ending = "" if target is None else target.suffix.lower()
    return "svg" if ending == ".svg" else "pdf" if ending == ".pdf" else "png"


def _places(
    options: Options, found: Sequence[Illustration], out: Path, image: ImageFormat
) -> Callable[[str], Path]:
    """Take ``-o picture.png`` for the only picture; else put the pictures into the folder."""
    target = options.output
    if target is None or str(target) == "-" or target.suffix.lower() in _DATA:
        return lambda name: out / f"{name}.{image}"
    if len(found) != 1 or target.suffix.lower() != f".{image}":
        raise click.UsageError(
            f"-o {target}: takes one picture in the format of --image ({image}), or the list of pictures "
            f"as {', '.join(_DATA)}; there are {len(found)} pictures. Name one ID, or pass --out FOLDER"
        )
    options.output = None
    return lambda _name: target
