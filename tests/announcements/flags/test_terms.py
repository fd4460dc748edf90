"""How firmly the parties are bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventstudy.announcements.flags.terms import no_deposit, non_binding, opt_out_window
from eventstudy.announcements.ledger import Deal

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence

    Sale = Callable[..., Announcement]
    Gather = Callable[..., Evidence]


@pytest.mark.parametrize(
    ("days", "tripped"), [(0, True), (15, True), (30, True), (31, False), (-1, None), (None, None)]
)
def test_the_way_out(sale: Sale, evidence: Gather, days: int | None, *, tripped: bool | None) -> None:
    """Thirty days or fewer trip; a negative window, or none stated, is unknown."""
    assert opt_out_window(sale(opt_out_days=days), evidence()).tripped is tripped


def test_when_the_way_out_ends(sale: Sale, evidence: Gather) -> None:
    """The last day is told where the day of the announcement is known, and else said to be unknown."""
    assert "end on 2025-02-26" in opt_out_window(sale(), evidence()).sentence
    month = opt_out_window(sale("2025-02"), evidence())
    assert month.tripped is True
    assert "unknown, for the announcement is dated only to 2025-02" in month.sentence


@pytest.mark.parametrize(("deposit", "tripped"), [(0.0, True), (0.1, False), (None, None)])
def test_the_deposit(sale: Sale, evidence: Gather, deposit: float | None, *, tripped: bool | None) -> None:
    """Nothing paid trips, something does not, and silence is unknown."""
    known = (Deal("deal", "https://example.org", deposit=deposit),)
    flag = no_deposit(sale(), evidence(deals=known))
    assert (flag.tripped, flag.value) == (tripped, deposit)


@pytest.mark.parametrize(
    ("kind", "binding", "tripped"),
    [
        ("contract", False, True),
        ("contract", True, False),
        ("contract", None, None),
        ("mou", None, True),
        ("mou", False, True),
        ("mou", True, False),
    ],
)
def test_parties_that_are_not_bound(
    sale: Sale,
    evidence: Gather,
    kind: str,
    *,
    binding: bool | None,
    tripped: bool | None,
) -> None:
    """Parties that are not bound trip, and so does a memorandum unless it says that it binds."""
    assert non_binding(sale(kind=kind, binding=binding), evidence()).tripped is tripped
