"""Price series to plant faults in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.prices.quality.check import check_series
from eventstudy.prices.quality.finding import Finding, Surroundings
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

FIRST = epoch_day(dt.date(2024, 1, 1))
"""A Monday."""

NOWHERE = Surroundings()


def weekdays(count: int) -> Integers:
    """Return so many weekdays from the first Monday of 2024 on."""
    place = np.arange(count)
    return FIRST + place // 5 * 7 + place % 5


def clean(seed: int, count: int = 250, *, sigma: float = 0.025, symbol: str = "X.HK") -> PriceSeries:
    """Return a series in which nothing is wrong: a geometric random walk with ordinary volumes."""
    rng = np.random.default_rng(seed)
    close = 20 * np.exp(np.cumsum(rng.normal(0, sigma, count)))
    volume = np.round(1e6 * np.exp(rng.normal(0, 0.4, count)))
    none = np.zeros(count)
    return PriceSeries(
        symbol, weekdays(count), close, close.copy(), volume, dividends=none, splits=none.copy()
    )


def with_closes(series: PriceSeries, close: Floats) -> PriceSeries:
    """Return the series with other closes, adjusted by nothing."""
    return replace(series, close=close, adj_close=close.copy())


def found(series: PriceSeries, kind: str, around: Surroundings = NOWHERE) -> list[Finding]:
    """Return what is found of one kind."""
    return [one for one in check_series(series, around) if one.kind == kind]


def kinds(series: PriceSeries, around: Surroundings = NOWHERE) -> set[str]:
    """Return the kinds of what is found."""
    return {one.kind for one in check_series(series, around)}
