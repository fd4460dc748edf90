"""The moves of a series from each known close to the next, which several checks look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import runs

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.series import PriceSeries

MAD_TO_SIGMA = 1.4826
"""Standard deviations to a median absolute deviation, under a normal law: 1 / Phi^-1(3/4) (Rousseeuw and Croux 1993,
Journal of the American Statistical Association 88, pp. 1273-1283)."""

NEIGHBOURS = 20
"""Sessions on each side that say what is ordinary: about a month."""

_ORDINARY = np.log(1.5) - 1e-6
"""A larger move says nothing of how much a series usually moves."""

_MANY = 10
"""So many moves, all of them large, are what is usual: a price of one or two ticks."""

_OTHERS = 3
"""Moves around one that say what the smallest step is."""

_LEAST_SIGMA = 0.002
_UNKNOWN_SIGMA = 0.03
"""Where no ordinary move is seen: the daily volatility of a small company's share."""


@dataclass(frozen=True, eq=False)
class Moves:
    """A series at its known closes, n of them.

    Attributes
    ----------
    series : PriceSeries
    at : ndarray of shape (n,), int64
        Where in the series the known closes stand.
    """

    series: PriceSeries
    at: Integers

    @classmethod
    def of(cls, series: PriceSeries) -> Moves:
        """Look at the days of a series that have a close."""
        return cls(series, np.flatnonzero(series.close > 0).astype(np.int64))

    @cached_property
    def days(self) -> Integers:
        """Epoch days, shape (n,)."""
        return self.series.days[self.at]

    @cached_property
    def close(self) -> Floats:
        """Known closes, shape (n,)."""
        return self.series.close[self.at]

    @cached_property
    def volume(self) -> Floats:
        """Volumes on their days, shape (n,)."""
        return self.series.volume[self.at]

    @cached_property
    def dividends(self) -> Floats:
        """What was paid since the close before, that day's included, shape (n,); unknown is zero."""
        paid = np.cumsum(np.nan_to_num(self.series.dividends))[self.at]
        return np.diff(paid, prepend=paid[:1])

    @cached_property
    def log(self) -> Floats:
        """Logarithmic return of the close with its dividend, shape (n,); the first is zero."""
        moved = np.zeros(len(self.at))
        moved[1:] = np.log((self.close[1:] + self.dividends[1:]) / self.close[:-1])
        return moved

    @cached_property
    def sigma(self) -> float:
        """How much the series usually moves, robustly: from the median of its ordinary moves."""
        size = np.abs(self.log[self.log != 0])
        ordinary = size[size < _ORDINARY]
        if not len(ordinary):
            ordinary = size if len(size) >= _MANY else np.array([_UNKNOWN_SIGMA / MAD_TO_SIGMA])
        return max(MAD_TO_SIGMA * float(np.median(ordinary)), _LEAST_SIGMA)

    def around(self, values: Floats) -> Floats:
        """Return the median of the values of the neighbours, 20 a side, shape (n,); unknown ones left out."""
        return medians(_neighbours(values))

    @cached_property
    def smallest(self) -> Booleans:
        """Whether a move is the smallest step that the close takes around it, three times or more; shape (n,)."""
        step = np.abs(np.diff(self.close, prepend=self.close[:1]))
        windows = _neighbours(np.where(step > 0, step, np.nan))
        least = np.nan_to_num(windows, nan=np.inf).min(axis=1)
        found: Booleans = (step <= 1.5 * least) & (np.isfinite(windows).sum(axis=1) >= _OTHERS)
        return found

    @cached_property
    def busy(self) -> Booleans:
        """Whether more than three times the usual volume was traded, shape (n,); not where it is unknown."""
        with np.errstate(invalid="ignore"):
            found: Booleans = self.volume > 3 * self.around(self.volume)
        return found


def _neighbours(values: Floats) -> Floats:
    """Return the neighbours of each value, 20 a side, itself and what lies beyond an end being NaN; shape (n, 41)."""
    padded = np.full(len(values) + 2 * NEIGHBOURS, np.nan)
    padded[NEIGHBOURS:-NEIGHBOURS] = values
    windows = runs(padded, 2 * NEIGHBOURS + 1).copy()
    windows[:, NEIGHBOURS] = np.nan
    return windows


def medians(rows: Floats) -> Floats:
    """Return the median of the numbers of each row, NaN where it has none, shape (n,)."""
    ranked = np.sort(rows, axis=1)
    count = np.isfinite(ranked).sum(axis=1)
    place = np.arange(len(ranked))
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, ranked.shape[1] - 1)
    middle: Floats = (ranked[place, low] + ranked[place, high]) / 2
    middle[count == 0] = np.nan
    return middle
