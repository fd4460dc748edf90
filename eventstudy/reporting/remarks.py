"""What stands beside the numbers: how day 0 was found, and which events were left out and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Dropped, Event

_COLUMNS = (Column("id", "dropped"), Column("security", "security"), Column("reason", "reason", prose=True))


def dropped_table(dropped: Sequence[Dropped]) -> Table:
    """Return a row for every event left out."""
    rows = tuple((one.id, one.security or None, one.reason) for one in dropped)
    return Table(_COLUMNS, rows, f"{len(rows)} left out")


def day0_lines(notes: Mapping[tuple[str, str], str], events: Sequence[Event]) -> tuple[str, ...]:
    """Say how day 0 was found where that needs saying: a line a way, with the events it holds for."""
    grouped: dict[str, list[str]] = {}
    for event in events:
        note = notes.get((event.id, event.security))
        if note:
            grouped.setdefault(note, []).append(event.id)
    return tuple(f"{note}: {', '.join(dict.fromkeys(names))}" for note, names in grouped.items())
