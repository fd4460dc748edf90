"""p-values against comparable up-legs agree with loops, have their size, and take out the slope of the tail."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from placebo_market import up_legs

from eventstudy.analysis.calibration.matching import (
    GATE,
    MATCHED,
    UpLegs,
    matched_p_values,
    matched_scores,
    tail_slope,
)


def by_loops(reference: UpLegs, tested: UpLegs, slope: float, fewest: int) -> list[float]:
    """Compute the p-values from the definition, one window and one comparison at a time."""
    out = []
    for i in range(len(tested)):
        if not tested.up_strength[i] > GATE:
            out.append(math.nan)
            continue
        others = []
        for j in range(len(reference)):
            if reference.stratum[j] == tested.stratum[i] and reference.security[j] != tested.security[i]:
                up = math.log(reference.up_strength[j] / tested.up_strength[i])
                across = math.log(reference.sigma[j] / tested.sigma[i])
                others.append((up**2 + across**2, reference.score[j] / reference.up_strength[j] ** slope))
        others.sort()
        mine = tested.score[i] / tested.up_strength[i] ** slope
        above = sum(score >= mine for _, score in others[:fewest])
        out.append((1 + above) / (1 + fewest) if len(others) >= fewest else math.nan)
    return out


@pytest.mark.parametrize("slope", [0.0, 0.7])
@pytest.mark.parametrize("securities", [3, 40])
def test_p_values_by_loops(slope: float, securities: int) -> None:
    """P is one plus those of the nearest others that score as much, over one plus their number."""
    reference = up_legs(500, seed=1, securities=securities, strata=2)
    tested = up_legs(30, seed=2, securities=securities, strata=2)
    tested.up_strength[:3] = [1.5, 2.0, np.nan]
    tested.security[3:6] = -1
    found = matched_p_values(reference, tested, slope=slope, fewest=100)
    assert found.p_value == pytest.approx(by_loops(reference, tested, slope, 100), nan_ok=True)
    assert np.isnan(found.p_value[:3]).all()
    assert found.matched.tolist() == [0, 0, 0, *[100] * 27]


def test_own_security_is_left_out() -> None:
    """Windows of the event's own share do not count, however near and however extreme."""
    reference = up_legs(1_500, seed=3)
    tested = up_legs(1, seed=4)
    own = UpLegs(
        np.repeat(tested.security, 600),
        np.zeros(600, dtype=np.int64),
        np.repeat(tested.up_strength, 600),
        np.repeat(tested.sigma, 600),
        np.full(600, 1e9),
    )
    without = reference.take(reference.security != tested.security[0])
    both = UpLegs(
        *(
            np.concatenate([getattr(without, name), getattr(own, name)])
            for name in ("security", "stratum", "up_strength", "sigma", "score")
        )
    )
    assert (
        matched_p_values(both, tested, slope=0.5).p_value
        == matched_p_values(without, tested, slope=0.5).p_value
    )


@pytest.mark.parametrize(("others", "known"), [(MATCHED - 1, False), (MATCHED, True)])
def test_too_few_give_no_p_value(others: int, known: bool) -> None:  # noqa: FBT001  -- pytest passes it by name
    """999 windows of other shares give no p-value, 1,000 give one, whatever the own share adds."""
    reference = up_legs(others + 300, seed=5)
    reference.security[:others], reference.security[others:] = 1, 0
    tested = replace(up_legs(1, seed=6), security=np.array([0]))
    found = matched_p_values(reference, tested, slope=0.0)
    assert np.isfinite(found.p_value[0]) == known
    assert found.matched[0] == others


def test_no_reference_and_no_event() -> None:
    """Without a reference, without events, and in a stratum that holds nothing, there is no p-value."""
    some = up_legs(5, seed=7)
    assert np.isnan(matched_p_values(up_legs(0, seed=1), some, slope=0.0).p_value).all()
    assert matched_p_values(some, up_legs(0, seed=1), slope=0.0).p_value.shape == (0,)
    elsewhere = replace(some, stratum=some.stratum + 1)
    assert np.isnan(matched_p_values(up_legs(2_000, seed=1), elsewhere, slope=0.0).p_value).all()


@pytest.mark.parametrize("workers", [1, 2])
def test_threads_do_not_matter(workers: int) -> None:
    """The p-values are the same bits, however many threads search."""
    reference, tested = up_legs(3_000, seed=8, strata=3), up_legs(200, seed=9, strata=3)
    usual = matched_p_values(reference, tested, slope=0.4, fewest=500)
    assert (
        matched_p_values(reference, tested, slope=0.4, fewest=500, workers=workers).p_value.tobytes()
        == usual.p_value.tobytes()
    )


def test_p_values_are_uniform() -> None:
    """On independent windows that follow one law, 5 % and 1 % of the p-values are as small as that."""
    reference, tested = up_legs(6_000, seed=10), replace(up_legs(8_000, seed=11), security=np.full(8_000, -1))
    p_value = matched_p_values(reference, tested, slope=0.0).p_value
    # Three standard errors of 8,000 draws, and those of the reference's own quantile.
    assert np.mean(p_value <= 0.05) == pytest.approx(0.05, abs=0.012)
    assert np.mean(p_value <= 0.01) == pytest.approx(0.01, abs=0.006)
    assert np.mean(p_value) == pytest.approx(0.5, abs=0.02)


def test_large_rises_are_not_unusual_by_size_alone() -> None:
    """Where scores grow with the rise, large rises keep their size with the slope taken out, and not without it."""
    grown = []
    for seed in (12, 13):
        legs = up_legs(8_000, seed=seed)
        grown.append(replace(legs, score=legs.score * legs.up_strength**0.8))
    reference, tested = grown[0], replace(grown[1], security=np.full(8_000, -1))
    large = tested.up_strength > 6
    rates = [
        np.mean(matched_p_values(reference, tested, slope=slope).p_value[large] <= 0.05)
        for slope in (0.0, tail_slope(reference))
    ]
    assert rates[1] == pytest.approx(0.05, abs=0.035)
    assert rates[0] > rates[1] + 0.03


@pytest.mark.parametrize("planted", [0.0, 0.5, 0.9])
def test_the_slope_is_recovered(planted: float) -> None:
    """The slope of the tail comes out as planted."""
    legs = up_legs(60_000, seed=14)
    found = tail_slope(replace(legs, score=legs.score * legs.up_strength**planted))
    assert found == pytest.approx(planted, abs=0.08)


@pytest.mark.parametrize("planted", [-1.0, 2.0])
def test_the_slope_stays_between_none_and_proportion(planted: float) -> None:
    """A slope below 0 counts as 0, and one above 1 as 1."""
    legs = up_legs(20_000, seed=15)
    found = tail_slope(replace(legs, score=legs.score * legs.up_strength**planted))
    assert found == np.clip(planted, 0, 1)


@pytest.mark.parametrize("count", [0, 1, 399, 400, 798])
def test_few_windows_have_no_slope(count: int) -> None:
    """Fewer than three groups of windows tell no slope, which then counts as proportional: the careful side."""
    assert tail_slope(up_legs(count, seed=16)) == 1.0


def test_scores_of_nothing_have_no_slope() -> None:
    """Where nine in ten windows score 0 the logarithm has no slope, and it counts as proportional."""
    legs = up_legs(5_000, seed=17)
    assert tail_slope(replace(legs, score=np.zeros(5_000))) == 1.0


@given(st.floats(0.1, 10.0), st.integers(0, 2**32 - 1))
def test_units_of_the_score_do_not_matter(factor: float, seed: int) -> None:
    """Scores in other units have the same p-values and the same slope, and so have windows in another order."""
    reference, tested = up_legs(900, seed=seed), up_legs(20, seed=seed + 1)
    usual = matched_p_values(reference, tested, slope=0.5, fewest=200)
    scaled = [replace(one, score=one.score * factor) for one in (reference, tested)]
    assert matched_p_values(*scaled, slope=0.5, fewest=200).p_value == pytest.approx(usual.p_value)
    assert tail_slope(scaled[0]) == pytest.approx(tail_slope(reference), abs=1e-6)
    turned = reference.take(np.random.default_rng(seed).permutation(900))
    assert matched_p_values(turned, tested, slope=0.5, fewest=200).p_value == pytest.approx(usual.p_value)


def test_no_p_value_is_finer_than_the_separate_stretches() -> None:
    """Windows of few stretches give a floor; what they count is stretches and other securities, each once."""
    reference = replace(up_legs(400, seed=1, strata=1), stretch=np.arange(400) // 40)
    tested = up_legs(3, seed=2, strata=1)
    tested.score[:] = 1e9
    found = matched_p_values(reference, tested, slope=0.0, fewest=300)
    assert found.p_value == pytest.approx([1 / 301] * 3)
    assert found.floored().p_value == pytest.approx(1 / (1 + found.stretches))
    assert found.stretches.tolist() == [10, 10, 10]
    others = [len(set(reference.security.tolist()) - {one}) for one in tested.security.tolist()]
    assert all(0 < seen <= most for seen, most in zip(found.securities.tolist(), others, strict=True))


@pytest.mark.parametrize("slope", [0.0, 0.7])
def test_the_scores_beside_an_event_are_those_that_its_p_value_counts(slope: float) -> None:
    """Of the scores that a window is compared with the share that reaches its own is what its p-value says."""
    reference, tested = up_legs(900, seed=1, strata=2), up_legs(40, seed=2, strata=2)
    tested.up_strength[:2] = [1.5, np.nan]
    scores = matched_scores(reference, tested, slope=slope, fewest=100)
    found = matched_p_values(reference, tested, slope=slope, fewest=100)
    assert np.isnan(scores[:2]).all()
    assert np.isfinite(scores[2:]).all()
    above = (scores[2:] >= tested.score[2:, None] * (1 - 1e-12)).sum(axis=1)
    assert found.p_value[2:] == pytest.approx((1 + above) / 101)


def test_scores_are_told_for_a_rise_of_the_events_size() -> None:
    """A comparable window's score is scaled by the ratio of the rises to the slope, and its own share does not count."""
    reference, tested = up_legs(300, seed=3), up_legs(1, seed=4)
    slope, fewest = 0.6, 50
    up, across = (
        np.log(getattr(reference, name) / getattr(tested, name)) for name in ("up_strength", "sigma")
    )
    far = np.where(reference.security == tested.security, np.inf, np.hypot(up, across))
    nearest = np.argsort(far)[:fewest]
    expected = reference.score[nearest] * (tested.up_strength / reference.up_strength[nearest]) ** slope
    (found,) = matched_scores(reference, tested, slope=slope, fewest=fewest)
    np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=1e-12)


def test_too_few_comparable_windows_give_no_scores() -> None:
    """Where there is no p-value there is nothing to draw either."""
    scores = matched_scores(up_legs(60, seed=5), up_legs(3, seed=6), slope=0.5, fewest=100)
    assert scores.shape == (3, 100)
    assert np.isnan(scores).all()
