"""The tables of the price store: a row a series, a row a day, and what checks found."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Float, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eventstudy.database import Base, UtcDateTime


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
