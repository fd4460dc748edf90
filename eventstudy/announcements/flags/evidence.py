"""What the contract flags rest on: the issuer's ledgers, its other announcements, and exchange rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from eventstudy.announcements.ledger import Deal
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.ledger import Fact, FollowUp, Ledger

Dollars: TypeAlias = Callable[[float, str, "dt.date"], float | None]
"""Tells an amount of a currency in US dollars at the rate of a day, or None without a rate."""


def no_rates(amount: float, currency: str, day: dt.date) -> float | None:  # noqa: ARG001  -- of the type
    """Answer that there is no rate."""
    return None


class Money(NamedTuple):
    """An amount and its currency (ISO 4217)."""

    amount: float
    currency: str

    def __str__(self) -> str:
        """Write ``21,000,000 USD``."""
        return f"{self.amount:,.0f} {self.currency}"


class MarketCap(NamedTuple):
    """What all shares of the issuer were worth on a day, and who says so."""

    money: Money
    on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is at hand about the issuer of an announcement.

    Attributes
    ----------
    as_of : datetime.date
        Nothing that happened later is looked at.
    ledgers : tuple of Ledger
        Those that speak of the issuer.
    others : tuple of Announcement
        The issuer's other announcements in the registry.
    dollars : callable
    recorded : tuple of FollowUp
        What the reader recorded of deals, besides the ledgers.
    market_cap : MarketCap or None
        Of the last close before the announcement, where it is known.
    """

    as_of: dt.date
    ledgers: tuple[Ledger, ...] = ()
    others: tuple[Announcement, ...] = ()
    dollars: Dollars = no_rates
    recorded: tuple[FollowUp, ...] = ()
    market_cap: MarketCap | None = None

    def facts(self, kinds: Iterable[str]) -> tuple[Fact, ...]:
        """Return the facts of some kinds up to ``as_of``, in order of time.

        Of facts with the same id in several ledgers the first ledger's stands.
        """
        wanted = frozenset(kinds)
        known = {one.id: one for ledger in reversed(self.ledgers) for one in ledger.facts}
        found = (one for one in known.values() if one.kind in wanted and one.on.last <= self.as_of)
        return tuple(sorted(found, key=lambda one: one.on))

    def announced(self, fact: Fact, announcement: Announcement) -> str | None:
        """Return the id of the announcement at hand that a fact is; None if it is none of them.

        A ledger names it; where it does not, one of the same kind on the same known day is the same event.
        """
        for one in (announcement, *self.others):
            same = fact.on.exact and fact.kind == one.kind and fact.on == Span.of(one.announced)
            if one.id == fact.announcement or (same and fact.announcement is None):
                return one.id
        return None

    def deal(self, announcement: Announcement) -> Deal:
        """Return the further terms of an announcement, each from the first ledger that has it."""
        deals = [
            one for ledger in self.ledgers for one in ledger.deals if one.announcement == announcement.id
        ]
        known: dict[str, Any] = {"announcement": announcement.id}
        for one in deals:
            stated = {name: value for name, value in asdict(one).items() if value not in (None, "")}
            known = stated | known
        return Deal(**(known | {"source": " ; ".join(dict.fromkeys(one.source for one in deals))}))

    def follow_ups(self) -> tuple[FollowUp, ...]:
        """Return what became of deals up to ``as_of``."""
        every = [one for ledger in self.ledgers for one in ledger.follow_ups]
        return tuple(one for one in (*self.recorded, *every) if one.on.last <= self.as_of)

    def searched_until(self, topic: str) -> dt.date | None:
        """Return until when a topic was searched for completely; None if it never was."""
        days = (ledger.searched[topic] for ledger in self.ledgers if topic in ledger.searched)
        return max(days, default=None)

    def ratios(self, over: Money, under: Money, span: Span) -> tuple[float, ...] | str:
        """Return one amount by another on every day of a date, or why it cannot be told.

        Amounts in one currency need no rate.
        """
        if under.amount <= 0:
            return f"{under} is no amount to divide by"
        if over.currency == under.currency:
            return (over.amount / under.amount,) * len(span.days())
        tops, bottoms = self.in_dollars(over, span), self.in_dollars(under, span)
        if isinstance(tops, str) or isinstance(bottoms, str):
            return tops if isinstance(tops, str) else str(bottoms)
        return tuple(top / bottom for top, bottom in zip(tops, bottoms, strict=True))

    def in_dollars(self, money: Money, span: Span) -> tuple[float, ...] | str:
        """Return an amount in US dollars on every day of a date, or why it cannot be told."""
        if money.currency == "USD":
            return (money.amount,) * len(span.days())
        told = [self.dollars(money.amount, money.currency, day) for day in span.days()]
        known = tuple(one for one in told if one is not None)
        when = f"{span}" if span.exact else f"every day of {span}"
        return known if len(known) == len(told) else f"no rate of {money.currency} in US dollars on {when}"


def announced_value(announcement: Announcement) -> Money | str:
    """Return the value of a deal, or why there is none to reckon with."""
    terms = announcement.terms
    if terms.value is None:
        return "no value was announced"
    if announcement.kind == "subsidiary":
        return "the amount is the capital of a subsidiary, not the value of a deal"
    if terms.value < 0:
        return f"the value {terms.value:g} is negative"
    return "the value has no currency" if terms.currency is None else Money(terms.value, terms.currency)
