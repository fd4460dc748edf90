"""Twelve made-up shares on real sessions, an event or two of each with contract terms, and daily factors, as files."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHARES = tuple(f"{number:04d}.HK" for number in range(1, 13))

FACTORS = ("mkt_rf", "smb", "hml", "rmw", "cma", "umd", "rf")

_FIRST, _LAST = dt.date(2023, 6, 1), dt.date(2025, 3, 31)

_HEADER = (
    "id",
    "security",
    "announced_at",
    "binding",
    "counterparty",
    "value",
    "currency",
    "units",
    "opt_out_days",
)


@dataclass(frozen=True)
class Files:
    """Where the files are, and the days that their rows have."""

    announcements: Path
    prices: Path
    factors: Path
    dates: tuple[str, ...]

    @property
    def options(self) -> list[str]:
        """Return the options that make a command read announcements and prices."""
        return ["--announcements", str(self.announcements), "--prices", str(self.prices)]


def write_many(folder: Path) -> Files:
    """Write the files; the first share has two events whose windows overlap."""
    draw = np.random.default_rng(5)
    days = exchange_calendar("XHKG").days
    days = days[(days >= epoch_day(_FIRST)) & (days <= epoch_day(_LAST))]
    dates = tuple(date_of(day).isoformat() for day in days.tolist())
    market = draw.normal(0, 0.01, len(days))
    rows: list[Sequence[str]] = [("security", "date", "close", "volume")]
    for name in ("^HSI", *SHARES):
        own = market if name == "^HSI" else market + draw.normal(0, 0.02, len(days))
        volumes = draw.integers(10_000, 90_000, len(days)).tolist()
        closes = (100 * np.exp(np.cumsum(own))).tolist()
        rows += [
            (name, date, repr(close), str(volume))
            for date, close, volume in zip(dates, closes, volumes, strict=True)
        ]
    return Files(
        announcements=_write(folder / "announcements.csv", [_HEADER, *_announcements(dates)]),
        prices=_write(folder / "prices.csv", rows),
        factors=_write(folder / "factors.csv", [("date", *FACTORS), *_factors(dates, draw)]),
        dates=dates,
    )


def _announcements(dates: Sequence[str]) -> list[Sequence[str]]:
    events = [(f"event-{name[:4]}", name, 270 + 13 * place) for place, name in enumerate(SHARES)]
    events.append(("event-again", SHARES[0], 274))
    return [
        (
            name,
            security,
            f"{dates[place]}T08:30",
            "yes" if place % 2 else "no",
            "Somebody" if place % 3 else "",
            str(1_000_000 * (1 + place % 7)),
            "HKD",
            str(1 + place % 5),
            str(10 * (place % 4)),
        )
        for name, security, place in events
    ]


def _factors(dates: Sequence[str], draw: np.random.Generator) -> list[Sequence[str]]:
    values = draw.normal(0, 0.006, (len(dates), len(FACTORS) - 1))
    return [
        (date, *(f"{value:.6f}" for value in row), "0.000100")
        for date, row in zip(dates, values.tolist(), strict=True)
    ]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path
