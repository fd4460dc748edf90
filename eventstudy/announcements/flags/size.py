"""The size of a deal beside that of the issuer: its market value, its revenue, and what it has delivered."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.announcements.flags.evidence import MarketCap, Money, announced_value
from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.ledger import Fact

CAP_SHARE, REVENUE_SHARE, CAPACITY = 0.3, 0.5, 5
"""What trips: more than these."""

RED = 1
"""A share above this is said to be more than the whole."""

CAP_AGE = dt.timedelta(days=31)
"""How long before an announcement a market value may have been told."""

REVENUE_AGE = dt.timedelta(days=548)
"""How long before an announcement the year of a revenue may have ended: a year and a half."""

_YEAR = 12

CAP_MEASURE = Measure(
    "size_vs_market_cap", f"more than {CAP_SHARE} of the market value; red above {RED}", "share"
)
REVENUE_MEASURE = Measure(
    "size_vs_revenue", f"more than {REVENUE_SHARE} of a year's revenue; red above {RED}", "share"
)
CAPACITY_MEASURE = Measure(
    "capacity_multiple", f"more than {CAPACITY} times what is known to have been delivered", "times"
)


class _Whole(NamedTuple):
    """What a value is a share of."""

    money: Money
    name: str
    source: str


def size_vs_market_cap(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Compare the value with the market value before the announcement."""
    value, span = announced_value(announcement), Span.of(announcement.announced)
    if isinstance(value, str):
        return CAP_MEASURE.unknown(value, (announcement.url or "",))
    cap = evidence.market_cap or _cap_of_ledger(evidence, span)
    if isinstance(cap, str):
        return CAP_MEASURE.unknown(cap)
    whole = _Whole(cap.money, f"the market value of {cap.on}", cap.source)
    return _share(CAP_MEASURE, announcement, evidence, whole, CAP_SHARE)


def _cap_of_ledger(evidence: Evidence, span: Span) -> MarketCap | str:
    """Return the last market value of the ledger that was told shortly before, or why there is none."""
    told = [one for one in evidence.facts({"market_cap"}) if one.on.last <= span.first and one.currency]
    if not told:
        return "no market value before the announcement is at hand"
    last = told[-1]
    money = Money(last.numbers["market_cap"], str(last.currency))
    if last.on.first < span.first - CAP_AGE:
        return f"the last market value at hand, about {money}, is of {last.on}, more than {CAP_AGE.days} days before"
    return MarketCap(money, last.on.last, last.cited)


def size_vs_revenue(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Compare the value with the revenue of the last year that ended before the announcement."""
    value, span = announced_value(announcement), Span.of(announcement.announced)
    if isinstance(value, str):
        return REVENUE_MEASURE.unknown(value, (announcement.url or "",))
    results = _last_year(evidence, span)
    if results is None:
        return REVENUE_MEASURE.unknown("no revenue of a year that ended shortly before is at hand")
    revenue = Money(results.numbers["revenue"], str(results.currency))
    name = f"the revenue of the year to {results.period_end} (published {results.on})"
    return _share(
        REVENUE_MEASURE, announcement, evidence, _Whole(revenue, name, results.cited), REVENUE_SHARE
    )


def _last_year(evidence: Evidence, span: Span) -> Fact | None:
    ended = [
        (one.period_end, one)
        for one in evidence.facts({"results"})
        if one.period_end is not None
        and span.last - REVENUE_AGE <= one.period_end < span.first
        and one.numbers.get("months") == _YEAR
        and "revenue" in one.numbers
    ]
    return max(ended, key=lambda each: each[0])[1] if ended else None


def _share(
    measure: Measure, announcement: Announcement, evidence: Evidence, whole: _Whole, most: float
) -> ContractFlag:
    value, sources = announced_value(announcement), (announcement.url or "", whole.source)
    if isinstance(value, str):
        return measure.unknown(value, sources)
    shares = evidence.ratios(value, whole.money, Span.of(announcement.announced))
    if isinstance(shares, str):
        return measure.unknown(shares, sources)
    red = " (red: more than all of it)" if min(shares) > RED else ""
    sentence = f"The value of {value} is {_range(shares)} of {whole.name}, {whole.money}{red}."
    return measure.over_days(min(shares), sentence, sources, [share > most for share in shares])


def _range(values: tuple[float, ...]) -> str:
    low, high = f"{min(values):.2f}", f"{max(values):.2f}"
    return low if low == high else f"{low} to {high}"


def capacity_multiple(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Compare the units with the most that the issuer is known to have delivered, in a year or in all."""
    units = announcement.terms.units
    if units is None or units <= 0:
        seen = "the number of units was not announced" if units is None else f"{units} units cannot be bought"
        return CAPACITY_MEASURE.unknown(seen, (announcement.url or "",))
    facts = [
        one for one in evidence.facts({"launch", "delivery", "delivered_total"}) if one.numbers.get("units")
    ]
    if not facts:
        return CAPACITY_MEASURE.unknown("no delivery of the issuer is at hand")
    most, told = _most_delivered(facts)
    multiple = units / most
    claims = evidence.facts({"plant", "factory", "capacity_claim", "promotion"})
    sentence = (
        f"{units:,} units are {multiple:.1f} times the {most:g} that the issuer is known to have delivered or launched "
        f"{told}{_claimed(claims)}."
    )
    sources = (announcement.url or "", *(one.cited for one in (*facts, *claims) if one.numbers))
    return CAPACITY_MEASURE.found(multiple, sentence, sources, tripped=multiple > CAPACITY)


def _most_delivered(facts: list[Fact]) -> tuple[float, str]:
    """Return the largest count that any source gives, and what it counts."""
    years: Counter[int] = Counter()
    totals = [0.0]
    for one in facts:
        if one.kind == "delivered_total":
            totals.append(one.numbers["units"])
        else:
            years[one.on.first.year] += int(one.numbers["units"])
    year, most = max(years.items(), key=lambda each: each[1], default=(0, 0))
    return (max(totals), "in all") if max(totals) >= most else (most, f"in {year}")


def _claimed(claims: tuple[Fact, ...]) -> str:
    """Write what the issuer claims for itself, which is not what it delivered."""
    told = [
        f"{one.numbers.get('capacity') or one.numbers['units']:g}{' a year' if 'capacity' in one.numbers else ''}"
        f" ({one.on})"
        for one in claims
        if one.numbers.get("capacity") or one.numbers.get("units")
    ]
    return f"; claimed, and not counted here: {', '.join(told)}" if told else ""
