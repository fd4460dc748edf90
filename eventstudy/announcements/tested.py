"""Remembers every event that was ever tested, in the order in which it first was, for the control of false flags."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from eventstudy.announcements.tables import TestedRow
from eventstudy.database import transaction

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from sqlalchemy import Engine


class Tested(NamedTuple):
    """One event: its name, the p-value it had when it was first tested, and when the stream flagged it (0: never)."""

    event: str
    p_value: float
    flagged_at: int


class TestedStore:
    """The stream of tests in a database whose tables exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(self) -> tuple[Tested, ...]:
        """Return every event, the oldest first.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            rows = session.scalars(select(TestedRow).order_by(TestedRow.place)).all()
            return tuple(Tested(row.event, row.p_value, row.flagged_at) for row in rows)

    def extend(
        self, grown: Callable[[Sequence[Tested]], Sequence[Tested]], *, tested_at: dt.datetime
    ) -> tuple[Tested, ...]:
        """Let the stream grow in one transaction, so that two programs do not give one place twice.

        Parameters
        ----------
        grown : callable
            Takes the events so far and returns all of them, new ones at the end.
        tested_at : datetime.datetime
            When the new ones were tested, in UTC.

        Raises
        ------
        StoreError
            If the database refuses. Nothing is then written.
        """
        with transaction(self._engine, writing=True) as session:
            rows = session.scalars(select(TestedRow).order_by(TestedRow.place)).all()
            events = tuple(grown([Tested(row.event, row.p_value, row.flagged_at) for row in rows]))
            for row, one in zip(rows, events, strict=False):
                row.flagged_at = one.flagged_at
            for place, one in enumerate(events[len(rows) :], start=len(rows) + 1):
                session.add(TestedRow(place=place, tested_at=tested_at, **one._asdict()))
        return events
