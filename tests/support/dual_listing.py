"""A company listed in Hong Kong and Shenzhen, with its indices, peers and exchange rates: all made up."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.arrays import Integers, date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FIRST, LAST = dt.date(2023, 9, 1), dt.date(2025, 3, 31)

HONG_KONG_DAY0, SHENZHEN_DAY0 = dt.date(2025, 2, 3), dt.date(2025, 2, 5)
"""Hong Kong opened again two days before Shenzhen after the Lunar New Year of 2025."""

PEERS = ("1725.HK", "1045.HK", "0031.HK", "2357.HK")
"""The curated peers of 0763.HK."""


@dataclass(frozen=True)
class DictShelf:
    """Prices in a dictionary."""

    series: Mapping[str, PriceSeries] = field(default_factory=dict)

    def missing(self, *symbols: str) -> str:
        """Name the symbols."""
        return f"no prices of {', '.join(symbols)} here"

    def remarks(self, symbol: str) -> tuple[str, ...]:  # noqa: ARG002  -- as a shelf has it
        """Say nothing."""
        return ()

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Pick the symbols that are there."""
        return {symbol: self.series[symbol] for symbol in symbols if symbol in self.series}

    def symbols(self) -> tuple[str, ...]:
        """Name what is there."""
        return tuple(self.series)


def announcement(
    value: float | None = 500e6, currency: str | None = "CNY", *, precision: Precision = Precision.MINUTE
) -> Announcement:
    """Return an announcement of both lines, before Hong Kong opens and while Shenzhen is closed."""
    return Announcement(
        id="zte-satellites",
        issuer=Issuer("ZTE"),
        securities=(Security("0763.HK", "XHKG"), Security("000063.SZ", "XSHE")),
        announced=Moment(dt.datetime(2025, 2, 3, 8, 30), "Asia/Hong_Kong", precision),  # noqa: DTZ001  -- local
        terms=ContractTerms(value=value, currency=currency),
    )


@cache
def market() -> DictShelf:
    """Return all prices: shares and indices on their sessions, rates on weekdays."""
    rng = np.random.default_rng(11)
    hong_kong, shenzhen, weekdays = _sessions("XHKG"), _sessions("XSHE"), _weekdays()
    walks = {
        **dict.fromkeys(("0763.HK", "^HSI", *PEERS), (hong_kong, "HKD", 20.0, 0.02)),
        **dict.fromkeys(("000063.SZ", "000300.SS"), (shenzhen, "CNY", 30.0, 0.02)),
        "HKD=X": (weekdays, "HKD", 7.78, 0.0003),
        "CNY=X": (weekdays, "CNY", 7.25, 0.002),
    }
    series: dict[str, PriceSeries] = {}
    for name, (days, currency, start, sigma) in walks.items():
        closes = start * np.exp(np.cumsum(rng.normal(0, sigma, len(days))))
        blank, volume = np.full(len(days), np.nan), np.full(len(days), 1000.0)
        series[name] = PriceSeries(name, days, closes, blank, volume, currency)
    return DictShelf(series)


def _sessions(mic: str) -> Integers:
    days = exchange_calendar(mic).days
    return days[(days >= epoch_day(FIRST)) & (days <= epoch_day(LAST))]


def _weekdays() -> Integers:
    days = np.arange(epoch_day(FIRST), epoch_day(LAST) + 1)
    return days[(days + 3) % 7 < 5]  # 1970-01-01 was a Thursday


@dataclass(frozen=True)
class DualFiles:
    """Where the files are."""

    announcements: Path
    prices: Path

    @property
    def options(self) -> list[str]:
        """Return the options that make a command read them."""
        return ["--announcements", str(self.announcements), "--prices", str(self.prices)]


def write_dual_listing(folder: Path) -> DualFiles:
    """Write the prices and the announcement as files."""
    files = DualFiles(folder / "dual.csv", folder / "dual_prices.csv")
    header = ("id", "security", "announced_at", "timezone", "issuer", "value", "currency")
    row = (
        "zte-satellites",
        "0763.HK;000063.SZ",
        "2025-02-03T08:30",
        "Asia/Hong_Kong",
        "ZTE",
        "500000000",
        "CNY",
    )
    _write(files.announcements, [header, row])
    prices = [
        (name, date_of(day).isoformat(), repr(float(close)), series.currency or "")
        for name, series in market().series.items()
        for day, close in zip(series.days, series.close, strict=True)
    ]
    _write(files.prices, [("security", "date", "close", "currency"), *prices])
    return files


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
