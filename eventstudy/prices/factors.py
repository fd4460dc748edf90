"""Factor returns: files of daily factors, read with every cell checked, and laid on sessions.

A file is CSV, plain or gzipped, with commas, semicolons or tabs between its cells: a date column
(YYYY-MM-DD or YYYYMMDD; ``date``, ``day`` or without a name) and a column a factor. Rows may come in any
order. Returns are fractions; a day that the file does not have is missing, and never filled.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.errors import EstimationError, PriceInvalidError
from eventstudy.prices.cells import Cells, days, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.arrays import Booleans, Floats, Integers

LARGEST_MEDIAN = 0.2
"""A factor whose median absolute daily return is above this is in per cent: none moves by 20 % a day."""

SMALLEST_PER_CENT = 0.02
"""A factor said to be in per cent whose median absolute return is below this is in fractions."""

LARGEST_RATE = 0.002
"""Risk-free rate of a day, as a fraction: some 65 % a year."""

LONGEST_GAP = 14
"""Calendar days between two rows; the longest closures of exchanges are shorter."""

_RISK_FREE = "rf"
_DATE_NAMES = ("date", "day", "")
_ALIASES = {"mom": "umd", "wml": "umd"}
_MISSING_CODES = (-99.99, -999.0)
_COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)\s*", re.ASCII)


@dataclass(frozen=True, eq=False)
class FactorTable:
    """Daily factor returns.

    Attributes
    ----------
    names : tuple of str
        The K factors, in lower case: mkt_rf, smb, hml, rmw, cma, umd, rf, or others.
    days : ndarray of shape (D,), int64
        Epoch days, rising.
    values : ndarray of shape (K, D)
        Returns as fractions.
    source : str
        Where they come from.
    """

    names: tuple[str, ...]
    days: Integers
    values: Floats
    source: str

    def laid_on(self, sessions: Integers, names: Sequence[str]) -> Floats:
        """Return some factors on some sessions.

        Parameters
        ----------
        sessions : ndarray of shape (G, T), int64
            Epoch days.
        names : sequence of str
            K of the table's factors.

        Returns
        -------
        ndarray of shape (G, K, T)
            NaN on days that the table does not have.

        Raises
        ------
        EstimationError
            If the table lacks a factor.
        """
        for name in names:
            if name not in self.names:
                raise EstimationError(
                    f"factor '{name}' is not in {self.source}, which has {', '.join(self.names)}; "
                    "name one of these, or add the column"
                )
        rows = [self.names.index(name) for name in names]
        place = np.minimum(np.searchsorted(self.days, sessions), len(self.days) - 1)
        there = self.days[place] == sessions
        return np.moveaxis(np.where(there, self.values[rows][:, place], np.nan), 0, 1)


def missing_sessions(table: FactorTable, sessions: Integers) -> Integers:
    """Return the sessions from the table's first day to its last that have no row.

    Parameters
    ----------
    table : FactorTable
    sessions : ndarray, int64
        Epoch days.
    """
    inside = (sessions >= table.days[0]) & (sessions <= table.days[-1])
    missing: Integers = sessions[inside & ~np.isin(sessions, table.days)]
    return missing


def read_factors(path: Path, *, percent: bool = False) -> FactorTable:
    """Read a file of daily factor returns.

    Parameters
    ----------
    path : Path
        Gzipped if its name ends in ``.gz``.
    percent : bool
        Whether the file is in per cent; its values are then divided by 100.

    Raises
    ------
    PriceInvalidError
        If a cell cannot be used, a date stands twice, more than two weeks are missing, or the numbers are
        not in the unit that was said; the message names file, row and column.
    """
    sheet = _read_sheet(path)
    place = _date_place(sheet)
    at = _days(sheet, place)
    order = np.argsort(at, kind="stable")
    _refuse_twins_and_gaps(sheet, place, at, order)
    columns = [number for number in range(len(sheet.header)) if number != place]
    names = _names(sheet, columns)
    values = np.stack([_values(sheet.cells(number)) for number in columns])
    _refuse_other_unit(path, names, values, percent=percent)
    return FactorTable(names, at[order], values[:, order] / (100 if percent else 1), str(path))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The cells of a file: its header, the line of each row, and its columns."""

    path: Path
    header: tuple[str, ...]
    rows: Sequence[int]
    columns: Sequence[Sequence[str]]

    def cells(self, number: int) -> Cells:
        return Cells(self.path, self.header[number] or "date", self.rows, self.columns[number])


def _read_sheet(path: Path) -> _Sheet:
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        records = [(reader.line_num, record) for record in reader if record]
    except csv.Error as error:
        raise PriceInvalidError(path, reader.line_num, None, f"is not CSV: {error}") from error
    if not records:
        raise PriceInvalidError(path, None, None, "is empty; its first line must name the columns")
    header = tuple(cell.strip() for cell in records[0][1])
    for row, record in records:
        if len(record) != len(header):
            raise PriceInvalidError(
                path,
                row,
                None,
                f"{len(record)} cells, but the header has {len(header)}; delete notes above the header and "
                "below the numbers",
            )
    if len(records) == 1:
        raise PriceInvalidError(path, None, None, "has a header but no rows; add a row a session")
    rows, cells = zip(*records[1:], strict=True)
    columns = list(zip(*cells, strict=True))
    if delimiter == ";":
        _refuse_decimal_commas(path, header, rows, columns)
    return _Sheet(path, header, rows, columns)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.name.lower().endswith(".gz") else raw).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PriceInvalidError(path, None, None, "is not UTF-8 text; save it as CSV in UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise PriceInvalidError(path, None, None, f"cannot be read: {error}") from error


def _refuse_decimal_commas(
    path: Path, header: Sequence[str], rows: Sequence[int], columns: Sequence[Sequence[str]]
) -> None:
    for name, texts in zip(header, columns, strict=True):
        for row, text in zip(rows, texts, strict=True):
            if "," in text:
                raise PriceInvalidError(
                    path, row, name, f"'{text.strip()}' has a comma; write numbers with a decimal point"
                )


def _date_place(sheet: _Sheet) -> int:
    places = [number for number, name in enumerate(sheet.header) if name.lower() in _DATE_NAMES]
    if len(places) != 1 or len(sheet.header) == 1:
        seen = ", ".join(name or "(unnamed)" for name in sheet.header)
        raise PriceInvalidError(
            sheet.path,
            None,
            "date",
            f"the file has {seen}; it needs one date column, named 'date', and at least one factor; delete "
            "notes above the header",
        )
    return places[0]


def _days(sheet: _Sheet, place: int) -> Integers:
    cells = sheet.cells(place)
    texts = [_COMPACT.sub(r"\1-\2-\3", text) for text in cells.texts]
    return days(Cells(cells.path, cells.column, cells.rows, texts), {})


def _refuse_twins_and_gaps(sheet: _Sheet, place: int, at: Integers, order: Integers) -> None:
    steps = np.diff(at[order])
    wrong = (steps == 0) | (steps > LONGEST_GAP)
    if not wrong.any():
        return
    number = int(np.argmax(wrong))
    before, after = int(order[number]), int(order[number + 1])
    cells = sheet.cells(place)
    if steps[number] == 0:
        cells.refuse(after, f"{date_of(at[after])} also stands in row {sheet.rows[before]}; keep one of them")
    cells.refuse(
        after,
        f"no rows between {date_of(at[before])} and {date_of(at[after])}, {steps[number]} days; add the "
        "missing sessions, or cut the file at the gap",
    )


def _names(sheet: _Sheet, columns: Sequence[int]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for number in columns:
        theirs = sheet.header[number]
        ours = factor_name(theirs)
        if not ours or ours in names:
            problem = f"and '{names[ours]}' are both {ours}" if ours else "has no letters"
            raise PriceInvalidError(sheet.path, None, theirs, f"{problem}; rename or delete the column")
        names[ours] = theirs
    return tuple(names)


def factor_name(name: str) -> str:
    """Return our name of a factor, whether a file's header or a person spells it.

    >>> factor_name("Mkt-RF"), factor_name("Mom   ")
    ('mkt_rf', 'umd')
    """
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return _ALIASES.get(plain, plain)


def _values(cells: Cells) -> Floats:
    values = numbers(cells, remedy="write the return, in digits with a decimal point")
    _refuse_any(cells, np.isnan(values), "is empty; a factor needs a return in every row: fill the cell")
    _refuse_any(cells, np.isinf(values), "is too large for a return; correct the cell")
    _refuse_any(
        cells,
        np.isin(values, _MISSING_CODES),
        "is the code of a missing return; fill the cell, or delete the column",
    )
    return values


def _refuse_any(cells: Cells, bad: Booleans, problem: str) -> None:
    if bad.any():
        index = int(np.argmax(bad))
        cells.refuse(index, f"{cells.texts[index].strip()} {problem}".strip())


def _refuse_other_unit(path: Path, names: Sequence[str], values: Floats, *, percent: bool) -> None:
    """Refuse per cent where fractions were said, and the other way round; of rf only what no day can have."""
    medians = [float(np.median(np.abs(row))) for row in values]
    for name, median in zip(names, medians, strict=True):
        if name == _RISK_FREE:
            _refuse_a_rate_of_a_year(path, median / 100 if percent else median)
            continue
        seen = f"half of its days move by more than {median:.3g}"
        if not percent and median > LARGEST_MEDIAN:
            raise PriceInvalidError(
                path, None, name, f"{seen}: these are per cent; divide by 100, or pass --factors-in-percent"
            )
        if percent and 0 < median < SMALLEST_PER_CENT:
            raise PriceInvalidError(
                path, None, name, f"{seen}: these are fractions already; leave out --factors-in-percent"
            )


def _refuse_a_rate_of_a_year(path: Path, median: float) -> None:
    if median > LARGEST_RATE:
        raise PriceInvalidError(
            path,
            None,
            _RISK_FREE,
            f"half of its days earn more than {median:.3g}, no rate of a day; give it a day and as a fraction "
            "(a year's rate over 252), or pass --factors-in-percent if it is per cent",
        )
