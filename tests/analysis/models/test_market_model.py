"""The market model equals statsmodels, and is indifferent to units."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.models.fit import Fit, FitWindows, joined
from eventstudy.analysis.models.market_model import market_model

EXACT = 1e-10


def _windows(seed: int, *, n: int = 12, m: int = 120, length: int = 9, missing: float = 0.0) -> FitWindows:
    """Draw returns of n events around their own benchmarks; a share of all returns is missing."""
    draw = np.random.default_rng(seed)
    market = draw.normal(0.0004, 0.011, (n, m + length))
    own = draw.normal(0.001, 0.002, (n, 1)) + draw.uniform(-0.5, 2.5, (n, 1)) * market
    own += draw.normal(0, draw.uniform(0.005, 0.06, (n, 1)), (n, m + length))
    own[draw.random(own.shape) < missing] = np.nan
    market[draw.random(market.shape) < missing] = np.nan
    return FitWindows(own[:, :m], market[:, :m], own[:, m:], market[:, m:])


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_agrees_with_statsmodels(missing: float) -> None:
    """Line, sigma, forecast errors by day and the variance of their sum equal those of OLS."""
    windows = _windows(3, missing=missing)
    fit = market_model(windows)
    for i in range(len(fit.alpha)):
        y, x = windows.estimation[i], windows.estimation_benchmark[i]
        paired = np.isfinite(y) & np.isfinite(x)
        ols = sm.OLS(y[paired], sm.add_constant(x[paired])).fit()
        there = np.isfinite(windows.event[i]) & np.isfinite(windows.event_benchmark[i])
        ahead = sm.add_constant(windows.event_benchmark[i][there], has_constant="add")
        forecast = ols.get_prediction(ahead)
        whole = ahead.sum(axis=0)
        assert fit.observations[i] == paired.sum()
        assert fit.degrees_of_freedom[i] == ols.df_resid
        np.testing.assert_allclose([fit.alpha[i], fit.beta[i]], ols.params, rtol=EXACT)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(ols.mse_resid), rtol=EXACT)
        np.testing.assert_allclose(fit.r_squared[i], ols.rsquared, rtol=1e-9)
        np.testing.assert_array_equal(np.isfinite(fit.abnormal_returns[i]), there)
        np.testing.assert_array_equal(np.isfinite(fit.abnormal_variances[i]), there)
        np.testing.assert_allclose(
            fit.abnormal_returns[i][there], windows.event[i][there] - forecast.predicted_mean, rtol=1e-9
        )
        np.testing.assert_allclose(np.sqrt(fit.abnormal_variances[i][there]), forecast.se_obs, rtol=EXACT)
        np.testing.assert_allclose(
            fit.car_variances[i], there.sum() * ols.mse_resid + whole @ ols.cov_params() @ whole, rtol=EXACT
        )


def test_the_window_s_variance_is_the_sum_of_the_covariance_matrix() -> None:
    """1'V1 = C_L sigma^2, V being the forecast-error covariance of Campbell, Lo and MacKinlay (1997)."""
    windows = _windows(5)
    fit = market_model(windows)
    for i in range(len(fit.alpha)):
        past = np.column_stack(
            [np.ones_like(windows.estimation_benchmark[i]), windows.estimation_benchmark[i]]
        )
        ahead = np.column_stack([np.ones_like(windows.event_benchmark[i]), windows.event_benchmark[i]])
        shared = ahead @ np.linalg.inv(past.T @ past) @ ahead.T
        covariance = fit.sigma[i] ** 2 * (np.eye(len(ahead)) + shared)
        np.testing.assert_allclose(fit.car_variances[i], covariance.sum(), rtol=EXACT)
        np.testing.assert_allclose(fit.abnormal_variances[i], np.diag(covariance), rtol=EXACT)


def test_a_window_of_one_day_has_the_variance_of_the_day() -> None:
    """L = 1 makes the window's variance the day's."""
    fit = market_model(_windows(7, length=1))
    np.testing.assert_allclose(fit.car_variances, fit.abnormal_variances[:, 0], rtol=1e-12)


def test_a_security_on_the_line_has_no_abnormal_return() -> None:
    """Without noise the line is found and every abnormal return is zero to the last digits."""
    market = np.random.default_rng(11).normal(0, 0.01, (4, 90))
    own = 0.002 + np.array([[0.5], [1.0], [-1.0], [3.0]]) * market
    fit = market_model(FitWindows(own[:, :80], market[:, :80], own[:, 80:], market[:, 80:]))
    np.testing.assert_allclose(fit.beta, [0.5, 1, -1, 3], rtol=1e-12)
    np.testing.assert_allclose(fit.alpha, 0.002, rtol=1e-12)
    np.testing.assert_allclose(fit.abnormal_returns, 0, atol=1e-16)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_units_scale_what_has_units(seed: int, c: float) -> None:
    """In other units alpha, sigma and abnormal returns scale, and beta and R squared stay."""
    windows = _windows(seed, n=3, m=40)
    fit = market_model(windows)
    scaled = market_model(
        FitWindows(
            c * windows.estimation,
            c * windows.estimation_benchmark,
            c * windows.event,
            c * windows.event_benchmark,
        )
    )
    # Beta and alpha are differences that may come near zero, and R squared is one less a ratio: their
    # rounding is absolute.
    np.testing.assert_allclose(scaled.beta, fit.beta, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(scaled.alpha, c * fit.alpha, rtol=1e-9, atol=c * 1e-14)
    np.testing.assert_allclose(scaled.r_squared, fit.r_squared, rtol=0, atol=1e-13)
    np.testing.assert_allclose(scaled.sigma, c * fit.sigma, rtol=1e-9)
    np.testing.assert_allclose(scaled.abnormal_returns, c * fit.abnormal_returns, rtol=1e-6, atol=c * 1e-14)


@pytest.mark.parametrize("returns_left", [0, 1, 2])
def test_too_few_returns_fit_nothing(returns_left: int) -> None:
    """Two points make a line without a variance: all numbers are NaN, and no warning is raised."""
    windows = _windows(13, n=1)
    windows.estimation[0, returns_left:] = np.nan
    fit = market_model(windows)
    assert fit.observations[0] == returns_left
    assert fit.degrees_of_freedom[0] == 0
    assert np.isnan([fit.alpha[0], fit.beta[0], fit.sigma[0], fit.car_variances[0]]).all()


def test_a_benchmark_that_stands_still_identifies_no_beta() -> None:
    """A benchmark without variance leaves beta undefined."""
    windows = _windows(17, n=2)
    windows.estimation_benchmark[0] = 0.0003
    fit = market_model(windows)
    np.testing.assert_array_equal(np.isfinite(fit.beta), [False, True])


def test_a_security_that_stands_still_has_no_sigma() -> None:
    """Constant prices have sigma zero and an undefined share of explained variance."""
    windows = _windows(19, n=1)
    windows.estimation[0] = 0
    fit = market_model(windows)
    assert fit.sigma[0] == 0
    assert np.isnan(fit.r_squared[0])


def test_zero_returns_are_counted_among_the_returns_there_are() -> None:
    """Three zeros among six returns are a half; no returns at all have no zeros."""
    row = np.array([[0.0, 0.1, 0.0, -0.1, 0.2, 0.0, np.nan, np.nan], [np.nan] * 8])
    windows = FitWindows(row, row, row, row)
    np.testing.assert_array_equal(windows.zero_return_share, [0.5, 0])


def test_blocks_are_joined_in_order() -> None:
    """Fits of two halves, joined, equal the fit of the whole."""
    windows = _windows(23)
    whole = market_model(windows)
    halves = [
        market_model(
            FitWindows(
                windows.estimation[half],
                windows.estimation_benchmark[half],
                windows.event[half],
                windows.event_benchmark[half],
            )
        )
        for half in (slice(0, 5), slice(5, None))
    ]
    for name in Fit.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(joined(halves), name), getattr(whole, name))
