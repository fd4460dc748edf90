"""The market model equals statsmodels, takes the short way where nothing is missing, and is indifferent to units."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from model_windows import COLUMNS, check_columns, draw, one_event, taken, with_durations

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.models.fit import Fit, FitWindows
from eventstudy.analysis.models.linear import linear
from eventstudy.analysis.models.market_model import market_model
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

EXACT = 1e-10
DAYS = len(COLUMNS.window)


def _copied(windows: FitWindows) -> FitWindows:
    """Copy what the model may overwrite."""
    return taken(windows, list(range(len(windows.which))))


def _fitted(windows: FitWindows) -> Fit:
    return market_model(_copied(windows))


def _some_incomplete(seed: int) -> FitWindows:
    """Draw events of which every third lacks an estimation return, an event day, or the benchmark's."""
    windows = draw(seed, n=30, u=5)
    windows.estimation[::6, 10] = np.nan
    windows.event[3::6, 2] = np.nan
    windows.estimation_regressors[4, 0, 20] = np.nan
    return windows


def _same(found: Fit, expected: Fit, *, rtol: float) -> None:
    for name in (field.name for field in fields(Fit)):
        # One way computes R squared as one less a ratio, whose rounding is absolute.
        atol = 2e-15 if name == "r_squared" else 1e-16
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), rtol=rtol, atol=atol)


@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("spans", [False, True])
def test_agrees_with_statsmodels(missing: float, *, spans: bool) -> None:
    """Line, sigma, forecast errors by day and the variance of their sums equal those of least squares."""
    windows = draw(3, missing=missing)
    if spans:
        windows = with_durations(windows, 4)
    fit = _fitted(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        ols = sm.WLS(event.y, event.x, weights=1 / event.d).fit()
        x = event.x_ahead
        assert fit.observations[i] == event.used.sum()
        assert fit.degrees_of_freedom[i] == ols.df_resid
        np.testing.assert_allclose(fit.parameters[i], ols.params, rtol=EXACT, atol=1e-15)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(ols.scale), rtol=EXACT)
        np.testing.assert_allclose(fit.residuals[i][event.used], ols.wresid, rtol=1e-9, atol=1e-15)
        assert np.isnan(fit.residuals[i][~event.used]).all()
        covariance = ols.scale * np.diag(x[:, 0]) + x @ ols.cov_params() @ x.T
        check_columns(fit, i, event, event.y_ahead - x @ ols.params, covariance)
        if not spans:
            np.testing.assert_allclose(fit.r_squared[i], ols.rsquared, rtol=1e-9)
            errors = ols.get_prediction(x[event.there]).se_obs
            np.testing.assert_allclose(np.sqrt(fit.variances[i, :DAYS][event.there]), errors, rtol=EXACT)


def test_the_short_way_is_the_long_way() -> None:
    """On complete data the fast path gives what general least squares gives, to twelve digits."""
    windows = draw(5, n=40, u=6, m=250)
    _same(_fitted(windows), linear(windows), rtol=1e-12)


def test_complete_and_incomplete_events_keep_their_order() -> None:
    """Events that go either way come back in the order they were given, each with its own numbers."""
    windows = _some_incomplete(7)
    fit = _fitted(windows)
    _same(fit, linear(windows), rtol=1e-12)
    for i in range(len(windows.which)):
        _same(
            Fit(*(getattr(fit, f.name)[i : i + 1] for f in fields(Fit))),
            _fitted(taken(windows, [i])),
            rtol=1e-11,
        )


def test_events_may_be_given_in_any_order() -> None:
    """A shuffled batch has shuffled answers."""
    windows = _some_incomplete(9)
    order = np.random.default_rng(1).permutation(30)
    fit, shuffled = _fitted(windows), _fitted(taken(windows, order.tolist()))
    _same(shuffled, Fit(*(getattr(fit, f.name)[order] for f in fields(Fit))), rtol=1e-12)


def test_the_window_s_variance_is_the_sum_of_the_covariance_matrix() -> None:
    """1'V1 = C_L sigma^2, V being the forecast-error covariance of Campbell, Lo and MacKinlay (1997)."""
    windows = draw(11)
    fit = _fitted(windows)
    for i, at in enumerate(windows.which):
        market, ahead = windows.estimation_regressors[at, 0], windows.event_regressors[at, 0]
        m, length = len(market), len(ahead)
        spread = ((market - market.mean()) ** 2).sum()
        c_l = length + length**2 / m + (ahead.sum() - length * market.mean()) ** 2 / spread
        np.testing.assert_allclose(fit.variances[i, DAYS], fit.sigma[i] ** 2 * c_l, rtol=EXACT)


def test_a_window_of_one_day_is_the_day() -> None:
    """L = 1 makes the window's sum and variance the day's."""
    windows = replace(draw(13), columns=Columns(COLUMNS.window, (Window(0, 0),)))
    fit = _fitted(windows)
    for numbers in (fit.values, fit.variances):
        np.testing.assert_allclose(numbers[:, -1], numbers[:, 4], rtol=1e-12)


def test_a_security_on_the_line_has_no_abnormal_return() -> None:
    """Without noise the line is found and every abnormal return is zero to the last digits."""
    windows = draw(17, n=4, u=4)
    slopes: Floats = np.array([[0.5], [1.0], [-1.0], [3.0]])
    past, ahead = (
        0.002 + slopes * one[:, 0] for one in (windows.estimation_regressors, windows.event_regressors)
    )
    fit = _fitted(replace(windows, estimation=past, event=ahead, which=np.arange(4)))
    np.testing.assert_allclose(fit.parameters, np.column_stack([np.full(4, 0.002), slopes]), rtol=1e-12)
    np.testing.assert_allclose(fit.values, 0, atol=1e-15)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3), st.sampled_from([0.0, 0.1]))
def test_units_scale_what_has_units(seed: int, c: float, missing: float) -> None:
    """In other units alpha, sigma and abnormal returns scale, and beta and R squared stay."""
    windows = draw(seed, n=3, m=40, missing=missing)
    fit = _fitted(windows)
    scaled = _fitted(
        replace(
            windows,
            estimation=c * windows.estimation,
            event=c * windows.event,
            estimation_regressors=c * windows.estimation_regressors,
            event_regressors=c * windows.event_regressors,
        )
    )
    # Beta and alpha are differences that may come near zero, and R squared is one less a ratio: their
    # rounding is absolute.
    np.testing.assert_allclose(scaled.parameters[:, 1], fit.parameters[:, 1], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(scaled.parameters[:, 0], c * fit.parameters[:, 0], rtol=1e-9, atol=c * 1e-14)
    np.testing.assert_allclose(scaled.r_squared, fit.r_squared, rtol=0, atol=1e-13)
    np.testing.assert_allclose(scaled.sigma, c * fit.sigma, rtol=1e-9)
    np.testing.assert_allclose(scaled.values, c * fit.values, rtol=1e-6, atol=c * 1e-13)
    np.testing.assert_allclose(scaled.variances, c**2 * fit.variances, rtol=1e-9)


@pytest.mark.parametrize("returns_left", [0, 1, 2])
def test_too_few_returns_fit_nothing(returns_left: int) -> None:
    """Two points make a line without a variance: all numbers are NaN, and no warning is raised."""
    windows = draw(19, n=1)
    windows.estimation[0, returns_left:] = np.nan
    fit = _fitted(windows)
    assert fit.observations[0] == returns_left
    assert fit.degrees_of_freedom[0] == 0
    assert np.isnan([*fit.parameters[0], fit.sigma[0], *fit.values[0], *fit.variances[0]]).all()


@pytest.mark.parametrize("m", [1, 2])
def test_an_estimation_window_of_two_sessions_fits_nothing(m: int) -> None:
    """However complete, two sessions leave no degree of freedom."""
    fit = _fitted(draw(23, m=m))
    assert np.isnan(fit.sigma).all()
    assert (fit.degrees_of_freedom == 0).all()


@pytest.mark.parametrize("value", [0.0, 0.0003])
def test_a_benchmark_that_stands_still_identifies_no_beta(value: float) -> None:
    """A benchmark without variance leaves the line of its events undefined, and of no others."""
    windows = draw(29, n=12, u=2)
    windows.estimation_regressors[0] = value
    fit = _fitted(windows)
    np.testing.assert_array_equal(np.isfinite(fit.parameters[:, 1]), windows.which == 1)
    np.testing.assert_array_equal(np.isfinite(fit.variances).all(axis=1), windows.which == 1)


def test_a_security_that_stands_still_has_no_sigma() -> None:
    """Constant prices have sigma zero and an undefined share of explained variance."""
    windows = draw(31, n=1)
    windows.estimation[0] = 0
    fit = _fitted(windows)
    assert fit.sigma[0] == 0
    assert np.isnan(fit.r_squared[0])


def test_no_events_have_no_lines() -> None:
    """An empty batch has empty answers."""
    fit = market_model(taken(draw(43), []))
    assert fit.values.shape == (0, len(COLUMNS))
    assert fit.parameters.shape == (0, 2)
