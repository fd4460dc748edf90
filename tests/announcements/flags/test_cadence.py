"""How fast good news came."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from scipy.stats import poisson

from eventstudy.announcements.flags.cadence import cadence

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.ledger import Fact

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]
    State = Callable[..., Fact]


def test_a_burst_is_rare_by_its_own_habit(sale: Sale, evidence: Gather, fact: State) -> None:
    """Four in 90 days after three in three years trip, at SciPy's Poisson tail."""
    habit = [fact("mou", day) for day in ("2022-05-01", "2023-05-01", "2024-05-01")]
    burst = [fact("contract", day) for day in ("2024-12-01", "2025-01-05", "2025-02-10")]
    flag = cadence(sale(), evidence(*habit, *burst))
    assert flag.value == pytest.approx(poisson.sf(3, 3 * 90 / 1096))
    assert flag.tripped is True
    assert cadence(sale(), evidence(*habit)).tripped is False


def test_an_event_is_counted_once(sale: Sale, evidence: Gather, fact: State) -> None:
    """A fact that is an announcement of the registry, this one or another, is not counted beside it."""
    habit = [fact("mou", "2023-05-01")]
    other = sale("2025-01-20", name="other")
    same = [
        fact("contract", "2025-02-11", announcement="deal"),
        fact("contract", "2025-01-20", announcement="other"),
    ]
    flag = cadence(sale(), evidence(*habit, *same, others=(other,)))
    assert flag.value == pytest.approx(poisson.sf(1, 90 / 1096))


def test_only_good_news_of_its_own_will_counts(sale: Sale, evidence: Gather, fact: State) -> None:
    """Press, results and promotion are not counted, and an announcement of another kind is not asked."""
    facts = [fact("mou", "2023-05-01"), fact("press", "2025-02-01"), fact("results", "2025-02-02")]
    assert cadence(sale(), evidence(*facts)).value == pytest.approx(poisson.sf(0, 90 / 1096))
    assert cadence(sale(kind="statement"), evidence(*facts)).tripped is None


@pytest.mark.parametrize(
    ("begins", "known"), [("2023-11-14", True), ("2023-11-15", False), ("2026-01-01", False)]
)
def test_a_short_history_says_nothing(
    sale: Sale,
    evidence: Gather,
    fact: State,
    begins: str,
    *,
    known: bool,
) -> None:
    """Less than a year before the last 90 days is too little, and a shorter exposure than three years is told."""
    flag = cadence(sale(), evidence(fact("mou", "2024-05-01"), begins=dt.date.fromisoformat(begins)))
    assert (flag.tripped is not None) == known
    assert ("365 days before" in flag.sentence) or not known


def test_no_history_has_no_rate(sale: Sale, evidence: Gather) -> None:
    """Without any earlier good news there is no rate to compare with."""
    flag = cadence(sale(), evidence())
    assert flag.reason == "no earlier good news is at hand in 1096 days, so there is no rate"


def test_dates_that_decide(sale: Sale, evidence: Gather, fact: State) -> None:
    """Where rough dates leave it open whether a burst was one, the flag is unknown and says so."""
    facts = [fact("mou", "2023-05-01"), fact("mou", "2024"), fact("contract", "2025-02", id="x")]
    flag = cadence(sale("2025-02"), evidence(*facts))
    assert flag.reason is not None
    assert "depends on the day" in flag.reason
