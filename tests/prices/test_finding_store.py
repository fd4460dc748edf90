"""Findings in the store: replaced on a new check, and stale once the prices change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from checked_series import clean
from sqlalchemy import delete

from eventstudy.database import Base, connect
from eventstudy.errors import StoreError
from eventstudy.prices.finding_store import Checked, FindingStore
from eventstudy.prices.quality.finding import Finding
from eventstudy.prices.store import PriceStore
from eventstudy.prices.tables import PriceSeriesRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

NOON = dt.datetime(2025, 2, 14, 12, tzinfo=dt.UTC)
GAP = Finding("X.HK", dt.date(2024, 3, 1), "calendar_gap", 2.0, "fetch the days again")
FOREIGN = Finding("X.HK", dt.date(2024, 1, 1), "currency_change", None, "see that it is a counter")


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Return a database in memory that holds one series."""
    engine = connect("sqlite://")
    Base.metadata.create_all(engine)
    PriceStore(engine).save([clean(1)], fetched_at=NOON)
    yield engine
    engine.dispose()


def test_findings_come_back_by_session(engine: Engine) -> None:
    """What is kept comes back in the order of sessions and kinds, fresh, with the time of the check."""
    content = clean(1).content_hash
    FindingStore(engine).save({"X.HK": (content, [GAP, FOREIGN])}, checked_at=NOON)
    assert FindingStore(engine).load(["X.HK", "Y.HK"]) == {
        "X.HK": Checked((FOREIGN, GAP), fresh=True, checked_at=NOON)
    }


def test_a_new_check_replaces_the_old_one(engine: Engine) -> None:
    """Findings of an earlier check go, though nothing is found any more."""
    store, content = FindingStore(engine), clean(1).content_hash
    store.save({"X.HK": (content, [GAP])}, checked_at=NOON)
    later = NOON + dt.timedelta(hours=1)
    store.save({"X.HK": (content, [])}, checked_at=later)
    assert store.load(["X.HK"]) == {"X.HK": Checked((), fresh=True, checked_at=later)}


def test_findings_are_stale_once_the_prices_change(engine: Engine) -> None:
    """A check of other content than is stored is said not to be fresh."""
    store = FindingStore(engine)
    store.save({"X.HK": (clean(1).content_hash, [GAP])}, checked_at=NOON)
    PriceStore(engine).save([replace(clean(1), close=clean(1).close * 2)], fetched_at=NOON)
    assert not store.load(["X.HK"])["X.HK"].fresh


def test_an_unknown_series_is_refused_and_nothing_is_written(engine: Engine) -> None:
    """Findings of a series that is not stored are refused, with those of the others."""
    found = {"X.HK": (clean(1).content_hash, [GAP]), "Y.HK": ("0", [])}
    with pytest.raises(StoreError, match=r"Y\.HK: findings of a series that is not in the store"):
        FindingStore(engine).save(found, checked_at=NOON)
    assert not FindingStore(engine).load(["X.HK"])


def test_findings_go_with_their_series(engine: Engine) -> None:
    """Removing a series removes its check and its findings."""
    FindingStore(engine).save({"X.HK": (clean(1).content_hash, [GAP])}, checked_at=NOON)
    with engine.begin() as connection:
        connection.execute(delete(PriceSeriesRow))
    PriceStore(engine).save([clean(1)], fetched_at=NOON)
    assert not FindingStore(engine).load(["X.HK"])


def test_many_series_are_kept_and_loaded(engine: Engine) -> None:
    """More series than one statement takes are kept in one go."""
    series = [replace(clean(1, 3), security=f"{i}.HK") for i in range(600)]
    PriceStore(engine).save(series, fetched_at=NOON)
    store = FindingStore(engine)
    store.save({one.security: (one.content_hash, []) for one in series}, checked_at=NOON)
    loaded = store.load([one.security for one in series])
    assert len(loaded) == 600
    assert all(one.fresh for one in loaded.values())
