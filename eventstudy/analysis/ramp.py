"""The ramps of many events: climbs of weeks or months that end before or around an announcement.

A ramp is a shape of prices, never an accusation. How a path is tested, and what that can tell, stands in
``ramp_phase``; here the paths are cut out of a panel, from session -250 to W, day W as in ``signature``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.ramp_phase import PricePath, Ramp, find_ramp
from eventstudy.analysis.signature import MOST_ZERO_RETURNS
from eventstudy.analysis.signature_windows import ESTIMATION, finished, place
from eventstudy.prices.returns import NO_MOVE, real_prices, returns, zero_return_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.signature_windows import Placement
    from eventstudy.arrays import Floats
    from eventstudy.prices.panel import Panel


@dataclass(frozen=True, eq=False)
class Ramps:
    """The ramps of n events.

    Attributes
    ----------
    events : tuple of Event, length n
        All events given, in their order.
    ramps : tuple of Ramp, length n
        An event that cannot be tested has one without a statistic, and its reason.
    draws, seed : int
        Of the bootstrap.
    simulated : bool
        Whether any of the prices are made up.
    """

    events: tuple[Event, ...]
    ramps: tuple[Ramp, ...]
    draws: int
    seed: int
    simulated: bool

    @property
    def p_values(self) -> Floats:
        """The p-values, NaN where there is no test; shape (n,)."""
        return np.array([one.p_value for one in self.ramps], dtype=np.float64)


def ramps(
    panel: Panel, events: Sequence[Event], *, draws: int = 199, seed: int = 0, min_observations: int = 60
) -> Ramps:
    """Test the path of every event for a ramp.

    Sessions next to other announcements are not left out: a ramp is the whole climb, whatever feeds it.

    Parameters
    ----------
    panel : Panel
    events : sequence of Event
    draws : int
        Bootstrap draws an event, at least 99. They are the same numbers for every event, so that a result does not
        depend on which other events are tested with it.
    seed : int
        Seed of numpy's PCG64.
    min_observations : int
        Fewest sessions of the estimation window on which the share and its benchmark have a close.

    Raises
    ------
    EstimationError
        If there are too few draws.
    """
    placed, unplaced = place(panel, events)
    ready, pending = finished(panel, placed)
    found = {(one.id, one.security): Ramp(0, reason=one.reason) for one in (*unplaced, *pending)}
    for number, event in enumerate(ready.events):
        path, zeros = _path(panel, ready, number)
        reason = _reason(path, zeros, min_observations)
        found[event.id, event.security] = (
            find_ramp(path, draws=draws, seed=seed)
            if reason is None
            else Ramp(len(path.ratio), reason=reason)
        )
    in_order = tuple(found[event.id, event.security] for event in events)
    return Ramps(tuple(events), in_order, draws, seed, panel.simulated)


def _path(panel: Panel, placed: Placement, number: int) -> tuple[PricePath, float]:
    """Cut the path of one event, and measure how often its share does not move before the event."""
    row, position = int(placed.row[number]), int(placed.position[number])
    columns = np.arange(max(position + ESTIMATION.first, 0), position + int(placed.last[number]) + 1)
    prices = real_prices(panel.prices[row, columns])
    ratio = np.log(prices) - np.log(real_prices(panel.benchmark_prices[panel.benchmark[row], columns]))
    usual = columns <= position + ESTIMATION.last
    zeros = zero_return_share(returns(prices[usual][None], "log"))
    there = np.isfinite(ratio)
    return PricePath(columns[there] - position, ratio[there]), float(zeros[0])


def _reason(path: PricePath, zeros: float, min_observations: int) -> str | None:
    """Say why a path cannot be tested, the first reason that applies."""
    usual = np.count_nonzero(path.offsets <= ESTIMATION.last)
    if usual < min_observations:
        return f"untestable: {usual} traded sessions in {ESTIMATION}, needs {min_observations}"
    if zeros > MOST_ZERO_RETURNS:
        return f"untestable: {100 * zeros:.0f} % of estimation returns are zero"
    if (np.abs(np.diff(path.ratio)) < NO_MOVE).all():
        return "untestable: the share never moves against its benchmark"
    return None
