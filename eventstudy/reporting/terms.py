"""The terms of an announced deal, and the ledger of its issuer, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.ledger import Deal, Fact, FollowUp, Ledger

UNKNOWN = "unknown"

_TERMS = (Column("term", "term"), Column("value", "announced", prose=True))

_LEDGER = (
    Column("on", "when"),
    Column("kind", "kind"),
    Column("text", "what", prose=True),
    Column("source", "source", prose=True),
    Column("confidence", "confidence"),
)

_YES = {True: "yes", False: "no", None: UNKNOWN}


def terms_table(announcement: Announcement) -> Table:
    """Return a row for every term of the contract; what was not announced is unknown."""
    terms = announcement.terms
    price = terms.unit_price
    currency = f" {terms.currency}" if terms.currency else ""
    rows = (
        ("kind", announcement.kind.replace("_", " ")),
        ("counterparty", terms.counterparty or UNKNOWN),
        ("country of the counterparty", terms.counterparty_country or UNKNOWN),
        ("value", UNKNOWN if terms.value is None else f"{terms.value:,.10g}{currency}"),
        ("units", UNKNOWN if terms.units is None else f"{terms.units:,}"),
        ("price of one unit", UNKNOWN if price is None else f"{price:,.10g}{currency}"),
        (
            "days within which a side may walk away",
            UNKNOWN if terms.opt_out_days is None else f"{terms.opt_out_days}",
        ),
        ("binding", _YES[terms.binding]),
    )
    return Table(_TERMS, rows, "Terms as announced")


def ledger_table(ledgers: Sequence[Ledger]) -> Table:
    """Return every fact, deal and outcome of some ledgers, in order of time, each with its source."""
    rows = [
        row for ledger in ledgers for row in (*map(_fact, ledger.facts), *map(_outcome, ledger.follow_ups))
    ]
    rows.sort(key=lambda row: row[0])
    rows += [_deal(one) for ledger in ledgers for one in ledger.deals]
    return Table(_LEDGER, tuple(dict.fromkeys(rows)), "Ledger: what is known of the issuer")


def _fact(fact: Fact) -> tuple[str, str, str, str, str]:
    return str(fact.on), fact.kind.replace("_", " "), fact.text, fact.source, fact.confidence.value


def _outcome(one: FollowUp) -> tuple[str, str, str, str, str]:
    return str(one.on), "outcome", f"{one.deal}: {one.outcome.value}", one.source, ""


def _deal(deal: Deal) -> tuple[str, str, str, str, str]:
    known = [
        ("deposit", None if deal.deposit is None else f"{deal.deposit:.0%}"),
        ("class", deal.mass_class),
        ("counterparty incorporated", deal.counterparty_incorporated),
        (
            "anything public about the counterparty",
            None if deal.counterparty_public is None else _YES[deal.counterparty_public],
        ),
        (
            "counterparty holds shares",
            None if deal.counterparty_is_holder is None else _YES[deal.counterparty_is_holder],
        ),
        ("searched", deal.counterparty_search or None),
    ]
    said = "; ".join(f"{name}: {value}" for name, value in known if value is not None)
    return "", "terms", f"{deal.announcement}: {said or 'nothing further known'}", deal.source, ""
