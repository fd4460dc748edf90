"""The picture of one event: the cumulative abnormal return with its band and marks, above the volume.

All numbers come ready-made. Offsets count sessions from day 0; paths are log returns, and are written as the changes in
price that they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator, MultipleLocator

from eventstudy.plotting.frame import framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.labels import Labels, Look
from eventstudy.plotting.scales import in_price, name_axis, price_scale, signed

if TYPE_CHECKING:
    import datetime as dt

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats, Integers
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Colours, Sheet

_MOST_TICKS = 12
_ALL_OF_IT = 0.995
_ROOM_FOR_VOLUME = 380.0
"""Pixels of height below which the path needs all the room."""

_UNUSUAL = 2.0
"""Abnormal volume beyond which a bar takes the accent colour, in robust sigmas."""


@dataclass(frozen=True, eq=False)
class Fan:
    """Where the same share's path went on ordinary days.

    Attributes
    ----------
    quantiles : ndarray of shape (4, T)
        Of its ordinary windows, session by session: 5, 25, 75 and 95 %.
    windows : int
        How many windows these are.
    """

    quantiles: Floats
    windows: int


@dataclass(frozen=True, eq=False)
class EventPicture:
    """Everything that the picture of one event shows.

    Attributes
    ----------
    words : Words
    offsets : ndarray of shape (T,)
        Sessions from day 0.
    path, band : ndarray of shape (T,)
        Cumulative abnormal log return (0 on session -1), and the half-width of its 95 % band.
    volume_z : ndarray of shape (T,)
        Abnormal volume in robust sigmas; NaN where there is none.
    day0 : datetime.date
    peak, trough, expiry : int or None
        Sessions of the peak, of the lowest point after it, and of the end of the opt-out window.
    give_back : float or None
        Share of the peak that was given back, in price.
    path_name : str
        Whose path it is: the signature's or a study's.
    fan : Fan or None
        Without it the band is all there is to compare with.
    """

    words: Words
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
    fan: Fan | None = None

    def at(self, offset: int) -> float:
        """Return the path on a session."""
        return float(self.path[self.offsets == offset][0])

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Lay out the whole picture: title, subtitle, path, volume, source line."""
        with framed(self.words, sheet) as page:
            axes, volume_axes = _panels(page, volume=bool(np.isfinite(self.volume_z).any()))
            if volume_axes is not None:
                draw_volume(self, volume_axes, page.colours)
                axes.tick_params(labelbottom=False)
            draw_event(self, axes, page)
            (volume_axes or axes).set_xlabel("sessions from day 0")
        return page.figure


def _panels(page: Page, *, volume: bool) -> tuple[Axes, Axes | None]:
    """Add the axes of the path and, where there is volume and room for it, those of the volume below."""
    axes = page.axes(named=True)
    left, floor, width, height = axes.get_position().bounds
    if not volume or height < page.high(_ROOM_FOR_VOLUME):
        return axes, None
    low, gap = 0.2 * height, page.high(62)
    axes.set_position((left, floor + low + gap, width, height - low - gap))
    return axes, page.figure.add_axes((left, floor, width, low), sharex=axes)


def draw_event(picture: EventPicture, axes: Axes, page: Page) -> None:
    """Draw the path with its band and fan, day 0, the opt-out expiry, the peak and what was given back."""
    colours = page.colours
    _draw_ground(picture, axes, colours)
    axes.axhline(0, color=colours.grey, linewidth=0.8, zorder=2)
    axes.axvline(0, color=colours.ink, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    axes.plot(picture.offsets, picture.path, color=colours.accent, linewidth=2.2, solid_capstyle="round", zorder=4)  # fmt: skip
    _scale(picture, axes)
    if picture.expiry is not None:
        axes.axvline(picture.expiry, color=colours.grey, linewidth=0.9, linestyle=(0, (1, 2)), zorder=2)
    labels = Labels(axes, page.renderer, _obstacles(picture, axes))
    _mark_peak(picture, axes, labels, colours)
    day0 = f"day 0, {picture.day0.day} {picture.day0:%b %Y}"
    labels.beside_line(day0, 0, look=Look(7.5, colours.ink))
    if picture.expiry is not None:
        text = f"opt-out ends, day {picture.expiry}"
        labels.beside_line(text, picture.expiry, look=Look(7.5, colours.grey))
    _name_ground(picture, labels, Look(7, colours.grey))


def _draw_ground(picture: EventPicture, axes: Axes, colours: Colours) -> None:
    """Draw what the path is compared with: the fan and the edges of the band, or the band alone."""
    offsets, band = picture.offsets, picture.band
    if picture.fan is None:
        axes.fill_between(offsets, -band, band, color=colours.faint, linewidth=0, zorder=1)
        return
    low, lower, upper, high = picture.fan.quantiles
    axes.fill_between(offsets, low, high, color=colours.faint, linewidth=0, zorder=1)
    axes.fill_between(offsets, lower, upper, color=colours.pale, alpha=0.55, linewidth=0, zorder=1)
    for edge in (-band, band):
        axes.plot(offsets, edge, color=colours.grey, linewidth=0.8, linestyle=(0, (3, 2)), zorder=3)


def _scale(picture: EventPicture, axes: Axes) -> None:
    reach = [picture.path, picture.band, -picture.band]
    if picture.fan is not None:
        reach.append(picture.fan.quantiles.ravel())
    low, high = float(min(map(np.nanmin, reach))), float(max(map(np.nanmax, reach)))
    room = high - low or 0.1
    axes.set_ylim(low - 0.1 * room, high + 0.2 * room)
    axes.set_xlim(picture.offsets[0] - 0.6, picture.offsets[-1] + 0.6)
    step = next((one for one in (5, 10, 20) if len(picture.offsets) <= _MOST_TICKS * one), 50)
    axes.xaxis.set_major_locator(MultipleLocator(step))
    price_scale(axes)
    name_axis(axes, picture.path_name)


def _obstacles(picture: EventPicture, axes: Axes) -> Floats:
    """Return points on every line, for labels to keep off them."""
    x = np.linspace(picture.offsets[0], picture.offsets[-1], 6 * len(picture.offsets))
    edges = (-picture.band, picture.band) if picture.fan is not None else ()
    lines = [np.column_stack([x, np.interp(x, picture.offsets, one)]) for one in (picture.path, *edges)]
    y = np.linspace(*axes.get_ylim(), 40)
    upright = [np.column_stack([np.full_like(y, at), y]) for at in (0, picture.expiry) if at is not None]
    return np.concatenate([*lines, *upright])


def _mark_peak(picture: EventPicture, axes: Axes, labels: Labels, colours: Colours) -> None:
    if picture.peak is None:
        return
    look = Look(8.5, colours.accent, "bold")
    top = picture.at(picture.peak)
    marks = [(picture.peak, top)]
    if picture.trough is not None and picture.trough != picture.peak:
        marks.append((picture.trough, picture.at(picture.trough)))
    axes.plot(*zip(*marks, strict=True), linestyle="none", marker="o", markersize=5.5, color=colours.accent,
              markeredgecolor=colours.paper, markeredgewidth=1, zorder=5)  # fmt: skip
    labels.beside_point(f"peak {signed(in_price(top))}, day {picture.peak}", *marks[0], look=look)
    if picture.give_back is not None and len(marks) > 1:
        share = "all of it" if picture.give_back >= _ALL_OF_IT else f"{picture.give_back:.0%}"
        text = f"{share} given back by day {picture.trough}"
        labels.beside_point(text, *marks[1], look=look)


def _name_ground(picture: EventPicture, labels: Labels, look: Look) -> None:
    """Write what the band and the fan are where they are wide and free, the far end first."""
    band = picture.band
    if picture.fan is None:
        spots = _spots(picture, -band, band, (0.15, 0.85, 0.3, 0.7))
        labels.on_one_of("95% band if nothing happened", spots, look=look)
        return
    low, lower, upper, high = picture.fan.quantiles
    fan = [*_spots(picture, low, lower, (0.5, 0.35, 0.65)), *_spots(picture, upper, high, (0.5, 0.35, 0.65))]
    labels.on_one_of("nine in ten of its ordinary windows", fan, look=look)
    room = 0.06 * float(np.ptp(labels.axes.get_ylim()))
    beside = [spot for out in (room, -room, 1.7 * room) for side in (-1.0, 1.0) for spot in _spots(
        picture, side * (band + out), side * (band + out), (0.5,))]  # fmt: skip
    labels.on_one_of("95% band of the model", beside, look=look)


def _spots(
    picture: EventPicture, low: Floats, high: Floats, shares: tuple[float, ...]
) -> list[tuple[float, float]]:
    """Return places between two edges, at shares of the way from the lower one, the far end first."""
    places = np.arange(picture.offsets[-1] - 4.0, 2.0, -1.0)
    bottom, top = (np.interp(places, picture.offsets, edge) for edge in (low, high))
    return [
        (float(x), float(start + share * (end - start)))
        for x, start, end in zip(places, bottom, top, strict=True)
        for share in shares
    ]


def draw_volume(picture: EventPicture, axes: Axes, colours: Colours) -> None:
    """Draw abnormal volume as bars, the unusual ones in the accent colour; a missing one has no bar."""
    known = np.isfinite(picture.volume_z)
    offsets, height = picture.offsets[known], picture.volume_z[known]
    shades = np.where(height > _UNUSUAL, colours.accent, colours.pale).tolist()
    # One collection of thick lines: a patch a bar takes three times as long to draw.
    width = 0.62 * axes.bbox.width / len(picture.offsets) * 72 / axes.figure.dpi
    axes.vlines(offsets, 0, height, colors=shades, linewidth=width, zorder=3)
    axes.axhline(0, color=colours.grey, linewidth=0.8, zorder=4)
    axes.axvline(0, color=colours.ink, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    name_axis(axes, "abnormal volume, in robust sigmas")
