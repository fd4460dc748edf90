"""The deals that an issuer announced, counted once, with what became of them."""

from __future__ import annotations

import datetime as dt

from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision, Security
from eventstudy.announcements.flags.evidence import Evidence
from eventstudy.announcements.ledger import Confidence, Fact, FollowUp, Ledger, Outcome
from eventstudy.announcements.past_deals import PastDeal, past_deals
from eventstudy.announcements.span import Span

AS_OF = dt.date(2026, 1, 1)


def announced(name: str, day: str, kind: str = "contract") -> Announcement:
    """Return an announcement of the issuer."""
    moment = Moment(dt.datetime.fromisoformat(day), "Asia/Hong_Kong", Precision.DAY)
    return Announcement(name, Issuer("Maker"), (Security("1725.HK"),), moment, f"News of {name}.", kind)


def stated(name: str, on: str, kind: str = "mou", *, announcement: str | None = None) -> Fact:
    """Return a fact of its ledger."""
    return Fact(
        name, Span.read(on), kind, f"Fact {name}.", "source", Confidence.HIGH, announcement=announcement
    )


def came(deal: str, outcome: Outcome, on: str) -> FollowUp:
    """Return what became of a deal."""
    return FollowUp(deal, outcome, Span.read(on), "later")


def deals_of(
    *announcements: Announcement, facts: tuple[Fact, ...] = (), told: tuple[FollowUp, ...] = ()
) -> tuple[PastDeal, ...]:
    """Return the deals of registry and ledger."""
    ledger = Ledger("Maker", (), (), dt.date(2020, 1, 1), facts=facts, follow_ups=told)
    return past_deals(announcements, Evidence(AS_OF, (ledger,), announcements))


def test_registry_and_ledger_by_date() -> None:
    """Deals of both come in order of time, and what is no deal is left out."""
    found = deals_of(
        announced("second", "2024-05-01"),
        announced("launched", "2024-06-01", "launch"),
        facts=(stated("first", "2023"), stated("placed", "2024-01-01", "placing")),
    )
    assert [(one.id, one.text) for one in found] == [("first", "Fact first."), ("second", "News of second.")]


def test_a_deal_of_both_is_one() -> None:
    """What the ledger says became of its fact belongs to the announcement that the fact is."""
    fact = stated("same", "2024-05", announcement="deal")
    (one,) = deals_of(
        announced("deal", "2024-05-01"),
        facts=(fact,),
        told=(came("same", Outcome.LAPSED, "2024-06"),),
    )
    assert (one.id, one.outcome) == ("deal", Outcome.LAPSED)


def test_the_latest_evidence_is_the_outcome() -> None:
    """A delivery after a formal contract is the outcome, and a later search that found nothing does not undo it."""
    told = (
        came("deal", Outcome.NOT_EVIDENCED, "2025-06-01"),
        came("deal", Outcome.DELIVERED, "2025-01-01"),
        came("deal", Outcome.FORMAL_CONTRACT, "2024-07-01"),
    )
    (one,) = deals_of(announced("deal", "2024-05-01"), told=told)
    assert [each.outcome for each in one.follow_ups] == [
        Outcome.FORMAL_CONTRACT,
        Outcome.DELIVERED,
        Outcome.NOT_EVIDENCED,
    ]
    assert one.outcome is Outcome.DELIVERED


def test_nothing_known_is_no_evidence_found() -> None:
    """A deal of which nothing is told has no follow-up, and its outcome says that no evidence was found."""
    (one,) = deals_of(announced("deal", "2024-05-01"))
    assert (one.follow_ups, one.outcome) == ((), Outcome.NOT_EVIDENCED)


def test_later_than_as_of_is_not_looked_at() -> None:
    """Neither a deal nor an outcome after the day that the profile speaks of is listed."""
    told = (came("deal", Outcome.DELIVERED, "2026-02-01"),)
    found = deals_of(announced("deal", "2024-05-01"), announced("later", "2026-03-01"), told=told)
    assert [(one.id, one.outcome) for one in found] == [("deal", Outcome.NOT_EVIDENCED)]


def test_a_ledger_alone_is_enough() -> None:
    """Without any announcement the deals are the ledger's."""
    assert [one.id for one in deals_of(facts=(stated("only", "2024"),))] == ["only"]
