"""Closes and volumes that stay the same for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of, runs_of
from eventstudy.prices.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans
    from eventstudy.prices.quality.moves import Moves

WEEK = 5
"""Sessions of a week: no shorter run is found."""

_ROUNDING = 1e-6

_CHANCE = 0.001
"""How likely a run may be in a series, by chance, for it not to be found."""


def stale_run(moves: Moves) -> Iterator[Finding]:
    """Find closes that repeat although shares are said to have been traded.

    Rule: the same close on five sessions or more in a row, on all of which volume is above zero or unknown,
    and on so many that the run is unlikely in a series with as many unchanged closes: with p the share of
    unchanged closes outside the longest run, about n p^k (1 - p) runs of k changes of zero are expected to start
    among n sessions, were these independent; the chance of one is no larger (Markov's inequality), and is to be
    below 0.001. Runs of successes have their theory in Feller (1968), chapter XIII; the rule needs only this.
    Size: sessions with that close.

    Confusions: a share whose price moves by a few ticks a month; a takeover bid that pins the price.
    """
    still = np.zeros(len(moves.at), dtype=bool)
    silent = (moves.volume == 0) & (moves.volume > 0).any()
    still[1:] = ~_moved(moves)[1:] & ~silent[1:]
    first, _, length = runs_of(still)
    least = max(WEEK - 1, _unlikely(still, int(length.max(initial=0))))
    for start, count in zip(first[length >= least], length[length >= least], strict=True):
        yield Finding(
            moves.series.security,
            date_of(moves.days[start - 1]),
            "stale_run",
            float(count + 1),
            "compare with another source; if the closes are carried forward, empty them so that they are missing",
        )


def _moved(moves: Moves) -> Booleans:
    """Say at which closes the price is another than before, by more than a 32-bit float's rounding."""
    moved: Booleans = np.abs(np.diff(moves.close, prepend=moves.close[:1])) > _ROUNDING * moves.close
    return moved


def _unlikely(still: Booleans, longest: int) -> float:
    """Return how many unchanged closes in a row are unlikely by chance."""
    n = len(still)
    share = (int(still.sum()) - longest + 1) / (n - longest + 2)
    return float(np.log(_CHANCE / max(n * (1 - share), 1.0)) / np.log(share))


def zero_volume_run(moves: Moves) -> Iterator[Finding]:
    """Find weeks in which nobody traded.

    Rule: a volume of zero on five sessions or more in a row; not in a series that has no volume above zero,
    whose volume is unknown. Size: sessions in the run. The close of such a day is none that was paid: it is
    carried, or a quote, and its return of zero is no information (Lesmond, Ogden and Trzcinka 1999).

    Confusions: a source that loses volumes while the price moves; the remedy then names it.
    """
    none = moves.volume == 0
    if not (moves.volume > 0).any():
        return
    first, _, length = runs_of(none)
    for start, count in zip(first[length >= WEEK], length[length >= WEEK], strict=True):
        moved = bool(_moved(moves)[max(start, 1) : start + count].any())
        yield Finding(
            moves.series.security,
            date_of(moves.days[start]),
            "zero_volume_run",
            float(count),
            "the price moves without volume: fetch the volumes again"
            if moved
            else "nobody traded, or trading was suspended: treat the closes as missing, or use trade-to-trade returns",
        )
