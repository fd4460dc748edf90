"""The price store: series and their days in the database, written only where they differ.

A price is one row of whole numbers and floats, (series, epoch day, and the numbers of ``NUMBERS``), and a
missing number is NULL. Rows travel as tuples and arrays, never as objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sqlalchemy import bindparam, delete, func, select

from eventstudy.arrays import date_of, epoch_day
from eventstudy.database import transaction
from eventstudy.errors import PriceMixtureError
from eventstudy.prices.bulk import insert_prices, read_prices, upsert_prices
from eventstudy.prices.joined import newly_without, same_numbers, updated
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.prices.tables import PriceRow, PriceSeriesRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from eventstudy.arrays import Floats

_SYMBOLS_A_QUERY = 500
"""Well below the number of variables that a statement may have (999 in an old SQLite)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class PricesSaved:
    """How many days were new, had other numbers, were there already, or went because they no longer hold."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: PricesSaved) -> PricesSaved:
        return PricesSaved(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


class SeriesIdentity(NamedTuple):
    """What tells a stored series from every other; see ``SeriesHead``."""

    symbol: str
    currency: str | None
    zone: str | None
    source: str
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class SeriesHead:
    """What holds for all days of a stored series.

    Attributes
    ----------
    symbol : str
    currency, zone : str or None
    source : str
    fetched_at : datetime.datetime
        When it was last saved, in UTC.
    asked : Span or None
        The days that its source has been asked for and has answered; None for series from files.
    content_hash : str or None
        See ``PriceSeries.content_hash``; None if it was saved by a version that had none.
    """

    symbol: str
    currency: str | None
    zone: str | None
    source: str
    fetched_at: dt.datetime
    asked: Span | None
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the store holds of one security.

    Attributes
    ----------
    head : SeriesHead
    first, last : datetime.date
        The first and the last day with a row.
    sessions, missing : int
        How many days have a row, and how many of these have no close.
    """

    head: SeriesHead
    first: dt.date
    last: dt.date
    sessions: int
    missing: int


class PriceStore:
    """Price series in a database whose tables exist."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(
        self,
        series: Iterable[PriceSeries],
        *,
        fetched_at: dt.datetime,
        asked: Span | None = None,
        replace: bool = False,
    ) -> PricesSaved:
        """Add the days that are new and update those whose numbers differ, in one transaction.

        Days of the store that a series does not have stay, unless ``replace`` is set. A series without days
        leaves no trace. The source becomes that of the series saved last.

        Parameters
        ----------
        series : iterable of PriceSeries
        fetched_at : datetime.datetime
        asked : Span, optional
            The days that the source has answered for by now.
        replace : bool
            Whether the series is all that holds, and what the store has besides is to go.

        Raises
        ------
        PriceMixtureError
            If a series has another currency than the stored one, or simulated prices would join real ones.
        StoreError
            If the database refuses. Nothing is written in either case.
        """
        saved = PricesSaved()
        with transaction(self._engine, writing=True) as session:
            for one in series:
                if len(one):
                    saved += _save(session, one, fetched_at, asked, replace=replace)
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
                rows = _rows(session, symbols[at : at + _SYMBOLS_A_QUERY])
                numbers = read_prices(session.connection(), [row.id for row in rows], start, stop)
                loaded.update((one.security, one) for one in _divided(rows, numbers))
        return {symbol: loaded[symbol] for symbol in symbols if symbol in loaded}

    def heads(self) -> tuple[SeriesHead, ...]:
        """Return what holds for each stored series, by symbol.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            rows = session.scalars(select(PriceSeriesRow)).all()
            return tuple(sorted(map(_head, rows), key=lambda one: one.symbol))

    def identities(self, symbols: Sequence[str] | None = None) -> dict[str, SeriesIdentity]:
        """Return by symbol what tells stored series apart, of some symbols or of all.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        query = select(*(getattr(PriceSeriesRow, name) for name in SeriesIdentity._fields))
        if symbols is not None and len(symbols) <= _SYMBOLS_A_QUERY:
            query = query.where(PriceSeriesRow.symbol.in_(symbols))
        wanted = None if symbols is None else set(symbols)
        with transaction(self._engine) as session:
            rows = map(SeriesIdentity._make, session.connection().execute(query).all())
        return {one.symbol: one for one in rows if wanted is None or one.symbol in wanted}

    def fill_hashes(self) -> int:
        """Give a content hash to the series that an older version saved without; return how many.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine, writing=True) as session:
            rows = session.scalars(select(PriceSeriesRow).where(PriceSeriesRow.content_hash.is_(None))).all()
            for row in rows:
                row.content_hash = _stored(session, row).content_hash
        return len(rows)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return what the store holds, by symbol.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            found = _coverage(session)
        return tuple(sorted(found, key=lambda one: one.head.symbol))

    def symbols(self) -> tuple[str, ...]:
        """Return the symbols in the store, sorted.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with transaction(self._engine) as session:
            return tuple(sorted(session.scalars(select(PriceSeriesRow.symbol))))


def _save(
    session: Session, series: PriceSeries, fetched_at: dt.datetime, asked: Span | None, *, replace: bool
) -> PricesSaved:
    row = session.scalar(select(PriceSeriesRow).where(PriceSeriesRow.symbol == series.security))
    stored = None if row is None else _stored(session, row)
    if row is None:
        row = PriceSeriesRow(symbol=series.security)
        session.add(row)
    else:
        _refuse_mixture(row, series)
    whole = series if stored is None or replace else updated(stored, series)
    if stored is not None and not replace:
        _refuse_half_adjusted(whole, stored, series)
    row.currency, row.source, row.zone = whole.currency, whole.source, whole.zone
    row.fetched_at, row.content_hash = fetched_at, whole.content_hash
    if asked is not None:
        row.asked_first, row.asked_last = epoch_day(asked.first), epoch_day(asked.last)
    session.flush()
    return _write(session, row.id, stored, whole, len(series))


def _stored(session: Session, row: PriceSeriesRow) -> PriceSeries:
    (one,) = _divided([row], read_prices(session.connection(), [row.id], None, None))
    return one


def _write(
    session: Session, series_id: int, stored: PriceSeries | None, whole: PriceSeries, given: int
) -> PricesSaved:
    """Bring the rows of a series from what is stored to what it is as a whole."""
    if stored is None:
        insert_prices(session.connection(), series_id, whole.days, whole.numbers)
        return PricesSaved(added=len(whole))
    gone = stored.days[~np.isin(stored.days, whole.days)]
    if len(gone):
        rows = delete(PriceRow).where(PriceRow.series_id == series_id, PriceRow.day == bindparam("gone"))
        session.connection().execute(rows, [{"gone": day} for day in gone.tolist()])
    numbers = whole.numbers
    _, at, there = np.intersect1d(whole.days, stored.days, return_indices=True)
    same = np.zeros(len(whole), dtype=bool)
    same[at] = same_numbers(numbers[:, at], stored.numbers[:, there])
    if not same.all():
        upsert_prices(session.connection(), series_id, whole.days[~same], numbers[:, ~same])
    added, changed = len(whole) - len(at), len(at) - int(same.sum())
    return PricesSaved(added, changed, given - added - changed, len(gone))


def _refuse_mixture(row: PriceSeriesRow, series: PriceSeries) -> None:
    """Refuse to join prices that cannot be one series."""
    remedy = "give the new series another symbol, or keep it in another --database; nothing was written"
    if row.currency and series.currency and row.currency != series.currency:
        raise PriceMixtureError(
            f"{row.symbol}: stored in {row.currency}, but these prices are in {series.currency}; {remedy}"
        )
    if (row.source == SIMULATED) != series.simulated:
        raise PriceMixtureError(
            f"{row.symbol}: stored from '{row.source}', but these prices are from '{series.source}'; "
            f"simulated prices and real ones cannot be one series: {remedy}"
        )


def _refuse_half_adjusted(whole: PriceSeries, stored: PriceSeries, series: PriceSeries) -> None:
    """Refuse closes that would stand without an adjusted close among days that have one: returns would miss them."""
    lost = newly_without(whole, stored, series)
    if len(lost):
        raise PriceMixtureError(
            f"{whole.security}: {len(lost)} days from {date_of(lost[0])} would have a close and no adjusted one, while "
            "other days have one, so returns would miss them; give the file an adj_close column, give the new series "
            "another symbol, or keep it in another --database; nothing was written"
        )


def _rows(session: Session, symbols: Sequence[str]) -> list[PriceSeriesRow]:
    return list(session.scalars(select(PriceSeriesRow).where(PriceSeriesRow.symbol.in_(symbols))))


def _divided(rows: Sequence[PriceSeriesRow], numbers: Floats) -> Iterator[PriceSeries]:
    for row in rows:
        first, stop = np.searchsorted(numbers[0], (row.id, row.id + 1))
        days = numbers[1, first:stop].astype(np.int64)
        yield PriceSeries.of_numbers(
            row.symbol,
            days,
            numbers[2:, first:stop],
            currency=row.currency,
            source=row.source,
            zone=row.zone,
        )


def _head(row: PriceSeriesRow) -> SeriesHead:
    asked = None
    if row.asked_first is not None and row.asked_last is not None:
        asked = Span(date_of(row.asked_first), date_of(row.asked_last))
    return SeriesHead(row.symbol, row.currency, row.zone, row.source, row.fetched_at, asked, row.content_hash)


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
        Coverage(_head(row), date_of(first), date_of(last), sessions, sessions - closes)
        for row, first, last, sessions, closes in session.execute(spans)
    ]
