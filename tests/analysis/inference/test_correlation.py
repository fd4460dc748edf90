"""The average correlation equals naive loops over pairs, however the windows lie and whatever is missing."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.inference import pairs
from eventstudy.analysis.inference.correlation import OverlapSums, aligned_correlation, pairwise_correlation

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

EXACT = 1e-12


def _staggered(seed: int, *, n: int, m: int, span: int) -> tuple[Floats, Integers]:
    """Draw residuals with a common part on the days of one calendar, and those days."""
    draw = np.random.default_rng(seed)
    days = draw.integers(0, span, n)[:, None] + np.arange(m)
    return draw.normal(size=(n, m)) + draw.normal(size=span + m)[days] + 0.3, days


def _full_of_holes(seed: int, residuals: Floats, days: Integers) -> tuple[Floats, Integers]:
    """Take returns away from some rows, and days out of the calendar of others."""
    draw = np.random.default_rng(seed)
    residuals, days = residuals.copy(), days.copy()
    third = len(residuals) // 3
    residuals[:third][draw.random((third, residuals.shape[1])) < 0.2] = np.nan
    days[third : 2 * third] += np.cumsum(draw.integers(0, 2, (third, residuals.shape[1])), axis=1)
    return residuals, days


def _naive(residuals: Floats, days: Integers) -> float:
    """Loop over the pairs, as the definition reads."""
    rows = [
        {d: v for d, v in zip(own_days, values, strict=True) if not math.isnan(v)}
        for own_days, values in zip(days.tolist(), residuals.tolist(), strict=True)
    ]
    total = 0.0
    for one, other in combinations(rows, 2):
        common = sorted(one.keys() & other.keys())
        x, y = np.array([one[day] for day in common]), np.array([other[day] for day in common])
        if len(common) >= 3 and np.ptp(x) > 0 and np.ptp(y) > 0:
            total += float(np.corrcoef(x, y)[0, 1])
    return total / math.comb(len(rows), 2)


@pytest.mark.parametrize("n", [2, 30, 700])
def test_aligned_windows_have_the_mean_of_the_correlation_matrix(n: int) -> None:
    """The identity is the mean of numpy's correlations off the diagonal, whatever the means of the rows."""
    residuals, _ = _staggered(83, n=n, m=50, span=1)
    matrix = np.corrcoef(residuals)
    expected = (matrix.sum() - n) / (n * (n - 1))
    assert aligned_correlation(residuals) == pytest.approx(expected, abs=EXACT)


def test_rows_that_move_as_one_correlate_fully() -> None:
    """Scaled and shifted copies of a row have an average correlation of one; opposites of minus one."""
    row = np.random.default_rng(85).normal(size=40)
    assert aligned_correlation(np.array([row, 2 * row + 1, 5 * row])) == pytest.approx(1, abs=EXACT)
    assert aligned_correlation(np.array([row, -row])) == pytest.approx(-1, abs=EXACT)


def test_a_row_that_stands_still_correlates_with_nothing() -> None:
    """Its pairs count zero, in each of the three estimators."""
    residuals, days = _staggered(87, n=5, m=30, span=1)
    residuals[2] = 0.1
    expected = _naive(residuals, days)
    assert aligned_correlation(residuals) == pytest.approx(expected, abs=EXACT)
    assert pairwise_correlation(residuals, days) == pytest.approx(expected, abs=EXACT)
    assert OverlapSums.of(residuals, days[:, 0]).value() == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("span", [1, 15, 60, 400])
@pytest.mark.parametrize("holes", [False, True])
def test_staggered_windows_have_the_mean_over_pairs(span: int, holes: bool) -> None:  # noqa: FBT001
    """Every pair correlates over the days both have; rows with gaps and rows without mix freely."""
    residuals, days = _staggered(89, n=45, m=25, span=span)
    if holes:
        residuals, days = _full_of_holes(90, residuals, days)
    assert pairwise_correlation(residuals, days) == pytest.approx(_naive(residuals, days), abs=EXACT)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 8), st.integers(1, 20), st.booleans())
def test_small_samples_have_the_mean_over_pairs(
    seed: int,
    n: int,
    m: int,
    span: int,
    holes: bool,  # noqa: FBT001
) -> None:
    """So do windows of a few days, of which hardly any pair has three in common."""
    residuals, days = _staggered(seed, n=n, m=m, span=span)
    if holes:
        residuals, days = _full_of_holes(seed, residuals, days)
    # Three days leave two deviations: where they are nearly equal, rounding is magnified.
    assert pairwise_correlation(residuals, days) == pytest.approx(_naive(residuals, days), abs=1e-9)


def test_blocks_and_tiles_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three events that meet two at a time give the same answer."""
    residuals, days = _full_of_holes(91, *_staggered(91, n=40, m=20, span=50))
    whole = pairwise_correlation(residuals, days)
    monkeypatch.setattr(pairs, "_BLOCK", 3)
    monkeypatch.setattr(pairs, "_TILE", 2)
    assert pairwise_correlation(residuals, days) == pytest.approx(whole, abs=EXACT)


def test_two_common_days_are_no_correlation() -> None:
    """Two points always lie on a line: such a pair counts zero, and one with three days does not."""
    residuals = np.array([[1.0, 2, 4, 3], [2.0, 3, 1, 5]])
    start = np.arange(4)
    assert pairwise_correlation(residuals, np.array([start, start + 2])) == 0
    expected = np.corrcoef([2.0, 4, 3], [2.0, 3, 1])[0, 1]
    assert pairwise_correlation(residuals, np.array([start, start + 1])) == pytest.approx(expected, abs=EXACT)


def test_a_row_that_stands_still_on_the_common_days_counts_zero() -> None:
    """Spread elsewhere in the window makes no correlation here, with gaps and without."""
    row = np.array([1.0, 3, 2, 5, 2, 2, 2, 2])
    other = np.array([1.0, 4, 2, 3, 6, 5, 8, 7])
    days = np.array([np.arange(8), np.arange(8) + 4])
    assert pairwise_correlation(np.array([row, other]), days) == 0
    other[6] = np.nan
    assert pairwise_correlation(np.array([row, other]), days) == 0


def test_where_a_residual_is_missing_its_day_does_not_matter() -> None:
    """The position of a missing residual is never looked at."""
    residuals, days = _full_of_holes(93, *_staggered(93, n=12, m=20, span=9))
    expected = pairwise_correlation(residuals, days)
    days[np.isnan(residuals)] = -7
    assert pairwise_correlation(residuals, days) == pytest.approx(expected, abs=EXACT)


def test_an_event_without_residuals_dilutes_the_average() -> None:
    """All n (n - 1) / 2 pairs are averaged, those with an event that has no residuals too."""
    residuals, days = _staggered(95, n=6, m=20, span=5)
    residuals[0] = np.nan
    whole = pairwise_correlation(residuals[1:], days[1:])
    assert pairwise_correlation(residuals, days) == pytest.approx(whole * 10 / 15, abs=EXACT)


def _overlap_weighted(residuals: Floats, days: Integers) -> float:
    """Loop over the pairs of the definition of q."""
    total = 0.0
    rows = []
    for own_days, values in zip(days.tolist(), residuals.tolist(), strict=True):
        known = [v for v in values if not math.isnan(v)]
        mean = math.fsum(known) / len(known)
        norm = math.sqrt(math.fsum((v - mean) ** 2 for v in known))
        rows.append(
            {d: (v - mean) / norm for d, v in zip(own_days, values, strict=True) if not math.isnan(v)}
        )
    for one, other in combinations(rows, 2):
        total += math.fsum(one[day] * other[day] for day in one.keys() & other.keys())
    return total / math.comb(len(rows), 2)


@pytest.mark.parametrize("span", [1, 15, 60, 400])
def test_the_overlap_weighted_estimator_equals_its_definition(span: int) -> None:
    """Added in parts, wherever they are cut, q is the mean over pairs of sum_t z_it z_jt."""
    residuals, days = _staggered(97, n=45, m=25, span=span)
    residuals[::4, 3:5] = np.nan
    expected = _overlap_weighted(residuals, days)
    empty = OverlapSums.empty(span + 25)
    blocks = [
        empty
        + OverlapSums.of(residuals[:cut], days[:cut, 0])
        + OverlapSums.of(residuals[cut:], days[cut:, 0])
        for cut in (7, 20)
    ]
    for found in blocks:
        assert found.value() == pytest.approx(expected, abs=EXACT)


def test_on_aligned_windows_all_three_agree() -> None:
    """Where all days are common nothing is shrunk; where half of them are, the correlation is halved."""
    residuals, days = _staggered(99, n=30, m=60, span=1)
    r = aligned_correlation(residuals)
    assert pairwise_correlation(residuals, days) == pytest.approx(r, abs=EXACT)
    assert OverlapSums.of(residuals, days[:, 0]).value() == pytest.approx(r, abs=EXACT)


def test_half_an_overlap_halves_the_correlation() -> None:
    """Rows that are the same series half a window apart: pairwise one, overlap-weighted about a half."""
    series = np.random.default_rng(101).normal(size=6_000)
    residuals = np.array([series[:4_000], series[2_000:]])
    first = np.array([0, 2_000])
    assert pairwise_correlation(residuals, first[:, None] + np.arange(4_000)) == pytest.approx(1, abs=EXACT)
    assert OverlapSums.of(residuals, first).value() == pytest.approx(0.5, abs=0.05)


def test_the_order_of_events_does_not_matter() -> None:
    """Shuffled events have the same average correlation."""
    residuals, days = _full_of_holes(103, *_staggered(103, n=30, m=20, span=25))
    order = np.random.default_rng(105).permutation(30)
    assert pairwise_correlation(residuals[order], days[order]) == pytest.approx(
        pairwise_correlation(residuals, days), abs=EXACT
    )


@pytest.mark.parametrize("n", [0, 1])
def test_it_takes_two_to_correlate(n: int) -> None:
    """Fewer than two events have no average correlation."""
    residuals = np.ones((n, 5))
    days = np.tile(np.arange(5), (n, 1))
    assert math.isnan(aligned_correlation(residuals))
    assert math.isnan(pairwise_correlation(residuals, days))
    assert math.isnan(OverlapSums.of(residuals, days[:, 0]).value())


def test_a_missing_residual_is_not_for_the_aligned() -> None:
    """The identity needs every day: with a day missing it answers NaN, never a number that is slightly off."""
    residuals, _ = _staggered(107, n=4, m=20, span=1)
    residuals[1, 3] = np.nan
    assert math.isnan(aligned_correlation(residuals))
