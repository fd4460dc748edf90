"""The price of one share over the months of its announcements, each marked with its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.scales import name_axis
from eventstudy.plotting.wrapping import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats, Integers
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

MOST_LISTED = 10
"""Announcements whose headlines are listed below the line."""

_LINE = 27.0
"""Pixels of a line of the list."""

_ROOM_FOR_LIST = 430.0
"""Pixels of height that the line keeps; where there is less the list is left out."""

_DISC = 34.0
"""Pixels of a disc and the room around it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One announcement: the epoch day of its day 0, the price on the session before, and what is listed of it."""

    day: int
    price: float
    text: str
    accent: bool


@dataclass(frozen=True, slots=True, eq=False)
class PriceLinePicture:
    """Everything that the picture shows.

    Attributes
    ----------
    words : Words
    days : ndarray of shape (T,)
        Epoch days of the sessions.
    prices : ndarray of shape (T,)
        NaN where a session has none: the line has a gap there.
    marks : tuple of Marked
        In the order of time; they are numbered from 1 on.
    price_name : str
    """

    words: Words
    days: Integers
    prices: Floats
    marks: tuple[Marked, ...]
    price_name: str

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw the line with numbered discs, and the list of what they are below it."""
        with framed(self.words, sheet) as page:
            listed = min(len(self.marks), MOST_LISTED) * _LINE + 20
            room = page.figure.bbox.height * (page.top - page.bottom)
            axes = page.axes(below=60.0 + (listed if room - listed >= _ROOM_FOR_LIST else 0.0), named=True)
            _draw(self, axes, page)
            if room - listed >= _ROOM_FOR_LIST:
                _list(self.marks, page, axes)
        return page.figure


def _draw(picture: PriceLinePicture, axes: Axes, page: Page) -> None:
    colours = page.colours
    days = picture.days.astype(float)
    axes.plot(days, picture.prices, color=colours.grey, linewidth=1.3)
    low, high = float(np.nanmin(picture.prices)), float(np.nanmax(picture.prices))
    room = high - low or high or 1.0
    axes.set_ylim(low - 0.05 * room, high + 0.3 * room)
    axes.set_xlim(days[0], days[-1])
    _name_days(axes)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    name_axis(axes, picture.price_name)
    for number, (mark, (x, y)) in enumerate(zip(picture.marks, _discs(picture, axes), strict=True), start=1):
        shade = colours.accent if mark.accent else colours.ink
        axes.plot([mark.day, x], [mark.price, y], color=shade, linewidth=0.8, zorder=3)
        axes.text(
            x, y, str(number), ha="center", va="center", size=7, weight="bold", color=colours.paper, zorder=5,
            bbox={"boxstyle": "circle,pad=0.25", "facecolor": shade, "edgecolor": colours.paper, "linewidth": 0.8},
        )  # fmt: skip


def _name_days(axes: Axes) -> None:
    """Mark months or years, whichever leaves a handful of ticks; matplotlib counts days from 1970 too."""
    locator = mdates.AutoDateLocator(minticks=3, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(locator, show_offset=False))


def _discs(picture: PriceLinePicture, axes: Axes) -> Iterator[tuple[float, float]]:
    """Return where each disc stands: above its price and the discs that are in its way, where the frame has room."""
    taken: list[tuple[float, float]] = []
    for mark in picture.marks:
        x, y = axes.transData.transform((mark.day, mark.price))
        spot = next(
            (one for one in _spots(axes, x, y) if not any(_touch(one, other) for other in taken)),
            (x, y + _DISC),
        )
        taken.append(spot)
        place = axes.transData.inverted().transform(spot)
        yield float(place[0]), float(place[1])


def _spots(axes: Axes, x: float, y: float) -> Iterator[tuple[float, float]]:
    """Return places in the frame for a disc, in pixels: above a point, then below it, then beside that, ever farther."""
    frame = axes.bbox.padded(-_DISC / 2)
    columns = int(frame.width // _DISC)
    for aside in (0, *(side * step for step in range(1, columns) for side in (-1, 1))):
        across = x + aside * _DISC
        if aside and not frame.x0 <= across <= frame.x1:
            continue
        yield from ((across, float(up)) for up in np.arange(y + _DISC, frame.y1, _DISC / 4))
        yield from ((across, float(down)) for down in np.arange(y - _DISC, frame.y0, -_DISC / 4))


def _touch(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) < _DISC


def _list(marks: tuple[Marked, ...], page: Page, axes: Axes) -> None:
    """List the announcements below the line, the earliest first."""
    width = page.figure.bbox.width * (1 - 2 * MARGIN)
    top = float(axes.get_position().y0) - page.high(66)
    more = len(marks) - MOST_LISTED
    for place, mark in enumerate(marks[:MOST_LISTED]):
        text = f"{place + 1}  {mark.text}"
        if place == MOST_LISTED - 1 and more > 0:
            text = f"{place + 1} to {len(marks)}  later announcements"
        page.figure.text(
            MARGIN, top - page.high(_LINE * place), shortened(text, width, size=7), va="center", size=7,
            color=page.colours.accent if mark.accent else page.colours.ink,
        )  # fmt: skip
