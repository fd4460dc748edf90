"""Keeps ledgers in the database, one an issuer, as the text that the reader reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from eventstudy.announcements.ledger_reader import ledger_of
from eventstudy.announcements.tables import LedgerRow
from eventstudy.database import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

    from eventstudy.announcements.ledger import Ledger

_NAME = Path("ledger in the database")


class LedgerStore:
    """The ledgers of one database, whose schema is prepared.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, texts: Iterable[str]) -> None:
        """Keep ledgers, each in place of the one of its issuer; all of them or none.

        Raises
        ------
        AnnouncementInvalidError
            If one of them cannot be used.
        StoreError
            If the database refuses.
        """
        rows = [LedgerRow(issuer=ledger_of(text, _NAME).issuer, content=text) for text in texts]
        with transaction(self._engine, writing=True) as session:
            for row in rows:
                session.merge(row)

    def texts(self) -> tuple[str, ...]:
        """Return the texts of all ledgers, by issuer."""
        with transaction(self._engine) as session:
            return tuple(session.scalars(select(LedgerRow.content).order_by(LedgerRow.issuer)))

    def all(self) -> tuple[Ledger, ...]:
        """Return all ledgers, by issuer."""
        return tuple(ledger_of(text, _NAME) for text in self.texts())
