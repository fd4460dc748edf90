"""All contract flags together: always all of them, in one order, never a guess."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from eventstudy.announcements.bundled import bundled_ledgers
from eventstudy.announcements.flags import contract_flags
from eventstudy.announcements.flags.evidence import Evidence
from eventstudy.announcements.ledger import Deal, Ledger
from eventstudy.announcements.ledger_reader import read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.ledger import Fact

NAMES = (
    "unit_price_gap",
    "size_vs_market_cap",
    "size_vs_revenue",
    "capacity_multiple",
    "counterparty_age",
    "value_vs_registered_capital",
    "counterparty_unknown",
    "counterparty_is_holder",
    "opt_out_window",
    "no_deposit",
    "non_binding",
    "cadence",
    "financing_after",
    "distress",
    "theme_pivot",
    "followup_rate",
)

ACCUSATIONS = ("fraud", "scam", "manipulat", "pump", "fake", "sham", "lie ", "dodgy", "suspicious")


@given(st.data())
def test_every_flag_of_every_announcement(
    registries: st.SearchStrategy[tuple[Announcement, ...]], data: st.DataObject
) -> None:
    """Whatever is announced, all flags come in order, and an unknown one, and only that, has its reason."""
    registry = data.draw(registries)
    known = data.draw(st.sampled_from([(), (read_ledger(bundled_ledgers()[0]),)]))
    for one in registry:
        others = tuple(other for other in registry if other is not one)
        flags = contract_flags(one, Evidence(dt.date(2026, 11, 25), known, others))
        assert tuple(flag.name for flag in flags) == NAMES
        for flag in flags:
            assert (flag.tripped is None) == (flag.reason is not None)
            assert flag.threshold
            assert flag.sentence.endswith(".")


def test_without_evidence_nothing_is_clean(sale: Callable[..., Announcement]) -> None:
    """With no terms and no ledger every flag of a deal is unknown, save that nobody is named."""
    nothing = dict.fromkeys(("counterparty", "value", "currency", "units", "opt_out_days", "binding"))
    flags = contract_flags(sale(**nothing), Evidence(dt.date(2026, 11, 25)))
    assert [flag.name for flag in flags if flag.tripped is not None] == ["counterparty_unknown"]


def test_no_sentence_accuses(sale: Callable[..., Announcement]) -> None:
    """The words of the flags, and of the bundled ledger in them, say nothing of anybody's intent."""
    ledger = read_ledger(bundled_ledgers()[0])
    for flag in contract_flags(sale("2025-02"), Evidence(dt.date(2026, 11, 25), (ledger,))):
        words = f"{flag.sentence} {flag.threshold}".lower()
        assert not [one for one in ACCUSATIONS if one in words]


def test_the_first_ledger_goes_before_the_others(fact: Callable[..., Fact]) -> None:
    """A fact with the same id in two ledgers is one, and says what the first of them says."""
    mine, theirs = fact("mou", "2024-01-01", id="same"), fact("mou", "2023-01-01", id="same")
    ledgers = [Ledger("Maker", (), (), dt.date(2021, 1, 1), facts=(one,)) for one in (mine, theirs)]
    assert Evidence(dt.date(2026, 11, 25), tuple(ledgers)).facts({"mou"}) == (mine,)


def test_terms_of_a_deal_come_from_every_ledger(sale: Callable[..., Announcement]) -> None:
    """A term comes from the first ledger that has it, and the sources of all of them are named."""
    mine = Deal("deal", "mine", deposit=0.0, due_diligence=False)
    theirs = Deal(
        "deal", "theirs", deposit=0.5, counterparty_search="of registers", counterparty_public=False
    )
    ledgers = [Ledger("Maker", (), (), dt.date(2021, 1, 1), deals=(one,)) for one in (mine, theirs)]
    found = Evidence(dt.date(2026, 11, 25), tuple(ledgers)).deal(sale())
    assert found == Deal(
        "deal",
        "mine ; theirs",
        deposit=0.0,
        due_diligence=False,
        counterparty_search="of registers",
        counterparty_public=False,
    )
