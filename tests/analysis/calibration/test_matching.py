"""Matched p-values, against loops, their size by simulation, and the correction for large rises."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eventstudy.analysis.calibration.matching import GATE, UpLegs, matched_p_values, tail_slope

RNG = np.random.Generator(np.random.PCG64(11))


def up_legs(
    count: int, *, seed: int = 1, securities: int = 40, strata: int = 2, growth: float = 0.5
) -> UpLegs:
    """Draw windows whose scores grow with their up-legs by a power, and are independent otherwise."""
    rng = np.random.Generator(np.random.PCG64(seed))
    up = GATE * np.exp(rng.exponential(0.5, count))
    return UpLegs(
        security=rng.integers(0, securities, count),
        stratum=rng.integers(0, strata, count),
        up_strength=up,
        sigma=np.exp(rng.normal(-3.5, 0.3, count)),
        score=up**growth * np.exp(rng.normal(0, 0.6, count)),
    )


def by_hand(reference: UpLegs, one: UpLegs, slope: float, fewest: int) -> float:
    """Compare one window with the others one after another."""
    near = []
    for k in range(len(reference)):
        if reference.stratum[k] != one.stratum[0] or reference.security[k] == one.security[0]:
            continue
        distance = math.hypot(
            math.log(reference.up_strength[k] / one.up_strength[0]),
            math.log(reference.sigma[k] / one.sigma[0]),
        )
        near.append((distance, reference.score[k] / reference.up_strength[k] ** slope))
    if len(near) < fewest or one.up_strength[0] <= GATE:
        return math.nan
    scores = [score for _, score in sorted(near)[:fewest]]
    own = float(one.score[0] / one.up_strength[0] ** slope)
    return (1 + sum(bool(score >= own) for score in scores)) / (1 + fewest)


@pytest.mark.parametrize("slope", [0.0, 0.7])
def test_definition(slope: float) -> None:
    """A p-value counts the nearest windows of other securities of the stratum that score as much."""
    reference, tested = up_legs(600), up_legs(25, seed=2)
    found = matched_p_values(reference, tested, slope=slope, fewest=100)
    expected = [by_hand(reference, tested.take(np.array([k])), slope, 100) for k in range(25)]
    assert found.p_value == pytest.approx(expected, nan_ok=True)
    assert set(found.matched.tolist()) == {100}


def test_too_few_windows_give_no_p_value() -> None:
    """With fewer comparable windows of other securities than needed there is none, and the count says so."""
    reference, tested = up_legs(300, strata=1), up_legs(5, seed=2, strata=1)
    found = matched_p_values(reference, tested, slope=0.0, fewest=301)
    assert np.isnan(found.p_value).all()
    assert (found.matched < 301).all()
    assert np.isnan(
        matched_p_values(reference.take(np.array([], dtype=np.int64)), tested, slope=0.0).p_value
    ).all()


def test_below_the_gate_there_is_no_test() -> None:
    """A window without an up-leg to speak of is compared with nothing."""
    tested = up_legs(3, seed=2)
    tested.up_strength[1] = GATE
    found = matched_p_values(up_legs(600), tested, slope=0.0, fewest=100)
    assert np.isnan(found.p_value).tolist() == [False, True, False]
    assert found.matched[1] == 0


def test_threads_change_nothing() -> None:
    """One thread and two give the same p-values to the bit."""
    reference, tested = up_legs(900), up_legs(200, seed=4)
    one, two = (matched_p_values(reference, tested, slope=0.4, fewest=200, workers=n) for n in (1, 2))
    assert one.p_value.tobytes() == two.p_value.tobytes()


def test_size() -> None:
    """Windows like those of the reference set are rejected as often as the level says, in every size of rise."""
    reference, tested = up_legs(12_000, seed=5, securities=400), up_legs(6_000, seed=6, securities=400)
    p_value = matched_p_values(reference, tested, slope=tail_slope(reference)).p_value
    for low, high in ((2, 3), (3, 5), (5, 10), (10, 99)):
        among = (tested.up_strength > low) & (tested.up_strength <= high)
        error = math.sqrt(0.05 * 0.95 / among.sum())
        assert (p_value[among] <= 0.05).mean() == pytest.approx(0.05, abs=4 * error + 0.01)


def test_plain_comparison_rejects_large_rises_too_often() -> None:
    """Without the correction the largest rises are rejected far more often than the level says."""
    reference, tested = up_legs(3_000, seed=5, growth=0.9), up_legs(6_000, seed=6, growth=0.9)
    p_value = matched_p_values(reference, tested, slope=0.0, fewest=1_000).p_value
    assert (p_value[tested.up_strength > 8] <= 0.05).mean() > 0.12


@pytest.mark.parametrize("growth", [0.0, 0.3, 0.6, 0.9])
def test_slope_is_found(growth: float) -> None:
    """The slope by which scores grow with up-legs is found again, or a little more, never less."""
    assert growth - 0.05 <= tail_slope(up_legs(40_000, growth=growth)) <= growth + 0.10


def test_slope_keeps_within_bounds() -> None:
    """Scores that grow faster than their up-legs, or shrink, or are too few, are corrected within 0 to 1."""
    assert tail_slope(up_legs(8_000, growth=1.8)) == 1
    assert tail_slope(up_legs(8_000, growth=-0.5)) == 0
    assert tail_slope(up_legs(500)) == 0
