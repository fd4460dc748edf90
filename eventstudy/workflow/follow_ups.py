"""What became of announced deals: added by hand, and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.follow_ups import FollowUpStore
from eventstudy.announcements.ledger import FollowUp
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.inputs import open_store

if TYPE_CHECKING:
    from eventstudy.announcements.ledger import Outcome
    from eventstudy.announcements.span import Span

_COLUMNS = (
    Column("announcement", "announcement"),
    Column("outcome", "outcome"),
    Column("on", "on"),
    Column("source", "source", wide=True),
)

NONE = "nothing is recorded of what became of it; that does not say that nothing did"


def add_follow_up(deal: str, outcome: Outcome, on: Span, source: str, *, database: str) -> Report:
    """Record what became of an announcement, and return all that is recorded of it.

    Raises
    ------
    AnnouncementUnknownError
        If no announcement has that id.
    """
    FollowUpStore(open_store(database)).save([FollowUp(deal, outcome, on, source)])
    return follow_ups_of(deal, database=database)


def follow_ups_of(deal: str, *, database: str) -> Report:
    """Return a row for everything recorded of an announcement.

    Raises
    ------
    AnnouncementUnknownError
        If no announcement has that id.
    """
    engine = open_store(database)
    AnnouncementStore(engine).get(deal)
    found = FollowUpStore(engine).of(deal)
    rows = tuple((one.deal, one.outcome.value, str(one.on), one.source) for one in found)
    return Report(Table(_COLUMNS, rows, notes=() if rows else (NONE,)), "eventstudy/follow-ups/1")


def stored_follow_ups(database: str, *deals: str) -> tuple[FollowUp, ...]:
    """Return what is recorded in a database of some announcements, or of all of them."""
    return FollowUpStore(open_store(database)).of(*deals)
