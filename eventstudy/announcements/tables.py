"""The tables of the registry.

Rows never leave the store: it hands out the frozen values of ``announcement.py``. Relationships are loaded
by the query that asks for them and never on the side, so that no read costs one query per announcement.
Texts have no length, for PostgreSQL would enforce one and SQLite would not.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, DateTime, Float, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventstudy.database import Base, UtcDateTime


class IssuerRow(Base):
    """Who announces; known by name, its country perhaps learned later."""

    __tablename__ = "issuer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str | None]


class SecurityRow(Base):
    """A listed line; known by symbol, its exchange perhaps learned later."""

    __tablename__ = "security"

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(unique=True)
    mic: Mapped[str | None]


class ContractTermsRow(Base):
    """The terms of one announcement that states any."""

    __tablename__ = "contract_terms"

    announcement_id: Mapped[str] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    counterparty: Mapped[str | None]
    counterparty_country: Mapped[str | None]
    value: Mapped[float | None] = mapped_column(Float)
    currency: Mapped[str | None]
    units: Mapped[int | None] = mapped_column(BigInteger)
    opt_out_days: Mapped[int | None]
    binding: Mapped[bool | None]


class AnnouncementSecurityRow(Base):
    """One of the listed lines of an announcement, in the order stated."""

    __tablename__ = "announcement_security"

    announcement_id: Mapped[str] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    security_id: Mapped[int] = mapped_column(ForeignKey("security.id"), index=True)

    security: Mapped[SecurityRow] = relationship(lazy="raise")


class AnnouncementRow(Base):
    """One announcement: its moment both as the instant that sorts and as the source wrote it."""

    __tablename__ = "announcement"

    id: Mapped[str] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"), index=True)
    announced_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    announced_local: Mapped[dt.datetime] = mapped_column(DateTime, index=True)
    announced_fold: Mapped[int] = mapped_column(SmallInteger)
    timezone: Mapped[str]
    precision: Mapped[str]
    headline: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str | None]

    issuer: Mapped[IssuerRow] = relationship(lazy="raise")
    terms: Mapped[ContractTermsRow | None] = relationship(cascade="all, delete-orphan", lazy="raise")
    lines: Mapped[list[AnnouncementSecurityRow]] = relationship(
        order_by=AnnouncementSecurityRow.position, cascade="all, delete-orphan", lazy="raise"
    )


class FollowUpRow(Base):
    """One thing that became of an announced deal; the same day twice where the day is known."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[str] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), index=True
    )
    outcome: Mapped[str]
    first_day: Mapped[dt.date] = mapped_column(Date)
    last_day: Mapped[dt.date] = mapped_column(Date)
    source: Mapped[str]


class TestedRow(Base):
    """An event that was tested, by its place in the stream of tests."""

    __tablename__ = "tested_event"

    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event: Mapped[str] = mapped_column(unique=True)
    p_value: Mapped[float]
    flagged_at: Mapped[int]
    tested_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class LedgerRow(Base):
    """The ledger of one issuer, as the text of its file."""

    __tablename__ = "ledger"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
