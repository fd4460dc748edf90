"""An announcement and what belongs to it, as frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo


class Precision(StrEnum):
    """How exactly the time of an announcement is known."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was announced: the source's own clock, its zone, and how exact it is.

    Attributes
    ----------
    local : datetime.datetime
        The source's wall clock, naive. Precision ``day`` leaves the time at 00:00 and ``month`` the
        day at 1 as well; neither is then known.
    timezone : str
        IANA zone of that clock.
    precision : Precision
        Down to which unit ``local`` is known.
    """

    local: dt.datetime
    timezone: str
    precision: Precision

    @property
    def instant(self) -> dt.datetime:
        """The start of the known unit, in UTC."""
        return self.local.replace(tzinfo=ZoneInfo(self.timezone)).astimezone(dt.UTC)

    @property
    def date(self) -> dt.date:
        """The date on the source's own clock (the first of the month for precision ``month``)."""
        return self.local.date()

    def __str__(self) -> str:
        """Write the moment as its precision allows: ``2025-02``, ``2025-02-11`` or ``2025-02-11T08:30``."""
        formats = {Precision.MONTH: "%Y-%m", Precision.DAY: "%Y-%m-%d", Precision.MINUTE: "%Y-%m-%dT%H:%M"}
        return self.local.strftime(formats[self.precision])


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who made the announcement; listed or not."""

    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Security:
    """One listed line: a Yahoo-style symbol and the MIC of its exchange (None where nothing says it)."""

    symbol: str
    mic: str | None = None


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The terms of a deal, as announced; None where the announcement does not say.

    Attributes
    ----------
    counterparty, counterparty_country : str or None
        Who is on the other side, and its country.
    value : float or None
        Announced value, in ``currency``; not negative.
    currency : str or None
        ISO 4217 code.
    units : int or None
        How many units are bought; positive.
    opt_out_days : int or None
        Calendar days after the announcement within which a side may walk away.
    binding : bool or None
        Whether the parties are bound.
    """

    counterparty: str | None = None
    counterparty_country: str | None = None
    value: float | None = None
    currency: str | None = None
    units: int | None = None
    opt_out_days: int | None = None
    binding: bool | None = None

    @property
    def unit_price(self) -> float | None:
        """Value per unit, in ``currency``; None where either is unknown."""
        return None if self.value is None or not self.units else self.value / self.units


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement of one issuer.

    Attributes
    ----------
    id : str
        Unique in a registry: lower-case letters, digits, dots and dashes.
    issuer : Issuer
    securities : tuple of Security
        Every listed line that may react; empty if the issuer is not listed.
    announced : Moment
    headline : str
        What was announced, in a sentence of our own.
    kind : str
        Sort of announcement, e.g. ``contract``, ``mou``, ``launch``.
    terms : ContractTerms
    url : str or None
        Where it can be read.
    """

    id: str
    issuer: Issuer
    securities: tuple[Security, ...]
    announced: Moment
    headline: str = ""
    kind: str = "other"
    terms: ContractTerms = field(default_factory=ContractTerms)
    url: str | None = None

    @property
    def opt_out_expires(self) -> dt.date | None:
        """The last calendar day of the opt-out window; None without one."""
        if self.terms.opt_out_days is None or self.announced.precision is Precision.MONTH:
            return None
        return self.announced.date + dt.timedelta(days=self.terms.opt_out_days)
