"""Factor returns: files of daily factors, read with every cell checked, and laid on sessions.

A file is a table with a date column (YYYY-MM-DD or YYYYMMDD; ``date``, ``day`` or without a name) and a
column a factor, rows in any order; or it is laid out as Kenneth French publishes it. Returns are fractions;
a day that the file does not have, or has a missing code on, is missing, and never filled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.counting import counted
from eventstudy.errors import EstimationError, PriceInvalidError
from eventstudy.prices.cells import Cells, days, numbers
from eventstudy.prices.factor_sheets import read_sheet
from eventstudy.prices.french import MISSING_CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.factor_sheets import FactorSheet

LARGEST_MEDIAN = 0.05
"""A factor whose median absolute daily return is above this is in per cent: none moves by 5 % a day."""

SMALLEST_PER_CENT = 0.02
"""A factor said to be in per cent whose median absolute return is below this is in fractions."""

LARGEST_RATE = 0.002
"""Risk-free rate of a day, as a fraction: some 65 % a year."""

LONGEST_GAP = 14
"""Calendar days between two rows; the longest closures of exchanges are shorter."""

_RISK_FREE = "rf"
_ALIASES = {"mom": "umd", "wml": "umd"}
_SHOWN = 3
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
        Returns as fractions; NaN where the file has the code of a missing one.
    source : str
        Where they come from.
    notes : tuple of str
        What needs saying of how the file was read.
    """

    names: tuple[str, ...]
    days: Integers
    values: Floats
    source: str
    notes: tuple[str, ...] = ()

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
        Gzipped if its name ends in ``.gz``, zipped if in ``.zip``.
    percent : bool
        Whether the file is in per cent; its values are then divided by 100. In Kenneth French's layout
        they are, whatever is said.

    Raises
    ------
    PriceInvalidError
        If a cell cannot be used, a date stands twice, more than two weeks are missing, or the numbers are
        not in the unit that was said; the message names file, row and column.
    """
    sheet = read_sheet(path)
    place = sheet.date_place
    at = _days(sheet, place)
    order = np.argsort(at, kind="stable")
    _refuse_twins_and_gaps(sheet, place, at, order)
    columns = [number for number in range(len(sheet.header)) if number != place]
    names = _names(sheet, columns)
    values = np.stack([_values(sheet, number) for number in columns])
    in_percent = percent or sheet.published
    _refuse_other_unit(sheet, names, values, percent=in_percent)
    table = FactorTable(names, at[order], values[:, order] / (100 if in_percent else 1), str(path))
    return replace(table, notes=_notes(path, table)) if sheet.published else table


def read_factor_files(paths: Sequence[Path], *, percent: bool = False) -> FactorTable:
    """Read files of different factors as one table: the days that all of them have.

    Parameters
    ----------
    paths : sequence of Path
        At least one.
    percent : bool
        Whether the plain ones among them are in per cent.

    Raises
    ------
    PriceInvalidError
        If one cannot be read, no day is in all of them, or they give a factor different returns.
    """
    tables = [read_factors(path, percent=percent) for path in paths]
    return reduce(_joined, tables)


def _joined(known: FactorTable, more: FactorTable) -> FactorTable:
    """Put the factors of two tables side by side on the days that both have."""
    days_of_both, at, there = np.intersect1d(known.days, more.days, return_indices=True)
    path = Path(more.source)
    if not len(days_of_both):
        raise PriceInvalidError(
            path, None, "date", f"has no day that {known.source} has; take factors of one period"
        )
    ours, theirs = known.values[:, at], more.values[:, there]
    new = [name for name in more.names if name not in known.names]
    for name in set(more.names) - set(new):
        if not np.array_equal(ours[known.names.index(name)], theirs[more.names.index(name)], equal_nan=True):
            raise PriceInvalidError(
                path,
                None,
                name,
                f"differs from the {name} of {known.source}; delete the column in one of them",
            )
    rows = [more.names.index(name) for name in new]
    return FactorTable(
        (*known.names, *new),
        days_of_both,
        np.concatenate([ours, theirs[rows]]),
        f"{known.source}, {more.source}",
        known.notes + more.notes,
    )


def _notes(path: Path, table: FactorTable) -> tuple[str, ...]:
    """Say that the layout was recognised, and which returns it says are missing."""
    read = f"{path.name}: read as Kenneth French publishes it, in per cent"
    missing = [
        f"{name} on {_some_days(table.days[np.isnan(row)])}"
        for name, row in zip(table.names, table.values, strict=True)
        if np.isnan(row).any()
    ]
    return (read, f"{path.name}: missing by its codes: {'; '.join(missing)}") if missing else (read,)


def _some_days(days_without: Integers) -> str:
    shown = ", ".join(date_of(day).isoformat() for day in days_without[:_SHOWN])
    more = len(days_without) - _SHOWN
    return f"{shown} and {counted(more, 'more day')}" if more > 0 else shown


def _days(sheet: FactorSheet, place: int) -> Integers:
    cells = sheet.cells(place)
    texts = [_COMPACT.sub(r"\1-\2-\3", text) for text in cells.texts]
    return days(Cells(cells.path, cells.column, cells.rows, texts), {})


def _refuse_twins_and_gaps(sheet: FactorSheet, place: int, at: Integers, order: Integers) -> None:
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


def _names(sheet: FactorSheet, columns: Sequence[int]) -> tuple[str, ...]:
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


def _values(sheet: FactorSheet, number: int) -> Floats:
    cells = sheet.cells(number)
    values = numbers(cells, remedy="write the return, in digits with a decimal point")
    _refuse_any(cells, np.isnan(values), "is empty; a factor needs a return in every row: fill the cell")
    _refuse_any(cells, np.isinf(values), "is too large for a return; correct the cell")
    coded = np.isin(values, MISSING_CODES)
    if sheet.published:
        _refuse_any(cells, np.full(len(coded), coded.all()), "stands in every row; delete the column")
        return np.where(coded, np.nan, values)
    _refuse_any(cells, coded, "is the code of a missing return; fill the cell, or delete the column")
    return values


def _refuse_any(cells: Cells, bad: Booleans, problem: str) -> None:
    if bad.any():
        index = int(np.argmax(bad))
        cells.refuse(index, f"{cells.texts[index].strip()} {problem}".strip())


def _refuse_other_unit(sheet: FactorSheet, names: Sequence[str], values: Floats, *, percent: bool) -> None:
    """Refuse per cent where fractions were said, and the other way round; of rf only what no day can have."""
    path, medians = sheet.path, [float(np.nanmedian(np.abs(row))) for row in values]
    remedy = (
        "multiply them by 100, as the layout has them, or keep only its header and rows"
        if sheet.published
        else "leave out --factors-in-percent"
    )
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
            raise PriceInvalidError(path, None, name, f"{seen}: these are fractions already; {remedy}")


def _refuse_a_rate_of_a_year(path: Path, median: float) -> None:
    if median > LARGEST_RATE:
        raise PriceInvalidError(
            path,
            None,
            _RISK_FREE,
            f"half of its days earn more than {median:.3g}, no rate of a day; give it a day and as a fraction "
            "(a year's rate over 252), or pass --factors-in-percent if it is per cent",
        )
