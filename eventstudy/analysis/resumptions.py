"""Day 0 after a suspension: where it moves, and the return that spans the suspension.

Day 0 is the first session that can react. A security that is suspended then reacts on the session on which
trading resumes, and the return of that session runs from the last close before the suspension. The study and
the signature share this rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.event import Dropped, EventTable
from eventstudy.analysis.placement import place
from eventstudy.analysis.window import Window
from eventstudy.arrays import date_of
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.returns import real_prices
from eventstudy.prices.suspensions import Line, span_before, suspension_before, suspensions, suspensions_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.regressors import Regressors
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.returns import ReturnKind
    from eventstudy.prices.suspensions import Suspension


DAY0 = Window(0, 0)


class Moved(NamedTuple):
    """Events whose day 0 is a session with a price, and those whose security still does not trade."""

    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, eq=False)
class Resumptions:
    """Returns over the suspensions that end directly before some sessions.

    Attributes
    ----------
    key : ndarray of shape (h,), int64
        ``row * D + position`` of the sessions, ascending.
    spans : ndarray of shape (h,)
        Sessions that each return spans: those of the suspension and its own.
    returns : ndarray of shape (h,)
        From the last close before the suspension, as fractions.
    regressors : ndarray of shape (h, K)
        Regressors over the same sessions.
    risk_free : ndarray of shape (h,)
        The risk-free rate over the same sessions; zero in a model without one.
    """

    key: Integers
    spans: Floats
    returns: Floats
    regressors: Floats
    risk_free: Floats

    def take(self, numbers: Integers) -> Resumptions:
        """Return some of them, in the order of their numbers."""
        return Resumptions(*(getattr(self, name)[numbers] for name in self.__dataclass_fields__))

    def find(self, key: Integers) -> tuple[Integers, Integers]:
        """Return which of the keys are here, and where; two arrays of one length."""
        if not len(self.key):
            return self.key, self.key
        at = np.searchsorted(self.key, key).clip(max=len(self.key) - 1)
        here = np.flatnonzero(self.key[at] == key)
        return here, at[here]


def resumptions_of(
    panel: Panel, kind: ReturnKind, regressors: Regressors, placed: Placement
) -> Resumptions | None:
    """Measure the returns over the suspensions that end directly before day 0; None where there are none.

    Securities and benchmarks need only the prices around the suspension; of factors every session counts.
    """
    spans = spans_before(panel, placed.row, placed.position)
    key, first = np.unique(placed.row * panel.prices.shape[1] + placed.position, return_index=True)
    chosen = first[spans[first] > 0]
    if not len(chosen):
        return None
    some, lumped = placed.take(chosen), spans[chosen]
    durations = (lumped + 1).astype(np.float64)[:, None]
    return Resumptions(
        key=key[spans[first] > 0],
        spans=durations[:, 0],
        returns=returns_over(panel, kind, some.row, some.position, lumped),
        regressors=regressors.over(some, DAY0, durations)[:, :, 0],
        risk_free=regressors.risk_free_over(some, DAY0, durations)[:, 0],
    )


def moved(panel: Panel, events: Sequence[Event]) -> Moved:
    """Move day 0 of every event whose security is suspended on it to the session on which trading resumes.

    Where neither the security nor its benchmark has a price from day 0 on, the event stays: the prices end,
    and nothing is known of a suspension. The benchmark having one, the event is dropped until trading resumes.
    """
    kept: list[Event] = []
    dropped: list[Dropped] = []
    spots = place(panel, EventTable.of(events))
    for number, event in enumerate(events):
        if spots.found[number]:
            outcome = _moved(panel, event, int(spots.row[number]), int(spots.position[number]))
        else:
            outcome = event
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            kept.append(outcome)
    return Moved(tuple(kept), tuple(dropped))


def _moved(panel: Panel, event: Event, row: int, position: int) -> Event | Dropped:
    there = np.isfinite(real_prices(panel.prices[row]))
    if there[position] and panel.volumes[row, position] != 0:
        return event
    if not there[:position].any():
        return event
    sessions = panel.sessions[panel.grid[row]]
    if not there[position:].any():
        return _pending(panel, event, row, position, there)
    marks = suspensions(panel.prices[row], panel.volumes[row])
    if not marks[position]:
        return event
    if marks[position : int(np.flatnonzero(there)[-1]) + 1].all():
        return _pending(panel, event, row, position, there & ~marks)
    first = position + int((~marks[position:]).argmax())
    return replace(event, day0=date_of(sessions[first]), moved_from=event.day0)


def _pending(panel: Panel, event: Event, row: int, position: int, there: Booleans) -> Event | Dropped:
    market = np.isfinite(real_prices(panel.benchmark_prices[panel.benchmark[row]]))
    if not market[position:].any():
        return event
    sessions = panel.sessions[panel.grid[row]]
    since = int(np.flatnonzero(there[:position])[-1]) + 1
    name, until = panel.benchmarks[panel.benchmark[row]], int(np.flatnonzero(market)[-1])
    reason = (
        f"suspended since {date_of(sessions[since])}, or its prices end before that: pending until trading "
        f"resumes ({name} has prices to {date_of(sessions[until])})"
    )
    return Dropped(event.id, event.security, reason)


def spans_before(panel: Panel, row: Integers, position: Integers) -> Integers:
    """Count the suspended sessions directly before each place on a panel; zero as a rule; shape (n,)."""
    spans = np.zeros(len(row), dtype=np.int64)
    before = (position - 1).clip(0)
    prices, volumes = panel.prices[row, before], panel.volumes[row, before]
    quiet = ~(np.isfinite(prices) & (prices > 0)) | (volumes == 0)
    # Few events stand behind a silent session; only their securities are looked at.
    quiet &= position > 0
    for one in np.unique(row[quiet]).tolist():
        marks = suspensions(panel.prices[one], panel.volumes[one])
        for number in np.flatnonzero(quiet & (row == one)).tolist():
            spans[number] = span_before(marks, int(position[number]))
    return spans


def growth_over(prices: Floats, row: Integers, position: Integers, spans: Integers) -> Floats:
    """Return p[position] / p[position - 1 - spans] of rows of prices; NaN where one is missing; shape (n,)."""
    now, then = prices[row, position], prices[row, position - 1 - spans]
    return np.asarray(real_prices(now) / real_prices(then), dtype=np.float64)


def returns_over(
    panel: Panel, kind: ReturnKind, row: Integers, position: Integers, spans: Integers
) -> Floats:
    """Return the securities' returns over their suspensions, as fractions; shape (n,)."""
    growth = growth_over(panel.prices, row, position, spans)
    return np.log(growth) if kind == "log" else growth - 1


def suspensions_before(panel: Panel, row: Integers, position: Integers) -> tuple[Suspension | None, ...]:
    """Name the suspension directly before each place on a panel; length n."""
    found: list[Suspension | None] = [None] * len(row)
    for number in np.flatnonzero(spans_before(panel, row, position)).tolist():
        one = int(row[number])
        marks = suspensions(panel.prices[one], panel.volumes[one])
        found[number] = suspension_before(marks, _line(panel, one), int(position[number]))
    return tuple(found)


def suspensions_inside(
    panel: Panel, row: Integers, position: Integers, window: Window
) -> tuple[tuple[Suspension, ...], ...]:
    """Name the suspensions that reach into each window, but the one that day 0's return spans; length n."""
    marks = {one: suspensions(panel.prices[one], panel.volumes[one]) for one in np.unique(row).tolist()}
    found = []
    for one, zero in zip(row.tolist(), position.tolist(), strict=True):
        line = _line(panel, one)
        every = suspensions_in(marks[one], line, zero + window.first, zero + window.last)
        own = suspension_before(marks[one], line, zero)
        found.append(tuple(each for each in every if each != own))
    return tuple(found)


def suspensions_around(panel: Panel, row: int, position: int) -> tuple[Suspension, ...]:
    """Name the suspensions that a session is in, or follows directly, but for flat rows, which have returns."""
    marks = suspensions(panel.prices[row], panel.volumes[row])
    found = suspensions_in(marks, _line(panel, row), position - 1, position)
    return tuple(one for one in found if one.kind != "no_trade")


def _line(panel: Panel, row: int) -> Line:
    days: Integers = panel.sessions[panel.grid[row]]
    sessions = days[: np.searchsorted(days, NO_SESSION)]
    return Line(panel.prices[row], panel.benchmark_prices[panel.benchmark[row]], sessions)
