"""Sessions of the exchanges.

Days are epoch days, times are UTC epoch seconds, and ranges include both ends. Nothing is made up
outside the range for which an exchange's sessions are published: asking there is an error.
"""

from __future__ import annotations

import datetime as dt
import functools
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import CalendarError
from eventstudy.exchanges import exchange
from eventstudy.prices.closures import closures
from eventstudy.prices.session_cache import digest, load_or_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exchange_calendars import ExchangeCalendar

    from eventstudy.arrays import Integers

FIRST = dt.date(1990, 1, 1)
"""No calendar starts earlier; some exchanges' start later."""

HORIZON = dt.date(2029, 12, 31)
"""No calendar goes further. A fixed date rather than one counted from today, so that a result depends on
its inputs only. Sessions of coming years follow each exchange's rules and its published lists."""

BENCHMARK_CLOSE = dt.time(16)
"""When a session ends, on the announcement's clock, where sessions are only a benchmark's dates."""

# Taiwan announces the settlement-only days before the lunar new year one year at a time, and the library
# lists them to 2026; it would count those of later years as sessions.
_LISTED_TO = MappingProxyType({"XTAI": dt.date(2026, 12, 31)})

# The library has no Shenzhen calendar; the two mainland exchanges share their holidays and their hours, as
# the two American ones do.
_SESSIONS_OF = MappingProxyType({"XSHE": "XSHG", "XNAS": "XNYS"})

_NANOSECONDS = 1_000_000_000
_SECONDS_A_DAY = 86_400
_ROWS = 5
"""Rows of a schedule; see ``_built``."""


@dataclass(frozen=True, eq=False)
class SessionCalendar:
    """The sessions of one exchange, oldest first.

    Attributes
    ----------
    name : str
        MIC, or what the sessions are made of, e.g. ``^GSPC dates``.
    days : ndarray of shape (n,), int64
        Epoch days of the sessions, strictly ascending.
    opens : ndarray of shape (n,), int64, or None
        When each session opens, in UTC epoch seconds; None where nobody says.
    closes : ndarray of shape (n,), int64
        When each session closes, in UTC epoch seconds.
    lunch_starts, lunch_ends : ndarray of shape (n,), int64
        The lunch break, in UTC epoch seconds; both are the close where a session has none.
    timezone : str
        IANA zone of the exchange's clock.
    rests_on_benchmark : bool
        Whether the sessions are a benchmark's dates because the exchange is unknown.
    """

    name: str
    days: Integers
    opens: Integers | None
    closes: Integers
    lunch_starts: Integers
    lunch_ends: Integers
    timezone: str
    rests_on_benchmark: bool = False

    @property
    def first(self) -> int:
        """Epoch day of the first session."""
        return int(self.days[0])

    @property
    def last(self) -> int:
        """Epoch day of the last session."""
        return int(self.days[-1])

    def outside(self, seen: str) -> CalendarError:
        """Return the refusal of something that lies outside the sessions; ``seen`` says what."""
        span = f"from {date_of(self.first)} to {date_of(self.last)}"
        if self.rests_on_benchmark:
            return CalendarError(
                f"{seen}: outside {self.name}, which run {span}; "
                "fetch or import more prices of the benchmark, or name the security's exchange"
            )
        return CalendarError(
            f"{seen}: sessions of {self.name} are published {span}; "
            "stay within them, or upgrade exchange_calendars and space-eventstudy for later ones"
        )


def exchange_calendar(mic: str, *, overlay: Path | None = None, cache: Path | None = None) -> SessionCalendar:
    """Return the published sessions of an exchange, without the closures that the library misses.

    Parameters
    ----------
    mic : str
        One of ``eventstudy.exchanges.EXCHANGES``.
    overlay : Path, optional
        TOML file of further closures; see ``eventstudy.prices.closures``.
    cache : Path, optional
        Folder in which the library's sessions are kept, so that the next process need not build them.

    Raises
    ------
    CalendarError
        If the exchange is not one we know.
    SettingsError
        If the overlay cannot be read.
    """
    known = exchange(mic)
    return replace(_published(_SESSIONS_OF.get(mic, mic), overlay, cache), name=known.mic)


def calendar_from_days(days: Integers, *, timezone: str, name: str) -> SessionCalendar:
    """Make a calendar of a benchmark's own dates, for a security whose exchange is unknown.

    Parameters
    ----------
    days : ndarray of shape (n,), int64
        Epoch days, strictly ascending.
    timezone : str
        IANA zone in which a session ends at 16:00: the announcement's.
    name : str
        What the dates are, e.g. ``^GSPC dates``.

    Raises
    ------
    CalendarError
        If there are no dates.
    """
    if not len(days):
        raise CalendarError(f"{name}: there are none; fetch or import prices of the benchmark")
    zone = ZoneInfo(timezone)
    ends = [dt.datetime.combine(date_of(day), BENCHMARK_CLOSE, zone).timestamp() for day in days]
    closes = np.array(ends, dtype=np.int64)
    return SessionCalendar(
        name=name,
        days=days,
        opens=None,
        closes=closes,
        lunch_starts=closes,
        lunch_ends=closes,
        timezone=timezone,
        rests_on_benchmark=True,
    )


def sessions_between(calendar: SessionCalendar, first: int, last: int) -> Integers:
    """Return the sessions from epoch day ``first`` to epoch day ``last``, both included; shape (k,).

    Raises
    ------
    CalendarError
        If either end lies outside the published sessions.
    """
    for day in (first, last):
        if not calendar.first <= day <= calendar.last:
            raise calendar.outside(str(date_of(day)))
    start = np.searchsorted(calendar.days, first)
    stop = np.searchsorted(calendar.days, last, side="right")
    return calendar.days[start:stop]


@functools.cache
def _published(mic: str, overlay: Path | None, cache: Path | None) -> SessionCalendar:
    """Take the closures of the exchange, and of those that share its sessions, out of the library's."""
    timezone = exchange(mic).timezone
    schedule = _built(mic) if cache is None else load_or_build(_file(cache, mic), _ROWS, lambda: _built(mic))
    closed = [
        epoch_day(one.day) for one in closures(overlay) if _SESSIONS_OF.get(one.exchange, one.exchange) == mic
    ]
    days, opens, lunch_starts, lunch_ends, closes = schedule[:, ~np.isin(schedule[0], closed)]
    has_lunch = lunch_starts > 0  # a missing time is the most negative number
    return SessionCalendar(
        name=mic,
        days=days,
        opens=opens,
        closes=closes,
        lunch_starts=np.where(has_lunch, lunch_starts, closes),
        lunch_ends=np.where(has_lunch, lunch_ends, closes),
        timezone=timezone,
    )


def _file(cache: Path, mic: str) -> Path:
    what = (f"{_ROWS} rows", FIRST.isoformat(), _listed_to(mic).isoformat())
    return cache / "sessions" / f"{mic}-{digest(what, timezone=exchange(mic).timezone)}"


def _listed_to(mic: str) -> dt.date:
    return min(_LISTED_TO.get(mic, HORIZON), HORIZON)


def _built(mic: str) -> Integers:
    """Return the library's sessions: a row each of days, opens, lunch starts, lunch ends and closes."""
    schedule = _schedule(mic)
    nanoseconds = np.stack(
        [
            schedule.sessions_nanos,
            schedule.opens_nanos,
            schedule.break_starts_nanos,
            schedule.break_ends_nanos,
            schedule.closes_nanos,
        ]
    )
    seconds: Integers = nanoseconds // _NANOSECONDS
    seconds[0] //= _SECONDS_A_DAY
    return seconds


def _schedule(mic: str) -> ExchangeCalendar:
    """Build the library's calendar as far as its sessions are published; this is its only door."""
    with warnings.catch_warnings():
        # It calls deprecated pandas functions; that is between the two of them.
        for category in (DeprecationWarning, FutureWarning):
            warnings.filterwarnings("ignore", category=category, module=r"(exchange_calendars|pandas)\b")
        import exchange_calendars  # noqa: PLC0415  -- brings pandas: a benchmark's dates need neither

        module = getattr(exchange_calendars, f"exchange_calendar_{mic.lower()}")
        factory = getattr(module, f"{mic}ExchangeCalendar")
        earliest, latest = factory.bound_min(), factory.bound_max()
        first = FIRST if earliest is None else max(FIRST, earliest.date())
        last = min(HORIZON if latest is None else latest.date(), _listed_to(mic))
        with _holidays_within(first, last):
            return factory(start=first.isoformat(), end=last.isoformat())


@contextmanager
def _holidays_within(first: dt.date, last: dt.date) -> Iterator[None]:
    """Let pandas work out the holidays of these years only, not of 1970 to 2200: twice as fast.

    Its user guide says to set this range on the class; a year more at each end leaves room for holidays
    that are observed on another day.
    """
    from pandas import Timestamp  # noqa: PLC0415  -- only a build needs it
    from pandas.tseries.holiday import AbstractHolidayCalendar as Rules  # noqa: PLC0415  -- the same

    whole = Rules.start_date, Rules.end_date
    Rules.start_date, Rules.end_date = Timestamp(first.year - 1, 1, 1), Timestamp(last.year + 1, 12, 31)
    try:
        yield
    finally:
        Rules.start_date, Rules.end_date = whole
