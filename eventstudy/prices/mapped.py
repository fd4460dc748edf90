"""The prices of a database through a snapshot: what is there as it was read last comes without a row being read."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.prices.series import PriceSeries
from eventstudy.prices.snapshot import open_snapshot, write_snapshot
from eventstudy.prices.store import PriceStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from eventstudy.prices.snapshot import Block, Snapshot
    from eventstudy.prices.store import SeriesIdentity

_WORTH = 100
"""A snapshot is written anew where the rows read are more than one in so many of its own: copying a day
takes a hundredth of the time of reading it from a row."""


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
        read = store.load([name for name, one in known.items() if one.content_hash not in snapshot.places])
        # Somebody may have written between the two queries: only what was read as it is named may be kept.
        sound = [one for name, one in read.items() if one.content_hash == known[name].content_hash]
        if sound and sum(map(len, sound)) * _WORTH >= snapshot.days:
            with suppress(OSError):  # a folder that cannot be written costs the time of reading again
                write_snapshot(path, _blocks(snapshot, sound, store))
        taken = {name: read[name] if name in read else _series(one, snapshot) for name, one in known.items()}
        return {symbol: taken[symbol] for symbol in symbols if symbol in taken}


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


def _blocks(
    snapshot: Snapshot, read: Sequence[PriceSeries], store: PriceStore
) -> Iterator[tuple[str, Block]]:
    """Give what a new snapshot holds: what the old one has that is still stored, and what was read."""
    new = {one.content_hash: one for one in read}
    stored = {one.content_hash for one in store.identities().values()}
    for name in snapshot.places:
        if name in stored and name not in new:
            yield name, snapshot.block(name)
    for name, one in new.items():
        yield name, (one.days, one.numbers)


def _series(identity: SeriesIdentity, snapshot: Snapshot) -> PriceSeries:
    days, numbers = snapshot.block(str(identity.content_hash))
    open_, high, low, close, adj_close, volume, dividends, splits = numbers
    _, currency, zone, source, _ = identity
    return PriceSeries(
        identity.symbol, days, close, adj_close, volume, currency, source,
        open_, high, low, dividends, splits, zone,
    )  # fmt: skip
