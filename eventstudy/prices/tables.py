"""The tables of the price store: a row a series, and a row a day.

Days travel as tuples through the driver's own ``executemany``; the upsert is written here once for every
database that has ``ON CONFLICT``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from eventstudy.database import Base, UtcDateTime
from eventstudy.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

PriceTuple: TypeAlias = tuple[int, int, float | None, float | None, float | None]
"""Series id, epoch day, close, adjusted close, volume: a row of ``price``."""

_NUMBERS = ("close", "adj_close", "volume")


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


def upsert_prices(session: Session, rows: Sequence[PriceTuple]) -> None:
    """Insert rows, or overwrite the numbers of those whose series and day are there.

    Raises
    ------
    StoreError
        If the database is neither SQLite nor PostgreSQL.
    """
    if not rows:
        return
    connection = session.connection()
    dialects = {"sqlite": sqlite, "postgresql": postgresql}
    if connection.dialect.name not in dialects:
        raise StoreError(
            f"database of the kind '{connection.dialect.name}': prices are kept in SQLite or PostgreSQL only; "
            "pass another --database"
        )
    insert = dialects[connection.dialect.name].insert(PriceRow)
    statement = insert.on_conflict_do_update(
        index_elements=["series_id", "day"], set_={name: insert.excluded[name] for name in _NUMBERS}
    )
    # The compiled text with the driver's own placeholders: no dictionary a row.
    compiled = statement.compile(dialect=connection.dialect, column_keys=["series_id", "day", *_NUMBERS])
    if compiled.positional:
        connection.exec_driver_sql(str(compiled), list(rows))
    else:
        names = ("series_id", "day", *_NUMBERS)
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in rows])
