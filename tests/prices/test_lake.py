"""Lakes: folders of Parquet files, written and read a few securities at a time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from same_series import same

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.lake import read_lake, write_lake
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.store import PriceStore

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NOON = dt.datetime(2025, 2, 14, 12, tzinfo=dt.UTC)


@pytest.fixture
def series() -> dict[str, PriceSeries]:
    """Return five series with closes and volumes, one close missing."""
    close = np.array([1.5, np.nan, 0.1 + 0.2])
    made = [
        PriceSeries(f"S{n}", np.arange(3) + n, close + n, close, close * 9, "USD", "press") for n in range(5)
    ]
    return {one.security: one for one in made}


def test_a_lake_holds_all_of_a_store(engine: Engine, series: dict[str, PriceSeries], tmp_path: Path) -> None:
    """Five securities, two a file, are three files, and come back as they were, file by file."""
    pytest.importorskip("pyarrow")
    store = PriceStore(engine)
    store.save(series.values(), fetched_at=NOON)
    assert write_lake(store, tmp_path / "lake", securities_a_file=2) == 5
    parts = list(read_lake(tmp_path / "lake"))
    assert [len(part) for part in parts] == [2, 2, 1]
    found = {one.security: one for part in parts for one in part}
    assert all(same(found[name], one) for name, one in series.items())
    with pytest.raises(PriceInvalidError, match="exists already; name a new folder"):
        write_lake(store, tmp_path / "lake")


def test_a_lake_that_fails_is_not_there(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file cannot be written, neither folder nor draft is left."""
    store = PriceStore(engine)
    monkeypatch.setattr(store, "symbols", lambda: ("A",))
    engine.dispose()
    monkeypatch.setattr(store, "load", lambda _symbols: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_lake(store, tmp_path / "lake")
    assert [one.name for one in tmp_path.iterdir() if "lake" in one.name] == []


def test_no_lake(tmp_path: Path) -> None:
    """A folder without Parquet files is refused with what to do."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(PriceInvalidError, match=r"no folder with \*\.parquet files"):
            list(read_lake(folder))
