"""Where events stand on a panel, and the log returns and volumes of the sessions around each.

Offsets count sessions of the event's own exchange from day 0. A missing close makes the return of its own
session and of the next one missing, with the exception that a study makes too: where the security was
suspended directly before day 0, the return of day 0 spans the suspension, for the share and its benchmark
alike (``resumptions``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis import placement
from eventstudy.analysis.event import Dropped, EventTable
from eventstudy.analysis.resumptions import growth_over, spans_before, suspensions_before
from eventstudy.analysis.window import Window
from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.suspensions import Suspension

ESTIMATION = Window(-250, -31)
"""The sessions that beta and sigma come from."""

RUN_UP = Window(-10, -1)
"""The sessions of the run-up."""

SHORTEST = 20
"""The least W."""

AFTER_EXPIRY = 5
"""How many sessions after the end of an opt-out window belong to the event."""

NO_EXPIRY = -1

AROUND_AN_EVENT = (-1, 0, 1)
"""The sessions around day 0 of an event that no estimation window holds."""


@dataclass(frozen=True, eq=False)
class Placement:
    """The place of n events on a panel.

    Attributes
    ----------
    events : tuple of Event, length n
    row : ndarray of shape (n,)
        Row of the panel.
    position : ndarray of shape (n,)
        Column of day 0 on that row's grid.
    expiry : ndarray of shape (n,)
        E, the first session on or after the end of the opt-out window, counted from day 0;
        ``NO_EXPIRY`` without one, or where it ended before day 0.
    """

    events: tuple[Event, ...]
    row: Integers
    position: Integers
    expiry: Integers

    @property
    def last(self) -> Integers:
        """W = max(20, E + 5), the last session of each event's window; shape (n,)."""
        return np.maximum(SHORTEST, np.where(self.expiry >= 0, self.expiry + AFTER_EXPIRY, 0))

    def take(self, numbers: Integers) -> Placement:
        """Return the placement of some of the events, in the order of their numbers."""
        events = tuple(self.events[number] for number in numbers)
        return Placement(events, self.row[numbers], self.position[numbers], self.expiry[numbers])


class Spanned(NamedTuple):
    """Places on rows of prices, and the suspended sessions directly before each; all of shape (n,)."""

    row: Integers
    position: Integers
    spans: Integers


@dataclass(frozen=True, eq=False)
class SignatureWindows:
    """What the sessions around n events brought; column 0 is offset ``ESTIMATION.first``.

    Attributes
    ----------
    placed : Placement
        The n events.
    offsets : ndarray of shape (K,)
        Sessions from day 0.
    sessions : ndarray of shape (n, K)
        Epoch days; ``NO_SESSION`` outside the grid and beyond an event's own W.
    returns, market : ndarray of shape (n, K)
        Log returns of the share and of its benchmark, as fractions; NaN where missing and beyond W.
    volumes : ndarray of shape (n, K)
        Shares traded; NaN where missing and beyond W.
    crowded : ndarray of shape (n, K), bool
        Whether the session is next to, or is, day 0 of an event of the same security.
    lumped : ndarray of shape (n,)
        Suspended sessions directly before day 0, which day 0's return includes.
    suspensions : tuple of Suspension or None, length n
        Which they are.
    """

    placed: Placement
    offsets: Integers
    sessions: Integers
    returns: Floats
    market: Floats
    volumes: Floats
    crowded: Booleans
    lumped: Integers
    suspensions: tuple[Suspension | None, ...]

    @property
    def usual_returns(self) -> Floats:
        """Returns of the estimation window away from other events; shape (n, len(ESTIMATION))."""
        return self._usual(self.returns)

    @property
    def usual_market(self) -> Floats:
        """Benchmark returns of the same sessions."""
        return self._usual(self.market)

    @property
    def usual_volumes(self) -> Floats:
        """Shares traded on the same sessions."""
        return self._usual(self.volumes)

    def _usual(self, values: Floats) -> Floats:
        return np.where(self.crowded, np.nan, values)[:, : len(ESTIMATION)]

    def take(self, numbers: Integers) -> SignatureWindows:
        """Return the windows of some of the events, in the order of their numbers."""
        return SignatureWindows(
            self.placed.take(numbers),
            self.offsets,
            self.sessions[numbers],
            self.returns[numbers],
            self.market[numbers],
            self.volumes[numbers],
            self.crowded[numbers],
            self.lumped[numbers],
            tuple(self.suspensions[number] for number in numbers),
        )


def place(panel: Panel, events: Sequence[Event]) -> tuple[Placement, tuple[Dropped, ...]]:
    """Find every event's security and day 0 on the panel, and say which cannot be found."""
    spots = placement.place(panel, EventTable.of(events))
    kept = np.flatnonzero(spots.found).tolist()
    expiry = [
        _expiry(_sessions(panel, int(spots.row[number])), int(spots.position[number]), events[number])
        for number in kept
    ]
    dropped = tuple(
        _missing(events[number], int(spots.row[number])) for number in np.flatnonzero(~spots.found).tolist()
    )
    found = tuple(events[number] for number in kept)
    return Placement(found, spots.row[kept], spots.position[kept], np.array(expiry, dtype=np.int64)), dropped


def finished(panel: Panel, placed: Placement) -> tuple[Placement, tuple[Dropped, ...]]:
    """Keep the events whose window the prices reach the end of, and say until when the others wait."""
    ends = _last_price(panel.prices)[placed.row]
    market_ends = _last_price(panel.benchmark_prices)[panel.benchmark[placed.row]]
    wanted = placed.position + placed.last
    over = (ends >= wanted) & (market_ends >= wanted)
    dropped: list[Dropped] = []
    for number in np.flatnonzero(~over):
        event, sessions = placed.events[number], _sessions(panel, int(placed.row[number]))
        whose, end = ("prices", ends) if ends[number] < wanted[number] else ("benchmark prices", market_ends)
        seen = f"end on {date_of(sessions[end[number]])}" if end[number] >= 0 else "are all missing"
        due = _date_of_column(sessions, int(wanted[number]))
        reason = f"pending until {due}: {whose} {seen}"
        dropped.append(Dropped(event.id, event.security, reason, "pending"))
    return placed.take(np.flatnonzero(over)), tuple(dropped)


def crowded_sessions(panel: Panel, placed: Placement) -> Booleans:
    """Mark the session before, of and after every event of each security; shape (S, D)."""
    marks: Booleans = np.zeros_like(panel.prices, dtype=np.bool_)
    for shift in AROUND_AN_EVENT:
        columns = placed.position + shift
        inside = (columns >= 0) & (columns < panel.prices.shape[1])
        marks[placed.row[inside], columns[inside]] = True
    return marks


def cut(panel: Panel, placed: Placement, crowded: Booleans, *, longest: int) -> SignatureWindows:
    """Cut the sessions from ``ESTIMATION.first`` to ``longest`` around every event.

    Parameters
    ----------
    panel : Panel
    placed : Placement
    crowded : ndarray of shape (S, D), bool
        From ``crowded_sessions``.
    longest : int
        The last offset to cut; at least every event's W.
    """
    # One session more in front: the first return needs the close before it.
    offsets = np.arange(ESTIMATION.first - 1, longest + 1)
    columns = placed.position[:, None] + offsets
    outside = (columns < 0) | (columns >= panel.prices.shape[1]) | (offsets > placed.last[:, None])
    columns = np.where(outside, 0, columns)
    rows = placed.row[:, None]
    prices = _logs(panel.prices[rows, columns], outside)
    market = _logs(panel.benchmark_prices[panel.benchmark[rows], columns], outside)
    sessions = np.where(outside, NO_SESSION, panel.sessions[panel.grid[rows], columns])
    lumped = spans_before(panel, placed.row, placed.position)
    day0 = Spanned(placed.row, placed.position, lumped)
    return SignatureWindows(
        placed=placed,
        offsets=offsets[1:],
        sessions=sessions[:, 1:],
        returns=_returns(prices, panel.prices, day0),
        market=_returns(market, panel.benchmark_prices, day0._replace(row=panel.benchmark[placed.row])),
        volumes=np.where(outside, np.nan, panel.volumes[rows, columns])[:, 1:],
        crowded=(crowded[rows, columns] & ~outside)[:, 1:],
        lumped=lumped,
        suspensions=suspensions_before(panel, placed.row, placed.position),
    )


def _missing(event: Event, row: int) -> Dropped:
    if row == placement.NO_ROW:
        return _dropped(event, "the panel holds no prices of this security")
    return _dropped(event, f"day 0, {event.day0}, is not one of its sessions")


def _dropped(event: Event, reason: str) -> Dropped:
    return Dropped(event.id, event.security, reason)


def _sessions(panel: Panel, row: int) -> Integers:
    """Return the sessions of a security's grid without the padding."""
    days: Integers = panel.sessions[panel.grid[row]]
    return days[: np.searchsorted(days, NO_SESSION)]


def _expiry(sessions: Integers, position: int, event: Event) -> int:
    """Count the sessions from day 0 to the end of the opt-out window; weekdays where none are published."""
    if event.expiry is None or event.expiry < event.day0:
        return NO_EXPIRY
    column = int(np.searchsorted(sessions, epoch_day(event.expiry)))
    if column < len(sessions):
        return column - position
    return len(sessions) - 1 - position + int(np.busday_count(date_of(sessions[-1]), event.expiry))


def _date_of_column(sessions: Integers, column: int) -> str:
    """Write the date of a session; 'about' one where the grid ends earlier and only weekdays are known."""
    missing = column - (len(sessions) - 1)
    if missing <= 0:
        return str(date_of(sessions[column]))
    guess = np.busday_offset(date_of(sessions[-1]), missing, roll="backward")
    return f"about {guess.astype(dt.date)}"


def _last_price(prices: Floats) -> Integers:
    """Return the column of the last price of each row; -1 in a row without any."""
    known = _known(prices)
    width = prices.shape[1]
    return np.where(known.any(axis=1), width - 1 - known[:, ::-1].argmax(axis=1), -1)


def _known(prices: Floats) -> Booleans:
    return np.isfinite(prices) & (prices > 0)


def _logs(prices: Floats, outside: Booleans) -> Floats:
    return np.log(np.where(_known(prices) & ~outside, prices, np.nan))


def _returns(log_prices: Floats, prices: Floats, day0: Spanned) -> Floats:
    """Take log returns, that of day 0 over the suspension before it."""
    returns = np.diff(log_prices, axis=1)
    spanning = np.flatnonzero(day0.spans)
    growth = growth_over(prices, *(values[spanning] for values in day0))
    offsets = np.arange(returns.shape[1]) + ESTIMATION.first
    returns[(offsets < 0) & (offsets >= -day0.spans[:, None])] = np.nan
    returns[spanning, -ESTIMATION.first] = np.log(growth)
    return returns
