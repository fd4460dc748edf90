"""Closures come from the packaged file and from the user's, and an unreadable one is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from eventstudy.errors import CalendarError, SettingsError
from eventstudy.prices.closures import Closure, closures

if TYPE_CHECKING:
    from pathlib import Path

STRIKE = """
[[closure]]
exchange = "XPAR"
day = 2025-03-18
reason = "made up for this test"
source = "https://example.org/strike"
"""


def test_packaged_closures_cite_their_source() -> None:
    """Every packaged closure says why, and names a page of the exchange."""
    packaged = closures()
    assert [(one.exchange, str(one.day)) for one in packaged] == [
        ("XHKG", "2023-09-01"),
        ("XHKG", "2023-09-08"),
    ]
    assert all(one.source.startswith("https://www.hkex.com.hk/") and one.reason for one in packaged)


def test_user_closures_follow_packaged_ones(tmp_path: Path) -> None:
    """A file of the user's adds to the packaged closures."""
    path = tmp_path / "closures.toml"
    path.write_text(STRIKE, encoding="utf-8")
    assert closures(path) == (
        *closures(),
        Closure("XPAR", dt.date(2025, 3, 18), "made up for this test", "https://example.org/strike"),
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("[[closure]", "closure"),
        ("", "'closure'"),
        ("closure = 3", "not iterable"),
        (STRIKE.replace("source", "link"), "link"),
        (STRIKE.replace('source = "https://example.org/strike"', ""), "source"),
        (STRIKE.replace("2025-03-18", '"2025-03-18"'), "'2025-03-18'"),
        (STRIKE.replace("2025-03-18", "2025-03-18T09:00:00"), "datetime"),
        (STRIKE.replace('"made up for this test"', '""'), "''"),
        (STRIKE.replace('"XPAR"', "7"), "7"),
    ],
)
def test_unreadable_entry_is_refused(tmp_path: Path, text: str, seen: str) -> None:
    """The refusal names the file, what was seen, and the form that is needed."""
    path = tmp_path / "closures.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refusal:
        closures(path)
    for part in (str(path), seen, "[[closure]]", "exchange, day, reason, source"):
        assert part in str(refusal.value)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """An overlay that is not there is an error, not an empty one."""
    with pytest.raises(SettingsError, match=r"absent\.toml"):
        closures(tmp_path / "absent.toml")


def test_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """An overlay that is not UTF-8 is refused."""
    path = tmp_path / "closures.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        closures(path)


def test_unknown_exchange_is_refused(tmp_path: Path) -> None:
    """A misspelt MIC is caught, with the nearest one named."""
    path = tmp_path / "closures.toml"
    path.write_text(STRIKE.replace("XPAR", "XPRA"), encoding="utf-8")
    with pytest.raises(CalendarError, match="did you mean 'XPAR'"):
        closures(path)
