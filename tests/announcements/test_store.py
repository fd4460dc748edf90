"""Keeping announcements: idempotent, whole, found again by what they say."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from emptied import emptied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.store import AnnouncementStore, Saved
from eventstudy.errors import AnnouncementUnknownError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy
    from sqlalchemy import Engine


_TRIGGER = "CREATE TRIGGER full_disk BEFORE INSERT ON announcement_security"

_FUNCTION = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$
"""

FULL = {
    "sqlite": (f"{_TRIGGER} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",),
    "postgresql": (_FUNCTION, f"{_TRIGGER} EXECUTE FUNCTION refuse()"),
}
"""What makes the second table of a save refuse, by database."""


@pytest.fixture
def store(engine: Engine) -> AnnouncementStore:
    """Return an empty store."""
    return AnnouncementStore(engine)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def day(text: str, precision: Precision = Precision.DAY) -> Moment:
    """Return a moment on Hong Kong's clock."""
    return Moment(dt.datetime.fromisoformat(text), "Asia/Hong_Kong", precision)


def many(number: int) -> tuple[Announcement, ...]:
    """Return announcements of three issuers, one a day."""
    start = day("2025-02-01").local
    return tuple(
        Announcement(
            id=f"a{place:04d}",
            issuer=Issuer(f"Issuer {place % 3}"),
            securities=(Security(f"{place % 3:04d}.HK", "XHKG"),),
            announced=Moment(start + dt.timedelta(days=place), "Asia/Hong_Kong", Precision.DAY),
            terms=ContractTerms(value=float(place)),
        )
        for place in range(number)
    )


# --- saving ---


def test_saved_is_found(store: AnnouncementStore, deal: Announcement) -> None:
    """An announcement comes back as it went in, with its lines in order."""
    assert store.save([deal]) == Saved(added=1, updated=0, unchanged=0)
    assert store.get("deal") == deal


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_round_trip(
    engine: Engine, registries: SearchStrategy[tuple[Announcement, ...]], data: st.DataObject
) -> None:
    """Whatever the reader makes is kept, down to the second of two equal times, and known when saved again."""
    values = data.draw(registries.filter(_agree))
    emptied(engine)
    store = AnnouncementStore(engine)
    assert store.save(values) == Saved(len(values), 0, 0)
    assert store.save(values) == Saved(0, 0, len(values))
    found = store.select()
    ordered = sorted(values, key=lambda value: (value.announced.instant, value.id))
    assert list(found) == ordered
    assert [one.announced.instant for one in found] == [one.announced.instant for one in ordered]


def _agree(values: tuple[Announcement, ...]) -> bool:
    """Whether nothing is said twice of an issuer or a security."""
    issuers = [value.issuer.name for value in values]
    symbols = [line.symbol for value in values for line in value.securities]
    return len(set(issuers)) == len(issuers) and len(set(symbols)) == len(symbols)


def test_saving_again_writes_nothing(engine: Engine, store: AnnouncementStore) -> None:
    """The same file imported twice reports everything unchanged and sends no write."""
    values = many(5)
    store.save(values)
    with statements(engine) as seen:
        assert store.save(values) == Saved(added=0, updated=0, unchanged=5)
    assert seen
    assert not [one for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize(
    "change",
    [
        lambda deal: replace(deal, headline="Maker sells thirty"),
        lambda deal: replace(deal, issuer=Issuer("Other maker")),
        lambda deal: replace(deal, securities=deal.securities[::-1]),
        lambda deal: replace(deal, securities=()),
        lambda deal: replace(deal, terms=ContractTerms()),
        lambda deal: replace(deal, terms=replace(deal.terms, units=30)),
        lambda deal: replace(deal, announced=day("2025-02-11")),
        lambda deal: replace(deal, url=None),
    ],
)
def test_a_changed_announcement_is_updated(
    store: AnnouncementStore, deal: Announcement, change: Callable[[Announcement], Announcement]
) -> None:
    """A known id with other contents is rewritten in full, and its neighbour is left alone."""
    neighbour = replace(deal, id="neighbour")
    store.save([deal, neighbour])
    changed = change(deal)
    assert store.save([changed, neighbour]) == Saved(added=0, updated=1, unchanged=1)
    assert store.get("deal") == changed
    assert store.get("neighbour") == neighbour


def test_the_second_of_two_equal_times_is_a_change(store: AnnouncementStore, deal: Announcement) -> None:
    """An hour's difference that the clock does not show is still a difference."""
    local = dt.datetime.fromisoformat("2025-11-02T01:30")
    first = replace(deal, announced=Moment(local, "America/New_York", Precision.MINUTE))
    second = replace(deal, announced=replace(first.announced, local=local.replace(fold=1)))
    store.save([first])
    assert store.save([second]) == Saved(added=0, updated=1, unchanged=0)
    assert store.get("deal").announced.instant == second.announced.instant


def test_country_and_exchange_are_learned_later(store: AnnouncementStore, deal: Announcement) -> None:
    """What one file leaves out another fills in, for all announcements of the issuer, and it stays."""
    plain = replace(deal, issuer=Issuer("Maker"), securities=(Security("RKLB"),))
    known = replace(plain, id="later", issuer=Issuer("Maker", "US"), securities=(Security("RKLB", "XNAS"),))
    store.save([plain])
    store.save([known])
    assert store.get("deal").issuer == Issuer("Maker", "US")
    assert store.get("deal").securities == (Security("RKLB", "XNAS"),)
    assert store.save([plain, known]) == Saved(added=0, updated=0, unchanged=2)


def test_a_stated_country_replaces_the_known_one(store: AnnouncementStore, deal: Announcement) -> None:
    """A new statement about an issuer changes the announcement that makes it."""
    store.save([deal])
    moved = replace(deal, issuer=Issuer("Maker", "SG"))
    assert store.save([moved]) == Saved(added=0, updated=1, unchanged=0)
    assert store.get("deal") == moved


def test_contradictions_are_refused(store: AnnouncementStore, deal: Announcement) -> None:
    """Two countries for one issuer in one batch would overwrite each other at every import."""
    other = replace(deal, id="other", issuer=Issuer("Maker", "SG"))
    with pytest.raises(StoreError, match="country of issuer 'Maker': both 'CN' and 'SG'"):
        store.save([deal, other])
    assert store.select() == ()


def test_repeated_ids_are_refused(store: AnnouncementStore, deal: Announcement) -> None:
    """One id for two announcements of one batch is refused."""
    with pytest.raises(StoreError, match="'deal': stands twice"):
        store.save([deal, replace(deal, headline="another")])


def test_all_or_nothing(engine: Engine, store: AnnouncementStore, deal: Announcement) -> None:
    """A batch that the database refuses half-way leaves nothing behind."""
    with engine.begin() as connection:
        for statement in FULL[engine.dialect.name]:
            connection.exec_driver_sql(statement)
    with pytest.raises(StoreError, match="the disk is full; nothing was written"):
        store.save([replace(deal, id="first", securities=()), deal])
    assert store.select() == ()


# --- finding ---


def test_unknown_id_names_the_nearest(store: AnnouncementStore, deal: Announcement) -> None:
    """An unknown id is answered with the ids near it and the command that lists all."""
    store.save([deal])
    with pytest.raises(
        AnnouncementUnknownError, match="no announcement 'dael': did you mean 'deal'"
    ) as caught:
        store.get("dael")  # codespell:ignore
    assert "eventstudy announcements list" in str(caught.value)
    with pytest.raises(AnnouncementUnknownError, match="no announcement 'xyz': 'eventstudy"):
        store.select(["deal", "xyz"])


def test_selected_by_moment_then_id(store: AnnouncementStore, deal: Announcement) -> None:
    """Announcements come in the order of their instants, whatever their clocks show, then of their ids."""
    evening = Moment(dt.datetime.fromisoformat("2025-02-10T20:00"), "America/New_York", Precision.MINUTE)
    values = [
        replace(deal, id="z", announced=day("2025-02-11T08:30", Precision.MINUTE)),
        replace(deal, id="b", announced=evening),
        replace(deal, id="a", announced=day("2025-02-11T09:00", Precision.MINUTE)),
    ]
    store.save(values)
    assert [value.id for value in store.select()] == ["z", "a", "b"]
    assert [value.id for value in store.select(["b", "a", "a"])] == ["a", "b"]


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (None, None, "abcm"),
        ("2025-02-11", None, "bcm"),
        ("2025-02-12", None, "cm"),
        ("2025-02-28", None, "m"),
        ("2025-03-01", None, ""),
        (None, "2025-02-11", "abm"),
        (None, "2025-02-10", "am"),
        (None, "2025-01-31", ""),
        ("2025-02-11", "2025-02-11", "bm"),
    ],
)
def test_period(
    store: AnnouncementStore, deal: Announcement, since: str | None, until: str | None, ids: str
) -> None:
    """Both ends count, on the source's own clock; a month alone belongs to every period that touches it."""
    store.save(
        [
            replace(deal, id="a", announced=day("2025-02-10T23:59", Precision.MINUTE)),
            replace(deal, id="b", announced=day("2025-02-11")),
            replace(deal, id="c", announced=day("2025-02-12T00:00", Precision.MINUTE)),
            replace(deal, id="m", announced=day("2025-02-01", Precision.MONTH)),
        ]
    )
    found = store.select(
        since=None if since is None else dt.date.fromisoformat(since),
        until=None if until is None else dt.date.fromisoformat(until),
    )
    assert {value.id for value in found} == set(ids)


def test_by_security_and_issuer(store: AnnouncementStore) -> None:
    """Symbols and names are matched in any case, and all conditions must hold."""
    store.save(many(6))
    assert [value.id for value in store.select(security=" 0001.hk")] == ["a0001", "a0004"]
    assert [value.id for value in store.select(issuer="issuer 2 ")] == ["a0002", "a0005"]
    assert [value.id for value in store.select(["a0001", "a0002"], issuer="Issuer 2")] == ["a0002"]
    assert store.select(security="0001.HK", issuer="Issuer 2") == ()


def test_names_outside_ascii(store: AnnouncementStore, deal: Announcement) -> None:
    """A name that SQLite cannot fold is found as it is written."""
    store.save([replace(deal, issuer=Issuer("ÉCLAIR 航天"))])
    assert len(store.select(issuer="ÉCLAIR 航天")) == 1


def test_few_queries_however_many(engine: Engine, store: AnnouncementStore) -> None:
    """Reading 400 announcements takes as many queries as reading four."""
    store.save(many(400))
    with statements(engine) as for_all:
        assert store.select() == many(400)
    with statements(engine) as for_few:
        store.select(until=dt.date(2025, 2, 4))
    assert len(for_all) == len(for_few)


def test_more_ids_than_one_query_takes(store: AnnouncementStore) -> None:
    """Ids go to the database in batches, so their number has no limit."""
    values = many(1200)
    assert store.save(values) == Saved(1200, 0, 0)
    assert store.select([value.id for value in values]) == values


def test_database_without_tables(deal: Announcement) -> None:
    """A database that was not prepared is an error of the store, not of SQLAlchemy."""
    engine = create_engine("sqlite://")
    with pytest.raises(StoreError, match="no such table"):
        AnnouncementStore(engine).save([deal])
    engine.dispose()
