"""Supremum Dickey-Fuller statistics, against statsmodels, least squares on every stretch, and published tables."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS
from statsmodels.tsa.stattools import adfuller

from eventstudy.analysis.supremum_adf import (
    FEWEST,
    Rule,
    backward_supremum,
    forward_supremum,
    shortest_stretch,
    supremum,
)

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

SEED = 11


def walks(length: int, count: int, *, seed: int = SEED, drift: float = 0.0) -> Floats:
    """Draw random walks side by side."""
    steps = np.random.Generator(np.random.PCG64(seed)).standard_normal((length, count))
    paths: Floats = np.cumsum(steps + drift, axis=0)
    return paths


def statistic(stretch: Floats, *, constant: bool) -> float:
    """Compute the Dickey-Fuller t of one stretch with statsmodels."""
    if not constant:
        level = stretch - stretch[0]
        return float(OLS(np.diff(level), level[:-1]).fit().tvalues[0])
    with warnings.catch_warnings():
        # statsmodels 0.15 announces another type of result.
        warnings.simplefilter("ignore", FutureWarning)
        return float(adfuller(stretch, maxlag=0, regression="c", autolag=None)[0])


def every_stretch(path: Floats, end: int, rule: Rule) -> list[float]:
    """Compute the statistic of every stretch that ends on a row, the longest first."""
    starts = range(end + 2 - rule.shortest)
    return [statistic(path[start : end + 1], constant=rule.constant) for start in starts]


@pytest.mark.parametrize("constant", [True, False])
def test_the_backward_supremum_is_the_largest_of_all_regressions(constant: bool) -> None:  # noqa: FBT001
    """Running sums find what statsmodels finds on each stretch, and the stretch it finds it on."""
    paths, rule = 5 + 0.03 * walks(60, 3), Rule(12, constant=constant)
    found = backward_supremum(paths, slice(11, None), rule)
    for path, end in ((0, 11), (0, 59), (1, 40), (2, 25)):
        values = every_stretch(paths[:, path], end, rule)
        assert found.statistic[end - 11, path] == pytest.approx(max(values), rel=1e-8)
        assert found.first[end - 11, path] == int(np.argmax(values))


@pytest.mark.parametrize("constant", [True, False])
def test_a_late_explosion_costs_no_digits(constant: bool) -> None:  # noqa: FBT001
    """The quiet start of a path that later rises a hundredfold is measured to eight digits."""
    path = 0.001 * walks(120, 1)[:, 0]
    path[100:] += np.linspace(0, 4.6, 20)
    rule = Rule(20, constant=constant)
    found = backward_supremum(path[:, None], slice(19, 90), rule)
    for end in (19, 50, 89):
        values = every_stretch(path, end, rule)
        assert found.statistic[end - 19, 0] == pytest.approx(max(values), rel=1e-8)


def test_only_rising_stretches_count_where_the_rule_says_so() -> None:
    """The largest statistic is then that of the stretches that end above their first value."""
    path, rule = walks(50, 1)[:, 0], Rule(12, rising=True)
    found = backward_supremum(path[:, None], slice(11, None), rule)
    for end in range(11, 50):
        values = every_stretch(path, end, rule)
        rising = [value for start, value in enumerate(values) if path[end] > path[start]]
        assert found.statistic[end - 11, 0] == pytest.approx(max(rising, default=-np.inf), rel=1e-8)


@given(st.integers(0, 2**32 - 1), st.integers(12, 40), st.booleans(), st.booleans())
def test_the_three_suprema_agree(seed: int, first: int, constant: bool, rising: bool) -> None:  # noqa: FBT001
    """GSADF is the largest BSADF, over all ends or some, and no SADF exceeds it."""
    paths, rule = walks(45, 4, seed=seed), Rule(12, constant=constant, rising=rising)
    some = slice(first, None)
    np.testing.assert_array_equal(
        supremum(paths, some, rule), backward_supremum(paths, some, rule).statistic.max(axis=0)
    )
    whole = supremum(paths, slice(11, None), Rule(12, constant=constant))
    assert (forward_supremum(paths, Rule(12, constant=constant)) <= whole).all()


def test_the_forward_supremum_is_the_largest_of_all_first_stretches() -> None:
    """SADF is the largest statistic of the stretches that begin with the first value."""
    path = walks(50, 1)
    values = [statistic(path[: end + 1, 0], constant=True) for end in range(11, 50)]
    assert forward_supremum(path, Rule(12))[0] == pytest.approx(max(values), rel=1e-8)


@given(st.floats(-50, 50), st.floats(1e-3, 1e3), st.booleans())
def test_level_and_unit_do_not_matter(level: float, unit: float, constant: bool) -> None:  # noqa: FBT001
    """A path moved or stretched has the same statistics."""
    path, rule = walks(45, 2), Rule(12, constant=constant)
    moved = supremum(unit * (path + level), slice(11, None), rule)
    np.testing.assert_allclose(moved, supremum(path, slice(11, None), rule), rtol=1e-8)


@pytest.mark.parametrize("constant", [True, False])
def test_a_stretch_that_never_varies_has_no_statistic(constant: bool) -> None:  # noqa: FBT001
    """A flat path is no evidence of anything."""
    flat = np.full((30, 1), 0.1)
    np.testing.assert_array_equal(supremum(flat, slice(7, None), Rule(8, constant=constant)), -np.inf)


def test_a_stretch_that_is_fitted_without_error_has_no_statistic() -> None:
    """What grows by the same share every day leaves no variance to measure its growth against."""
    growing = np.power(1.1, np.arange(30.0))[:, None]
    np.testing.assert_array_equal(supremum(growing, slice(7, None), Rule(8)), -np.inf)


def test_the_shortest_stretch_follows_the_published_rule() -> None:
    """A share 0.01 + 1.8 / sqrt(T) of the series, rounded down, but enough for a regression."""
    published = {100: 0.190, 200: 0.137, 400: 0.100, 800: 0.074}
    for length, share in published.items():
        assert shortest_stretch(length) == pytest.approx(share * length, abs=1.5)
    assert shortest_stretch(2) == FEWEST


# Phillips, Shi and Yu (2015), table 1, finite samples, from 2,000 draws of a random walk with drift 1/T and the
# shortest stretch of the table: 90, 95 and 99 %. From general knowledge: the table itself could not be looked up.
SADF = {100: (0.98, 1.30, 1.99), 200: (1.12, 1.40, 1.90)}
GSADF = {100: (1.65, 2.00, 2.57), 200: (1.84, 2.08, 2.70)}


@pytest.mark.parametrize("length", [100, 200])
def test_critical_values_are_those_of_the_published_table(length: int) -> None:
    """Simulated quantiles lie within what two runs of 2,000 draws differ by."""
    paths, size = walks(length, 2000, drift=1 / length), shortest_stretch(length)
    rule = Rule(size)
    blocks = [paths[:, start : start + 100] for start in range(0, 2000, 100)]
    general = np.concatenate([supremum(block, slice(size - 1, None), rule) for block in blocks])
    for found, published in ((forward_supremum(paths, rule), SADF), (general, GSADF)):
        quantiles = np.quantile(found, [0.90, 0.95, 0.99])
        # The density at these quantiles makes standard errors of about 0.03, 0.04 and 0.08 on either side.
        np.testing.assert_array_less(np.abs(quantiles - published[length]), [0.12, 0.15, 0.3])
