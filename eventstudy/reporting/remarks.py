"""What stands beside the numbers: how day 0 was found, and which events were left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.reporting.tables import Column, Table, marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Dropped, Event
    from eventstudy.analysis.result import StudyResult

_COLUMNS = (Column("id", "dropped"), Column("security", "security"), Column("reason", "reason", prose=True))


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
    partial = [
        f"{event.id} ({days})" for event, days in zip(result.events, counts, strict=True) if days < whole
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
