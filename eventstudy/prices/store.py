"""The price store: series and their days in the database, written only where they differ.

A price is one row of whole numbers and floats, (series, epoch day, close, adjusted close, volume), and a
missing number is NULL. Rows travel as tuples and arrays, never as objects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import delete, func, select

from eventstudy.arrays import date_of, epoch_day
from eventstudy.database import transaction
from eventstudy.errors import StoreError
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.prices.tables import PriceRow, PriceSeriesRow, upsert_prices

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from eventstudy.arrays import Booleans, Floats
    from eventstudy.prices.tables import PriceTuple

_COLUMNS = (PriceRow.series_id, PriceRow.day, PriceRow.close, PriceRow.adj_close, PriceRow.volume)
_SYMBOLS_A_QUERY = 500
"""Well below the number of variables that a statement may have (999 in an old SQLite)."""


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


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the store holds of one security.

    Attributes
    ----------
    symbol : str
    first, last : datetime.date
        The first and the last day with a row.
    sessions, missing : int
        How many days have a row, and how many of these have no close.
    currency : str or None
    source : str
    fetched_at : datetime.datetime
        When the series was last saved, in UTC.
    """

    symbol: str
    first: dt.date
    last: dt.date
    sessions: int
    missing: int
    currency: str | None
    source: str
    fetched_at: dt.datetime


class PriceStore:
    """Price series in a database whose tables exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, series: Iterable[PriceSeries], *, fetched_at: dt.datetime) -> PricesSaved:
        """Add the days that are new and update those whose numbers differ, in one transaction.

        Days of the store that a series does not have stay. A series without days leaves no trace. The
        source becomes that of the series saved last.

        Raises
        ------
        StoreError
            If a series has another currency than the stored one, if simulated prices would join real
            ones, or if the database refuses. Nothing is then written.
        """
        saved = PricesSaved()
        with transaction(self._engine) as session:
            for one in series:
                if len(one):
                    saved += _save(session, one, fetched_at)
        return saved

    def load(
        self, symbols: Sequence[str], *, first: dt.date | None = None, last: dt.date | None = None
    ) -> dict[str, PriceSeries]:
        """Return the stored series of some symbols, in the order asked for, from ``first`` to ``last``.

        Both days are included; None means no limit. Symbols that are not in the store are absent, and one
        that has no row between the two days comes without days.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        start = None if first is None else epoch_day(first)
        stop = None if last is None else epoch_day(last)
        loaded: dict[str, PriceSeries] = {}
        with transaction(self._engine) as session:
            for at in range(0, len(symbols), _SYMBOLS_A_QUERY):
                heads = _heads(session, symbols[at : at + _SYMBOLS_A_QUERY])
                numbers = _numbers(session, [head.id for head in heads], start, stop)
                loaded.update((one.security, one) for one in _divided(heads, numbers))
        return {symbol: loaded[symbol] for symbol in symbols if symbol in loaded}

    def coverage(self) -> tuple[Coverage, ...]:
        """Return what the store holds, by symbol.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            found = _coverage(session)
        return tuple(sorted(found, key=lambda one: one.symbol))

    def symbols(self) -> tuple[str, ...]:
        """Return the symbols in the store, sorted.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            return tuple(sorted(session.scalars(select(PriceSeriesRow.symbol))))

    def clear(self, symbol: str) -> bool:
        """Remove a series with all its days; say whether there was one.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            query = delete(PriceSeriesRow).where(PriceSeriesRow.symbol == symbol)
            removed = session.scalar(query.returning(PriceSeriesRow.id))
        return removed is not None


def _save(session: Session, series: PriceSeries, fetched_at: dt.datetime) -> PricesSaved:
    head = _head(session, series, fetched_at)
    numbers: Floats = np.vstack(
        (series.days.astype(np.float64), series.close, series.adj_close, series.volume)
    )
    stored = _numbers(session, [head.id], int(series.days[0]), int(series.days[-1]))[1:]
    known, same = _compared(numbers, stored)
    upsert_prices(session.connection(), list(_tuples(head.id, numbers[:, ~same])))
    return PricesSaved(
        added=int((~known).sum()), changed=int((known & ~same).sum()), unchanged=int(same.sum())
    )


def _head(session: Session, series: PriceSeries, fetched_at: dt.datetime) -> PriceSeriesRow:
    """Return the row of a series with its id, made or brought up to date."""
    head = session.scalar(select(PriceSeriesRow).where(PriceSeriesRow.symbol == series.security))
    if head is None:
        head = PriceSeriesRow(symbol=series.security, currency=series.currency)
        session.add(head)
    else:
        _refuse_mixture(head, series)
        head.currency = series.currency or head.currency
    head.source, head.fetched_at = series.source, fetched_at
    session.flush()
    return head


def _refuse_mixture(head: PriceSeriesRow, series: PriceSeries) -> None:
    """Refuse to join prices that cannot be one series."""
    remedy = "give the new series another symbol, or keep it in another --database; nothing was written"
    if head.currency and series.currency and head.currency != series.currency:
        raise StoreError(
            f"{head.symbol}: stored in {head.currency}, but these prices are in {series.currency}; {remedy}"
        )
    if (head.source == SIMULATED) != series.simulated:
        raise StoreError(
            f"{head.symbol}: stored from '{head.source}', but these prices are from '{series.source}'; "
            f"simulated prices and real ones cannot be one series: {remedy}"
        )


def _compared(numbers: Floats, stored: Floats) -> tuple[Booleans, Booleans]:
    """Say which days are stored, and which of these have the same numbers; a row of each array is days."""
    known = np.isin(numbers[0], stored[0])
    new, old = numbers[1:, known], stored[1:, np.searchsorted(stored[0], numbers[0, known])]
    same = known.copy()
    same[known] = ((new == old) | (np.isnan(new) & np.isnan(old))).all(axis=0)
    return known, same


def _tuples(series_id: int, numbers: Floats) -> Iterator[PriceTuple]:
    days, *columns = numbers
    values = ([None if math.isnan(value) else value for value in column.tolist()] for column in columns)
    return zip(repeat(series_id), days.astype(np.int64).tolist(), *values, strict=False)


def _heads(session: Session, symbols: Sequence[str]) -> list[PriceSeriesRow]:
    return list(session.scalars(select(PriceSeriesRow).where(PriceSeriesRow.symbol.in_(symbols))))


def _numbers(session: Session, ids: Sequence[int], first: int | None, last: int | None) -> Floats:
    """Return the stored days of some series: rows of id, day, close, adjusted close and volume, shape (5, n)."""
    query = select(*_COLUMNS).where(PriceRow.series_id.in_(ids)).order_by(PriceRow.series_id, PriceRow.day)
    if first is not None:
        query = query.where(PriceRow.day >= first)
    if last is not None:
        query = query.where(PriceRow.day <= last)
    rows = session.connection().execute(query)
    # fromiter takes None as NaN; a float holds every id and day exactly.
    flat = np.fromiter(chain.from_iterable(rows), np.float64)
    return np.ascontiguousarray(flat.reshape(-1, len(_COLUMNS)).T)


def _divided(heads: Sequence[PriceSeriesRow], numbers: Floats) -> Iterator[PriceSeries]:
    for head in heads:
        first, stop = np.searchsorted(numbers[0], (head.id, head.id + 1))
        days, close, adj_close, volume = numbers[1:, first:stop]
        yield PriceSeries(
            security=head.symbol,
            days=days.astype(np.int64),
            close=close,
            adj_close=adj_close,
            volume=volume,
            currency=head.currency,
            source=head.source,
        )


def _coverage(session: Session) -> list[Coverage]:
    spans = (
        select(
            PriceSeriesRow,
            func.min(PriceRow.day),
            func.max(PriceRow.day),
            func.count(PriceRow.day),
            func.count(PriceRow.close),
        )
        .join(PriceRow, PriceRow.series_id == PriceSeriesRow.id)
        .group_by(PriceSeriesRow.id)
    )
    return [
        Coverage(
            symbol=head.symbol,
            first=date_of(first),
            last=date_of(last),
            sessions=sessions,
            missing=sessions - closes,
            currency=head.currency,
            source=head.source,
            fetched_at=head.fetched_at,
        )
        for head, first, last, sessions, closes in session.execute(spans)
    ]
