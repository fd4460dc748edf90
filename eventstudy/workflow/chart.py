"""Pictures from signatures: one file an event, and its alt text beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.drafts import write_whole
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table, marked, stamped
from eventstudy.workflow.pictures.drawing import Order, draw_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from eventstudy.plotting import ImageFormat, Sheet
    from eventstudy.workflow.pictures.illustration import Illustration


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture and where it was written."""

    illustration: Illustration
    path: Path
    problem: str | None


def draw(
    illustrations: Sequence[Illustration],
    place: Callable[[str], Path],
    *,
    sheet: Sheet,
    image: ImageFormat,
    progress: Callable[..., Iterator[str | None]],
) -> tuple[Drawn, ...]:
    """Draw pictures; ``place`` says where the one of a name goes, and its alt text goes beside it.

    A picture whose words need letters that no installed font has says so in ``problem``.
    """
    paths = [place(one.name) for one in illustrations]
    orders = [
        Order(one.picture, sheet, path, image, one.alt)
        for one, path in zip(illustrations, paths, strict=True)
    ]
    problems = draw_all(orders, progress=progress)
    for one, path in zip(illustrations, paths, strict=True):
        write_whole(path.with_suffix(".alt.txt"), f"{one.alt}\n")
    return tuple(map(Drawn, illustrations, paths, problems))


def drawn_report(drawn: Sequence[Drawn], *, simulated: bool) -> Report:
    """Return a row for every picture, with its words."""
    columns = (
        Column("picture", "picture"),
        Column("file", "file"),
        Column("title", "title", prose=True),
        Column("caption", "caption", prose=True),
        Column("alt", "alt text", prose=True),
    )
    rows = tuple(
        (
            one.illustration.name,
            str(one.path),
            one.illustration.picture.words.title,
            one.illustration.caption,
            one.illustration.alt,
        )
        for one in drawn
    )
    table = Table(columns, rows, marked(counted(len(rows), "picture"), simulated=simulated))
    return Report(stamped(table, simulated=True) if simulated else table, "eventstudy/chart/1")


def drawn_list(drawn: Sequence[Drawn], *, simulated: bool) -> Table:
    """Return what a person wants to see of the pictures: their titles, and where they are."""
    columns = (Column("file", "file"), Column("title", "title", prose=True))
    rows = tuple((str(one.path), one.illustration.picture.words.title) for one in drawn)
    return Table(columns, rows, marked(counted(len(rows), "picture"), simulated=simulated))
