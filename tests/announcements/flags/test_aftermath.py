"""What surrounds an announcement."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.flags.aftermath import distress, financing_after, theme_pivot

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.ledger import Fact

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]
    State = Callable[..., Fact]


@pytest.mark.parametrize(
    ("on", "day", "tripped"),
    [
        ("2025-01-12", "2025-02-11", True),
        ("2025-01-11", "2025-02-11", None),
        ("2025-08-10", "2025-02-11", True),
        ("2025-08-11", "2025-02-11", None),
        ("2025-07-25", "2025-02", True),
        ("2025-07-31", "2025-02", True),
        ("2025-08-01", "2025-02", None),
        ("2025-01-29", "2025-02", True),
        ("2025-01-28", "2025-02", None),
    ],
)
def test_shares_sold_around_it(
    sale: Sale,
    evidence: Gather,
    fact: State,
    on: str,
    day: str,
    *,
    tripped: bool | None,
) -> None:
    """From 30 days before to 180 after trips, for a month only if it does on each of its days."""
    flag = financing_after(sale(day), evidence(fact("placing", on)))
    assert flag.tripped is tripped
    assert ("in every reading of the date" in flag.sentence) == (tripped is True and day == "2025-02")


def test_the_day_may_decide(sale: Sale, evidence: Gather, fact: State) -> None:
    """A placing that only some days of the month reach is unknown, and the reason says on what it depends."""
    flag = financing_after(sale("2025-02"), evidence(fact("placing", "2025-08-10")))
    assert flag.reason is not None
    assert flag.reason.startswith("it depends on the day")


def test_the_discount_is_told(sale: Sale, evidence: Gather, fact: State) -> None:
    """New shares at 0.65 beside a last close of 0.80 are told with 18.75 %."""
    placing = fact("placing", "2025-07-25", numbers={"price": 0.65, "last_price": 0.80}, currency="HKD")
    assert "discount 18.75%" in financing_after(sale(), evidence(placing)).sentence


def test_nothing_found_is_not_no(sale: Sale, evidence: Gather, fact: State) -> None:
    """Only a complete search to the end of the time says no; before that the end is named."""
    assert (
        financing_after(sale(), evidence()).reason
        == "none is in the ledger, which does not claim to hold all"
    )
    searched = {"financing": dt.date(2025, 8, 10)}
    assert financing_after(sale(), evidence(searched=searched)).tripped is False
    assert financing_after(sale(), evidence(searched={"financing": dt.date(2025, 8, 9)})).tripped is None
    early = financing_after(sale(), evidence(fact("placing", "2025-07-25"), as_of=dt.date(2025, 3, 1)))
    assert early.reason == "the time to look at ends on 2025-08-10, and it is 2025-03-01"


def test_a_rough_date_may_miss_on_every_day(sale: Sale, evidence: Gather, fact: State) -> None:
    """A financing known to its year alone could lie in the time or not, so nothing is told."""
    flag = financing_after(sale(), evidence(fact("placing", "2025")))
    assert flag.reason is not None
    assert flag.reason.startswith("the dates are too rough")
    pivot = theme_pivot(sale(), evidence(fact("rename", "2023")))
    assert pivot.reason is not None
    assert pivot.reason.startswith("the dates are too rough")


def test_doubt_about_going_on(sale: Sale, evidence: Gather, fact: State) -> None:
    """A note counts by the end of its period, whenever it was published; one of long before does not."""
    note = fact("going_concern", "2025-04-01", period_end=dt.date(2024, 12, 31))
    flag = distress(sale("2025-02"), evidence(note))
    assert flag.tripped is True
    assert "published 2025-04-01, of 2024-12-31" in flag.sentence
    assert distress(sale(), evidence(fact("going_concern", "2024-04-01"))).tripped is True
    assert distress(sale(), evidence(fact("going_concern", "2023-04-01"))).tripped is None
    assert distress(sale(), evidence(searched={"distress": dt.date(2025, 2, 11)})).tripped is False


@pytest.mark.parametrize(("cash", "tripped"), [(5.0, True), (10.0, False), (15.0, False)])
def test_cash_for_less_than_a_year(
    sale: Sale,
    evidence: Gather,
    fact: State,
    cash: float,
    *,
    tripped: bool,
) -> None:
    """Cash below twelve months of burning it trips."""
    known = fact("cash", "2024-12-31", numbers={"cash": cash, "burn": 10.0}, currency="USD")
    flag = distress(sale(), evidence(known))
    assert flag.tripped is tripped
    assert flag.value == pytest.approx(cash / 10)


@pytest.mark.parametrize(
    ("kind", "on", "day", "tripped"),
    [
        ("rename", "2023-07-25/2024-03", "2025-02", True),
        ("takeover", "2024-01-01", "2025-02-11", True),
        ("business_change", "2023-02-11", "2025-02-11", None),
        ("rename", "2023-02-15", "2025-02", None),
        ("rename", "2025-03-01", "2025-02", None),
    ],
)
def test_a_change_of_theme(
    sale: Sale,
    evidence: Gather,
    fact: State,
    *,
    kind: str,
    on: str,
    day: str,
    tripped: bool | None,
) -> None:
    """A change within 730 days before trips, where the dates leave no doubt."""
    assert theme_pivot(sale(day), evidence(fact(kind, on))).tripped is tripped


def test_no_change_of_theme(sale: Sale, evidence: Gather) -> None:
    """A complete search that found none says no."""
    assert theme_pivot(sale(), evidence(searched={"pivot": dt.date(2025, 3, 1)})).tripped is False
