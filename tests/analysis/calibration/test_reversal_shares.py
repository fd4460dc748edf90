"""How often the windows an up-leg is compared with gave back half of their peak."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from eventstudy.analysis.calibration.matching import MATCHED, UpLegs
from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import ReferenceSet, reference_set
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import date_of
from eventstudy.prices.panel import Panel

SHARES, SEED = 14, 3


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Fourteen restless shares over six years, on which nothing is announced."""
    days = pd.bdate_range("2016-01-04", periods=1500)
    rng = np.random.default_rng(SEED)
    market = np.cumsum(0.01 * rng.standard_normal(len(days)))
    own = np.cumsum(0.03 * rng.standard_t(4, (SHARES, len(days))), axis=1)
    names = [f"S{number}" for number in range(SHARES)]
    closes = pd.DataFrame(np.exp(market + own).T, index=days, columns=names).assign(M=np.exp(market))
    return Panel.from_frame(closes, benchmark="M")


@pytest.fixture(scope="module")
def reference(panel: Panel) -> ReferenceSet:
    """Return the reference set of the fourteen shares."""
    occupied = np.zeros(panel.prices.shape, dtype=np.bool_)
    windows = placebo_windows(panel, occupied, last=20, seed=SEED)
    return reference_set(windows, panel.securities, seed=SEED, simulated=False)


def by_hand(reference: ReferenceSet, legs: UpLegs, i: int) -> float:
    """Sort all windows of other securities by distance, and average what the nearest thousand did."""
    pool = reference.legs
    there = (pool.stratum == legs.stratum[i]) & (pool.security != legs.security[i])
    distance = np.hypot(
        np.log(pool.up_strength[there] / legs.up_strength[i]), np.log(pool.sigma[there] / legs.sigma[i])
    )
    return float(reference.reversed[there][np.argsort(distance)[:MATCHED]].mean())


def test_the_share_is_that_of_the_nearest_windows(reference: ReferenceSet) -> None:
    """It is the mean over the 1,000 nearest windows of other securities, found by sorting all of them."""
    legs = reference.legs.take(np.arange(0, len(reference.legs), 67))
    found = reference.reversal_shares(legs)
    assert len(found) > 20
    np.testing.assert_allclose(found, [by_hand(reference, legs, i) for i in range(len(legs))])


def test_what_reversed_is_what_signatures_say(panel: Panel, reference: ReferenceSet) -> None:
    """Where every window is an event, those with an up-leg and a half-life are as many as the set marks."""
    windows = placebo_windows(panel, np.zeros(panel.prices.shape, dtype=np.bool_), last=20, seed=SEED)
    chosen = np.arange(0, len(windows), 89)
    names = [panel.securities[row] for row in windows.security[chosen]]
    events = [
        Event(f"e{i}", name, date_of(day))
        for i, (name, day) in enumerate(zip(names, windows.day0[chosen], strict=True))
    ]
    share = float(reference.reversed.mean())
    half_lives = []
    for event in events:  # one at a time: announcements of one share would leave each other's estimation
        found = signatures(panel, [event])
        if found.components["up_strength"][0] > 2:
            half_lives.append(found.components["half_life"][0])
    told = np.isfinite(half_lives)
    assert told.mean() == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / len(told)))


def test_an_ordinary_move_is_compared_with_nothing(reference: ReferenceSet) -> None:
    """Below the gate there is no share, and beyond the reference set's strata neither."""
    small = UpLegs(np.array([0]), np.array([0]), np.array([1.5]), np.array([0.03]), np.array([0.0]))
    assert np.isnan(reference.reversal_shares(small)).all()
