"""Ramps from a panel: which closes a path is made of, and why an event has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from eventstudy.analysis.event import Event
from eventstudy.analysis.ramp import Ramps, ramps
from eventstudy.analysis.ramp_phase import PricePath, find_ramp
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from eventstudy.arrays import Floats

DAYS = pd.bdate_range("2023-01-02", periods=400)
ZERO = 300
SEED = 4


def event(name: str = "a", security: str = "S0", offset: int = 0) -> Event:
    """Make an event of one of the shares."""
    day: dt.date = DAYS[ZERO + offset].date()
    return Event(name, security, day)


def log_prices() -> tuple[Floats, Floats]:
    """Draw two shares, the first with a climb of 60 sessions that is given back, and their market."""
    rng = np.random.default_rng(1)
    market = np.cumsum(0.01 * rng.standard_normal(len(DAYS)))
    shares = market + np.cumsum(0.015 * rng.standard_normal((2, len(DAYS))), axis=1)
    shares[0, ZERO - 60 : ZERO + 1] += np.linspace(0, 1, 61) ** 2
    shares[0, ZERO + 1 :] += np.maximum(1 - np.arange(1, len(DAYS) - ZERO) / 10, 0.1)
    return shares, market


def panel_of(shares: Floats, market: Floats) -> Panel:
    """Make a panel from log prices, NaN where there is none."""
    closes = pd.DataFrame(np.exp(shares).T, index=DAYS, columns=["S0", "S1"]).assign(M=np.exp(market))
    return Panel.from_frame(closes, benchmark="M")


def ramps_of(shares: Floats, market: Floats, *events: Event) -> Ramps:
    """Test some events with few draws."""
    return ramps(panel_of(shares, market), events, draws=99, seed=SEED)


def test_a_path_is_the_log_of_share_over_benchmark_from_session_250_before_to_w() -> None:
    """The panel's ramp is that of the ratio cut by hand."""
    shares, market = log_prices()
    (found,) = ramps_of(shares, market, event()).ramps
    cut = slice(ZERO - 250, ZERO + 21)
    by_hand = find_ramp(PricePath(np.arange(-250, 21), (shares[0] - market)[cut]), draws=99, seed=SEED)
    assert found.statistic == pytest.approx(by_hand.statistic, rel=1e-8)
    assert (found.p_value, found.onset, found.start) == (by_hand.p_value, by_hand.onset, by_hand.start)


def test_a_planted_ramp_is_found_and_its_neighbour_has_none() -> None:
    """Only the share that climbed has stamps, and most of its climb was given back."""
    found = ramps_of(*log_prices(), event("a", "S0"), event("b", "S1"))
    climbed, quiet = found.ramps
    assert climbed.p_value <= 0.05
    assert climbed.peak is not None
    assert abs(climbed.peak) <= 2
    assert climbed.give_back > 0.7
    assert quiet.start is None
    np.testing.assert_array_equal(found.p_values, [climbed.p_value, quiet.p_value])


def test_other_events_do_not_change_a_result() -> None:
    """The draws are the same for every event: alone or in company, in any order."""
    shares, market = log_prices()
    both = ramps_of(shares, market, event("b", "S1"), event("a", "S0"))
    assert both.ramps[1] == ramps_of(shares, market, event("a", "S0")).ramps[0]


def test_a_hole_is_left_out_of_the_path() -> None:
    """Sessions on which the share or its benchmark has no close are counted, and the rest is tested."""
    shares, market = log_prices()
    shares[0, ZERO - 150 : ZERO - 140] = np.nan
    market[ZERO - 100] = np.nan
    (found,) = ramps_of(shares, market, event()).ramps
    assert (found.sessions, found.missing) == (260, 11)
    assert found.start is not None


def test_a_young_share_is_tested_on_what_there_is() -> None:
    """With 60 sessions up to session -31 there is a test, with 59 the reason why not."""
    shares, market = log_prices()
    shares[1, : ZERO - 90] = np.nan
    (young,) = ramps_of(shares, market, event("b", "S1")).ramps
    assert young.p_value > 0
    shares[1, ZERO - 90] = np.nan
    (too_young,) = ramps_of(shares, market, event("b", "S1")).ramps
    assert too_young.reason == "untestable: 59 traded sessions in -250:-31, needs 60"


def test_a_share_that_hardly_moves_is_untestable() -> None:
    """Above half zero returns nothing is tested."""
    shares, market = log_prices()
    shares[1] = np.repeat(shares[1, ::4], 4)
    (found,) = ramps_of(shares, market, event("b", "S1")).ramps
    assert found.reason == "untestable: 75 % of estimation returns are zero"
    assert np.isnan(found.p_value)


def test_a_share_that_is_its_benchmark_is_untestable() -> None:
    """A ratio that never moves has no variance to test against."""
    shares, market = log_prices()
    shares[1] = market
    (found,) = ramps_of(shares, market, event("b", "S1")).ramps
    assert found.reason == "untestable: the share never moves against its benchmark"


def test_events_that_the_prices_do_not_reach_say_why() -> None:
    """An unknown share and a window that is not over have their reason in place of a test."""
    unknown, pending = ramps_of(*log_prices(), event("a", "X"), event("b", "S0", offset=90)).ramps
    assert unknown.reason == "the panel holds no prices of this security"
    assert pending.reason is not None
    assert pending.reason.startswith("pending until about ")
    assert (unknown.sessions, pending.sessions) == (0, 0)


def test_no_events_have_no_ramps() -> None:
    """Nothing in, nothing out."""
    assert ramps_of(*log_prices()).ramps == ()


@pytest.mark.shared
def test_of_arbitrary_windows_of_real_thin_shares_few_have_a_ramp(shared: Path) -> None:
    """At 5 % no more than 12 of 100 are found: 5 and three standard errors."""
    rows = pd.read_csv(shared / "thin_us" / "daily.csv.gz", parse_dates=["date"])
    closes = rows.pivot_table(index="date", columns="security", values="adj_close")
    panel = Panel.from_frame(closes, benchmark="MARKET")
    rng = np.random.default_rng(1)
    events = [
        Event(security, security, closes.index[number].date())
        for security, number in zip(
            rng.choice(panel.securities, 100, replace=False).tolist(),
            rng.integers(255, len(closes) - 21, 100),
            strict=True,
        )
    ]
    p_values = ramps(panel, events, draws=99, seed=SEED).p_values
    tested = p_values[np.isfinite(p_values)]
    assert len(tested) > 95
    assert np.mean(tested <= 0.05) <= 0.12
