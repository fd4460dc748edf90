"""Findings of ``prices check`` as people read them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.prices.quality.finding import Finding
from eventstudy.reporting.findings import Beside, CheckReport
from eventstudy.reporting.tables import to_text

if TYPE_CHECKING:
    from eventstudy.prices.quality.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "size", "told"),
    [
        ("calendar_gap", 3.0, "3"),
        ("suspension", 12.0, "12"),
        ("unit_error", 100.0, "100"),
        ("spike", 0.25, "+0.25"),
        ("spike", -0.25, "-0.25"),
        ("currency_change", None, "-"),
    ],
)
def test_only_changes_have_a_sign(kind: Kind, size: float | None, told: str) -> None:
    """A number of sessions, or what closes are divided by, stands without a sign; a change in price has one."""
    finding = Finding("1.HK", dt.date(2024, 1, 2), kind, size, "look at it")
    alone = CheckReport((finding,), ("1.HK",), (), simulated=False).text("table")
    beside = to_text(Beside((finding,), (("a",),)).table(simulated=False))
    assert alone.splitlines()[4].split() == ["1.HK", "2024-01-02", kind, told, "look", "at", "it"]
    assert beside.splitlines()[4].split() == ["1.HK", "2024-01-02", kind, told, "look", "at", "it", "a"]
