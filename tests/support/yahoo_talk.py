"""A talk between a YahooSource and a scripted server, in which no one really waits."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from yahoo_server import Reply, serve

from eventstudy.arrays import date_of
from eventstudy.prices.yahoo import YahooSource
from eventstudy.prices.yahoo_session import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yahoo_server import YahooServer

    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.source import PriceSource

FIRST, LAST = dt.date(2025, 1, 27), dt.date(2025, 2, 3)
LONG_AFTER = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

_NUMBERS = count(1)


@dataclass
class FakeTime:
    """A wall clock that stands still and a stopwatch that only waiting moves."""

    wall: dt.datetime = LONG_AFTER
    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let the stopwatch run without waiting."""
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def clock(self) -> Clock:
        """The clock that a source takes."""
        return Clock(stopwatch=lambda: self.seconds, wall=self.wall.timestamp, sleep=self.sleep)


@dataclass
class Talk:
    """A source, the server it talks to, and a symbol that yfinance has not met before in this run."""

    source: PriceSource
    server: YahooServer
    symbol: str
    time: FakeTime

    def history(
        self, first: dt.date = FIRST, last: dt.date = LAST, *, zone: str | None = None
    ) -> PriceSeries:
        """Ask for the symbol's prices."""
        return self.source.history(self.symbol, first, last, zone=zone).series

    @property
    def charts(self) -> int:
        """How often the server was asked for the symbol's chart."""
        return len(self.server.charts(self.symbol))


@contextmanager
def talk(
    cache: Path,
    *script: Reply,
    wall: dt.datetime = LONG_AFTER,
    cookies: Reply | None = None,
    ending: str = ".XX",
) -> Iterator[Talk]:
    """Serve a script for a new symbol, and open a source that asks there.

    The usual ending names no exchange, so that yfinance asks for the time zone first.
    """
    symbol, fake = f"T{next(_NUMBERS)}{ending}", FakeTime(wall)
    patience = 0.5 if any(reply.stalled for reply in script) else 30.0
    elsewhere = {} if cookies is None else {"/": [cookies]}
    with serve({symbol: script, **elsewhere}) as server:
        source = YahooSource(cache=cache, base_url=server.base_url, timeout=patience, clock=fake.clock)
        yield Talk(source, server, symbol, fake)


def dates(series: PriceSeries) -> list[dt.date]:
    """Return the days of a series as dates."""
    return [date_of(day) for day in series.days]
