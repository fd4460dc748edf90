"""The price of one satellite beside the cited costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from eventstudy.announcements.flags.unit_price import UnitPrice, unit_price, unit_price_gap
from eventstudy.announcements.ledger import Deal

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence


def deal(**terms: Any) -> tuple[Deal, ...]:  # noqa: ANN401  -- fields
    """Return further terms of the sale."""
    return (Deal("deal", "https://example.org/terms", **terms),)


def test_no_class_is_stated(sale: Callable[..., Announcement], evidence: Callable[..., Evidence]) -> None:
    """US$35,000 is 0.175 of Starlink v1, below every operational satellite and near a kit."""
    flag = unit_price_gap(sale(), evidence())
    assert flag.tripped is True
    assert flag.value == pytest.approx(35_000 / 200_000)
    for words in ("0.175 of Starlink v1", "0.070 of OneWeb", "0.350 of off-the-shelf", "undisclosed", "1-3U"):
        assert words in flag.sentence


@pytest.mark.parametrize(
    ("price", "tripped"),
    [(60_000, True), (66_000, False), (190_000, False), (600_000, False), (3_600_001, True), (0, True)],
)
def test_every_class_counts_where_none_is_stated(
    sale: Callable[..., Announcement],
    evidence: Callable[..., Evidence],
    price: int,
    *,
    tripped: bool,
) -> None:
    """An undisclosed class trips only where the price fits no operational satellite at all."""
    assert unit_price_gap(sale(value=price * 600.0), evidence()).tripped is tripped


@pytest.mark.parametrize(
    ("terms", "tripped", "ratio"),
    [
        ({"mass_class": "nano"}, False, 0.35),
        ({"unit_mass": 3.0}, False, 0.35),
        ({"mass_class": "mini"}, True, 0.175),
        ({"mass_class": "micro"}, True, 35 / 550),
    ],
)
def test_a_stated_class_counts_alone(
    sale: Callable[..., Announcement],
    evidence: Callable[..., Evidence],
    terms: dict[str, Any],
    *,
    tripped: bool,
    ratio: float,
) -> None:
    """With a class, or the mass that gives it, the price is held against the lowest cost of that class."""
    flag = unit_price_gap(sale(), evidence(deals=deal(**terms)))
    assert flag.tripped is tripped
    assert flag.value == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"value": None}, "no value was announced"),
        ({"value": -1.0}, "the value -1 is negative"),
        ({"currency": None}, "the value has no currency"),
        ({"currency": "CNY"}, "no rate of CNY in US dollars on 2025-02-11"),
        ({"units": None}, "the number of units was not announced"),
        ({"units": -600}, "-600 units cannot be bought"),
        ({"units": 0}, "0 units cannot be bought"),
    ],
)
def test_what_is_missing_is_said(
    sale: Callable[..., Announcement],
    evidence: Callable[..., Evidence],
    terms: dict[str, Any],
    reason: str,
) -> None:
    """A term that is missing or impossible makes the flag unknown, with that reason."""
    flag = unit_price_gap(sale(**terms), evidence())
    assert (flag.tripped, flag.reason) == (None, reason)


def test_a_class_without_a_cited_cost(
    sale: Callable[..., Announcement], evidence: Callable[..., Evidence]
) -> None:
    """A class that no figure is cited for cannot be judged."""
    flag = unit_price_gap(sale(), evidence(deals=deal(mass_class="pico")))
    assert flag.reason == "no cost of a pico satellite is cited"


def test_a_rate_that_moves_within_the_month(
    sale: Callable[..., Announcement], evidence: Callable[..., Evidence]
) -> None:
    """Where the outcome turns on the day of a month, and the day is not known, the flag is unknown."""

    def dollars(amount: float, currency: str, day: dt.date) -> float | None:
        return amount * (1.0 if day < dt.date(2025, 2, 15) else 2.0) if currency == "HKD" else None

    flag = unit_price_gap(sale("2025-02", currency="HKD"), evidence(dollars=dollars))
    assert flag.reason is not None
    assert "depends on the day" in flag.reason
    assert unit_price_gap(sale("2025-02-01", currency="HKD"), evidence(dollars=dollars)).tripped is True
    assert unit_price_gap(sale("2025-02-20", currency="HKD"), evidence(dollars=dollars)).tripped is False


def test_the_flag_says_what_the_price_is_held_against(
    sale: Callable[..., Announcement], evidence: Callable[..., Evidence]
) -> None:
    """Price, ratio and satellites of the flag are those that a picture can draw."""
    said, known = sale(), evidence()
    priced, flag = unit_price(said, known), unit_price_gap(said, known)
    assert isinstance(priced, UnitPrice)
    ratio, dollars = priced.nearest
    assert flag.value == pytest.approx(ratio)
    assert f"US${dollars:,.0f} a satellite is" in flag.sentence
    assert {one.source for one in priced.compared} <= set(flag.sources)


def test_without_a_price_there_is_a_reason(
    sale: Callable[..., Announcement], evidence: Callable[..., Evidence]
) -> None:
    """What keeps the flag unknown is the reason why nothing can be drawn."""
    said, known = sale(units=None), evidence()
    assert unit_price(said, known) == unit_price_gap(said, known).reason
