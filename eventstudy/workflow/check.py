"""Prices checked: of the store, where the findings are kept, or of files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from eventstudy.errors import CalendarError, NothingToStudyError
from eventstudy.exchanges import mic_of
from eventstudy.prices.benchmarks import benchmark_for, default_benchmarks
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.quality.check import check_series
from eventstudy.prices.quality.finding import Surroundings
from eventstudy.reporting.findings import CheckReport
from eventstudy.workflow.inputs import open_store, read_series

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from eventstudy.arrays import Integers
    from eventstudy.prices.quality.finding import Finding
    from eventstudy.prices.series import PriceSeries
    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import Say

_AT_A_TIME = 100
"""Series checked at a time, so that any number of them fits in memory."""


class Standing(Protocol):
    """What a check needs of the settings of a run."""

    @property
    def benchmarks(self) -> Mapping[str, str]:
        """The user's own benchmarks, by symbol or MIC."""

    @property
    def cache(self) -> Path | None:
        """Where sessions are kept between runs."""


@dataclass(frozen=True)
class Places:
    """Which exchange a symbol belongs to.

    Attributes
    ----------
    known : mapping of str to str
        MIC by symbol, of the registry's securities.
    indices : mapping of str to str
        MIC by symbol, of the exchanges' indices.
    """

    known: Mapping[str, str]
    indices: Mapping[str, str]

    def mic(self, symbol: str) -> str | None:
        """Return the MIC of a symbol: of its index, of the registry, of its suffix; None where nothing says it."""
        return self.indices.get(symbol) or self.known.get(symbol) or mic_of(symbol)

    def benchmark(self, symbol: str, standing: Standing) -> str | None:
        """Return the benchmark that a check of a symbol looks at; None where nothing says one."""
        return benchmark_for(symbol, self.mic(symbol), overrides=standing.benchmarks)


def indices() -> dict[str, str]:
    """Return the MIC of each exchange's index, by the index; the first exchange where several share one."""
    found: dict[str, str] = {}
    for mic, one in default_benchmarks().items():
        found.setdefault(one.symbol, mic)
    return found


def check_prices(
    symbols: Sequence[str],
    files: Sequence[Path],
    kinds: Sequence[str],
    *,
    settings: Settings,
    say: Say,
) -> CheckReport:
    """Check series of the files, or of the store, where what is found is kept too.

    Raises
    ------
    NothingToStudyError
        If there are no prices, or none of a symbol that was named.
    """
    from eventstudy.prices.store import PriceStore  # noqa: PLC0415  -- files need no SQLAlchemy

    if files:
        places = Places({}, indices())
        needed = frozenset(with_benchmarks(symbols, places, settings)) if symbols else None
        series = {one.security: one for one in read_series(files, say, only=needed)}
        _refuse_missing(symbols, series, ", ".join(path.name for path in files))
        found = check_all(series, symbols or tuple(series), places, settings)
    else:
        engine = open_store(settings.database)
        places = _places(engine)
        wanted = symbols or PriceStore(engine).symbols()
        series = PriceStore(engine).load(with_benchmarks(wanted, places, settings))
        _refuse_missing(symbols, series, "the store")
        found = _check_and_keep(engine, series, wanted, places, settings)
    if not found:
        raise NothingToStudyError("no prices to check; run: eventstudy prices fetch, or prices import FILE")
    unknown = tuple(symbol for symbol in sorted(found) if places.mic(symbol) is None)
    simulated = any(series[symbol].simulated for symbol in found)
    findings = tuple(one for symbol in sorted(found) for one in found[symbol])
    return CheckReport(findings, tuple(sorted(found)), unknown, simulated, tuple(kinds))


def check_saved(symbols: Sequence[str], settings: Settings, say: Say) -> None:
    """Check stored series that were saved just now, keep what is found, and say how much of which kind.

    Their benchmarks are read with them. Symbols that are not in the store are left out.

    Raises
    ------
    StoreError
        If the database refuses.
    """
    engine = open_store(settings.database)
    try:
        kinds = _kinds_found(engine, symbols, settings)
    finally:
        # SQLite keeps its journal beside the file as long as somebody has it open.
        engine.dispose()
    if kinds:
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        say(f"checked, and found: {counts}; eventstudy prices check lists them")


def _kinds_found(engine: Engine, symbols: Sequence[str], settings: Settings) -> Counter[str]:
    """Check some stored series a part at a time, keep what is found, and count it by kind."""
    from eventstudy.prices.store import PriceStore  # noqa: PLC0415  -- files need no SQLAlchemy

    kinds = Counter[str]()
    places, store = _places(engine), PriceStore(engine)
    symbols = _with_followers(symbols, store.symbols(), places, settings)
    for first in range(0, len(symbols), _AT_A_TIME):
        part = symbols[first : first + _AT_A_TIME]
        series = store.load(with_benchmarks(part, places, settings))
        found = _check_and_keep(engine, series, part, places, settings)
        kinds.update(one.kind for findings in found.values() for one in findings)
    return kinds


def check_all(
    series: Mapping[str, PriceSeries], symbols: Iterable[str], places: Places, standing: Standing
) -> dict[str, tuple[Finding, ...]]:
    """Check the symbols that have a series, each in the surroundings of its exchange and its benchmark."""
    found: dict[str, tuple[Finding, ...]] = {}
    for symbol in symbols:
        if symbol in series:
            found[symbol] = check_series(series[symbol], _around(symbol, series, places, standing))
    return found


def _around(
    symbol: str, series: Mapping[str, PriceSeries], places: Places, standing: Standing
) -> Surroundings:
    mic, benchmark = places.mic(symbol), places.benchmark(symbol, standing)
    index = symbol in places.indices or symbol.startswith("^")
    market = series.get(benchmark) if benchmark and not index else None
    return Surroundings(mic, _sessions(mic, standing.cache), index, market)


def _sessions(mic: str | None, cache: Path | None) -> Integers | None:
    if mic is None:
        return None
    try:
        return exchange_calendar(mic, cache=cache).days
    except CalendarError:  # an exchange of the user's own: what the calendar would say is not checked
        return None


def _check_and_keep(
    engine: Engine,
    series: Mapping[str, PriceSeries],
    symbols: Sequence[str],
    places: Places,
    settings: Settings,
) -> dict[str, tuple[Finding, ...]]:
    from eventstudy.prices.finding_store import FindingStore  # noqa: PLC0415  -- files need no SQLAlchemy

    found = check_all(series, symbols, places, settings)
    kept = {symbol: (series[symbol].content_hash, findings) for symbol, findings in found.items()}
    FindingStore(engine).save(kept, checked_at=dt.datetime.now(dt.UTC))
    return found


def _places(engine: Engine) -> Places:
    """Read from the registry on which exchange each of its securities is."""
    from eventstudy.announcements.store import AnnouncementStore  # noqa: PLC0415

    found = AnnouncementStore(engine).select()
    return Places({line.symbol: line.mic for one in found for line in one.securities if line.mic}, indices())


def with_benchmarks(symbols: Sequence[str], places: Places, standing: Standing) -> tuple[str, ...]:
    """Return symbols and the benchmarks that a check of them looks at."""
    benchmarks = (places.benchmark(one, standing) for one in symbols)
    return tuple(dict.fromkeys([*symbols, *filter(None, benchmarks)]))


def _with_followers(
    saved: Sequence[str], stored: Sequence[str], places: Places, settings: Settings
) -> tuple[str, ...]:
    """Add the stored series whose benchmark was saved: what was found in them rests on it."""
    fresh = set(saved)
    followers = [one for one in stored if places.benchmark(one, settings) in fresh]
    return tuple(dict.fromkeys([*saved, *followers]))


def _refuse_missing(symbols: Sequence[str], series: Mapping[str, PriceSeries], where: str) -> None:
    missing = [symbol for symbol in symbols if symbol not in series]
    if missing:
        raise NothingToStudyError(
            f"no prices of {', '.join(missing)} in {where}; run: eventstudy prices status to see which there are"
        )
