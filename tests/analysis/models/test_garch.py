"""The GARCH market model equals the package arch, forecasts included."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from model_windows import COLUMNS, check_columns, draw, one_event, taken, with_durations

from eventstudy.analysis.models.garch import garch_market_model, variance_path
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import FitWindows

univariate = pytest.importorskip("arch.univariate")

GAP = 3


def _clustered(*, n: int = 3, m: int = 400) -> FitWindows:
    """Draw events whose volatility clusters."""
    windows = draw(3, n=n, u=2, m=m, gap=GAP)
    rng = np.random.default_rng(4)
    shocks = rng.standard_normal(windows.estimation.shape)
    e, h = np.zeros_like(shocks), np.full(n, 4e-4)
    for t in range(m):
        e[:, t] = np.sqrt(h) * shocks[:, t]
        h = 2e-5 + 0.12 * e[:, t] ** 2 + 0.83 * h
    market = windows.estimation_regressors[windows.which, 0]
    return replace(windows, estimation=0.0005 + 1.2 * market + e)


@pytest.mark.parametrize("missing", [False, True])
def test_agrees_with_arch(*, missing: bool) -> None:
    """Estimates, and the variance forecast of each event day over gap and trailing holes, are arch's."""
    windows = _clustered()
    if missing:
        windows.estimation[:, -2:] = np.nan
        windows.estimation[0, 50:55] = np.nan
        windows.event[1, 2] = np.nan
    trailing = 2 if missing else 0
    fit = garch_market_model(windows)
    for i in range(3):
        event = one_event(windows, i)
        model = univariate.LS(
            100 * event.y, 100 * event.x[:, 1], volatility=univariate.GARCH(1, 0, 1), rescale=False
        )
        theirs = model.fit(disp="off")
        steps = trailing + GAP + len(COLUMNS.window)
        path = theirs.forecast(horizon=steps, x=np.zeros(steps)).variance.to_numpy()[0] / 1e4
        alpha, beta, omega, arch_1, garch_1 = np.asarray(theirs.params)
        line = np.array([alpha / 100, beta])
        units = np.array([100.0, 1.0])
        cov = theirs.param_cov.to_numpy()[:2, :2] / np.outer(units, units)
        e = event.y - event.x @ line
        x = event.x_ahead
        np.testing.assert_allclose(fit.parameters[i], [*line, omega / 1e4, arch_1, garch_1], rtol=1e-10)
        np.testing.assert_allclose(fit.sigma[i] ** 2, e @ e / (len(e) - 2), rtol=1e-10)
        np.testing.assert_allclose(fit.residuals[i][event.used], e, rtol=1e-9, atol=1e-15)
        assert fit.degrees_of_freedom[i] == len(e) - 2
        covariance = np.diag(path[trailing + GAP :]) + x @ cov @ x.T
        check_columns(fit, i, event, event.y_ahead - x @ line, covariance)


def test_the_variance_path_is_the_recursion() -> None:
    """Step by step: h_1 from the last session, then h_j = omega + (a + b) h_j-1; a + b may be one."""
    parameters = np.array([[2e-5, 0.1, 0.85], [1e-5, 0.2, 0.8], [3e-4, 0.0, 0.0]])
    last = np.array([[9e-4, 4e-4], [1e-4, 5e-4], [1e-3, 3e-4]])
    found = variance_path(parameters, last, np.tile(np.arange(1.0, 40.0), (3, 1)))
    for (omega, a, b), (e, h), path in zip(parameters, last, found, strict=True):
        variance = omega + a * e + b * h
        for value in path:
            assert value == pytest.approx(variance, rel=1e-12)
            variance = omega + (a + b) * variance


def test_calm_and_wild_times_differ() -> None:
    """The same event after a week of jumps has wider forecasts than after a calm one, and less so later."""
    calm = _clustered(n=1, m=500)
    wild = replace(calm, estimation=calm.estimation.copy())
    wild.estimation[0, -5:] += np.array([0.1, -0.1, 0.1, -0.1, 0.1])
    before, after = garch_market_model(calm).variances[0], garch_market_model(wild).variances[0]
    assert after[0] > 2 * before[0]
    assert after[0] > after[len(COLUMNS.window) - 1]


def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without arch the message says what to install."""
    monkeypatch.setitem(sys.modules, "arch.univariate", None)
    with pytest.raises(EstimationError, match=r"pip install 'space-eventstudy\[garch\]'"):
        garch_market_model(draw(5))


def test_returns_from_trade_to_trade_are_refused() -> None:
    """The variance moves from session to session, so every return must span one."""
    with pytest.raises(EstimationError, match="daily returns, or market_model"):
        garch_market_model(with_durations(draw(7), 8))


def test_no_events_have_no_lines() -> None:
    """An empty batch has empty answers."""
    fit = garch_market_model(taken(draw(9), []))
    assert fit.values.shape == (0, len(COLUMNS))
    assert fit.parameters.shape == (0, 5)
