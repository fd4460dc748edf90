"""The sector control tells a share's own move from its sector's."""

from __future__ import annotations

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.sector import FEWEST_PEERS, agrees, sector_returns
from eventstudy.analysis.placement import Placement
from eventstudy.prices.returns import returns

ROOM = 40


def paths(*, own: float, sector: float, securities: int = 12) -> tuple[bool | None, ...]:
    """Let one share, and the others, rise and fall by so much around session 20; say whether both legs are its own."""
    rng = np.random.default_rng(2)
    moves = rng.normal(0, 0.002, (securities, ROOM))
    moves[1:, 20] += sector
    moves[1:, 24] -= sector
    moves[0, 20] += own
    moves[0, 24] -= own
    panel = calm_panel(securities, ROOM, returns=moves)
    placed = Placement(np.array([0]), np.array([20]), np.array([True]))
    mean = sector_returns(panel, placed, np.ones(securities, dtype=np.bool_), 10)
    path = np.cumsum(returns(panel.prices, "log")[:1, 20:31], axis=1)
    return agrees(path, mean, np.array([path[0].argmax()]), np.array([path[0].argmin()]))


def test_a_move_of_its_own_stays() -> None:
    """A rise and fall that the others did not make is still there without them."""
    assert paths(own=0.2, sector=0.0) == (True,)


def test_the_sectors_move_is_taken_out() -> None:
    """A rise and fall that the others made too is gone without them."""
    assert paths(own=0.2, sector=0.5) == (False,)


def test_few_peers_say_nothing() -> None:
    """With fewer than five others there is no sector."""
    assert paths(own=0.2, sector=0.0, securities=FEWEST_PEERS) == (None,)


def test_the_share_itself_is_left_out() -> None:
    """The mean of the others does not hold the share's own return."""
    panel = calm_panel(8, ROOM)
    members = np.ones(8, dtype=np.bool_)
    members[3] = False
    placed = Placement(np.array([0, 3]), np.array([20, 20]), np.array([True, True]))
    mean = sector_returns(panel, placed, members, 5)
    excess = returns(panel.prices, "log") - returns(panel.benchmark_prices, "log")
    others = [1, 2, 4, 5, 6, 7]
    assert mean[0] == pytest.approx(excess[others, 20:26].mean(axis=0))
    assert mean[1] == pytest.approx(excess[[0, *others], 20:26].mean(axis=0))


def test_without_an_up_leg_there_is_nothing_to_agree_on() -> None:
    """An event without a peak has no answer."""
    flat = np.zeros((1, 11))
    assert agrees(flat, flat, np.array([-1]), np.array([-1])) == (None,)
