"""When a row says it was announced: its text, zone and precision turned into one ``Moment``.

A minute is the finest unit: seconds are dropped. A wall-clock time that a clock going back shows twice
means the first of the two, unless an offset says which.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from eventstudy.announcements.announcement import Moment, Precision
from eventstudy.exchanges import EXCHANGES
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Security
    from eventstudy.announcements.columns import Row

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""A year outside of these is a slip of the hand."""

_SHAPE = re.compile(
    r"(?P<month>[0-9]{4}-[0-9]{2})(?P<day>-[0-9]{2})?"
    r"(?P<time>[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(?P<offset>Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?",
    re.IGNORECASE,
)
_FORMS = "2025-02, 2025-02-11, 2025-02-11T08:30 or 2025-02-11T08:30+08:00"


@dataclass(frozen=True, slots=True)
class _Written:
    """What the text alone says: a wall-clock time, its offset if it names one, and its form."""

    time: dt.datetime
    form: Precision


def read_moment(row: Row, securities: tuple[Security, ...]) -> Moment:
    """Return when the row was announced, on the clock that it names, else on its exchange's.

    Raises
    ------
    AnnouncementInvalidError
        If the time is impossible, or contradicts the zone or the precision, or its zone is unknown.
    """
    written = _written(row)
    precision = _precision(row, written.form)
    zone = _stated_zone(row) or _zone_of(securities)
    if zone is None and written.time.tzinfo is None and precision is Precision.MINUTE:
        raise row.error(
            "timezone",
            f"is empty, and no exchange says which clock '{row.text('announced_at')}' is on; "
            "write a zone such as Asia/Hong_Kong, or an offset in announced_at",
        )
    local = _on_the_clock(row, written, ZoneInfo(zone or "UTC"))
    if precision is not Precision.MINUTE:
        local = local.replace(hour=0, minute=0, fold=0)
    return Moment(local, zone or "UTC", precision)


def _written(row: Row) -> _Written:
    text = row.text("announced_at")
    shape = _SHAPE.fullmatch(text)
    if shape is None or (shape["time"] and not shape["day"]):
        seen = f"'{text}' is not a time" if text else "is empty"
        raise row.error("announced_at", f"{seen}; write {_FORMS}")
    try:
        time = dt.datetime.fromisoformat(text.upper() if shape["day"] else f"{text}-01")
    except ValueError as error:
        raise row.error("announced_at", f"'{text}' does not exist ({error}); write {_FORMS}") from error
    if not FIRST_YEAR <= time.year <= LAST_YEAR:
        needed = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise row.error("announced_at", f"'{text}' is in the year {time.year}; write {needed}")
    form = Precision.MINUTE if shape["time"] else Precision.DAY if shape["day"] else Precision.MONTH
    return _Written(time.replace(second=0, microsecond=0), form)


def _precision(row: Row, form: Precision) -> Precision:
    text = row.text("precision").lower()
    if not text:
        return form
    if text not in list(Precision):
        near = suggestion(nearest(text, list(Precision)))
        raise row.error("precision", f"'{text}' is unknown; {near}write minute, day or month")
    precision = Precision(text)
    if precision is not form and (precision, form) != (Precision.DAY, Precision.MINUTE):
        seen = row.text("announced_at")
        raise row.error("precision", f"'{text}' contradicts announced_at '{seen}'; {_REMEDIES[precision]}")
    return precision


_REMEDIES = {
    Precision.MINUTE: "write a time such as 2025-02-11T08:30, or precision day",
    Precision.DAY: "write a date such as 2025-02-11, or precision month",
    Precision.MONTH: "write a month such as 2025-02, or precision day",
}


def _stated_zone(row: Row) -> str | None:
    name = row.text("timezone")
    if not name:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder, e.g. Asia
        near = nearest(name.lower().replace(" ", "_"), _zones())
        hint = suggestion(None if near is None else _zones()[near])
        problem = f"'{name}' is unknown; {hint}write an IANA zone such as Asia/Hong_Kong"
        raise row.error("timezone", problem) from error


@cache
def _zones() -> dict[str, str]:
    """Return every zone by its name and by its city, in lower case."""
    names = sorted(available_timezones())
    return {name.rpartition("/")[2].lower(): name for name in names} | {name.lower(): name for name in names}


def _zone_of(securities: tuple[Security, ...]) -> str | None:
    mics = (security.mic for security in securities if security.mic is not None)
    mic = next(mics, None)
    return None if mic is None else EXCHANGES[mic].timezone


def _on_the_clock(row: Row, written: _Written, zone: ZoneInfo) -> dt.datetime:
    """Return the naive time that a clock in the zone shows."""
    naive = written.time.replace(tzinfo=None)
    aware = written.time if written.time.tzinfo else naive.replace(tzinfo=zone)
    # Through UTC, so that a time which the clock skips comes out as another.
    local = aware.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    if written.form is not Precision.MINUTE or local == naive:
        return local
    seen = row.text("announced_at")
    if written.time.tzinfo is None:
        skipped = f"'{seen}' does not exist in {zone}, where clocks skip it"
        raise row.error("announced_at", f"{skipped}; check the time and the timezone")
    if row.text("timezone"):
        other = f"'{seen}' is {local:%Y-%m-%dT%H:%M} in {zone}"
        raise row.error("announced_at", f"{other}; leave out the offset or the timezone")
    return local
