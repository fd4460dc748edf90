"""The sessions of every exchange, checked against the library, real index dates and known closures."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import subprocess
import sys
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import CalendarError
from eventstudy.exchanges import EXCHANGES
from eventstudy.prices.calendar import (
    FIRST,
    HORIZON,
    SessionCalendar,
    calendar_from_days,
    exchange_calendar,
    sessions_between,
)

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY_MICS = [mic for mic in EXCHANGES if mic not in ("XSHE", "XNAS")]

INDEX_GAPS = {
    "^HSI": {},
    "^GSPC": {},
    # The Labour Day holiday of 2019 ran from Wednesday 1 May; Shanghai traded on the Monday and the Tuesday
    # before it, so it is the file that has a hole.
    "000001.SS": {"2019-04-29": "hole in the file", "2019-04-30": "hole in the file"},
}
INDEX_BREAKS = {"^HSI": "2025-09-01", "^GSPC": "2025-09-01", "000001.SS": None}
"""Where the file stops for some months and starts again."""


def day(text: str) -> int:
    """Return the epoch day of an ISO date."""
    return epoch_day(dt.date.fromisoformat(text))


def dates(days: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> list[str]:
    """Return ISO dates of epoch days."""
    return [str(date_of(one)) for one in days]


def clock(seconds: int, calendar: SessionCalendar) -> str:
    """Return the exchange's own clock at a UTC time."""
    return dt.datetime.fromtimestamp(seconds, ZoneInfo(calendar.timezone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize("mic", list(EXCHANGES))
def test_every_exchange_has_sessions(mic: str) -> None:
    """Every exchange we know has ascending sessions that open, break for lunch and close on their own day."""
    calendar = exchange_calendar(mic)
    assert calendar.name == mic
    assert calendar.timezone == EXCHANGES[mic].timezone
    assert not calendar.rests_on_benchmark
    assert date_of(calendar.first) >= FIRST
    assert date_of(calendar.last) <= HORIZON
    assert (np.diff(calendar.days) > 0).all()
    assert calendar.opens is not None
    assert (calendar.opens < calendar.lunch_starts).all()
    assert (calendar.lunch_starts <= calendar.lunch_ends).all()
    assert (calendar.lunch_ends <= calendar.closes).all()
    for place in (0, len(calendar.days) // 2, -1):
        on = str(date_of(calendar.days[place]))
        assert clock(int(calendar.opens[place]), calendar).startswith(on)
        assert clock(int(calendar.closes[place]), calendar).startswith(on)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("mic", LIBRARY_MICS)
def test_sessions_equal_the_librarys(mic: str) -> None:
    """Working out holidays over fewer years changes no session, no closing time and no zone."""
    import exchange_calendars  # noqa: PLC0415  -- takes a second, for this test only

    ours = exchange_calendar(mic)
    theirs = exchange_calendars.get_calendar(mic, start=str(date_of(ours.first)), end=str(date_of(ours.last)))
    kept = np.isin(theirs.sessions_nanos // (86_400 * 10**9), ours.days)
    missing = [str(one.date()) for one in theirs.sessions[~kept]]
    assert missing == (["2023-09-01", "2023-09-08"] if mic == "XHKG" else [])
    assert kept.sum() == len(ours.days)
    assert (theirs.closes_nanos[kept] == ours.closes * 10**9).all()
    assert ours.opens is not None
    assert (theirs.opens_nanos[kept] == ours.opens * 10**9).all()
    assert theirs.tz.key == ours.timezone


def test_building_leaves_pandas_as_it_was() -> None:
    """The range over which pandas works out holidays is put back after a build."""
    exchange_calendar("XHKG")
    from pandas.tseries.holiday import AbstractHolidayCalendar  # noqa: PLC0415  -- loaded by the build

    assert str(AbstractHolidayCalendar.start_date.date()) == "1970-01-01"
    assert str(AbstractHolidayCalendar.end_date.date()) == "2200-12-31"


@pytest.mark.parametrize(("mic", "twin"), [("XSHE", "XSHG"), ("XNAS", "XNYS")])
def test_twins_share_their_sessions(mic: str, twin: str) -> None:
    """Shenzhen keeps the sessions of Shanghai, and Nasdaq those of New York, built once."""
    assert exchange_calendar(mic).days is exchange_calendar(twin).days
    assert exchange_calendar(mic).closes is exchange_calendar(twin).closes


def test_unknown_exchange_is_refused() -> None:
    """A MIC that we do not know is refused, and the nearest one named."""
    with pytest.raises(CalendarError, match="'xhkg': did you mean 'XHKG'"):
        exchange_calendar("xhkg")


@pytest.mark.parametrize("closed", ["2023-09-01", "2023-09-08"])
def test_overlaid_closures_are_no_sessions(closed: str) -> None:
    """The two days of September 2023 on which Hong Kong cancelled all trading are no sessions."""
    around = sessions_between(exchange_calendar("XHKG"), day(closed) - 1, day(closed) + 3)
    assert dates(around) == [str(date_of(day(closed) - 1)), str(date_of(day(closed) + 3))]


def test_user_overlay_closes_every_exchange_that_shares_the_sessions(tmp_path: Path) -> None:
    """A closure that the user gives for Nasdaq also closes New York, and only with that overlay."""
    path = tmp_path / "closures.toml"
    path.write_text(
        '[[closure]]\nexchange = "XNAS"\nday = 2025-03-18\nreason = "made up"\nsource = "this test"\n',
        encoding="utf-8",
    )
    with_overlay, without = exchange_calendar("XNYS", overlay=path), exchange_calendar("XNYS")
    assert set(without.days) - set(with_overlay.days) == {day("2025-03-18")}
    assert len(with_overlay.closes) == len(with_overlay.days)


@pytest.mark.parametrize(
    ("mic", "first", "last", "expected"),
    [
        ("XSHG", "2025-09-29", "2025-10-10", ["2025-09-29", "2025-09-30", "2025-10-09", "2025-10-10"]),
        ("XSHG", "2025-01-26", "2025-02-05", ["2025-01-27", "2025-02-05"]),
        ("XHKG", "2025-01-27", "2025-02-03", ["2025-01-27", "2025-01-28", "2025-02-03"]),
        ("XTAI", "2025-01-22", "2025-02-03", ["2025-01-22", "2025-02-03"]),
        ("XNYS", "2025-01-08", "2025-01-10", ["2025-01-08", "2025-01-10"]),
    ],
)
def test_known_holidays_are_no_sessions(mic: str, first: str, last: str, expected: list[str]) -> None:
    """Golden Week, the lunar new years of 2025 and the mourning of 9 January 2025 are left out."""
    assert dates(sessions_between(exchange_calendar(mic), day(first), day(last))) == expected


@pytest.mark.parametrize(
    ("mic", "first", "last"),
    [
        ("XSHG", "1990-12-03", "2026-12-31"),
        ("XSES", "1990-01-02", "2026-12-31"),
        ("XTAI", "1990-01-02", "2026-12-31"),
        ("XTKS", "1997-01-06", "2029-12-28"),
        ("XNYS", "1990-01-02", "2029-12-31"),
    ],
)
def test_calendar_ends_where_its_sessions_are_published(mic: str, first: str, last: str) -> None:
    """A calendar ends at the library's own bound, and nowhere later than the horizon."""
    calendar = exchange_calendar(mic)
    assert (str(date_of(calendar.first)), str(date_of(calendar.last))) == (first, last)


@pytest.mark.parametrize(
    ("first", "last"),
    [("1990-12-02", "2026-01-01"), ("2026-01-01", "2027-01-01"), ("1980-01-01", "1981-01-01")],
)
def test_sessions_beyond_the_published_range_are_refused(first: str, last: str) -> None:
    """Asking beyond either end names the exchange, the day, the range and what to do."""
    with pytest.raises(CalendarError) as refusal:
        sessions_between(exchange_calendar("XSHG"), day(first), day(last))
    seen = last if first == "2026-01-01" else first
    for part in (seen, "XSHG", "published from 1990-12-03 to 2026-12-31", "upgrade exchange_calendars"):
        assert part in str(refusal.value)


def test_benchmark_dates_make_a_calendar() -> None:
    """Sessions of an unknown exchange are the benchmark's dates, closing at 16:00 of the zone given."""
    days = np.array([day("2025-03-07"), day("2025-03-10")])
    calendar = calendar_from_days(days, timezone="America/New_York", name="^GSPC dates")
    assert calendar.rests_on_benchmark
    assert calendar.opens is None
    assert calendar.days.tolist() == days.tolist()
    # The clocks went forward on 9 March: 21:00 UTC before, 20:00 after.
    assert [dt.datetime.fromtimestamp(one, dt.UTC).hour for one in calendar.closes] == [21, 20]


def test_benchmark_without_dates_is_refused() -> None:
    """An empty benchmark makes no calendar."""
    with pytest.raises(CalendarError, match=r"\^GSPC dates: there are none; fetch or import"):
        calendar_from_days(np.array([], dtype=np.int64), timezone="UTC", name="^GSPC dates")


def test_benchmark_range_is_refused_with_its_own_remedy() -> None:
    """Beyond a benchmark's dates the remedy is more prices, not a newer calendar."""
    calendar = calendar_from_days(np.array([day("2025-03-07")]), timezone="UTC", name="^GSPC dates")
    with pytest.raises(
        CalendarError, match=r"2025-03-08: outside \^GSPC dates.*more prices of the benchmark"
    ):
        sessions_between(calendar, day("2025-03-07"), day("2025-03-08"))


def test_benchmark_calendar_needs_no_pandas() -> None:
    """A study on a benchmark's dates never waits for pandas."""
    script = (
        "import sys, numpy as np; from eventstudy.prices.calendar import calendar_from_days as made; "
        "made(np.array([1]), timezone='UTC', name='x dates'); "
        "sys.exit('pandas' in sys.modules or 'exchange_calendars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.shared
@pytest.mark.parametrize(("index", "mic"), [("^HSI", "XHKG"), ("^GSPC", "XNYS"), ("000001.SS", "XSHG")])
def test_real_index_dates_are_the_sessions(shared: Path, index: str, mic: str) -> None:
    """Every real index row falls on a session, and every session has a row but for the holes named above."""
    with gzip.open(shared / "indices" / "daily_ohlcv.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row["date"] for row in csv.DictReader(file) if row["index"] == index]
    restart = INDEX_BREAKS[index]
    spans = (
        [rows] if restart is None else [[d for d in rows if d < restart], [d for d in rows if d >= restart]]
    )
    assert sum(map(len, spans)) > 2_500
    gaps: set[str] = set()
    for span in spans:
        sessions = set(dates(sessions_between(exchange_calendar(mic), day(span[0]), day(span[-1]))))
        assert set(span) - sessions == set()
        gaps |= sessions - set(span)
    assert gaps == set(INDEX_GAPS[index])
