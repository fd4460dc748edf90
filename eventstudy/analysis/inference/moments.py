"""Moments across events, column by column, in one pass over blocks of rows.

Blocks are merged in a fixed order by the formulas of Chan, Golub and LeVeque (1979) and their extension to
the third moment by Pébay (2008), "Formulas for Robust, One-Pass Parallel Computation of Covariances and
Arbitrary-Order Statistical Moments", Sandia Report SAND2008-6212, eqs. 1.1 to 1.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

_SAME = 1e-12
"""Numbers that spread by less than this share of their root mean square are equal but for rounding."""

_BLOCK = 2048


@dataclass(frozen=True, eq=False)
class Moments:
    """Count, mean and central moments of C columns; every array of shape (C,).

    Attributes
    ----------
    count : ndarray
        Rows that have the column.
    mean : ndarray
        NaN where no row has it.
    second, third : ndarray
        Sums of the squared and cubed deviations from the mean.
    positive : ndarray
        Rows in which the column is above zero.
    """

    count: Floats
    mean: Floats
    second: Floats
    third: Floats
    positive: Floats

    @property
    def standard_deviation(self) -> Floats:
        """Sample standard deviation (n - 1); NaN below two rows, or where rows differ only by rounding."""
        degrees = np.where(self.count > 1, self.count - 1, np.nan)
        variance = self.second / degrees
        real = variance > _SAME**2 * (variance + self.mean**2)
        return np.sqrt(np.where(real, variance, np.nan))

    @property
    def sum(self) -> Floats:
        """Sum over the rows that have the column; zero where none has."""
        return np.where(self.count > 0, self.count * self.mean, 0)

    def __add__(self, other: Moments) -> Moments:
        count = self.count + other.count
        whole = np.maximum(count, 1)
        away = np.where((self.count > 0) & (other.count > 0), other.mean - self.mean, 0)
        share, rest = other.count / whole, self.count / whole
        mean = np.where(self.count > 0, self.mean + share * away, other.mean)
        both = self.count * share
        third = self.third + other.third + both * (rest - share) * away**3
        third += 3 * away * (rest * other.second - share * self.second)
        return Moments(
            count=count,
            mean=mean,
            second=self.second + other.second + both * away**2,
            third=third,
            positive=self.positive + other.positive,
        )


def moments(values: Floats, variances: Floats | None = None) -> Moments:
    """Measure every column of ``values``, or of ``values / sqrt(variances)``, over the rows that have it.

    Parameters
    ----------
    values : ndarray of shape (n, C)
        NaN where a row lacks the column.
    variances : ndarray of shape (n, C), optional
        A standardised value whose variance is not above zero counts as missing.
    """
    starts = range(0, max(len(values), 1), _BLOCK)
    blocks = (_standardized(values, variances, slice(start, start + _BLOCK)) for start in starts)
    return reduce(Moments.__add__, map(_block_moments, blocks))


def _standardized(values: Floats, variances: Floats | None, rows: slice) -> Floats:
    if variances is None:
        return values[rows]
    known = variances[rows]
    return values[rows] / np.sqrt(np.where(known > 0, known, np.nan))


def _block_moments(block: Floats) -> Moments:
    there = np.isfinite(block)
    every = np.ones(len(block))
    if there.all():
        count = np.full(block.shape[1], float(len(block)))
        mean = (every @ block) / len(block) if len(block) else np.full(block.shape[1], np.nan)
        return _central(count, mean, block - mean, block)
    count = every @ there
    known = np.where(there, block, 0)
    mean = (every @ known) / np.where(count > 0, count, np.nan)
    return _central(count, mean, np.where(there, block - mean, 0), known)


def _central(count: Floats, mean: Floats, away: Floats, values: Floats) -> Moments:
    every = np.ones(len(values))
    positive = every @ (values > 0)
    squares = away * away
    second = every @ squares
    squares *= away
    return Moments(
        count=count,
        mean=mean,
        second=second,
        third=every @ squares,
        positive=positive,
    )
