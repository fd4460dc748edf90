"""Keeps announcements in a database: values go in, values come out, one transaction a call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sqlalchemy import select

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.tables import AnnouncementRow, IssuerRow, LineRow, SecurityRow, TermsRow
from eventstudy.database import transaction
from eventstudy.errors import AnnouncementUnknownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

_CLOCK = "%Y-%m-%dT%H:%M"
_TERMS = tuple(field.name for field in fields(ContractTerms))


@dataclass(frozen=True, slots=True)
class Saved:
    """How many announcements a save added, updated and found unchanged."""

    added: int
    updated: int
    unchanged: int


class AnnouncementStore:
    """The registry in a database whose tables exist (see ``eventstudy.schema.prepare``)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, announcements: Sequence[Announcement]) -> Saved:
        """Add announcements, or update those whose id is known; all of them or none.

        A security is known by its symbol and an issuer by its name: what a later announcement says of
        the exchange or the country replaces what was known, and silence leaves it.

        Raises
        ------
        StoreError
            If the database refuses; nothing is then saved.
        """
        with transaction(self._engine) as session:
            known = {row.id: row for row in session.scalars(select(AnnouncementRow))}
            desk = _Desk(session)
            added = updated = 0
            for one in announcements:
                row = known.get(one.id)
                if row is None:
                    known[one.id] = row = AnnouncementRow(id=one.id, terms=TermsRow())
                    session.add(row)
                    desk.write(one, row)
                    added += 1
                elif _value(row) != one:
                    desk.write(one, row)
                    updated += 1
        return Saved(added, updated, len(announcements) - added - updated)

    def get(self, name: str) -> Announcement:
        """Return the announcement with an id.

        Raises
        ------
        AnnouncementUnknownError
            If there is none; the message names the nearest id.
        """
        with transaction(self._engine) as session:
            row = session.get(AnnouncementRow, name)
            if row is not None:
                return _value(row)
            near = get_close_matches(name, session.scalars(select(AnnouncementRow.id)).all(), n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise AnnouncementUnknownError(
            f"announcement '{name}': not in the registry; {hint}see: eventstudy announcements list"
        )

    def select(self) -> tuple[Announcement, ...]:
        """Return every announcement, oldest first, then by id."""
        with transaction(self._engine) as session:
            rows = session.scalars(
                select(AnnouncementRow).order_by(AnnouncementRow.instant, AnnouncementRow.id)
            )
            return tuple(_value(row) for row in rows)


class _Desk:
    """Writes values into rows, sharing the rows of issuers and securities."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._issuers = {row.name: row for row in session.scalars(select(IssuerRow))}
        self._securities = {row.symbol: row for row in session.scalars(select(SecurityRow))}

    def write(self, one: Announcement, row: AnnouncementRow) -> None:
        """Make a row say what the announcement says."""
        row.issuer = self._issuer(one.issuer)
        row.instant = one.announced.instant
        row.local_time = one.announced.local.strftime(_CLOCK)
        row.timezone, row.precision = one.announced.timezone, str(one.announced.precision)
        row.headline, row.kind, row.url = one.headline, one.kind, one.url
        for name in _TERMS:
            setattr(row.terms, name, getattr(one.terms, name))
        row.lines.clear()
        # The old lines must be gone before new ones take their places.
        self._session.flush()
        row.lines.extend(
            LineRow(place=place, security=self._security(security))
            for place, security in enumerate(one.securities)
        )

    def _issuer(self, issuer: Issuer) -> IssuerRow:
        row = self._issuers.setdefault(issuer.name, IssuerRow(name=issuer.name))
        row.country = issuer.country or row.country
        return row

    def _security(self, security: Security) -> SecurityRow:
        row = self._securities.setdefault(security.symbol, SecurityRow(symbol=security.symbol))
        row.mic = security.mic or row.mic
        return row


def _value(row: AnnouncementRow) -> Announcement:
    local = dt.datetime.strptime(row.local_time, _CLOCK)  # noqa: DTZ007  -- a Moment's clock is naive
    return Announcement(
        id=row.id,
        issuer=Issuer(row.issuer.name, row.issuer.country),
        securities=tuple(Security(line.security.symbol, line.security.mic) for line in row.lines),
        announced=Moment(local, row.timezone, Precision(row.precision)),
        headline=row.headline,
        kind=row.kind,
        terms=ContractTerms(**{name: getattr(row.terms, name) for name in _TERMS}),
        url=row.url,
    )
