"""Ledgers of issuers: kept in the database, and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.announcements.ledger_reader import ledger_of, ledger_text
from eventstudy.announcements.ledger_store import LedgerStore
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.inputs import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.announcements.ledger import Ledger

_COLUMNS = (
    Column("issuer", "issuer"),
    Column("securities", "securities"),
    Column("begins", "begins"),
    Column("facts", "facts", "d"),
    Column("deals", "deals", "d"),
    Column("follow_ups", "follow-ups", "d"),
)

NOTE = "the ledgers that come with the package are read besides these"


def keep_ledgers(files: Sequence[Path], *, database: str) -> Report:
    """Keep the ledgers of some files, and return a row for every one that is kept.

    Raises
    ------
    AnnouncementInvalidError
        If a file cannot be used; nothing has then been saved.
    """
    texts = [(path, ledger_text(path)) for path in files]
    for path, text in texts:
        ledger_of(text, path)
    store = LedgerStore(open_store(database))
    store.save(text for _, text in texts)
    rows = tuple(
        (
            one.issuer,
            " ".join(one.securities) or None,
            one.begins.isoformat(),
            len(one.facts),
            len(one.deals),
            len(one.follow_ups),
        )
        for one in store.all()
    )
    return Report(Table(_COLUMNS, rows, notes=(NOTE,)), "eventstudy/ledgers/1")


def stored_ledgers(database: str) -> tuple[Ledger, ...]:
    """Return the ledgers that are kept in a database."""
    return LedgerStore(open_store(database)).all()
