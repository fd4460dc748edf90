"""The sign tests equal textbook loops and scipy, with zeros, ties and values that are missing."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from abnormal_samples import drawn_sample, rows_of, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference import signs
from eventstudy.analysis.inference.signs import SIGNS, generalized_sign, sign, wilcoxon

EXACT = 1e-10


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_sign_tests_equal_a_textbook_loop(missing: float) -> None:
    """Both count the events above zero, against a half and against Cowan's mean of the events' shares."""
    sample = drawn_sample(71, missing=missing)
    plain, general = [], []
    for column in range(len(sample.columns)):
        rows = rows_of(sample, column)
        n, w = len(rows), sum(row.value > 0 for row in rows)
        p = statistics.fmean(row.positive_share for row in rows)
        plain.append((w - n / 2) / math.sqrt(n / 4))
        general.append((w - n * p) / math.sqrt(n * p * (1 - p)))
    for found, expected in ((sign(sample), plain), (generalized_sign(sample), general)):
        np.testing.assert_allclose(found.statistic, expected, rtol=EXACT, atol=1e-12)
        np.testing.assert_allclose(found.p_value, 2 * stats.norm.sf(np.abs(expected)), rtol=EXACT)


def test_a_share_of_one_half_makes_the_generalised_test_the_plain_one() -> None:
    """Events whose estimation windows rose on half their days are expected to rise half the time."""
    sample = sample_of(np.random.default_rng(73).normal(size=(9, 4)))
    np.testing.assert_allclose(generalized_sign(sample).statistic, sign(sample).statistic, rtol=EXACT)


def test_zero_has_not_risen() -> None:
    """A return of exactly zero is an event of the day, and not a positive one."""
    np.testing.assert_allclose(sign(sample_of(np.array([[0.0], [-0.0], [0.1], [0.2]]))).statistic, 0)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_windows_that_always_rose_expect_no_spread(share: float) -> None:
    """A share of 0 or 1 leaves the generalised sign test undefined."""
    sample = drawn_sample(75, n=4)
    sample = replace(sample, evidence=replace(sample.evidence, positive_share=np.full(4, share)))
    assert np.isnan(generalized_sign(sample).p_value).all()


def test_an_event_without_a_share_spoils_its_own_columns_only() -> None:
    """Where the share of an event is not known, the columns it has are undefined, and the others are not."""
    sample = sample_of(np.array([[0.1, np.nan], [0.2, 0.3]]))
    sample = replace(sample, evidence=replace(sample.evidence, positive_share=np.array([np.nan, 0.4])))
    np.testing.assert_array_equal(np.isfinite(generalized_sign(sample).statistic), [False, True, False])


@pytest.mark.parametrize("digits", [17, 2, 1])
@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("n", [1, 2, 14, 60])
def test_wilcoxon_equals_that_of_scipy(n: int, missing: float, digits: int) -> None:
    """Statistic and p-value are those of the normal approximation; rounding makes ties and zeros."""
    draw = np.random.default_rng(77 + n)
    values = np.round(draw.normal(0.05, 0.3, (n, 6)), digits)
    values[draw.random(values.shape) < missing] = np.nan
    sample = sample_of(values)
    found = wilcoxon(sample)
    for column in range(len(sample.columns)):
        known = sample.values[np.isfinite(sample.values[:, column]), column]
        if not known.any():
            assert np.isnan(found.statistic[column])
            continue
        oracle = stats.wilcoxon(known, method="approx", correction=False)
        upper = stats.wilcoxon(known, method="approx", correction=False, alternative="greater")
        assert found.statistic[column] == pytest.approx(float(stats.norm.isf(upper.pvalue)), abs=EXACT)
        assert found.p_value[column] == pytest.approx(oracle.pvalue, rel=EXACT)


def test_wilcoxon_equals_a_textbook_loop() -> None:
    """Ranks of |A| with mid-ranks, zeros dropped, and the tie term in the variance."""
    numbers = [0.3, -0.1, 0.0, 0.1, 0.3, -0.3, 0.7, -0.2]
    moved = sorted(abs(number) for number in numbers if number)
    rank = {size: statistics.fmean(i + 1 for i, one in enumerate(moved) if one == size) for size in moved}
    n, positive = len(moved), math.fsum(rank[number] for number in numbers if number > 0)
    ties = sum(moved.count(size) ** 3 - moved.count(size) for size in set(moved))
    variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    expected = (positive - n * (n + 1) / 4) / math.sqrt(variance)
    found = wilcoxon(sample_of(np.array(numbers)[:, None])).statistic[0]
    assert found == pytest.approx(expected, rel=EXACT)


def test_columns_in_chunks_are_the_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample that is sorted one column at a time has the same statistics."""
    sample = drawn_sample(79, missing=0.1)
    whole = wilcoxon(sample)
    monkeypatch.setattr(signs, "_CHUNK", 1)
    np.testing.assert_array_equal(wilcoxon(sample).statistic, whole.statistic)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(15)), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_nor_direction_matters(seed: int, order: list[int], c: float) -> None:
    """Another order or unit changes nothing, and returns turned round turn the signs of the statistics."""
    sample = drawn_sample(seed, missing=0.1)
    half = replace(sample.evidence, positive_share=np.full(15, 0.5))
    sample = replace(sample, evidence=half)
    turned = replace(sample, values=-c * sample.values[order])
    for test in SIGNS.values():
        np.testing.assert_allclose(
            test.statistics(turned).statistic, -test.statistics(sample).statistic, rtol=1e-9, atol=1e-12
        )


@pytest.mark.parametrize("name", SIGNS)
def test_no_events_test_nothing(name: str) -> None:
    """An empty sample gives NaN for every column, without a warning."""
    found = SIGNS[name].statistics(drawn_sample(81, n=0))
    assert np.isnan(found.statistic).all()
    assert np.isnan(found.p_value).all()


def test_events_that_did_not_move_have_no_ranks() -> None:
    """Zeros and missing values alone leave Wilcoxon's test undefined."""
    assert np.isnan(wilcoxon(sample_of(np.array([[0.0, np.nan], [-0.0, np.nan]]))).statistic).all()


def test_without_the_share_that_rises_nothing_is_expected() -> None:
    """Evidence that nobody gathered leaves the generalised sign test undefined, and the sign test as it is."""
    sample = drawn_sample(76)
    sample = replace(sample, evidence=replace(sample.evidence, positive_share=None))
    assert np.isnan(generalized_sign(sample).statistic).all()
    assert np.isfinite(sign(sample).statistic).all()
