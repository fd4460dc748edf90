"""The tables of the price store, a row a series and a row a day, and how days get into them.

Days go in as tuples through the driver's own ``executemany``, at less than half the time of Core's
dictionaries; SQLite and PostgreSQL share the statement but for its placeholder.
"""

from __future__ import annotations

import datetime as dt
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventstudy.database import Base, UtcDateTime
from eventstudy.errors import StoreError
from eventstudy.prices.series import NUMBERS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from eventstudy.arrays import Floats, Integers

_PLACEHOLDERS = {"sqlite": "?", "postgresql": "%s"}
_COLUMNS = ("series_id", "day", *NUMBERS)
_UPSERT = """
INSERT INTO price ({columns}) VALUES ({values})
ON CONFLICT (series_id, day) DO UPDATE SET {changes}
"""


class PriceSeriesRow(Base):
    """One security's series: what holds for all its days, and which days its source was asked for."""

    __tablename__ = "price_series"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    symbol: Mapped[str] = mapped_column(String(64), unique=True)
    currency: Mapped[str | None] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(64))
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str | None] = mapped_column(String(64))
    asked_first: Mapped[int | None]
    asked_last: Mapped[int | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))


class PriceRow(Base):
    """One day of one series, on its epoch day; a missing number is NULL."""

    __tablename__ = "price"
    __table_args__ = ({"sqlite_with_rowid": False},)

    series_id: Mapped[int] = mapped_column(
        ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    open: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    close: Mapped[float | None] = mapped_column(Float)
    adj_close: Mapped[float | None] = mapped_column(Float)
    volume: Mapped[float | None] = mapped_column(Float)
    dividends: Mapped[float | None] = mapped_column(Float)
    splits: Mapped[float | None] = mapped_column(Float)


class PriceCheckRow(Base):
    """That a series was checked, and what it held then."""

    __tablename__ = "price_check"

    series_id: Mapped[int] = mapped_column(
        ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    content_hash: Mapped[str] = mapped_column(String(64))
    checked_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class PriceFindingRow(Base):
    """What a check found in a series: on which session, of what kind and size, and what to do."""

    __tablename__ = "price_finding"

    series_id: Mapped[int] = mapped_column(
        ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    size: Mapped[float | None] = mapped_column(Float)
    remedy: Mapped[str] = mapped_column(String)


def upsert_prices(connection: Connection, series_id: int, days: Integers, numbers: Floats) -> None:
    """Insert days, or overwrite the numbers of those that are there.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    series_id : int
    days : ndarray of shape (n,), int64
        Epoch days.
    numbers : ndarray of shape (8, n)
        In the order of ``NUMBERS``; NaN becomes NULL.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    statement = upsert_statement(connection.dialect.name)
    if len(days):
        columns = numbers.astype(object)
        columns[np.isnan(numbers)] = None
        rows = zip(repeat(series_id), days.tolist(), *columns.tolist(), strict=False)
        connection.exec_driver_sql(statement, list(rows))


def upsert_statement(database: str) -> str:
    """Return the statement that takes a day as a tuple, for a database by SQLAlchemy's name of it.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    if database not in _PLACEHOLDERS:
        raise StoreError(f"database '{database}': prices are kept in sqlite or postgresql; use one of these")
    return _UPSERT.format(
        columns=", ".join(_COLUMNS),
        values=", ".join([_PLACEHOLDERS[database]] * len(_COLUMNS)),
        changes=", ".join(f"{name} = excluded.{name}" for name in NUMBERS),
    )
