"""What stands beside the numbers: how day 0 was found, and which events were left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.reporting.tables import Cell, Column, Json, Table, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Dropped, Event
    from eventstudy.analysis.result import StudyResult
    from eventstudy.prices.suspensions import Suspension

_COLUMNS = (Column("id", "dropped"), Column("security", "security"), Column("reason", "reason", prose=True))

SUSPENSION = (
    Column("day0_moved_from", "day 0 moved from"),
    Column("suspended_from", "suspended from"),
    Column("suspended_to", "to"),
    Column("suspended_sessions", "sessions", "d"),
    Column("suspension_kind", "shown by"),
)
"""What CSV says of the suspension that day 0's return spans."""

_KEPT = "; the returns of these sessions are kept as the prices say: zero"


def suspension_cells(event: Event, found: Suspension | None) -> tuple[Cell, ...]:
    """Return the cells of ``SUSPENSION``."""
    if found is None:
        return day0_of(event), None, None, None, None
    return day0_of(event), found.first.isoformat(), found.last.isoformat(), found.sessions, found.kind


def dropped_table(dropped: Sequence[Dropped], *, simulated: bool) -> Table:
    """Return a row for every event left out."""
    rows = tuple((one.id, one.security or None, one.reason) for one in dropped)
    return Table(_COLUMNS, rows, marked(f"{len(rows)} left out", simulated=simulated))


def event_days(result: StudyResult, i: int) -> int:
    """Count the days of the event window on which an event has an abnormal return: those its CAR sums."""
    return int(np.isfinite(result.abnormal_returns[i]).sum())


def partial_lines(result: StudyResult) -> tuple[str, ...]:
    """Name the events whose CAR sums only a part of the event window, with the days that it sums."""
    whole = len(result.design.window)
    counts = [event_days(result, i) for i in range(len(result.events))]
    covered = [bool(days.all()) for days in result.covered]
    partial = [
        f"{event.id} ({days})"
        for event, days, all_of_it in zip(result.events, counts, covered, strict=True)
        if not all_of_it
    ]
    return (f"CARs that sum only the days that exist, of {whole}: {', '.join(partial)}",) if partial else ()


def day0_lines(notes: Mapping[tuple[str, str], str], events: Sequence[Event]) -> tuple[str, ...]:
    """Say how day 0 was found where that needs saying: a line a way, with the events it holds for."""
    grouped: dict[str, list[str]] = {}
    for event in events:
        note = notes.get((event.id, event.security))
        if note:
            grouped.setdefault(note, []).append(event.id)
    return tuple(f"{note}: {', '.join(dict.fromkeys(names))}" for note, names in grouped.items())


def suspension_json(found: Suspension | None) -> Json:
    """Return a suspension as an object; None where there is none."""
    if found is None:
        return None
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "sessions": found.sessions,
        "kind": found.kind,
    }


def day0_of(event: Event) -> str | None:
    """Return the session that would have been day 0, where the security did not trade on it."""
    return None if event.moved_from is None else event.moved_from.isoformat()


def suspension_lines(found: Sequence[Suspension | None], events: Sequence[Event]) -> tuple[str, ...]:
    """Say which day-0 returns span a suspension."""
    return tuple(
        f"{event.id}: {one.words}; the return of day 0 spans it, for the security and its regressors alike"
        for event, one in zip(events, found, strict=True)
        if one is not None
    )


def other_suspension_lines(result: StudyResult) -> tuple[str, ...]:
    """Name the suspensions elsewhere in the event windows of the events that were kept."""
    # From trade to trade flat rows have no returns of their own.
    kept = "" if result.design.gaps == "trade_to_trade" else _KEPT
    return tuple(
        f"{event.id}, in the event window: {one.words}{kept if one.kind == 'no_trade' else ''}"
        for event, several in zip(result.events, result.other_suspensions, strict=True)
        for one in several
    )
