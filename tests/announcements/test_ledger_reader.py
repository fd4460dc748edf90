"""Ledgers as files: what they hold, and how bad ones are refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.ledger import Confidence, Outcome
from eventstudy.announcements.ledger_reader import read_ledger
from eventstudy.announcements.span import Span
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'issuer = "Maker"\nsecurities = ["1725.HK"]\nbegins = 2021-01-01\n[sources]\npaper = "https://example.org"\n'
FACT = '[[fact]]\nid = "one"\non = "2025-02"\nkind = "contract"\ntext = "Sells."\nsource = "paper"\nconfidence = "low"\n'
DEAL = '[[deal]]\nannouncement = "deal"\nsource = "paper"\n'
FOLLOW_UP = '[[follow_up]]\ndeal = "one"\noutcome = "lapsed"\non = "2025-03-01"\nsource = "elsewhere"\n'


def written(folder: Path, text: str) -> Path:
    """Write a ledger."""
    path = folder / "ledger.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_ledger_is_read_whole(tmp_path: Path) -> None:
    """Its head, facts, deals and what became of them are there, with short names of sources resolved."""
    numbers = 'value = 5\ncurrency = "USD"\nprice = 0.65\nlast_price = 0.8\nperiod_end = 2024-12-31\n'
    terms = 'deposit = 0.1\nmass_class = "nano"\ncounterparty_incorporated = "2025-01-01"\ndue_diligence = false\n'
    text = HEAD + FACT + numbers + DEAL + terms + FOLLOW_UP + "[searched]\nfinancing = 2025-09-01\n"
    ledger = read_ledger(written(tmp_path, text))
    fact, deal, follow_up = ledger.facts[0], ledger.deals[0], ledger.follow_ups[0]
    assert (ledger.issuer, ledger.securities, ledger.begins) == ("Maker", ("1725.HK",), dt.date(2021, 1, 1))
    assert ledger.searched == {"financing": dt.date(2025, 9, 1)}
    assert (fact.on, fact.confidence, fact.source) == (
        Span.read("2025-02"),
        Confidence.LOW,
        "https://example.org",
    )
    assert fact.discount == pytest.approx(0.1875)
    assert fact.period_end == dt.date(2024, 12, 31)
    assert (deal.deposit, deal.mass_class, deal.due_diligence) == (0.1, "nano", False)
    assert deal.counterparty_incorporated == dt.date(2025, 1, 1)
    assert deal.counterparty_public is None
    assert (follow_up.outcome, follow_up.source) == (Outcome.LAPSED, "elsewhere")


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("issuer = ", None, "not valid TOML"),
        (HEAD.replace("begins = 2021-01-01\n", ""), "column 'begins'", "is missing"),
        (HEAD.replace('issuer = "Maker"', "issuer = 5"), "column 'issuer'", "is no text"),
        (HEAD.replace('["1725.HK"]', '"1725.HK"'), "column 'securities'", "no list of texts"),
        ("fcat = 1\n" + HEAD, "column 'fcat'", "did you mean 'fact'?"),
        (HEAD + "[fact]\nid = 1\n", "column 'fact'", r"write \[\[fact\]\]"),
        ('sources = 1\nissuer = "Maker"', "column 'sources'", "is no table"),
        (HEAD + FACT + FACT, "row 2, column 'fact.id'", "is fact 1 already"),
        (HEAD + FACT + "values = 5\n", "row 1, column 'fact.values'", "did you mean 'value'?"),
        (HEAD + FACT + "value = 5\n", "row 1, column 'fact.currency'", "beside an amount of money"),
        (HEAD + FACT + "units = -600\n", "row 1, column 'fact.units'", "-600 cannot be used"),
        (HEAD + FACT + "units = nan\n", "row 1, column 'fact.units'", "cannot be used"),
        (HEAD + FACT + 'units = "600"\n', "row 1, column 'fact.units'", "is no number"),
        (HEAD + FACT + 'currency = "us$"\n', "row 1, column 'fact.currency'", "is not a currency"),
        (HEAD + FACT + 'period_end = "2024"\n', "row 1, column 'fact.period_end'", "2024"),
        (HEAD + FACT.replace("2025-02", "soon"), "row 1, column 'fact.on'", "'soon' is not a date"),
        (HEAD + FACT.replace('"low"', '"lo"'), "row 1, column 'fact.confidence'", "did you mean 'low'?"),
        (HEAD + FACT.replace('"paper"', '""'), "row 1, column 'fact.source'", "is missing"),
        (HEAD + DEAL + "deposit = 2\n", "row 1, column 'deal.deposit'", "from 0 to 1"),
        (HEAD + DEAL + 'mass_class = "mikro"\n', "row 1, column 'deal.mass_class'", "did you mean 'micro'?"),
        (HEAD + DEAL + "due_diligence = 1\n", "row 1, column 'deal.due_diligence'", "true or false"),
        (
            HEAD + DEAL + "counterparty_capital = 5\n",
            "row 1, column 'deal.counterparty_capital_currency'",
            "money",
        ),
        (
            HEAD + FOLLOW_UP.replace("lapsed", "forgotten"),
            "row 1, column 'follow_up.outcome'",
            "write one of",
        ),
        (HEAD + "[searched]\nrumours = 2025-01-01\n", "column 'searched.rumours'", "is unknown"),
    ],
)
def test_a_bad_ledger_is_refused(tmp_path: Path, text: str, place: str | None, problem: str) -> None:
    """The message names the file, the entry and the field, and says what to write."""
    with pytest.raises(AnnouncementInvalidError, match=problem) as refused:
        read_ledger(written(tmp_path, text))
    assert "ledger.toml" in str(refused.value)
    assert (place or "") in str(refused.value)


def test_a_ledger_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A path without a file says that it cannot be read."""
    with pytest.raises(AnnouncementInvalidError, match="cannot be read"):
        read_ledger(tmp_path / "none.toml")
