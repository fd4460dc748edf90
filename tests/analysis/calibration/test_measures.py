"""Rates, areas and ROC curves agree with scipy, with loops and with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import trapezoid
from scipy.stats import binom, mannwhitneyu

from eventstudy.analysis.calibration.measures import Scored, _weighted_area, area, area_interval, rate, roc

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

SCORES = st.lists(st.integers(0, 6), min_size=1, max_size=30).map(lambda one: np.array(one, dtype=np.float64))


@given(SCORES, SCORES)
def test_area_is_mann_whitney(positive: Floats, negative: Floats) -> None:
    """The area is U / (n m) of Mann and Whitney, ties counting half."""
    expected = mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative))
    assert area(positive, negative) == pytest.approx(expected)
    assert area(negative, positive) == pytest.approx(1 - expected)


@given(SCORES, SCORES)
def test_the_curve_rises_from_corner_to_corner(positive: Floats, negative: Floats) -> None:
    """Both shares ascend from 0 to 1."""
    curve = roc(positive, negative)
    assert (curve.false_positive[0], curve.false_positive[-1]) == (0.0, 1.0)
    assert curve.true_positive[-1] == 1.0
    assert (np.diff(curve.true_positive) >= -1e-12).all()
    assert curve.true_positive[0] >= 0


@pytest.mark.parametrize("ties", [False, True], ids=["all different", "many ties"])
def test_the_trapezoid_under_the_curve_is_the_area(ties: bool) -> None:  # noqa: FBT001  -- pytest passes it by name
    """The area under the curve, by trapezoids, is the area by midranks."""
    rng = np.random.default_rng(1)
    positive, negative = rng.normal(1, 1, 4_000), rng.normal(0, 1, 4_000)
    if ties:
        positive, negative = np.round(positive), np.round(negative)
    curve = roc(positive, negative)
    # The curve is told at 201 points, between which it may bend.
    under = trapezoid(curve.true_positive, curve.false_positive)
    assert under == pytest.approx(area(positive, negative), abs=2e-3)


def test_one_point_of_the_curve_by_counting() -> None:
    """At 10 % of the negatives the curve gives the share of positives above the tenth highest negative."""
    rng = np.random.default_rng(2)
    positive, negative = rng.normal(1, 1, 500), rng.normal(0, 1, 100)
    threshold = np.sort(negative)[::-1][9]
    curve = roc(positive, negative)
    expected = (positive >= threshold).mean()
    assert np.interp(0.10, curve.false_positive, curve.true_positive) >= expected
    beyond = (positive > np.sort(negative)[::-1][10]).mean()
    assert np.interp(0.10, curve.false_positive, curve.true_positive) == pytest.approx(beyond, abs=1e-9)


def test_nothing_to_rank_has_no_area() -> None:
    """Without positives or without negatives there is no area, and no curve."""
    assert np.isnan(area(np.empty(0), np.ones(3)))
    assert np.isnan(area(np.ones(3), np.empty(0)))
    assert np.isnan(roc(np.ones(3), np.empty(0)).true_positive).all()
    assert np.isnan(roc(np.empty(0), np.ones(3)).true_positive).all()


def test_the_rate_is_the_share_of_hits() -> None:
    """The value is the plain share, inside its interval, and the seed decides the bits."""
    rng = np.random.default_rng(3)
    hit, security = rng.random(900) < 0.2, rng.integers(0, 60, 900)
    found = rate(hit, security, seed=1)
    assert found.value == hit.mean()
    assert found.low < found.value < found.high
    assert found.total == 900
    assert found == rate(hit, security, seed=1)
    assert found != rate(hit, security, seed=2)


def test_independent_windows_have_the_binomial_interval() -> None:
    """With one window a share the interval is that of a binomial draw."""
    hit = np.arange(400) < 80
    found = rate(hit, np.arange(400), seed=4)
    assert found.low == pytest.approx(float(binom.ppf(0.025, 400, 0.2)) / 400, abs=0.012)
    assert found.high == pytest.approx(float(binom.ppf(0.975, 400, 0.2)) / 400, abs=0.012)


def test_windows_of_one_share_are_one_draw() -> None:
    """Where the windows of a share all agree, each counted ten times, the interval is that of the shares."""
    hit, names = np.arange(400) < 80, np.arange(400)
    once, ten = rate(hit, names, seed=5), rate(np.repeat(hit, 10), np.repeat(names, 10), seed=5)
    assert (ten.low, ten.high) == pytest.approx((once.low, once.high))
    independent = rate(np.repeat(hit, 10), np.arange(4_000), seed=5)
    assert ten.high - ten.low > 2 * (independent.high - independent.low)


def test_an_interval_covers() -> None:
    """Of 300 intervals about 95 % hold the true share."""
    rng = np.random.default_rng(9)
    covered = 0
    for k in range(300):
        own = rng.beta(2, 6, 60)
        security = np.repeat(np.arange(60), 20)
        found = rate(rng.random(1_200) < own[security], security, seed=k)
        covered += found.low <= 0.25 <= found.high
    assert covered / 300 == pytest.approx(0.95, abs=0.045)


def test_one_share_and_nothing() -> None:
    """One share has an interval without width; no window has no rate."""
    found = rate(np.array([True, False]), np.array([3, 3]), seed=6)
    assert found == (0.5, 0.5, 0.5, 2)
    empty = rate(np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.int64), seed=6)
    assert empty.total == 0
    assert np.isnan([empty.value, empty.low, empty.high]).all()


def test_an_area_has_an_interval_of_its_clusters() -> None:
    """The interval holds the area; where every window is a share of its own it is DeLong's, about."""
    rng = np.random.default_rng(8)
    positive = Scored(rng.normal(1, 1, 400), np.arange(400))
    negative = Scored(rng.normal(0, 1, 400), np.arange(400, 800))
    low, high = area_interval(positive, negative, seed=1)
    middle = area(positive.score, negative.score)
    above = (positive.score[:, None] > negative.score).astype(float)
    error = np.sqrt(above.mean(axis=1).var(ddof=1) / 400 + above.mean(axis=0).var(ddof=1) / 400)
    assert low < middle < high
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.25)


def test_an_area_of_few_shares_is_uncertain() -> None:
    """Scores that belong to few shares, each with a level of its own, make a far wider interval than many do."""
    rng = np.random.default_rng(8)
    share = np.arange(400) // 40
    level = rng.normal(0, 1, 20)
    positive = Scored(1 + level[share] + rng.normal(0, 0.3, 400), share)
    negative = Scored(level[10 + share] + rng.normal(0, 0.3, 400), 10 + share)
    low, high = area_interval(positive, negative, seed=1)
    apart = area_interval(
        Scored(positive.score, np.arange(400)), Scored(negative.score, np.arange(400, 800)), seed=1
    )
    assert high - low > 3 * (apart[1] - apart[0])


def test_weights_of_one_give_the_area() -> None:
    """An area of windows that all weigh the same is the plain one, ties included."""
    rng = np.random.default_rng(3)
    positive, negative = np.round(rng.normal(1, 1, 60), 1), np.round(rng.normal(0, 1, 50), 1)
    ascending = np.sort(negative)
    below, up_to = (np.searchsorted(ascending, positive, side=side) for side in ("left", "right"))
    assert _weighted_area(np.ones(60), np.ones(50), below, up_to) == pytest.approx(area(positive, negative))
