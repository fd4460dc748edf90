"""Where prices come from: plain files at once, folders as they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from same_series import same

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.writers import write_prices
from eventstudy.settings import Settings
from eventstudy.workflow.inputs import FileShelf, price_shelf, read_series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def made(symbol: str, first: int, closes: Sequence[float]) -> PriceSeries:
    """Return a series of consecutive days."""
    close = np.array(closes, dtype=np.float64)
    days = np.arange(first, first + len(close))
    return PriceSeries(symbol, days, close, close / 2, close * 9, "USD", "press")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Return a folder of two files, both of which have A."""
    pytest.importorskip("pyarrow")
    folder = tmp_path / "lake"
    folder.mkdir()
    write_prices([made("A", 0, [1, 2]), made("B", 0, [3])], folder / "1.parquet")
    write_prices([made("A", 2, [4]), made("C", 0, [5])], folder / "2.parquet")
    return folder


def shelf_of(*paths: Path, said: list[str] | None = None) -> FileShelf:
    """Return the shelf of some files and folders."""
    found = price_shelf(paths, settings=Settings(), say=([] if said is None else said).append)
    assert isinstance(found, FileShelf)
    return found


def test_a_folder_is_read_as_its_securities_are_asked_for(lake: Path) -> None:
    """Nothing is read before, then what is asked for, joined from all files, and nothing else."""
    shelf = shelf_of(lake)
    assert shelf.series == {}
    assert shelf.load(["nobody", "A"])["A"].close.tolist() == [1, 2, 4]
    assert list(shelf.series) == ["A"]
    assert list(shelf.load(["C", "A"])) == ["C", "A"]
    assert sorted(shelf.series) == ["A", "C"]


def test_a_folder_is_not_searched_twice(lake: Path) -> None:
    """What was asked for, found or not, is known without the files."""
    shelf = shelf_of(lake)
    shelf.load(["A", "nobody"])
    for path in lake.iterdir():
        path.unlink()
    assert list(shelf.load(["nobody", "A"])) == ["A"]


def test_a_file_and_a_folder_are_joined(lake: Path, tmp_path: Path) -> None:
    """Days of a file stand beside those of a folder, as when both are read whole; a contradiction is refused."""
    write_prices([made("B", 1, [6]), made("D", 0, [7])], tmp_path / "more.csv")
    shelf = shelf_of(lake, tmp_path / "more.csv")
    whole = {one.security: one for one in read_series([tmp_path / "more.csv", lake], print)}
    found = shelf.load(["A", "B", "C", "D"])
    assert list(found) == sorted(whole)
    assert all(same(whole[name], one) for name, one in found.items())
    assert found["B"].close.tolist() == [3, 6]
    write_prices([made("B", 0, [8])], tmp_path / "more.csv")
    with pytest.raises(PriceInvalidError, match="B"):
        shelf_of(lake, tmp_path / "more.csv").load(["B"])


def test_a_file_of_a_folder_says_how_it_is_read_once(lake: Path) -> None:
    """However often it is read, and only if it has something that was asked for."""
    import pandas as pd  # noqa: PLC0415  -- after the fixture has skipped where there is no pyarrow

    for number in (1, 2):
        path = lake / f"{number}.parquet"
        pd.read_parquet(path).rename(columns={"security": "ticker"}).to_parquet(path)
    said: list[str] = []
    shelf = shelf_of(lake, said=said)
    shelf.load(["nobody"])
    assert said == []
    shelf.load(["B"])
    shelf.load(["A"])
    notes = [line.partition(",")[0] for line in said]
    assert notes == [f"{number}.parquet: columns read as ticker = security" for number in (1, 2)]


def test_a_folder_without_prices_is_refused(tmp_path: Path) -> None:
    """It says what such a folder must hold, when it is first asked."""
    with pytest.raises(PriceInvalidError, match=r"no folder with \*\.parquet files"):
        shelf_of(tmp_path).load(["A"])
