"""The unit price of a deal on the ladder of what known satellites cost, on a logarithmic scale of dollars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.labels import Labels, Look
from eventstudy.plotting.presets import DPI
from eventstudy.plotting.wrapping import shortened, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Colours, Sheet

_APART = 9.0
"""Points between a rung and its cost."""

_MILLION = 1e6
_NAMES = 0.34
_BELOW, _ROOMS = 0.6, (3.0, 5.0, 10.0, 30.0, 100.0, 1_000.0)
"""Times the cheapest and the dearest at which the scale ends: the first at which every cost has room beside its rung."""

_MOST_TICKS = 5
_COST_SIZE = 7.0


@dataclass(frozen=True, slots=True)
class Rung:
    """What one kind of satellite costs.

    Attributes
    ----------
    name : str
    low, high : float
        US dollars.
    below : bool
        Whether it may be less.
    kit : bool
        Whether it is hardware that is no satellite at work.
    """

    name: str
    low: float
    high: float
    below: bool
    kit: bool


@dataclass(frozen=True, slots=True, eq=False)
class LadderPicture:
    """Everything that the ladder shows.

    Attributes
    ----------
    words : Words
    rungs : tuple of Rung
        The dearest on top.
    low, high : float
        The deal's price of one satellite in US dollars: from and to, where the rate of a day is not known better.
    label : str
    """

    words: Words
    rungs: tuple[Rung, ...]
    low: float
    high: float
    label: str

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw a rung a kind of satellite, and the deal across them."""
        with framed(self.words, sheet) as page:
            axes = page.axes(left=MARGIN + _NAMES)
            _scale(self, axes)
            _draw(self, axes, page)
            axes.set_xlabel("US dollars for one satellite, without launch (logarithmic)")
        return page.figure


def _scale(picture: LadderPicture, axes: Axes) -> None:
    ends = [picture.low, picture.high, *(end for one in picture.rungs for end in (one.low, one.high))]
    axes.set_xscale("log")
    axes.set_ylim(-0.7, len(picture.rungs) + 0.1)
    for room in _ROOMS:
        axes.set_xlim(min(ends) * _BELOW, max(ends) * room)
        if all(_fits(one, axes) for one in picture.rungs):
            break
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    axes.xaxis.set_major_locator(LogLocator(10, numticks=_MOST_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, axes)))


def _tick(value: float, axes: Axes) -> str:
    """Write the amount at a tick, where it ends on the sheet."""
    text = dollars(value)
    end = float(axes.transData.transform((value, 0))[0]) + text_width(text, size=7.5) / 2
    return text if end < axes.figure.bbox.width else ""


def _fits(one: Rung, axes: Axes) -> bool:
    """Say whether the cost of a rung ends on the sheet."""
    at = float(axes.transData.transform((one.high, 0))[0]) + _APART * DPI / 72
    return at + text_width(_cost(one), size=_COST_SIZE) < axes.figure.bbox.width * (1 - MARGIN / 2)


def dollars(value: float) -> str:
    """Write an amount of dollars in a few letters.

    >>> dollars(35_000.0), dollars(1_200_000.0)
    ('US$35,000', 'US$1.2m')
    """
    return f"US${value / _MILLION:,.10g}m" if value >= _MILLION else f"US${value:,.10g}"


def _cost(one: Rung) -> str:
    low = f"< {dollars(one.low)}" if one.below else dollars(one.low)
    return low if one.low == one.high else f"{low} to {dollars(one.high)}"


def _draw(picture: LadderPicture, axes: Axes, page: Page) -> None:
    colours, width = page.colours, page.figure.bbox.width
    places = len(picture.rungs) - 1 - np.arange(len(picture.rungs))
    for place, one in zip(places.tolist(), picture.rungs, strict=True):
        shade = colours.pale if one.kit else colours.grey
        axes.plot([one.low, one.high], [place, place], color=shade, linewidth=5, solid_capstyle="round")
        axes.plot([one.low], [place], "<" if one.below else "o", color=shade, markersize=7)
        _write_cost(one, place, axes, colours)
        axes.text(
            -0.02, place, shortened(one.name, (_NAMES - 0.02) * width, size=7.2), transform=axes.get_yaxis_transform(),
            ha="right", va="center", size=7.2, color=colours.grey if one.kit else colours.ink,
        )  # fmt: skip
    axes.axvspan(picture.low, picture.high, color=colours.accent, alpha=0.25, linewidth=0)
    axes.axvline(picture.low, color=colours.accent, linewidth=1.8)
    heights = np.linspace(*axes.get_ylim(), 30)
    rungs = [
        np.column_stack([np.geomspace(one.low, one.high, 12), np.full(12, place)])
        for place, one in zip(places, picture.rungs, strict=True)
    ]
    labels = Labels(
        axes, page.renderer, np.concatenate([np.column_stack([np.full(30, picture.low), heights]), *rungs])
    )
    labels.beside_line(picture.label, picture.low, look=Look(8.5, colours.accent, "bold"))


def _write_cost(one: Rung, place: float, axes: Axes, colours: Colours) -> None:
    axes.annotate(
        _cost(one), (one.high, place), (_APART, 0), textcoords="offset points", va="center", size=_COST_SIZE,
        color=colours.grey,
    )  # fmt: skip
