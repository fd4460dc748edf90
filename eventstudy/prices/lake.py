"""A lake: a folder of Parquet files with some securities each, for more prices than one file or memory holds.

The files are price files like any other, sorted by security, and are written and read one at a time.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.files import read_prices
from eventstudy.prices.writers import write_prices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.store import PriceStore

SECURITIES_A_FILE = 100
"""Twenty years of these are half a million rows."""


def write_lake(store: PriceStore, folder: Path, *, securities_a_file: int = SECURITIES_A_FILE) -> int:
    """Write all series of a store to a folder that does not exist yet, whole or not at all; return how many.

    Raises
    ------
    PriceInvalidError
        If the folder exists, or pyarrow is not installed.
    StoreError
        If the database refuses.
    """
    if folder.exists():
        raise PriceInvalidError(folder, None, None, "exists already; name a new folder")
    symbols = store.symbols()
    draft = folder.with_name(f".{os.getpid()}.{folder.name}")
    draft.mkdir(parents=True)
    try:
        for number, first in enumerate(range(0, len(symbols), securities_a_file)):
            series = store.load(symbols[first : first + securities_a_file])
            write_prices(series.values(), draft / f"prices-{number:05d}.parquet")
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(symbols)


def read_lake(folder: Path) -> Iterator[Sequence[PriceSeries]]:
    """Give the series of a folder, file by file, in the order of the files' names.

    Raises
    ------
    PriceInvalidError
        If it is no folder, holds no Parquet file, or one of them cannot be read.
    """
    for file in files_of(folder):
        yield read_prices(file).series


def files_of(folder: Path) -> Sequence[Path]:
    """Return the Parquet files of a folder, by name.

    Raises
    ------
    PriceInvalidError
        If there are none.
    """
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise PriceInvalidError(
            folder, None, None, "no folder with *.parquet files; name one, or write it with db export"
        )
    return files
