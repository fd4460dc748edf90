"""The rows of a price file as checked columns, and their division into one series a security."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.arrays import Floats, Integers, date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices import cells
from eventstudy.prices.series import SIMULATED, PriceSeries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.prices.columns import Layout
    from eventstudy.prices.sheets import Chunk

_UNSTATED = 0
"""The code of an empty currency or source."""


class Records(NamedTuple):
    """The rows of a file, as columns of shape (n,); names are codes, a missing number is NaN."""

    rows: Integers
    security: Integers
    days: Integers
    close: Floats
    adj_close: Floats
    volume: Floats
    currency: Integers
    source: Integers

    def take(self, where: Integers | slice) -> Records:
        """Return some of the rows."""
        return Records._make(column[where] for column in self)


class RecordReader:
    """Turns chunks of text into records, and remembers the names and dates it has met."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._dates: dict[str, int] = {}
        self._securities: dict[str, int] = {}
        self._currencies = {"": _UNSTATED}
        self._sources = {"": _UNSTATED}

    def read(self, chunks: Iterator[Chunk]) -> tuple[PriceSeries, ...]:
        """Return one series a security, in order of first appearance.

        Raises
        ------
        PriceInvalidError
            If a cell cannot be used, a security has a date twice, or it has two currencies.
        """
        parts = [self._records(chunk) for chunk in chunks]
        if not parts:
            return ()
        records = Records._make(map(np.concatenate, zip(*parts, strict=True)))
        # Codes count first appearances, so sorting by code keeps the file's order of securities.
        order = np.lexsort((records.days, records.security))
        records = records.take(order)
        self._refuse_repeats(records)
        bounds = np.flatnonzero(np.diff(records.security, prepend=-1, append=-1))
        parts = [records.take(slice(first, stop)) for first, stop in pairwise(bounds)]
        return tuple(self._series(name, part) for name, part in zip(self._securities, parts, strict=True))

    def _records(self, chunk: Chunk) -> Records:
        texts = dict(zip(self._layout.place, chunk.columns, strict=True))
        found = {
            name: cells.Cells(self._layout.path, self._layout.spelling[name], chunk.rows, column)
            for name, column in texts.items()
        }
        unknown = np.full(len(chunk.rows), np.nan)
        unstated = np.full(len(chunk.rows), _UNSTATED, dtype=np.int64)
        return Records(
            rows=np.array(chunk.rows, dtype=np.int64),
            security=cells.symbols(found["security"], self._securities),
            days=cells.days(found["date"], self._dates),
            close=cells.prices(found["close"]),
            adj_close=cells.prices(found["adj_close"]) if "adj_close" in found else unknown,
            volume=cells.volumes(found["volume"]) if "volume" in found else unknown,
            currency=cells.names(found["currency"], self._currencies) if "currency" in found else unstated,
            source=cells.names(found["source"], self._sources) if "source" in found else unstated,
        )

    def _refuse_repeats(self, records: Records) -> None:
        """Refuse the first row of the file that repeats the security and date of an earlier one."""
        again = np.flatnonzero((np.diff(records.security) == 0) & (np.diff(records.days) == 0)) + 1
        if len(again):
            at = again[np.argmin(records.rows[again])]
            name = tuple(self._securities)[records.security[at]]
            raise PriceInvalidError(
                self._layout.path,
                int(records.rows[at]),
                self._layout.spelling["date"],
                f"{name} has {date_of(records.days[at])} in row {records.rows[at - 1]} already; "
                "keep one of the two rows",
            )

    def _series(self, security: str, records: Records) -> PriceSeries:
        return PriceSeries(
            security=security,
            days=records.days,
            close=records.close,
            adj_close=records.adj_close,
            volume=records.volume,
            currency=self._currency(security, records),
            source=_source(tuple(self._sources), records.source),
        )

    def _currency(self, security: str, records: Records) -> str | None:
        """Return the one currency that the rows state, or None; an empty cell states nothing."""
        stated = records.currency != _UNSTATED
        rows, codes = records.rows[stated], records.currency[stated]
        if not len(codes):
            return None
        first = np.argmin(rows)
        others = rows[codes != codes[first]]
        spelled = tuple(self._currencies)
        if len(others):
            row = int(others.min())
            raise PriceInvalidError(
                self._layout.path,
                row,
                self._layout.spelling["currency"],
                f"{security} is in {spelled[int(codes[rows == row][0])]} here and in "
                f"{spelled[int(codes[first])]} in row {rows[first]}; a security has one currency",
            )
        return spelled[int(codes[first])]


def _source(spelled: Sequence[str], codes: Integers) -> str:
    """Return the source that all rows agree on; one simulated row makes the whole series simulated."""
    stated = {spelled[code] for code in np.unique(codes)}
    if SIMULATED in stated:
        return SIMULATED
    return stated.pop() if len(stated) == 1 and "" not in stated else "file"
