"""Day 0 on both sides of every boundary, and on real announcements."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import epoch_day
from eventstudy.errors import CalendarError
from eventstudy.exchanges import EXCHANGES
from eventstudy.prices.calendar import SessionCalendar, calendar_from_days, exchange_calendar
from eventstudy.prices.day_zero import DayZero, Phase, day_zero

if TYPE_CHECKING:
    from pathlib import Path


def announced(calendar: SessionCalendar, local: str, timezone: str) -> DayZero:
    """Return day 0 of an announcement at a minute of some zone's clock."""
    instant = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(timezone)).astimezone(dt.UTC)
    # The date only serves announcements without a time; one far away shows that it is not looked at.
    return day_zero(calendar, instant=instant, date=dt.date(2001, 1, 1))


@pytest.mark.parametrize(
    ("mic", "last_for_today", "expected"),
    [
        ("XHKG", "2025-02-11T15:59", "2025-02-12"),
        ("XHKG", "2025-01-28T11:59", "2025-02-03"),  # lunar new year's eve closes at noon
        ("XHKG", "2024-12-24T11:59", "2024-12-27"),
        ("XHKG", "2023-08-31T15:59", "2023-09-04"),  # overlaid closure on the next day
        ("XSHG", "2025-02-11T14:59", "2025-02-12"),
        ("XSHG", "2025-01-27T14:59", "2025-02-05"),
        ("XSHG", "2025-09-30T14:59", "2025-10-09"),  # Golden Week
        ("XSHE", "2025-09-30T14:59", "2025-10-09"),
        ("XNYS", "2025-07-03T12:59", "2025-07-07"),  # the eve of Independence Day closes at 13:00
        ("XNAS", "2025-11-28T12:59", "2025-12-01"),  # so does the day after Thanksgiving
        ("XNYS", "2025-01-08T15:59", "2025-01-10"),  # national day of mourning
        ("XNYS", "2025-03-07T15:59", "2025-03-10"),  # the clocks go forward over the weekend
        ("XNYS", "2025-03-10T15:59", "2025-03-11"),
        ("XNYS", "2025-10-31T15:59", "2025-11-03"),  # and back
        ("XNYS", "2025-11-03T15:59", "2025-11-04"),
        ("XBKK", "2025-03-18T16:29", "2025-03-19"),
        ("XKLS", "2025-01-28T12:29", "2025-01-31"),
        ("XKLS", "2025-03-19T16:59", "2025-03-20"),
        ("XSES", "2025-03-18T16:59", "2025-03-19"),
        ("XTAI", "2025-01-22T13:29", "2025-02-03"),
        ("XTKS", "2024-11-01T14:59", "2024-11-05"),  # the last session that closed at 15:00
        ("XTKS", "2024-11-05T15:29", "2024-11-06"),
        ("XKRX", "2025-03-18T15:29", "2025-03-19"),
        ("XASX", "2024-12-24T14:09", "2024-12-27"),
        ("XASX", "2025-03-18T15:59", "2025-03-19"),
        ("XLON", "2025-03-28T16:29", "2025-03-31"),
        ("XLON", "2024-12-24T12:29", "2024-12-27"),
        ("XPAR", "2025-03-18T17:29", "2025-03-19"),
        ("XETR", "2024-12-30T13:59", "2025-01-02"),
        ("XMIL", "2025-03-18T17:29", "2025-03-19"),
        ("XTSE", "2024-12-24T12:59", "2024-12-27"),
    ],
)
def test_last_minute_counts_for_today_and_the_next_does_not(
    mic: str, last_for_today: str, expected: str
) -> None:
    """A minute before the close day 0 is today; at the close it is the next session."""
    calendar, zone = exchange_calendar(mic), EXCHANGES[mic].timezone
    before = dt.datetime.fromisoformat(last_for_today)
    at_close = before + dt.timedelta(minutes=1)
    today = announced(calendar, before.isoformat(), zone)
    assert (today.day, today.phase) == (before.date(), Phase.IN_SESSION)
    after = announced(calendar, at_close.isoformat(), zone)
    assert (str(after.day), after.phase) == (expected, Phase.AFTER_CLOSE)


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        ("2025-03-07T20:59", "2025-03-07"),
        ("2025-03-07T21:00", "2025-03-10"),
        ("2025-03-10T19:59", "2025-03-10"),
        ("2025-03-10T20:00", "2025-03-11"),
        ("2025-10-31T19:59", "2025-10-31"),
        ("2025-10-31T20:00", "2025-11-03"),
        ("2025-11-03T20:59", "2025-11-03"),
        ("2025-11-03T21:00", "2025-11-04"),
    ],
)
def test_close_moves_with_the_clocks(utc: str, expected: str) -> None:
    """New York closes at 21:00 UTC in winter and at 20:00 UTC in summer."""
    assert str(announced(exchange_calendar("XNYS"), utc, "UTC").day) == expected


@pytest.mark.parametrize(
    ("mic", "local", "expected", "phase"),
    [
        ("XHKG", "2025-02-11T00:00", "2025-02-11", Phase.BEFORE_OPEN),
        ("XHKG", "2025-02-11T08:30", "2025-02-11", Phase.BEFORE_OPEN),
        ("XHKG", "2025-02-11T09:29", "2025-02-11", Phase.BEFORE_OPEN),
        ("XHKG", "2025-02-11T09:30", "2025-02-11", Phase.IN_SESSION),
        ("XHKG", "2025-02-11T11:59", "2025-02-11", Phase.IN_SESSION),
        ("XHKG", "2025-02-11T12:00", "2025-02-11", Phase.LUNCH),
        ("XHKG", "2025-02-11T12:59", "2025-02-11", Phase.LUNCH),
        ("XHKG", "2025-02-11T13:00", "2025-02-11", Phase.IN_SESSION),
        ("XHKG", "2025-02-11T23:59", "2025-02-12", Phase.AFTER_CLOSE),
        ("XHKG", "2025-01-28T12:08", "2025-02-03", Phase.AFTER_CLOSE),  # in the closing auction's minutes
        ("XHKG", "2025-01-29T10:00", "2025-02-03", Phase.CLOSED_DAY),
        ("XHKG", "2023-09-08T10:00", "2023-09-11", Phase.CLOSED_DAY),
        ("XSHG", "2025-02-11T11:29", "2025-02-11", Phase.IN_SESSION),
        ("XSHG", "2025-02-11T11:30", "2025-02-11", Phase.LUNCH),
        ("XSHG", "2025-02-11T12:59", "2025-02-11", Phase.LUNCH),
        ("XSHG", "2025-02-11T13:00", "2025-02-11", Phase.IN_SESSION),
        ("XSHG", "2025-10-03T10:00", "2025-10-09", Phase.CLOSED_DAY),
        ("XNYS", "2025-07-03T13:05", "2025-07-07", Phase.AFTER_CLOSE),
        ("XNYS", "2025-07-03T09:29", "2025-07-03", Phase.BEFORE_OPEN),
        ("XNYS", "2025-07-05T12:00", "2025-07-07", Phase.CLOSED_DAY),
    ],
)
def test_phase_says_when_it_came(mic: str, local: str, expected: str, phase: Phase) -> None:
    """The phase changes at the open, at both ends of the lunch break, and at the close."""
    found = announced(exchange_calendar(mic), local, EXCHANGES[mic].timezone)
    assert (str(found.day), found.phase) == (expected, phase)


def test_zone_of_the_announcement_does_not_matter() -> None:
    """An evening in New York is the next morning in Hong Kong, before the open."""
    found = announced(exchange_calendar("XHKG"), "2025-02-10T19:30", "America/New_York")
    assert found == DayZero(dt.date(2025, 2, 11), Phase.BEFORE_OPEN, "")


@pytest.mark.parametrize(
    ("date", "expected", "phase", "note"),
    [
        ("2025-02-21", "2025-02-21", Phase.UNKNOWN, "announced without a time: day 0 is that day's session"),
        (
            "2025-02-22",
            "2025-02-24",
            Phase.CLOSED_DAY,
            "announced without a time on a closed day: day 0 is the next session",
        ),
    ],
)
def test_date_without_a_time(date: str, expected: str, phase: Phase, note: str) -> None:
    """With only a date day 0 is that day's session, or the next one, and the note says so."""
    found = day_zero(exchange_calendar("XSHG"), instant=None, date=dt.date.fromisoformat(date))
    assert found == DayZero(dt.date.fromisoformat(expected), phase, note)


@pytest.mark.parametrize(
    ("local", "note"),
    [
        ("2025-02-11T08:30", ""),
        ("2025-02-11T10:00", "announced during the session: the day-0 return is partly from before it"),
        ("2025-02-11T12:30", "announced in the lunch break: the day-0 return is partly from before it"),
        ("2025-02-11T18:00", "announced after the close: day 0 is the next session"),
        ("2025-02-22T10:00", "announced on a closed day: day 0 is the next session"),
    ],
)
def test_note_says_what_matters(local: str, note: str) -> None:
    """Nothing is said of an announcement before the open; every other phase has its sentence."""
    assert announced(exchange_calendar("XHKG"), local, "Asia/Hong_Kong").note == note


@pytest.mark.parametrize(
    ("utc", "seen"),
    [
        ("2026-12-31T07:00", "2026-12-31T07:00"),  # the close of the last published session
        ("2027-06-01T02:00", "2027-06-01T02:00"),
        ("1990-12-02T15:59", "1990-12-02T15:59"),  # the last minute of the day before the first session
        ("1985-01-01T00:00", "1985-01-01T00:00"),
    ],
)
def test_instant_beyond_the_published_range_is_refused(utc: str, seen: str) -> None:
    """Day 0 outside the published sessions is refused with the range, not guessed."""
    with pytest.raises(CalendarError) as refusal:
        announced(exchange_calendar("XSHG"), utc, "UTC")
    for part in (seen, "XSHG", "published from 1990-12-03 to 2026-12-31", "upgrade exchange_calendars"):
        assert part in str(refusal.value)


def test_first_and_last_published_minutes_are_accepted() -> None:
    """The range is used up to its last minute: midnight of the first day, and one before the last close."""
    calendar = exchange_calendar("XSHG")
    assert str(announced(calendar, "1990-12-02T16:00", "UTC").day) == "1990-12-03"
    assert str(announced(calendar, "2026-12-31T06:59", "UTC").day) == "2026-12-31"


@pytest.mark.parametrize(("date", "accepted"), [("1990-12-02", "1990-12-03"), ("2027-01-01", "2026-12-31")])
def test_date_beyond_the_published_range_is_refused(date: str, accepted: str) -> None:
    """A date outside the published sessions is refused; the nearest inside is not."""
    calendar = exchange_calendar("XSHG")
    inside = dt.date.fromisoformat(accepted)
    assert day_zero(calendar, instant=None, date=inside).day == inside
    with pytest.raises(CalendarError, match=f"on {date}: sessions of XSHG are published from 1990-12-03"):
        day_zero(calendar, instant=None, date=dt.date.fromisoformat(date))


def test_naive_instant_is_refused() -> None:
    """A time without a zone would be read in this machine's own; it is refused."""
    naive = dt.datetime(2025, 2, 11, 8, 30)  # noqa: DTZ001  -- the very thing that is refused
    with pytest.raises(CalendarError, match="2025-02-11T08:30:00: has no time zone; pass an aware datetime"):
        day_zero(exchange_calendar("XHKG"), instant=naive, date=naive.date())


@pytest.mark.parametrize(
    ("local", "expected", "phase"),
    [
        ("2025-03-07T15:59", "2025-03-07", Phase.UNKNOWN),
        ("2025-03-07T16:00", "2025-03-10", Phase.AFTER_CLOSE),
        ("2025-03-08T12:00", "2025-03-10", Phase.CLOSED_DAY),
        ("2025-03-10T15:59", "2025-03-10", Phase.UNKNOWN),
    ],
)
def test_unknown_exchange_follows_the_benchmark(local: str, expected: str, phase: Phase) -> None:
    """On a benchmark's dates a session ends at 16:00 of the announcement's zone, and the note says so."""
    days = np.array([epoch_day(dt.date(2025, 3, 7)), epoch_day(dt.date(2025, 3, 10))])
    calendar = calendar_from_days(days, timezone="America/New_York", name="^GSPC dates")
    found = announced(calendar, local, "America/New_York")
    assert (str(found.day), found.phase) == (expected, phase)
    assert found.note.endswith(
        "; exchange unknown: sessions are ^GSPC dates, each closing at 16:00 America/New_York"
    )


@pytest.fixture(scope="module")
def calendars() -> dict[str, SessionCalendar]:
    """Build some calendars before hypothesis starts its clock."""
    return {mic: exchange_calendar(mic) for mic in ("XHKG", "XSHG", "XNYS", "XLON")}


@given(
    mic=st.sampled_from(["XHKG", "XSHG", "XNYS", "XLON"]),
    instant=st.datetimes(dt.datetime(1991, 1, 1), dt.datetime(2026, 12, 30), timezones=st.just(dt.UTC)),  # noqa: DTZ001  -- hypothesis adds the zone
)
def test_day_zero_is_the_first_session_that_closes_after(
    calendars: dict[str, SessionCalendar], mic: str, instant: dt.datetime
) -> None:
    """Its session closes strictly after the instant, and the session before closed at it or earlier."""
    calendar = calendars[mic]
    found = day_zero(calendar, instant=instant, date=dt.date(2001, 1, 1))
    place = calendar.days.tolist().index(epoch_day(found.day))
    assert calendar.closes[place - 1] <= instant.timestamp() < calendar.closes[place]


OUR_TIMES = {"before_open": "08:00", "intraday": "12:00", "after_close": "17:00"}
"""A minute for each class of the file; its fourth, ``weekend``, has only a date."""

LATER_IN_THE_FILE = {
    # The file calls it intraday, so the session in progress can react, and ours is that session: its volume was
    # already 118,956,300 after 21,176,600 the day before. The file names the next session, the one that fell.
    ("GSAT", "2022-09-07"): "2022-09-08",
    # The same: the session in progress reached 56.00 from 53.17 and gave it back; the file names the next one,
    # which rose and closed higher.
    ("IRDM", "2023-01-05"): "2023-01-06",
}
"""Announcements whose reaction the file dates one session after ours, with that session."""


@pytest.mark.shared
def test_real_announcements_react_on_their_day_zero(shared: Path) -> None:
    """For 20 of 22 announcements the reaction seen in the prices is on day 0; the other two are explained."""
    with (shared / "us_space" / "announcements.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 22
    differing = {}
    for row in rows:
        calendar, date = exchange_calendar("XNAS"), dt.date.fromisoformat(row["announced_local"])
        clock = OUR_TIMES.get(row["timing"])
        found = (
            day_zero(calendar, instant=None, date=date)
            if clock is None
            else announced(calendar, f"{date}T{clock}", row["tz"])
        )
        if str(found.day) != row["reaction_date"]:
            assert (found.day, found.phase) == (date, Phase.IN_SESSION)
            differing[row["ticker"], row["announced_local"]] = row["reaction_date"]
    assert differing == LATER_IN_THE_FILE
