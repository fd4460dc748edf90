"""Keeps announcements in the database: values go in, values come out, saving twice changes nothing.

An issuer is known by its name and a security by its symbol. What a file leaves out about either (the
country, the exchange) is kept as it is known; what it states replaces that.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from eventstudy.announcements.announcement import Announcement, Precision
from eventstudy.announcements.rows import Parties, value_of
from eventstudy.announcements.tables import AnnouncementRow, AnnouncementSecurityRow, IssuerRow, SecurityRow
from eventstudy.database import transaction
from eventstudy.errors import AnnouncementUnknownError, StoreError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Engine
    from sqlalchemy.orm import Session

    Conditions: TypeAlias = list[ColumnElement[bool]]

_BATCH = 500
"""How many ids go into one query; both databases limit the parameters of a statement."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did: how many announcements were new, changed, and known already."""

    added: int
    updated: int
    unchanged: int


class AnnouncementStore:
    """The announcements of one database, whose schema is prepared.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, announcements: Iterable[Announcement]) -> Saved:
        """Add the new announcements and update the changed ones, all of them or none.

        Raises
        ------
        StoreError
            If an id stands twice among them, two of them contradict each other about an issuer's
            country or a security's exchange, or the database refuses.
        """
        values = tuple(announcements)
        _refuse_repeats(values)
        with transaction(self._engine, writing=True) as session:
            rows = {row.id: row for row in _by_id(session, [value.id for value in values])}
            before = {key: value_of(row) for key, row in rows.items()}
            parties = Parties(_issuers(session, values), _securities(session, values))
            after = {value.id: parties.complete(value) for value in values}
            added = [key for key in after if key not in before]
            changed = [key for key in before if not _same(before[key], after[key])]
            rows |= {key: AnnouncementRow(id=key) for key in added}
            for key in added + changed:
                parties.write(after[key], rows[key])
            session.add_all(rows.values())
        return Saved(len(added), len(changed), len(before) - len(changed))

    def get(self, announcement_id: str) -> Announcement:
        """Return the announcement of an id.

        Raises
        ------
        AnnouncementUnknownError
            If there is none; the message names those that are near.
        """
        return self.select([announcement_id])[0]

    def select(
        self,
        ids: Sequence[str] = (),
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        security: str | None = None,
        issuer: str | None = None,
    ) -> tuple[Announcement, ...]:
        """Return the announcements that meet every condition, by moment and then by id.

        Parameters
        ----------
        ids : sequence of str
            Only these; all if empty.
        since, until : datetime.date, optional
            First and last date on the announcement's own clock. What is known only to the month
            belongs to every period that touches its month.
        security : str, optional
            Symbol of one of its listed lines, in any case.
        issuer : str, optional
            Name of its issuer, in any case.

        Raises
        ------
        AnnouncementUnknownError
            If one of the ids is not in the store.
        """
        conditions = [*_period(since, until), *_about(security, issuer)]
        with transaction(self._engine) as session:
            if ids:
                _refuse_unknown(session, ids)
                rows = _by_id(session, ids, conditions)
            else:
                rows = _rows(session, conditions)
            values = [value_of(row) for row in rows]
        return tuple(sorted(values, key=lambda value: (value.announced.instant, value.id)))


def _issuers(session: Session, values: Iterable[Announcement]) -> dict[str, IssuerRow]:
    stated = _stated("country of issuer", [(value.issuer.name, value.issuer.country) for value in values])
    rows = {name: IssuerRow(name=name) for name in stated}
    for names in _batches(list(stated)):
        rows |= {row.name: row for row in session.scalars(select(IssuerRow).where(IssuerRow.name.in_(names)))}
    for name, country in stated.items():
        rows[name].country = country or rows[name].country
    return rows


def _securities(session: Session, values: Iterable[Announcement]) -> dict[str, SecurityRow]:
    lines = [line for value in values for line in value.securities]
    stated = _stated("exchange of security", [(line.symbol, line.mic) for line in lines])
    rows = {symbol: SecurityRow(symbol=symbol) for symbol in stated}
    for symbols in _batches(list(stated)):
        found = session.scalars(select(SecurityRow).where(SecurityRow.symbol.in_(symbols)))
        rows |= {row.symbol: row for row in found}
    for symbol, mic in stated.items():
        rows[symbol].mic = mic or rows[symbol].mic
    return rows


def _stated(fact: str, pairs: Iterable[tuple[str, str | None]]) -> dict[str, str | None]:
    """Return what is said of each name; None where nobody says anything."""
    stated: dict[str, str | None] = {}
    for name, said in pairs:
        known = stated.get(name)
        if None not in {known, said} and known != said:
            raise StoreError(f"{fact} '{name}': both '{known}' and '{said}'; say the same everywhere")
        stated[name] = said or known
    return stated


def _refuse_repeats(values: Iterable[Announcement]) -> None:
    repeated = [key for key, times in Counter(value.id for value in values).items() if times > 1]
    if repeated:
        raise StoreError(f"announcement '{repeated[0]}': stands twice in what is to be saved; keep one")


def _refuse_unknown(session: Session, ids: Sequence[str]) -> None:
    known = set(session.scalars(select(AnnouncementRow.id)))
    unknown = next((key for key in ids if key not in known), None)
    if unknown is not None:
        hint = suggestion(nearest(unknown, sorted(known)))
        raise AnnouncementUnknownError(
            f"no announcement '{unknown}': {hint}'eventstudy announcements list' shows them all"
        )


def _period(since: dt.date | None, until: dt.date | None) -> Conditions:
    conditions: Conditions = []
    local = AnnouncementRow.announced_local
    if since is not None:
        first = dt.datetime.combine(since, dt.time.min)
        by_month = and_(AnnouncementRow.precision == Precision.MONTH.value, local >= first.replace(day=1))
        conditions.append(or_(local >= first, by_month))
    if until is not None:
        conditions.append(local <= dt.datetime.combine(until, dt.time.max))
    return conditions


def _about(security: str | None, issuer: str | None) -> Conditions:
    conditions: Conditions = []
    if security is not None:
        listed = AnnouncementSecurityRow.security.has(SecurityRow.symbol == security.strip().upper())
        conditions.append(AnnouncementRow.lines.any(listed))
    if issuer is not None:
        # The database folds both sides, so that equal names are equal however far its alphabet goes.
        named = func.lower(IssuerRow.name) == func.lower(issuer.strip())
        conditions.append(AnnouncementRow.issuer.has(named))
    return conditions


def _by_id(
    session: Session, ids: Sequence[str], conditions: Conditions | None = None
) -> list[AnnouncementRow]:
    found = (_rows(session, [AnnouncementRow.id.in_(batch), *(conditions or [])]) for batch in _batches(ids))
    return [row for rows in found for row in rows]


def _rows(session: Session, conditions: Conditions) -> list[AnnouncementRow]:
    """Load announcements and all that belongs to them in a few queries, however many they are."""
    query = select(AnnouncementRow).where(*conditions)
    whole = query.options(
        joinedload(AnnouncementRow.issuer, innerjoin=True),
        joinedload(AnnouncementRow.terms),
        selectinload(AnnouncementRow.lines).joinedload(AnnouncementSecurityRow.security, innerjoin=True),
    )
    return list(session.scalars(whole))


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(names))
    return (unique[start : start + _BATCH] for start in range(0, len(unique), _BATCH))


def _same(one: Announcement, other: Announcement) -> bool:
    """Compare two announcements; the instants tell apart what a clock shows twice."""
    return one == other and one.announced.instant == other.announced.instant
