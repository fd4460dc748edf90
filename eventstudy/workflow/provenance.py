"""Where every number comes from: the prices, with a hash that anybody can compute, and the sources of every statement."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.reporting.tables import Cell
    from eventstudy.workflow.flag import Flagged
    from eventstudy.workflow.pictures.material import Material

_SOURCES = (
    Column("id", "event"),
    Column("what", "what"),
    Column("source", "source"),
)

_PRICES = (
    Column("security", "security"),
    Column("source", "source"),
    Column("first", "from"),
    Column("last", "to"),
    Column("prices", "prices", ",d"),
    Column("sha256", "SHA-256 of the prices"),
)

HASHED = "the hash is of one line a session, date,price with the price as Python writes it, oldest first"


def price_table(flagged: Flagged) -> Table:
    """Return a row for every series that was used: where it is from, how long it is, and its hash."""
    joined = flagged.measured.joined
    panel = joined.panel
    rows = [
        _row(security, joined.sources.get(security, ""), panel.sessions[panel.grid[row]], panel.prices[row])
        for security, row in panel.rows.items()
    ]
    rows += [_row(*one) for one in _benchmarks(panel)]
    return Table(_PRICES, tuple(rows), "Prices", (HASHED,))


def _benchmarks(panel: Panel) -> Iterator[tuple[str, str, Integers, Floats]]:
    for number, name in enumerate(panel.benchmarks):
        used = np.flatnonzero(panel.benchmark == number)
        if len(used):
            grid = int(panel.grid[used[0]])
            yield name, "as the benchmark", panel.sessions[grid], panel.benchmark_prices[number]


def _row(security: str, source: str, sessions: Integers, prices: Floats) -> tuple[Cell, ...]:
    there = np.isfinite(prices) & (sessions[: len(prices)] != NO_SESSION)
    days = [date_of(day).isoformat() for day in sessions[: len(prices)][there].tolist()]
    lines = "".join(f"{day},{price!r}\n" for day, price in zip(days, prices[there].tolist(), strict=True))
    first, last = (days[0], days[-1]) if days else (None, None)
    return security, source, first, last, len(days), hashlib.sha256(lines.encode()).hexdigest()


def source_table(material: Material, ids: Sequence[str]) -> Table:
    """Return a row for every source that the statements about some announcements rest on."""
    rows: list[tuple[Cell, ...]] = [
        (name, what, source) for name in ids for what, source in dict.fromkeys(_sources_of(material, name))
    ]
    prices = price_table(material.flagged)
    rows += [
        (None, f"prices of {security}, {count} from {first} to {last}, SHA-256 {digest}", source)
        for security, source, first, last, count, digest in prices.rows
    ]
    return Table(_SOURCES, tuple(rows), "Sources", (HASHED,))


def _sources_of(material: Material, name: str) -> Iterator[tuple[str, str]]:
    announcement = material.announcements[name]
    if announcement.url:
        yield "announcement", announcement.url
    for flag in material.flagged.contracts.get(name, ()):
        for source in flag.sources:
            if source and source != announcement.url:
                yield f"contract flag {flag.name}", source
