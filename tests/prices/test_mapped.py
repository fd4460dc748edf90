"""Prices through a snapshot: the same as from the rows, whatever happens to either."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from same_series import same
from sqlalchemy import text

from eventstudy.database import connect
from eventstudy.prices.mapped import MappedStore, snapshot_file
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.snapshot import open_snapshot
from eventstudy.prices.store import PriceStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Engine

NOON = dt.datetime(2025, 2, 14, 12, tzinfo=dt.UTC)


def made(symbol: str, closes: Sequence[float]) -> PriceSeries:
    """Return a series on consecutive days, with currency and zone."""
    close = np.array(closes, dtype=np.float64)
    days = np.arange(100, 100 + len(close))
    return PriceSeries(symbol, days, close, close / 2, close * 100, "HKD", "yahoo", zone="Asia/Hong_Kong")


@pytest.fixture
def mapped(engine: Engine, tmp_path: Path) -> MappedStore:
    """Return a store of two series, read by nobody yet."""
    PriceStore(engine).save([made("A", [1, np.nan, 3]), made("B", [4, 5])], fetched_at=NOON)
    return MappedStore(engine, tmp_path / "cache")


def places(mapped: MappedStore) -> set[str]:
    """Return the content hashes of the snapshot as it is on the disk."""
    return set(open_snapshot(snapshot_file(mapped.engine, mapped.cache)).places)


def test_the_second_load_reads_no_row(mapped: MappedStore) -> None:
    """What came from the rows comes from the snapshot next time, equal and in the order asked for."""
    first = mapped.load(["B", "nobody", "A"])
    with mapped.engine.begin() as connection:
        connection.execute(text("DELETE FROM price"))
    second = mapped.load(["B", "nobody", "A"])
    assert list(first) == list(second) == ["B", "A"]
    assert all(same(first[name], second[name]) for name in first)
    assert {one.content_hash for one in second.values()} == places(mapped)


def test_a_changed_series_is_read_anew_and_its_old_self_forgotten(mapped: MappedStore) -> None:
    """After a save the new numbers come, and the snapshot holds nothing that is no longer stored."""
    mapped.load(["A", "B"])
    PriceStore(mapped.engine).save([made("A", [1, 2, 3])], fetched_at=NOON)
    assert mapped.load(["A"])["A"].close.tolist() == [1, 2, 3]
    assert places(mapped) == {one.content_hash for one in mapped.load(["A", "B"]).values()}


def test_a_series_joins_those_that_are_there(mapped: MappedStore) -> None:
    """What is asked for later is added."""
    mapped.load(["A"])
    assert len(places(mapped)) == 1
    mapped.load(["B"])
    assert len(places(mapped)) == 2


def test_a_few_days_are_not_worth_writing_a_large_snapshot_anew(mapped: MappedStore) -> None:
    """Two days beside three hundred times as many are read from their rows."""
    PriceStore(mapped.engine).save([made("L", range(1, 601))], fetched_at=NOON)
    mapped.load(["L"])
    assert mapped.load(["B"])["B"].close.tolist() == [4, 5]
    assert len(places(mapped)) == 1


def test_a_damaged_or_deleted_snapshot_is_made_again(mapped: MappedStore) -> None:
    """The rows are the truth: without a sound snapshot they are read, and it is written anew."""
    before = mapped.load(["A", "B"])
    path = snapshot_file(mapped.engine, mapped.cache)
    for damage in (lambda: path.write_bytes(path.read_bytes()[:-9]), path.unlink):
        damage()
        after = mapped.load(["A", "B"])
        assert all(same(before[name], after[name]) for name in before)
        assert len(places(mapped)) == 2


def test_a_series_without_a_hash_is_read_from_its_rows(mapped: MappedStore) -> None:
    """What an older version saved is right, and stays out of the snapshot until it has its hash."""
    with mapped.engine.begin() as connection:
        connection.execute(text("UPDATE price_series SET content_hash = NULL WHERE symbol = 'B'"))
    assert mapped.load(["B"])["B"].close.tolist() == [4, 5]
    assert places(mapped) == set()
    PriceStore(mapped.engine).fill_hashes()
    mapped.load(["B"])
    assert len(places(mapped)) == 1


def test_what_was_read_under_another_name_is_not_kept(mapped: MappedStore) -> None:
    """Rows that do not have the hash they are said to have, as between two writes, are not filed under it."""
    with mapped.engine.begin() as connection:
        connection.execute(text("UPDATE price SET close = 9 WHERE close = 5"))
    assert mapped.load(["B"])["B"].close.tolist() == [4, 9]
    assert places(mapped) == set()


def test_a_large_store_is_read_a_few_series_at_a_time(
    mapped: MappedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven series, three at a time, are one snapshot, written once, and come as they are in the tables."""
    names = [*"ABCDEFG"]
    store = PriceStore(mapped.engine)
    store.save([made(name, range(1, 3 + at)) for at, name in enumerate(names[2:])], fetched_at=NOON)
    read: list[int] = []
    load = PriceStore.load

    def counted(self: PriceStore, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        read.append(len(symbols))
        return load(self, symbols)

    monkeypatch.setattr("eventstudy.prices.mapped.SERIES_AT_A_TIME", 3)
    monkeypatch.setattr(PriceStore, "load", counted)
    found = mapped.load(names)
    assert [count for count in read if count] == [3, 3, 1]
    assert list(found) == names
    assert all(same(found[name], one) for name, one in load(store, names).items())
    assert places(mapped) == {one.content_hash for one in found.values()}
    assert not any(one.close.flags.writeable for one in found.values())


def test_what_changes_while_the_rest_is_read_comes_as_it_is_now(
    mapped: MappedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A series that is saved anew, or goes, after its hash was looked up is not filed under that hash."""
    store = PriceStore(mapped.engine)
    store.save([made("C", [7]), made("D", [8])], fetched_at=NOON)
    load = PriceStore.load

    def meddled(self: PriceStore, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        if symbols == ["C"]:
            store.save([made("C", [9])], fetched_at=NOON)
        if symbols == ["D"]:
            with mapped.engine.begin() as connection:
                connection.execute(text("DELETE FROM price WHERE close = 8"))
                connection.execute(text("DELETE FROM price_series WHERE symbol = 'D'"))
        return load(self, symbols)

    monkeypatch.setattr("eventstudy.prices.mapped.SERIES_AT_A_TIME", 1)
    monkeypatch.setattr(PriceStore, "load", meddled)
    found = mapped.load(["A", "C", "D"])
    assert list(found) == ["A", "C"]
    assert found["C"].close.tolist() == [9]
    assert places(mapped) == {found["A"].content_hash}


def test_a_folder_that_cannot_be_written_costs_only_time(
    mapped: MappedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the place of the folder is no reason to refuse prices."""
    monkeypatch.setattr("eventstudy.prices.mapped.SERIES_AT_A_TIME", 1)
    (tmp_path / "cache").write_text("")
    assert [one.close[-1] for one in mapped.load(["B", "A"]).values()] == [5, 3]


def test_each_database_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are told apart by their whole path, servers without regard to the password."""
    monkeypatch.chdir(tmp_path)
    urls = ["sqlite:///a.db", f"sqlite:///{tmp_path / 'a.db'}", "sqlite:///b.db"]
    urls += ["postgresql://me:one@host/a", "postgresql://me:two@host/a", "postgresql://me@host/b"]
    found = [snapshot_file(connect(url), tmp_path) for url in urls]
    assert found[0] == found[1]
    assert found[3] == found[4]
    assert len(set(found)) == 4
