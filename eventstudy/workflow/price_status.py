"""Which prices are at hand: from when to when, how old, and from where."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import NothingToStudyError
from eventstudy.exchanges import mic_of
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.source import LAG
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.inputs import open_store, read_series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.prices.finding_store import Checked
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.store import Coverage
    from eventstudy.reporting.tables import Cell
    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import Say

_COLUMNS = (
    Column("security", "security"),
    Column("first", "first"),
    Column("last", "last"),
    Column("sessions", "sessions", "d"),
    Column("missing", "missing", "d"),
    Column("behind", "behind", "d"),
    Column("currency", "currency"),
    Column("zone", "zone"),
    Column("source", "source"),
)
_OF_THE_STORE = (
    Column("fetched_at", "fetched (UTC)"),
    Column("age_days", "age, days", "d"),
    Column("findings", "findings", "d"),
    Column("content_hash", "content"),
)
_FINDINGS_NOTE = "findings: of prices check; empty where the prices were not checked as they stand"
_NOTE = "behind: sessions that the exchange has closed since the last price; empty where the symbol does not tell the exchange"


def coverage(files: Sequence[Path], settings: Settings, *, say: Say) -> Report:
    """Say which prices are at hand, in the files or in the store.

    Raises
    ------
    NothingToStudyError
        If there are none.
    """
    now = dt.datetime.now(dt.UTC)
    if files:
        found = [one for one in read_series(files, say) if len(one)]
        rows = [_file_row(one, settings, now) for one in sorted(found, key=lambda one: one.security)]
        return _report(_COLUMNS, rows)
    from eventstudy.prices.finding_store import FindingStore  # noqa: PLC0415  -- files need no SQLAlchemy
    from eventstudy.prices.store import PriceStore  # noqa: PLC0415

    engine = open_store(settings.database)
    held = PriceStore(engine).coverage()
    checked = FindingStore(engine).load([one.head.symbol for one in held])
    rows = [_store_row(one, checked.get(one.head.symbol), settings, now) for one in held]
    return _report((*_COLUMNS, *_OF_THE_STORE), rows, _FINDINGS_NOTE)


def _report(columns: tuple[Column, ...], rows: Sequence[tuple[Cell, ...]], *notes: str) -> Report:
    if not rows:
        raise NothingToStudyError(
            "no prices in the store; run: eventstudy prices fetch, or prices import FILE"
        )
    return Report(Table(columns, tuple(rows), notes=(_NOTE, *notes)), "eventstudy/prices/1")


def _file_row(one: PriceSeries, settings: Settings, now: dt.datetime) -> tuple[Cell, ...]:
    first, last = date_of(one.days[0]), date_of(one.days[-1])
    missing = int(np.isnan(one.close).sum())
    behind = _behind(one.security, last, settings, now)
    return (
        one.security,
        first.isoformat(),
        last.isoformat(),
        len(one),
        missing,
        behind,
        one.currency,
        one.zone,
        one.source,
    )


def _store_row(
    one: Coverage, checked: Checked | None, settings: Settings, now: dt.datetime
) -> tuple[Cell, ...]:
    head = one.head
    return (
        head.symbol,
        one.first.isoformat(),
        one.last.isoformat(),
        one.sessions,
        one.missing,
        _behind(head.symbol, one.last, settings, now),
        head.currency,
        head.zone,
        head.source,
        f"{head.fetched_at:%Y-%m-%d %H:%M}",
        (now - head.fetched_at).days,
        len(checked.findings) if checked and checked.fresh else None,
        head.content_hash and head.content_hash[:12],
    )


def _behind(symbol: str, last: dt.date, settings: Settings, now: dt.datetime) -> int | None:
    """Return how many sessions of its exchange are over since the last price; None where it is unknown."""
    mic = mic_of(symbol)
    if mic is None:
        return None
    calendar = exchange_calendar(mic, cache=settings.cache)
    later = calendar.days > epoch_day(last)
    return int((calendar.closes[later] <= (now - LAG).timestamp()).sum())
