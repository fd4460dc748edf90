"""Prices from the source into the store, and what is there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.errors import NothingToStudyError, PriceUnavailableError, RateLimitedError
from eventstudy.exchanges import mic_of
from eventstudy.prices.benchmarks import benchmark_for
from eventstudy.prices.store import PriceStore
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table
from eventstudy.workflow.inputs import open_store, read_series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.source import PriceSource
    from eventstudy.reporting.tables import Format
    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import Say

_BEFORE = dt.timedelta(days=400)
"""Calendar days before an announcement that hold the 250 sessions of the estimation window."""

_AFTER = dt.timedelta(days=40)
"""Calendar days that hold the 20 sessions to day W."""

_MONTH = dt.timedelta(days=31)
"""How much later the day of an announcement may be that is dated only to the month."""

_UNASKED = dt.timedelta(days=730)
"""How far back a symbol is fetched that no announcement asks for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series to fetch: both days included."""

    symbol: str
    first: dt.date
    last: dt.date


def wanted(
    symbols: Sequence[str],
    announcements: Sequence[Announcement],
    settings: Settings,
    *,
    since: dt.date | None,
    until: dt.date | None,
    today: dt.date,
) -> tuple[Wanted, ...]:
    """Work out what to fetch: the symbols (or all listed securities) and their benchmarks, and from when to when."""
    spans: dict[str, tuple[dt.date, dt.date]] = {}
    asked = dict.fromkeys(symbols)
    for one in announcements:
        for security in one.securities:
            benchmark = benchmark_for(security.symbol, security.mic, overrides=settings.benchmarks)
            pair = [name for name in (security.symbol, benchmark) if name]
            # A benchmark asked for by name, as when a fetch resumes, is needed as far as its securities are.
            needed = (
                pair if not symbols or security.symbol in asked else [name for name in pair if name in asked]
            )
            for name in needed:
                _widen(spans, name, _span(one))
    for symbol in asked:
        if symbol not in spans:
            benchmark = benchmark_for(symbol, mic_of(symbol), overrides=settings.benchmarks)
            for name in filter(None, (symbol, benchmark)):
                _widen(spans, name, (today - _UNASKED, today))
    return tuple(
        Wanted(name, since or first, min(until or last, today)) for name, (first, last) in spans.items()
    )


def _span(announcement: Announcement) -> tuple[dt.date, dt.date]:
    """Return the days that one announcement needs prices of, its opt-out window and its month included."""
    date = announcement.announced.date
    last = max(date + _MONTH, announcement.opt_out_expires or date)
    return date - _BEFORE, last + _AFTER


def _widen(spans: dict[str, tuple[dt.date, dt.date]], name: str, span: tuple[dt.date, dt.date]) -> None:
    first, last = spans.get(name, span)
    spans[name] = (min(first, span[0]), max(last, span[1]))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came and what did not."""

    came: tuple[tuple[str, int], ...]
    failed: tuple[tuple[str, str], ...]
    resume: str | None

    def text(self, form: Format, *, width: int) -> str:
        """Write a row for every symbol: how many sessions came, or why none did."""
        came = tuple((name, sessions, None) for name, sessions in self.came)
        failed = tuple((name, None, reason) for name, reason in self.failed)
        columns = (
            Column("symbol", "symbol"),
            Column("sessions", "sessions", "d"),
            Column("problem", "problem"),
        )
        notes = (f"to go on later: {self.resume}",) if self.resume else ()
        return Report(Table(columns, came + failed, notes=notes), "eventstudy/fetch/1").text(
            form, width=width
        )

    def refuse_if_incomplete(self) -> None:
        """End with exit code 4 where the source refused, or had nothing at all.

        Raises
        ------
        PriceUnavailableError
            If the source asked to wait, or if nothing came.
        """
        if self.resume:
            raise RateLimitedError(f"the source asks to wait; what came is kept; later run: {self.resume}")
        if self.failed and not self.came:
            raise PriceUnavailableError(f"none of {len(self.failed)} series came; the reasons stand above")


def fetch_all(
    source: PriceSource,
    store: PriceStore,
    requests: Iterable[Wanted],
    *,
    now: dt.datetime,
    flags: Sequence[str] = (),
) -> Fetched:
    """Fetch series by series and keep each at once, so that an interruption loses nothing.

    Rate limiting ends the run: what is left is named in a command to resume with, ``flags`` included.
    """
    came: list[tuple[str, int]] = []
    failed: list[tuple[str, str]] = []
    limited: list[str] = []
    for one in requests:
        if limited:
            limited.append(one.symbol)
            continue
        try:
            series = source.history(one.symbol, one.first, one.last)
        except RateLimitedError:
            limited.append(one.symbol)
        except PriceUnavailableError as problem:
            failed.append((one.symbol, str(problem)))
        else:
            store.save([series], fetched_at=now)
            came.append((one.symbol, len(series)))
    resume = " ".join(["eventstudy prices fetch", *limited, *flags]) if limited else None
    return Fetched(tuple(came), tuple(failed), resume)


def fetch_prices(
    symbols: Sequence[str],
    *,
    since: dt.date | None,
    until: dt.date | None,
    settings: Settings,
    progress: Callable[..., Iterator[Wanted]],
) -> Fetched:
    """Fetch what the symbols or the registry need from Yahoo into the store.

    Raises
    ------
    NothingToStudyError
        If no symbol is named and the registry lists none.
    """
    from eventstudy.prices.yahoo import YahooSource  # noqa: PLC0415  -- only this command needs yfinance

    now = dt.datetime.now(dt.UTC)
    engine = open_store(settings.database)
    requests = wanted(symbols, _registry(engine), settings, since=since, until=until, today=now.date())
    if not requests:
        raise NothingToStudyError(
            "no listed security in the registry; import announcements first, or name symbols: "
            "eventstudy prices fetch 1725.HK"
        )
    source = YahooSource(
        base_url=settings.yahoo_url, cache=settings.cache, requests_per_second=settings.requests_per_second
    )
    bar = progress(requests, label="Fetching", length=len(requests))
    return fetch_all(source, PriceStore(engine), bar, now=now, flags=_flags(since, until))


def _flags(since: dt.date | None, until: dt.date | None) -> list[str]:
    given = (("--since", since), ("--until", until))
    return [f"{name} {date}" for name, date in given if date is not None]


def _registry(engine: Engine) -> tuple[Announcement, ...]:
    from eventstudy.announcements.store import AnnouncementStore  # noqa: PLC0415

    return AnnouncementStore(engine).select()


_COVERAGE = (
    Column("security", "security"),
    Column("first", "first"),
    Column("last", "last"),
    Column("sessions", "sessions", "d"),
    Column("missing", "missing", "d"),
    Column("currency", "currency"),
    Column("source", "source"),
)


def coverage(files: Sequence[Path], *, database: str, say: Say) -> Report:
    """Say which prices are at hand, in the files or in the store.

    Raises
    ------
    NothingToStudyError
        If there are none.
    """
    if files:
        series: Iterable[PriceSeries] = read_series(files, say)
    else:
        store = PriceStore(open_store(database))
        series = store.load(store.symbols()).values()
    rows = tuple(
        (
            one.security,
            date_of(one.days[0]).isoformat(),
            date_of(one.days[-1]).isoformat(),
            len(one),
            int(np.isnan(one.close).sum()),
            one.currency,
            one.source,
        )
        for one in sorted(series, key=lambda one: one.security)
        if len(one)
    )
    if not rows:
        raise NothingToStudyError(
            "no prices in the store; run: eventstudy prices fetch, or prices import FILE"
        )
    return Report(Table(_COVERAGE, rows), "eventstudy/prices/1")
