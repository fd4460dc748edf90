"""Where a label goes: beside what it names, inside the frame, on no other label, and off the line if it can.

Everything here is measured in pixels of the figure.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.text import Text

    from eventstudy.arrays import Floats

_GAP = 8.0
_FORBIDDEN = 1e6
_ON_THE_LINE = 40.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a label is written: points, colour, weight."""

    size: float
    color: str
    weight: str = "normal"


@dataclass
class Labels:
    """Places labels on one axes, one after the other, the most important first.

    Attributes
    ----------
    axes : Axes
    renderer : RendererAgg
        Measures text.
    obstacles : ndarray of shape (n, 2)
        Points that labels should not cover, e.g. a line, in data coordinates.
    taken : list of Bbox
        Boxes where labels already are.
    """

    axes: Axes
    renderer: RendererAgg
    obstacles: Floats
    taken: list[Bbox] = field(default_factory=list)

    def beside_point(self, text: str, x: float, y: float, *, look: Look) -> Text:
        """Put a label around a point, above it if that is free."""
        anchor = self.axes.transData.transform((x, y))
        label = self._measured(text, look)
        width, height = self._size(label)
        ways = product((1, -1, 2, -2, 3, -3), ("center", "left", "right"))
        spots = [_spot(anchor, width, height, step, side) for step, side in ways]
        spots += [
            Bbox.from_bounds(anchor[0] + shift, anchor[1] - height / 2, width, height)
            for shift in (2 * _GAP, -2 * _GAP - width)
        ]
        return self._settle(label, spots, anchor)

    def beside_line(self, text: str, x: float, *, look: Look) -> Text:
        """Put a label right or left of a vertical line, as high in the frame as is free."""
        frame = self.axes.bbox
        at = self.axes.transData.transform((x, 0))[0]
        label = self._measured(text, look)
        width, height = self._size(label)
        heights = [
            frame.y1 - (row + 1) * (height + _GAP / 2) for row in range(int(frame.height // (height + _GAP)))
        ]
        sides = (at + _GAP, at - _GAP - width)
        spots = [Bbox.from_bounds(left, bottom, width, height) for bottom in heights for left in sides]
        return self._settle(label, spots, np.array([at, frame.y1]))

    def on_one_of(self, text: str, points: Iterable[tuple[float, float]], *, look: Look) -> Text:
        """Put a label centred on one of some points, the first that is free."""
        label = self._measured(text, look)
        width, height = self._size(label)
        centres = [self.axes.transData.transform(point) for point in points]
        spots = [Bbox.from_bounds(x - width / 2, y - height / 2, width, height) for x, y in centres]
        return self._settle(label, spots, centres[0])

    def _measured(self, text: str, look: Look) -> Text:
        return self.axes.text(
            0,
            0,
            text,
            transform=None,
            ha="left",
            va="bottom",
            size=look.size,
            color=look.color,
            weight=look.weight,
        )

    def _size(self, label: Text) -> tuple[float, float]:
        box = label.get_window_extent(self.renderer)
        return box.width, box.height

    def _settle(self, label: Text, spots: Iterable[Bbox], anchor: Floats) -> Text:
        best = min(self._costs(spots, anchor), key=lambda pair: pair[0])[1]
        # As a share of the frame, not in pixels: a vector file is laid out at another resolution.
        label.set_transform(self.axes.transAxes)
        x, y = self.axes.transAxes.inverted().transform((best.x0, best.y0))
        label.set_position((float(x), float(y)))
        self.taken.append(best.padded(_GAP / 2))
        return label

    def _costs(self, spots: Iterable[Bbox], anchor: Floats) -> Iterator[tuple[float, Bbox]]:
        line = self.axes.transData.transform(self.obstacles)
        frame = self.axes.bbox
        for rank, spot in enumerate(spots):
            cost = float(rank) + np.hypot(*(np.clip(anchor, spot.min, spot.max) - anchor)) / 20
            cost += _ON_THE_LINE * _covered(line, spot)
            if spot.count_overlaps(self.taken) or not _inside(spot, frame):
                cost += _FORBIDDEN
            yield cost, spot


def _spot(anchor: Floats, width: float, height: float, step: int, side: str) -> Bbox:
    left = anchor[0] - {"center": width / 2, "left": width - _GAP, "right": _GAP}[side]
    away = (abs(step) - 1) * (height + _GAP) + _GAP * 1.5
    bottom = anchor[1] + away if step > 0 else anchor[1] - away - height
    return Bbox.from_bounds(left, bottom, width, height)


def _covered(line: Floats, spot: Bbox) -> int:
    low, high = np.asarray(spot.min), np.asarray(spot.max)
    inside = (line > low - _GAP / 2) & (line < high + _GAP / 2)
    return int(inside.all(axis=1).sum())


def _inside(spot: Bbox, frame: Bbox) -> bool:
    room = frame.padded(1)
    return all(room.contains(x, y) for x, y in (spot.min, spot.max))


def wrapped(label: Text, width: float, renderer: RendererAgg) -> Text:
    """Break a text into lines that are no wider than ``width``."""
    text = label.get_text()
    whole = label.get_window_extent(renderer).width
    # A guess from the mean letter, then narrower until it fits: measuring every word costs far more.
    letters = max(int(len(text) * width / max(whole, 1.0) * 1.08), 1)
    while letters > 1:
        label.set_text(textwrap.fill(text, letters, break_long_words=False))
        if label.get_window_extent(renderer).width <= width:
            break
        letters -= max(letters // 50, 1)
    return label
