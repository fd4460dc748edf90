"""The words of the ladder of unit prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import of_simulated

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.benchmarks import Benchmark
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.flags.unit_price import UnitPrice

_TEN_TIMES = 10.0


def title(priced: UnitPrice) -> str:
    """Hold the price against the cheapest satellite that it is compared with."""
    _, price = priced.nearest
    cheapest = _cheapest(priced)
    ratio = price / cheapest.cost_low
    of = (
        f"the cheapest {priced.mass_class} satellite"
        if priced.mass_class
        else "the cheapest operational satellite"
    )
    if ratio < 1:
        said = f"{ratio:.0%} of what {of} with a cited cost takes"
    else:
        said = f"{ratio:,.1f} times" if ratio < _TEN_TIMES else f"{ratio:,.0f} times"
        said += f" what {of} with a cited cost takes"
    return f"US${price:,.0f} a satellite is {said}"


def _cheapest(priced: UnitPrice) -> Benchmark:
    return min(priced.judged or priced.compared, key=lambda one: one.cost_low)


def subtitle(announcement: Announcement, priced: UnitPrice) -> str:
    """Say whose deal it is, and whether the class of the satellites is known."""
    kind = (
        f"their class is stated: {priced.mass_class}" if priced.mass_class else "their class is not disclosed"
    )
    headline = announcement.headline.rstrip(".")
    return f"{announcement.issuer.name}: {headline}. Beside what satellites are known to cost; {kind}. Paler: kits, no satellite at work. An arrow: less than."


SOURCE = "Price: the announcement. Costs: cited sources, listed with the contract flag. eventstudy: a price, which says nothing of its reason."


def label(priced: UnitPrice) -> str:
    """Name the deal's line."""
    low, high = min(priced.dollars), max(priced.dollars)
    return (
        f"this deal, US${low:,.0f}"
        if round(low) == round(high)
        else f"this deal, US${low:,.0f} to {high:,.0f}"
    )


def caption(flag: ContractFlag, priced: UnitPrice, *, simulated: bool) -> str:
    """Give the flag's own finding, and whose costs these are."""
    cheapest = _cheapest(priced)
    said = f"{flag.sentence} The cheapest compared is {cheapest.name}: {cheapest.source}."
    return of_simulated(said, simulated=simulated)


def alt(announcement: Announcement, priced: UnitPrice, *, simulated: bool) -> str:
    """Give every rung in numbers."""
    rungs = ", ".join(
        f"{one.name} {_cost(one)}" for one in sorted(priced.compared, key=lambda one: -one.cost_low)
    )
    said = (
        f"Ladder of the cost of {counted(len(priced.compared), 'kind of satellite', 'kinds of satellites')} in US dollars, on a "
        f"logarithmic scale: {rungs}. A line across marks the deal of {announcement.issuer.name}, {label(priced).removeprefix('this deal, ')}."
    )
    return of_simulated(said, simulated=simulated)


def _cost(one: Benchmark) -> str:
    low = f"{'less than ' if one.below else ''}{one.cost_low:,.0f}"
    return low if one.cost_high == one.cost_low else f"{low} to {one.cost_high:,.0f}"
