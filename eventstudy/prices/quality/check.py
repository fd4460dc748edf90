"""All checks of one series, and what they find in the order of the days."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from eventstudy.prices.quality.adjustments import adjusted_close_break, missing_dividend
from eventstudy.prices.quality.currency import currency_change
from eventstudy.prices.quality.kinds import KINDS
from eventstudy.prices.quality.levels import (
    level_edges,
    split_shifts,
    unadjusted_split,
    unit_edges,
    unit_error,
)
from eventstudy.prices.quality.limits import price_limit
from eventstudy.prices.quality.moves import Moves
from eventstudy.prices.quality.repeats import stale_run, zero_volume_run
from eventstudy.prices.quality.sessions import calendar_gap, closed_day_row, suspension
from eventstudy.prices.quality.spikes import spike

if TYPE_CHECKING:
    from eventstudy.prices.quality.finding import Finding, Surroundings
    from eventstudy.prices.series import PriceSeries


def check_series(series: PriceSeries, around: Surroundings) -> tuple[Finding, ...]:
    """Return what is found in a series, by session and then by kind; of a kind at most one a session.

    The calendar kinds need sessions, price limits and the currency an exchange; without these they find
    nothing. A move that one kind explains is not found as another.
    """
    moves = Moves.of(series)
    units = unit_edges(moves)
    shifts = split_shifts(moves, units)
    edges = level_edges(units, shifts)
    found = chain(
        calendar_gap(series, around),
        closed_day_row(series, around),
        unadjusted_split(moves, shifts),
        unit_error(moves, units),
        stale_run(moves),
        zero_volume_run(moves),
        suspension(series, around),
        spike(moves, around, edges),
        price_limit(moves, around, edges),
        adjusted_close_break(moves, edges),
        missing_dividend(moves),
        currency_change(series, around),
    )
    unique = {(one.session, KINDS.index(one.kind)): one for one in found}
    return tuple(unique[key] for key in sorted(unique))
