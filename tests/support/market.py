"""A small made-up market on real sessions, as files, for the commands to read."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import Floats, date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY0 = dt.date(2025, 2, 11)

HEADER = (
    "id",
    "security",
    "announced_at",
    "issuer",
    "headline",
    "opt_out_days",
    "value",
    "currency",
    "units",
)
TREEFAM = (
    "uspace-treefam",
    "1725.HK",
    "2025-02-11T08:30",
    "USPACE",
    "600 satellites",
    "15",
    "21000000",
    "USD",
    "600",
)
UNLISTED = ("spacesail", "", "2025-02-11", "SpaceSail", "An unlisted issuer", "", "", "", "")
MONTHLY = ("monthly", "1725.HK", "2025-01", "USPACE", "Dated to the month", "", "", "", "")


@dataclass(frozen=True)
class Files:
    """Where the files are."""

    announcements: Path
    prices: Path

    @property
    def options(self) -> list[str]:
        """Return the options that make a command read them."""
        return ["--announcements", str(self.announcements), "--prices", str(self.prices)]


def write_market(folder: Path, *, source: str = "file") -> Files:
    """Write 1725.HK, which pops by a quarter on day 0 and falls back, and ^HSI; one announcement of each sort."""
    days = exchange_calendar("XHKG").days
    days = days[(days >= epoch_day(dt.date(2023, 12, 1))) & (days <= epoch_day(dt.date(2025, 3, 31)))]
    rng = np.random.default_rng(7)
    market = rng.normal(0, 0.01, len(days))
    own = 0.8 * market + rng.normal(0, 0.02, len(days))
    at = int(np.searchsorted(days, epoch_day(DAY0)))
    own[at : at + 2] += 0.12
    own[at + 3 : at + 6] -= 0.08
    rows: list[tuple[str, ...]] = [("security", "date", "close", "volume", "currency", "source")]
    for name, returns in (("1725.HK", own), ("^HSI", market)):
        rows += _rows(name, days.tolist(), 100 * np.exp(np.cumsum(returns)), source)
    files = Files(folder / "announcements.csv", folder / "prices.csv")
    _write(files.prices, rows)
    _write(files.announcements, [HEADER, TREEFAM, UNLISTED, MONTHLY])
    return files


def _rows(name: str, days: Sequence[int], closes: Floats, source: str) -> list[tuple[str, ...]]:
    return [
        (name, date_of(day).isoformat(), repr(float(close)), str(10_000 + 37 * place % 5_000), "HKD", source)
        for place, (day, close) in enumerate(zip(days, closes, strict=True))
    ]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
