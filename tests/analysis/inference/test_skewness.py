"""The skewness-adjusted t tests equal textbook loops and are undefined where they must be."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from abnormal_samples import drawn_sample, rows_of, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference.parametric import cross_sectional_t
from eventstudy.analysis.inference.skewness import SKEWNESS, hall_t, johnson_t
from eventstudy.analysis.inference.tests import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT = 1e-10


def _johnson(numbers: list[float]) -> float:
    n, mean, spread = len(numbers), statistics.fmean(numbers), statistics.stdev(numbers)
    ratio = mean / spread
    g = math.fsum((number - mean) ** 3 for number in numbers) / (n * spread**3)
    return math.sqrt(n) * (ratio + g * ratio**2 / 3 + g / (6 * n))


def _hall(numbers: list[float]) -> float:
    n, mean, spread = len(numbers), statistics.fmean(numbers), statistics.stdev(numbers)
    ratio = mean / spread
    g = n / ((n - 1) * (n - 2)) * math.fsum(((number - mean) / spread) ** 3 for number in numbers)
    return math.sqrt(n) * (ratio + g * ratio**2 / 3 + g**2 * ratio**3 / 27 + g / (6 * n))


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize(("name", "formula"), [("johnson_t", _johnson), ("hall_t", _hall)])
def test_equals_a_textbook_loop(name: str, formula: Callable[[list[float]], float], missing: float) -> None:
    """Every day and window give the number that the formula gives for the events that have it."""
    sample = drawn_sample(61, missing=missing)
    expected = [formula([row.value for row in rows_of(sample, c)]) for c in range(len(sample.columns))]
    np.testing.assert_allclose(SKEWNESS[name].statistics(sample).statistic, expected, rtol=EXACT)


def test_the_laws_are_those_of_the_papers() -> None:
    """Johnson's statistic is read against t(n-1), Hall's against the normal law."""
    sample = drawn_sample(63, n=7)
    johnson, hall = johnson_t(sample), hall_t(sample)
    np.testing.assert_allclose(johnson.p_value, 2 * stats.t.sf(np.abs(johnson.statistic), 6), rtol=EXACT)
    np.testing.assert_allclose(hall.p_value, 2 * stats.norm.sf(np.abs(hall.statistic)), rtol=EXACT)


def test_g_of_hall_is_the_unbiased_skewness_of_scipy() -> None:
    """Hall's g is scipy's bias-corrected skewness, read back from a sample whose mean is zero."""
    numbers = np.random.default_rng(65).exponential(size=30)
    numbers -= numbers.mean()
    found = hall_t(sample_of(numbers[:, None])).statistic[0]
    assert found == pytest.approx(stats.skew(numbers, bias=False) / (6 * math.sqrt(30)), rel=1e-9)


def test_without_skewness_both_are_the_cross_sectional_t() -> None:
    """A sample that is symmetric about its mean needs no correction."""
    half = np.random.default_rng(67).normal(size=(10, 1))
    sample = sample_of(0.4 + np.vstack([half, -half]))
    for test in (johnson_t, hall_t):
        np.testing.assert_allclose(test(sample).statistic, cross_sectional_t(sample).statistic, rtol=EXACT)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(15)), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_nor_direction_matters(seed: int, order: list[int], c: float) -> None:
    """Another order or unit gives the same statistics, and returns turned round give their opposite."""
    sample = drawn_sample(seed, missing=0.1)
    turned = replace(sample, values=-c * sample.values[order])
    for test in (johnson_t, hall_t):
        np.testing.assert_allclose(test(turned).statistic, -test(sample).statistic, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(
    ("events", "johnson", "hall"), [(0, False, False), (1, False, False), (2, True, False)]
)
def test_few_events_have_no_skewness(events: int, johnson: bool, hall: bool) -> None:  # noqa: FBT001
    """Johnson's statistic takes two events, Hall's three; below it is NaN, without a warning."""
    sample = drawn_sample(69, n=events)
    assert np.isfinite(johnson_t(sample).p_value).all() == johnson
    assert np.isfinite(hall_t(sample).p_value).all() == hall


def test_events_that_all_moved_alike_have_no_t() -> None:
    """Zero spread across events leaves both undefined."""
    sample = sample_of(np.full((4, 2), 0.1))
    for test in (johnson_t, hall_t):
        assert np.isnan(test(sample).statistic).all()


def test_skewness_is_corrected_in_both_tails() -> None:
    """The t of exponential returns rejects 5.7 % below and 0.9 % above; the corrected ones are nearly even."""
    draw = np.random.default_rng(161)
    samples = [sample_of(draw.exponential(size=(50, 1_000)) - 1) for _ in range(8)]
    uneven = {}
    for name in ("cross_sectional_t", "johnson_t", "hall_t"):
        found = [TESTS[name].statistics(sample) for sample in samples]
        signs = [np.sign(one.statistic[:-1]) * (one.p_value[:-1] < 0.05) for one in found]
        uneven[name] = -float(np.mean(signs))
    assert uneven["cross_sectional_t"] > 0.035
    assert abs(uneven["johnson_t"]) < 0.02
    assert abs(uneven["hall_t"]) < 0.02
