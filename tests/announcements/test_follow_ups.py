"""Keeping what became of deals: once each, with their announcements, and gone with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.follow_ups import FollowUpStore
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.span import Span
from eventstudy.announcements.store import AnnouncementStore
from eventstudy.errors import AnnouncementUnknownError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eventstudy.announcements.announcement import Announcement

DELIVERED = FollowUp("deal", Outcome.DELIVERED, Span.read("2025-06-01"), "https://example.org/launch")
LAPSED = FollowUp("deal", Outcome.LAPSED, Span.read("2025-03"), "https://example.org/lapse")


@pytest.fixture
def store(engine: Engine, deal: Announcement) -> FollowUpStore:
    """Return the store of a database that holds one announcement."""
    AnnouncementStore(engine).save([deal])
    return FollowUpStore(engine)


def test_what_is_saved_is_found_by_date(store: FollowUpStore) -> None:
    """Follow-ups come back as they went in, a rough date too, the earlier first."""
    assert store.save([DELIVERED, LAPSED]) == 2
    assert store.of("deal") == store.of() == (LAPSED, DELIVERED)
    assert store.of("other") == ()


def test_saving_twice_changes_nothing(store: FollowUpStore) -> None:
    """The same follow-up is kept once, however often it is saved."""
    assert store.save([LAPSED, LAPSED]) == 1
    assert store.save([LAPSED, DELIVERED]) == 1
    assert store.of("deal") == (LAPSED, DELIVERED)
    assert store.save([]) == 0


def test_a_deal_that_is_not_there_keeps_everything_out(store: FollowUpStore) -> None:
    """One unknown announcement among them and nothing is saved; the message names the near one."""
    unknown = FollowUp("deals", Outcome.REVENUE, Span.read("2025"), "https://example.org")
    with pytest.raises(AnnouncementUnknownError, match="did you mean 'deal'"):
        store.save([DELIVERED, unknown])
    assert store.of() == ()


def test_an_announcement_that_changes_keeps_them(
    engine: Engine, store: FollowUpStore, deal: Announcement
) -> None:
    """Importing the announcement again leaves what became of it alone."""
    store.save([LAPSED])
    AnnouncementStore(engine).save([deal])
    assert store.of("deal") == (LAPSED,)
