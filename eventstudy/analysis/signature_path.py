"""Robust abnormal returns: beta and sigma of each event, its path around day 0 and the path's band.

Rows are events. A missing number is NaN and takes no part in an estimate. Returns are log returns, as
fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.forecast import row_products
from eventstudy.analysis.models.huber import huber_line, row_median
from eventstudy.analysis.volume import OFFSET

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers

MAD_TO_SIGMA = 1.4826
"""What turns the median absolute deviation of a normal sample into its standard deviation."""

FLATTEST_VOLUME = 0.3
"""The least spread of log volume that is believed."""

_BAND = 1.96


@dataclass(frozen=True, eq=False)
class RobustFit:
    """The robust market model of n events.

    Attributes
    ----------
    beta : ndarray of shape (n,)
        Slope on the market; NaN where the market never moved.
    sigma : ndarray of shape (n,)
        Robust daily sigma s, as a fraction; NaN where beta is, or with fewer than three days.
    spread : ndarray of shape (n,)
        Sum of squared deviations of the market from its mean over the days used.
    observations : ndarray of shape (n,)
        Days used.
    """

    beta: Floats
    sigma: Floats
    spread: Floats
    observations: Integers

    def take(self, numbers: Integers) -> RobustFit:
        """Return the fit of some of the events, in the order of their numbers."""
        return RobustFit(
            self.beta[numbers], self.sigma[numbers], self.spread[numbers], self.observations[numbers]
        )


def robust_fit(returns: Floats, market: Floats) -> RobustFit:
    """Estimate beta and sigma from the estimation windows.

    The line ``r = a + beta m`` is Huber's M-estimate with k = 1.345; the intercept is then forgotten
    (abnormal returns are ``r - beta m``), for a share bid up before its announcement would carry the ramp
    into the event window as "normal". Least squares follows the outliers that small companies' returns are
    full of (Martin and Simin 2003); winsorising returns before least squares would too depend on how much
    market stands in them: Huber's estimate alone obeys ``beta(r + c m) = beta(r) + c``. The scale is held
    at the MAD of the least-squares residuals, which makes the problem convex: one solution, no
    starting-point luck. Huber's estimate guards against outliers of the share, not of the market.

    ``s = sqrt(sigma_hat sigma_MAD)`` of the abnormal returns ``e``: ``sigma_hat^2`` is
    ``sum (e - mean)^2 / (M - 2)``, two degrees of freedom being lost to slope and mean; ``sigma_MAD`` is
    1.4826 times the median of ``|e - median|``.

    Parameters
    ----------
    returns, market : ndarray of shape (n, M)
        Log returns of the shares and of their benchmarks; NaN where missing.

    References
    ----------
    Huber, P. J. (1964), Annals of Mathematical Statistics 35, 73-101; Huber (1981), Robust Statistics,
    section 7.8 (iterated weighted least squares). Martin, R. D. and Simin, T. T. (2003), Financial
    Analysts Journal 59(5), 56-69.
    """
    used = np.isfinite(returns) & np.isfinite(market)
    r, m = np.where(used, returns, 0.0), np.where(used, market, 0.0)
    count = used.sum(axis=1)
    # A row with fewer than three days has 0/0 in it, and comes out as NaN.
    with np.errstate(divide="ignore", invalid="ignore"):
        one = used.astype(np.float64)
        beta = huber_line(r, m, one, mad_to_sigma=MAD_TO_SIGMA, update_scale=False).beta
        sigma = _sigma(r - beta[:, None] * m, used)
        return RobustFit(beta, sigma, _sum_of_squares(m, used, count), count)


def levels(returns: Floats, zero: int) -> Floats:
    """Cumulate returns so that the level of session -1 is 0.

    Parameters
    ----------
    returns : ndarray of shape (n, T)
        Column ``zero`` is day 0; ``zero >= 2``.

    Returns
    -------
    ndarray of shape (n, T)
        From day 0 on C(u), the sum of sessions 0 to u; before it minus the sum of sessions u+1 to -1, so
        that a run-up is seen arriving at 0.
    """
    path = np.empty_like(returns)
    path[:, zero:] = np.cumsum(returns[:, zero:], axis=1)
    path[:, zero - 1] = 0.0
    path[:, : zero - 1] = -np.cumsum(returns[:, zero - 1 : 0 : -1], axis=1)[:, ::-1]
    return path


def band(fit: RobustFit, market_levels: Floats, steps: Integers) -> Floats:
    """Return the half-width of the 95 % forecast band of a path on which nothing happens.

    With intercept 0 the forecast of h sessions errs by ``sum eps - (beta_hat - beta) sum m``. The days of
    the estimation window take no part in the sum, so both terms are independent and
    ``Var = s^2 [h + (sum m)^2 / Sxx]``, with ``Var(beta_hat) = s^2 / Sxx`` as for least squares, which is
    on the wide side for Huber's estimate under fat tails. There is no term ``h^2 / M``: no intercept is
    forecast. Compare Campbell, Lo and MacKinlay (1997), equation 4.4.8, without its intercept.

    Parameters
    ----------
    fit : RobustFit
    market_levels : ndarray of shape (n, T)
        The market's own path, from ``levels``.
    steps : ndarray of shape (n, T)
        h, the sessions between -1 and each session; a halt that day 0's return includes counts too.
    """
    variance = steps + market_levels**2 / fit.spread[:, None]
    return _BAND * fit.sigma[:, None] * np.sqrt(variance)


def volume_z(volumes: Floats, estimation: Floats, *, min_observations: int) -> Floats:
    """Return abnormal log volume: ``(l - median) / max(1.4826 MAD, 0.3)``.

    Campbell and Wasley (1996) take ``l = log(100 (n + 0.000255) / S)``, as commonly printed, of the shares traded n and the shares
    outstanding S, which we do not know; here ``l = log(n + 0.000255)``. A constant S cancels, for it
    moves ``l`` and its median alike. It does not cancel where S changes between the estimation window and
    the event (shares issued or split without adjusted volumes), nor on a session without a trade, whose
    depth below the others depends on the unit that 0.000255 is added to: a mean over such a session is a
    large negative number. The median and the MAD bear it.

    Parameters
    ----------
    volumes : ndarray of shape (n, T)
        Shares traded, to be compared.
    estimation : ndarray of shape (n, M)
        Shares traded in the estimation window.
    min_observations : int
        Fewest estimation sessions with a volume; with fewer the row is NaN.

    References
    ----------
    Campbell, C. J. and Wasley, C. E. (1996), Review of Quantitative Finance and Accounting 6, 309-326.
    """
    usual = np.log(estimation + OFFSET)
    median = row_median(usual)
    spread = np.maximum(MAD_TO_SIGMA * row_median(np.abs(usual - median[:, None])), FLATTEST_VOLUME)
    enough = np.isfinite(usual).sum(axis=1) >= min_observations
    scale = np.where(enough, spread, np.nan)
    return (np.log(volumes + OFFSET) - median[:, None]) / scale[:, None]


def _sigma(abnormal: Floats, used: Booleans) -> Floats:
    """Return s, the root of sigma_hat times sigma_MAD."""
    count = used.sum(axis=1)
    sigma_hat = np.sqrt(_sum_of_squares(abnormal, used, count) / (count - 2))
    e = np.where(used, abnormal, np.nan)
    sigma_mad = MAD_TO_SIGMA * row_median(np.abs(e - row_median(e)[:, None]))
    sigma: Floats = np.sqrt(sigma_hat * sigma_mad)
    return sigma


def _sum_of_squares(values: Floats, used: Booleans, count: Integers) -> Floats:
    """Return the sum of squared deviations from the mean of the days used."""
    mean = np.where(used, values, 0.0).sum(axis=1) / count
    centred = np.where(used, values - mean[:, None], 0.0)
    return row_products(centred, centred)
