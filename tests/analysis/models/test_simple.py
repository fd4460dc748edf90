"""The market-adjusted and the constant-mean model, held to their definitions event by event."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from model_windows import COLUMNS, check_columns, draw, one_event, with_durations

from eventstudy.analysis.models.simple import constant_mean, market_adjusted

EXACT = 1e-10
DAYS = len(COLUMNS.window)


@pytest.mark.parametrize("missing", [0.0, 0.1])
@pytest.mark.parametrize("spans", [False, True])
def test_market_adjusted_takes_the_market_off(missing: float, *, spans: bool) -> None:
    """AR = R - R_m, s^2 = sum e^2 / M, and a window's variance is s^2 a session."""
    windows = draw(3, missing=missing)
    windows = with_durations(windows, 4) if spans else windows
    fit = market_adjusted(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        e = (event.y - event.x[:, 1]) / np.sqrt(event.d)
        variance = float(e @ e) / len(e)
        assert fit.observations[i] == fit.degrees_of_freedom[i] == len(e)
        assert fit.parameters[i].tolist() == [0, 1]
        np.testing.assert_allclose(fit.sigma[i] ** 2, variance, rtol=EXACT)
        np.testing.assert_allclose(fit.residuals[i][event.used], e, rtol=EXACT, atol=1e-16)
        x = event.x_ahead
        check_columns(fit, i, event, event.y_ahead - x[:, 1], variance * np.diag(x[:, 0]))


def test_the_market_adjusted_variance_of_a_window_is_its_length() -> None:
    """L days have L s^2: no parameter errs."""
    fit = market_adjusted(draw(5))
    np.testing.assert_allclose(fit.variances, fit.sigma[:, None] ** 2 * COLUMNS.lengths, rtol=1e-12)


def test_the_market_adjusted_model_needs_no_market_that_varies() -> None:
    """A benchmark that stands still is taken off all the same."""
    windows = draw(7, u=1)
    windows.estimation_regressors[:] = 0.0
    fit = market_adjusted(windows)
    assert np.isfinite(fit.variances).all()
    np.testing.assert_allclose(fit.sigma**2, np.mean(windows.estimation**2, axis=1), rtol=1e-12)


def test_a_security_apart_from_the_market_has_a_negative_r_squared() -> None:
    """One less the share left is negative where the market adds to what is left."""
    windows = draw(9, n=1, u=1)
    windows.estimation[:] = -windows.estimation_regressors[0, 0]
    assert market_adjusted(windows).r_squared[0] < -2.9


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_the_constant_mean_agrees_with_statsmodels(missing: float) -> None:
    """It is the regression on a constant alone; a missing benchmark does not matter."""
    windows = draw(11, missing=missing)
    fit = constant_mean(windows)
    for i in range(len(fit.sigma)):
        y = windows.estimation[i][np.isfinite(windows.estimation[i])]
        there = np.isfinite(windows.event[i])
        ols = sm.OLS(y, np.ones(len(y))).fit()
        assert fit.observations[i] == len(y)
        assert fit.degrees_of_freedom[i] == len(y) - 1
        np.testing.assert_allclose(fit.parameters[i], ols.params, rtol=EXACT)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(ols.mse_resid), rtol=EXACT)
        np.testing.assert_allclose(fit.r_squared[i], 0, atol=1e-13)
        for c, members in enumerate(COLUMNS.membership.T):
            length = int(members @ there)
            expected = ols.mse_resid * (length + length**2 / len(y)) if length else np.nan
            np.testing.assert_allclose(fit.variances[i, c], expected, rtol=EXACT)
        np.testing.assert_allclose(fit.values[i, :DAYS], windows.event[i] - y.mean(), rtol=EXACT)


def test_the_constant_mean_of_lumped_returns_is_a_session_s() -> None:
    """With durations the mean is sum y / sum d, and longer returns err more."""
    windows = with_durations(draw(13), 14)
    fit = constant_mean(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        mean = event.y.sum() / event.d.sum()
        e = (event.y - mean * event.d) / np.sqrt(event.d)
        variance = e @ e / (len(e) - 1)
        d = event.x_ahead[:, 0]
        covariance = variance * (np.diag(d) + np.outer(d, d) / event.d.sum())
        np.testing.assert_allclose(fit.parameters[i], mean, rtol=EXACT)
        check_columns(fit, i, event, event.y_ahead - mean * d, covariance)
