"""How often all fifteen tests reject at five per cent when nothing happened, and when something did.

The study of ``benchmarks/size.py`` in reduced form, 2,000 simulated studies of each design; docs/method.md has
the whole. A rate that has a formula lies within four Monte Carlo standard errors and a point of it, and the
tests that are robust to what a design does reject between three and seven per cent.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from eventstudy.analysis.evaluation import (
    ALL_TESTS,
    LEVEL,
    SizeDesign,
    expected_rates,
    power,
    rejection_rates,
)
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Collection

REPLICATIONS = 2_000

CLUSTERING = ("crude_dependence_t", "adjusted_patell", "adjusted_bmp", "corrado_zivney_rank", "grank_t")
"""Tests that are robust to events that share days, over windows too."""

ON_ONE_DAY = (*CLUSTERING, "corrado_rank")

VARIANCE = (
    "cross_sectional_t",
    "bmp",
    "adjusted_bmp",
    "corrado_zivney_rank",
    "grank_t",
    "grank_z",
    "wilcoxon",
    "johnson_t",
    "hall_t",
    "generalized_sign",
)
"""Tests that are robust to a variance that rises with the event; the sign test stands at the size of its steps."""

BOTH = ("adjusted_bmp", "corrado_zivney_rank", "grank_t")


def _within(rate: float, expected: float, slack: float = 0.0) -> bool:
    """Tell whether a simulated rate is within four Monte Carlo standard errors, and slack, of another."""
    return abs(rate - expected) <= 4 * math.sqrt(expected * (1 - expected) / REPLICATIONS) + slack


def _sizes(design: SizeDesign) -> dict[str, float]:
    """Simulate a design, and hold against their formulas the rates that have one."""
    found = rejection_rates(design)
    for name, expected in expected_rates(design, LEVEL).items():
        assert _within(found[name], expected, slack=0.01), (name, found[name], expected)
    return found


def _hold(found: dict[str, float], robust: Collection[str]) -> None:
    for name in robust:
        assert found[name] == pytest.approx(LEVEL, abs=0.02), name


@pytest.mark.parametrize("window", [Window(0, 0), Window(-5, 5)], ids=str)
def test_every_test_keeps_its_size_when_events_are_independent(window: Window) -> None:
    """All reject about five per cent, on one day and over eleven; signs of fifty move in steps, to 6.5 %."""
    assert expected_rates(SizeDesign(window=window), LEVEL)["sign"] == pytest.approx(0.065, abs=5e-4)
    _hold(_sizes(SizeDesign(window=window, seed=101)), set(ALL_TESTS) - {"sign"})


@pytest.mark.parametrize(("events", "correlation"), [(30, 0.05), (50, 0.10), (50, 0.20), (100, 0.02)])
def test_events_that_share_days_break_the_tests_that_do_not_allow_for_it(
    events: int, correlation: float
) -> None:
    """The others reject as often as their formulas say, up to sixty per cent of the time."""
    found = _sizes(SizeDesign(events=events, correlation=correlation, seed=103))
    _hold(found, ON_ONE_DAY)
    fragile = set(ALL_TESTS) - set(ON_ONE_DAY)
    assert min(found[name] for name in fragile) > 2 * max(found[name] for name in ON_ONE_DAY)


@pytest.mark.parametrize("event_variance", [2.0, 3.0])
def test_a_variance_that_rises_with_the_event_breaks_tests_that_forecast_it(event_variance: float) -> None:
    """Patell and crude dependence reject most, plain ranks less; tests that look at the spread stand."""
    found = _sizes(SizeDesign(event_variance=event_variance, seed=107))
    _hold(found, VARIANCE)
    assert LEVEL < found["corrado_rank"] < min(found["patell"], found["crude_dependence_t"])


@pytest.mark.parametrize("window", [Window(0, 0), Window(-5, 5)], ids=str)
def test_the_adjusted_bmp_and_generalised_ranks_withstand_both_at_once(window: Window) -> None:
    """With rho = .10 and a doubled variance Patell rejects more than half of all studies."""
    found = _sizes(SizeDesign(correlation=0.10, event_variance=2.0, window=window, seed=109))
    _hold(found, BOTH)
    assert found["patell"] > 0.5


def test_fat_tails_leave_robust_tests_their_size() -> None:
    """Residuals of t(5), clustered and with a doubled variance."""
    _hold(rejection_rates(SizeDesign(tails=5, correlation=0.10, event_variance=2.0, seed=113)), BOTH)


def test_thin_trading_makes_abnormal_returns_on_one_day_correlate() -> None:
    """Who did not trade misses the same market return: only tests that allow for correlation stand."""
    found = rejection_rates(SizeDesign(idle=0.3, seed=127))
    _hold(found, ON_ONE_DAY)
    assert found["bmp"] > 0.07
    assert found["generalized_sign"] > 0.2


@pytest.mark.parametrize("sigma", [0.02, 0.04])
@pytest.mark.parametrize(("events", "effect"), [(1, 0.02), (5, 0.02), (20, 0.01), (50, 0.005)])
def test_power_is_what_the_formula_says(events: int, effect: float, sigma: float) -> None:
    """Of the portfolio's t and of Patell's statistic, whose variance the estimation window tells."""
    expected = power(LEVEL, effect, events, sigma)
    design = SizeDesign(events=events, effect=effect, sigma=(sigma, sigma), seed=131)
    for name, rate in rejection_rates(design, tests=("crude_dependence_t", "patell")).items():
        assert _within(rate, expected), name


def test_the_spread_between_many_events_is_as_good_as_known() -> None:
    """With fifty events and more the cross-sectional t and BMP have the analytic power, too."""
    design = SizeDesign(events=100, effect=0.005, seed=137)
    for name, rate in rejection_rates(design, tests=("cross_sectional_t", "bmp")).items():
        assert _within(rate, power(LEVEL, 0.005, 100, 0.02), slack=0.01), name


def test_ranks_see_more_where_tails_are_fat() -> None:
    """Of t(5) residuals the rank tests find more than the t tests, at the same size."""
    found = rejection_rates(SizeDesign(events=20, effect=0.01, tails=5, seed=139))
    for name in ("corrado_rank", "grank_t"):
        assert found[name] > found["bmp"] + 0.03
