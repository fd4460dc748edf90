"""The days of the event window, and the windows inside it, side by side as columns.

Every statistic is computed column by column, so a day and a window are the same thing to it: a day is a
window of one. The first L columns are the days; then come the event window itself and the sub-windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import WindowError

if TYPE_CHECKING:
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Floats, Integers


@dataclass(frozen=True)
class Columns:
    """The L days of an event window followed by W windows: the whole one, then its sub-windows.

    Raises
    ------
    WindowError
        If a sub-window leaves the event window or stands there twice.
    """

    window: Window
    subwindows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        for one in self.subwindows:
            if one.first < self.window.first or one.last > self.window.last:
                raise WindowError(f"sub-window {one}: leaves the event window {self.window}; widen --window")
        if len(set(self.windows)) < len(self.windows):
            raise WindowError(f"sub-windows {', '.join(map(str, self.subwindows))}: name each one once")

    def __len__(self) -> int:
        """Return C = L + W."""
        return len(self.window) + len(self.windows)

    @property
    def windows(self) -> tuple[Window, ...]:
        """The W windows, the whole one first."""
        return (self.window, *self.subwindows)

    @cached_property
    def membership(self) -> Floats:
        """Which days each column sums: 1 or 0; shape (L, C), the identity followed by the windows."""
        days = self.window.offsets[:, None]
        first = np.array([one.first for one in self.windows])
        last = np.array([one.last for one in self.windows])
        inside = ((days >= first) & (days <= last)).astype(np.float64)
        return np.hstack([np.eye(len(self.window)), inside])

    @cached_property
    def lengths(self) -> Integers:
        """Sessions in each column; shape (C,)."""
        return np.asarray(self.membership.sum(axis=0), dtype=np.int64)

    def sums(self, by_day: Floats) -> Floats:
        """Sum what the days bring over every column; a column none of whose days exists is NaN.

        Parameters
        ----------
        by_day : ndarray of shape (n, L)
            A number a day; NaN where the day is missing.

        Returns
        -------
        ndarray of shape (n, C)
        """
        summed = np.empty((len(by_day), len(self)))
        summed[:, : len(self.window)] = by_day
        windows = self.membership[:, len(self.window) :]
        np.matmul(by_day, windows, out=summed[:, len(self.window) :])
        # The sum over all days is NaN exactly where some day is missing.
        partial = np.flatnonzero(np.isnan(summed[:, len(self.window)]))
        if len(partial):
            there = np.isfinite(by_day[partial])
            known = np.where(there, by_day[partial], 0) @ windows
            summed[partial, len(self.window) :] = np.where(there @ windows > 0, known, np.nan)
        return summed

    def counts(self, there: Floats) -> Floats:
        """Count the days that exist in every column; shape (n, L) of 0 and 1 to (n, C)."""
        return there @ self.membership
