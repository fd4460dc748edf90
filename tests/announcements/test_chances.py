"""The laws of counts, against SciPy and statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm, poisson

from eventstudy.announcements.chances import Z_95, poisson_tail, wilson_interval


@given(st.integers(0, 60), st.floats(0, 50))
def test_the_tail_is_scipys(count: int, mean: float) -> None:
    """The chance of at least so many is SciPy's survival function one below."""
    assert poisson_tail(count, mean) == pytest.approx(poisson.sf(count - 1, mean), rel=1e-7, abs=1e-12)


def test_nothing_comes_at_the_rate_of_none() -> None:
    """Where none are expected, none is sure and one impossible."""
    assert poisson_tail(0, 0.0) == 1
    assert poisson_tail(1, 0.0) == 0


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_scipys(counts: tuple[int, int]) -> None:
    """The interval of a share is SciPy's Wilson interval without the correction for continuity."""
    expected = binomtest(*counts).proportion_ci(method="wilson")
    assert wilson_interval(*counts) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_point_of_the_normal_law() -> None:
    """The point leaves two and a half per cent above it."""
    assert pytest.approx(norm.isf(0.025), rel=1e-12) == Z_95
