"""A heat map of events by days: abnormal returns in daily sigmas, from warm for down to the accent colour for up."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from eventstudy.plotting.frame import MARGIN, framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.scales import MINUS
from eventstudy.plotting.wrapping import named

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats, Integers
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Colours, Sheet

CLIPPED = 4.0
"""Sigmas beyond which the colour does not change."""

_NAMES = 0.30
_LEAST = 21.0
"""Pixels of a row."""

_KEY = 40.0
"""Pixels above the map for its key."""


@dataclass(frozen=True, slots=True, eq=False)
class HeatmapPicture:
    """Everything that the map shows.

    Attributes
    ----------
    words : Words
    names, when : tuple of str, length n
        Of the rows, the first on top.
    marked : tuple of bool, length n
        Rows whose names take the accent colour.
    offsets : ndarray of shape (T,)
        Sessions from day 0.
    sigmas : ndarray of shape (n, T)
        Abnormal return over the share's daily sigma; NaN where there is none.
    """

    words: Words
    names: tuple[str, ...]
    when: tuple[str, ...]
    marked: tuple[bool, ...]
    offsets: Integers
    sigmas: Floats

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw the map with its key above it."""
        with framed(self.words, sheet) as page:
            room, kept = page.keeping(len(self.names), least=_LEAST, beside=85 + _KEY)
            shown = replace(self, names=self.names[:kept], sigmas=self.sigmas[:kept])
            axes = room.axes(left=MARGIN + _NAMES)
            left, bottom, width, height = axes.get_position().bounds
            axes.set_position((left, bottom, width, height - page.high(_KEY)))
            _draw(shown, axes, page.colours)
            _name_rows(shown, axes, page)
            _name_days(self, axes)
            _key(axes, page)
        return page.figure


def _scale(colours: Colours) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list("house", [colours.warm, colours.paper, colours.accent])


def _draw(picture: HeatmapPicture, axes: Axes, colours: Colours) -> None:
    with warnings.catch_warnings():
        # seaborn 0.13 uses names that newer matplotlib and pandas deprecate; its users cannot help it.
        warnings.simplefilter("ignore", DeprecationWarning)
        import seaborn as sns  # noqa: PLC0415  -- imported under the filter, and only to draw

        sns.heatmap(
            np.clip(picture.sigmas, -CLIPPED, CLIPPED), ax=axes, cmap=_scale(colours), vmin=-CLIPPED, vmax=CLIPPED,
            cbar=False, linewidths=0.6, linecolor=colours.paper, xticklabels=False, yticklabels=False,
        )  # fmt: skip
    # seaborn masks what is NaN, and draws nothing there: the ground below shows it.
    axes.set_facecolor(colours.faint)
    day0 = float(np.flatnonzero(picture.offsets == 0)[0])
    axes.axvline(day0, color=colours.ink, linewidth=1.0, linestyle=(0, (4, 3)))


def _name_rows(picture: HeatmapPicture, axes: Axes, page: Page) -> None:
    width = (_NAMES - 0.015) * page.figure.bbox.width
    size = min(7.2, 0.8 * axes.bbox.height / len(picture.names) * 72 / page.figure.dpi)
    rows = zip(picture.names, picture.when, picture.marked, strict=False)
    for place, (name, when, marked) in enumerate(rows):
        axes.text(
            -0.012, place + 0.5, named(name, when, width, size=size, bold=marked), transform=axes.get_yaxis_transform(),
            ha="right", va="center", size=size, weight="bold" if marked else "normal",
            color=page.colours.accent if marked else page.colours.ink,
        )  # fmt: skip


def _name_days(picture: HeatmapPicture, axes: Axes) -> None:
    shown = [place for place, offset in enumerate(picture.offsets.tolist()) if offset % 5 == 0]
    axes.set_xticks(
        [place + 0.5 for place in shown], [f"{picture.offsets[place]}".replace("-", MINUS) for place in shown]
    )
    axes.tick_params(bottom=False)
    axes.set_xlabel("sessions from day 0")


def _key(axes: Axes, page: Page) -> None:
    """Draw the key above the map, its ends named."""
    left, bottom, width, height = axes.get_position().bounds
    key = page.figure.add_axes(
        (left + 0.3 * width, bottom + height + page.high(20), 0.4 * width, page.high(14))
    )
    key.pcolormesh(np.linspace(0, 1, 34), [0, 1], np.linspace(-1, 1, 33)[None, :], cmap=_scale(page.colours))
    key.set_axis_off()
    grey = page.colours.grey
    for x, side, text in (
        (-0.03, "right", f"down {CLIPPED:.0f} daily sigmas or more"),
        (1.03, "left", f"up {CLIPPED:.0f} or more"),
    ):
        key.text(x, 0.45, text, transform=key.transAxes, ha=side, va="center", size=7, color=grey)
