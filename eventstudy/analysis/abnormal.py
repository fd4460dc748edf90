"""Abnormal returns of n events over L days: what every test starts from.

Returns are fractions. A missing abnormal return is NaN: every day's average and every event's sum use what
is there, and each day has its own number of events.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers


_SAME = 1e-12
"""Numbers that spread by less than this share of the largest are equal but for rounding."""


@dataclass(frozen=True, eq=False)
class AbnormalReturns:
    """Abnormal returns with the variances that their model forecasts for them.

    Attributes
    ----------
    values : ndarray of shape (n, L)
        Abnormal returns, as fractions; NaN where there is none.
    variances : ndarray of shape (n, L)
        Forecast-error variance of each.
    car_variances : ndarray of shape (n,)
        Forecast-error variance of each event's sum.
    degrees_of_freedom : ndarray of shape (n,), int64
        Of each event's residual variance.
    """

    values: Floats
    variances: Floats
    car_variances: Floats
    degrees_of_freedom: Integers

    @cached_property
    def observed(self) -> Booleans:
        """Which abnormal returns exist; shape (n, L)."""
        return np.isfinite(self.values)

    @cached_property
    def car(self) -> Floats:
        """Sum of each event's abnormal returns over the days that exist, NaN if none does; shape (n,)."""
        total = np.where(self.observed, self.values, 0).sum(axis=1)
        return np.where(self.observed.any(axis=1), total, np.nan)

    @cached_property
    def aar(self) -> Floats:
        """Mean over the events that have the day; NaN where none has; shape (L,)."""
        return mean(self.values)

    @cached_property
    def caar(self) -> Floats:
        """Running sum of the AAR from the first day of the window; shape (L,)."""
        return np.cumsum(self.aar)

    @cached_property
    def standardized(self) -> Floats:
        """SAR_it = A_it / sqrt(forecast variance); shape (n, L)."""
        return ratio(self.values, np.sqrt(self.variances))

    @cached_property
    def standardized_car(self) -> Floats:
        """SCAR_i = CAR_i / sqrt(forecast variance of the window); shape (n,)."""
        return ratio(self.car, np.sqrt(self.car_variances))


def mean(values: Floats) -> Floats:
    """Average each column over the rows that have it; NaN where none has.

    Parameters
    ----------
    values : ndarray of shape (n, L)

    Returns
    -------
    ndarray of shape (L,)
    """
    there = np.isfinite(values)
    return ratio(np.where(there, values, 0).sum(axis=0), there.sum(axis=0).astype(np.float64))


def standard_deviation(values: Floats) -> Floats:
    """Sample standard deviation (n - 1) of each column over the rows that have it.

    NaN where fewer than two rows have it, or where they differ by no more than rounding error.

    Parameters
    ----------
    values : ndarray of shape (n, L)

    Returns
    -------
    ndarray of shape (L,)
    """
    there = np.isfinite(values)
    away = np.where(there, values - mean(values), 0)
    degrees = np.maximum(there.sum(axis=0) - 1, 0).astype(np.float64)
    spread = np.sqrt(ratio((away**2).sum(axis=0), degrees))
    largest = np.abs(np.where(there, values, 0)).max(axis=0, initial=0)
    return np.where(spread > _SAME * largest, spread, np.nan)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide where the denominator is above zero, and give NaN elsewhere; nothing is divided by zero."""
    undefined = np.full_like(numerator, np.nan)
    return np.divide(numerator, denominator, out=undefined, where=denominator > 0)
