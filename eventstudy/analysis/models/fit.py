"""What every model of normal returns is given, and what it answers, for many events at once.

Returns are fractions; a missing return is NaN. n events have M estimation and L event sessions; C columns
are the days and windows of ``Columns``. Many events share a date and a benchmark, so regressors come as u
distinct windows, and every event names its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.analysis.columns import Columns
    from eventstudy.arrays import Booleans, Floats, Integers

ROUNDING = 1e-12
"""A daily standard deviation that is not above this is rounding error of the prices, not trade."""


@dataclass(frozen=True, eq=False)
class FitWindows:
    """The returns around each of n events.

    Attributes
    ----------
    estimation, event : ndarray of shape (n, M) and (n, L)
        Returns of the securities, less the risk-free rate where the model asks for that. The model may
        overwrite them.
    estimation_regressors, event_regressors : ndarray of shape (u, K, M + 2 B) and (u, K, L + 2 B)
        K regressors (the benchmark, or factors) in u distinct windows, each with B more sessions on both
        sides for models with leads and lags.
    which : ndarray of shape (n,), int64
        The window of regressors of each event.
    columns : Columns
        The days and windows to forecast.
    gap : int
        Sessions between the two windows.
    estimation_durations, event_durations : ndarray of shape (n, M) and (n, L), or None
        Sessions that each return spans, where returns run from trade to trade; the variance of a return is
        then proportional to its duration. None: every return spans one session. The second may be given
        alone, where only returns of event windows span more.
    """

    estimation: Floats
    event: Floats
    estimation_regressors: Floats
    event_regressors: Floats
    which: Integers
    columns: Columns
    gap: int = 0
    estimation_durations: Floats | None = None
    event_durations: Floats | None = None

    def take(self, numbers: Integers) -> FitWindows:
        """Return copies of the windows of some of the events, in the order of their numbers."""
        past, event = self.estimation_durations, self.event_durations
        return replace(
            self,
            estimation=self.estimation[numbers],
            event=self.event[numbers],
            which=self.which[numbers],
            estimation_durations=None if past is None else past[numbers],
            event_durations=None if event is None else event[numbers],
        )


@dataclass(frozen=True, eq=False)
class Fit:
    """A model fitted to n events, and what it makes of their event windows.

    NaN where an event has too few returns, or returns that do not identify the model.

    Attributes
    ----------
    observations, degrees_of_freedom : ndarray of shape (n,), int64
        Estimation returns used, and those less the parameters (never below zero).
    parameters : ndarray of shape (n, P)
        Parameters, in the order of ``Model.parameters``.
    sigma : ndarray of shape (n,)
        Residual standard deviation of the estimation window, as a fraction a session.
    r_squared : ndarray of shape (n,)
        Share of the security's variance that the model explains.
    values : ndarray of shape (n, C)
        Abnormal return of each day (NaN where missing), then their sums over each window.
    variances : ndarray of shape (n, C)
        Forecast-error variance of each of them, with the full forecast covariance; NaN where it is missing.
    residuals : ndarray of shape (n, M)
        Residuals of the estimation window, divided by the root of their duration; NaN where missing.
    """

    observations: Integers
    degrees_of_freedom: Integers
    parameters: Floats
    sigma: Floats
    r_squared: Floats
    values: Floats
    variances: Floats
    residuals: Floats


def merged(first: Booleans, chosen: Fit, others: Fit) -> Fit:
    """Put two fits back in order: ``chosen`` where ``first`` is true, ``others`` elsewhere."""
    parts = []
    for field in fields(Fit):
        here, there = getattr(chosen, field.name), getattr(others, field.name)
        whole = np.empty((len(first), *here.shape[1:]), dtype=here.dtype)
        whole[first], whole[~first] = here, there
        parts.append(whole)
    return Fit(*parts)


@dataclass(frozen=True)
class Model:
    """A model of normal returns.

    Attributes
    ----------
    fit : callable
        Fits the model to the windows of many events at once.
    parameters : tuple of str
        Names of its parameters.
    factors : tuple of str
        Columns of the factor table that are its regressors; empty where the benchmark is the only one.
    excess : bool
        Whether security and benchmark returns are taken less the risk-free rate (column ``rf``).
    leads : int
        Sessions of leads and lags of the regressors, B.
    """

    fit: Callable[[FitWindows], Fit]
    parameters: tuple[str, ...]
    factors: tuple[str, ...] = ()
    excess: bool = False
    leads: int = 0
