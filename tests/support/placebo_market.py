"""A made-up market on which nothing is announced, for reference sets."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.analysis.calibration.matching import UpLegs
from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import reference_set
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.arrays import Floats

LAST = 20


def names(shares: int) -> list[str]:
    """Name the shares S0, S1, and so on."""
    return [f"S{number}" for number in range(shares)]


def quiet_returns(shares: int, sessions: int, *, seed: int) -> tuple[Floats, Floats]:
    """Draw log returns of shares with fat tails and a beta of 0.8, shape (shares, sessions), and the market's."""
    rng = np.random.default_rng(seed)
    market = 0.01 * rng.standard_normal(sessions)
    sigma = rng.uniform(0.01, 0.04, (shares, 1))
    return 0.8 * market + sigma * rng.standard_t(4, (shares, sessions)), market


def panel_of(returns: Floats, market: Floats) -> Panel:
    """Make a panel from log returns."""
    days = pd.bdate_range("2022-01-03", periods=len(market))
    closes = pd.DataFrame(np.exp(returns.cumsum(axis=1)).T, index=days, columns=names(len(returns)))
    return Panel.from_frame(closes.assign(M=np.exp(market.cumsum())), benchmark="M")


def quiet_panel(shares: int = 4, sessions: int = 420, *, seed: int = 1) -> Panel:
    """Make a panel of shares on which nothing is announced."""
    return panel_of(*quiet_returns(shares, sessions, seed=seed))


def quiet_windows(panel: Panel, *, last: int = LAST) -> PlaceboWindows:
    """Measure every window of a panel without announcements."""
    return placebo_windows(panel, np.zeros(panel.prices.shape, dtype=np.bool_), last=last, seed=1)


@cache
def large_windows() -> PlaceboWindows:
    """Return the windows of forty shares, of which more than a thousand have an up-leg."""
    return quiet_windows(quiet_panel(40, 560, seed=5))


@cache
def large_reference() -> ReferenceSet:
    """Return the reference set of these windows."""
    return reference_set(large_windows(), names(40), seed=3, simulated=True)


def up_legs(count: int, *, seed: int, securities: int = 40, strata: int = 1) -> UpLegs:
    """Draw gated up-legs whose scores say nothing of their size."""
    rng = np.random.default_rng(seed)
    return UpLegs(
        security=rng.integers(0, securities, count),
        stratum=rng.integers(0, strata, count),
        up_strength=2 + rng.exponential(1.0, count) + 1e-9,
        sigma=rng.uniform(0.01, 0.05, count),
        score=rng.exponential(1.0, count),
    )
