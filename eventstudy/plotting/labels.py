"""Where a label goes: beside what it names, inside the frame, on no other label, and off the line if it can.

Everything here is measured in pixels of the figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.text import Text

    from eventstudy.arrays import Booleans, Floats, Integers

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

    def _settle(self, label: Text, spots: Sequence[Bbox], anchor: Floats) -> Text:
        best = self._cheapest(spots, anchor)
        # As a share of the frame, not in pixels: a vector file is laid out at another resolution.
        label.set_transform(self.axes.transAxes)
        x, y = self.axes.transAxes.inverted().transform((best.x0, best.y0))
        label.set_position((float(x), float(y)))
        self.taken.append(best.padded(_GAP / 2))
        return label

    def _cheapest(self, spots: Sequence[Bbox], anchor: Floats) -> Bbox:
        """Return the spot that is free, near to its anchor and off the lines, an earlier one before a later one."""
        corners = np.array([spot.extents for spot in spots])
        low, high = corners[:, :2], corners[:, 2:]
        cost = np.arange(len(spots)) + np.linalg.norm(np.clip(anchor, low, high) - anchor, axis=1) / 20
        cost += _ON_THE_LINE * self._covered(low, high)
        cost += _FORBIDDEN * (self._taken(low, high) | ~self._inside(low, high))
        return spots[int(cost.argmin())]

    def _covered(self, low: Floats, high: Floats) -> Integers:
        """Count the obstacles under each box."""
        line = self.axes.transData.transform(self.obstacles)[:, None, :]
        under = (line > low - _GAP / 2) & (line < high + _GAP / 2)
        count: Integers = under.all(axis=2).sum(axis=0)
        return count

    def _taken(self, low: Floats, high: Floats) -> Booleans:
        """Say of each box whether it overlaps another label."""
        others = np.array([box.extents for box in self.taken]).reshape(-1, 1, 4)
        apart = (others[..., 2:] < low) | (others[..., :2] > high)
        return np.asarray((~apart.any(axis=2)).any(axis=0), dtype=np.bool_)

    def _inside(self, low: Floats, high: Floats) -> Booleans:
        frame = self.axes.bbox.padded(1)
        inside = (low >= frame.min) & (high <= frame.max)
        return np.asarray(inside.all(axis=1), dtype=np.bool_)


def _spot(anchor: Floats, width: float, height: float, step: int, side: str) -> Bbox:
    left = anchor[0] - {"center": width / 2, "left": width - _GAP, "right": _GAP}[side]
    away = (abs(step) - 1) * (height + _GAP) + _GAP * 1.5
    bottom = anchor[1] + away if step > 0 else anchor[1] - away - height
    return Bbox.from_bounds(left, bottom, width, height)
