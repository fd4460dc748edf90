"""Betas for shares that trade seldom: slopes on the market of the days before and after are added up.

A closing price that is hours or days old reacts to the market late, and the slope on the same day's market
is too small. Both models here are lines ``R = alpha + beta R_m + e`` whose beta is put together from several
slopes; alpha is ``mean(R) - beta mean(R_m)``. M sessions of the security and M + 2 B of the market are at
hand, so that every session has its leads and lags; one counts only if it and all of these have returns.

There is no agreed forecast variance. The one used is that of the market model around this line: ``s^2`` of
the residuals ``R - alpha - beta R_m`` with M - 2 degrees of freedom, times
``L + L^2 / M + (sum R_mt - L mean)^2 / S_xx``. It leaves out that the added slopes err more than one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.designs import designs_of
from eventstudy.analysis.models.fit import Model
from eventstudy.analysis.models.forecast import least_squares_fit, row_products
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.models.designs import Designs
    from eventstudy.analysis.models.fit import Fit, FitWindows
    from eventstudy.arrays import Floats

_MOST_LEADS = 2


def scholes_williams(windows: FitWindows) -> Fit:
    """Fit ``beta = (b_-1 + b_0 + b_+1) / (1 + 2 rho_m)``.

    b_k is the simple least-squares slope of R_t on R_m,t+k, all three over the same sessions; alpha is from
    the means over these sessions, which are t = 2 to T - 1 of the paper with T = M + 2. ``rho_m`` is the
    first-order autocorrelation of the market over all T sessions, see ``autocorrelations``.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions; benchmarks with one more session on both sides.

    Returns
    -------
    Fit
        Parameters alpha and beta; NaN as in ``linear``, and where ``1 + 2 rho_m`` is not above zero.

    Raises
    ------
    EstimationError
        If returns run from trade to trade.

    References
    ----------
    Scholes and Williams (1977), "Estimating Betas from Nonsynchronous Data", Journal of Financial Economics
    5, 309-327.
    """
    _refuse_durations(windows, "scholes_williams")
    shifted = _shifted(windows.estimation_regressors[:, 0], 1)
    slopes = [_line_on(windows, shifted[:, [k]]).coefficients()[:, 1] for k in range(3)]
    (rho,) = autocorrelations(windows.estimation_regressors[:, 0], 1)
    beta = np.sum(slopes, axis=0) / _above_zero(1 + 2 * rho)[windows.which]
    return _around(_line_on(windows, shifted[:, [1]]), beta)


def dimson(leads: int = 1) -> Model:
    """Return Dimson's model with the weights of Fowler and Rorke, on ``leads`` leads and as many lags.

    One multiple regression on R_m,t-K to R_m,t+K gives b_-K to b_K. Their plain sum (Dimson 1979) is not
    consistent; with ``rho_j`` the autocorrelations of the market it is, as
    ``beta = b_0 + sum_j w_j (b_-j + b_+j)``:

    - K = 1: ``w_1 = (1 + rho_1) / (1 + 2 rho_1)``;
    - K = 2: ``w_1 = (1 + 2 rho_1 + rho_2) / c``, ``w_2 = (1 + rho_1 + rho_2) / c``,
      ``c = 1 + 2 rho_1 + 2 rho_2``.

    The weights turn the multiple regression into the estimator of Scholes and Williams, carried to K lags:
    ``sum_k cov(R_t, R_m,t+k) / (c var(R_m))`` with autocorrelations beyond lag K zero.

    Raises
    ------
    EstimationError
        If ``leads`` is neither 1 nor 2.

    References
    ----------
    Dimson (1979), "Risk Measurement When Shares Are Subject to Infrequent Trading", Journal of Financial
    Economics 7, 197-226. Fowler and Rorke (1983), Journal of Financial Economics 12, 279-283.
    """
    if leads not in range(1, _MOST_LEADS + 1):
        raise EstimationError(
            f"dimson with {leads} leads and lags: weights are known for 1 and 2; use one of these"
        )
    return Model(partial(_dimson, leads=leads), ("alpha", "beta"), leads=leads)


def _dimson(windows: FitWindows, *, leads: int) -> Fit:
    """Fit Dimson's model; the windows have ``leads`` more sessions of the market on both sides."""
    _refuse_durations(windows, "dimson")
    shifted = _shifted(windows.estimation_regressors[:, 0], leads)
    ahead = np.repeat(windows.event_regressors[:, :, leads:-leads], shifted.shape[1], axis=1)
    slopes = designs_of(windows, shifted, ahead).coefficients()[:, 1:]
    weights = fowler_rorke_weights(autocorrelations(windows.estimation_regressors[:, 0], leads))
    beta = row_products(slopes, weights[windows.which])
    return _around(_line_on(windows, shifted[:, [leads]]), beta)


def fowler_rorke_weights(rho: Floats) -> Floats:
    """Return the weights of b_-K to b_K; NaN where ``1 + 2 sum rho`` is not above zero.

    Parameters
    ----------
    rho : ndarray of shape (K, u)
        Autocorrelations of the market at lags 1 to K.

    Returns
    -------
    ndarray of shape (u, 2 K + 1)

    References
    ----------
    Fowler and Rorke (1983), Journal of Financial Economics 12, 279-283.
    """
    leads = len(rho)
    both_sides = np.concatenate([rho[::-1], np.ones((1, rho.shape[1])), rho])
    whole = _above_zero(both_sides.sum(axis=0))
    # The weight of b_j sums the autocorrelations between R_m,t+j and all the regressors.
    padded = np.pad(both_sides, ((leads, leads), (0, 0)))
    sums = [padded[leads + j : 3 * leads + 1 + j].sum(axis=0) for j in range(-leads, leads + 1)]
    return np.stack([one / whole for one in sums], axis=1)


def autocorrelations(market: Floats, lags: int) -> Floats:
    """Return the sample autocorrelations at lags 1 to K of each market window.

    ``rho_j = sum_t (m_t - mean)(m_t-j - mean) / sum_t (m_t - mean)^2`` over all sessions of the window and its
    margins that have a return, whatever the security has; a pair that lacks one adds nothing.

    Parameters
    ----------
    market : ndarray of shape (u, T)
    lags : int
        K.

    Returns
    -------
    ndarray of shape (K, u)
        NaN where the market does not vary.

    References
    ----------
    Box, Jenkins, Reinsel and Ljung (2015), "Time Series Analysis", 5th edition, chapter 2.
    """
    there = np.isfinite(market)
    mean = np.where(there, market, 0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    away = np.where(there, market - mean[:, None], 0)
    square = _above_zero(row_products(away, away))
    return np.stack([row_products(away[:, lag:], away[:, :-lag]) / square for lag in range(1, lags + 1)])


def _shifted(market: Floats, leads: int) -> Floats:
    """Return the market of t-K to t+K for each t; (u, M + 2 K) to (u, 2 K + 1, M); NaN if one is missing."""
    shifted = np.lib.stride_tricks.sliding_window_view(market, market.shape[1] - 2 * leads, axis=1)
    whole = np.isfinite(shifted).all(axis=1, keepdims=True)
    return np.where(whole, shifted, np.nan)


def _line_on(windows: FitWindows, past: Floats) -> Designs:
    """Lay out the line on one shifted market; the event window's market is that of the day."""
    margin = (windows.event_regressors.shape[2] - windows.event.shape[1]) // 2
    ahead = windows.event_regressors[:, :1, margin : margin + windows.event.shape[1]]
    return designs_of(windows, past, ahead)


def _around(line: Designs, beta: Floats) -> Fit:
    """Apply the line of this slope through the means."""
    count = line.observations.astype(np.float64)
    count[count == 0] = np.nan
    market = (line.past[:, 1].sum(axis=1) / count)[line.of]
    alpha = line.returns.sum(axis=1) / count[line.of] - beta * market
    return least_squares_fit(line, np.stack([alpha, beta], axis=1))


def _above_zero(values: Floats) -> Floats:
    return np.where(values > 0, values, np.nan)


def _refuse_durations(windows: FitWindows, model: str) -> None:
    if windows.estimation_durations is not None:
        raise EstimationError(
            f"{model}: returns run from trade to trade, which already cures thin trading; use daily returns, "
            "or market_model"
        )
