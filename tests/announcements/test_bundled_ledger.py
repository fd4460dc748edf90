"""The bundled ledger of 1725.HK: complete, no more precise than its sources, and in our own words."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.bundled import bundled_files, bundled_ledgers
from eventstudy.announcements.ledger import NUMBERS
from eventstudy.announcements.ledger_reader import read_ledger
from eventstudy.announcements.reader import read_announcements
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.announcements.ledger import Ledger

LONGEST_RUN = 6
"""So many words in a row may agree with a source by chance, as in a name."""


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """Return the bundled ledger."""
    return read_ledger(bundled_ledgers()[0])


def _facts(shared: Path) -> list[dict[str, str]]:
    with (shared / "uspace" / "uspace_facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    length = LONGEST_RUN + 1
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_one_ledger_is_bundled() -> None:
    """The package brings the ledger of 1725.HK, which is no registry file."""
    assert [path.name for path in bundled_ledgers()] == ["ledger_1725_hk.toml"]
    assert not set(bundled_ledgers()) & set(bundled_files())


def test_it_speaks_of_the_announcements_of_uspace(ledger: Ledger) -> None:
    """Both entries of the bundled registry are its issuer's, and no other entry is."""
    registry = read_announcements(bundled_files()[0]).announcements
    assert [one.id for one in registry if ledger.speaks_of(one)] == ["uspace-treefam", "uspace-mspace"]


def test_what_it_refers_to_is_there(ledger: Ledger) -> None:
    """Announcements named by facts and deals stand in the registry, and follow-ups name deals."""
    registered = {one.id for one in read_announcements(bundled_files()[0]).announcements}
    assert {one.announcement for one in ledger.facts if one.announcement} <= registered
    assert {one.announcement for one in ledger.deals} <= registered
    assert {one.deal for one in ledger.follow_ups} <= {one.id for one in ledger.facts} | registered


def test_the_discount_of_july_2025(ledger: Ledger) -> None:
    """New shares at 0.65 beside a last close of 0.80 are 18.75 % cheaper, as the filing says."""
    placing = next(one for one in ledger.facts if one.id == "placing-2025-07")
    assert placing.discount == pytest.approx(0.1875)


@pytest.mark.shared
def test_every_fact_at_hand_is_restated(ledger: Ledger, shared: Path) -> None:
    """Each dated fact of the source stands in the ledger on the same date, with the same confidence."""
    restated = {(str(one.on), one.confidence.value) for one in ledger.facts}
    for fact in _facts(shared):
        if fact["date"] not in {"2025-02-28", "2026-01-29"}:
            assert (fact["date"], fact["confidence"]) in restated, fact["text"]


@pytest.mark.shared
def test_no_date_is_more_precise_than_its_source(ledger: Ledger, shared: Path) -> None:
    """A fact that the source dates to a month or a year is not dated to a day."""
    for fact in _facts(shared):
        span = Span.read(fact["date"])
        if not span.exact:
            near = [one for one in ledger.facts if one.on.within(span.first, span.last)]
            assert near, fact["text"]
            assert str(span) in {str(one.on) for one in near}


@pytest.mark.shared
def test_no_sentence_is_copied(ledger: Ledger, shared: Path) -> None:
    """No seven words in a row of a fact stand in the source or in the newsletter."""
    newsletter = (shared / "newsletter" / "belt_and_road_expands_to_space.txt").read_text(encoding="utf-8")
    source = _runs(newsletter).union(*(_runs(fact["text"]) for fact in _facts(shared)))
    for one in ledger.facts:
        assert not _runs(one.text) & source, one.id


def test_money_has_a_currency(ledger: Ledger) -> None:
    """Numbers are of known kinds, and none is empty."""
    assert all(set(one.numbers) <= set(NUMBERS) for one in ledger.facts)
    assert all(one.currency for one in ledger.facts if {"value", "revenue", "cash"} & set(one.numbers))
