"""Average paths by kind of announcement, each with the interval of its mean, all on one scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MultipleLocator

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.labels import Labels, Look
from eventstudy.plotting.scales import in_price, price_scale, signed
from eventstudy.plotting.wrapping import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats, Integers
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

_ACROSS = 3
_HEADING, _BELOW, _SCALE, _GAP = 40.0, 62.0, 74.0, 64.0
"""Pixels for a heading, for the numbers below, for the scale on the left, and between panels."""


@dataclass(frozen=True, slots=True, eq=False)
class Average:
    """The mean path of one kind.

    Attributes
    ----------
    kind : str
        With how many announcements there are.
    offsets : ndarray of shape (T,)
        Sessions from day 0.
    mean, low, high : ndarray of shape (T,)
        Mean cumulative abnormal log return, and its 95 % interval.
    marked : bool
        Whether the interval leaves zero out on the day that the title speaks of.
    """

    kind: str
    offsets: Integers
    mean: Floats
    low: Floats
    high: Floats
    marked: bool


@dataclass(frozen=True, slots=True, eq=False)
class AveragesPicture:
    """Everything that the picture shows; ``day`` is the session whose numbers stand beside the lines."""

    words: Words
    averages: tuple[Average, ...]
    day: int

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw a panel a kind."""
        with framed(self.words, sheet) as page:
            low = min(float(np.nanmin(one.low)) for one in self.averages)
            high = max(float(np.nanmax(one.high)) for one in self.averages)
            room = 0.08 * (high - low) or 0.01
            for number, (one, place) in enumerate(
                zip(self.averages, _places(page, len(self.averages)), strict=True)
            ):
                axes = page.figure.add_axes(place)
                axes.set_ylim(low - room, high + room)
                price_scale(axes)
                _draw(one, axes, page, self.day)
                if number % _ACROSS:
                    axes.tick_params(labelleft=False)
        return page.figure


def _places(page: Page, count: int) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, width and height of every panel, as fractions of the figure."""
    columns = min(count, _ACROSS)
    rows = math.ceil(count / columns)
    width = page.figure.bbox.width * (1 - 2 * MARGIN) - _SCALE
    height = page.figure.bbox.height * (page.top - page.bottom)
    across, down = (width + _GAP) / columns, height / rows
    return [
        (
            MARGIN + page.wide(_SCALE + across * (number % columns)),
            page.top - page.high(down * (number // columns + 1) - _BELOW),
            page.wide(across - _GAP),
            page.high(down - _BELOW - _HEADING),
        )
        for number in range(count)
    ]


def _draw(one: Average, axes: Axes, page: Page, day: int) -> None:
    colours = page.colours
    shade = colours.accent if one.marked else colours.grey
    axes.fill_between(one.offsets, one.low, one.high, color=shade, alpha=0.18, linewidth=0)
    axes.axhline(0, color=colours.grey, linewidth=0.8)
    axes.axvline(0, color=colours.ink, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.plot(one.offsets, one.mean, color=shade, linewidth=2.0)
    axes.set_xlim(one.offsets[0], one.offsets[-1])
    axes.xaxis.set_major_locator(MultipleLocator(10))
    heading = shortened(one.kind, axes.bbox.width, size=8, bold=True)
    axes.set_title(heading, loc="left", x=0, y=1.0, size=8, weight="bold", color=colours.ink, pad=5)
    at = float(one.mean[one.offsets == day][0])
    axes.plot([day], [at], "o", color=shade, markersize=5, markeredgecolor=colours.paper)
    x = np.linspace(one.offsets[0], one.offsets[-1], 200)
    labels = Labels(axes, page.renderer, np.column_stack([x, np.interp(x, one.offsets, one.mean)]))
    labels.beside_point(f"{signed(in_price(at))}, day {day}", day, at, look=Look(8, shade, "bold"))
