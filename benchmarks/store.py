"""How fast prices go in and come out: ``python benchmarks/store.py`` (about two minutes).

Every table comes from one run in which the candidates alternate, on SQLite and, where PostgreSQL's programs
are installed, on a PostgreSQL server of its own without fsync; the last is what the README shows of them.
Prices are made up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from timing import medians

from eventstudy import Panel
from eventstudy.database import connect
from eventstudy.prices.mapped import MappedStore, snapshot_file
from eventstudy.prices.panel import PanelRow
from eventstudy.prices.series import NUMBERS, PriceSeries
from eventstudy.prices.snapshot import write_snapshot
from eventstudy.prices.store import PriceStore
from eventstudy.prices.tables import PriceRow, PriceSeriesRow
from eventstudy.schema import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from eventstudy.arrays import Floats

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

SESSIONS = 5_040
"""Twenty years."""

EMPTY = {
    "sqlite": ("DELETE FROM price", "DELETE FROM price_series"),
    "postgresql": ("TRUNCATE price_series CASCADE",),
}
"""The fast way to an empty table, by database."""

WINDOW = 311
WINDOWS = 1_000
NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


def series_of(count: int, sessions: int = SESSIONS) -> Iterator[PriceSeries]:
    """Make so many series of closes, adjusted closes and volumes."""
    draw = np.random.default_rng(20261125)
    days = np.arange(10_000, 10_000 + sessions)
    for number in range(count):
        close = np.exp(np.cumsum(draw.normal(0, 0.02, sessions)))
        volume = draw.integers(1_000, 1_000_000, sessions).astype(np.float64)
        yield PriceSeries(f"S{number:05d}", days, close, close * 0.9, volume, "USD", "simulated")


def writing(engine: Engine, folder: Path, securities: int, rounds: int) -> tuple[str, str]:
    """Print how long rows take into a table, beside SQLite's own ``executemany`` into one like it."""
    series = list(series_of(securities))
    rows = [
        row
        for number, one in enumerate(series)
        for row in zip([number] * len(one), one.days.tolist(), *one.numbers.tolist(), strict=True)
    ]
    raw = sqlite3.connect(folder / "raw.db")
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=NORMAL")
    raw.execute(
        f"CREATE TABLE price (series_id INTEGER, day INTEGER, {', '.join(f'{name} FLOAT' for name in NUMBERS)}, "
        "PRIMARY KEY (series_id, day)) WITHOUT ROWID"
    )

    def executemany() -> None:
        raw.execute("DELETE FROM price")
        raw.executemany(f"INSERT INTO price VALUES ({', '.join('?' * (2 + len(NUMBERS)))})", rows)  # noqa: S608  -- constants
        raw.commit()

    def save() -> None:
        with engine.begin() as connection:
            for statement in EMPTY[engine.dialect.name]:
                connection.execute(text(statement))
        PriceStore(engine).save(series, fetched_at=NOW)

    candidates: dict[str, Callable[[], object]] = {
        "`sqlite3.executemany`": executemany,
        "`PriceStore.save`": save,
    }
    ratio = _table(f"{len(rows):,} rows written", medians(candidates, rounds=rounds))
    raw.close()
    what = f"{len(rows):,} rows saved, over raw `sqlite3.executemany` into the same table"
    return what, f"{ratio:.2f} times its time"


def windows(engine: Engine, cache: Path, securities: int, rounds: int) -> tuple[str, str]:
    """Print how long the closes of a thousand windows take, beside a query of the ORM for each."""
    draw = np.random.default_rng(7)
    with engine.connect() as connection:
        ids = {
            row.symbol: row.id for row in connection.execute(select(PriceSeriesRow.symbol, PriceSeriesRow.id))
        }
    names = [f"S{number:05d}" for number in draw.integers(0, securities, WINDOWS)]
    firsts = draw.integers(10_000, 10_000 + SESSIONS - WINDOW, WINDOWS).tolist()

    def by_query() -> Floats:
        found = np.empty((WINDOWS, WINDOW))
        with Session(engine) as session:
            for row, name, first in zip(found, names, firsts, strict=True):
                asked = select(PriceRow).where(
                    PriceRow.series_id == ids[name], PriceRow.day.between(first, first + WINDOW - 1)
                )
                row[:] = [one.close for one in session.scalars(asked.order_by(PriceRow.day))]
                session.expunge_all()
        return found

    def from_snapshot() -> Floats:
        found = np.empty((WINDOWS, WINDOW))
        series = MappedStore(engine, cache).load(list(dict.fromkeys(names)))
        for row, name, first in zip(found, names, firsts, strict=True):
            one = series[name]
            at = int(np.searchsorted(one.days, first))
            row[:] = one.close[at : at + WINDOW]
        return found

    assert np.array_equal(by_query(), from_snapshot())  # noqa: S101  -- the same numbers
    title = f"{WINDOWS:,} windows of {WINDOW} closes"
    candidates: dict[str, Callable[[], object]] = {
        "snapshot": from_snapshot,
        "a query of the ORM each": by_query,
    }
    ratio = _table(title, medians(candidates, rounds=rounds))
    return f"{title} from the snapshot, over a query of the ORM each", f"{ratio:.0f} times faster"


def whole_panel(folder: Path, securities: int, rounds: int) -> tuple[str, str]:
    """Print how long a panel takes from a snapshot in the page cache, beside a plain load of its arrays.

    The plain load reads what the panel holds in the end, prices and volumes, from two files of nothing else,
    also in the page cache; the snapshot has six more numbers a day, and the panel asks the database for all series
    first.
    """
    engine = connect(f"sqlite:///{folder / 'panel.db'}")
    prepare(engine)
    heads: list[dict[str, object]] = []

    def blocks() -> Iterator[tuple[str, tuple[np.ndarray, Floats]]]:
        for one in series_of(securities):
            heads.append(
                {
                    "symbol": one.security,
                    "currency": one.currency,
                    "source": one.source,
                    "fetched_at": NOW,
                    "content_hash": one.content_hash,
                }
            )
            yield one.content_hash, (one.days, one.numbers)

    write_snapshot(snapshot_file(engine, folder), blocks())
    with engine.begin() as connection:
        connection.execute(insert(PriceSeriesRow), heads)
    names = [str(head["symbol"]) for head in heads]
    sessions = np.arange(10_000, 10_000 + SESSIONS)

    def panel() -> Panel:
        series = MappedStore(engine, folder).load(names)
        return Panel.assemble([PanelRow(series[name], series[names[0]], sessions) for name in names])

    found = panel()
    np.save(folder / "prices.npy", found.prices)
    np.save(folder / "volumes.npy", found.volumes)
    del found
    plain: dict[str, Callable[[], object]] = {
        "`np.load` of prices and volumes": lambda: [
            np.load(folder / f"{name}.npy") for name in ("prices", "volumes")
        ],
        "panel from the snapshot": panel,
    }
    size = f"{securities:,} securities x {SESSIONS:,} sessions"
    ratio = _table(size, medians(plain, rounds=rounds))
    engine.dispose()
    return f"the whole panel of {size}, over `np.load` of its two arrays", f"{ratio:.2f} times its time"


def _table(title: str, found: dict[str, float]) -> float:
    """Print a table, and return how many times as long as the first candidate the last one takes."""
    first = next(iter(found.values()))
    print(f"\n| {title} | ms | times as long |\n|---|---:|---:|")
    for name, seconds in found.items():
        print(f"| {name} | {1000 * seconds:,.1f} | {seconds / first:.2f} |")
    return list(found.values())[-1] / first


def _together(ratios: dict[str, list[tuple[str, str]]], panel: tuple[str, str]) -> None:
    print("\n## The README's table\n")
    print(f"| what | {' | '.join(ratios)} |\n|---|{'---:|' * len(ratios)}")
    for found in zip(*ratios.values(), strict=True):
        print(f"| {found[0][0]} | {' | '.join(ratio for _, ratio in found)} |")
    print(f"| {' | '.join((*panel, *['the same file'] * (len(ratios) - 1)))} |")


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="Small sizes, only to see that it runs.")
    quick = parser.parse_args().quick
    rounds, written, wide = (1, 2, 20) if quick else (5, 200, 5_000)
    ratios: dict[str, list[tuple[str, str]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, url in _databases(folder, stack):
            engine = connect(url)
            stack.callback(engine.dispose)
            prepare(engine)
            print(f"\n## {name}")
            with tempfile.TemporaryDirectory() as own:
                ratios[name] = [run(engine, Path(own), written, rounds) for run in (writing, windows)]
        print("\n## The whole panel")
        panel = whole_panel(folder, wide, 5 * rounds)
    _together(ratios, panel)


def _databases(folder: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    from postgres_server import NoPostgresError, running_postgres  # noqa: PLC0415  -- the tests' own

    yield "SQLite", f"sqlite:///{folder / 'store.db'}"
    try:
        server = stack.enter_context(running_postgres())
    except NoPostgresError as error:
        print(f"\n## PostgreSQL\n\nLeft out: {error}")
    else:
        yield "PostgreSQL", stack.enter_context(server.database("benchmark"))


if __name__ == "__main__":
    main()
