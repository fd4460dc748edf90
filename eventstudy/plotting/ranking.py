"""A ranked dot plot: each tested event's score beside the range of what it was compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.wrapping import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

_NAMES, _NUMBERS = 0.30, 0.17
"""Of the width, for the names on the left and the numbers on the right."""

_LEAST = 27.0
"""Pixels of a row."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One event.

    Attributes
    ----------
    name, when, numbers : str
        Who, and when; p and q.
    score : float
    low, middle, high : float
        5 %, 50 % and 95 % point of the scores of the comparable windows.
    marked : bool
        Whether it takes the accent colour.
    """

    name: str
    when: str
    numbers: str
    score: float
    low: float
    middle: float
    high: float
    marked: bool


@dataclass(frozen=True, slots=True, eq=False)
class RankingPicture:
    """Everything that the dot plot shows, the first row on top."""

    words: Words
    rows: tuple[Ranked, ...]
    heading: str

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw a row an event: the interval, its middle, and the dot."""
        with framed(self.words, sheet) as page:
            room, kept = page.keeping(len(self.rows), least=_LEAST, beside=120)
            rows = self.rows[:kept]
            axes = room.axes(left=MARGIN + _NAMES, named=True)
            left, bottom, width, height = axes.get_position().bounds
            axes.set_position((left, bottom, width - _NUMBERS, height))
            _draw(rows, axes, page)
            _write(rows, axes, page)
            axes.set_title(self.heading, loc="left", x=0, y=1.0, size=7.5, color=page.colours.grey, pad=5)
            axes.set_xlabel("how fully, and how fast, the rise came back: reversal score")
        return page.figure


def _draw(rows: tuple[Ranked, ...], axes: Axes, page: Page) -> None:
    colours, places = page.colours, np.arange(len(rows))
    axes.hlines(
        places, [one.low for one in rows], [one.high for one in rows], color=colours.pale, linewidth=4
    )
    axes.plot(
        [one.middle for one in rows], places, "|", color=colours.grey, markersize=8, markeredgewidth=1.4
    )
    for marked, shade in ((False, colours.ink), (True, colours.accent)):
        some = [(one.score, place) for place, one in enumerate(rows) if one.marked is marked]
        if some:
            axes.plot(
                *zip(*some, strict=True),
                "o",
                color=shade,
                markersize=7,
                markeredgecolor=colours.paper,
                zorder=4,
            )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x")
    axes.set_yticks([])


def _write(rows: tuple[Ranked, ...], axes: Axes, page: Page) -> None:
    """Write the names on the left and the numbers on the right of the rows."""
    width, colours = page.figure.bbox.width, page.colours
    across = axes.get_yaxis_transform()
    for place, one in enumerate(rows):
        shade, weight = (colours.accent, "bold") if one.marked else (colours.ink, "normal")
        name = named(one.name, one.when, (_NAMES - 0.02) * width, size=7.2, bold=one.marked)
        axes.text(
            -0.025,
            place,
            name,
            transform=across,
            ha="right",
            va="center",
            size=7.2,
            color=shade,
            weight=weight,
        )
        axes.text(1.03, place, one.numbers, transform=across, va="center", size=7.2, color=shade)
