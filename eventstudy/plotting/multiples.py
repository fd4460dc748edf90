"""Small multiples: the paths of many events side by side, all on one scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.wrapping import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats, Integers
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

_SHAPE = 1.5
"""Width over height of a panel, as near as the sheet allows."""

_NARROWEST = 215.0
"""Pixels that a date and a peak need."""

_LEAST = 118.0
"""Pixels of a row of panels with their headings."""

_HEADING, _GAP = 46.0, 26.0
"""Pixels for a panel's two lines of heading, and between panels."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One event.

    Attributes
    ----------
    heading, note : str
        Who, and the finding in a few words.
    offsets : ndarray of shape (T,)
        Sessions from day 0.
    path, band : ndarray of shape (T,)
        Cumulative abnormal log return, and the half-width of its 95 % band.
    marked : bool
        Whether it takes the accent colour.
    """

    heading: str
    note: str
    offsets: Integers
    path: Floats
    band: Floats
    marked: bool


@dataclass(frozen=True, slots=True, eq=False)
class MultiplesPicture:
    """Everything that a sheet of small multiples shows, in the order in which it is read."""

    words: Words
    panels: tuple[Panel, ...]

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw as many panels as have room, all on one scale."""
        with framed(self.words, sheet) as page:
            columns = _columns(page, len(self.panels))
            room, kept = page.keeping(len(self.panels), least=_LEAST, abreast=columns)
            shown = self.panels[:kept]
            low, high = _reach(shown)
            for panel, place in zip(shown, _places(room, kept, columns), strict=True):
                axes = page.figure.add_axes(place)
                axes.set_axis_off()
                axes.set_ylim(low, high)
                _draw(panel, axes, page)
        return page.figure


def _reach(panels: tuple[Panel, ...]) -> tuple[float, float]:
    """Return the lowest and the highest point of all paths."""
    low, high = (
        float(edge([edge(panel.path[np.isfinite(panel.path)]) for panel in panels]))
        for edge in (np.min, np.max)
    )
    room = 0.05 * (high - low) or 0.01
    return low - room, high + room


def _columns(page: Page, count: int) -> int:
    """Return how many panels stand side by side."""
    width = page.figure.bbox.width * (1 - 2 * MARGIN)
    height = page.figure.bbox.height * (page.top - page.bottom)
    columns = round(math.sqrt(count * width / height / _SHAPE))
    return min(count, max(1, min(columns, int((width + _GAP) // (_NARROWEST + _GAP)))))


def _places(page: Page, count: int, columns: int) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, width and height of every panel, as fractions of the figure."""
    width = page.figure.bbox.width * (1 - 2 * MARGIN)
    bottom = page.bottom + page.high(18)
    height = page.figure.bbox.height * (page.top - bottom)
    rows = math.ceil(count / columns)
    across, down = (width + _GAP) / columns, (height + _GAP) / rows
    return [
        (
            MARGIN + page.wide(across * (number % columns)),
            page.top - page.high(down * (number // columns + 1) - _GAP),
            page.wide(across - _GAP),
            page.high(max(down - _GAP - _HEADING, 1.0)),
        )
        for number in range(count)
    ]


def _draw(panel: Panel, axes: Axes, page: Page) -> None:
    colours = page.colours
    shade = colours.accent if panel.marked else colours.grey
    axes.fill_between(panel.offsets, -panel.band, panel.band, color=colours.faint, linewidth=0)
    axes.hlines(0, panel.offsets[0], panel.offsets[-1], color=colours.pale, linewidth=0.7)
    axes.vlines(0, *axes.get_ylim(), color=colours.pale, linewidth=0.7, linestyle=(0, (3, 2)))
    axes.set_xlim(panel.offsets[0], panel.offsets[-1])
    axes.plot(panel.offsets, panel.path, color=shade, linewidth=1.6 if panel.marked else 1.2)
    width = axes.bbox.width
    for text, above, weight, colour in (
        (panel.heading, 25, "bold", colours.ink),
        (panel.note, 3, "normal", shade),
    ):
        axes.annotate(
            shortened(text, width, size=6.8, bold=weight == "bold"), (0, 1), (0, above * 0.36), xycoords="axes fraction",
            textcoords="offset points", size=6.8, weight=weight, color=colour, annotation_clip=False,
        )  # fmt: skip
