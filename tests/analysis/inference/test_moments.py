"""Moments of columns, in blocks, with values that are missing."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.inference.moments import Moments, moments

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

NAMES = [field.name for field in fields(Moments)]


def _drawn(seed: int, n: int, missing: float) -> Floats:
    draw = np.random.default_rng(seed)
    values = draw.lognormal(size=(n, 3)) - 1.5
    values[draw.random(values.shape) < missing] = np.nan
    return values


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("n", [2, 40, 1024, 2500])
def test_every_moment_is_that_of_the_values_that_exist(n: int, missing: float) -> None:
    """Count, mean, central sums and positives are numpy's, across as many blocks as it takes."""
    values = _drawn(3, n, missing)
    found = moments(values)
    for column in range(3):
        known = values[np.isfinite(values[:, column]), column]
        away = known - known.mean()
        assert found.count[column] == len(known)
        np.testing.assert_allclose(found.mean[column], known.mean(), rtol=1e-12)
        np.testing.assert_allclose(found.second[column], (away**2).sum(), rtol=1e-12)
        np.testing.assert_allclose(found.third[column], (away**3).sum(), rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(found.sum[column], known.sum(), rtol=1e-10)
        assert found.positive[column] == (known > 0).sum()


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 30), st.floats(0, 1))
def test_two_parts_added_are_the_whole(seed: int, cut: int, missing: float) -> None:
    """Moments of two parts, one of them perhaps empty, add up to those of all rows."""
    values = _drawn(seed, 30, missing)
    added, whole = moments(values[:cut]) + moments(values[cut:]), moments(values)
    for name in NAMES:
        np.testing.assert_allclose(getattr(added, name), getattr(whole, name), rtol=1e-9, atol=1e-12)


def test_a_distant_mean_costs_no_digits() -> None:
    """Values around a million keep the spread they have around zero."""
    values = np.round(np.random.default_rng(5).normal(size=(3000, 2)) * 1024) / 1024
    near, far = moments(values), moments(values + 2.0**20)
    np.testing.assert_allclose(far.second, near.second, rtol=1e-9)
    np.testing.assert_allclose(far.third, near.third, rtol=1e-6)


def test_standardised_values_are_divided_by_their_own_deviation() -> None:
    """With variances the values are in standard deviations; one without a variance above zero is missing."""
    values = np.array([[0.02], [0.03], [0.05], [np.nan], [0.07]])
    variances = np.array([[1e-4], [4e-4], [0.0], [1e-4], [np.nan]])
    found = moments(values, variances)
    assert found.count[0] == 2
    np.testing.assert_allclose(found.mean, [1.75], rtol=1e-12)


@pytest.mark.parametrize("value", [0.0, 0.1, -1 / 3])
def test_equal_numbers_have_no_spread(value: float) -> None:
    """Rounding of the mean does not make equal numbers differ."""
    assert np.isnan(moments(np.full((3, 1), value)).standard_deviation[0])


def test_the_standard_deviation_is_that_of_a_sample() -> None:
    """It divides by n - 1, and one row has none."""
    values = _drawn(7, 9, 0.0)
    np.testing.assert_allclose(moments(values).standard_deviation, values.std(axis=0, ddof=1), rtol=1e-12)
    assert np.isnan(moments(values[:1]).standard_deviation).all()


@pytest.mark.parametrize("values", [np.zeros((0, 2)), np.full((4, 2), np.nan)])
def test_nothing_has_no_moments(values: Floats) -> None:
    """No rows, or rows that are all missing: count and sum are zero, mean and spread NaN, without a warning."""
    found = moments(values)
    np.testing.assert_array_equal(found.count, [0, 0])
    np.testing.assert_array_equal(found.sum, [0, 0])
    assert np.isnan(found.mean).all()
    assert np.isnan(found.standard_deviation).all()
