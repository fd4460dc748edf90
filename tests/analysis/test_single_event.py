"""One event against its own past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis import single_event
from eventstudy.analysis.single_event import abnormal_volatility, sq_test, volatility_by_day

if TYPE_CHECKING:
    import pytest


def _naive(residuals: list[float], abnormal: float) -> float:
    """Count one by one."""
    known = [e for e in residuals if np.isfinite(e)]
    if not known or not np.isfinite(abnormal):
        return np.nan
    below = 1 + sum(e <= abnormal for e in known)
    above = 1 + sum(e >= abnormal for e in known)
    return min(1.0, 2 * min(below, above) / (len(known) + 1))


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 40), st.booleans())
def test_the_p_value_is_its_definition(seed: int, m: int, tied: bool) -> None:  # noqa: FBT001 - drawn
    """Counting by bisection equals counting one by one, with ties and with missing sessions."""
    draw = np.random.default_rng(seed)
    residuals, abnormal = draw.normal(size=(4, m)), 1.5 * draw.normal(size=(4, 5))
    if tied:
        residuals, abnormal = residuals.round(), abnormal.round()
    residuals[draw.random(residuals.shape) < 0.2] = np.nan
    abnormal[draw.random(abnormal.shape) < 0.2] = np.nan
    expected = [[_naive(list(residuals[i]), abnormal[i, t]) for t in range(5)] for i in range(4)]
    np.testing.assert_array_equal(sq_test(residuals, abnormal), expected)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.data())
def test_a_level_of_2k_in_m_plus_1_is_the_order_statistic_rule(
    seed: int, m: int, data: st.DataObject
) -> None:
    """Rejecting at 2 k / (M + 1) is rejecting outside the k-th smallest and the k-th largest residual."""
    k = data.draw(st.integers(1, m // 2))
    draw = np.random.default_rng(seed)
    residuals, abnormal = draw.normal(size=(1, m)).round(1), draw.normal(size=(1, 50)).round(1)
    ordered = np.sort(residuals[0])
    outside = (abnormal[0] < ordered[k - 1]) | (abnormal[0] > ordered[m - k])
    p_values = sq_test(residuals, abnormal)[0]
    np.testing.assert_array_equal(p_values <= 2 * k / (m + 1) + 1e-12, outside)


def test_ninety_nine_residuals_reject_five_per_cent_beyond_the_fifth() -> None:
    """With M = 99, ten per cent two-sided is five in either tail: the paper's own example."""
    residuals = np.arange(1.0, 100.0)[None]
    abnormal = np.array([[4.9, 5.0, 5.1, 94.9, 95.0, 95.1]])
    np.testing.assert_array_equal(
        sq_test(residuals, abnormal)[0] <= 0.1, [True, False, False, False, False, True]
    )


def test_its_size_is_exact() -> None:
    """Exchangeable draws are rejected with probability 2 k / (M + 1), whatever their law."""
    draw = np.random.default_rng(3)
    for law in (draw.standard_normal, draw.standard_cauchy):
        drawn = law((20_000, 40))
        rejected = (sq_test(drawn[:, :39], drawn[:, 39:]) <= 0.05 + 1e-12).mean()
        assert abs(rejected - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 20_000)


def test_more_events_than_a_chunk_are_joined_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of three give what one chunk gives."""
    draw = np.random.default_rng(4)
    residuals, abnormal = draw.normal(size=(10, 30)), draw.normal(size=(10, 3))
    whole = sq_test(residuals, abnormal)
    monkeypatch.setattr(single_event, "_ROWS", 3)
    np.testing.assert_array_equal(sq_test(residuals, abnormal), whole)


def test_no_events_have_no_p_values() -> None:
    """An empty study is empty."""
    assert sq_test(np.empty((0, 10)), np.empty((0, 3))).shape == (0, 3)


def test_volatility_is_the_mean_of_beaver_s_u_against_f() -> None:
    """Ratio and p-value, event by event, with days missing."""
    draw = np.random.default_rng(5)
    abnormal, variances = draw.normal(0, 0.03, (6, 5)), draw.uniform(1e-4, 9e-4, (6, 5))
    abnormal[1, 2] = abnormal[2, :4] = np.nan
    degrees = np.array([98, 97, 50, 10, 3, 1])
    found = abnormal_volatility(abnormal, variances, degrees)
    for i in range(6):
        squares = [a**2 / v for a, v in zip(abnormal[i], variances[i], strict=True) if np.isfinite(a)]
        mean = sum(squares) / len(squares)
        np.testing.assert_allclose(found.ratio[i], mean, rtol=1e-12)
        np.testing.assert_allclose(found.p_value[i], stats.f.sf(mean, len(squares), degrees[i]), rtol=1e-10)


def test_one_day_s_volatility_is_its_squared_t() -> None:
    """With L = 1 the test of the variance is the two-sided t test of the day."""
    found = abnormal_volatility(np.array([[0.05]]), np.array([[0.0004]]), np.array([60]))
    np.testing.assert_allclose(found.p_value, 2 * stats.t.sf(2.5, 60), rtol=1e-10)


def test_volatility_without_days_or_degrees_is_undefined() -> None:
    """No day, no variance, no degree of freedom: NaN, without a warning."""
    abnormal = np.array([[np.nan, np.nan], [0.1, 0.1], [0.1, 0.1]])
    variances = np.array([[1.0, 1.0], [0.0, np.nan], [1.0, 1.0]])
    found = abnormal_volatility(abnormal, variances, np.array([10, 10, 0]))
    assert np.isnan(found.ratio).all()
    assert np.isnan(found.p_value).all()


def test_patell_s_v_by_day() -> None:
    """V_it has mean 1 and variance 2 (T - 3) / (T - 6), with T = d + 2 estimation sessions."""
    draw = np.random.default_rng(6)
    abnormal, variances = draw.normal(0, 0.03, (8, 3)), draw.uniform(1e-4, 9e-4, (8, 3))
    abnormal[0, 1] = np.nan
    abnormal[:, 2] = np.nan
    degrees = np.array([98, 97, 50, 10, 5, 4, 3, 60])
    found = volatility_by_day(abnormal, variances, degrees)
    for t in range(2):
        excess = variance = total = 0.0
        events = [i for i in range(8) if degrees[i] > 4 and np.isfinite(abnormal[i, t])]
        for i in events:
            sessions = degrees[i] + 2
            v = abnormal[i, t] ** 2 / variances[i, t] * (sessions - 4) / (sessions - 2)
            total += v
            excess += v - 1
            variance += 2 * (sessions - 3) / (sessions - 6)
        np.testing.assert_allclose(found.ratio[t], total / len(events), rtol=1e-12)
        np.testing.assert_allclose(found.statistic[t], excess / np.sqrt(variance), rtol=1e-10)
        np.testing.assert_allclose(found.p_value[t], stats.norm.sf(excess / np.sqrt(variance)), rtol=1e-10)
    assert np.isnan([found.ratio[2], found.statistic[2], found.p_value[2]]).all()
