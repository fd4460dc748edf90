"""The minimum detectable pump: power rises with the size, and sizes between those tried are interpolated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from placebo_market import large_reference, large_windows

from eventstudy.analysis.calibration.detectable import LEVEL, SIZES, PowerCurves, power_curves
from eventstudy.analysis.calibration.matching import UpLegs, matched_p_values
from eventstudy.analysis.calibration.placebo_windows import components_of
from eventstudy.analysis.calibration.reference import STRANGER

CURVES = PowerCurves(np.array([1.0, 2.0, 4.0]), np.array([[0.1, 0.4, 0.9], [0.0, 0.1, 0.2], [np.nan] * 3]))


@pytest.mark.parametrize(
    ("stratum", "power", "sigmas"),
    [(0, 0.5, 2.4), (0, 0.8, 3.6), (0, 0.4, 2.0), (0, 0.9, 4.0), (0, 0.05, 1.0), (1, 0.15, 3.0)],
)
def test_sizes_between_are_interpolated(stratum: int, power: float, sigmas: float) -> None:
    """Between two sizes the one with the power asked for is on the straight line; below the first it is that."""
    found = CURVES.minimum_detectable(np.array([0.03]), np.array([stratum]), power)
    assert found == pytest.approx(np.exp(0.03 * sigmas) - 1)


def test_out_of_reach_and_unknown() -> None:
    """A power that no size reaches takes an infinite pump; an unknown curve gives no size."""
    found = CURVES.minimum_detectable(np.array([0.03, 0.03]), np.array([1, 2]), 0.5)
    assert found[0] == np.inf
    assert np.isnan(found[1])


@given(st.floats(0.001, 0.2), st.floats(0.01, 0.89), st.floats(0.01, 0.89))
def test_more_power_takes_a_larger_pump(sigma: float, one: float, other: float) -> None:
    """The detectable pump grows with the power asked for."""
    low, high = (
        CURVES.minimum_detectable(np.array([sigma]), np.array([0]), power)[0]
        for power in sorted((one, other))
    )
    assert 0 < low <= high


def test_power_rises_to_certainty() -> None:
    """On a market of forty shares power rises with the size, from that of nothing to nearly one."""
    for rates in large_reference().curves.rates:
        assert (np.diff(rates) >= 0).all()
        assert rates[0] < 0.15
        assert rates[-1] > 0.9


def test_the_size_that_is_told_has_the_power_that_is_told() -> None:
    """Steep pumps of the size told for a power of 80 %, laid into other windows, are found about as often."""
    reference, windows = large_reference(), large_windows()
    stratum = reference.strata.of(windows.zero_return_share)
    size = reference.curves.minimum_detectable(windows.sigma, stratum, 0.8)
    rng = np.random.default_rng(1)
    which = rng.integers(0, len(windows), 1_500)
    added = np.zeros((1_500, 31))
    rise, fall = rng.integers(1, 4, 1_500), rng.integers(1, 9, 1_500)
    start = rise + rng.integers(0, 6, 1_500)
    back = rng.uniform(0.8, 1.2, 1_500)
    run_up = rng.uniform(0, 0.3, 1_500)
    for i in range(1_500):
        top = np.log1p(size[which[i]])
        added[i, :10] = np.log1p(run_up[i]) / 10
        added[i, 10 : 10 + rise[i]] += top / rise[i]
        added[i, 10 + start[i] : 10 + start[i] + fall[i]] -= back[i] * top / fall[i]
    found = components_of(windows.abnormal[which] + added, windows.sigma[which])
    legs = UpLegs(
        np.full(1_500, STRANGER),
        stratum[which],
        found["up_strength"],
        windows.sigma[which],
        found["reversal_score"],
    )
    p_value = matched_p_values(reference.legs, legs, slope=reference.slope).p_value
    # Two standard errors of 1,500 draws, and of the 400 that each point of the curve rests on.
    assert np.mean(np.nan_to_num(p_value, nan=1.0) <= LEVEL) == pytest.approx(0.8, abs=0.06)


def test_too_few_windows_have_no_curve() -> None:
    """A stratum without enough windows for a p-value, and one without windows, has no power."""
    windows = large_windows().take(np.arange(300))
    scored = components_of(windows.abnormal, windows.sigma)
    legs = UpLegs(
        windows.security,
        np.zeros(300, dtype=np.int64),
        scored["up_strength"],
        windows.sigma,
        scored["reversal_score"],
    )
    curves = power_curves(windows, legs, legs.take(legs.gated), slope=0.0, strata=2, seed=1)
    assert curves.rates.shape == (2, len(SIZES))
    assert np.isnan(curves.rates).all()
