"""A made-up market of Hong Kong with enough shares for a reference set, and events of every sort."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from market import Files

from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision, Security
from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.series import PriceSeries
from eventstudy.workflow.events import Choices
from eventstudy.workflow.inputs import FileShelf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from eventstudy.arrays import Floats, Integers

PEERS = 44
CHOICES = Choices(benchmark=None, benchmarks={}, sessions_after=25)


@dataclass(frozen=True)
class Plant:
    """What is planted on a share: log returns added from day 0 on, and single closes that are wrong."""

    symbol: str
    column: int
    added: tuple[float, ...] = ()
    spiked: int | None = None


PUMP, NEWS, NOTHING, SPIKED, TWICE = PLANTS = (
    Plant("9001.HK", 400, (0.2, 0.2, 0.0, -0.15, -0.15, -0.1)),
    Plant("9002.HK", 420, (0.2, 0.2)),
    Plant("9003.HK", 380),
    Plant("9004.HK", 440, spiked=443),
    # The same issuer again, inside the window of its first announcement.
    Plant("9001.HK", 412, ()),
)
IDS = ("pump", "news", "nothing", "spiked", "twice")


@cache
def days() -> Integers:
    """Return the sessions of the market."""
    every = exchange_calendar("XHKG").days
    first, last = (epoch_day(day) for day in (dt.date(2022, 6, 1), dt.date(2024, 8, 30)))
    return every[(every >= first) & (every <= last)]


@cache
def _returns() -> dict[str, Floats]:
    rng = np.random.default_rng(11)
    count = len(days())
    market = 0.01 * rng.standard_normal(count)
    found = {"^HSI": market}
    for number in range(PEERS + 4):
        symbol = f"{9001 + number}.HK" if number < 4 else f"{3000 + number}.HK"
        own = rng.uniform(0.012, 0.03) * rng.standard_t(5, count)
        found[symbol] = 0.7 * market + own
    for plant in PLANTS:
        found[plant.symbol][plant.column : plant.column + len(plant.added)] += plant.added
    return found


def series(*, peers: int = PEERS, simulated: bool = False) -> dict[str, PriceSeries]:
    """Return the prices of the index, of the four shares with events, and of so many others."""
    made = {}
    for symbol, returns in [*_returns().items()][: 5 + peers]:
        close = 10 * np.exp(returns.cumsum())
        for plant in PLANTS:
            if plant.symbol == symbol and plant.spiked is not None:
                close[plant.spiked] *= 2.2
        volume = np.asarray(10_000 + 37 * (np.arange(len(close)) % 113), dtype=np.float64)
        source = "simulated" if simulated else "file"
        made[symbol] = PriceSeries(symbol, days(), close, close, volume, "HKD", source)
    return made


def shelf(*, peers: int = PEERS) -> FileShelf:
    """Return a shelf of these prices."""
    return FileShelf(series(peers=peers), "prices.csv")


def announcements(ids: Iterable[str] = IDS) -> list[Announcement]:
    """Return announcements of what was planted, each before the market opens."""
    made = []
    for name, plant in zip(IDS, PLANTS, strict=True):
        if name in ids:
            when = dt.datetime.combine(date_of(int(days()[plant.column])), dt.time(8, 0))
            made.append(
                Announcement(
                    id=name,
                    issuer=Issuer(f"Issuer of {plant.symbol}"),
                    securities=(Security(plant.symbol, "XHKG"),),
                    headline="A contract",
                    announced=Moment(when, "Asia/Hong_Kong", Precision.MINUTE),
                )
            )
    return made


def write_thick(folder: Path, *, peers: int = PEERS, simulated: bool = False) -> Files:
    """Write the market and its announcements as files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder / "announcements.csv", folder / "prices.csv")
    with files.prices.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("security", "date", "close", "volume", "currency", "source"))
        for one in series(peers=peers, simulated=simulated).values():
            for day, close, volume in zip(one.days.tolist(), one.close.tolist(), one.volume, strict=True):
                row = (one.security, date_of(day).isoformat(), repr(close), int(volume), "HKD", one.source)
                writer.writerow(row)
    with files.announcements.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "security", "announced_at", "issuer", "headline"))
        for said in announcements():
            (line,) = said.securities
            writer.writerow((said.id, line.symbol, f"{said.announced}", said.issuer.name, said.headline))
    return files
