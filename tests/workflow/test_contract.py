"""What contract flags rest on, joined from registry, ledgers and rates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dual_listing import DictShelf, market

from eventstudy.announcements.bundled import bundled_files
from eventstudy.announcements.ledger import FollowUp, Outcome
from eventstudy.announcements.reader import read_announcements
from eventstudy.announcements.span import Span
from eventstudy.arrays import epoch_day
from eventstudy.prices.series import SIMULATED
from eventstudy.reporting.contract import contract_table
from eventstudy.reporting.screen import Screen
from eventstudy.reporting.tables import to_text
from eventstudy.workflow.contract import evidence_of, flags_of, ledgers_of

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.workflow.inputs import PriceShelf

AS_OF = dt.date(2026, 11, 25)

GOLDEN = Path(__file__).parent.parent / "expected" / "contract_uspace_treefam.txt"


@pytest.fixture(scope="module")
def registry() -> tuple[Announcement, ...]:
    """Return the bundled registry."""
    return read_announcements(bundled_files()[0]).announcements


def treefam(registry: tuple[Announcement, ...], shelf: PriceShelf | None = None) -> dict[str, ContractFlag]:
    """Return the flags of the deal between USPACE and Treefam by their names."""
    one = next(one for one in registry if one.id == "uspace-treefam")
    flags = flags_of([one], registry, ledgers_of(), shelf=shelf, as_of=AS_OF)["uspace-treefam"]
    return {flag.name: flag for flag in flags}


def test_the_flags_of_uspace_and_treefam(registry: tuple[Announcement, ...]) -> None:
    """Without any price the bundled ledger tells them as in tests/expected/contract_uspace_treefam.txt."""
    flags = tuple(treefam(registry).values())
    assert to_text(contract_table(flags, "uspace-treefam"), screen=Screen(160)) == GOLDEN.read_text(
        encoding="utf-8"
    )


def test_what_the_newsletter_would_print(registry: tuple[Announcement, ...]) -> None:
    """The price of a unit, the way out, the counterparty and the placing trip; the cadence is usual."""
    flags = treefam(registry)
    tripped = {name for name, flag in flags.items() if flag.tripped}
    assert {"unit_price_gap", "opt_out_window", "counterparty_unknown", "financing_after"} <= tripped
    assert "US$35,000" in flags["unit_price_gap"].sentence
    assert flags["opt_out_window"].value == 15
    assert flags["cadence"].tripped is False
    assert "discount 18.75%" in flags["financing_after"].sentence
    assert "in every reading of the date" in flags["financing_after"].sentence


def test_rates_tell_what_was_unknown(registry: tuple[Announcement, ...]) -> None:
    """With the yuan's rate of every day of February the value is a share of the revenue of 2024."""
    assert (
        treefam(registry)["size_vs_revenue"].reason == "no rate of CNY in US dollars on every day of 2025-02"
    )
    flag = treefam(registry, market())["size_vs_revenue"]
    rates = market().series["CNY=X"]
    first, last = epoch_day(dt.date(2025, 1, 31)), epoch_day(dt.date(2025, 2, 28))
    lowest = rates.close[(rates.days >= first) & (rates.days <= last)].min()
    assert flag.value == pytest.approx(21e6 * lowest / 315.8e6)


def test_made_up_rates_tell_nothing(registry: tuple[Announcement, ...]) -> None:
    """A simulated rate is no rate of a deal."""
    shelf = DictShelf({"CNY=X": replace(market().series["CNY=X"], source=SIMULATED)})
    assert treefam(registry, shelf)["size_vs_revenue"].tripped is None


def test_the_others_are_of_the_same_issuer(registry: tuple[Announcement, ...]) -> None:
    """Evidence of one deal holds the issuer's other announcements and its ledger, and of another issuer neither."""
    known = {one.id: one for one in registry}
    found = evidence_of(known["uspace-treefam"], registry, ledgers_of(), as_of=AS_OF)
    assert [one.id for one in found.others] == ["uspace-mspace"]
    assert len(found.ledgers) == 1
    other = evidence_of(known["zte-puzhan"], registry, ledgers_of(), as_of=AS_OF)
    assert (other.others, other.ledgers) == ((), ())


def test_a_ledger_of_the_readers_own(registry: tuple[Announcement, ...], tmp_path: Path) -> None:
    """A file in the same form adds terms of a deal, and goes before the bundled ledger."""
    path = tmp_path / "own.toml"
    path.write_text(
        'issuer = "USPACE"\nsecurities = ["1725.HK"]\nbegins = 2021-01-01\n'
        '[[deal]]\nannouncement = "uspace-treefam"\nsource = "https://example.org"\ndeposit = 0\nmass_class = "nano"\n',
        encoding="utf-8",
    )
    one = next(one for one in registry if one.id == "uspace-treefam")
    flags = flags_of([one], registry, ledgers_of([path]), as_of=AS_OF)["uspace-treefam"]
    found = {flag.name: flag.tripped for flag in flags}
    assert (found["no_deposit"], found["unit_price_gap"]) == (True, False)


def test_today_is_the_day_of_looking(registry: tuple[Announcement, ...]) -> None:
    """Without a day everything up to today is looked at."""
    before = dt.datetime.now(dt.UTC).date()
    found = evidence_of(registry[0], registry, ())
    assert before <= found.as_of <= dt.datetime.now(dt.UTC).date()


def test_what_the_reader_recorded_counts(registry: tuple[Announcement, ...]) -> None:
    """A delivery recorded of an earlier deal raises the share of the next one."""
    one = next(one for one in registry if one.id == "uspace-treefam")
    told = FollowUp("d-orbit", Outcome.FORMAL_CONTRACT, Span.read("2023-06-01"), "https://example.org")
    flags = flags_of([one], registry, ledgers_of(), recorded=[told], as_of=AS_OF)["uspace-treefam"]
    assert flags[-1].value == pytest.approx(2 / 6)
