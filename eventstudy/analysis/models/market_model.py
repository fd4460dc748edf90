"""The market model R = alpha + beta R_m + e: least squares of all events at once.

This is the fast path of the house. Events whose windows lack nothing need only what their date tells once
for all of them (mean and spread of the benchmark, forecast factors) and a few passes over their own returns;
the others go to the general least squares of ``linear``, which gives the same numbers.

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

from eventstudy.analysis.models.fit import ROUNDING, Fit, merged
from eventstudy.analysis.models.linear import linear

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import FitWindows
    from eventstudy.arrays import Booleans, Floats

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
    dates = _Dates.of(windows)
    past = windows.estimation
    means = past @ np.full(past.shape[1], 1 / past.shape[1])
    complete = _complete(windows, dates, means)
    if complete.all():
        return _complete_fit(windows, dates, means)
    rest = linear(windows.take(np.flatnonzero(~complete)))
    if not complete.any():
        return rest
    whole = np.flatnonzero(complete)
    return merged(complete, _complete_fit(windows.take(whole), dates, means[whole]), rest)


@dataclass(frozen=True, eq=False)
class _Dates:
    """What each of the u distinct windows of the benchmark says to every event that uses it.

    Attributes
    ----------
    centred, ahead : ndarray of shape (u, M) and (u, L)
        Benchmark returns less their mean in the estimation window, in both windows.
    mean, spread : ndarray of shape (u,)
        That mean, and the sum of squares of ``centred``.
    factors : ndarray of shape (u, C)
        C_t = 1 + 1/M + (R_mt - mean)^2 / S_xx for a day, and
        C_L = L + L^2/M + (sum R_mt - L mean)^2 / S_xx for a window of L days.
    """

    centred: Floats
    ahead: Floats
    mean: Floats
    spread: Floats
    factors: Floats

    @classmethod
    def of(cls, windows: FitWindows) -> _Dates:
        past, event = windows.estimation_regressors[:, 0], windows.event_regressors[:, 0]
        mean = past.mean(axis=1)
        centred = past - mean[:, None]
        spread = np.einsum("ij,ij->i", centred, centred)
        ahead = event - mean[:, None]
        days, count = windows.columns.lengths, past.shape[1]
        away = ahead @ windows.columns.membership
        divisor = np.where(spread > count * ROUNDING**2, spread, np.nan)
        factors = days + days**2 / count + away**2 / divisor[:, None]
        return cls(centred, ahead, mean, divisor, factors)


def _complete(windows: FitWindows, dates: _Dates, means: Floats) -> Booleans:
    """Tell the events that lack no return of either window: a sum is NaN if one of its terms is."""
    if windows.estimation_durations is not None or windows.estimation.shape[1] <= PARAMETERS:
        return np.zeros(len(means), dtype=np.bool_)
    known = np.asarray(np.isfinite(dates.factors).all(axis=1), dtype=np.bool_)
    event = windows.event @ np.ones(windows.event.shape[1])
    complete: Booleans = np.isfinite(means + event) & known[windows.which]
    if windows.event_durations is not None:
        complete &= (windows.event_durations == 1).all(axis=1)
    return complete


def _complete_fit(windows: FitWindows, dates: _Dates, means: Floats) -> Fit:
    """Two passes: means first, then centred products and residuals; in place, to stay in the cache."""
    count, which = windows.estimation.shape[1], windows.which
    residuals, explained = windows.estimation, dates.centred[which]
    products = np.einsum("ij,ij->i", residuals, explained)
    beta = products / dates.spread[which]
    explained *= beta[:, None]
    residuals -= explained
    residuals -= means[:, None]
    unexplained = np.einsum("ij,ij->i", residuals, residuals)
    total = unexplained + beta * products
    variance = unexplained / (count - PARAMETERS)
    abnormal = windows.event
    abnormal -= beta[:, None] * dates.ahead[which]
    abnormal -= means[:, None]
    return Fit(
        observations=np.full(len(beta), count, dtype=np.int64),
        degrees_of_freedom=np.full(len(beta), count - PARAMETERS, dtype=np.int64),
        parameters=np.column_stack([means - beta * dates.mean[which], beta]),
        sigma=np.sqrt(variance),
        r_squared=beta * products / np.where(total > 0, total, np.nan),
        values=windows.columns.sums(abnormal),
        variances=variance[:, None] * dates.factors[which],
        residuals=residuals,
    )
