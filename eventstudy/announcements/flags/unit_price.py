"""The price of one satellite beside what satellites are known to cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.announcements.benchmarks import benchmarks
from eventstudy.announcements.flags.evidence import Money, announced_value
from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.benchmarks import Benchmark
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.ledger import Deal

LOW, HIGH = 0.33, 3.0
"""A ratio outside of these trips."""

MEASURE = Measure(
    "unit_price_gap",
    f"below {LOW} or above {HIGH:g} times the lowest cited cost of the class; "
    "class undisclosed: of every operational satellite",
    "times the cited cost it is nearest to, of its class where one is stated",
)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one satellite, and what it is held against.

    Attributes
    ----------
    dollars : tuple of float
        In US dollars, on every day that the announcement may be of.
    compared : tuple of Benchmark
        Satellites of the stated class, or of every class where none is stated.
    mass_class : str or None
        The class that is stated.
    stated_in : str
        Where the class is stated; empty where it is not.
    """

    dollars: tuple[float, ...]
    compared: tuple[Benchmark, ...]
    mass_class: str | None
    stated_in: str

    @property
    def judged(self) -> list[Benchmark]:
        """The satellites whose cost decides: kits count only where a class is stated."""
        return [one for one in self.compared if self.mass_class or one.operational]

    @property
    def nearest(self) -> tuple[float, float]:
        """The ratio that is most in the deal's favour, and the price in dollars that it is of."""
        ratios = [_ratio(each, self.judged, stated=self.mass_class is not None) for each in self.dollars]
        return min(zip(ratios, self.dollars, strict=True), key=lambda pair: _gap(pair[0]))


def unit_price(announcement: Announcement, evidence: Evidence) -> UnitPrice | str:
    """Return the price of one satellite in US dollars, or why it cannot be held against others."""
    deal = evidence.deal(announcement)
    price = _unit_price(announcement, deal)
    if isinstance(price, str):
        return price
    prices = evidence.in_dollars(price, Span.of(announcement.announced))
    if isinstance(prices, str):
        return prices
    mass_class = _class(deal)
    compared = tuple(one for one in benchmarks().items if mass_class in {None, one.mass_class})
    if not compared:
        return f"no cost of a {mass_class} satellite is cited"
    return UnitPrice(prices, compared, mass_class, deal.source if mass_class else "")


def unit_price_gap(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Hold the price of one satellite against those of its class, or of every class if it is not stated."""
    found = unit_price(announcement, evidence)
    if isinstance(found, str):
        deal = evidence.deal(announcement)
        return MEASURE.unknown(found, (announcement.url or "", deal.source if _class(deal) else ""))
    sources = (announcement.url or "", *(one.source for one in found.compared), found.stated_in)
    stated = found.mass_class is not None
    outcomes = [not LOW <= _ratio(each, found.judged, stated=stated) <= HIGH for each in found.dollars]
    ratio, shown = found.nearest
    return MEASURE.over_days(ratio, _sentence(shown, found.compared, found.mass_class), sources, outcomes)


def _unit_price(announcement: Announcement, deal: Deal) -> Money | str:
    value, units = announced_value(announcement), announcement.terms.units
    if isinstance(value, str):
        return value
    if units is None:
        return "the number of units was not announced"
    if units <= 0:
        return f"{units} units cannot be bought"
    if "satellite" not in announcement.headline.lower() and _class(deal) is None:
        return "nothing says that the units are satellites"
    return Money(value.amount / units, value.currency)


def _class(deal: Deal) -> str | None:
    """Return the class that is stated, or that the stated mass of a unit falls into."""
    return deal.mass_class or (None if deal.unit_mass is None else benchmarks().class_of(deal.unit_mass))


def _ratio(price: float, judged: list[Benchmark], *, stated: bool) -> float:
    """Return the ratio to the lowest cost of the stated class, or of all ratios the one nearest to 1."""
    if stated:
        return price / min(one.cost_low for one in judged)
    return min((price / one.cost_low for one in judged), key=_gap)


def _gap(ratio: float) -> float:
    """Return how many times a ratio is off 1, up or down."""
    return max(ratio, 1 / ratio) if ratio else math.inf


def _sentence(price: float, compared: tuple[Benchmark, ...], mass_class: str | None) -> str:
    beside = ", ".join(
        f"{'at least ' if one.below else ''}{price / one.cost_low:.3f} of {one.name}" for one in compared
    )
    said = f"US${price:,.0f} a satellite is {beside}"
    if mass_class is not None:
        return f"{said}; the class is stated as {mass_class}."
    return f"{said}; the class is undisclosed{_conclusion(price, compared)}."


def _conclusion(price: float, compared: tuple[Benchmark, ...]) -> str:
    """Say what a price below every operational satellite means, and what it does not."""
    if any(price / one.cost_low >= LOW for one in compared if one.operational):
        return ""
    kits = [one for one in compared if not one.operational and price / one.cost_low >= LOW]
    kit = ", though not impossible for a kit of 1-3U" if kits else ""
    return (
        f", and the price is inconsistent with an operational satellite of any class with a cited cost{kit}"
    )
