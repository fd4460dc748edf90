"""What one event says alone: how unusual its abnormal returns and its volatility are for this security.

Returns are fractions; NaN is missing. n events have M estimation and L event sessions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import special

from eventstudy.analysis.inference.sample import ratio

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.arrays import Booleans, Floats, Integers

_ROWS = 1024
"""Events at a time: their sorted residuals are the only large thing held."""


class VolatilityTest(NamedTuple):
    """Mean squared abnormal return over its forecast variance, and its upper-tail p-value; of shape (n,)."""

    ratio: Floats
    p_value: Floats


class DayVolatility(NamedTuple):
    """Mean over events of the volatility ratio, Patell's Z, and its upper-tail p-value; of shape (L,)."""

    ratio: Floats
    statistic: Floats
    p_value: Floats


def sq_test(residuals: Floats, abnormal: Floats) -> Floats:
    """Compare each abnormal return with the event's own estimation residuals: the sample-quantile test.

    p = min(1, 2 min((1 + #{e <= A}) / (M_i + 1), (1 + #{e >= A}) / (M_i + 1))). At a level of 2 k / (M_i + 1)
    this rejects exactly where A lies below the k-th smallest residual or above the k-th largest: the
    order-statistic rule of the paper at half the level in each tail. No law of returns is assumed. The
    smallest p-value that it can give is 2 / (M_i + 1).

    Parameters
    ----------
    residuals : ndarray of shape (n, M)
        Residuals of the estimation window.
    abnormal : ndarray of shape (n, L)
        Abnormal returns of the event window.

    Returns
    -------
    ndarray of shape (n, L)
        Two-sided p-values; NaN where the abnormal return is missing or the event has no residuals.

    References
    ----------
    Gelbach, Helland and Klick (2013), "Valid Inference in Single-Firm, Single-Event Studies", American Law
    and Economics Review 15, pp. 495-541.
    """
    p_values = np.empty(abnormal.shape)
    for start in range(0, len(abnormal), _ROWS):
        rows = slice(start, start + _ROWS)
        p_values[rows] = _quantile_p_values(residuals[rows], abnormal[rows])
    return p_values


def _quantile_p_values(residuals: Floats, abnormal: Floats) -> Floats:
    ordered = np.sort(residuals, axis=1)
    count: Integers = np.count_nonzero(np.isfinite(residuals), axis=1)
    below = 1 + _leading(ordered, abnormal, np.less_equal)
    above = 1 + count[:, None] - _leading(ordered, abnormal, np.less)
    p_values = np.minimum(2 * np.minimum(below, above) / (count[:, None] + 1), 1)
    return np.where(np.isfinite(abnormal) & (count[:, None] > 0), p_values, np.nan)


def _leading(ordered: Floats, bounds: Floats, holds: Callable[[Floats, Floats], Booleans]) -> Integers:
    """Count, by bisection, how many ordered numbers of the row hold against each bound; shape (n, L).

    NaN stands at the end of a row and holds against nothing.
    """
    found = np.zeros(bounds.shape, dtype=np.int64)
    width = ordered.shape[1]
    step = 1 << (width.bit_length() - 1) if width else 0
    while step:
        further = found + step
        last = np.minimum(further, width) - 1
        held = holds(np.take_along_axis(ordered, last, axis=1), bounds) & (further <= width)
        found[held] += step
        step >>= 1
    return found


def abnormal_volatility(abnormal: Floats, variances: Floats, degrees_of_freedom: Integers) -> VolatilityTest:
    """Compare the squared abnormal returns of an event's window with their forecast variances.

    ratio = mean over the window of U_it = A_it^2 / forecast variance, against F(L_i, d_i) from above: a ratio
    of 2 is a window twice as volatile as forecast. The law is approximate: the days of a window share one
    estimated line and so are slightly correlated, and returns with fat tails reject too often.

    Parameters
    ----------
    abnormal, variances : ndarray of shape (n, L)
        Abnormal returns and their forecast-error variances; a day without a variance above zero is missing.
    degrees_of_freedom : ndarray of shape (n,)
        Of each event's residual variance.

    Returns
    -------
    VolatilityTest
        NaN for an event without days or degrees of freedom.

    References
    ----------
    Beaver (1968), "The Information Content of Annual Earnings Announcements", Journal of Accounting Research
    6 (supplement), pp. 67-92: U. Patell (1976), "Corporate Forecasts of Earnings per Share and Stock Price
    Behavior", Journal of Accounting Research 14, pp. 246-276: the forecast variance below it.
    """
    squares = ratio(abnormal**2, variances)
    there = np.isfinite(squares)
    days = np.count_nonzero(there, axis=1).astype(np.float64)
    degrees = np.where(degrees_of_freedom > 0, degrees_of_freedom, np.nan)
    found = ratio(np.where(there, squares, 0).sum(axis=1), days) + 0 * degrees
    return VolatilityTest(found, np.asarray(special.fdtrc(days, degrees, found), dtype=np.float64))


def volatility_by_day(abnormal: Floats, variances: Floats, degrees_of_freedom: Integers) -> DayVolatility:
    """Compare the squared abnormal returns of each day, over all events, with their forecast variances.

    V_it = U_it (d_i - 2) / d_i has mean 1 and variance 2 (d_i - 1) / (d_i - 4), since U_it follows F(1, d_i);
    Z_t = sum (V_it - 1) / sqrt(sum 2 (d_i - 1) / (d_i - 4)), against N(0, 1) from above. With d = T - 2 this
    is Patell's 2 (T - 3) / (T - 6). The squares are skewed, so the law needs many events.

    Parameters
    ----------
    abnormal, variances : ndarray of shape (n, L)
        Abnormal returns and their forecast-error variances; a day without a variance above zero is missing.
    degrees_of_freedom : ndarray of shape (n,)
        Of each event's residual variance; events with 4 or fewer are left out.

    Returns
    -------
    DayVolatility
        ``ratio`` is the mean of V_it; NaN on a day that no event has.

    References
    ----------
    Patell (1976), "Corporate Forecasts of Earnings per Share and Stock Price Behavior", Journal of Accounting
    Research 14, pp. 246-276. Beaver (1968), Journal of Accounting Research 6 (supplement), pp. 67-92.
    """
    degrees = np.where(degrees_of_freedom > 4, degrees_of_freedom, np.nan)  # noqa: PLR2004 - F(1, d) has a variance above 4
    scaled = ratio(abnormal**2, variances) * ((degrees - 2) / degrees)[:, None]
    there = np.isfinite(scaled)
    count = there.sum(axis=0)
    total = np.where(there, scaled, 0).sum(axis=0)
    variance = np.where(there, (2 * (degrees - 1) / (degrees - 4))[:, None], 0).sum(axis=0)
    statistic = ratio(total - count, np.sqrt(variance))
    p_value = np.asarray(special.ndtr(-statistic), dtype=np.float64)
    return DayVolatility(ratio(total, count.astype(np.float64)), statistic, p_value)
