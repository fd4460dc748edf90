"""The price store: series and their days in the database, written only where they differ.

A missing number is NULL in the table and NaN outside. Rows travel as tuples and arrays, never as objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from eventstudy.database import transaction
from eventstudy.errors import StoreError
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.prices.tables import PriceRow, PriceSeriesRow, PriceTuple, upsert_prices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from eventstudy.arrays import Booleans, Floats, Integers

_SYMBOLS_A_QUERY = 500
"""Well below the number of variables that a statement may have (999 in an old SQLite)."""

_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class PricesSaved:
    """How many days were new, had other numbers, or were there already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: PricesSaved) -> PricesSaved:
        return PricesSaved(
            self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged
        )


class PriceStore:
    """Price series in a database whose tables exist (see ``eventstudy.schema.prepare``)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, series: Iterable[PriceSeries], *, fetched_at: dt.datetime) -> PricesSaved:
        """Add the days that are new and update those whose numbers differ, in one transaction.

        Days of the store that a series does not have stay. A series without days leaves no trace.

        Raises
        ------
        StoreError
            If a series has another currency than the stored one, if made-up prices would join real ones,
            or if the database refuses. Nothing is then written.
        """
        saved = PricesSaved()
        with transaction(self._engine) as session:
            for one in series:
                if len(one):
                    saved += _save(session, one, fetched_at)
        return saved

    def load(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        """Return the stored series of some symbols; those that are not in the store are absent.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        loaded: dict[str, PriceSeries] = {}
        with transaction(self._engine) as session:
            for start in range(0, len(symbols), _SYMBOLS_A_QUERY):
                loaded |= _load(session, symbols[start : start + _SYMBOLS_A_QUERY])
        return {symbol: loaded[symbol] for symbol in symbols if symbol in loaded}

    def symbols(self) -> tuple[str, ...]:
        """Return the symbols in the store, sorted.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            return tuple(sorted(session.scalars(select(PriceSeriesRow.symbol))))


def _load(session: Session, symbols: Sequence[str]) -> dict[str, PriceSeries]:
    heads = session.scalars(select(PriceSeriesRow).where(PriceSeriesRow.symbol.in_(symbols))).all()
    table = _table(session, [head.id for head in heads])
    starts = np.searchsorted(table[:, 0], [head.id for head in heads])
    ends = np.searchsorted(table[:, 0], [head.id for head in heads], side="right")
    return {
        head.symbol: PriceSeries(
            security=head.symbol,
            days=table[start:end, 1].astype(np.int64),
            close=table[start:end, 2],
            adj_close=table[start:end, 3],
            volume=table[start:end, 4],
            currency=head.currency,
            source=head.source,
        )
        for head, start, end in zip(heads, starts, ends, strict=True)
    }


def _table(session: Session, ids: Sequence[int]) -> Floats:
    """Return the rows of some series as an array of shape (n, 5), by series and day."""
    query = (
        select(PriceRow.series_id, PriceRow.day, PriceRow.close, PriceRow.adj_close, PriceRow.volume)
        .where(PriceRow.series_id.in_(ids))
        .order_by(PriceRow.series_id, PriceRow.day)
    )
    rows = session.execute(query).all()
    flat = (np.nan if cell is None else cell for cell in chain.from_iterable(rows))
    return np.fromiter(flat, dtype=np.float64, count=_COLUMNS * len(rows)).reshape(-1, _COLUMNS)


def _save(session: Session, series: PriceSeries, fetched_at: dt.datetime) -> PricesSaved:
    head = _head(session, series, fetched_at)
    stored = _table(session, [head.id])
    place = np.searchsorted(stored[:, 1], series.days)
    known = np.isin(series.days, stored[:, 1])
    given = np.column_stack([series.close, series.adj_close, series.volume])
    same = np.zeros(len(series), dtype=np.bool_)
    same[known] = _equal(given[known], stored[place[known], 2:]).all(axis=1)
    upsert_prices(session, _tuples(head.id, series.days[~same], given[~same]))
    return PricesSaved(int((~known).sum()), int((known & ~same).sum()), int(same.sum()))


def _head(session: Session, series: PriceSeries, fetched_at: dt.datetime) -> PriceSeriesRow:
    """Return the row of a series, made if need be, with what is now known of it."""
    query = select(PriceSeriesRow).where(PriceSeriesRow.symbol == series.security)
    head = session.scalars(query).one_or_none()
    if head is None:
        head = PriceSeriesRow(symbol=series.security, fetched_at=fetched_at, source=series.source)
        session.add(head)
    _refuse_mixture(head, series)
    head.currency = series.currency or head.currency
    head.source, head.fetched_at = series.source, fetched_at
    session.flush()
    return head


def _refuse_mixture(head: PriceSeriesRow, series: PriceSeries) -> None:
    if head.currency and series.currency and head.currency != series.currency:
        raise StoreError(
            f"{series.security}: the store has prices in {head.currency}, these are in {series.currency}; one series "
            "has one currency. Convert the file, or keep it in another --database"
        )
    if (head.source == SIMULATED) != series.simulated:
        raise StoreError(
            f"{series.security}: made-up prices and real ones cannot be one series; the store has source "
            f"'{head.source}', these say '{series.source}'. Keep them in another --database"
        )


def _equal(given: Floats, stored: Floats) -> Booleans:
    both_missing = np.isnan(given) & np.isnan(stored)
    same: Booleans = (given == stored) | both_missing
    return same


def _tuples(series_id: int, days: Integers, numbers: Floats) -> list[PriceTuple]:
    cells = numbers.astype(object)
    cells[np.isnan(numbers)] = None
    return [(series_id, day, *row) for day, row in zip(days.tolist(), cells.tolist(), strict=True)]
