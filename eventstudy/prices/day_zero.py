"""Day 0: the first session that closes strictly after an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import CalendarError
from eventstudy.prices.calendar import BENCHMARK_CLOSE

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.prices.calendar import SessionCalendar


class Phase(StrEnum):
    """When an announcement came, seen from the exchange."""

    BEFORE_OPEN = "before_open"
    IN_SESSION = "in_session"
    LUNCH = "lunch"
    AFTER_CLOSE = "after_close"
    CLOSED_DAY = "closed_day"
    UNKNOWN = "unknown"


_NOTES = MappingProxyType(
    {
        Phase.BEFORE_OPEN: "",
        Phase.IN_SESSION: "announced during the session: the day-0 return is partly from before it",
        Phase.LUNCH: "announced in the lunch break: the day-0 return is partly from before it",
        Phase.AFTER_CLOSE: "announced after the close: day 0 is the next session",
        Phase.CLOSED_DAY: "announced on a closed day: day 0 is the next session",
        Phase.UNKNOWN: "time of the opening unknown: the day-0 return may be partly from before it",
    }
)
_DATE_NOTES = MappingProxyType(
    {
        Phase.UNKNOWN: "announced without a time: day 0 is that day's session",
        Phase.CLOSED_DAY: "announced without a time on a closed day: day 0 is the next session",
    }
)


@dataclass(frozen=True, slots=True)
class DayZero:
    """The first session that can react to an announcement.

    Attributes
    ----------
    day : datetime.date
        The session.
    phase : Phase
        When the announcement came; ``unknown`` where it has no time or the exchange's hours are unknown.
    note : str
        What a reader must know about the choice, in plain English; empty where there is nothing.
    """

    day: dt.date
    phase: Phase
    note: str


def day_zero(calendar: SessionCalendar, *, instant: dt.datetime | None, date: dt.date) -> DayZero:
    """Return day 0 of an announcement.

    Parameters
    ----------
    calendar : SessionCalendar
        Sessions of the security's exchange.
    instant : datetime.datetime or None
        When it was announced, aware; None where only the date is known. Day 0 is then the first session
        that closes strictly after it.
    date : datetime.date
        The date on the announcement's own clock; it decides only where ``instant`` is None. Day 0 is then
        that day's session, or the next one.

    Raises
    ------
    CalendarError
        If the announcement or its day 0 lies outside the published sessions, or the instant is naive.
    """
    if instant is None:
        return _day_zero_of_date(calendar, date)
    return _day_zero_of_instant(calendar, instant)


def _day_zero_of_instant(calendar: SessionCalendar, instant: dt.datetime) -> DayZero:
    if instant.tzinfo is None:
        raise CalendarError(
            f"announcement at {instant.isoformat()}: has no time zone; pass an aware datetime"
        )
    today = epoch_day(instant.astimezone(ZoneInfo(calendar.timezone)).date())
    place = int(np.searchsorted(calendar.closes, instant.timestamp(), side="right"))
    if today < calendar.first or place == len(calendar.days):
        raise calendar.outside(f"day 0 of an announcement at {instant.isoformat(timespec='minutes')}")
    phase = _phase(calendar, place, today=today, seconds=instant.timestamp())
    return _explained(calendar, place, phase, _NOTES[phase])


def _day_zero_of_date(calendar: SessionCalendar, date: dt.date) -> DayZero:
    today = epoch_day(date)
    if not calendar.first <= today <= calendar.last:
        raise calendar.outside(f"day 0 of an announcement on {date}")
    place = int(np.searchsorted(calendar.days, today))
    phase = Phase.UNKNOWN if calendar.days[place] == today else Phase.CLOSED_DAY
    return _explained(calendar, place, phase, _DATE_NOTES[phase])


def _explained(calendar: SessionCalendar, place: int, phase: Phase, note: str) -> DayZero:
    if calendar.rests_on_benchmark:
        basis = (
            f"exchange unknown: sessions are {calendar.name}, "
            f"each closing at {BENCHMARK_CLOSE:%H:%M} {calendar.timezone}"
        )
        note = f"{note}; {basis}"
    return DayZero(date_of(int(calendar.days[place])), phase, note)


def _phase(calendar: SessionCalendar, place: int, *, today: int, seconds: float) -> Phase:
    """Say when ``seconds`` falls, ``place`` being the first session that closes after it."""
    if calendar.days[place] != today:
        return Phase.AFTER_CLOSE if calendar.days[place - 1] == today else Phase.CLOSED_DAY
    if calendar.opens is None:
        return Phase.UNKNOWN
    if seconds < calendar.opens[place]:
        return Phase.BEFORE_OPEN
    lunch = calendar.lunch_starts[place] <= seconds < calendar.lunch_ends[place]
    return Phase.LUNCH if lunch else Phase.IN_SESSION
