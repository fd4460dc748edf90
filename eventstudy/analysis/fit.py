"""What every model of normal returns is given, and what it answers, for many events at once.

Returns are fractions; a missing return is NaN; n events have M estimation and L event sessions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Floats, Integers

ROUNDING = 1e-12
"""A daily standard deviation that is not above this is rounding error of the prices, not trade."""


@dataclass(frozen=True, eq=False)
class FitWindows:
    """The returns around each event.

    Attributes
    ----------
    estimation, estimation_benchmark : ndarray of shape (n, M)
        Returns of the securities and of their benchmarks in the estimation window.
    event, event_benchmark : ndarray of shape (n, L)
        The same in the event window.
    """

    estimation: Floats
    estimation_benchmark: Floats
    event: Floats
    event_benchmark: Floats

    @property
    def zero_return_share(self) -> Floats:
        """Share of the securities' estimation returns that are exactly zero; shape (n,)."""
        zeros: Integers = np.count_nonzero(self.estimation == 0, axis=1)
        there: Integers = np.count_nonzero(np.isfinite(self.estimation), axis=1)
        return zeros / np.maximum(there, 1)


@dataclass(frozen=True, eq=False)
class Fit:
    """A model fitted to n events, and what it makes of their event windows.

    NaN where an event has too few returns, or returns that do not identify the model.

    Attributes
    ----------
    observations, degrees_of_freedom : ndarray of shape (n,), int64
        Estimation returns used, and those less the parameters (never below zero).
    alpha, beta : ndarray of shape (n,)
        Intercept, as a fraction a day, and slope.
    sigma : ndarray of shape (n,)
        Residual standard deviation of the estimation window, as a fraction a day.
    r_squared : ndarray of shape (n,)
        Share of the security's variance that the model explains.
    abnormal_returns : ndarray of shape (n, L)
    abnormal_variances : ndarray of shape (n, L)
        Forecast-error variance of each abnormal return; NaN where that is missing.
    car_variances : ndarray of shape (n,)
        Forecast-error variance of the sum of the abnormal returns that are there.
    """

    observations: Integers
    degrees_of_freedom: Integers
    alpha: Floats
    beta: Floats
    sigma: Floats
    r_squared: Floats
    abnormal_returns: Floats
    abnormal_variances: Floats
    car_variances: Floats


Model: TypeAlias = Callable[[FitWindows], Fit]


def joined(fits: Sequence[Fit]) -> Fit:
    """Put the fits of successive blocks of events end to end."""
    return Fit(*(np.concatenate([getattr(fit, field.name) for fit in fits]) for field in fields(Fit)))
