"""The rows of a price file as checked columns, and their division into one series a security."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.arrays import Floats, Integers, date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices import cells
from eventstudy.prices.columns import TEXTS, Kind
from eventstudy.prices.dates import NO_DAY, DateColumn, refuse_future
from eventstudy.prices.joined import same_numbers
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.prices.symbols import from_stooq

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from eventstudy.prices.columns import Layout
    from eventstudy.prices.repairs import Faults
    from eventstudy.prices.sheets import Chunk

_UNSTATED = 0
"""The code of an empty currency, source or zone."""

_ABOVE_ZERO = frozenset({"close", "adj_close"})
_ROUNDING = 1e-3
"""By how much of itself a close may leave the day's range: prices of one bar are rounded differently."""


class Records(NamedTuple):
    """The rows of a file, as columns of shape (n,); names are codes, a missing number is NaN.

    ``days`` are codes of dates until all are known; ``numbers`` has shape (k, n), a row a column of the file,
    and ``texts`` shape (3, n), for currency, source and zone.
    """

    rows: Integers
    security: Integers
    days: Integers
    numbers: Floats
    texts: Integers

    def take(self, where: Integers | slice) -> Records:
        """Return some of the rows."""
        return Records._make(column[..., where] for column in self)


class RecordReader:
    """Turns chunks of text into records, and remembers the names and dates it has met."""

    def __init__(
        self, layout: Layout, faults: Faults, *, today: dt.date | None = None, decimal_commas: bool = False
    ) -> None:
        self._layout = layout
        self._faults = faults
        self._today = today
        self._commas = decimal_commas
        self._missing = "null" if layout.kind is Kind.YAHOO else ""
        self._given = layout.numbers
        self._dates = DateColumn(layout.spelling["date"], faults)
        names = [layout.security] if layout.security else [name for name, _ in layout.closes]
        self._securities = {name: code for code, name in enumerate(names)}
        self._texts = {name: {"": _UNSTATED} for name in TEXTS}
        self._bars: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """How the file was understood, once it is read."""
        return (*self._dates.notes, *self._bars)

    def read(self, chunks: Iterator[Chunk]) -> tuple[PriceSeries, ...]:
        """Return one series a security, in order of first appearance.

        Raises
        ------
        PriceInvalidError
            If a cell cannot be used, a security has a date twice, or it has two currencies or zones.
        """
        build = self._matrix if self._layout.closes else self._records
        parts = [build(chunk) for chunk in chunks]
        if not parts:
            return ()
        columns = zip(*parts, strict=True)
        records = self._dated(Records._make(np.concatenate(column, axis=-1) for column in columns))
        # Codes count first appearances, so sorting by code keeps the file's order of securities.
        records = records.take(np.lexsort((records.rows, records.days, records.security)))
        records = self._without_repeats(records)
        self._note_bars(records)
        bounds = np.flatnonzero(np.diff(records.security, prepend=-1, append=-1))
        names = tuple(self._securities)
        groups = [records.take(slice(first, stop)) for first, stop in pairwise(bounds)]
        found = [self._series(names[group.security[0]], group) for group in groups]
        return tuple(one for one in found if len(one))

    def _cells(
        self, name: str, rows: Sequence[int], texts: Sequence[str], *, number: bool = True
    ) -> cells.Cells:
        commas = self._commas and number
        shown = cells.swapped(texts) if commas else texts
        return cells.Cells(self._layout.path, name, rows, shown, self._faults, self._missing, commas)

    def _records(self, chunk: Chunk) -> Records:
        layout, rows = self._layout, chunk.rows
        texts = dict(zip(layout.place, chunk.columns, strict=False))
        if layout.period is not None:
            self._refuse_other_periods(rows, chunk.columns[-1])
        numbers = [
            self._numbers(name, self._cells(layout.spelling[name], rows, texts[name])) for name in self._given
        ]
        return Records(
            rows=np.array(rows, dtype=np.int64),
            security=self._security(rows, texts),
            days=self._dates.codes(self._cells(layout.spelling["date"], rows, texts["date"], number=False)),
            numbers=np.stack(numbers),
            texts=np.stack([self._names(name, rows, texts) for name in TEXTS]),
        )

    def _security(self, rows: Sequence[int], texts: dict[str, Sequence[str]]) -> Integers:
        if "security" not in texts:
            return np.zeros(len(rows), dtype=np.int64)
        spelled = from_stooq if self._layout.kind is Kind.STOOQ_BULK else str.upper
        found = self._cells(self._layout.spelling["security"], rows, texts["security"], number=False)
        if self._layout.spelling["security"].strip().casefold() == "index":
            # pandas' reset_index names the numbers of its rows so.
            for at, text in enumerate(found.texts):
                if text.strip().isdecimal():
                    found.refuse(
                        at, f"'{text.strip()}' is the number of a row, no symbol; delete or rename the column"
                    )
        return cells.symbols(found, self._securities, spelled=spelled)

    def _numbers(self, name: str, found: cells.Cells) -> Floats:
        # Some vendors write zero for an opening price, a high or a low that they do not have.
        return cells.prices(found) if name in _ABOVE_ZERO else cells.amounts(found)

    def _names(self, name: str, rows: Sequence[int], texts: dict[str, Sequence[str]]) -> Integers:
        if name not in texts:
            return np.full(len(rows), _UNSTATED, dtype=np.int64)
        found = self._cells(self._layout.spelling[name], rows, texts[name], number=False)
        return cells.names(found, self._texts[name])

    def _refuse_other_periods(self, rows: Sequence[int], texts: Sequence[str]) -> None:
        for row, text in zip(rows, texts, strict=True):
            if text.strip().upper() != "D":
                problem = f"'{text.strip()}' is no day; only daily bars are read: keep the rows with D"
                raise PriceInvalidError(self._layout.path, row, "<PER>", problem)

    def _matrix(self, chunk: Chunk) -> Records:
        """Turn rows of closes, a column a security, into a row a security and day."""
        layout, rows = self._layout, chunk.rows
        date, *columns = chunk.columns
        days = self._dates.codes(self._cells(layout.spelling["date"], rows, date, number=False))
        found = [
            cells.prices(self._cells(name, rows, texts))
            for (name, _), texts in zip(layout.closes, columns, strict=True)
        ]
        count, width = len(rows), len(found)
        return Records(
            rows=np.tile(np.array(rows, dtype=np.int64), width),
            security=np.repeat(np.arange(width), count),
            days=np.tile(days, width),
            numbers=np.concatenate(found)[np.newaxis],
            texts=np.full((len(TEXTS), count * width), _UNSTATED, dtype=np.int64),
        )

    def _dated(self, records: Records) -> Records:
        """Return the records with the days that their dates say, less those that are left out."""
        column = self._layout.spelling["date"]
        # The rows of a matrix stand here once a security.
        rows, first, back = np.unique(records.rows, return_index=True, return_inverse=True)
        days = self._dates.days(records.days[first], rows)
        days = refuse_future(days, rows, self._today, column, self._faults)
        whole = records._replace(days=days[back])
        return whole.take(np.flatnonzero(whole.days != NO_DAY))

    def _without_repeats(self, records: Records) -> Records:
        """Refuse days that a security has twice, or keep one row of equal ones and no number of others."""
        again = np.flatnonzero((np.diff(records.security) == 0) & (np.diff(records.days) == 0)) + 1
        if not len(again):
            return records
        numbers = records.numbers.copy()
        for at in again[np.argsort(records.rows[again], kind="stable")].tolist():
            same = records.security == records.security[at]
            first = int(np.flatnonzero(same & (records.days == records.days[at]))[0])
            equal = bool(same_numbers(records.numbers[:, [first]], records.numbers[:, [at]])[0])
            self._settle_repeat(records, at, first, equal=equal)
            if not equal:
                numbers[:, first] = np.nan
        kept = np.delete(np.arange(len(records.rows)), again)
        return records._replace(numbers=numbers).take(kept)

    def _settle_repeat(self, records: Records, at: int, first: int, *, equal: bool) -> None:
        name = tuple(self._securities)[records.security[at]]
        seen = f"{name} has {date_of(records.days[at])} in row {records.rows[first]} already"
        self._faults.settle(
            int(records.rows[at]),
            self._layout.spelling["date"],
            f"{seen}; keep one of the two rows",
            offer="keeps one of them"
            if equal
            else "makes the day a missing session, as their numbers differ",
            done=f"{seen}, with {'the same' if equal else 'other'} numbers; "
            + ("kept once" if equal else "kept as a missing session"),
        )

    def _note_bars(self, records: Records) -> None:
        """Say where prices of a day contradict each other; what is wrong with them is for ``prices check``."""
        if not {"high", "low"} <= set(self._given):
            return
        high, low, close = (records.numbers[self._given.index(name)] for name in ("high", "low", "close"))
        with np.errstate(over="ignore"):
            bad = (high < low) | (close > high * (1 + _ROUNDING)) | (close < low * (1 - _ROUNDING))
        if bad.any():
            first = int(records.rows[bad].min())
            self._bars.append(
                f"high below low, or close outside of them, in {int(bad.sum())} of {len(bad)} rows, first in row "
                f"{first}; kept as they stand"
            )

    def _series(self, security: str, records: Records) -> PriceSeries:
        if self._layout.closes:
            records = _from_first_close_to_last(records)
        unknown = np.full(len(records.rows), np.nan)
        numbers = {
            "adj_close": unknown,
            "volume": unknown,
            **dict(zip(self._given, records.numbers, strict=True)),
        }
        currency, source, zone = records.texts
        return PriceSeries(
            security=security,
            days=records.days,
            currency=self._one(security, "currency", records.rows, currency),
            source=_source(tuple(self._texts["source"]), source),
            zone=self._one(security, "zone", records.rows, zone),
            **numbers,
        )

    def _one(self, security: str, name: str, rows: Integers, codes: Integers) -> str | None:
        """Return the one currency or zone that the rows state, or None; an empty cell states nothing."""
        stated = codes != _UNSTATED
        rows, codes = rows[stated], codes[stated]
        if not len(codes):
            return None
        first = np.argmin(rows)
        others = rows[codes != codes[first]]
        spelled = tuple(self._texts[name])
        if len(others):
            row = int(others.min())
            raise PriceInvalidError(
                self._layout.path,
                row,
                self._layout.spelling[name],
                f"{security} is in {spelled[int(codes[rows == row][0])]} here and in "
                f"{spelled[int(codes[first])]} in row {rows[first]}; a security has one {name}",
            )
        return spelled[int(codes[first])]


def _from_first_close_to_last(records: Records) -> Records:
    """Drop the days of a matrix on which a security was not yet, or no longer, quoted."""
    quoted = np.flatnonzero(np.isfinite(records.numbers[0]))
    return records.take(slice(quoted[0], quoted[-1] + 1) if len(quoted) else slice(0, 0))


def _source(spelled: Sequence[str], codes: Integers) -> str:
    """Return the source that all rows agree on; one simulated row makes the whole series simulated."""
    stated = {spelled[code] for code in np.unique(codes)}
    if SIMULATED in stated:
        return SIMULATED
    return stated.pop() if len(stated) == 1 and "" not in stated else "file"
