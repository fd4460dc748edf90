"""Who is on the other side."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from eventstudy.announcements.flags.counterparty import (
    counterparty_age,
    counterparty_is_holder,
    counterparty_unknown,
    value_vs_registered_capital,
)
from eventstudy.announcements.ledger import Deal

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]


def deal(**terms: Any) -> tuple[Deal, ...]:  # noqa: ANN401  -- fields
    """Return further terms of the sale."""
    return (Deal("deal", "https://example.org/terms", **terms),)


@pytest.mark.parametrize(
    ("born", "day", "tripped", "value"),
    [
        ("2025-02-02", "2025-02-11", True, 9),
        ("2024-02-12", "2025-02-11", False, 365),
        ("2024-02-13", "2025-02-11", True, 364),
        ("2024-02-11", "2025-02", None, 383),
        ("2025-03-01", "2025-02-11", None, None),
        (None, "2025-02-11", None, None),
    ],
)
def test_age_in_days(
    sale: Sale,
    evidence: Gather,
    born: str | None,
    day: str,
    *,
    tripped: bool | None,
    value: int | None,
) -> None:
    """A company of less than 365 days trips; where the day decides and is not known, nothing does."""
    date = None if born is None else dt.date.fromisoformat(born)
    flag = counterparty_age(sale(day), evidence(deals=deal(counterparty_incorporated=date)))
    assert (flag.tripped, flag.value) == (tripped, value)


@pytest.mark.parametrize(("capital", "tripped"), [(2.1e6, False), (2e6, True)])
def test_registered_capital(sale: Sale, evidence: Gather, capital: float, *, tripped: bool) -> None:
    """A value of more than ten times the registered capital trips; of ten times it does not."""
    terms = deal(counterparty_capital=capital, counterparty_capital_currency="USD")
    flag = value_vs_registered_capital(sale(), evidence(deals=terms))
    assert flag.tripped is tripped
    assert flag.value == pytest.approx(21e6 / capital)


def test_registered_capital_that_is_not_known(sale: Sale, evidence: Gather) -> None:
    """Without a capital, a rate or a value the flag is unknown."""
    known = deal(counterparty_capital=1e6, counterparty_capital_currency="AED")
    assert value_vs_registered_capital(sale(), evidence()).tripped is None
    assert value_vs_registered_capital(sale(), evidence(deals=known)).reason == (
        "no rate of AED in US dollars on 2025-02-11"
    )
    assert (
        value_vs_registered_capital(sale(value=None), evidence(deals=known)).reason
        == "no value was announced"
    )


@pytest.mark.parametrize(
    ("terms", "tripped"),
    [
        ({}, None),
        ({"counterparty_public": True}, False),
        ({"counterparty_public": False, "counterparty_search": "of registers"}, True),
        ({"due_diligence": False}, True),
        ({"counterparty_public": True, "due_diligence": True}, False),
    ],
)
def test_an_unknown_counterparty(
    sale: Sale,
    evidence: Gather,
    terms: dict[str, Any],
    *,
    tripped: bool | None,
) -> None:
    """A search that found nothing, or silence on the capacity to perform, trips; no search says nothing."""
    flag = counterparty_unknown(sale(), evidence(deals=deal(**terms)))
    assert flag.tripped is tripped
    assert terms.get("counterparty_search", "") in flag.sentence


def test_a_counterparty_without_a_name(sale: Sale, evidence: Gather) -> None:
    """A deal that names nobody trips; an announcement of no deal is not asked."""
    assert counterparty_unknown(sale(counterparty=None), evidence()).tripped is True
    assert counterparty_unknown(sale(counterparty=None, kind="launch"), evidence()).tripped is None


@pytest.mark.parametrize("holds", [True, False, None])
def test_a_counterparty_that_owns_shares(sale: Sale, evidence: Gather, *, holds: bool | None) -> None:
    """Whether the counterparty owns shares is told where it is known."""
    assert counterparty_is_holder(sale(), evidence(deals=deal(counterparty_is_holder=holds))).tripped is holds
