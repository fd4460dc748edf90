"""What became of past deals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from scipy.stats import binomtest

from eventstudy.announcements.flags.follow_up import followup_rate
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.ledger import Fact

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]
    State = Callable[..., Fact]


def came(deal: str, outcome: Outcome, on: str = "2024-06-01") -> FollowUp:
    """Return what became of a deal."""
    return FollowUp(deal, outcome, Span.read(on), "https://example.org/came")


def test_the_share_and_its_interval(sale: Sale, evidence: Gather, fact: State) -> None:
    """One of six deals is 17 %, with SciPy's Wilson interval, and a deal without news is called not evidenced."""
    deals = [fact("mou", f"2023-0{month}-01", id=f"deal-{month}") for month in range(1, 7)]
    told = (came("deal-2", Outcome.DELIVERED), came("deal-3", Outcome.NOT_EVIDENCED))
    flag = followup_rate(sale(), evidence(*deals, follow_ups=told))
    interval = binomtest(1, 6).proportion_ci(method="wilson")
    assert flag.value == pytest.approx(1 / 6)
    assert f"{interval.low:.0%} to {interval.high:.0%}" in flag.sentence
    assert "neither proves that nothing came of them" in flag.sentence
    assert flag.tripped is False


@pytest.mark.parametrize(("count", "tripped"), [(3, False), (4, True)])
def test_fewer_than_half_whatever_the_draw(
    sale: Sale,
    evidence: Gather,
    fact: State,
    count: int,
    *,
    tripped: bool,
) -> None:
    """It trips once the whole interval lies below one half: none of four, but not none of three."""
    deals = [fact("contract", f"2023-0{month}-01") for month in range(1, count + 1)]
    assert followup_rate(sale(), evidence(*deals)).tripped is tripped


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_lapse_is_evidence(sale: Sale, evidence: Gather, fact: State, outcome: Outcome) -> None:
    """Whatever is known to have become of a deal counts, a lapse too; a vain search does not."""
    told = (came("one", outcome),)
    flag = followup_rate(sale(), evidence(fact("mou", "2023-01-01", id="one"), follow_ups=told))
    assert flag.value == (outcome is not Outcome.NOT_EVIDENCED)


def test_a_deal_is_counted_once(sale: Sale, evidence: Gather, fact: State) -> None:
    """A deal of the registry and its fact are one, under whichever id something is known of it."""
    other = sale("2024-01-01", name="other")
    same = fact("contract", "2024-01-01", id="fact", announcement="other")
    for name in ("other", "fact"):
        told = (came(name, Outcome.REVENUE),)
        flag = followup_rate(sale(), evidence(same, others=(other,), follow_ups=told))
        assert "Of 1 past deal in registry and ledger 1 is" in flag.sentence


def test_only_what_was_before_counts(sale: Sale, evidence: Gather, fact: State) -> None:
    """The deal itself, later ones, and what became known after the day of looking are left out."""
    later = (
        fact("mou", "2025-02"),
        fact("mou", "2025-06-01"),
        fact("mou", "2024-01-01", announcement="deal"),
    )
    assert followup_rate(sale("2025-02"), evidence(*later)).reason == "no past deal of the issuer is at hand"
    told = (came("one", Outcome.DELIVERED, "2025-06-01"),)
    early = evidence(fact("mou", "2023-01-01", id="one"), follow_ups=told, as_of=dt.date(2025, 3, 1))
    assert followup_rate(sale(), early).value == 0


def test_the_same_kind_on_the_same_day_is_the_same_deal(sale: Sale, evidence: Gather, fact: State) -> None:
    """A fact that names no announcement is the one of its kind and day; of another kind or month it is not."""
    other = sale("2024-01-01", name="other")
    facts = (fact("contract", "2024-01-01"), fact("mou", "2024-01-01"), fact("contract", "2024-01"))
    assert "Of 3 past deals" in followup_rate(sale(), evidence(*facts, others=(other,))).sentence
