"""Three pictures of a trial: ROC against each control, power against size, false share against q."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from eventstudy.plotting.frame import MARGIN, simulated_tag, source_line
from eventstudy.plotting.labels import Labels, Look, wrapped
from eventstudy.plotting.style import ACCENT, DPI, GREY, INK, PALE, PRESETS, Preset, house_style

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg

    from eventstudy.arrays import Floats

_DASHES = ("-", (0, (5, 1.5)), (0, (1.5, 1.5)), (0, (5, 1.5, 1.5, 1.5)))
_COLOURS = (ACCENT, GREY, INK)
_AXIS_ROOM = 105
"""Pixels below the axes, for their numbers and name."""


@dataclass(frozen=True, slots=True)
class Words:
    """Title, subtitle and source line of a picture, and whether it shows made-up prices."""

    title: str
    subtitle: str
    source: str
    simulated: bool


@dataclass(frozen=True, eq=False)
class Line:
    """One line with its name, and the interval around it where there is one; arrays of shape (k,)."""

    name: str
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None


def roc_figure(lines: Sequence[Line], words: Words, *, preset: Preset = PRESETS["square"]) -> Figure:
    """Draw the share of pumps found against the share of each control called one."""
    return _figure(lambda axes, _: _draw_roc(axes, lines), words, preset)


def power_figure(
    line: Line, ticks: Sequence[str], words: Words, *, preset: Preset = PRESETS["wide"]
) -> Figure:
    """Draw the power by the size of a pump in daily sigmas, with its intervals."""
    return _figure(lambda axes, _: _draw_power(axes, line, ticks), words, preset)


def false_share_figure(lines: Sequence[Line], words: Words, *, preset: Preset = PRESETS["wide"]) -> Figure:
    """Draw the share of flags that are false against the q-value at which they are raised."""
    return _figure(lambda axes, renderer: _draw_false_share(axes, lines, renderer), words, preset)


def _figure(draw: Callable[[Axes, RendererAgg], None], words: Words, preset: Preset) -> Figure:
    with house_style():
        figure = Figure(figsize=preset.inches, dpi=DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        top, bottom = _headings(figure, words, renderer), source_line(figure, words.source, renderer)
        room = _AXIS_ROOM / figure.bbox.height
        axes = figure.add_axes((0.1, bottom + room, 0.9 - MARGIN, top - bottom - room - 0.03))
        draw(axes, renderer)
    return figure


def _headings(figure: Figure, words: Words, renderer: RendererAgg) -> float:
    """Write title and subtitle; return how far down they reach, as a fraction of the height."""
    width, tall = figure.bbox.width * (1 - 2 * MARGIN), figure.bbox.height
    if words.simulated:
        simulated_tag(figure, 0.97)
        width *= 0.82
    title = figure.text(MARGIN, 0.97, words.title, va="top", size=11.5, weight="bold", color=INK)
    reach = wrapped(title, width, renderer).get_window_extent(renderer).y0 / tall
    below = figure.text(MARGIN, reach - 0.015, words.subtitle, va="top", size=8, color=GREY)
    return float(wrapped(below, width, renderer).get_window_extent(renderer).y0 / tall)


def _draw_roc(axes: Axes, lines: Sequence[Line]) -> None:
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=0.8)
    for dashes, line in zip(_DASHES, lines, strict=False):
        axes.plot(line.x, line.y, color=ACCENT, linewidth=1.5, linestyle=dashes, label=line.name)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    axes.set(
        xlim=(0, 1), ylim=(0, 1.005), xlabel="share of the control called one", ylabel="share of pumps found"
    )
    _per_cent(axes, x=True)


def _draw_power(axes: Axes, line: Line, ticks: Sequence[str]) -> None:
    if line.low is not None and line.high is not None:
        axes.vlines(line.x, line.low, line.high, color=PALE, linewidth=5)
    axes.plot(line.x, line.y, color=ACCENT, linewidth=1.2, marker="o", markersize=5)
    for x, y in zip(line.x, line.y, strict=True):
        axes.annotate(
            f"{y:.0%}", (x, y), (0, 8), textcoords="offset points", ha="center", size=7.5, color=ACCENT
        )
    axes.set_xticks(line.x, ticks)
    axes.set(ylim=(0, 1.08), xlabel="size of the pump, in daily sigmas of the share", ylabel="found at 5%")
    _per_cent(axes, x=False)


def _draw_false_share(axes: Axes, lines: Sequence[Line], renderer: RendererAgg) -> None:
    promised = Line("promised", lines[0].x, lines[0].x)
    drawn = list(zip((*_COLOURS, PALE), (*lines, promised), strict=False))
    for colour, line in drawn:
        axes.plot(line.x, line.y, color=colour, linewidth=1.6 if line is not promised else 0.9)
    axes.set(xlabel="q at which events are flagged", ylabel="share of flags that are false", ylim=(0, None))
    _per_cent(axes, x=False)
    points = np.concatenate([np.stack([line.x, line.y], axis=1) for _, line in drawn])
    labels = Labels(axes, renderer, points)
    for colour, line in drawn:
        k = len(line.x) * 3 // 4
        look = Look(8, GREY if line is promised else colour)
        labels.beside_point(line.name, float(line.x[k]), float(line.y[k]), look=look)


def _per_cent(axes: Axes, *, x: bool) -> None:
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    if x:
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
