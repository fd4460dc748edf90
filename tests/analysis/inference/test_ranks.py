"""Ranks are those of scipy, to the last bit of the values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from eventstudy.analysis.inference.ranks import ranks

ANY = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)
FEW = st.sampled_from([0.0, -0.0, 1.0, -1.0, 5e-324, -5e-324, np.inf, -np.inf, np.nan, -np.nan, 1.7e308])
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=12)


def _equals_scipy(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    found = ranks(values)
    assert found.shape == values.shape
    for row, ranked in zip(values, found, strict=True):
        there = ~np.isnan(row)
        assert np.isnan(ranked[~there]).all()
        np.testing.assert_array_equal(ranked[there], stats.rankdata(row[there]))


@settings(deadline=None, max_examples=200)
@given(arrays(np.float64, SHAPES, elements=ANY) | arrays(np.float64, SHAPES, elements=FEW))
def test_any_floats_rank_as_in_scipy(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    """Ties, signed zeros, infinities, the smallest and largest floats and NaN of either sign rank exactly."""
    _equals_scipy(values)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-300, 290), st.integers(0, 3), st.sampled_from([0.0, 0.05]))
def test_neighbouring_floats_are_told_apart(seed: int, scale: float, most_ulps: int, missing: float) -> None:
    """Values that differ in their last bits only are ranked by those bits, at any scale."""
    draw = np.random.default_rng(seed)
    base = draw.normal(0, 10**scale, (3, 40)).repeat(2, axis=1)
    near = (base.view(np.int64) + draw.integers(0, most_ulps + 1, base.shape)).view(np.float64)
    near[draw.random(near.shape) < missing] = np.nan
    _equals_scipy(draw.permuted(near, axis=1))


@pytest.mark.parametrize("width", [1, 2, 3, 255, 256, 257, 511, 512, 513, 1025])
def test_any_width_ranks_as_in_scipy(width: int) -> None:
    """Columns need more bits in wider rows; the ranks do not show it."""
    values = np.random.default_rng(width).normal(0, 0.02, (70, width))
    values[5, : width // 2] = np.nan
    values[6] = np.round(values[6], 2)
    _equals_scipy(values)


def test_rows_too_wide_for_packing_are_ranked_all_the_same() -> None:
    """A row longer than two bytes count is ranked by comparing floats."""
    values = np.random.default_rng(5).normal(size=(2, 1 << 15))
    values[0, 7] = np.nan
    values[1, :9] = values[1, 9]
    _equals_scipy(values)


def test_many_rows_are_ranked_block_by_block() -> None:
    """Every row of several blocks has its own ranks, tied or not."""
    values = np.random.default_rng(7).normal(size=(2000, 50))
    values[::13, 3] = values[::13, 40]
    np.testing.assert_array_equal(ranks(values), stats.rankdata(values, axis=1))


def test_a_constant_row_shares_one_rank() -> None:
    """Equal values share the mean of all ranks."""
    np.testing.assert_array_equal(ranks(np.full((2, 5), 0.1)), np.full((2, 5), 3.0))


def test_one_far_away_value_does_not_blur_the_others() -> None:
    """An outlier many orders of magnitude away leaves the others their ranks."""
    values = np.random.default_rng(11).normal(0, 1e-9, (4, 200))
    values[:, 17] = 1e12
    _equals_scipy(values)


def test_rows_that_are_not_contiguous_are_ranked() -> None:
    """Slices with strides are read right, and left as they were."""
    values = np.random.default_rng(13).normal(size=(30, 40))
    before = values.copy()
    np.testing.assert_array_equal(ranks(values.T[::2]), stats.rankdata(values.T[::2], axis=1))
    np.testing.assert_array_equal(values, before)
