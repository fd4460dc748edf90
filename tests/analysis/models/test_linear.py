"""Least squares on any number of regressors equals statsmodels, whatever is missing or shared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from model_windows import COLUMNS, check_columns, draw, one_event, taken, with_durations

from eventstudy.analysis.models.fit import Fit
from eventstudy.analysis.models.linear import linear

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

EXACT = 1e-10
DAYS = len(COLUMNS.window)


@pytest.mark.parametrize("missing", [0.0, 0.06])
@pytest.mark.parametrize("factors", [1, 3, 5])
def test_agrees_with_statsmodels(factors: int, missing: float) -> None:
    """Parameters, sigma, residuals, forecast errors by day and the variances of sums equal those of OLS."""
    windows = draw(3, factors=factors, missing=missing)
    fit = linear(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        ols = sm.OLS(event.y, event.x).fit()
        forecast = ols.get_prediction(event.x_ahead[event.there])
        assert fit.observations[i] == ols.nobs
        assert fit.degrees_of_freedom[i] == ols.df_resid
        np.testing.assert_allclose(fit.parameters[i], ols.params, rtol=EXACT, atol=1e-15)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(ols.mse_resid), rtol=EXACT)
        np.testing.assert_allclose(fit.r_squared[i], ols.rsquared, rtol=EXACT)
        np.testing.assert_array_equal(np.isfinite(fit.residuals[i]), event.used)
        np.testing.assert_allclose(fit.residuals[i][event.used], ols.resid, rtol=EXACT, atol=1e-15)
        np.testing.assert_allclose(np.sqrt(fit.variances[i, :DAYS][event.there]), forecast.se_obs, rtol=EXACT)
        x = event.x_ahead
        covariance = ols.mse_resid * np.eye(DAYS) + x @ ols.cov_params() @ x.T
        check_columns(fit, i, event, event.y_ahead - x @ ols.params, covariance)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_returns_from_trade_to_trade_agree_with_weighted_least_squares(missing: float) -> None:
    """With durations d it is WLS of y / d on (1, x / d) with weights d, whose intercept is a session's."""
    windows = with_durations(draw(5, factors=2, missing=missing), 6)
    fit = linear(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        wls = sm.WLS(event.y / event.d, event.x / event.d[:, None], weights=event.d).fit()
        np.testing.assert_allclose(fit.parameters[i], wls.params, rtol=EXACT, atol=1e-15)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(wls.mse_resid), rtol=EXACT)
        np.testing.assert_allclose(fit.r_squared[i], wls.rsquared, rtol=EXACT)
        np.testing.assert_allclose(fit.residuals[i][event.used], wls.wresid, rtol=EXACT, atol=1e-15)
        x = event.x_ahead
        covariance = wls.mse_resid * np.diag(x[:, 0]) + x @ wls.cov_params() @ x.T
        check_columns(fit, i, event, event.y_ahead - x @ wls.params, covariance)


def test_durations_of_one_session_change_nothing() -> None:
    """A return that spans one session is an ordinary return."""
    windows = draw(7, factors=2)
    spans = np.ones_like(windows.estimation), np.ones_like(windows.event)
    spanning = replace(windows, estimation_durations=spans[0], event_durations=spans[1])
    _assert_same(linear(spanning), linear(windows), rtol=1e-12)


def test_a_return_of_unknown_duration_does_not_count() -> None:
    """A return whose duration is missing is as good as missing."""
    windows = with_durations(draw(8, factors=2), 9)
    assert windows.estimation_durations is not None
    assert windows.event_durations is not None
    holed = replace(windows, estimation=windows.estimation.copy(), event=windows.event.copy())
    for durations, returns in (
        (windows.estimation_durations, holed.estimation),
        (windows.event_durations, holed.event),
    ):
        durations[:, 3], returns[:, 3] = np.nan, np.nan
    _assert_same(linear(windows), linear(holed), rtol=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.002])
def test_sharing_a_window_changes_nothing(missing: float) -> None:
    """Events that share regressors get what they get with a copy of them each, and alone."""
    windows = draw(9, n=20, u=3, factors=3, missing=missing)
    copied = replace(
        windows,
        estimation_regressors=windows.estimation_regressors[windows.which],
        event_regressors=windows.event_regressors[windows.which],
        which=np.arange(20),
    )
    fit = linear(windows)
    _assert_same(linear(copied), fit, rtol=1e-11)
    for i in (0, 7, 19):
        alone = linear(taken(windows, [i]))
        np.testing.assert_allclose(alone.values[0], fit.values[i], rtol=1e-11, atol=1e-15)
        np.testing.assert_allclose(alone.variances[0], fit.variances[i], rtol=1e-11)


def test_one_window_may_serve_all_events() -> None:
    """One window for all, and one event alone on the last of many, are no special cases."""
    windows = draw(11, u=1, factors=2)
    fit = linear(windows)
    event = one_event(windows, 4)
    np.testing.assert_allclose(fit.parameters[4], sm.OLS(event.y, event.x).fit().params, rtol=EXACT)
    many = draw(11, n=1, u=6)
    last = replace(many, which=np.array([5]))
    event = one_event(last, 0)
    np.testing.assert_allclose(linear(last).parameters[0], sm.OLS(event.y, event.x).fit().params, rtol=EXACT)


def test_the_order_of_events_does_not_matter() -> None:
    """Events in another order get the same numbers in that order."""
    windows = draw(13, factors=2, missing=0.01)
    order = [5, 0, 11, 3, 8, 1, 2, 4, 10, 9, 7, 6]
    fit, turned = linear(windows), linear(taken(windows, order))
    for name in ("parameters", "sigma", "values", "variances"):
        np.testing.assert_allclose(getattr(turned, name), getattr(fit, name)[order], rtol=1e-11, atol=1e-15)


def test_a_security_on_the_line_has_no_abnormal_return() -> None:
    """Without noise parameters are exact and abnormal returns zero to the last digits."""
    windows = draw(15, n=3, u=3, factors=2)
    slopes = np.array([[0.5, -1.0], [1.0, 2.0], [3.0, 0.0]])
    which = np.arange(3)
    past, ahead = windows.estimation_regressors, windows.event_regressors
    exact = replace(
        windows,
        which=which,
        estimation=0.002 + (slopes[:, None] @ past)[:, 0],
        event=0.002 + (slopes[:, None] @ ahead)[:, 0],
    )
    fit = linear(exact)
    np.testing.assert_allclose(fit.parameters[:, 1:], slopes, rtol=0, atol=1e-13)
    np.testing.assert_allclose(fit.parameters[:, 0], 0.002, rtol=1e-12)
    np.testing.assert_allclose(fit.values, 0, atol=1e-15)
    np.testing.assert_allclose(fit.r_squared, 1, rtol=1e-12)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(1e-2, 1e3))
def test_units_scale_what_has_units(seed: int, c: float) -> None:
    """In other units intercept, sigma and abnormal returns scale, variances by the square, slopes stay."""
    windows = draw(seed, n=3, m=40, factors=2)
    scaled = replace(
        windows,
        estimation=c * windows.estimation,
        event=c * windows.event,
        estimation_regressors=c * windows.estimation_regressors,
        event_regressors=c * windows.event_regressors,
    )
    fit, other = linear(windows), linear(scaled)
    np.testing.assert_allclose(other.parameters[:, 1:], fit.parameters[:, 1:], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(other.sigma, c * fit.sigma, rtol=1e-10)
    np.testing.assert_allclose(other.variances, c**2 * fit.variances, rtol=1e-9)
    np.testing.assert_allclose(other.values, c * fit.values, rtol=1e-7, atol=c * 1e-13)


def test_a_nearly_collinear_factor_keeps_its_digits() -> None:
    """Two factors that differ by a millionth give the residuals of the least squares in long double."""
    windows = draw(17, n=4, u=2, factors=2)
    past = windows.estimation_regressors
    past[:, 1] = past[:, 0] + 1e-6 * past[:, 1]
    fit = linear(windows)
    for i in range(4):
        event = one_event(windows, i)
        residuals = _long_residuals(event.y, event.x)
        np.testing.assert_allclose(fit.residuals[i], residuals, rtol=0, atol=1e-9 * fit.sigma[i])
        np.testing.assert_allclose(
            fit.sigma[i] ** 2, residuals @ residuals / (len(residuals) - 3), rtol=EXACT
        )


def _long_residuals(y: Floats, x: Floats) -> Floats:
    """Take every column out of those after it, twice, in long double."""
    left, columns = y.astype(np.longdouble), list(x.T.astype(np.longdouble))
    for _ in range(2):
        for j, column in enumerate(columns):
            square = column @ column
            columns[j + 1 :] = [later - column * (column @ later) / square for later in columns[j + 1 :]]
            left = left - column * (column @ left) / square
    return left.astype(np.float64)


@pytest.mark.parametrize("why", ["still", "zero", "same", "sum", "still but for rounding"])
def test_factors_that_add_nothing_identify_nothing(why: str) -> None:
    """A factor that does not vary, or that the others explain, leaves the event without numbers."""
    windows = draw(19, u=2, factors=3)
    past = windows.estimation_regressors
    spoilt = {
        "still": np.full(past.shape[2], 0.0003),
        "zero": np.zeros(past.shape[2]),
        "same": past[1, 0],
        "sum": 0.3 * past[1, 0] - past[1, 1],
        "still but for rounding": 1e-16 * past[1, 2] / 0.01,
    }
    past[1, 2] = spoilt[why]
    fit = linear(windows)
    whole = windows.which == 0
    for numbers in (fit.parameters, fit.values, fit.variances, fit.residuals, fit.sigma, fit.r_squared):
        np.testing.assert_array_equal(np.isfinite(numbers).reshape(len(whole), -1).all(axis=1), whole)
        assert np.isnan(numbers[~whole]).all()


@pytest.mark.parametrize("left", [0, 1, 3, 4])
def test_too_few_returns_fit_nothing(left: int) -> None:
    """Four parameters need five sessions: with fewer all numbers are NaN, and no warning is raised."""
    windows = draw(21, n=2, factors=3)
    windows.estimation[0, left:] = np.nan
    windows.estimation[1, 5:] = np.nan
    fit = linear(windows)
    assert fit.observations.tolist() == [left, 5]
    assert fit.degrees_of_freedom.tolist() == [0, 1]
    for numbers in (fit.parameters, fit.values, fit.variances, fit.residuals, fit.sigma):
        assert np.isnan(numbers[0]).all()
    assert np.isfinite(fit.variances[1]).all()


def test_an_estimation_window_shorter_than_the_parameters_fits_nothing() -> None:
    """Two sessions for six parameters are no error."""
    fit = linear(draw(23, m=2, factors=5))
    assert np.isnan(fit.parameters).all()
    assert np.isnan(fit.values).all()


def test_a_security_that_stands_still_explains_nothing() -> None:
    """Constant returns have sigma zero but for rounding, and an undefined share of explained variance."""
    windows = draw(25, n=2, factors=2)
    windows.estimation[0] = 0
    windows.estimation[1] = 0.001
    fit = linear(windows)
    assert fit.sigma[0] == 0
    assert fit.sigma[1] < 1e-17
    assert np.isnan(fit.r_squared).all()


def test_an_event_window_without_returns_has_no_values() -> None:
    """The line stands; nothing is forecast."""
    windows = draw(27, n=2)
    windows.event[0] = np.nan
    fit = linear(windows)
    assert np.isfinite(fit.parameters).all()
    assert np.isnan(fit.values[0]).all()
    assert np.isnan(fit.variances[0]).all()


def test_no_events_have_no_lines() -> None:
    """An empty batch has empty answers."""
    fit = linear(taken(draw(29), []))
    assert fit.parameters.shape == (0, 2)
    assert fit.values.shape == (0, len(COLUMNS))


def test_the_windows_are_left_as_they_were() -> None:
    """Nothing is written into the returns that were given."""
    windows = draw(31, missing=0.05)
    before = windows.estimation.copy(), windows.estimation_regressors.copy(), windows.event.copy()
    linear(windows)
    for left, right in zip(
        before, (windows.estimation, windows.estimation_regressors, windows.event), strict=True
    ):
        np.testing.assert_array_equal(left, right)


def _assert_same(left: Fit, right: Fit, *, rtol: float) -> None:
    for name in Fit.__dataclass_fields__:
        np.testing.assert_allclose(getattr(left, name), getattr(right, name), rtol=rtol, atol=1e-15)
