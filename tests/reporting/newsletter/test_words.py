"""The paragraphs of an edition say what the numbers say, and where prices cannot tell, the terms do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from materials import thick_material

from eventstudy.analysis.event import Dropped
from eventstudy.analysis.verdict import Tier
from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision, Security
from eventstudy.announcements.flags.flag import ContractFlag
from eventstudy.reporting.newsletter.words import (
    announced,
    contract_words,
    left_out_words,
    prices_tell,
    summary,
    sureness,
    verdict_words,
)


def said(
    headline: str = "A contract.", *, precision: Precision = Precision.DAY, listed: bool = True
) -> Announcement:
    """Return an announcement of Acme."""
    return Announcement(
        id="acme",
        issuer=Issuer("Acme"),
        securities=(Security("1.HK", "XHKG"),) if listed else (),
        announced=Moment(dt.datetime(2025, 2, 11), "Asia/Hong_Kong", precision),  # noqa: DTZ001  -- a wall clock
        headline=headline,
    )


def flag(name: str, *, tripped: bool | None, sentence: str = "Found.") -> ContractFlag:
    """Return a contract flag."""
    return ContractFlag(name, tripped, None, "", "", sentence)


@pytest.mark.parametrize(
    ("announcement", "text"),
    [
        (said(), "On 11 February 2025 Acme (1.HK) announced: A contract."),
        (said(precision=Precision.MONTH), "In February 2025 Acme (1.HK) announced: A contract."),
        (said(listed=False), "On 11 February 2025 Acme (not listed) announced: A contract."),
        (said("  "), "On 11 February 2025 Acme (1.HK) announced: an announcement without a headline."),
    ],
)
def test_who_announced_what_and_when(announcement: Announcement, text: str) -> None:
    """The first sentence of a paragraph is no more precise than the date is known."""
    assert announced(announcement) == text


def test_terms_carry_the_case_where_prices_cannot_tell() -> None:
    """Tripped flags are told in full, four of them, the others by name; unknown ones are counted."""
    flags = [flag(f"flag_{k}", tripped=True, sentence=f"Finding {k}.") for k in range(6)]
    flags.append(flag("other", tripped=None))
    assert contract_words(flags, carry=True) == (
        "The terms of the contract carry the case: 6 of 7 contract flags tripped, 1 unknown. Finding 0. Finding 1. Finding 2. "
        "Finding 3. Also tripped: flag 4 and flag 5."
    )
    assert contract_words(flags, carry=False).startswith("The terms: 6 of 7")
    assert contract_words(flags[:1], carry=True).startswith(
        "The terms: 1 of 1 contract flags tripped, 0 unknown."
    )


def test_nothing_tripped_is_no_case() -> None:
    """Where no flag tripped the terms carry nothing, and where none is known that is said."""
    assert (
        contract_words([flag("a", tripped=False)], carry=True)
        == "The terms: 0 of 1 contract flags tripped, 0 unknown."
    )
    assert "Nothing is known" in contract_words([flag("a", tripped=None)], carry=True)


def test_an_untestable_event_says_that_price_alone_cannot_tell() -> None:
    """Whatever made an event untestable, the reader is told what that means; other tiers do not say it."""
    material = thick_material()
    words = {
        event.id: verdict_words(material.found, material.decided, i)
        for i, event in enumerate(material.found.events)
    }
    assert words["spiked"].endswith("Price alone cannot tell.")
    assert "cannot tell" not in words["pump"]
    assert "pump-and-dump-like" in words["pump"]


def test_prices_tell_of_all_but_two_tiers() -> None:
    """Of an untestable and of a pending event prices say nothing."""
    assert {tier for tier in Tier if not prices_tell(tier)} == {Tier.UNTESTABLE, Tier.PENDING}


def test_what_is_left_out_gives_its_reason() -> None:
    """A pending event has no verdict yet; of any other reason readers get the facts, not what to type."""
    assert left_out_words(Dropped("a", "1.HK", "pending until 2025-03-11", "pending")).startswith(
        "No verdict yet on 1.HK"
    )
    assert (
        left_out_words(Dropped("a", "", "issuer not listed"))
        == "Its price was not studied: issuer not listed."
    )
    advice = "no prices in the store; run: eventstudy prices fetch 1.HK; dated only 2025-02; give the day: --date a=YYYY-MM-DD"
    told = left_out_words(Dropped("a", "1.HK", advice))
    assert told == "Its price was not studied: no prices in the store; dated only 2025-02."


def test_the_summary_counts_and_names() -> None:
    """It says how many were announced, studied, compared and flagged, and which."""
    material = thick_material()
    found, decided, contracts = material.found, material.decided, dict(material.flagged.contracts)
    (told,) = summary(found, decided, material.issuers, contracts)
    assert told.startswith("5 announcements, each set beside prices. 2 rises compared")
    assert "1 of them pump-and-dump-like at q <= 0.20: 9001.HK on " in told
    none = replace(decided, tier=(Tier.ORDINARY,) * 5)
    (told,) = summary(found, none, material.issuers, {**contracts, "more": ()})
    assert told.startswith("6 announcements, of which 5 can be set beside prices.")
    assert "none stands out at q <= 0.20" in told
    nothing = replace(none, edition=np.empty(0))
    assert "no verdict rests on a p-value" in summary(found, nothing, material.issuers, contracts)[0]
    assert summary(replace(found, simulated=True), none, {}, {})[0].startswith("SIMULATED DATA")


def test_the_summary_names_the_contract_that_tripped_most_flags() -> None:
    """Three tripped flags and more are named at the top, with how many are known; fewer are not."""
    material = thick_material()
    flags = [flag(f"f{k}", tripped=True) for k in range(3)] + [
        flag("g", tripped=False),
        flag("h", tripped=None),
    ]
    nobody = material.found.only(())
    (told,) = summary(
        nobody, material.decided, {"deal": "Acme", "other": "B"}, {"other": flags[2:], "deal": flags}
    )
    assert told == (
        "2 announcements, none of which could be set beside prices: what is known of their terms is told. Most contract flags "
        "tripped on Acme (deal): 3 of the 4 that are known."
    )
    (few,) = summary(nobody, material.decided, {"other": "B"}, {"other": flags[1:]})
    assert "Most contract flags" not in few


def test_how_sure_it_is_depends_on_what_was_tested() -> None:
    """With flags their false alarms are counted, without them there are none to count, and untested is not cleared."""
    decided = thick_material().decided
    assert any("expected to be false alarms" in one for one in sureness(decided))
    none = replace(decided, tier=(Tier.ORDINARY,) * 5)
    assert any("none of them is flagged" in one for one in sureness(none))
    assert any("nothing is cleared" in one for one in sureness(replace(none, edition=np.empty(0))))
