"""The registry keeps announcements as they are given, and once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.announcements.store import AnnouncementStore, Saved
from eventstudy.database import connect
from eventstudy.errors import AnnouncementUnknownError, StoreError
from eventstudy.schema import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

TREEFAM = Announcement(
    id="uspace-treefam",
    issuer=Issuer("USPACE", "HK"),
    securities=(Security("1725.HK", "XHKG"),),
    announced=Moment(dt.datetime(2025, 2, 11, 8, 30), "Asia/Hong_Kong", Precision.MINUTE),  # noqa: DTZ001  -- a Moment's clock is naive
    headline="A contract for 600 satellites",
    kind="contract",
    terms=ContractTerms("Treefam Holdings LLC", "AE", 21e6, "USD", 600, 15, binding=False),
    url="https://example.org/1",
)
ZTE = Announcement(
    id="zte-puzhan",
    issuer=Issuer("ZTE", "CN"),
    securities=(Security("0763.HK", "XHKG"), Security("000063.SZ", "XSHE")),
    announced=Moment(dt.datetime(2025, 2, 1), "Asia/Shanghai", Precision.MONTH),  # noqa: DTZ001  -- a Moment's clock is naive
)
UNLISTED = replace(ZTE, id="spacesail", issuer=Issuer("SpaceSail"), securities=())


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Return an SQLite file with the tables in it."""
    engine = connect(f"sqlite:///{tmp_path / 'registry.db'}")
    prepare(engine)
    return engine


@pytest.fixture
def store(engine: Engine) -> AnnouncementStore:
    """Return an empty registry."""
    return AnnouncementStore(engine)


def test_what_goes_in_comes_out(store: AnnouncementStore) -> None:
    """Every field survives, and the list is in order of time."""
    assert store.save([TREEFAM, ZTE, UNLISTED]) == Saved(3, 0, 0)
    assert store.select() == (UNLISTED, ZTE, TREEFAM)
    assert store.get("uspace-treefam") == TREEFAM


def test_saving_twice_changes_nothing(store: AnnouncementStore, engine: Engine) -> None:
    """A second save of the same announcements writes no row."""
    store.save([TREEFAM, ZTE, UNLISTED])
    written: list[str] = []

    def note(*arguments: object) -> None:
        statement = str(arguments[2])
        if not statement.startswith("SELECT"):
            written.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    assert store.save([TREEFAM, ZTE, UNLISTED]) == Saved(0, 0, 3)
    assert written == []


def test_a_known_id_is_updated(store: AnnouncementStore) -> None:
    """Other content under a known id takes its place, listed lines included."""
    store.save([TREEFAM, ZTE])
    corrected = replace(ZTE, headline="New", securities=tuple(reversed(ZTE.securities)))
    assert store.save([TREEFAM, corrected]) == Saved(0, 1, 1)
    assert store.get("zte-puzhan") == corrected


def test_silence_keeps_what_is_known(store: AnnouncementStore) -> None:
    """A later announcement that names no country and no exchange leaves the known ones."""
    store.save([TREEFAM])
    later = replace(TREEFAM, id="later", issuer=Issuer("USPACE"), securities=(Security("1725.HK"),))
    store.save([later])
    assert store.get("later").issuer == Issuer("USPACE", "HK")
    assert store.get("later").securities == TREEFAM.securities


def test_an_unknown_id_names_the_nearest(store: AnnouncementStore) -> None:
    """An id that is not there is refused with the one that was probably meant."""
    store.save([TREEFAM])
    with pytest.raises(AnnouncementUnknownError, match="did you mean 'uspace-treefam'"):
        store.get("uspace-treefarm")


def test_a_save_is_all_or_nothing(store: AnnouncementStore) -> None:
    """One announcement that the database refuses keeps all of them out."""
    bad = replace(TREEFAM, id="bad", terms=replace(TREEFAM.terms, value=-1.0))
    with pytest.raises(StoreError, match="nothing was written"):
        store.save([ZTE, bad])
    assert store.select() == ()


def test_reading_takes_few_queries(store: AnnouncementStore, engine: Engine) -> None:
    """The number of queries does not grow with the number of announcements."""
    store.save([replace(ZTE, id=f"z{i}") for i in range(50)])
    queries: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: queries.append(str(arguments[2])))
    assert len(store.select()) == 50
    assert len(queries) <= 3
