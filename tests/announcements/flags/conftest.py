"""A deal whose terms and evidence each test varies."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.flags.evidence import Evidence
from eventstudy.announcements.ledger import Confidence, Fact, Ledger
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = dt.date(2026, 11, 25)

TERMS = ContractTerms("Buyer", "AE", 21e6, "USD", 600, 15, binding=False)


@pytest.fixture(scope="session")
def sale() -> Callable[..., Announcement]:
    """Return a function that announces a sale of satellites, with some terms of it changed."""

    def announced(
        day: str = "2025-02-11",
        *,
        kind: str = "contract",
        name: str = "deal",
        **terms: Any,  # noqa: ANN401  -- terms
    ) -> Announcement:
        month = len(day) == len("2025-02")
        local = dt.datetime.fromisoformat(f"{day}-01" if month else day)
        precision = Precision.MONTH if month else Precision.DAY
        return Announcement(
            id=name,
            issuer=Issuer("Maker"),
            securities=(Security("1725.HK", "XHKG"),),
            announced=Moment(local, "Asia/Hong_Kong", precision),
            headline="Maker sells satellites",
            kind=kind,
            terms=replace(TERMS, **terms),
            url="https://example.org/deal",
        )

    return announced


@pytest.fixture(scope="session")
def fact() -> Callable[..., Fact]:
    """Return a function that makes a fact of a kind on a date, with what else it holds."""

    def stated(kind: str, on: str, *, id: str = "", **more: Any) -> Fact:  # noqa: A002, ANN401  -- fields
        known = {"text": "It is so.", "source": "https://example.org/fact", "confidence": Confidence.HIGH}
        return Fact(id=id or f"{kind}-{on}", on=Span.read(on), kind=kind, **(known | more))

    return stated


@pytest.fixture(scope="session")
def evidence() -> Callable[..., Evidence]:
    """Return a function that makes evidence of one ledger's contents, and what else is at hand."""

    def gathered(
        *facts: Fact,
        others: tuple[Announcement, ...] = (),
        as_of: dt.date = AS_OF,
        dollars: Any = None,  # noqa: ANN401  -- a callable or none
        market_cap: Any = None,  # noqa: ANN401  -- a market value or none
        **ledger: Any,  # noqa: ANN401  -- fields
    ) -> Evidence:
        head: dict[str, Any] = {
            "issuer": "Maker",
            "names": (),
            "securities": (),
            "begins": dt.date(2021, 1, 1),
        }
        known = Ledger(**(head | ledger), facts=facts)
        rates = {} if dollars is None else {"dollars": dollars}
        return Evidence(as_of, (known,), others, market_cap=market_cap, **rates)

    return gathered
