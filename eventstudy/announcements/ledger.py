"""What is known of an issuer beside its announcements: dated facts, terms of deals, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.span import Span

DEALS = frozenset({"agreement", "contract", "mou"})
"""Kinds of facts and announcements that something is expected to come of."""

POSITIVE = DEALS | {"factory", "infrastructure", "launch", "plant", "product", "qualification", "subsidiary"}
"""Kinds that an issuer announces of its own will and that tell good news; press articles are not its own."""

FINANCINGS = frozenset({"placing", "convertible", "rights", "pledge", "lock_up_end", "insider_sale"})
"""Kinds by which shares are sold, or may be."""

PIVOTS = frozenset({"rename", "business_change", "takeover"})
"""Kinds by which an issuer becomes another one in name, trade or hands."""

NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "value": "amount of money",
        "units": "units delivered, launched or agreed",
        "capacity": "units a year, as claimed",
        "shares": "number of shares",
        "price": "price of a share",
        "last_price": "last close before the terms were fixed",
        "revenue": "amount of money in the period",
        "months": "length of the period in months",
        "loss": "amount of money in the period",
        "cash": "amount of money",
        "burn": "cash used in twelve months, an amount of money",
        "market_cap": "amount of money",
    }
)
"""The numbers that a fact may hold, and what each is; money is in the fact's currency, in whole units."""


class Confidence(StrEnum):
    """How far a fact can be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Outcome(StrEnum):
    """What became of a deal; a lapse that the issuer discloses is evidence too."""

    DELIVERED = "delivered"
    REVENUE = "revenue"
    FORMAL_CONTRACT = "formal contract"
    LAPSED = "lapsed"
    NOT_PROCEEDED = "not proceeded"
    NOT_EVIDENCED = "no evidence found"


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated fact about an issuer.

    Attributes
    ----------
    id : str
        Unique in its ledger.
    on : Span
        When; no more precise than the source.
    kind : str
    text : str
        In our own words.
    source : str
        Where it can be read.
    confidence : Confidence
    numbers : mapping of str to float
        Some of ``NUMBERS``.
    currency : str or None
        ISO 4217 code of the amounts.
    period_end : datetime.date or None
        Last day of the period that results speak of.
    announcement : str or None
        Id of the announcement that is the same event, which is then counted once.
    """

    id: str
    on: Span
    kind: str
    text: str
    source: str
    confidence: Confidence
    numbers: Mapping[str, float] = field(default_factory=dict)
    currency: str | None = None
    period_end: dt.date | None = None
    announcement: str | None = None

    @property
    def cited(self) -> str:
        """The source with how far it is trusted."""
        return f"{self.source} ({self.confidence} confidence)"

    @property
    def discount(self) -> float | None:
        """Fraction by which the price of new shares lies below the last close; None without both."""
        price, last = self.numbers.get("price"), self.numbers.get("last_price")
        return None if price is None or not last else 1 - price / last


@dataclass(frozen=True, slots=True)
class Deal:
    """Terms of an announced deal that the registry has no column for; None where nothing is known.

    Attributes
    ----------
    announcement : str
        Id of the announcement.
    source : str
    deposit : float or None
        Share of the value that is paid on signing, a fraction.
    mass_class : str or None
        As ``benchmarks`` names them.
    unit_mass : float or None
        Kilograms.
    counterparty_incorporated : datetime.date or None
    counterparty_capital, counterparty_capital_currency : float and str, or None
        Registered capital of the counterparty.
    counterparty_public : bool or None
        Whether anything public about it was found that does not speak of the deal.
    counterparty_search : str
        What was searched, and what was not.
    due_diligence : bool or None
        Whether the announcement describes the counterparty's capacity to perform.
    counterparty_is_holder : bool or None
        Whether it or an associate owns shares of the issuer.
    """

    announcement: str
    source: str
    deposit: float | None = None
    mass_class: str | None = None
    unit_mass: float | None = None
    counterparty_incorporated: dt.date | None = None
    counterparty_capital: float | None = None
    counterparty_capital_currency: str | None = None
    counterparty_public: bool | None = None
    counterparty_search: str = ""
    due_diligence: bool | None = None
    counterparty_is_holder: bool | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What became of a past deal, named by the id of its fact or announcement.

    Attributes
    ----------
    deal : str
    outcome : Outcome
    on : Span
        When it happened, or when it was looked for and not found.
    source : str
    """

    deal: str
    outcome: Outcome
    on: Span
    source: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that is known of one issuer.

    Attributes
    ----------
    issuer : str
    names : tuple of str
        Other names it has, or had.
    securities : tuple of str
        Symbols of its listed lines.
    begins : datetime.date
        From when on its announcements were collected.
    searched : mapping of str to datetime.date
        Topics that were searched for completely (``financing``, ``distress``, ``pivot``), and until when;
        of any other topic, what is absent is unknown.
    facts : tuple of Fact
    deals : tuple of Deal
    follow_ups : tuple of FollowUp
    """

    issuer: str
    names: tuple[str, ...]
    securities: tuple[str, ...]
    begins: dt.date
    searched: Mapping[str, dt.date] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    deals: tuple[Deal, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    def speaks_of(self, announcement: Announcement) -> bool:
        """Say whether the announcement is one of this issuer's."""
        symbols = {line.symbol for line in announcement.securities}
        return bool(symbols & set(self.securities)) or announcement.issuer.name in {self.issuer, *self.names}
