"""Rates, areas and curves, against scipy and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from eventstudy.analysis.calibration.measures import area, rate, roc

scores = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=40).map(np.array)


@given(scores, scores)
def test_area_is_the_mann_whitney_statistic(positive: np.ndarray, negative: np.ndarray) -> None:
    """The area under the curve is U over the number of pairs, ties counting half."""
    expected = mannwhitneyu(positive, negative).statistic / (len(positive) * len(negative))
    assert area(positive, negative) == pytest.approx(expected)


def test_the_area_under_the_drawn_curve_is_the_area() -> None:
    """The trapezoids under the curve sum to the area, many ties included."""
    rng = np.random.default_rng(4)
    positive, negative = np.round(rng.normal(1, 1, 900), 1), np.round(rng.normal(0, 1, 700), 1)
    positive[:100] = negative[:300] = -5
    curve = roc(positive, negative, points=5_001)
    assert np.trapezoid(curve.true_positive, curve.false_positive) == pytest.approx(
        area(positive, negative), abs=2e-3
    )
    assert (np.diff(curve.true_positive) >= 0).all()
    assert curve.true_positive[-1] == 1


def test_an_interval_knows_its_clusters() -> None:
    """The interval of shares that move together is as wide as few shares make it, not as many windows."""
    security = np.repeat(np.arange(30), 100)
    hit = np.random.default_rng(1).random(30)[security] < 0.3
    found = rate(hit, security, seed=1)
    assert found.value == pytest.approx(hit.mean())
    assert found.total == 3_000
    assert found.low < found.value < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * hit[::100].std() / np.sqrt(30), rel=0.15)


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


def test_of_nothing_there_is_no_rate() -> None:
    """A rate of no windows is no number."""
    found = rate(np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.int64), seed=1)
    assert np.isnan(found.value)
    assert found.total == 0
