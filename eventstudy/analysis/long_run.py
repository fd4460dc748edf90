"""Abnormal returns over months: buy-and-hold, and in calendar time.

Returns are fractions; NaN is missing. n events have L sessions after the announcement. Over long windows the
windows of different events overlap, so events are not independent; the calendar-time portfolio turns them
into one series, whose own variance covers their correlation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from eventstudy.analysis.inference.laws import t_p_value
from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.models.fit import ROUNDING

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

Weighting: TypeAlias = Literal["ols", "wls"]
"""Every day counts the same, or as much as it has events."""

_COLLINEAR = 1e-10


def simple(log_returns: Floats) -> Floats:
    """Turn log returns into simple ones: exp(r) - 1; same shape."""
    return np.asarray(np.expm1(log_returns), dtype=np.float64)


def bhar(returns: Floats, expected: Floats, *, skip_missing: bool = False) -> Floats:
    """Return the buy-and-hold abnormal return: prod(1 + R) - prod(1 + E R).

    Parameters
    ----------
    returns, expected : ndarray of shape (n, L)
        Simple returns of the security, and of its benchmark or as expected (``simple`` turns log returns into
        these).
    skip_missing : bool
        Hold neither side on a day that one of them lacks. By default such an event has no BHAR, for its value
        depends on what happened on that day.

    Returns
    -------
    ndarray of shape (n,)
        As a fraction of the sum invested; NaN for an event with a missing day, or without any day.

    References
    ----------
    Barber and Lyon (1997), "Detecting Long-run Abnormal Stock Returns: The Empirical Power and Specification
    of Test Statistics", Journal of Financial Economics 43, pp. 341-372. BHARs are skewed to the right: test
    their mean with a statistic that corrects for skewness (Lyon, Barber and Tsai 1999).
    """
    there = np.isfinite(returns) & np.isfinite(expected)
    known = there.any(axis=1) if skip_missing else there.all(axis=1) & (there.shape[1] > 0)
    own = np.where(there, 1 + returns, 1).prod(axis=1)
    normal = np.where(there, 1 + expected, 1).prod(axis=1)
    return np.where(known, own - normal, np.nan)


class CalendarPortfolio(NamedTuple):
    """One portfolio a day: equal weights on all events whose window covers the day, T days.

    Attributes
    ----------
    days : ndarray of shape (T,), int64
        Calendar positions that have an event, ascending.
    events : ndarray of shape (T,)
        How many events each day has.
    returns : ndarray of shape (T,)
        Mean return of the events.
    factors : ndarray of shape (T, K)
        Mean over the same events of their benchmark's returns, or of K factors.
    """

    days: Integers
    events: Floats
    returns: Floats
    factors: Floats


@dataclass(frozen=True, eq=False)
class CalendarTimeAlpha:
    """Abnormal performance of the calendar-time portfolio; NaN where it is not identified.

    Attributes
    ----------
    alpha : float
        Intercept, as a fraction a day.
    betas : ndarray of shape (K,)
        Slopes on the market or factors.
    standard_error, t, p_value : float
        Of alpha; two-sided, against Student's t with T - K - 1 degrees of freedom.
    beta_standard_errors : ndarray of shape (K,)
    days : int
        Days in the regression, T.
    mean_events : float
        Mean number of events a day.
    """

    alpha: float
    betas: Floats
    standard_error: float
    t: float
    p_value: float
    beta_standard_errors: Floats
    days: int
    mean_events: float


class MeanCtar(NamedTuple):
    """Mean calendar-time abnormal return, and whether it is zero.

    Attributes
    ----------
    mean, standard_deviation : float
        Of the daily CTAR, as fractions.
    t, p_value : float
        Two-sided, against Student's t with T - 1 degrees of freedom.
    days : int
        T.
    mean_events : float
        Mean number of events a day.
    """

    mean: float
    standard_deviation: float
    t: float
    p_value: float
    days: int
    mean_events: float


def calendar_portfolio(
    returns: Floats, days: Integers, factors: Floats | None = None, *, minimum_events: int = 1
) -> CalendarPortfolio:
    """Average, day by day, all events whose window covers the day.

    Parameters
    ----------
    returns : ndarray of shape (n, L)
        Returns, or excess returns, or abnormal returns.
    days : ndarray of shape (n, L), int64
        Position of each session in the calendar that all events share; ignored where the return is missing.
    factors : ndarray of shape (n, L) or (n, K, L), optional
        The market, or K factors, on the same days; an event lacking one is not in that day's portfolio.
    minimum_events : int
        Days with fewer events are left out.

    References
    ----------
    Jaffe (1974), "Special Information and Insider Trading", Journal of Business 47, pp. 410-428. Mandelker
    (1974), "Risk and Return: The Case of Merging Firms", Journal of Financial Economics 1, pp. 303-335.
    """
    regressors = np.empty((len(returns), 0, returns.shape[1])) if factors is None else factors
    if regressors.ndim == returns.ndim:
        regressors = regressors[:, None, :]
    there = np.isfinite(returns) & np.isfinite(regressors).all(axis=1)
    held, position = np.unique(days[there], return_inverse=True)
    events = np.bincount(position, minlength=len(held)).astype(np.float64)
    series = [returns[there], *(regressors[:, k][there] for k in range(regressors.shape[1]))]
    means = np.stack([np.bincount(position, one, minlength=len(held)) for one in series]) / events
    enough = events >= minimum_events
    return CalendarPortfolio(held[enough], events[enough], means[0, enough], means[1:, enough].T)


def calendar_time_alpha(
    returns: Floats,
    days: Integers,
    factors: Floats,
    *,
    weighting: Weighting = "ols",
    minimum_events: int = 1,
) -> CalendarTimeAlpha:
    """Regress the daily calendar-time portfolio on the market, or on factors; alpha is abnormal.

    R_pt - R_ft = alpha + beta (R_mt - R_ft) + ... + e_t. ``wls`` weights a day by the number of its events,
    n_t, which is least squares of the series times sqrt(n_t); it suits events that are uncorrelated on a day.

    Parameters
    ----------
    returns, days, factors, minimum_events
        As in ``calendar_portfolio``; returns and market both less the risk-free rate, or both not.
    weighting : {"ols", "wls"}

    References
    ----------
    Kothari and Warner (2007), "Econometrics of Event Studies", Handbook of Corporate Finance 1, eq. 8. Fama
    (1998), "Market Efficiency, Long-term Returns, and Behavioral Finance", Journal of Financial Economics 49,
    pp. 283-306. Jaffe (1974); Mandelker (1974).
    """
    portfolio = calendar_portfolio(returns, days, factors, minimum_events=minimum_events)
    weights = portfolio.events if weighting == "wls" else np.ones_like(portfolio.events)
    design = np.column_stack([np.ones_like(portfolio.returns), portfolio.factors])
    coefficients, errors = _least_squares(portfolio.returns, design, np.sqrt(weights))
    t = coefficients / errors
    return CalendarTimeAlpha(
        alpha=float(coefficients[0]),
        betas=coefficients[1:],
        standard_error=float(errors[0]),
        t=float(t[0]),
        p_value=float(t_p_value(t[:1], np.array([len(design) - design.shape[1]]))[0]),
        beta_standard_errors=errors[1:],
        days=len(design),
        mean_events=_mean(portfolio.events),
    )


def ctar(abnormal: Floats, days: Integers, *, minimum_events: int = 1) -> MeanCtar:
    """Test the mean calendar-time abnormal return against its own spread over time.

    CTAR_t = mean over the events of day t of A_it; t = mean(CTAR) / (sd(CTAR) / sqrt(T)), against t(T - 1).
    Every day weighs the same, however many events it has. Jaffe and Mandelker further divide each CTAR_t by
    a standard deviation estimated from the past of the same portfolio, which this does not.

    Parameters
    ----------
    abnormal : ndarray of shape (n, L)
        Abnormal returns.
    days, minimum_events
        As in ``calendar_portfolio``.

    References
    ----------
    Lyon, Barber and Tsai (1999), "Improved Methods for Tests of Long-run Abnormal Stock Returns", Journal of
    Finance 54, pp. 165-201, section on mean calendar-time abnormal returns. Jaffe (1974); Mandelker (1974).
    """
    portfolio = calendar_portfolio(abnormal, days, minimum_events=minimum_events)
    found = moments(portfolio.returns[:, None])
    spread = found.standard_deviation
    t = np.sqrt(found.count) * found.mean / spread
    return MeanCtar(
        mean=float(found.mean[0]),
        standard_deviation=float(spread[0]),
        t=float(t[0]),
        p_value=float(t_p_value(t, found.count - 1)[0]),
        days=len(portfolio.days),
        mean_events=_mean(portfolio.events),
    )


def _mean(events: Floats) -> float:
    return float(events.mean()) if len(events) else float("nan")


def _least_squares(y: Floats, design: Floats, root_weights: Floats) -> tuple[Floats, Floats]:
    """Return coefficients and their standard errors; NaN where the design does not identify them."""
    undefined = np.full(design.shape[1], np.nan)
    degrees = len(y) - design.shape[1]
    if degrees < 1:
        return undefined, undefined
    weighted = design * root_weights[:, None]
    q, r = np.linalg.qr(weighted)
    if (np.abs(np.diag(r)) <= _COLLINEAR * np.linalg.norm(weighted, axis=0)).any():
        return undefined, undefined
    coefficients = np.linalg.solve(r, q.T @ (y * root_weights))
    residual = (y - design @ coefficients) * root_weights
    sigma = np.sqrt(residual @ residual / degrees)
    if not sigma > ROUNDING:
        return coefficients, undefined
    return coefficients, sigma * np.linalg.norm(np.linalg.inv(r), axis=1)
