"""The sector control: a move of the whole sector is seen as such, and the event's own share is no part of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from placebo_market import panel_of, quiet_returns

from eventstudy.analysis.calibration.sector import FEWEST_PEERS, agrees, sector_excess, sector_returns
from eventstudy.analysis.event import Event, EventTable
from eventstudy.analysis.placement import Placement, place
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.arrays import Booleans, date_of

if TYPE_CHECKING:
    from eventstudy.prices.panel import Panel

SHARES, ZERO, LAST = 8, 350, 20
EVERY: Booleans = np.ones(SHARES, dtype=np.bool_)


def market(*, alone: float, together: float) -> Panel:
    """Make a market whose share S0 rises for two sessions and falls back, alone, and together with all."""
    returns, benchmark = quiet_returns(SHARES, 420, seed=6)
    shape = np.array([0.5, 0.5, 0.0, 0.0, -0.4, -0.4, -0.2])
    returns[:, ZERO : ZERO + 7] += together * shape
    returns[0, ZERO : ZERO + 7] += alone * shape
    return panel_of(returns, benchmark)


def event_of(panel: Panel, security: str = "S0") -> Event:
    """Make an event on the day of the move."""
    return Event("a", security, date_of(int(panel.sessions[0, ZERO])), None)


def spot(panel: Panel, security: str = "S0") -> Placement:
    """Place this event."""
    return place(panel, EventTable.of([event_of(panel, security)]))


def judged(panel: Panel) -> tuple[bool | None, ...]:
    """Ask whether the legs of S0 are left without its sector."""
    found: Signatures = signatures(panel, [event_of(panel)])
    sector = sector_returns(panel, spot(panel), EVERY, LAST)
    return agrees(found.path[:, 10:], sector, found.peak_offset, found.trough_offset)


def test_sector_returns_by_loops() -> None:
    """The sector's return is the mean of what the others earned beyond the benchmark."""
    panel = market(alone=0.3, together=0.1)
    moves = np.diff(np.log(panel.prices), axis=1)
    index = np.diff(np.log(panel.benchmark_prices[0]))
    found = sector_returns(panel, spot(panel, "S3"), EVERY, LAST)
    for k in range(LAST + 1):
        others = [moves[row, ZERO - 1 + k] - index[ZERO - 1 + k] for row in range(SHARES) if row != 3]
        assert found[0, k] == pytest.approx(sum(others) / len(others))


def test_sums_and_counts_of_a_day() -> None:
    """A member without a return on a day is neither summed nor counted."""
    panel = market(alone=0.0, together=0.0)
    prices = panel.prices.copy()
    prices[2, 100] = np.nan
    total, count = sector_excess(replace(panel, prices=prices), EVERY)
    assert (count[99], count[100], count[101], count[102]) == (8, 7, 7, 8)
    assert count[0] == 0
    assert total[0] == 0


def test_a_move_of_its_own_is_left() -> None:
    """A share that rises and falls alone keeps both legs."""
    assert judged(market(alone=0.6, together=0.0)) == (True,)


def test_a_move_of_the_sector_is_none_of_its_own() -> None:
    """A share that moves half as much as its sector does has no legs left."""
    assert judged(market(alone=-0.2, together=0.6)) == (False,)


def test_too_few_others_say_nothing() -> None:
    """With four others there is no sector, and with five there is; the own share does not count."""
    panel = market(alone=0.6, together=0.0)
    for others in (FEWEST_PEERS - 1, FEWEST_PEERS):
        members = np.arange(SHARES) <= others
        known = np.isfinite(sector_returns(panel, spot(panel), members, LAST))
        assert known.all() == (others == FEWEST_PEERS)
        assert known.any() == known.all()


def test_a_share_outside_of_the_sector_takes_nothing_out() -> None:
    """The event's own share is left out of the mean only where it is a member."""
    panel = market(alone=0.6, together=0.0)
    members = np.arange(SHARES) > 0
    outside = sector_returns(panel, spot(panel), members, LAST)
    inside = sector_returns(panel, spot(panel), EVERY, LAST)
    assert outside == pytest.approx(inside)


def test_beyond_the_prices_there_is_no_sector() -> None:
    """Sessions after the last price have no sector return."""
    panel = market(alone=0.0, together=0.0)
    late = place(panel, EventTable.of([replace(event_of(panel), day0=date_of(int(panel.sessions[0, 410])))]))
    found = sector_returns(panel, late, EVERY, LAST)
    assert np.isfinite(found[0, :10]).all()
    assert np.isnan(found[0, 10:]).all()


def test_no_up_leg_and_no_sector_give_no_answer() -> None:
    """Without an up-leg, or where a session up to the trough has no sector, nothing is said."""
    path = np.array([[0.1, 0.2, 0.0], [0.1, 0.2, 0.0], [-0.1, -0.2, -0.3]])
    sector = np.zeros((3, 3))
    sector[1, 1] = np.nan
    peak, trough = np.array([1, 1, -1]), np.array([2, 2, -1])
    assert agrees(path, sector, peak, trough) == (True, None, None)
    assert agrees(path[:0], sector[:0], peak[:0], trough[:0]) == ()
