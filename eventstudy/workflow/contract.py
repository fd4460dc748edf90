"""Joins what the contract flags rest on: the registry, the ledgers, and exchange rates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from eventstudy.announcements.bundled import bundled_ledgers
from eventstudy.announcements.flags import contract_flags
from eventstudy.announcements.flags.evidence import Evidence, MarketCap
from eventstudy.announcements.ledger_reader import read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Dollars
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.ledger import FollowUp, Ledger
    from eventstudy.prices.currencies import Rate
    from eventstudy.workflow.inputs import PriceShelf


def ledgers_of(files: Sequence[Path] = (), *, database: str | None = None) -> tuple[Ledger, ...]:
    """Read the reader's own ledgers, then those of a database where one is named, then the bundled ones.

    Raises
    ------
    AnnouncementInvalidError
        If a file cannot be used.
    """
    stored: tuple[Ledger, ...] = ()
    if database is not None:
        from eventstudy.workflow.ledgers import stored_ledgers  # noqa: PLC0415  -- plain files need no SQLAlchemy

        stored = stored_ledgers(database)
    return (*map(read_ledger, files), *stored, *map(read_ledger, bundled_ledgers()))


def dollar_rates(
    announcements: Iterable[Announcement], ledgers: Iterable[Ledger], shelf: PriceShelf | None
) -> Mapping[str, Rate | None]:
    """Look up the rates into US dollars of every currency that a deal or a ledger speaks of."""
    if shelf is None:
        return {}
    from eventstudy.workflow.shelves import rates_into  # noqa: PLC0415  -- without prices nothing is needed

    named = {one.terms.currency for one in announcements}
    for ledger in ledgers:
        named |= {one.currency for one in ledger.facts}
        named |= {one.counterparty_capital_currency for one in ledger.deals}
    return rates_into("USD", named, shelf)


def evidence_of(
    announcement: Announcement,
    registry: Iterable[Announcement],
    ledgers: Sequence[Ledger],
    *,
    rates: Mapping[str, Rate | None] | None = None,
    recorded: Sequence[FollowUp] = (),
    market_cap: MarketCap | None = None,
    as_of: dt.date | None = None,
) -> Evidence:
    """Gather what is at hand about the issuer of an announcement.

    Parameters
    ----------
    announcement : Announcement
    registry : iterable of Announcement
        All of them; those of the issuer are picked, by its name, its lines or a ledger that knows both.
    ledgers : sequence of Ledger
    rates : mapping of str to Rate or None, optional
        Into US dollars, by currency; see ``dollar_rates``.
    recorded : sequence of FollowUp
        What the reader recorded of deals; see ``stored_follow_ups``.
    market_cap : MarketCap, optional
    as_of : datetime.date, optional
        Today by default.
    """
    known = tuple(one for one in ledgers if one.speaks_of(announcement))
    others = tuple(one for one in registry if one.id != announcement.id and _same(one, announcement, known))
    return Evidence(
        as_of=as_of or dt.datetime.now(dt.UTC).date(),
        ledgers=known,
        others=others,
        dollars=_dollars(rates or {}),
        recorded=tuple(recorded),
        market_cap=market_cap,
    )


def flags_of(
    announcements: Iterable[Announcement],
    registry: Sequence[Announcement],
    ledgers: Sequence[Ledger],
    *,
    shelf: PriceShelf | None = None,
    recorded: Sequence[FollowUp] = (),
    as_of: dt.date | None = None,
) -> dict[str, tuple[ContractFlag, ...]]:
    """Return the contract flags of some announcements by their ids; prices are looked at for rates alone."""
    chosen = tuple(announcements)
    rates = dollar_rates(chosen, ledgers, shelf)
    return {
        one.id: contract_flags(
            one, evidence_of(one, registry, ledgers, rates=rates, recorded=recorded, as_of=as_of)
        )
        for one in chosen
    }


def _same(one: Announcement, other: Announcement, ledgers: Iterable[Ledger]) -> bool:
    lines = {line.symbol for line in one.securities} & {line.symbol for line in other.securities}
    return (
        bool(lines)
        or one.issuer.name == other.issuer.name
        or any(ledger.speaks_of(one) for ledger in ledgers)
    )


def _dollars(rates: Mapping[str, Rate | None]) -> Dollars:
    """Tell amounts at real rates; one that is made up tells nothing about a deal."""

    def dollars(amount: float, currency: str, day: dt.date) -> float | None:
        from eventstudy.prices.currencies import amount_on  # noqa: PLC0415  -- needs NumPy

        rate = rates.get(currency)
        found = None if rate is None or rate.simulated else amount_on(amount, rate, day)
        return None if found is None else found[1]

    return dollars
