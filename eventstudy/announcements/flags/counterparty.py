"""Who is on the other side: how old, how large, how known, and whether it owns shares of the issuer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.flags.evidence import Money, announced_value
from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag

LEAST_AGE, MOST_CAPITAL = 365, 10
"""Days since incorporation below which, and times the registered capital above which, a flag trips."""

AGE_MEASURE = Measure("counterparty_age", f"incorporated less than {LEAST_AGE} days before", "days")
CAPITAL_MEASURE = Measure(
    "value_vs_registered_capital",
    f"more than {MOST_CAPITAL} times the counterparty's registered capital",
    "times",
)
UNKNOWN_MEASURE = Measure(
    "counterparty_unknown",
    "nothing public about the counterparty beside the deal, or none named; or no word on its capacity to perform",
)
HOLDER_MEASURE = Measure(
    "counterparty_is_holder", "the counterparty or an associate owns shares of the issuer"
)


def counterparty_age(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Count the days from the counterparty's incorporation to the announcement."""
    deal, span = evidence.deal(announcement), Span.of(announcement.announced)
    born = deal.counterparty_incorporated
    if born is None:
        return AGE_MEASURE.unknown("the counterparty's day of incorporation is not at hand", (deal.source,))
    ages = [(day - born).days for day in span.days()]
    if ages[0] < 0:
        return AGE_MEASURE.unknown(
            f"the incorporation on {born} is later than the announcement", (deal.source,)
        )
    told = f"{ages[0]}" if span.exact else f"{ages[0]} to {ages[-1]}"
    sentence = f"The counterparty was incorporated on {born}, {told} days before the announcement."
    return AGE_MEASURE.over_days(ages[-1], sentence, (deal.source,), [age < LEAST_AGE for age in ages])


def value_vs_registered_capital(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Compare the value with the counterparty's registered capital."""
    value, deal = announced_value(announcement), evidence.deal(announcement)
    sources = (announcement.url or "", deal.source)
    if isinstance(value, str):
        return CAPITAL_MEASURE.unknown(value, sources)
    if deal.counterparty_capital is None or deal.counterparty_capital_currency is None:
        return CAPITAL_MEASURE.unknown("the counterparty's registered capital is not at hand", sources)
    capital = Money(deal.counterparty_capital, deal.counterparty_capital_currency)
    times = evidence.ratios(value, capital, Span.of(announcement.announced))
    if isinstance(times, str):
        return CAPITAL_MEASURE.unknown(times, sources)
    sentence = (
        f"The value of {value} is {min(times):.1f} times the counterparty's registered capital of {capital}."
    )
    return CAPITAL_MEASURE.over_days(min(times), sentence, sources, [one > MOST_CAPITAL for one in times])


def counterparty_unknown(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say whether anything public tells who the counterparty is.

    Where little is public about it, an announcement is to describe it and to sum up what was done to learn
    whether it can perform (ASX Guidance Note 8, 4.15, 2021).
    """
    deal, name = evidence.deal(announcement), announcement.terms.counterparty
    sources = (announcement.url or "", deal.source)
    if name is None and announcement.kind not in {"agreement", "contract", "mou"}:
        return UNKNOWN_MEASURE.unknown("the announcement is of no deal and names no counterparty", sources)
    if name is None:
        return UNKNOWN_MEASURE.found("not named", "The counterparty is not named.", sources, tripped=True)
    if deal.counterparty_public is False:
        search = f": {deal.counterparty_search}" if deal.counterparty_search else ""
        sentence = f"Nothing public about {name} was found beside the deal{search}."
        return UNKNOWN_MEASURE.found("nothing found", sentence, sources, tripped=True)
    if deal.due_diligence is False:
        sentence = f"The announcement does not describe the capacity of {name} to perform."
        return UNKNOWN_MEASURE.found("not described", sentence, sources, tripped=True)
    if deal.counterparty_public is None:
        return UNKNOWN_MEASURE.unknown(f"nobody has searched for {name}", sources)
    return UNKNOWN_MEASURE.found("known", f"Public records of {name} were found.", sources, tripped=False)


def counterparty_is_holder(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say whether the counterparty owns shares of the issuer."""
    deal = evidence.deal(announcement)
    holds = deal.counterparty_is_holder
    if holds is None:
        return HOLDER_MEASURE.unknown("whether the counterparty owns shares is not at hand", (deal.source,))
    verb = "owns" if holds else "is not known to own"
    sentence = f"The counterparty or an associate {verb} shares of the issuer."
    return HOLDER_MEASURE.found("yes" if holds else "no", sentence, (deal.source,), tripped=holds)
