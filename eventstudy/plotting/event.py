"""The picture of one event: the cumulative abnormal return with its band and marks, above the volume.

All numbers come ready-made; offsets count sessions from day 0 and returns are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from eventstudy.plotting.frame import MARGIN, simulated_tag, source_line
from eventstudy.plotting.labels import Labels, Look, wrapped
from eventstudy.plotting.style import ACCENT, DPI, FAINT, GREY, INK, PALE, PRESETS, Preset, house_style

if TYPE_CHECKING:
    import datetime as dt

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg

    from eventstudy.arrays import Floats, Integers

MINUS = "\N{MINUS SIGN}"

_FINDING = Look(8.5, ACCENT, "bold")
_MOST_TICKS = 12
_ALL_OF_IT = 0.995
_UNUSUAL = 2.0
"""Abnormal volume beyond which a bar takes the accent colour, in robust sigmas."""


@dataclass(frozen=True, eq=False)
class EventPicture:
    """Everything that the picture of one event shows.

    Attributes
    ----------
    title, subtitle, source : str
        The finding in a sentence, what is drawn, and where the data come from.
    offsets : ndarray of shape (T,)
        Sessions from day 0.
    path, band : ndarray of shape (T,)
        Cumulative abnormal return (0 on session -1), and the half-width of its 95 % band.
    volume_z : ndarray of shape (T,)
        Abnormal volume in robust sigmas; NaN where there is none.
    day0 : datetime.date
    peak, trough, expiry : int or None
        Sessions of the peak, of the lowest point after it, and of the end of the opt-out window.
    give_back : float or None
        Share of the peak that was given back.
    path_name : str
        Whose path it is: the signature's or a study's.
    simulated : bool
        Whether the prices are made up.
    """

    title: str
    subtitle: str
    source: str
    offsets: Integers
    path: Floats
    band: Floats
    volume_z: Floats
    day0: dt.date
    peak: int | None
    trough: int | None
    give_back: float | None
    expiry: int | None
    path_name: str
    simulated: bool

    def at(self, offset: int) -> float:
        """Return the path on a session."""
        return float(self.path[self.offsets == offset][0])


def event_figure(picture: EventPicture, *, preset: Preset = PRESETS["substack"]) -> Figure:
    """Lay out the whole picture: title, subtitle, path, volume, source line."""
    with house_style():
        figure = Figure(figsize=preset.inches, dpi=DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        top = _headings(figure, picture, renderer)
        bottom = source_line(figure, picture.source, renderer)
        axes, volume_axes = _panels(figure, top, bottom, volume=bool(np.isfinite(picture.volume_z).any()))
        if volume_axes is not None:
            draw_volume(picture, volume_axes)
            axes.tick_params(labelbottom=False)
        draw_event(picture, axes, renderer=renderer)
        (volume_axes or axes).set_xlabel("sessions from day 0")
    return figure


def _headings(figure: Figure, picture: EventPicture, renderer: RendererAgg) -> float:
    """Write title and subtitle; return how far down they reach, as a fraction of the height."""
    width, height = figure.bbox.width, figure.bbox.height
    room = width * (1 - 2 * MARGIN)
    y = 1 - MARGIN
    if picture.simulated:
        tag = simulated_tag(figure, y)
        room -= tag.get_window_extent(renderer).width + width * 0.03
        figure.text(0.52, 0.45, "SIMULATED", ha="center", va="center", size=58, weight="bold", color=INK, alpha=0.07, rotation=24, zorder=0)  # fmt: skip
    title = figure.text(
        MARGIN, y, picture.title, ha="left", va="top", size=12.5, weight="bold", linespacing=1.15
    )
    y = wrapped(title, room, renderer).get_window_extent(renderer).y0 / height - 0.017
    subtitle = figure.text(
        MARGIN, y, picture.subtitle, ha="left", va="top", size=7.8, color=GREY, linespacing=1.25
    )
    lowest = wrapped(subtitle, width * (1 - 2 * MARGIN), renderer).get_window_extent(renderer).y0
    return float(lowest / height - 0.03)


def _panels(figure: Figure, top: float, bottom: float, *, volume: bool) -> tuple[Axes, Axes | None]:
    left, right, floor = 0.1, 1 - MARGIN, bottom + 0.095
    height = top - floor
    if not volume:
        return figure.add_axes((left, floor, right - left, height)), None
    low = 0.2 * height
    axes = figure.add_axes((left, floor + low + 0.03, right - left, height - low - 0.03))
    return axes, figure.add_axes((left, floor, right - left, low), sharex=axes)


def draw_event(picture: EventPicture, axes: Axes, *, renderer: RendererAgg) -> None:
    """Draw the path with its band, day 0, the opt-out expiry, the peak and what was given back."""
    axes.fill_between(picture.offsets, -picture.band, picture.band, color=FAINT, linewidth=0, zorder=1)
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=2)
    axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    axes.plot(picture.offsets, picture.path, color=ACCENT, linewidth=2.2, solid_capstyle="round", zorder=4)
    _scale(picture, axes)
    if picture.expiry is not None:
        axes.axvline(picture.expiry, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)), zorder=2)
    labels = Labels(axes, renderer, _obstacles(picture, axes))
    _mark_peak(picture, axes, labels)
    labels.beside_line(f"day 0, {picture.day0.day} {picture.day0:%b %Y}", 0, look=Look(7.5, INK))
    if picture.expiry is not None:
        labels.beside_line(f"opt-out ends, day {picture.expiry}", picture.expiry, look=Look(7.5, GREY))
    _name_band(picture, labels)


def _scale(picture: EventPicture, axes: Axes) -> None:
    low = float(min(np.nanmin(picture.path), -np.nanmax(picture.band)))
    high = float(max(np.nanmax(picture.path), np.nanmax(picture.band)))
    room = high - low
    axes.set_ylim(low - 0.1 * room, high + 0.2 * room)
    axes.set_xlim(picture.offsets[0] - 0.6, picture.offsets[-1] + 0.6)
    step = next((one for one in (5, 10, 20) if len(picture.offsets) <= _MOST_TICKS * one), 50)
    axes.xaxis.set_major_locator(MultipleLocator(step))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(_per_cent))
    axes.set_ylabel(picture.path_name)


def _per_cent(value: float, _place: int | None) -> str:
    shown = round(100 * value, 6)
    return "0%" if shown == 0 else f"{shown:+g}%".replace("-", MINUS)


def _obstacles(picture: EventPicture, axes: Axes) -> Floats:
    """Return points on the path and on the upright lines, for labels to keep off them."""
    x = np.linspace(picture.offsets[0], picture.offsets[-1], 12 * len(picture.offsets))
    path = np.column_stack([x, np.interp(x, picture.offsets, picture.path)])
    y = np.linspace(*axes.get_ylim(), 60)
    upright = [np.column_stack([np.full_like(y, at), y]) for at in (0, picture.expiry) if at is not None]
    return np.concatenate([path, *upright])


def _mark_peak(picture: EventPicture, axes: Axes, labels: Labels) -> None:
    if picture.peak is None:
        return
    top = picture.at(picture.peak)
    marks = [(picture.peak, top)]
    if picture.trough is not None and picture.trough != picture.peak:
        marks.append((picture.trough, picture.at(picture.trough)))
    axes.plot(*zip(*marks, strict=True), linestyle="none", marker="o", markersize=5.5, color=ACCENT,
              markeredgecolor="white", markeredgewidth=1, zorder=5)  # fmt: skip
    labels.beside_point(f"peak {top:+.1%}, day {picture.peak}", *marks[0], look=_FINDING)
    if picture.give_back is not None and len(marks) > 1:
        share = "all of it" if picture.give_back >= _ALL_OF_IT else f"{picture.give_back:.0%}"
        text = f"{share} given back by day {picture.trough}"
        labels.beside_point(text, *marks[1], look=_FINDING)


def _name_band(picture: EventPicture, labels: Labels) -> None:
    """Write what the band is where it is wide and free, the far end first."""
    last = float(picture.offsets[-1])
    spots = [
        (x, edge * float(np.interp(x, picture.offsets, picture.band)))
        for x in np.arange(last - 4, 2, -1.0)
        for edge in (-0.7, 0.7, -0.4, 0.4)
    ]
    labels.on_one_of("95% band if nothing happened", spots, look=Look(7, GREY))


def draw_volume(picture: EventPicture, axes: Axes) -> None:
    """Draw abnormal volume as bars, the unusual ones in the accent colour; a missing one has no bar."""
    known = np.isfinite(picture.volume_z)
    offsets, height = picture.offsets[known], picture.volume_z[known]
    colours = np.where(height > _UNUSUAL, ACCENT, PALE).tolist()
    # One collection of thick lines: a patch a bar takes three times as long to draw.
    width = 0.62 * axes.bbox.width / len(picture.offsets) * 72 / axes.figure.dpi
    axes.vlines(offsets, 0, height, colors=colours, linewidth=width, zorder=3)
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=4)
    axes.axvline(0, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.set_ylabel("volume\n(robust z)")
