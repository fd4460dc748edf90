"""How firmly the parties are bound: the way out, the deposit, and the word "binding"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import Precision
from eventstudy.announcements.flags.flag import Measure

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag

MOST_DAYS = 30

NON_BINDING_KINDS = frozenset({"mou", "framework", "letter_of_intent"})

OPT_OUT_TEST = Measure("opt_out_window", f"a free way out within {MOST_DAYS} days or fewer", "days")
DEPOSIT_MEASURE = Measure("no_deposit", "nothing is paid on signing", "share of the value")
BINDING_MEASURE = Measure(
    "non_binding", "a memorandum, framework or letter of intent, or parties that are not bound"
)


def opt_out_window(announcement: Announcement, evidence: Evidence) -> ContractFlag:  # noqa: ARG001  -- as all
    """Say within how many days a side may walk away, and when that ends."""
    days, sources = announcement.terms.opt_out_days, (announcement.url or "",)
    if days is None:
        return OPT_OUT_TEST.unknown("the announcement, as registered, states no way out", sources)
    if days < 0:
        return OPT_OUT_TEST.unknown(f"a window of {days} days cannot be", sources)
    sentence = f"The deal can end at no cost within {days} days{_end(announcement)}."
    return OPT_OUT_TEST.found(days, sentence, sources, tripped=days <= MOST_DAYS)


def _end(announcement: Announcement) -> str:
    if announcement.announced.precision is Precision.MONTH:
        return f"; when they ended is unknown, for the announcement is dated only to {announcement.announced}"
    return f", which end on {announcement.opt_out_expires}"


def no_deposit(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say which share of the value is paid on signing."""
    deal = evidence.deal(announcement)
    if deal.deposit is None:
        return DEPOSIT_MEASURE.unknown("whether a deposit is paid is not at hand", (announcement.url or "",))
    sentence = f"{deal.deposit:.0%} of the value is paid on signing."
    return DEPOSIT_MEASURE.found(deal.deposit, sentence, (deal.source,), tripped=deal.deposit == 0)


def non_binding(announcement: Announcement, evidence: Evidence) -> ContractFlag:  # noqa: ARG001  -- as all
    """Say whether the parties are bound.

    Announcing a non-binding framework as a contract is among the practices that ASX Guidance Note 8, 7.10
    (2021), warns of.
    """
    binding, sources = announcement.terms.binding, (announcement.url or "",)
    if binding is False:
        sentence = f"The {announcement.kind} does not bind: a side can leave without penalty, by its terms or its kind."
        return BINDING_MEASURE.found("not binding", sentence, sources, tripped=True)
    if announcement.kind in NON_BINDING_KINDS and binding is None:
        return BINDING_MEASURE.found(
            announcement.kind, f"It is announced as {announcement.kind}.", sources, tripped=True
        )
    if binding is None:
        return BINDING_MEASURE.unknown("whether the parties are bound was not announced", sources)
    return BINDING_MEASURE.found("binding", "The parties are bound.", sources, tripped=False)
