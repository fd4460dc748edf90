"""The parametric tests equal textbook loops, obey their identities, and are undefined where they must be."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from abnormal_samples import Row, drawn_sample, rows_of, sample_of
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference.correlation import aligned_correlation
from eventstudy.analysis.inference.evidence import Correlation, DaySums
from eventstudy.analysis.inference.parametric import (
    PARAMETRIC,
    adjusted_bmp,
    adjusted_patell,
    bmp,
    cross_sectional_t,
    crude_dependence_t,
    j1,
    j2,
    patell,
    sum_over_events,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.analysis.inference.outcome import Statistics
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.arrays import Floats

EXACT = 1e-10
SPREADS = ["cross_sectional_t", "bmp", "adjusted_bmp"]


def _student(numbers: list[float]) -> float:
    return math.sqrt(len(numbers)) * statistics.fmean(numbers) / statistics.stdev(numbers)


def _expected(name: str, rows: list[Row], r: float) -> float:
    if name == "cross_sectional_t":
        return _student([row.value for row in rows])
    standardized = [row.value / math.sqrt(row.variance) for row in rows]
    inflation = 1 + (len(rows) - 1) * r
    pooled = math.fsum(standardized) / math.sqrt(math.fsum(row.degrees / (row.degrees - 2) for row in rows))
    return {
        "bmp": _student(standardized),
        "adjusted_bmp": _student(standardized) * math.sqrt((1 - r) / inflation),
        "patell": pooled,
        "adjusted_patell": pooled / math.sqrt(inflation),
    }[name]


def _with_correlation(sample: Sample, r: float) -> Sample:
    return replace(sample, evidence=replace(sample.evidence, correlation=Correlation(r, "aligned")))


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("name", [*SPREADS, "patell", "adjusted_patell"])
def test_equals_a_textbook_loop(name: str, missing: float) -> None:
    """Every day and window give the number that a plain loop over the events gives."""
    sample = drawn_sample(29, missing=missing)
    expected = [_expected(name, rows_of(sample, c), 0.03) for c in range(len(sample.columns))]
    np.testing.assert_allclose(PARAMETRIC[name].statistics(sample).statistic, expected, rtol=EXACT)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_crude_dependence_t_equals_a_textbook_loop(missing: float) -> None:
    """Brown and Warner's ratio: sum of the AARs over sqrt(days) times the spread of the past AARs."""
    sample = drawn_sample(31, missing=missing)
    past = [aar for aar in sample.evidence.average.means.tolist() if not math.isnan(aar)]
    assert (len(past) < 60) == bool(missing)
    expected = []
    for window in [*[(day, day) for day in range(7)], (0, 6), (1, 5), (2, 2)]:
        aars = [
            statistics.fmean(row.value for row in rows_of(sample, day))
            for day in range(window[0], window[1] + 1)
        ]
        expected.append(math.fsum(aars) / (math.sqrt(len(aars)) * statistics.stdev(past)))
    found = crude_dependence_t(sample)
    np.testing.assert_allclose(found.statistic, expected, rtol=EXACT)
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(expected), len(past) - 1), rtol=EXACT)


def test_a_day_that_nobody_has_counts_in_no_window() -> None:
    """The window's crude dependence t covers two days where the third is missing for all; that day is NaN."""
    sample = sample_of(np.array([[0.02, np.nan, 0.01], [0.04, np.nan, 0.03]]))
    past = DaySums(np.array([0.01, -0.01, 0.02]), np.ones(3))
    sample = replace(sample, evidence=replace(sample.evidence, average=past))
    found = crude_dependence_t(sample).statistic
    spread = statistics.stdev([0.01, -0.01, 0.02])
    np.testing.assert_allclose(
        found, [0.03 / spread, np.nan, 0.02 / spread, 0.05 / (math.sqrt(2) * spread)], rtol=EXACT
    )


def test_one_past_session_has_no_spread() -> None:
    """Without two estimation AARs the crude dependence t is undefined."""
    sample = drawn_sample(33)
    sample = replace(sample, evidence=replace(sample.evidence, average=DaySums(np.ones(1), np.ones(1))))
    assert np.isnan(crude_dependence_t(sample).p_value).all()


def test_the_cross_sectional_t_is_the_one_sample_t_test_of_scipy() -> None:
    """Statistic and p-value are those of ``ttest_1samp``, each column with its own number of events."""
    sample = drawn_sample(31, missing=0.2)
    oracle = stats.ttest_1samp(sample.values, 0, nan_policy="omit")
    found = cross_sectional_t(sample)
    np.testing.assert_allclose(found.statistic, oracle.statistic, rtol=EXACT)
    np.testing.assert_allclose(found.p_value, oracle.pvalue, rtol=EXACT)


def test_the_laws_are_those_of_the_papers() -> None:
    """BMP and its adjustment are read against t(n-1), the others against the normal law."""
    sample = drawn_sample(37, n=6)
    for test in (bmp, adjusted_bmp):
        found = test(sample)
        np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(np.abs(found.statistic), 5), rtol=EXACT)
    for test in (patell, adjusted_patell, j1, j2):
        found = test(sample)
        np.testing.assert_allclose(found.p_value, 2 * stats.norm.sf(np.abs(found.statistic)), rtol=EXACT)


def test_j2_is_the_book_s_with_equal_m() -> None:
    """With 240 observations everywhere J2 is sqrt(N (M-4)/(M-2)) mean(SCAR)."""
    sample = replace(drawn_sample(41), degrees_of_freedom=np.full(15, 238))
    expected = math.sqrt(15 * 236 / 238) * sample.standardized.mean
    np.testing.assert_allclose(j2(sample).statistic, expected, rtol=EXACT)
    np.testing.assert_array_equal(j2(sample).statistic, patell(sample).statistic)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_j1_equals_a_textbook_loop(missing: float) -> None:
    """J1 divides the CAAR by the root of the summed forecast variances over N squared."""
    sample = drawn_sample(43, missing=missing)
    expected = []
    for column in range(len(sample.columns)):
        rows = rows_of(sample, column)
        caar = statistics.fmean(row.value for row in rows)
        expected.append(caar / math.sqrt(math.fsum(row.variance for row in rows) / len(rows) ** 2))
    np.testing.assert_allclose(j1(sample).statistic, expected, rtol=EXACT)


@pytest.mark.parametrize("name", PARAMETRIC)
def test_a_window_of_one_day_is_the_day(name: str) -> None:
    """A window of one day has the statistic of the day."""
    base = drawn_sample(43, missing=0.2)
    variances = base.variances.copy()
    variances[:, -1] = variances[:, 2]
    found = PARAMETRIC[name].statistics(replace(base, variances=variances))
    assert found.statistic[-1] == pytest.approx(found.statistic[2], rel=1e-12)
    assert found.p_value[-1] == pytest.approx(found.p_value[2], rel=1e-12)


def test_without_correlation_nothing_is_adjusted() -> None:
    """A correlation of zero gives the unadjusted statistics; one that nobody computed gives none."""
    sample = drawn_sample(45, missing=0.1)
    free = _with_correlation(sample, 0.0)
    np.testing.assert_allclose(adjusted_patell(free).statistic, patell(free).statistic, rtol=1e-14)
    np.testing.assert_allclose(adjusted_bmp(free).statistic, bmp(free).statistic, rtol=1e-14)
    unknown = replace(sample, evidence=replace(sample.evidence, correlation=None))
    for test in (adjusted_patell, adjusted_bmp):
        assert np.isnan(test(unknown).p_value).all()


@pytest.mark.parametrize("r", [1.0, -1 / 14, -0.5, np.nan])
def test_a_correlation_that_cannot_be_adjusts_nothing(r: float) -> None:
    """1 + (n - 1) r must be above zero and r below one: else the adjusted statistics are NaN."""
    sample = _with_correlation(drawn_sample(46), r)
    for test in (adjusted_patell, adjusted_bmp):
        assert np.isnan(test(sample).statistic).all()
        assert np.isnan(test(sample).p_value).all()


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("off", [0.0, 1e-16, 2.3e-16, 1e-15, 1e-12, -2.3e-16, -1e-12])
def test_events_that_move_as_one_are_undefined_whatever_the_rounding(seed: int, off: float) -> None:
    """A correlation of one stays undefined when rounding leaves it a little less, or more."""
    sample = _with_correlation(drawn_sample(seed), 1.0 - off)
    for test in (adjusted_patell, adjusted_bmp):
        assert np.isnan(test(sample).statistic).all()
        assert np.isnan(test(sample).p_value).all()


@pytest.mark.parametrize("seed", range(20))
def test_residuals_that_are_multiples_of_each_other_have_no_adjusted_test(seed: int) -> None:
    """The correlation that is measured on such residuals is one but for rounding, and the tests are undefined."""
    draw = np.random.default_rng(seed)
    r = aligned_correlation(draw.uniform(0.1, 9, 15)[:, None] * draw.normal(0, 0.02, 60))
    assert r == pytest.approx(1, abs=1e-12)
    sample = _with_correlation(drawn_sample(seed), r)
    for test in (adjusted_patell, adjusted_bmp):
        assert np.isnan(test(sample).p_value).all()


def test_a_correlation_just_below_one_is_still_one() -> None:
    """The bound is 1 - 1e-9: above it nothing is adjusted, below it something is."""
    sample = drawn_sample(46)
    assert np.isnan(adjusted_bmp(_with_correlation(sample, 1 - 1e-10)).statistic).all()
    assert np.isfinite(adjusted_bmp(_with_correlation(sample, 1 - 1e-8)).statistic).all()


def test_the_adjustment_counts_the_events_of_the_column() -> None:
    """With r = -0.1 a column of nine events has an adjustment, and one of fifteen has none."""
    values = np.random.default_rng(47).normal(size=(15, 2))
    values[9:, 1] = np.nan
    found = adjusted_bmp(_with_correlation(sample_of(values), -0.1)).statistic
    np.testing.assert_array_equal(np.isfinite(found), [False, True, False])


def _statistics(sample: Sample) -> Floats:
    return np.concatenate([test.statistics(sample).statistic for test in PARAMETRIC.values()])


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(15)), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_matters(seed: int, order: list[int], c: float) -> None:
    """Events in another order, and returns in another unit, give the same statistics."""
    sample = drawn_sample(seed, missing=0.1)
    average = sample.evidence.average
    other = replace(
        sample,
        values=c * sample.values[order],
        variances=c**2 * sample.variances[order],
        degrees_of_freedom=sample.degrees_of_freedom[order],
        evidence=replace(sample.evidence, average=DaySums(c * average.sums, average.counts)),
    )
    np.testing.assert_allclose(_statistics(other), _statistics(sample), rtol=1e-8, atol=1e-10)


def test_one_event_has_no_spread_but_a_forecast_variance() -> None:
    """With one event the tests that need a spread across events are undefined, and the others are not."""
    sample = drawn_sample(47, n=1)
    for name, test in PARAMETRIC.items():
        assert np.isnan(test.statistics(sample).p_value).all() == (name in SPREADS)


@pytest.mark.parametrize("test", [*[one.statistics for one in PARAMETRIC.values()], j1, j2])
def test_no_events_test_nothing(test: Callable[[Sample], Statistics]) -> None:
    """An empty sample gives NaN for every column, without a warning."""
    found = test(drawn_sample(53, n=0))
    assert np.isnan(found.statistic).all()
    assert np.isnan(found.p_value).all()


def test_events_that_all_moved_alike_have_no_t() -> None:
    """Zero spread across events leaves the t tests undefined, not infinite."""
    sample = sample_of(np.full((3, 2), 0.1))
    for name in SPREADS:
        assert np.isnan(PARAMETRIC[name].statistics(sample).statistic).all()


def test_two_degrees_of_freedom_have_no_variance() -> None:
    """Patell is undefined in the columns of an event whose t law has no variance, and in no other."""
    values = np.random.default_rng(59).normal(size=(4, 3))
    values[0, 1] = np.nan
    sample = replace(sample_of(values), degrees_of_freedom=np.array([2, 9, 9, 9]))
    np.testing.assert_array_equal(np.isfinite(patell(sample).statistic), [False, True, False, False])


def test_an_event_without_a_forecast_variance_is_not_in_patell() -> None:
    """An event that never moved has no standardised return, and neither numerator nor denominator counts it."""
    values = np.array([[0.1], [0.2], [0.3]])
    still = sample_of(values, np.array([[1.0], [1.0], [0.0]]))
    np.testing.assert_allclose(patell(still).statistic, patell(sample_of(values[:2])).statistic, rtol=EXACT)


def test_a_number_an_event_is_summed_over_the_events_of_the_column() -> None:
    """A NaN spoils the columns that its event has, and no other."""
    there = np.array([[True, False, False], [True, True, False]])
    np.testing.assert_array_equal(sum_over_events(np.array([1.0, 2.0]), there), [3, 2, 0])
    np.testing.assert_array_equal(sum_over_events(np.array([np.nan, 2.0]), there), [np.nan, 2, 0])
