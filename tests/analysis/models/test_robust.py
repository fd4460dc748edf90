"""The robust market model equals statsmodels' RLM with Huber's norm."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from model_windows import COLUMNS, check_columns, draw, one_event, taken, with_durations
from statsmodels.robust.norms import HuberT

from eventstudy.analysis.models.linear import linear
from eventstudy.analysis.models.robust import robust_market_model

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import FitWindows

AGREES = 1e-9


def _fat_tailed(seed: int, *, missing: float = 0.0, spans: bool = False) -> FitWindows:
    """Draw events some of whose estimation returns jump."""
    windows = draw(seed, m=120, missing=missing)
    rng = np.random.default_rng(seed + 1)
    jumps = np.where(rng.random(windows.estimation.shape) < 0.05, rng.normal(0, 0.2), 0)
    windows = replace(windows, estimation=windows.estimation + jumps)
    return with_durations(windows, seed + 2) if spans else windows


@pytest.mark.parametrize("missing", [0.0, 0.08])
@pytest.mark.parametrize("spans", [False, True])
def test_agrees_with_statsmodels(missing: float, *, spans: bool) -> None:
    """The line and its H1 covariance are RLM's; the disturbance's variance is sum e^2 / (M - 2)."""
    windows = _fat_tailed(3, missing=missing, spans=spans)
    fit = robust_market_model(windows)
    for i in range(len(fit.sigma)):
        event = one_event(windows, i)
        root = np.sqrt(event.d)
        rlm = sm.RLM(event.y / root, event.x / root[:, None], M=HuberT()).fit(tol=1e-14, maxiter=1000)
        e = (event.y - event.x @ rlm.params) / root
        variance = float(e @ e) / (len(e) - 2)
        np.testing.assert_allclose(fit.parameters[i], rlm.params, rtol=AGREES, atol=1e-13)
        np.testing.assert_allclose(fit.sigma[i] ** 2, variance, rtol=AGREES)
        np.testing.assert_allclose(fit.residuals[i][event.used], e, rtol=AGREES, atol=1e-12)
        x = event.x_ahead
        covariance = variance * np.diag(x[:, 0]) + x @ rlm.bcov_scaled @ x.T
        check_columns(fit, i, event, event.y_ahead - x @ rlm.params, covariance, rtol=AGREES)


def test_without_outliers_it_is_close_to_least_squares() -> None:
    """Nearly all residuals within the cut make nearly the least-squares line."""
    windows = draw(5, m=2000)
    robust, plain = robust_market_model(windows), linear(windows)
    np.testing.assert_allclose(robust.parameters, plain.parameters, atol=0.15)
    np.testing.assert_allclose(robust.variances, plain.variances, rtol=0.01)


def test_one_wild_day_does_not_bend_the_line() -> None:
    """A return of 300 % moves beta by less than a twentieth of what it moves least squares by."""
    calm = draw(7, n=1, u=1, m=200)
    wild = replace(calm, estimation=calm.estimation.copy())
    wild.estimation[0, int(np.argmax(calm.estimation_regressors[0, 0]))] = 3.0
    moved = [
        abs(model(wild).parameters[0, 1] - model(calm).parameters[0, 1])
        for model in (linear, robust_market_model)
    ]
    assert moved[1] < moved[0] / 20


def test_the_tails_belong_to_the_forecast_error() -> None:
    """Jumps that the line ignores still widen sigma."""
    calm = draw(9)
    jumping = replace(calm, estimation=calm.estimation.copy())
    jumping.estimation[:, 10] += 1.0
    assert (robust_market_model(jumping).sigma > robust_market_model(calm).sigma + 0.05).all()


def test_a_line_without_noise_has_no_variance() -> None:
    """An exact line is found, and nothing of it errs."""
    windows = draw(11, n=2, u=1)
    exact = replace(windows, estimation=np.repeat(2 * windows.estimation_regressors[:, 0], 2, axis=0))
    fit = robust_market_model(exact)
    np.testing.assert_allclose(fit.parameters, [[0, 2]] * 2, atol=1e-13)
    np.testing.assert_allclose(fit.variances, 0, atol=1e-28)


def test_a_security_that_hardly_trades_stands_on_its_still_days() -> None:
    """With three days out of five without a move beta is zero, and sigma is that of all days."""
    windows = draw(15, m=250)
    rng = np.random.default_rng(16)
    stale = np.where(rng.random(windows.estimation.shape) < 0.6, 0.0, rng.normal(0, 0.03, (12, 250)))
    fit = robust_market_model(replace(windows, estimation=stale))
    np.testing.assert_allclose(fit.parameters, 0, atol=1e-12)
    np.testing.assert_allclose(fit.sigma, np.sqrt((stale**2).sum(axis=1) / 248), rtol=1e-9)
    assert (fit.variances > 0).all()


def test_a_line_that_does_not_settle_is_missing() -> None:
    """Where hardly more than half of the days stand still the steps creep; what 1000 do not find is NaN."""
    rng = np.random.default_rng(1)
    n, m = 3000, 60
    windows = draw(17, n=n, u=n, m=m)
    stale = np.where(rng.random((n, m)) < 0.6, 0.0, 0.03 * rng.standard_normal((n, m)))
    fit = robust_market_model(replace(windows, estimation=stale))
    lost = np.isnan(fit.sigma)
    assert 0 < lost.sum() < n / 100
    assert np.isnan(fit.parameters[lost]).all()
    assert np.isnan(fit.variances[lost]).all()


def test_no_events_have_no_lines() -> None:
    """An empty batch has empty answers."""
    assert robust_market_model(taken(draw(13), [])).values.shape == (0, len(COLUMNS))
