"""The tables of the price store, a row a series and a row a day, and how days get into them.

Days go in as tuples through the driver's own ``executemany``, at less than half the time of Core's
dictionaries; SQLite and PostgreSQL share the statement but for its placeholder.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventstudy.database import Base, UtcDateTime
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

PriceTuple: TypeAlias = tuple[int, int, float | None, float | None, float | None]
"""Series id, epoch day, close, adjusted close and volume, as the driver takes a row of ``price``."""

_PLACEHOLDERS = {"sqlite": "?", "postgresql": "%s"}
_UPSERT = """
INSERT INTO price (series_id, day, close, adj_close, volume) VALUES ({0}, {0}, {0}, {0}, {0})
ON CONFLICT (series_id, day)
DO UPDATE SET close = excluded.close, adj_close = excluded.adj_close, volume = excluded.volume
"""


class PriceSeriesRow(Base):
    """One security's series: what holds for all its days."""

    __tablename__ = "price_series"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    symbol: Mapped[str] = mapped_column(String(64), unique=True)
    currency: Mapped[str | None] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(64))
    fetched_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class PriceRow(Base):
    """One day of one series, on its epoch day; a missing number is NULL."""

    __tablename__ = "price"
    __table_args__ = ({"sqlite_with_rowid": False},)

    series_id: Mapped[int] = mapped_column(
        ForeignKey("price_series.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    close: Mapped[float | None] = mapped_column(Float)
    adj_close: Mapped[float | None] = mapped_column(Float)
    volume: Mapped[float | None] = mapped_column(Float)


def upsert_prices(connection: Connection, rows: Sequence[PriceTuple]) -> None:
    """Insert days, or overwrite the numbers of those that are there.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    statement = upsert_statement(connection.dialect.name)
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def upsert_statement(database: str) -> str:
    """Return the statement that takes a ``PriceTuple``, for a database by SQLAlchemy's name of it.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    if database not in _PLACEHOLDERS:
        raise StoreError(f"database '{database}': prices are kept in sqlite or postgresql; use one of these")
    return _UPSERT.format(_PLACEHOLDERS[database])
