"""Session times kept on disk: the same numbers as built ones, whatever becomes of the files."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.prices import calendar as calendars
from eventstudy.prices.calendar import SessionCalendar, exchange_calendar
from eventstudy.prices.session_cache import digest, load_or_build

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Integers

NUMBERS = np.arange(-5, 5, dtype=np.int64).reshape(5, 2)


class Builder:
    """Builds the numbers, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Integers:
        """Build once more."""
        self.times += 1
        return NUMBERS


def test_what_was_built_is_not_built_again(tmp_path: Path) -> None:
    """The second asking reads the file that the first has written, in a folder it has made."""
    build, path = Builder(), tmp_path / "new" / "sessions"
    for _ in range(2):
        assert (load_or_build(path, 5, build) == NUMBERS).all()
    assert build.times == 1
    assert [one.name for one in path.parent.iterdir()] == ["sessions"]


@pytest.mark.parametrize(
    "broken",
    [b"", b"\0\0\0\0", b"half", b"\0" * 84, NUMBERS.tobytes()],
    ids=["empty", "only a checksum", "text", "another checksum", "no checksum"],
)
def test_a_broken_file_is_built_anew(tmp_path: Path, broken: bytes) -> None:
    """A file that is not whole is as good as none, and is replaced."""
    build, path = Builder(), tmp_path / "sessions"
    path.write_bytes(broken)
    assert (load_or_build(path, 5, build) == NUMBERS).all()
    assert (load_or_build(path, 5, build) == NUMBERS).all()
    assert build.times == 1


def test_one_wrong_bit_is_seen(tmp_path: Path) -> None:
    """A file in which a single bit differs is built anew."""
    build, path = Builder(), tmp_path / "sessions"
    load_or_build(path, 5, build)
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(bytes(raw))
    assert (load_or_build(path, 5, build) == NUMBERS).all()
    assert build.times == 2


def test_a_folder_that_cannot_be_made_only_costs_time(tmp_path: Path) -> None:
    """Where nothing can be written the numbers are built every time, without an error."""
    build = Builder()
    (tmp_path / "file").touch()
    for _ in range(2):
        assert (load_or_build(tmp_path / "file" / "sessions", 5, build) == NUMBERS).all()
    assert build.times == 2
    assert (tmp_path / "file").read_bytes() == b""


def test_the_name_holds_all_that_the_numbers_depend_on() -> None:
    """Another span or another clock is another name; the same ones are the same."""
    name = digest(["1990", "2029"], timezone="Asia/Hong_Kong")
    assert name == digest(["1990", "2029"], timezone="Asia/Hong_Kong")
    assert name != digest(["1990", "2030"], timezone="Asia/Hong_Kong")
    assert name != digest(["1990", "2029"], timezone="America/New_York")


def test_the_library_and_the_rules_of_the_clock_are_in_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a library, or a time zone without a file of the system, is another name."""
    name = digest([], timezone="Asia/Hong_Kong")
    monkeypatch.setattr("zoneinfo.TZPATH", ())
    monkeypatch.setattr("eventstudy.prices.session_cache.version", lambda name: f"{name} 1")
    without = digest([], timezone="Asia/Hong_Kong")
    monkeypatch.setattr("eventstudy.prices.session_cache.version", lambda name: f"{name} 2")
    assert len({name, without, digest([], timezone="Asia/Hong_Kong")}) == 3


def same(one: SessionCalendar, other: SessionCalendar) -> bool:
    """Say whether two calendars hold the same times."""
    assert one.opens is not None
    assert other.opens is not None
    pairs = (
        (one.days, other.days),
        (one.opens, other.opens),
        (one.closes, other.closes),
        (one.lunch_starts, other.lunch_starts),
        (one.lunch_ends, other.lunch_ends),
    )
    return all(np.array_equal(ours, theirs) for ours, theirs in pairs)


@pytest.mark.parametrize("mic", ["XHKG", "XSHE", "XNYS"])
def test_a_kept_calendar_is_the_built_one(mic: str, tmp_path: Path) -> None:
    """What a later process reads is what the library builds, overlaid closures, lunch breaks and all."""
    built = exchange_calendar(mic)
    assert same(exchange_calendar(mic, cache=tmp_path), built)
    calendars._published.cache_clear()  # noqa: SLF001  -- as in a new process
    assert same(exchange_calendar(mic, cache=tmp_path), built)


def test_a_kept_calendar_takes_another_overlay(tmp_path: Path) -> None:
    """Closures are taken out of what was kept, so that a new overlay holds at once."""
    before = exchange_calendar("XHKG", cache=tmp_path)
    overlay = tmp_path / "closures.toml"
    overlay.write_text(
        '[[closure]]\nexchange = "XHKG"\nday = 2025-03-18\nreason = "made up"\nsource = "this test"\n',
        encoding="utf-8",
    )
    after = exchange_calendar("XHKG", overlay=overlay, cache=tmp_path)
    assert len(before.days) - len(after.days) == 1


def test_a_kept_calendar_needs_no_pandas(tmp_path: Path) -> None:
    """Reading kept sessions loads neither the calendar library nor pandas."""
    exchange_calendar("XHKG", cache=tmp_path)
    script = (
        "import sys; from pathlib import Path; from eventstudy.prices.calendar import exchange_calendar; "
        f"exchange_calendar('XHKG', cache=Path({str(tmp_path)!r})); "
        "sys.exit('pandas' in sys.modules or 'exchange_calendars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
