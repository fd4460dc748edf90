"""The reference set of a market: its strata, its counts, and the p-values of events beside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from placebo_market import (
    large_reference,
    large_windows,
    names,
    panel_of,
    quiet_panel,
    quiet_returns,
    quiet_windows,
)

from eventstudy.analysis.calibration.matching import GATE, MATCHED, UpLegs
from eventstudy.analysis.calibration.placebo_windows import components_of
from eventstudy.analysis.calibration.reference import (
    STRANGER,
    Comparison,
    ReferenceSet,
    Strata,
    reference_set,
)
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.arrays import Floats, date_of


def events_on(returns: Floats, market: Floats, columns: list[int]) -> Signatures:
    """Measure events of share S0 on some sessions."""
    panel = panel_of(returns, market)
    days = [date_of(int(panel.sessions[0, column])) for column in columns]
    return signatures(panel, [Event(f"e{day}", "S0", day, None) for day in days])


def with_zero_shares(shares: Floats) -> ReferenceSet:
    """Make the reference set of windows with given zero-return shares."""
    return reference_set(
        replace(large_windows(), zero_return_share=shares), names(40), seed=3, simulated=False
    )


def test_counts_by_hand() -> None:
    """The windows, and those above the gate, are counted by stratum; only the latter are kept."""
    reference, windows = large_reference(), large_windows()
    up = components_of(windows.abnormal, windows.sigma)["up_strength"]
    assert reference.windows.sum() == len(windows)
    assert reference.gated.sum() == (up > GATE).sum() == len(reference.legs) >= MATCHED
    assert reference.legs.up_strength.min() > GATE
    assert reference.securities == tuple(names(40))
    assert reference.simulated


def test_bit_identical_by_seed() -> None:
    """The same windows and the same seed make the same bits; another seed draws other shapes."""
    again = reference_set(large_windows(), names(40), seed=3, simulated=True)
    other = reference_set(large_windows(), names(40), seed=4, simulated=True)
    for ours, theirs, same in ((again, large_reference(), True), (other, again, False)):
        assert (ours.curves.rates.tobytes() == theirs.curves.rates.tobytes()) is same
        assert ours.legs.score.tobytes() == theirs.legs.score.tobytes()
        assert ours.slope == theirs.slope


def test_strata_split_where_enough_is_left() -> None:
    """Windows are split by their zero returns into strata of equal size, three at the most."""
    rng = np.random.default_rng(1)
    windows = large_windows()
    reference = with_zero_shares(rng.random(len(windows)))
    gated = len(reference.legs)
    assert reference.strata.number == min(max(int(gated / (1.5 * MATCHED)), 1), 3)
    assert np.ptp(reference.windows) <= 1
    assert Strata(np.array([0.1, 0.3])).of(np.array([0.0, 0.1, 0.2, 0.3, 0.9])).tolist() == [0, 1, 1, 2, 2]


def test_shares_that_trade_every_day_are_one_stratum() -> None:
    """Where most shares never have a zero return no stratum is empty, and they are the most liquid."""
    windows = large_windows()
    twice = replace(
        windows,
        security=np.concatenate([windows.security] * 3),
        day0=np.concatenate([windows.day0] * 3),
        abnormal=np.concatenate([windows.abnormal] * 3),
        sigma=np.concatenate([windows.sigma] * 3),
        zero_return_share=np.zeros(3 * len(windows)),
    )
    alike = reference_set(twice, names(40), seed=3, simulated=False)
    assert alike.strata.number == 1
    some = twice.zero_return_share.copy()
    some[: len(windows)] = np.linspace(0.1, 0.4, len(windows))
    mixed = reference_set(replace(twice, zero_return_share=some), names(40), seed=3, simulated=False)
    assert (mixed.windows > 0).all()
    assert mixed.strata.of(np.zeros(1)).tolist() == [0]


def test_no_window_makes_an_empty_set() -> None:
    """Without a window there is one stratum, nothing in it, and no p-value and no detectable pump."""
    empty = reference_set(quiet_windows(quiet_panel(1, 25)), names(1), seed=1, simulated=False)
    assert (empty.strata.number, empty.windows.tolist(), empty.gated.tolist()) == (1, [0], [0])
    compared = empty.compare(events_on(*quiet_returns(1, 420, seed=8), [300]))
    assert np.isnan([compared.p_value[0], compared.detectable_half[0], compared.detectable_most[0]]).all()
    assert (compared.matched[0], compared.available[0]) == (0, 0)


def test_one_security_has_no_others() -> None:
    """A store that holds the event's own share only gives it no p-value, whatever number of windows."""
    own = reference_set(
        replace(large_windows(), security=np.zeros(len(large_windows()), dtype=np.int64)),
        names(1),
        seed=1,
        simulated=False,
    )
    returns, market = quiet_returns(1, 420, seed=8)
    returns[0, 300:302] += 0.3
    compared = own.compare(events_on(returns, market, [300]))
    assert np.isnan(compared.p_value[0])
    assert compared.available[0] >= MATCHED


def test_a_planted_pump_is_rare_and_lasting_news_is_not() -> None:
    """A rise of 60 % that falls back whole has a small p-value, one that stays has a large one."""
    returns, market = quiet_returns(1, 560, seed=8)
    for column in (300, 500):
        returns[0, column : column + 2] += 0.3
    returns[0, 505:508] -= 0.2
    found = events_on(returns, market, [300, 400, 500])
    compared = large_reference().compare(found)
    news, nothing, pump = compared.p_value
    assert pump < 0.015
    assert news > 0.1
    assert np.isnan(nothing) == (found.components["up_strength"][1] <= GATE)
    assert compared.matched[[0, 2]].tolist() == [MATCHED, MATCHED]
    assert (compared.detectable_half > 0).all()
    assert (compared.detectable_half <= compared.detectable_most).all()


def test_events_compare_as_up_legs_do() -> None:
    """A signature's p-value is that of its up-leg, of a stranger where the set does not hold its share."""
    reference = large_reference()
    returns, market = quiet_returns(1, 560, seed=9)
    returns[0, 400:402] += 0.2
    returns[0, 404:408] -= 0.08
    found = events_on(returns, market, [400])
    legs = UpLegs(
        np.array([0]),
        reference.strata.of(found.zero_return_share),
        found.components["up_strength"],
        found.sigma,
        found.components["reversal_score"],
    )
    assert reference.number_of(["S39", "elsewhere", "S0"]).tolist() == [39, STRANGER, 0]
    assert reference.compare(found).p_value == reference.p_values(legs).p_value


def test_comparisons_go_back_into_their_order() -> None:
    """Parts of the events stand where they came from, and what no part has is unknown."""

    def part(*p_values: float) -> Comparison:
        some, whole = np.array(p_values), np.arange(len(p_values)) + 1
        return Comparison(some, whole, whole, whole, whole, some, whole, whole, some, some)

    whole = Comparison.gathered(4, [(np.array([3, 0]), part(0.3, 0.1)), (np.array([1]), part(0.2))])
    assert whole.p_value == pytest.approx([0.1, 0.2, np.nan, 0.3], nan_ok=True)
    assert whole.matched.tolist() == [2, 1, 0, 1]
    assert whole.detectable_most == pytest.approx([0.1, 0.2, np.nan, 0.3], nan_ok=True)
    assert Comparison.gathered(0, []).p_value.shape == (0,)
