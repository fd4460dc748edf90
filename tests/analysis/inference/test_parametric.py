"""The parametric tests equal textbook loops, obey their identities, and are undefined where they must be."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.abnormal import AbnormalReturns
from eventstudy.analysis.parametric import NOTES, TESTS, bmp, cross_sectional_t, patell

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

EXACT = 1e-10


def _sample(seed: int, *, n: int = 15, length: int = 7, missing: float = 0.0) -> AbnormalReturns:
    draw = np.random.default_rng(seed)
    values = draw.normal(0.004, 0.03, (n, length))
    values[draw.random(values.shape) < missing] = np.nan
    variances = np.where(np.isfinite(values), draw.uniform(4e-4, 2e-3, values.shape), np.nan)
    return AbnormalReturns(
        values, variances, draw.uniform(4e-3, 2e-2, n), draw.integers(58, 238, n).astype(np.int64)
    )


def _rows(sample: AbnormalReturns, day: int | None) -> list[tuple[float, float, int]]:
    """List (A, variance, d) of the events that have the day, or of all windows."""
    rows = []
    for i, degrees in enumerate(sample.degrees_of_freedom.tolist()):
        days = [value for value in sample.values[i].tolist() if not math.isnan(value)]
        if day is None:
            rows.append((math.fsum(days), float(sample.car_variances[i]), degrees))
        elif not math.isnan(sample.values[i, day]):
            rows.append((float(sample.values[i, day]), float(sample.variances[i, day]), degrees))
    return rows


def _student(numbers: list[float]) -> float:
    return math.sqrt(len(numbers)) * statistics.fmean(numbers) / statistics.stdev(numbers)


def _expected(name: str, rows: list[tuple[float, float, int]]) -> float:
    if name == "cross_sectional_t":
        return _student([a for a, _, _ in rows])
    standardized = [a / math.sqrt(v) for a, v, _ in rows]
    if name == "bmp":
        return _student(standardized)
    return math.fsum(standardized) / math.sqrt(math.fsum(d / (d - 2) for _, _, d in rows))


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("name", TESTS)
def test_equals_a_textbook_loop(name: str, missing: float) -> None:
    """Every day and the window give the number that a plain loop over the events gives."""
    sample = _sample(29, missing=missing)
    outcome = TESTS[name](sample)
    by_day = [_expected(name, _rows(sample, day)) for day in range(sample.values.shape[1])]
    np.testing.assert_allclose(outcome.by_day.statistic, by_day, rtol=EXACT)
    assert outcome.window.statistic == pytest.approx(_expected(name, _rows(sample, None)), rel=EXACT)


def test_the_cross_sectional_t_is_the_one_sample_t_test_of_scipy() -> None:
    """Statistic and p-value are those of ``ttest_1samp``, each day with its own number of events."""
    sample = _sample(31, missing=0.2)
    oracle = stats.ttest_1samp(sample.values, 0, nan_policy="omit")
    outcome = cross_sectional_t(sample)
    np.testing.assert_allclose(outcome.by_day.statistic, oracle.statistic, rtol=EXACT)
    np.testing.assert_allclose(outcome.by_day.p_value, oracle.pvalue, rtol=EXACT)
    window = stats.ttest_1samp(sample.car, 0)
    assert outcome.window.p_value == pytest.approx(float(window.pvalue), rel=EXACT)


def test_the_laws_are_those_of_the_papers() -> None:
    """BMP is read against t(n-1), Patell against the normal law."""
    sample = _sample(37, n=6)
    standardized = bmp(sample).window
    assert standardized.p_value == pytest.approx(2 * stats.t.sf(abs(standardized.statistic), 5), rel=EXACT)
    pooled = patell(sample).window
    assert pooled.p_value == pytest.approx(2 * stats.norm.sf(abs(pooled.statistic)), rel=EXACT)


def test_patell_s_window_is_j2() -> None:
    """With equal M the window's statistic is sqrt(N (M-4)/(M-2)) mean(SCAR)."""
    base = _sample(41)
    sample = AbnormalReturns(base.values, base.variances, base.car_variances, np.full(15, 238))
    j2 = math.sqrt(15 * 236 / 238) * float(sample.standardized_car.mean())
    assert patell(sample).window.statistic == pytest.approx(j2, rel=EXACT)


@pytest.mark.parametrize("name", TESTS)
def test_a_window_of_one_day_is_the_day(name: str) -> None:
    """L = 1 makes the window's statistic the one-day statistic."""
    base = _sample(43, length=1)
    sample = AbnormalReturns(base.values, base.variances, base.variances[:, 0], base.degrees_of_freedom)
    outcome = TESTS[name](sample)
    assert outcome.window.statistic == pytest.approx(outcome.by_day.statistic[0], rel=1e-12)


def _statistics(sample: AbnormalReturns) -> Floats:
    outcomes = [test(sample) for test in TESTS.values()]
    return np.concatenate([np.append(one.by_day.statistic, one.window.statistic) for one in outcomes])


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(15)), st.floats(1e-3, 1e3))
def test_neither_order_nor_unit_matters(seed: int, order: list[int], c: float) -> None:
    """Events in another order, and returns in another unit, give the same statistics."""
    sample = _sample(seed, missing=0.1)
    other = AbnormalReturns(
        c * sample.values[order],
        c**2 * sample.variances[order],
        c**2 * sample.car_variances[order],
        sample.degrees_of_freedom[order],
    )
    np.testing.assert_allclose(_statistics(other), _statistics(sample), rtol=1e-8, atol=1e-10)


def test_one_event_has_no_spread_but_a_forecast_variance() -> None:
    """With one event only Patell is defined: it alone needs no spread across events."""
    sample = _sample(47, n=1)
    assert np.isnan(cross_sectional_t(sample).by_day.statistic).all()
    assert math.isnan(bmp(sample).window.p_value)
    assert math.isfinite(patell(sample).window.statistic)


@pytest.mark.parametrize("name", TESTS)
def test_no_events_test_nothing(name: str) -> None:
    """An empty sample gives NaN for every day and the window, without a warning."""
    outcome = TESTS[name](_sample(53, n=0))
    assert np.isnan(outcome.by_day.statistic).all()
    assert math.isnan(outcome.window.statistic)
    assert math.isnan(outcome.window.p_value)


def test_events_that_all_moved_alike_have_no_t() -> None:
    """Zero spread across events leaves the cross-sectional t undefined, not infinite."""
    values = np.full((3, 2), 0.1)
    sample = AbnormalReturns(values, values, np.ones(3), np.full(3, 100))
    assert np.isnan(cross_sectional_t(sample).by_day.statistic).all()


def test_two_degrees_of_freedom_have_no_variance() -> None:
    """Patell is undefined where an event's t law has no variance."""
    base = _sample(59)
    sample = AbnormalReturns(base.values, base.variances, base.car_variances, np.full(15, 2))
    assert math.isnan(patell(sample).window.statistic)


def test_every_test_says_what_it_withstands() -> None:
    """There is one line on each test, and none on a test that does not exist."""
    assert list(NOTES) == list(TESTS)
