"""The events that were left out, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Dropped

_COLUMNS = (Column("id", "dropped"), Column("security", "security"), Column("reason", "reason"))


def dropped_table(dropped: Sequence[Dropped]) -> Table:
    """Return a row for every event left out."""
    rows = tuple((one.id, one.security or None, one.reason) for one in dropped)
    return Table(_COLUMNS, rows, f"{len(rows)} left out")
