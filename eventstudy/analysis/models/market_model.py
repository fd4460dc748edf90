"""The market model R = alpha + beta R_m + e: least squares of all events at once.

A session counts only if both the security and its benchmark have a return on it.

References
----------
MacKinlay (1997), "Event Studies in Economics and Finance", Journal of Economic Literature 35,
13-39.
Campbell, Lo and MacKinlay (1997), "The Econometrics of Financial Markets", section 4.4.
Mikkelson and Partch (1988), "Withdrawn Security Offerings", Journal of Financial and Quantitative
Analysis 23: the variance of a sum of forecast errors that share one estimated line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING, Fit

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import FitWindows
    from eventstudy.arrays import Booleans, Floats, Integers

PARAMETERS = 2


def market_model(windows: FitWindows) -> Fit:
    """Fit the market model to the estimation windows and apply it to the event windows.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions.

    Returns
    -------
    Fit
        An event whose benchmark does not vary has beta NaN, and all that follows from it.

    References
    ----------
    Campbell, Lo and MacKinlay (1997), section 4.4, with X = (1, R_m); Mikkelson and Partch (1988).
    """
    line = _least_squares(windows.estimation, windows.estimation_benchmark)
    abnormal = windows.event - line.alpha[:, None] - line.beta[:, None] * windows.event_benchmark
    return Fit(
        observations=line.observations,
        degrees_of_freedom=np.maximum(line.observations - PARAMETERS, 0),
        alpha=line.alpha,
        beta=line.beta,
        sigma=np.sqrt(line.variance),
        r_squared=line.r_squared,
        abnormal_returns=abnormal,
        abnormal_variances=line.variance[:, None] * _day_factor(line, abnormal, windows.event_benchmark),
        car_variances=line.variance * _window_factor(line, abnormal, windows.event_benchmark),
    )


@dataclass(frozen=True, eq=False)
class _Line:
    """A fitted line an event, each array of shape (n,)."""

    observations: Integers
    alpha: Floats
    beta: Floats
    variance: Floats
    r_squared: Floats
    mean: Floats
    spread: Floats

    @property
    def count(self) -> Floats:
        """M as a divisor: NaN where there are too few observations for a line and its variance."""
        return _enough(self.observations)


def _least_squares(y: Floats, x: Floats) -> _Line:
    """Regress y on a constant and x, row by row, in two passes: means first, then centred products."""
    paired = np.isfinite(y + x)
    observations: Integers = np.count_nonzero(paired, axis=1)
    count = _enough(observations)
    y_mean, y_centred = _centred(y, paired, count)
    x_mean, x_centred = _centred(x, paired, count)
    spread = _products(x_centred, x_centred)
    spread[~(spread > count * ROUNDING**2)] = np.nan
    beta = _products(x_centred, y_centred) / spread
    residual = y_centred - beta[:, None] * x_centred
    unexplained, total = _products(residual, residual), _products(y_centred, y_centred)
    total[~(total > 0)] = np.nan
    return _Line(
        observations=observations,
        alpha=y_mean - beta * x_mean,
        beta=beta,
        variance=unexplained / (count - PARAMETERS),
        r_squared=1 - unexplained / total,
        mean=x_mean,
        spread=spread,
    )


def _enough(observations: Integers) -> Floats:
    return np.where(observations > PARAMETERS, observations, np.nan)


def _centred(values: Floats, counted: Booleans, count: Floats) -> tuple[Floats, Floats]:
    """Return the row means, and the values less their mean, zero where they do not count."""
    if counted.all():
        mean = values.sum(axis=1) / count
        return mean, values - mean[:, None]
    mean = np.where(counted, values, 0).sum(axis=1) / count
    return mean, np.where(counted, values - mean[:, None], 0)


def _products(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", left, right), dtype=np.float64)


def _day_factor(line: _Line, abnormal: Floats, market: Floats) -> Floats:
    """C_it = 1 + 1/M + (R_mt - mean)^2 / S_xx, shape (n, L); NaN on the days without abnormal return."""
    away = np.where(np.isfinite(abnormal), market - line.mean[:, None], np.nan)
    return 1 + 1 / line.count[:, None] + away**2 / line.spread[:, None]


def _window_factor(line: _Line, abnormal: Floats, market: Floats) -> Floats:
    """C_L = L + L^2/M + (sum R_mt - L mean)^2 / S_xx over the days that exist, shape (n,)."""
    there = np.isfinite(abnormal)
    days: Integers = np.count_nonzero(there, axis=1)
    away = np.where(there, market, 0).sum(axis=1) - days * line.mean
    factor: Floats = days + days**2 / line.count + away**2 / line.spread
    return factor
