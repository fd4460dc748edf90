"""What surrounds the announcement: sales of shares, distress, and a change of theme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.ledger import FINANCINGS, PIVOTS
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.ledger import Fact

BEFORE, AFTER = dt.timedelta(days=30), dt.timedelta(days=180)
TWO_YEARS, YEAR = dt.timedelta(days=730), dt.timedelta(days=365)

FINANCING_MEASURE = Measure(
    "financing_after",
    f"a placing, convertible, rights issue, pledge, end of a lock-up or insider's sale from {BEFORE.days} days "
    f"before to {AFTER.days} days after",
)
DISTRESS_MEASURE = Measure(
    "distress", "a note of doubt about going on as a business, or cash for less than a year"
)
PIVOT_MEASURE = Measure("theme_pivot", "a change of name, business or control in the 24 months before")


def financing_after(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say whether shares were sold around the announcement, and at which discount."""
    span = Span.of(announcement.announced)
    found = [
        one for one in evidence.facts(FINANCINGS) if one.on.touches(span.first - BEFORE, span.last + AFTER)
    ]
    if not found:
        return _absent(
            FINANCING_MEASURE, evidence, "financing", span.last + AFTER, "No sale of shares was found."
        )
    # Several financings may cover the month between them: on every day, one of them must lie in the window.
    outcomes = [any(one.on.within(day - BEFORE, day + AFTER) for one in found) for day in span.days()]
    certain = all(outcomes)
    sure = "" if span.exact or not certain else ", in every reading of the date"
    sentence = f"{_told(found)}{sure}."
    value = "; ".join(f"{one.kind} {one.on}" for one in found)
    sources = [one.cited for one in found]
    if not any(outcomes):
        return FINANCING_MEASURE.unknown(f"the dates are too rough: {_told(found)}", sources, value=value)
    return FINANCING_MEASURE.over_days(value, sentence, sources, outcomes)


def _told(facts: list[Fact]) -> str:
    return "; ".join(f"{one.on}: {one.text.rstrip('.')}{_discount(one)}" for one in facts)


def _discount(fact: Fact) -> str:
    return "" if fact.discount is None else f" (discount {fact.discount:.2%})"


def distress(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say whether doubt about going on was noted of the year before, or cash was short.

    A note counts by the end of the period that it speaks of, whenever it was published.
    """
    span = Span.of(announcement.announced)
    notes = _of_the_year(evidence.facts({"going_concern"}), span)
    short = [one for one in _of_the_year(evidence.facts({"cash"}), span) if _years(one) is not None]
    if notes:
        sources = [one.cited for one in notes]
        return DISTRESS_MEASURE.found("going concern", f"{_published(notes)}.", sources, tripped=True)
    if short:
        years = _years(short[-1]) or 0.0
        sentence = (
            f"Cash lasted for {years:.1f} years at the rate of the last twelve months ({short[-1].on})."
        )
        return DISTRESS_MEASURE.found(years, sentence, (short[-1].cited,), tripped=years < 1)
    return _absent(DISTRESS_MEASURE, evidence, "distress", span.last, "No sign of distress was found.")


def _of_the_year(facts: Iterable[Fact], span: Span) -> list[Fact]:
    """Return the facts about a day in the year before, in every reading of the date."""
    days = [(one, Span(one.period_end, one.period_end) if one.period_end else one.on) for one in facts]
    return [one for one, about in days if about.within(span.last - YEAR, span.first)]


def _years(fact: Fact) -> float | None:
    cash, burn = fact.numbers.get("cash"), fact.numbers.get("burn")
    return None if cash is None or not burn else cash / burn


def _published(notes: list[Fact]) -> str:
    return "; ".join(
        f"{one.text.rstrip('.')} (published {one.on}{f', of {one.period_end}' if one.period_end else ''})"
        for one in notes
    )


def theme_pivot(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Say whether the issuer changed its name, business or control in the two years before."""
    span = Span.of(announcement.announced)
    found = [one for one in evidence.facts(PIVOTS) if one.on.touches(span.first - TWO_YEARS, span.last)]
    if not found:
        return _absent(
            PIVOT_MEASURE, evidence, "pivot", span.last, "No change of name, business or control was found."
        )
    outcomes = [any(one.on.within(day - TWO_YEARS, day) for one in found) for day in span.days()]
    value = "; ".join(f"{one.kind} {one.on}" for one in found)
    sources = [one.cited for one in found]
    if not any(outcomes):
        return PIVOT_MEASURE.unknown(f"the dates are too rough: {_told(found)}", sources, value=value)
    return PIVOT_MEASURE.over_days(value, f"{_told(found)}.", sources, outcomes)


def _absent(measure: Measure, evidence: Evidence, topic: str, until: dt.date, sentence: str) -> ContractFlag:
    """Return "no" only where somebody has searched to the end; else what is absent is unknown."""
    searched = evidence.searched_until(topic)
    if searched is not None and searched >= until:
        return measure.found("none found", sentence, (f"searched until {searched}",), tripped=False)
    if evidence.as_of < until:
        return measure.unknown(f"the time to look at ends on {until}, and it is {evidence.as_of}")
    return measure.unknown("none is in the ledger, which does not claim to hold all")
