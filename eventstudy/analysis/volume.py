"""Abnormal trading volume, in logs.

n events have M estimation and L event sessions. A volume of zero is an observation; NaN is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.laws import t_p_value
from eventstudy.analysis.line import levels, lines

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

OFFSET = 0.000255
"""Added so that a day without trade has a logarithm (Ajinkya and Jain 1989)."""


@dataclass(frozen=True, eq=False)
class AbnormalVolume:
    """Log volume above what the estimation window forecasts; NaN where it is not defined.

    Attributes
    ----------
    values : ndarray of shape (n, L)
        A log ratio: 0.69 is twice the volume that was expected.
    sigma : ndarray of shape (n,)
        Residual standard deviation of the estimation window.
    t, p_value : ndarray of shape (n, L)
        Of each day: value over its forecast standard error; two-sided, against t(M - 1) or t(M - 2).
    """

    values: Floats
    sigma: Floats
    t: Floats
    p_value: Floats


def log_volume(volume: Floats, shares: Floats | float | None = None) -> Floats:
    """Return log(100 n / S + 0.000255), the log of the per cent of shares traded.

    Parameters
    ----------
    volume : ndarray of any shape
        Units traded, n. A negative volume is none.
    shares : float or ndarray that broadcasts against ``volume``, optional
        Units outstanding, S; where it is not above zero the volume is missing, for a turnover and a volume do
        not compare. Without it the volume itself is taken: log(n + 0.000255).

    References
    ----------
    Ajinkya and Jain (1989), "The Behavior of Daily Stock Market Trading Volume", Journal of Accounting and
    Economics 11, pp. 331-359. Campbell and Wasley (1996), "Measuring Abnormal Daily Trading Volume for
    Samples of NYSE/ASE and NASDAQ Securities", Review of Quantitative Finance and Accounting 6, pp. 309-326.
    """
    traded = np.where(volume >= 0, volume, np.nan)
    if shares is not None:
        outstanding = np.asarray(shares, dtype=np.float64)
        traded = 100 * traded / np.where(outstanding > 0, outstanding, np.nan)
    return np.asarray(np.log(traded + OFFSET), dtype=np.float64)


def abnormal_volume(
    estimation: Floats,
    event: Floats,
    *,
    market_estimation: Floats | None = None,
    market_event: Floats | None = None,
) -> AbnormalVolume:
    """Compare log volume with its mean, or with what the market's log volume lets expect.

    Mean model: V - mean(V), forecast variance s^2 (1 + 1/M). Market model: V - a - b V_m, forecast variance
    s^2 (1 + 1/M + (V_mt - mean)^2 / S_mm). Log volume is autocorrelated, so a t of a busy week is too large.

    Parameters
    ----------
    estimation, event : ndarray of shape (n, M) and (n, L)
        Log volume (``log_volume``).
    market_estimation, market_event : ndarray of shape (n, M) and (n, L), optional
        Equal-weighted mean log volume of the market on the same days: both or neither.

    References
    ----------
    Ajinkya and Jain (1989), Journal of Accounting and Economics 11, pp. 331-359. Campbell and Wasley (1996),
    Review of Quantitative Finance and Accounting 6, pp. 309-326.
    """
    if market_estimation is None or market_event is None:
        fitted, market = levels(estimation), np.zeros_like(event)
    else:
        fitted, market = lines(estimation, market_estimation), market_event
    values = fitted.errors(event, market)
    t = values / (fitted.sigma[:, None] * np.sqrt(fitted.factor(market, 1)))
    return AbnormalVolume(values, fitted.sigma, t, t_p_value(t, fitted.degrees_of_freedom[:, None]))
