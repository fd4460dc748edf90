"""How many of the issuer's past deals something is known to have come of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.chances import wilson_interval
from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.ledger import DEALS, Outcome
from eventstudy.announcements.span import Span
from eventstudy.counting import counted

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag

MOST = 0.5

MEASURE = Measure(
    "followup_rate",
    f"the whole 95 % interval of the share lies below {MOST}: fewer than half",
    "share of past deals",
)


def followup_rate(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Count the past deals of which a delivery, revenue, formal contract or lapse is evidenced.

    An issuer is to say when an announced contract does not proceed (ASX Guidance Note 8, footnote 110, 2021),
    so a lapse that it discloses is evidence too. The interval is Wilson's (1927). A deal without any evidence
    counts as not evidenced; that is less than knowing that nothing came of it, and the sentence says so.
    """
    past = _past_deals(announcement, evidence)
    if not past:
        return MEASURE.unknown("no past deal of the issuer is at hand")
    told = [one for one in evidence.follow_ups() if one.deal in past]
    evidenced = {past[one.deal] for one in told if one.outcome is not Outcome.NOT_EVIDENCED}
    deals = set(past.values())
    share, (low, high) = len(evidenced) / len(deals), wilson_interval(len(evidenced), len(deals))
    vain = len({past[one.deal] for one in told} - evidenced)
    sentence = (
        f"Of {counted(len(deals), 'past deal')} in registry and ledger {len(evidenced)} "
        f"{'is' if len(evidenced) == 1 else 'are'} evidenced later: {share:.0%}, 95 % interval {low:.0%} to {high:.0%}; "
        f"for {vain} of the others somebody looked and found nothing, {len(deals) - len(evidenced) - vain} nobody looked "
        "up, and neither proves that nothing came of them."
    )
    return MEASURE.found(share, sentence, [one.source for one in told], tripped=high < MOST)


def _past_deals(announcement: Announcement, evidence: Evidence) -> dict[str, str]:
    """Return the ids of deals that are earlier in every reading, each to the one id it is counted under."""
    day = Span.of(announcement.announced).first
    past = {
        one.id: one.id for one in evidence.others if one.kind in DEALS and Span.of(one.announced).last < day
    }
    for fact in evidence.facts(DEALS):
        announced = evidence.announced(fact, announcement)
        if fact.on.last < day and announced != announcement.id:
            past[fact.id] = announced or fact.id
    return past
