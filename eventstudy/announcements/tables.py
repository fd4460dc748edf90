"""The registry's tables. Rows never leave the store; values do."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventstudy.database import Base, UtcDateTime


class IssuerRow(Base):
    """Who announces; known by name."""

    __tablename__ = "issuer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    country: Mapped[str | None] = mapped_column(String(2))


class SecurityRow(Base):
    """One listed line; known by its symbol."""

    __tablename__ = "security"

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(String(64), unique=True)
    mic: Mapped[str | None] = mapped_column(String(4))


class AnnouncementRow(Base):
    """One announcement; the source's own clock is kept beside the instant in UTC."""

    __tablename__ = "announcement"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("issuer.id"))
    instant: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    local_time: Mapped[str] = mapped_column(String(16))
    timezone: Mapped[str] = mapped_column(String(64))
    precision: Mapped[str] = mapped_column(String(6))
    headline: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(64))
    url: Mapped[str | None] = mapped_column(Text)

    issuer: Mapped[IssuerRow] = relationship(lazy="joined", innerjoin=True)
    terms: Mapped[TermsRow] = relationship(
        back_populates="announcement", lazy="joined", innerjoin=True, cascade="all, delete-orphan"
    )
    lines: Mapped[list[LineRow]] = relationship(
        order_by="LineRow.place", lazy="selectin", cascade="all, delete-orphan"
    )


class LineRow(Base):
    """Which listed lines an announcement may move, in the order it names them."""

    __tablename__ = "announcement_security"

    announcement_id: Mapped[str] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    security_id: Mapped[int] = mapped_column(ForeignKey("security.id"), index=True)

    security: Mapped[SecurityRow] = relationship(lazy="joined", innerjoin=True)


class TermsRow(Base):
    """The terms of a deal; what is not known is null."""

    __tablename__ = "contract_terms"
    __table_args__ = (
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("units > 0", name="units_positive"),
        CheckConstraint("opt_out_days >= 0", name="opt_out_not_negative"),
    )

    announcement_id: Mapped[str] = mapped_column(
        ForeignKey("announcement.id", ondelete="CASCADE"), primary_key=True
    )
    counterparty: Mapped[str | None] = mapped_column(Text)
    counterparty_country: Mapped[str | None] = mapped_column(String(2))
    value: Mapped[float | None] = mapped_column(Float)
    currency: Mapped[str | None] = mapped_column(String(3))
    units: Mapped[int | None]
    opt_out_days: Mapped[int | None]
    binding: Mapped[bool | None]

    announcement: Mapped[AnnouncementRow] = relationship(back_populates="terms")
