"""A Yahoo of sixty securities with everything that can go wrong with it, and what can be had all the same.

Each security is of one kind; the kinds take turns. What a fetch must end with is worked out here from the
script, not from anything the fetch says.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from yahoo_server import (
    BACK_SOON,
    DROPPED,
    RATE_LIMITED,
    SERVER_ERROR,
    STALLED,
    TRUNCATED,
    UNKNOWN,
    Reply,
    chart,
    nothing,
    result,
)

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar, sessions_between
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from pathlib import Path

FIRST, LAST = dt.date(2024, 1, 2), dt.date(2025, 3, 24)
DAY_ZERO = dt.date(2025, 1, 13)
NUMBER = 60

Closes = list[float | None]


@dataclass(frozen=True)
class Security:
    """One security: what the server says, and what there is to be had of it (None: nothing, for ``why``)."""

    symbol: str
    script: tuple[Reply, ...]
    wanted: PriceSeries | None
    why: str = ""


def days() -> list[dt.date]:
    """Return the sessions of the market."""
    calendar = exchange_calendar("XHKG")
    return [date_of(day) for day in sessions_between(calendar, epoch_day(FIRST), epoch_day(LAST))]


def market() -> dict[str, Security]:
    """Return sixty securities and their index."""
    kinds = (_plain, _passing, _paying, _holed, _pence, _without)
    found = [kinds[number % len(kinds)](number) for number in range(NUMBER)]
    return {one.symbol: one for one in (*found, _named(_plain(NUMBER), "^HSI"))}


def write_registry(path: Path) -> None:
    """Write an announcement of every security."""
    lines = [f"a{number},{symbol(number)},{DAY_ZERO},XHKG" for number in range(NUMBER)]
    path.write_text("\n".join(["id,security,announced_at,exchange", *lines]) + "\n")


def symbol(number: int) -> str:
    """Return the symbol of a security."""
    return f"{1000 + number}.HK"


def _named(one: Security, name: str) -> Security:
    return replace(one, symbol=name, wanted=one.wanted and replace(one.wanted, security=name))


def _closes(number: int) -> list[float]:
    """Return closes in the steps of a quote."""
    draws = np.random.default_rng(number).normal(0, 0.02, len(days()))
    return [round(float(price), 3) for price in 10 * np.exp(np.cumsum(draws))]


def _series(number: int, closes: Closes, adjusted: Closes, volumes: list[int | None]) -> PriceSeries:
    close, adj_close, volume = (np.array(column, dtype=float) for column in (closes, adjusted, volumes))
    stamps = np.array([epoch_day(day) for day in days()])
    return PriceSeries(
        symbol(number), stamps, close, adj_close, volume, "HKD", "yahoo",
        open=close, high=close, low=close, dividends=np.zeros(len(close)), splits=np.zeros(len(close)), zone="Asia/Hong_Kong",
    )  # fmt: skip


def _plain(number: int) -> Security:
    """Make one of which everything is there at once."""
    closes = _closes(number)
    volumes = [1000 + number] * len(closes)
    reply = chart(days(), closes, adjusted=closes, volumes=volumes)
    return Security(symbol(number), (reply,), _series(number, [*closes], [*closes], [*volumes]))


def _passing(number: int) -> Security:
    """Make one with a fault that may pass, and does."""
    faults = (SERVER_ERROR, BACK_SOON, TRUNCATED, DROPPED, STALLED, RATE_LIMITED)
    plain = _plain(number)
    return replace(plain, script=(faults[number // 6 % len(faults)], *plain.script))


def _paying(number: int) -> Security:
    """Make one with a dividend and a split."""
    closes, paid, split = _closes(number), days()[100], days()[200]
    factor = 1 - 0.25 / closes[99]
    adjusted = [close * factor if place < 100 else close for place, close in enumerate(closes)]
    reply = chart(
        days(), closes, adjusted=adjusted, volumes=[7] * len(closes),
        dividends={paid: 0.25}, splits={split: (5, 1)},
    )  # fmt: skip
    series = _series(number, [*closes], [*adjusted], [7] * len(closes))
    series.dividends[100], series.splits[200] = 0.25, 5.0
    return Security(symbol(number), (reply,), series)


def _holed(number: int) -> Security:
    """Make one with a row of nulls, an unknown volume, and no adjusted closes at all."""
    closes: Closes = [*_closes(number)]
    volumes: list[int | None] = [9] * len(closes)
    closes[50], volumes[50], volumes[60] = None, None, None
    reply = chart(days(), closes, volumes=volumes)
    unknown: Closes = [None] * len(closes)
    return Security(symbol(number), (reply,), _series(number, closes, unknown, volumes))


def _pence(number: int) -> Security:
    """Make one with quotes in pence, and a dividend in pounds."""
    closes, factor = [round(100 * close) for close in _closes(number)], 0.97
    paid, amount = days()[100], round(0.03 * closes[99] / 100, 4)
    adjusted = [close * factor if place < 100 else float(close) for place, close in enumerate(closes)]
    reply = chart(days(), closes, adjusted=adjusted, currency="GBp", dividends={paid: amount})
    pounds, real = [close / 100 for close in closes], [close / 100 for close in adjusted]
    series = replace(_series(number, [*pounds], [*real], [1000] * len(closes)), currency="GBP")
    series.dividends[100] = amount
    return Security(symbol(number), (reply,), series)


def _without(number: int) -> Security:
    """Make one of which nothing is to be had, for one of many reasons."""
    no_stamps = result({"meta": {"currency": "HKD", "exchangeTimezoneName": "Asia/Hong_Kong"}})
    reasons = (
        (UNKNOWN, "no such symbol"),
        (nothing(), "no prices from"),
        (SERVER_ERROR, "did not answer (HTTP 500)"),
        (BACK_SOON, "no complete JSON"),
        (TRUNCATED, "no complete JSON"),
        (DROPPED, "did not answer"),
        (no_stamps, "no prices from"),
        (STALLED, "timed out"),
        (chart(days(), [1.0]), "cannot be read"),
        (RATE_LIMITED, "come back later"),
    )
    reply, why = reasons[number // 6 % len(reasons)]
    return Security(symbol(number), (reply,), None, why)
