"""Single prints far from their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.prices.quality.finding import Finding
from eventstudy.prices.quality.moves import MAD_TO_SIGMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats
    from eventstudy.prices.quality.finding import Surroundings
    from eventstudy.prices.quality.moves import Moves

_FAR = 8.0
"""Usual moves: under a t law with 3 degrees of freedom, as fat as daily returns are held to be, one day in 350
moves further, and two independent days in a row do so in opposite ways once in 250,000."""

_LEFT = 0.2
"""The share of the move that may be left after the next session."""

_LEAST = 0.05
"""A move of less than 5 % is no fault that a reader would look for."""


def spike(moves: Moves, around: Surroundings, explained: Booleans) -> Iterator[Finding]:
    """Find a close that is far out and comes back on the next session.

    Rule: two moves in a row, the second one taking back at least 80 % of the first, each at least 5 % and
    eight times the usual, both as printed and less the benchmark's move; the usual is 1.4826 times the median
    of what the benchmark leaves of the moves of the 20 sessions on each side, zeros left out. Not where volume
    is more than three times the usual, for then people did trade at that price. Size: the first move, as a
    fraction. The idea, a price held against its neighbours on both sides, is that of Brownlees and Gallo (2006,
    Computational Statistics and Data Analysis 51, pp. 2232-2245), who filter trades; the numbers are our own.

    Confusions: a rumour denied overnight, on little volume. A wrong print of the benchmark is none of the
    security's, for its own move is ordinary.

    Parameters
    ----------
    moves : Moves
        n known closes.
    around : Surroundings
    explained : ndarray of shape (n,), bool
        Moves that another kind explains.
    """
    left = moves.log - _market(moves, around)
    least = np.minimum(np.abs(left), np.abs(moves.log))
    far = (least >= _FAR * np.maximum(_usual(moves, left), _LEAST / _FAR)) & ~explained
    back = np.zeros(len(far), dtype=bool)
    back[:-1] = far[:-1] & far[1:] & _returned(left) & _returned(moves.log) & ~moves.busy[:-1]
    for place in np.flatnonzero(back):
        yield Finding(
            moves.series.security,
            date_of(moves.days[place]),
            "spike",
            float(np.expm1(moves.log[place])),
            "compare the close with another source; if nobody traded there, empty it so that it is missing",
        )


def _returned(move: Floats) -> Booleans:
    """Say of each move but the last whether the next takes it back, shape (n - 1,)."""
    out, home = move[:-1], move[1:]
    found: Booleans = np.abs(out + home) <= _LEFT * np.minimum(np.abs(out), np.abs(home))
    return found


def _usual(moves: Moves, own: Floats) -> Floats:
    """Return how much the series usually moves around each session, shape (n,)."""
    size = np.where(own == 0, np.nan, np.abs(own))
    local = MAD_TO_SIGMA * moves.around(size)
    return np.where(np.isfinite(local), local, moves.sigma)


def _market(moves: Moves, around: Surroundings) -> Floats:
    """Return the benchmark's log return between the same two days, zero where it has no price, shape (n,)."""
    market = np.zeros(len(moves.at))
    if around.benchmark is None or around.index:
        return market
    days, closes = around.market_days, around.benchmark.close[np.isfinite(around.benchmark.close)]
    place = np.minimum(np.searchsorted(days, moves.days), max(len(days) - 1, 0))
    if len(days):
        level = np.where(days[place] == moves.days, np.log(closes[place]), np.nan)
        market[1:] = np.nan_to_num(np.diff(level))
    return market
