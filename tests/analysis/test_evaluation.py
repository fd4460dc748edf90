"""Simulated studies go through the code of real ones, are what their design says, and are repeatable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.analysis.evaluation import (
    ALL_TESTS,
    SizeDesign,
    rejection_rates,
    samples_of,
    simulated_windows,
)
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.analysis.models.fit import FitWindows
    from eventstudy.arrays import Floats

SMALL = SizeDesign(events=12, observations=80, window=Window(-1, 2), correlation=0.2, seed=7)


def _draw(design: SizeDesign, studies: int = 1) -> FitWindows:
    return simulated_windows(np.random.default_rng(design.seed), design, studies)


def _returns(windows: FitWindows) -> Floats:
    return np.hstack([windows.estimation, windows.event])


def _panel(windows: FitWindows) -> tuple[Panel, EventTable]:
    """Lay the studies' windows behind one another on one calendar, each security on its own stretch of it."""
    own = _returns(windows)
    markets = np.concatenate([windows.estimation_regressors, windows.event_regressors], axis=2)[:, 0]
    n, length = own.shape
    stretch = length + 1
    prices = np.full((n, len(markets) * stretch), np.nan)
    for i, date in enumerate(windows.which):
        prices[i, date * stretch : (date + 1) * stretch] = np.exp(np.cumsum([0, *own[i]]))
    market = np.exp(np.cumsum(np.hstack([np.zeros((len(markets), 1)), markets]).ravel()))
    names = tuple(f"S{i}" for i in range(n))
    panel = Panel(
        securities=names,
        sessions=np.arange(prices.shape[1])[None, :],
        grid=np.zeros(n, dtype=np.int64),
        prices=prices,
        volumes=np.ones(prices.shape),
        benchmarks=("M",),
        benchmark_prices=market[None, :],
        benchmark=np.zeros(n, dtype=np.int64),
        simulated=True,
    )
    day0 = windows.which * stretch + 1 + windows.estimation.shape[1] - windows.columns.window.first
    return panel, EventTable(ids=names, securities=names, security=np.arange(n), day0=day0)


@pytest.mark.parametrize("design", [SMALL, replace(SMALL, correlation=0.0, shared_days=False)])
def test_a_simulated_study_is_the_study_of_its_prices(design: SizeDesign) -> None:
    """``EventStudy.fit`` on a panel of the same returns gives the statistics of all fifteen tests."""
    windows = _draw(design)
    panel, events = _panel(windows)
    first = design.window.first
    study = EventStudy(
        estimation=Window(first - design.observations, first - 1), window=design.window, returns="log"
    )
    real = study.fit(panel, events).sample
    (simulated,) = samples_of(windows, design, ALL_TESTS)
    for name, test in TESTS.items():
        found, expected = test.statistics(simulated), test.statistics(real)
        np.testing.assert_allclose(found.statistic, expected.statistic, rtol=1e-8, err_msg=name)
        np.testing.assert_allclose(found.p_value, expected.p_value, rtol=1e-8, err_msg=name)


def test_a_rate_is_the_share_of_samples_that_reject() -> None:
    """The window's p-value counts; blocks of studies change nothing but the order of the draws."""
    design = replace(SMALL, replications=30, effect=0.02)
    windows = _draw(design, 30)
    p_values = [TESTS["bmp"].statistics(one).p_value[-1] for one in samples_of(windows, design, ["bmp"])]
    expected = float(np.mean(np.array(p_values) < 0.1))
    assert 0 < expected < 1
    assert rejection_rates(design, tests=["bmp"], level=0.1) == {"bmp": expected}


def test_the_same_seed_gives_the_same_rates() -> None:
    """Another seed gives others; a test's rate does not depend on the tests beside it."""
    design = replace(SMALL, replications=60)
    rates = rejection_rates(design)
    assert tuple(rates) == ALL_TESTS
    assert rejection_rates(design) == rates
    assert rejection_rates(design, tests=["grank_t"]) == {"grank_t": rates["grank_t"]}
    assert rejection_rates(replace(design, seed=8)) != rates


def test_a_statistic_that_is_not_defined_does_not_reject() -> None:
    """One event has no spread across events, so that only tests that need none can reject."""
    rates = rejection_rates(replace(SMALL, events=1, correlation=0.0, effect=1.0, replications=20))
    assert rates["bmp"] == rates["grank_t"] == rates["adjusted_patell"] == 0
    assert rates["patell"] == rates["crude_dependence_t"] == 1


def test_residuals_have_the_moments_of_the_design() -> None:
    """Variance, what the event multiplies it by, correlation and effect are those asked for."""
    design = SizeDesign(
        events=4, correlation=0.3, event_variance=2.5, effect=0.05, window=Window(-20, 19), seed=3
    )
    fit_input = _draw(design, 200)
    market = np.concatenate([fit_input.estimation_regressors, fit_input.event_regressors], axis=2)[:, 0]
    own = _returns(fit_input).reshape(200, 4, -1)
    past = design.observations
    x = market[:, None, :past]
    slope = (own[..., :past] * x).mean(axis=2) / np.square(x).mean(axis=2)
    residuals = own - slope[..., None] * market[:, None] - 0.0005
    assert residuals[..., past + 20].mean() == pytest.approx(0.05, abs=0.005)
    residuals[..., past + 20] -= 0.05
    assert residuals[..., :past].std() == pytest.approx(0.02, rel=0.02)
    assert residuals[..., past:].var() / residuals[..., :past].var() == pytest.approx(2.5, rel=0.05)
    correlations = np.corrcoef(residuals.transpose(1, 0, 2).reshape(4, -1))
    np.testing.assert_allclose(correlations[np.triu_indices(4, 1)], 0.3, atol=0.02)


def test_fat_tails_keep_the_variance() -> None:
    """Student's t is scaled to the standard deviation that was asked for, and has its own kurtosis."""
    calm, wild = (_returns(_draw(SizeDesign(events=20, tails=tails, seed=5), 100)) for tails in (np.inf, 5.0))
    assert wild.std() == pytest.approx(calm.std(), rel=0.02)
    assert np.mean(wild**4) / wild.var() ** 2 > np.mean(calm**4) / calm.var() ** 2 + 0.5


def test_who_does_not_trade_has_a_zero_return_and_catches_up() -> None:
    """The share of zeros is that of idle sessions, and prices come out where they would have been."""
    busy, idle = (_draw(replace(SMALL, idle=idle), 50) for idle in (0.0, 0.3))
    zeros = _returns(idle)[:, 1:] == 0
    assert zeros.mean() == pytest.approx(0.3, abs=0.01)
    there = np.cumsum(_returns(busy), axis=1)
    seen = np.cumsum(_returns(idle), axis=1)
    traded = ~np.hstack([np.zeros((len(zeros), 1), dtype=np.bool_), zeros])
    np.testing.assert_allclose(seen[traded], there[traded], atol=1e-12)


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (lambda: SizeDesign(events=0), "events is 0; give at least 1"),
        (lambda: SizeDesign(correlation=1.0), "correlation is 1.0; give 0 or more and below 1"),
        (lambda: SizeDesign(event_variance=0.0), "event_variance is 0.0; give above 0"),
        (lambda: SizeDesign(observations=4), "observations is 4; give at least 5"),
        (lambda: SizeDesign(window=Window(1, 3)), "window is 1:3; give one that covers day 0"),
        (lambda: SizeDesign(sigma=(0.02, 0.01)), "sigma is .*; give two numbers above 0, the lower first"),
        (lambda: SizeDesign(tails=2.0), "tails is 2.0; give more than 2"),
        (lambda: SizeDesign(idle=1.0), "idle is 1.0; give 0 or more and below 1"),
        (
            lambda: SizeDesign(shared_days=False, correlation=0.1),
            "shared_days is False; give True, or no corr",
        ),
        (lambda: SizeDesign(replications=0), "replications is 0; give at least 1"),
    ],
)
def test_a_design_that_means_nothing_is_refused(design: Callable[[], SizeDesign], message: str) -> None:
    """The message says what was seen and what is needed."""
    with pytest.raises(EstimationError, match=message):
        design()
