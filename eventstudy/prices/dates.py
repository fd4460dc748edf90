"""The date column of a price file: read once the whole column is known, and only in the one way it can be.

A column has one form: ``YYYY-MM-DD``, ``YYYYMMDD``, ``YYYY/MM/DD``, ``DD.MM.YYYY`` (dots put the day first), or two numbers and a
year between slashes or dashes. Of these two numbers, the one that exceeds 12 in some row is the day; where none
does, the column has two readings and is refused. A midnight after the date is dropped whatever its zone.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Integers
    from eventstudy.prices.cells import Cells
    from eventstudy.prices.repairs import Faults

NO_DAY = int(np.iinfo(np.int64).min)
"""The day of a row whose date could not be read; such a row is left out."""

NO_ROW = int(np.iinfo(np.int64).max)
"""The first row of a date that stands in none."""

_ISO = "YYYY-MM-DD"
_MONTHS = 12
_TIME = re.compile(
    r"(?P<date>\S+?)[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_MIDNIGHT = re.compile(r"[0:.]+")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d\d)\2(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d\d?)([-/.])(\d\d?)\2(\d{4})", re.ASCII)


class _Parts(NamedTuple):
    """A date in numbers; ``form`` says in which order they stand, and two question marks that it is open."""

    form: str
    first: int
    second: int
    year: int

    @property
    def own_order(self) -> str | None:
        """The order that this date alone shows, or None where both are possible and differ."""
        if "?" not in self.form or self.first > _MONTHS or self.first == self.second:
            return "DM"
        return "MD" if self.second > _MONTHS else None


class _Clash(NamedTuple):
    """Two rows of a column whose dates do not go together: what is seen in each."""

    row: int
    seen: str
    earlier: int
    other: str


class DateColumn:
    """Gathers the dates of a column as codes, and reads them at the end."""

    def __init__(self, column: str, faults: Faults) -> None:
        self._column = column
        self._faults = faults
        self._codes: dict[str, int] = {}
        self._at: tuple[Integers, Integers]
        self.notes: list[str] = []

    def codes(self, cells: Cells) -> Integers:
        """Return the code of every text."""
        known = self._codes
        for text in dict.fromkeys(cells.texts):
            known.setdefault(text, len(known))
        return np.fromiter(map(known.__getitem__, cells.texts), np.int64, len(cells.texts))

    def days(self, codes: Integers, rows: Integers) -> Integers:
        """Return the epoch day of every code of the column, ``NO_DAY`` where the row is to be left out.

        Raises
        ------
        PriceInvalidError
            If the column has two readings or mixes forms, or if a date cannot be read.
        """
        self._at = codes, rows
        parts = [self._parts(code, text.strip()) for text, code in self._codes.items()]
        first_rows = np.full(len(parts), NO_ROW)
        np.minimum.at(first_rows, codes, rows)
        orders = self._orders(parts, first_rows)
        found = [
            NO_DAY if one is None else self._day(code, text.strip(), one, order)
            for (text, code), one, order in zip(self._codes.items(), parts, orders, strict=True)
        ]
        return np.array(found, dtype=np.int64)[codes]

    def _rows(self, code: int) -> list[int]:
        codes, rows = self._at
        found: list[int] = rows[codes == code].tolist()
        return found

    def _parts(self, code: int, text: str) -> _Parts | None:
        stamp = _TIME.fullmatch(text)
        if stamp and not _MIDNIGHT.fullmatch(stamp["time"]):
            self._leave_out(
                code, text, f"time '{text}' is not midnight; a daily price has a date: write {_ISO}"
            )
            return None
        found = _parts(stamp["date"] if stamp else text)
        if found is None:
            self._leave_out(code, text, f"date '{text}' cannot be read; write {_ISO}")
        return found

    def _leave_out(self, code: int, text: str, problem: str) -> None:
        done = f"row left out: date '{text}' cannot be read"
        for row in self._rows(code):
            self._faults.settle(row, self._column, problem, offer="leaves the row out", done=done)

    def _orders(self, parts: Sequence[_Parts | None], first_rows: Integers) -> list[str]:
        """Return for each text which of its first two numbers is the day: DM or MD."""
        read = sorted((row, one) for row, one in zip(first_rows.tolist(), parts, strict=True) if one)
        if not read:
            return ["DM"] * len(parts)
        clash = _clash(read)
        if clash is not None:
            return self._own_orders(clash, parts)
        order = self._order(read)
        if read[0][1].form != _ISO:
            self.notes.append(f"dates read as {_named(read[0][1].form, order)}")
        return [order] * len(parts)

    def _order(self, read: Sequence[tuple[int, _Parts]]) -> str:
        """Return the order of a column of one form, by the first date that shows it."""
        for _, one in read:
            if one.first != one.second and one.own_order:
                return one.own_order
        for row, one in read:
            if one.own_order is None:
                raise PriceInvalidError(
                    self._faults.path,
                    row,
                    self._column,
                    f"{_spelled(one)} could be day first or month first, and no row of the column decides; "
                    f"write {_ISO}",
                )
        return "DM"

    def _own_orders(self, clash: _Clash, parts: Sequence[_Parts | None]) -> list[str]:
        """Read the dates of a column of several forms each for itself, or refuse."""
        problem = f"{clash.seen} here, but {clash.other} in row {clash.earlier}; write all dates as {_ISO}"
        if not self._faults.mend:
            offer = "reads each by its own only reading"
            self._faults.settle(clash.row, self._column, problem, offer=offer, done="")
        return [
            "DM" if one is None else self._own_order(code, text.strip(), one)
            for (text, code), one in zip(self._codes.items(), parts, strict=True)
        ]

    def _own_order(self, code: int, text: str, parts: _Parts) -> str:
        order = parts.own_order
        if order is None:
            raise PriceInvalidError(
                self._faults.path,
                min(self._rows(code)),
                self._column,
                f"'{text}' could be day first or month first, and the column has dates of several forms, so "
                f"--repair cannot tell; write {_ISO}",
            )
        date = _date(parts, order)
        if date is not None and parts.form != _ISO:
            for row in self._rows(code):
                self._faults.settle(row, self._column, "", offer="", done=f"'{text}' read as {date}")
        return order

    def _day(self, code: int, text: str, parts: _Parts, order: str) -> int:
        date = _date(parts, order)
        if date is None:
            self._leave_out(code, text, f"date '{text}' does not exist; write the day as {_ISO}")
            return NO_DAY
        return epoch_day(date)


def refuse_future(
    days: Integers, rows: Integers, today: dt.date | None, column: str, faults: Faults
) -> Integers:
    """Return the days with ``NO_DAY`` for those after today, which are refused unless mended."""
    if today is None:
        return days
    late = days > epoch_day(today)
    for day, row in zip(days[late].tolist(), rows[late].tolist(), strict=True):
        faults.settle(
            row,
            column,
            f"{date_of(day)} lies after today, {today}; correct the date or delete the row",
            offer="leaves the row out",
            done=f"row left out: {date_of(day)} lies after today, {today}",
        )
    return np.where(late, NO_DAY, days)


def _parts(text: str) -> _Parts | None:
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        mark = found[2] if len(found.groups()) == 4 else ""  # noqa: PLR2004  -- year, mark, month, day
        return _Parts(
            f"YYYY{mark}MM{mark}DD", int(found.groups()[-1]), int(found.groups()[-2]), int(found[1])
        )
    if found := _YEAR_LAST.fullmatch(text):
        mark = found[2]
        form = "DD.MM.YYYY" if mark == "." else f"?{mark}?{mark}YYYY"
        return _Parts(form, int(found[1]), int(found[3]), int(found[4]))
    return None


def _clash(read: Sequence[tuple[int, _Parts]]) -> _Clash | None:
    """Return the first row whose form or order is not that of an earlier one, both named; read is by row."""
    row, first = read[0]
    shown: tuple[int, str] | None = None
    for at, one in read:
        if one.form != first.form:
            return _Clash(at, _spelled(one), row, _spelled(first))
        if one.first == one.second or one.own_order is None:
            continue
        if shown is None:
            shown = at, one.own_order
        elif shown[1] != one.own_order:
            order, (earlier, other) = one.own_order, shown
            return _Clash(at, _named(one.form, order), earlier, _named(one.form, other))
    return None


def _spelled(parts: _Parts) -> str:
    if "?" not in parts.form:
        return parts.form
    mark = parts.form[1]
    return f"'{parts.first:02}{mark}{parts.second:02}{mark}{parts.year}'"


def _named(form: str, order: str) -> str:
    names = ("DD", "MM") if order == "DM" else ("MM", "DD")
    return form.replace("?", names[0], 1).replace("?", names[1], 1)


def _date(parts: _Parts, order: str) -> dt.date | None:
    day, month = (parts.first, parts.second) if order == "DM" else (parts.second, parts.first)
    try:
        return dt.date(parts.year, month, day)
    except ValueError:
        return None
