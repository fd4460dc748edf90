"""The size of a deal beside the issuer's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.flags.evidence import MarketCap, Money
from eventstudy.announcements.flags.size import capacity_multiple, size_vs_market_cap, size_vs_revenue

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.ledger import Fact

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]
    State = Callable[..., Fact]


def pegged(amount: float, currency: str, day: dt.date) -> float | None:  # noqa: ARG001  -- the same every day
    """Tell Hong Kong dollars in US dollars, and no other currency."""
    return amount / 7.8 if currency == "HKD" else None


@pytest.mark.parametrize(("cap", "tripped"), [(300e6, True), (546e6, False), (5460e6, False), (100e6, True)])
def test_a_share_of_the_market_value(sale: Sale, evidence: Gather, cap: float, *, tripped: bool) -> None:
    """US$21 million trip above three tenths of the market value, told in dollars."""
    known = MarketCap(Money(cap, "HKD"), dt.date(2025, 2, 10), "https://example.org")
    flag = size_vs_market_cap(sale(), evidence(market_cap=known, dollars=pegged))
    assert flag.value == pytest.approx(21e6 / (cap / 7.8))
    assert flag.tripped is tripped
    assert ("red" in flag.sentence) == (cap / 7.8 < 21e6)


def test_a_market_value_of_last_summer_is_too_old(sale: Sale, evidence: Gather, fact: State) -> None:
    """The ledger's market value counts for a month; after that the flag is unknown and says how old it is."""

    def told(on: str) -> Fact:
        return fact("market_cap", on, numbers={"market_cap": 3e8}, currency="USD")

    assert size_vs_market_cap(sale(), evidence(told("2025-01-20"))).value == pytest.approx(0.07)
    old = size_vs_market_cap(sale(), evidence(told("2024-08-30")))
    assert old.reason == (
        "the last market value at hand, about 300,000,000 USD, is of 2024-08-30, more than 31 days before"
    )
    later = size_vs_market_cap(sale(), evidence(told("2025-07-16")))
    assert later.reason == "no market value before the announcement is at hand"


def test_a_share_of_a_years_revenue(sale: Sale, evidence: Gather, fact: State) -> None:
    """The year that ended before counts, published later or not; half a year, or one too old, does not."""

    def results(end: str, months: int) -> Fact:
        numbers = {"revenue": 40e6, "months": months}
        day = dt.date.fromisoformat(end)
        return fact("results", "2025-03-31", id=end, numbers=numbers, currency="USD", period_end=day)

    flag = size_vs_revenue(sale(), evidence(results("2024-12-31", 12)))
    assert (flag.value, flag.tripped) == (21 / 40, True)
    for wrong in (results("2024-12-31", 6), results("2025-12-31", 12), results("2022-12-31", 12)):
        assert size_vs_revenue(sale(), evidence(wrong)).tripped is None
    assert (
        size_vs_revenue(sale(), evidence(results("2024-12-31", 12), as_of=dt.date(2025, 3, 1))).tripped
        is None
    )


def test_a_currency_without_a_rate(sale: Sale, evidence: Gather) -> None:
    """A market value in a currency without a rate leaves the flag unknown; in the deal's own it needs none."""
    euros = MarketCap(Money(1e8, "EUR"), dt.date(2025, 2, 10), "")
    assert (
        size_vs_market_cap(sale(), evidence(market_cap=euros)).reason
        == "no rate of EUR in US dollars on 2025-02-11"
    )
    same = size_vs_market_cap(sale(currency="EUR"), evidence(market_cap=euros))
    assert (same.value, same.tripped) == (0.21, False)


def test_no_value_has_no_size(sale: Sale, evidence: Gather) -> None:
    """Without a value, or beside a market value of nothing, there is no share."""
    assert size_vs_market_cap(sale(value=None), evidence()).reason == "no value was announced"
    assert size_vs_revenue(sale(value=-1.0), evidence()).reason == "the value -1 is negative"
    nothing = MarketCap(Money(0, "USD"), dt.date(2025, 2, 10), "")
    assert size_vs_market_cap(sale(), evidence(market_cap=nothing)).tripped is None


def test_units_beside_deliveries(sale: Sale, evidence: Gather, fact: State) -> None:
    """The best year, or a higher total, is what units are a multiple of; claims are told and not counted."""
    launches = [
        fact("launch", "2021-12-07", numbers={"units": 2}),
        fact("launch", "2023-01-15", numbers={"units": 3}),
        fact("launch", "2023-06-01", numbers={"units": 4}),
    ]
    best = capacity_multiple(sale(), evidence(*launches))
    assert best.tripped is True
    assert best.value == pytest.approx(600 / 7)
    assert "delivered or launched in 2023" in best.sentence
    claim = fact("plant", "2023-07-25", numbers={"capacity": 200})
    total = capacity_multiple(
        sale(), evidence(*launches, claim, fact("delivered_total", "2025", numbers={"units": 12}))
    )
    assert total.value == 50
    assert "claimed, and not counted here: 200 a year (2023-07-25)" in total.sentence
    assert capacity_multiple(sale(units=60), evidence(*launches, claim)).tripped is True
    assert capacity_multiple(sale(units=35), evidence(*launches, claim)).tripped is False


def test_units_that_are_not_known(sale: Sale, evidence: Gather) -> None:
    """No units, negative ones, or an issuer without a known delivery leave the flag unknown."""
    assert capacity_multiple(sale(units=None), evidence()).reason == "the number of units was not announced"
    assert capacity_multiple(sale(units=-1), evidence()).reason == "-1 units cannot be bought"
    assert capacity_multiple(sale(), evidence()).reason == "no delivery of the issuer is at hand"


def test_a_registered_capital_is_no_value(sale: Sale, evidence: Gather) -> None:
    """The capital of a new subsidiary is not held against the market value."""
    flag = size_vs_market_cap(sale(kind="subsidiary"), evidence())
    assert flag.reason == "the amount is the capital of a subsidiary, not the value of a deal"
