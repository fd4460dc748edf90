"""Suspensions: runs of sessions on which one security had no price while its exchange held sessions.

Two marks tell one. No close at all: trading was suspended, or the prices have a hole; the two look the same.
Or flat rows, as Yahoo writes them: a volume known to be zero and a close that repeats the one before. A share
that nobody happened to trade looks like that too, so flat rows count only where so long a silence is rare for
the security. A rare silence may still be a share that fell asleep; a halt of a share that often sleeps is not
told from sleep, and its days stay ordinary sessions.

Where the benchmark has no price either, nothing says that the security was suspended: its exchange may have
been closed on a day that the calendar counts, or both may have a hole. Such a run is measured alike, and named
for what it is.

References
----------
HKEX Main Board Listing Rules, rule 1.01 ("trading halt": an interruption of trading that extends for no more
than two trading days; longer, it is a suspension) and rule 13.10A (an issuer must apply for a halt where inside
information cannot be announced promptly, or may have leaked).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from eventstudy.arrays import date_of, runs_of
from eventstudy.counting import counted
from eventstudy.prices.returns import no_moves, real_prices

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.arrays import Booleans, Floats, Integers

Kind: TypeAlias = Literal["no_price", "no_trade", "mixed", "neither"]

HISTORY = 250
"""Sessions before a silence that say how usual it is."""

FEWEST = 60
"""With a shorter history flat rows are never called a suspension."""

RARE = 0.02
"""A silence is rare where one as long began on no more than this share of the sessions of the history."""

LONG = 20
"""Sessions from which on a suspension is a warning: much besides the announcement happened in it."""


class Line(NamedTuple):
    """Prices of a security and of its benchmark, NaN for none, and epoch days of the sessions; shape (D,)."""

    prices: Floats
    benchmark: Floats
    sessions: Integers


@dataclass(frozen=True, slots=True)
class Suspension:
    """One suspension, or what looks like one.

    Attributes
    ----------
    first, last : datetime.date
        The first and the last session without trade.
    sessions : int
    kind : {"no_price", "no_trade", "mixed", "neither"}
        No close at all; flat rows without volume; some of each; no close of the benchmark either.
    """

    first: dt.date
    last: dt.date
    sessions: int
    kind: Kind

    @property
    def words(self) -> str:
        """Say what the prices show, and what it may have been."""
        shown = {
            "no_price": "no price from {} to {} (suspended, or the prices have a hole)",
            "no_trade": "no trade from {} to {}: zero volume, close unchanged (suspended, or nobody traded)",
            "mixed": "no price or no trade from {} to {} (suspended, or the prices have a hole)",
            "neither": "no price of either from {} to {}: closed days that the calendar does not know, or a hole in both",
        }[self.kind].format(self.first, self.last)
        if self.kind == "neither" and self.sessions == 1:
            return f"no price of either on {self.first}: a closed day that the calendar does not know, or a hole in both"
        warning = "; WARNING: a long time, in which much else happened" if self.sessions > LONG else ""
        return f"{shown}, {counted(self.sessions, 'session')}{warning}"


def suspensions(prices: Floats, volumes: Floats) -> Booleans:
    """Mark the suspended sessions of one security.

    Parameters
    ----------
    prices, volumes : ndarray of shape (D,)
        On the sessions of its exchange, oldest first; NaN where there is none.

    Returns
    -------
    ndarray of shape (D,), bool
        Sessions without a close between two closes, and rare runs of sessions that have zero volume and the
        close of the session before. Sessions before the first close and after the last are not marked.
    """
    real = real_prices(prices)
    there = np.isfinite(real)
    if not there.any():
        return np.zeros(len(prices), dtype=np.bool_)
    places = np.arange(len(real))
    inside = (places >= there.argmax()) & (places < len(there) - there[::-1].argmax())
    return inside & (~there | _rare(_flat(real, volumes)))


def suspension_before(marks: Booleans, line: Line, position: int) -> Suspension | None:
    """Return the suspension that ends directly before a session; None where there is none.

    Parameters
    ----------
    marks : ndarray of shape (D,), bool
        From ``suspensions``.
    line : Line
    position : int
    """
    span = span_before(marks, position)
    return _suspension(line, position - span, position - 1) if span else None


def span_before(marks: Booleans, position: int) -> int:
    """Count the marked sessions directly before a session that is not marked itself."""
    if marks[position]:
        return 0
    return int((~marks[:position][::-1]).argmax()) if position and marks[position - 1] else 0


def suspensions_in(marks: Booleans, line: Line, first: int, last: int) -> tuple[Suspension, ...]:
    """Return the whole suspensions that reach into the sessions from place ``first`` to place ``last``."""
    found = runs_of(marks)
    reaching = np.flatnonzero((found.last >= first) & (found.first <= last))
    return tuple(_suspension(line, int(found.first[run]), int(found.last[run])) for run in reaching)


def _suspension(line: Line, first: int, last: int) -> Suspension:
    days = date_of(line.sessions[first]), date_of(line.sessions[last])
    return Suspension(*days, last - first + 1, _kind(line, first, last))


def _kind(line: Line, first: int, last: int) -> Kind:
    priced = np.isfinite(real_prices(line.prices[first : last + 1]))
    if priced.any():
        return "no_trade" if priced.all() else "mixed"
    there = np.isfinite(real_prices(line.benchmark))
    # A benchmark that had not begun, or has ended, says nothing of these sessions.
    goes_on = there[:first].any() and there[last + 1 :].any()
    return "neither" if goes_on and not there[first : last + 1].any() else "no_price"


def _flat(prices: Floats, volumes: Floats) -> Booleans:
    """Mark sessions whose volume is known to be zero and whose close repeats the last one before."""
    there = np.isfinite(prices)
    latest = np.maximum.accumulate(np.where(there, np.arange(len(prices)), -1))
    before = np.concatenate([[-1], latest[:-1]])
    change = np.where(before >= 0, prices, np.nan) / prices[before.clip(0)] - 1
    return np.asarray((volumes == 0) & no_moves(change), dtype=np.bool_)


def _rare(flat: Booleans) -> Booleans:
    """Keep the flat runs of a length that few sessions of their history began.

    With c of n earlier sessions beginning a run at least as long, the share is (1 + c) / (1 + n): the run
    itself counts, as an observation among its peers does in a rank.
    """
    found = runs_of(flat)
    started = (found.first < found.first[:, None]) & (found.first >= found.first[:, None] - HISTORY)
    longer = (started & (found.length >= found.length[:, None])).sum(axis=1)
    history = np.minimum(found.first, HISTORY)
    rare = (history >= FEWEST) & ((1 + longer) / (1 + history) <= RARE)
    kept = np.repeat(rare, found.length)
    marks = np.zeros_like(flat)
    marks[np.flatnonzero(flat)] = kept
    return marks
