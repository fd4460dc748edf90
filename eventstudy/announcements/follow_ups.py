"""Keeps what became of announced deals in the database, beside the announcements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.span import Span
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.announcements.tables import FollowUpRow
from eventstudy.database import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine


class FollowUpStore:
    """The follow-ups of one database, whose schema is prepared.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, follow_ups: Iterable[FollowUp]) -> int:
        """Add those that are not there yet, all or none, and return how many they are.

        Raises
        ------
        AnnouncementUnknownError
            If a deal is no announcement of the store.
        StoreError
            If the database refuses.
        """
        values = tuple(dict.fromkeys(follow_ups))
        if values:
            AnnouncementStore(self._engine).select([one.deal for one in values])
        with transaction(self._engine, writing=True) as session:
            known = {_value(row) for row in session.scalars(select(FollowUpRow))}
            new = [one for one in values if one not in known]
            session.add_all(map(_row, new))
        return len(new)

    def of(self, *deals: str) -> tuple[FollowUp, ...]:
        """Return what became of some announcements, or of all of them, by date."""
        with transaction(self._engine) as session:
            found = [_value(row) for row in session.scalars(select(FollowUpRow).order_by(FollowUpRow.id))]
        chosen = (one for one in found if not deals or one.deal in deals)
        return tuple(sorted(chosen, key=lambda one: (one.deal, one.on)))


def _row(value: FollowUp) -> FollowUpRow:
    return FollowUpRow(
        announcement_id=value.deal,
        outcome=value.outcome.value,
        first_day=value.on.first,
        last_day=value.on.last,
        source=value.source,
    )


def _value(row: FollowUpRow) -> FollowUp:
    span = Span(row.first_day, row.last_day)
    return FollowUp(row.announcement_id, Outcome(row.outcome), span, row.source)
