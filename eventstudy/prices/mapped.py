"""The prices of a database through a snapshot: what is there as it was read last comes without a row being read."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.prices.series import PriceSeries
from eventstudy.prices.snapshot import open_snapshot, write_snapshot
from eventstudy.prices.store import PriceStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from eventstudy.prices.snapshot import Block, Snapshot
    from eventstudy.prices.store import SeriesIdentity

_WORTH = 100
"""A snapshot is written anew where the rows read are more than one in so many of its own: copying a day
takes a hundredth of the time of reading it from a row."""

SERIES_AT_A_TIME = 100
"""Series whose rows are in memory while a snapshot is written; twenty years of these take 40 MB."""


def snapshot_file(engine: Engine, cache: Path) -> Path:
    """Return where the snapshot of a database lies: a file of its own for each database."""
    url = engine.url.set(password=None)
    if engine.dialect.name == "sqlite" and url.database:
        url = url.set(database=str(Path(url.database).resolve()))
    return cache / "snapshots" / f"{hashlib.sha256(str(url).encode()).hexdigest()[:16]}.prices"


@dataclass(frozen=True, slots=True)
class MappedStore:
    """The price series of a database, read from the snapshot as far as it has them.

    The tables are the truth. A series is taken from the snapshot if it has the content hash that the
    table of series names; else its rows are read, and it joins the snapshot.

    Attributes
    ----------
    engine : sqlalchemy.Engine
    cache : Path
        The folder of what can be made again.
    """

    engine: Engine
    cache: Path

    def load(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        """Return the stored series of some symbols, in the order asked for; their arrays may be read-only.

        Raises
        ------
        StoreError
            If the database refuses.
        """
        with _uncollected():
            return self._load(symbols)

    def _load(self, symbols: Sequence[str]) -> dict[str, PriceSeries]:
        store, path = PriceStore(self.engine), snapshot_file(self.engine, self.cache)
        known = store.identities(symbols)
        snapshot = open_snapshot(path)
        absent = _absent(known, snapshot)
        read = store.load(absent[:SERIES_AT_A_TIME])
        if _worth_writing(known, read, len(absent), snapshot):
            later = (
                store.load(absent[at : at + SERIES_AT_A_TIME])
                for at in range(SERIES_AT_A_TIME, len(absent), SERIES_AT_A_TIME)
            )
            with suppress(OSError):  # a folder that cannot be written costs the time of reading again
                write_snapshot(path, _blocks(snapshot, store, known, chain((read,), later)))
                snapshot = open_snapshot(path)
        read |= store.load([name for name in _absent(known, snapshot) if name not in read])
        there = {name: one for name, one in known.items() if one.content_hash in snapshot.places}
        series = read | {name: mapped_series(one, snapshot) for name, one in there.items()}
        return {symbol: series[symbol] for symbol in symbols if symbol in series}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: among thousands of series that all live on, that takes longer than making them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _absent(known: Mapping[str, SeriesIdentity], snapshot: Snapshot) -> list[str]:
    return [name for name, one in known.items() if one.content_hash not in snapshot.places]


def _sound(known: Mapping[str, SeriesIdentity], read: Mapping[str, PriceSeries]) -> Iterator[PriceSeries]:
    """Give the series that have the hash they are said to have.

    Somebody may have written between the two queries: only what was read as it is named may be kept.
    """
    return (one for name, one in read.items() if one.content_hash == known[name].content_hash)


def _worth_writing(
    known: Mapping[str, SeriesIdentity], read: Mapping[str, PriceSeries], absent: int, snapshot: Snapshot
) -> bool:
    """Say whether so many absent series, the first of which were read, are worth a new snapshot."""
    days = sum(map(len, _sound(known, read)))
    return bool(days) and days * absent // len(read) * _WORTH >= snapshot.days


def _blocks(
    snapshot: Snapshot,
    store: PriceStore,
    known: Mapping[str, SeriesIdentity],
    parts: Iterable[Mapping[str, PriceSeries]],
) -> Iterator[tuple[str, Block]]:
    """Give what a new snapshot holds: what the old one has that is still stored, and what was read.

    What was read comes in parts, of which one at a time is in memory.
    """
    stored = {one.content_hash for one in store.identities().values()}
    for name in snapshot.places:
        if name in stored:
            yield name, snapshot.block(name)
    for part in parts:
        for one in _sound(known, part):
            yield one.content_hash, (one.days, one.numbers)


def mapped_series(identity: SeriesIdentity, snapshot: Snapshot) -> PriceSeries:
    """Return a series that a snapshot holds, its arrays being views of the file."""
    days, numbers = snapshot.block(str(identity.content_hash))
    return PriceSeries.of_numbers(
        identity.symbol,
        days,
        numbers,
        currency=identity.currency,
        source=identity.source,
        zone=identity.zone,
    )
