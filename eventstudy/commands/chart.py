"""``eventstudy chart``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventstudy.commands.face import Command, Options, terminal_width
from eventstudy.commands.selection import Selection, selection_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.workflow.chart import Image
    from eventstudy.workflow.flag import Measured

_DATA = (".txt", ".csv", ".json", ".md")


@click.command(cls=Command)
@selection_options
@click.option(
    "--preset",
    type=click.Choice(["substack", "wide", "email", "og", "square"]),
    default="substack",
    show_default=True,
    help="Size of the picture.",
)
@click.option(
    "--image", type=click.Choice(["png", "svg", "pdf"]), default="png", show_default=True, help="File format."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("charts"),
    show_default=True,
    help="Folder for the pictures.",
)
@click.pass_obj
def chart(options: Options, *, selection: Selection, preset: str, image: Image, out: Path) -> None:
    """Draw one picture an event.

    The picture shows the signature's path: cumulative abnormal return from the last close before day 0,
    its 95 % band, day 0, the peak, what was given back, the opt-out expiry and the volume. A single event
    can go to one file: -o picture.png.
    """
    from eventstudy.workflow.chart import draw, drawn_report  # noqa: PLC0415  -- help must not wait
    from eventstudy.workflow.flag import SESSIONS_AFTER, measure  # noqa: PLC0415
    from eventstudy.workflow.study import refuse_nothing  # noqa: PLC0415

    everything = selection.everything(options)
    choices = selection.choices(options, sessions_after=SESSIONS_AFTER)
    found = measure(selection.chosen(everything), everything, selection.shelf(options), choices)
    for one in found.signatures.dropped:
        options.say(f"no picture of {one.id}: {one.reason}")
    refuse_nothing(len(found.signatures.events), len(found.signatures.dropped))
    named = {one.id: one for one in everything}
    place = _places(options, found, out, image)
    drawn = draw(found, named, place, preset=preset, image=image, progress=options.progress)
    for problem in dict.fromkeys(one.problem for one in drawn if one.problem):
        options.say(f"{problem}; until then these letters are boxes")
    report = drawn_report(drawn, simulated=found.signatures.simulated)
    options.emit(report.text(options.format, width=terminal_width()))


def _places(options: Options, found: Measured, out: Path, image: Image) -> Callable[[str, str], Path]:
    """Take ``-o picture.png`` for the picture of a single event; else name the pictures of the folder."""
    from eventstudy.workflow.chart import names_in  # noqa: PLC0415  -- help must not wait

    target = options.output
    if target is None or str(target) == "-" or target.suffix.lower() in _DATA:
        return names_in(out, found, image)
    if len(found.signatures.events) != 1 or target.suffix.lower() != f".{image}":
        raise click.UsageError(
            f"-o {target}: takes the picture of one event in the format of --image ({image}), or the list of pictures "
            f"as {', '.join(_DATA)}; {len(found.signatures.events)} events were measured. Name one ID, or pass --out FOLDER"
        )
    options.output = None
    return lambda _announcement, _security: target
