"""Scholes and Williams, and Dimson with Fowler and Rorke: by the papers' loops, algebra and simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from model_windows import COLUMNS, check_columns, draw, one_event, taken, with_durations
from scipy import stats
from scipy.linalg import toeplitz
from statsmodels.tsa.stattools import acf

from eventstudy.analysis.models.fit import FitWindows
from eventstudy.analysis.models.lead_lag import (
    autocorrelations,
    dimson,
    fowler_rorke_weights,
    scholes_williams,
)
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Fit
    from eventstudy.arrays import Floats, Integers

EXACT = 1e-10


def _neighbours(windows: FitWindows, i: int, leads: int) -> tuple[Floats, Floats]:
    """Return the security's returns and the market at -K to K, on the sessions that have them all."""
    y = windows.estimation[i]
    market = windows.estimation_regressors[windows.which[i], 0]
    rows = [market[t : t + 2 * leads + 1] for t in range(len(y))]
    kept = [t for t in range(len(y)) if np.isfinite(y[t]) and np.isfinite(rows[t]).all()]
    return y[kept], np.array([rows[t] for t in kept])


def _autocorrelation(market: Floats, lag: int) -> float:
    """Sum what is there, pair by pair."""
    mean = np.nanmean(market)
    above = sum(
        (market[t] - mean) * (market[t - lag] - mean)
        for t in range(lag, len(market))
        if np.isfinite(market[t]) and np.isfinite(market[t - lag])
    )
    return float(above / np.nansum((market - mean) ** 2))


def _check_line(windows: FitWindows, fit: Fit, i: int, beta: float, leads: int) -> None:
    """Hold the fit to the line of slope beta through the means, with the market model's leverage."""
    y, near = _neighbours(windows, i, leads)
    m = near[:, leads]
    alpha = y.mean() - beta * m.mean()
    e = y - alpha - beta * m
    variance = e @ e / (len(y) - 2)
    ahead = windows.event_regressors[windows.which[i], 0, leads:-leads]
    away = ahead - m.mean()
    shared = 1 / len(y) + np.outer(away, away) / ((m - m.mean()) ** 2).sum()
    assert fit.observations[i] == len(y)
    assert fit.degrees_of_freedom[i] == len(y) - 2
    np.testing.assert_allclose(fit.parameters[i], [alpha, beta], rtol=EXACT, atol=1e-14)
    np.testing.assert_allclose(fit.sigma[i] ** 2, variance, rtol=EXACT)
    event = one_event(_without_margins(windows, leads), i)
    check_columns(
        fit, i, event, windows.event[i] - alpha - beta * ahead, variance * (np.eye(len(ahead)) + shared)
    )


def _without_margins(windows: FitWindows, leads: int) -> FitWindows:
    inner = slice(leads, -leads)
    return FitWindows(
        windows.estimation,
        windows.event,
        windows.estimation_regressors[:, :, inner],
        windows.event_regressors[:, :, inner],
        windows.which,
        COLUMNS,
    )


@pytest.mark.parametrize("missing", [0.0, 0.04])
def test_scholes_williams_by_the_paper(missing: float) -> None:
    """Three simple slopes over one plus twice the autocorrelation, and the line through the means."""
    windows = draw(3, leads=1, missing=missing)
    fit = scholes_williams(windows)
    for i in range(len(fit.sigma)):
        y, near = _neighbours(windows, i, 1)
        slopes = [stats.linregress(near[:, k], y).slope for k in range(3)]
        rho = _autocorrelation(windows.estimation_regressors[windows.which[i], 0], 1)
        _check_line(windows, fit, i, sum(slopes) / (1 + 2 * rho), 1)


@pytest.mark.parametrize("missing", [0.0, 0.03])
@pytest.mark.parametrize("leads", [1, 2])
def test_dimson_by_the_papers(leads: int, missing: float) -> None:
    """Multiple regression on leads and lags, added up with the weights as they are printed."""
    windows = draw(5, leads=leads, missing=missing)
    fit = dimson(leads).fit(windows)
    for i in range(len(fit.sigma)):
        y, near = _neighbours(windows, i, leads)
        b = sm.OLS(y, sm.add_constant(near)).fit().params[1:]
        market = windows.estimation_regressors[windows.which[i], 0]
        rho = [_autocorrelation(market, lag) for lag in (1, 2)]
        if leads == 1:
            beta = b[1] + (1 + rho[0]) / (1 + 2 * rho[0]) * (b[0] + b[2])
        else:
            whole = 1 + 2 * rho[0] + 2 * rho[1]
            near_by = (1 + 2 * rho[0] + rho[1]) / whole * (b[1] + b[3])
            beta = b[2] + near_by + (1 + rho[0] + rho[1]) / whole * (b[0] + b[4])
        _check_line(windows, fit, i, beta, leads)


@pytest.mark.parametrize("leads", [1, 2])
def test_the_weights_follow_from_scholes_and_williams(leads: int) -> None:
    """In a population the weighted multiple slopes are sum cov(R_t, R_m,t+k) over var(R_m) (1 + 2 sum rho).

    This derives the weights, which were known second-hand: with autocorrelations zero beyond lag K, the
    covariances are the Toeplitz matrix of autocorrelations times the multiple slopes.
    """
    rho = np.array([0.23, -0.11])[:leads]
    covariances = np.array([0.3, 0.1, 0.9, 0.4, -0.2])[2 - leads : 3 + leads]
    matrix = toeplitz(np.concatenate([[1.0], rho, np.zeros(leads)]))
    multiple = np.linalg.solve(matrix, covariances)
    expected = covariances.sum() / (1 + 2 * rho.sum())
    assert fowler_rorke_weights(rho[:, None])[0] @ multiple == pytest.approx(expected, rel=1e-12)


def test_an_uncorrelated_market_makes_dimson_s_plain_sum() -> None:
    """Without autocorrelation every weight is one."""
    np.testing.assert_array_equal(fowler_rorke_weights(np.zeros((2, 3))), np.ones((3, 5)))


def test_both_find_the_beta_that_stale_prices_hide() -> None:
    """Of a share and an index that react late both models find beta; least squares finds two thirds of it.

    News reach the index a session late to 0.2, and the share to 0.6. So the covariance of the day is
    (0.4 0.8 + 0.6 0.2) / (0.8^2 + 0.2^2) = 0.647 of beta: Scholes and Williams's case of nontrading.
    """
    rng = np.random.default_rng(11)
    n, m, beta = 400, 400, 1.4
    days = m + len(COLUMNS.window) + 8
    news = rng.normal(0, 0.01, (n, days + 1))
    index = 0.8 * news[:, 1:] + 0.2 * news[:, :-1]
    own = beta * (0.4 * news[:, 1:] + 0.6 * news[:, :-1]) + rng.normal(0, 0.01, (n, days))
    which = np.arange(n)
    found = {
        "scholes_williams": scholes_williams(_around_day(own, index, m, 1, which)).parameters[:, 1],
        "dimson 1": dimson(1).fit(_around_day(own, index, m, 1, which)).parameters[:, 1],
        "dimson 2": dimson(2).fit(_around_day(own, index, m, 2, which)).parameters[:, 1],
    }
    for slopes in found.values():
        assert slopes.mean() == pytest.approx(beta, abs=4 * slopes.std() / np.sqrt(n) + 0.01)
    plain = [stats.linregress(index[i], own[i]).slope for i in range(n)]
    assert np.mean(plain) == pytest.approx(0.647 * beta, abs=0.02)


def _around_day(own: Floats, index: Floats, m: int, leads: int, which: Integers) -> FitWindows:
    length = len(COLUMNS.window)
    start = 2
    return FitWindows(
        own[:, start : start + m].copy(),
        own[:, start + m : start + m + length].copy(),
        index[:, None, start - leads : start + m + leads],
        index[:, None, start + m - leads : start + m + length + leads],
        which,
        COLUMNS,
    )


def test_autocorrelations_are_those_of_statsmodels() -> None:
    """Without missing sessions they are the sample autocorrelations of every textbook."""
    market = np.random.default_rng(1).normal(0, 0.01, (3, 80))
    found = autocorrelations(market, 2)
    for u in range(3):
        np.testing.assert_allclose(found[:, u], acf(market[u], nlags=2, fft=False)[1:], rtol=1e-10)


def test_autocorrelations_with_holes() -> None:
    """A pair that lacks a return adds nothing; a market that stands still has none."""
    market = np.random.default_rng(2).normal(0, 0.01, (2, 40))
    market[0, [3, 4, 17]] = np.nan
    market[1] = 0
    found = autocorrelations(market, 2)
    np.testing.assert_allclose(found[:, 0], [_autocorrelation(market[0], lag) for lag in (1, 2)], rtol=1e-12)
    assert np.isnan(found[:, 1]).all()


def test_a_market_that_swings_to_and_fro_defines_no_beta() -> None:
    """With an autocorrelation of minus one half or less the divisor is not above zero: NaN."""
    windows = draw(13, n=3, u=1, leads=1)
    market = windows.estimation_regressors
    market[0, 0] = 0.01 * (-1.0) ** np.arange(market.shape[2]) + 0.1 * market[0, 0]
    for fit in (scholes_williams(windows), dimson(1).fit(windows)):
        assert np.isnan(fit.parameters).all()
        assert np.isnan(fit.variances).all()


def test_only_one_and_two_leads_have_weights() -> None:
    """Other numbers of leads are refused with the remedy."""
    for leads in (0, 3):
        with pytest.raises(EstimationError, match="use one of these"):
            dimson(leads)


@pytest.mark.parametrize("leads", [1, 2])
def test_returns_from_trade_to_trade_are_refused(leads: int) -> None:
    """Two cures for thin trading do not go together."""
    windows = with_durations(draw(15, leads=leads), 1)
    with pytest.raises(EstimationError, match="daily returns, or market_model"):
        dimson(leads).fit(windows)
    with pytest.raises(EstimationError, match="scholes_williams"):
        scholes_williams(windows)


def test_no_events_have_no_lines() -> None:
    """An empty batch has empty answers."""
    assert scholes_williams(taken(draw(17, leads=1), [])).values.shape == (0, len(COLUMNS))
    assert dimson(2).fit(taken(draw(17, leads=2), [])).values.shape == (0, len(COLUMNS))
