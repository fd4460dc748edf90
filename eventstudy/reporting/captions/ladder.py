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


def title(flag: ContractFlag, priced: UnitPrice) -> str:
    """Say what the flag found: below, above or near what satellites of its kind are cited to cost."""
    _, price = priced.nearest
    judged = priced.judged or priced.compared
    kind = priced.mass_class or "operational"
    head = f"US${price:,.0f} a satellite is"
    cheapest, dearest = (edge(judged, key=lambda one: one.cost_low) for edge in (min, max))
    if flag.tripped is None:
        return f"{head} set beside what {kind} satellites are cited to cost"
    if not flag.tripped:
        return f"{head} near what {kind} satellites are cited to cost, nearest to {_nearest(priced).name}"
    if price < cheapest.cost_low:
        return f"{head} {price / cheapest.cost_low:.0%} of what the cheapest {kind} satellite with a cited cost takes"
    top = cheapest if priced.mass_class else dearest
    ratio = price / top.cost_low
    times = f"{ratio:,.1f}" if ratio < _TEN_TIMES else f"{ratio:,.0f}"
    edge_name = "cheapest" if priced.mass_class else "dearest"
    return f"{head} {times} times what the {edge_name} {kind} satellite with a cited cost takes"


def _nearest(priced: UnitPrice) -> Benchmark:
    """Return the satellite whose cost the price is the fewest times off."""
    _, price = priced.nearest
    judged = priced.judged or priced.compared
    return min(
        judged, key=lambda one: max(price / one.cost_low, one.cost_low / price) if price else one.cost_low
    )


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
