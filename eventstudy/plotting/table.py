"""A table as a picture, for readers whose editor shows none: as high as its rows need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eventstudy.plotting.frame import LOW, MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.wrapping import lines_of, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

_SIZE = 7.2
_LINE, _ROW = 24.0, 16.0
"""Pixels of a line of text, and of the room around a row."""

_BETWEEN = 26.0
"""Pixels between columns."""

_TALL, _BELOW = 1456, 20
"""Pixels of a sheet that has room for everything, and between the table and the source line."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of texts.

    Attributes
    ----------
    heading : str
    cells : tuple of str
    right : bool
        Whether its cells stand at the right, as numbers do.
    """

    heading: str
    cells: tuple[str, ...]
    right: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TablePicture:
    """Everything that the picture shows.

    Attributes
    ----------
    words : Words
    columns : tuple of TableColumn
    marked : tuple of bool
        Rows in the accent colour.
    """

    words: Words
    columns: tuple[TableColumn, ...]
    marked: tuple[bool, ...]

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw the table; of the sheet only the width is kept."""
        tall = replace(sheet, preset=replace(sheet.preset, height=_needed(self, sheet)))
        with framed(self.words, tall) as page:
            _draw(self, page)
        return page.figure


def _needed(picture: TablePicture, sheet: Sheet) -> int:
    """Return the height in pixels that the table needs with everything around it, which low sheets have less of."""
    height = 0
    for trial in (_TALL, LOW - 1):
        with framed(picture.words, replace(sheet, preset=replace(sheet.preset, height=trial))) as page:
            table = _height(_rows(picture, _widths(picture, page)))
            height = round(trial * (1 - page.top + page.bottom) + table) + _BELOW
        if (height < LOW) == (trial < LOW):
            break
    return height


def _widths(picture: TablePicture, page: Page) -> list[float]:
    """Return the width of every column in pixels: what it needs, the widest giving way until all fit."""
    needs = [
        max(text_width(text, size=_SIZE, bold=True) for text in (one.heading, *one.cells)) + 2
        for one in picture.columns
    ]
    room = page.figure.bbox.width * (1 - 2 * MARGIN) - _BETWEEN * (len(needs) - 1)
    while sum(needs) > room:
        widest = max(range(len(needs)), key=needs.__getitem__)
        needs[widest] -= min(10.0, sum(needs) - room + 0.1)
    return needs


def _rows(picture: TablePicture, widths: Sequence[float]) -> list[list[list[str]]]:
    """Return heading and rows, every cell broken into lines."""
    rows = [
        [one.heading for one in picture.columns],
        *map(list, zip(*(one.cells for one in picture.columns), strict=True)),
    ]
    return [
        [lines_of(cell, width, size=_SIZE, bold=True) for cell, width in zip(row, widths, strict=True)]
        for row in rows
    ]


def _height(rows: Sequence[Sequence[Sequence[str]]]) -> float:
    return sum(_row_height(row) for row in rows)


def _row_height(row: Sequence[Sequence[str]]) -> float:
    return max(len(cell) for cell in row) * _LINE + _ROW


def _draw(picture: TablePicture, page: Page) -> None:
    widths = _widths(picture, page)
    y = page.top
    for number, row in enumerate(_rows(picture, widths)):
        marked = number > 0 and picture.marked[number - 1]
        _draw_row(picture, page, row, widths, y, heading=not number, marked=marked)
        y -= page.high(_row_height(row))
        _rule(page, y, strong=not number)


def _draw_row(
    picture: TablePicture,
    page: Page,
    row: Sequence[Sequence[str]],
    widths: Sequence[float],
    top: float,
    *,
    heading: bool,
    marked: bool,
) -> None:
    colours, left = page.colours, MARGIN
    shade = colours.grey if heading else colours.accent if marked else colours.ink
    for column, cell, width in zip(picture.columns, row, widths, strict=True):
        x = left + (page.wide(width) if column.right else 0.0)
        for number, line in enumerate(cell):
            y = top - page.high(_ROW / 2 + _LINE * (number + 0.5))
            page.figure.text(
                x, y, line, ha="right" if column.right else "left", va="center", size=_SIZE, color=shade,
                weight="bold" if heading or marked else "normal",
            )  # fmt: skip
        left += page.wide(width + _BETWEEN)


def _rule(page: Page, y: float, *, strong: bool) -> None:
    shade = page.colours.grey if strong else page.colours.faint
    axes = page.figure.add_axes((MARGIN, y, 1 - 2 * MARGIN, page.high(1)))
    axes.set_axis_off()
    axes.axhline(0.5, color=shade, linewidth=0.9 if strong else 0.7)
