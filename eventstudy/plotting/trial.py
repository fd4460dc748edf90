"""Three pictures of a trial: ROC against each control, power against size, false share against q."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from eventstudy.plotting.frame import framed
from eventstudy.plotting.house import Sheet
from eventstudy.plotting.labels import Labels, Look
from eventstudy.plotting.presets import PRESETS
from eventstudy.plotting.scales import name_axis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats
    from eventstudy.plotting.frame import Page, Words

_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)))
_WIDE, _SQUARE = Sheet(PRESETS["wide"]), Sheet(PRESETS["square"])


@dataclass(frozen=True, eq=False)
class Line:
    """One line with its name, and the interval around it where there is one; arrays of shape (k,)."""

    name: str
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None


def roc_figure(lines: Sequence[Line], words: Words, *, sheet: Sheet = _SQUARE) -> Figure:
    """Draw the share of pumps found against the share of each control called one."""
    with framed(words, sheet) as page:
        _draw_roc(page.axes(named=True), lines, page)
    return page.figure


def power_figure(line: Line, ticks: Sequence[str], words: Words, *, sheet: Sheet = _WIDE) -> Figure:
    """Draw the power by the size of a pump in daily sigmas, with its intervals."""
    with framed(words, sheet) as page:
        _draw_power(page.axes(named=True), line, ticks, page)
    return page.figure


def false_share_figure(lines: Sequence[Line], words: Words, *, sheet: Sheet = _WIDE) -> Figure:
    """Draw the share of flags that are false against the q-value at which they are raised."""
    with framed(words, sheet) as page:
        _draw_false_share(page.axes(named=True), lines, page)
    return page.figure


def _draw_roc(axes: Axes, lines: Sequence[Line], page: Page) -> None:
    axes.plot([0, 1], [0, 1], color=page.colours.pale, linewidth=0.8)
    for dashes, line in zip(_DASHES, lines, strict=False):
        axes.plot(line.x, line.y, color=page.colours.accent, linewidth=1.5, linestyle=dashes, label=line.name)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    axes.set(xlim=(0, 1), ylim=(0, 1.005), xlabel="share of the control called one")
    name_axis(axes, "share of pumps found")
    _per_cent(axes, x=True)


def _draw_power(axes: Axes, line: Line, ticks: Sequence[str], page: Page) -> None:
    accent = page.colours.accent
    if line.low is not None and line.high is not None:
        axes.vlines(line.x, line.low, line.high, color=page.colours.pale, linewidth=5)
    axes.plot(line.x, line.y, color=accent, linewidth=1.2, marker="o", markersize=5)
    for x, y in zip(line.x, line.y, strict=True):
        axes.annotate(
            f"{y:.0%}", (x, y), (0, 8), textcoords="offset points", ha="center", size=7.5, color=accent
        )
    axes.set_xticks(line.x, ticks)
    axes.set(ylim=(0, 1.08), xlabel="size of the pump, in daily sigmas of the share")
    name_axis(axes, "found at 5%")
    _per_cent(axes, x=False)


def _draw_false_share(axes: Axes, lines: Sequence[Line], page: Page) -> None:
    colours = page.colours
    promised = Line("promised", lines[0].x, lines[0].x)
    shades = (colours.accent, colours.grey, colours.ink)
    drawn = list(zip((*shades[: len(lines)], colours.pale), (*lines, promised), strict=True))
    for shade, line in drawn:
        axes.plot(line.x, line.y, color=shade, linewidth=1.6 if line is not promised else 0.9)
    axes.set(xlabel="q at which events are flagged", ylim=(0, None))
    name_axis(axes, "share of flags that are false")
    _per_cent(axes, x=False)
    points = np.concatenate([np.stack([line.x, line.y], axis=1) for _, line in drawn])
    labels = Labels(axes, page.renderer, points)
    for shade, line in drawn:
        # Where lines run together the promised one is named at its end.
        k = len(line.x) - 1 if line is promised else len(line.x) * 3 // 4
        look = Look(8, colours.grey if line is promised else shade)
        labels.beside_point(line.name, float(line.x[k]), float(line.y[k]), look=look)


def _per_cent(axes: Axes, *, x: bool) -> None:
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    if x:
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
