"""How often the tests reject at five per cent when nothing happened: 2,000 simulated studies each.

The market model is fitted to simulated returns; the studies stand side by side as the days of one sample, so
that one call tests all of them. Bars: statistics.md, sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from eventstudy.analysis.abnormal import AbnormalReturns
from eventstudy.analysis.parametric import TESTS
from scipy import stats

from eventstudy.analysis.models.fit import FitWindows
from eventstudy.analysis.models.market_model import market_model

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

STUDIES, EVENTS, OBSERVATIONS = 2_000, 50, 239
BLOCK = 100


def _draw(
    draw: np.random.Generator, days: int, *, correlation: float, event_variance: float
) -> tuple[Floats, Floats]:
    """Draw returns (BLOCK, EVENTS, M + days) and their market; residuals correlate on every day."""
    market = draw.normal(0, 0.01, (BLOCK, 1, OBSERVATIONS + days))
    residual = np.sqrt(1 - correlation) * draw.normal(size=(BLOCK, EVENTS, OBSERVATIONS + days))
    if correlation:
        residual += np.sqrt(correlation) * draw.normal(size=market.shape)
    residual[..., OBSERVATIONS:] *= np.sqrt(event_variance)
    sigma = draw.uniform(0.01, 0.04, (BLOCK, EVENTS, 1))
    own = 0.0005 + draw.uniform(0.5, 1.5, (BLOCK, EVENTS, 1)) * market + sigma * residual
    return own, np.broadcast_to(market, own.shape)


def _study(own: Floats, market: Floats) -> tuple[Floats, Floats]:
    """Return the CARs and their forecast-error variances, both (EVENTS, BLOCK)."""
    own, market = (part.reshape(BLOCK * EVENTS, -1) for part in (own, market))
    fit = market_model(
        FitWindows(
            own[:, :OBSERVATIONS], market[:, :OBSERVATIONS], own[:, OBSERVATIONS:], market[:, OBSERVATIONS:]
        )
    )
    car, variance = fit.abnormal_returns.sum(axis=1), fit.car_variances
    return car.reshape(BLOCK, EVENTS).T, variance.reshape(BLOCK, EVENTS).T


def _sizes(
    seed: int, *, days: int = 1, correlation: float = 0.0, event_variance: float = 1.0
) -> dict[str, float]:
    """Simulate the studies and return each test's share of rejections at five per cent."""
    draw = np.random.default_rng(seed)
    blocks = [
        _study(*_draw(draw, days, correlation=correlation, event_variance=event_variance))
        for _ in range(STUDIES // BLOCK)
    ]
    sample = AbnormalReturns(
        values=np.concatenate([car for car, _ in blocks], axis=1),
        variances=np.concatenate([variance for _, variance in blocks], axis=1),
        car_variances=np.ones(EVENTS),
        degrees_of_freedom=np.full(EVENTS, OBSERVATIONS - 2),
    )
    return {name: float((test(sample).by_day.p_value < 0.05).mean()) for name, test in TESTS.items()}


def _bar(rate: float) -> float:
    """Four Monte Carlo standard errors and one percentage point."""
    return float(4 * np.sqrt(rate * (1 - rate) / STUDIES) + 0.01)


def _inflated(variance: float) -> float:
    """Size of a normal test whose statistic has this variance instead of one."""
    return float(2 * stats.norm.sf(stats.norm.isf(0.025) / np.sqrt(variance)))


@pytest.mark.parametrize("days", [1, 41])
def test_independent_events_are_rejected_as_often_as_promised(days: int) -> None:
    """Under independence every test rejects about five per cent, on one day and over a long window."""
    for size in _sizes(61, days=days).values():
        assert size == pytest.approx(0.05, abs=0.02)


def test_clustered_events_break_all_three_as_their_theory_says() -> None:
    """With rho = .10 Patell's variance is 1 + (n-1) rho, that of the t tests over 1 - rho besides."""
    sizes = _sizes(67, correlation=0.1)
    spread = 1 + (EVENTS - 1) * 0.1
    assert sizes["patell"] == pytest.approx(_inflated(spread), abs=_bar(_inflated(spread)))
    t_size = float(2 * stats.t.sf(stats.t.isf(0.025, EVENTS - 1) * np.sqrt(0.9 / spread), EVENTS - 1))
    for name in ("cross_sectional_t", "bmp"):
        assert sizes[name] == pytest.approx(t_size, abs=_bar(t_size))


def test_a_doubled_event_variance_breaks_patell_alone() -> None:
    """BMP and the cross-sectional t stay at five per cent where Patell rejects one study in six."""
    sizes = _sizes(71, event_variance=2.0)
    assert sizes["patell"] == pytest.approx(_inflated(2), abs=_bar(_inflated(2)))
    assert _inflated(2) == pytest.approx(0.166, abs=5e-4)
    for name in ("cross_sectional_t", "bmp"):
        assert sizes[name] == pytest.approx(0.05, abs=0.02)
