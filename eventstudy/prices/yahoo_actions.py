"""Dividends and splits, as the chart API sends them beside the prices."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from eventstudy.arrays import epoch_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.yahoo_session import Action, Chart

_MINOR = MappingProxyType(
    {
        "GBp": ("GBP", 100.0),
        "GBX": ("GBP", 100.0),
        "ILA": ("ILS", 100.0),
        "ZAc": ("ZAR", 100.0),
        "USX": ("USD", 100.0),
        "KWF": ("KWD", 1000.0),
    }
)
"""Units of quotation: the currency that each is part of, and how many make one of it."""

LARGEST_YIELD = 1.0
"""A dividend above the price before it is taken for hundredths; yfinance's own rule, whose largest real
yield was 63 %."""


def major(quoted: str | None) -> tuple[str | None, float]:
    """Return the currency of a unit of quotation, None where it is unknown, and how many units make one of it.

    >>> major("GBp"), major("HKD")
    (('GBP', 100.0), ('HKD', 1.0))
    """
    return _MINOR.get(quoted or "", (quoted or None, 1.0))


def splits(chart: Chart, days: Integers) -> Floats:
    """Return the new shares for an old one on each day, zero where there was no split; shape (n,)."""
    found = np.zeros(len(days))
    for day, action in _actions(chart, "splits"):
        place = _first_session(days, day)
        if place is not None and action.get("denominator"):
            found[place] = (found[place] or 1) * action["numerator"] / action["denominator"]
    return found


def dividends(chart: Chart, series: PriceSeries) -> Floats:
    """Return the dividend of each day in the currency of the series, zero where there was none; shape (n,).

    For prices in pence Yahoo gives dividends now in pence, now in pounds, mostly without saying which. The
    adjusted closes tell: the unit is taken whose adjustment ``1 - D / C(t-1)`` (Yahoo Finance help, "What is
    the adjusted close?", after CRSP) is nearer to theirs, else the one that ``LARGEST_YIELD`` allows. A
    dividend in another currency than the prices is unknown, NaN.
    """
    quoted = chart["meta"].get("currency") or None
    found = np.zeros(len(series))
    for day, action in _actions(chart, "dividends"):
        place = _first_session(series.days, day)
        if place is not None:
            found[place] += _amount(action, quoted, series, place)
    return found


def _actions(chart: Chart, kind: str) -> Iterator[tuple[int, Action]]:
    """Yield the actions of a kind with their epoch days on the exchange's clock."""
    zone = ZoneInfo(chart["meta"]["exchangeTimezoneName"])
    for action in chart.get("events", {}).get(kind, {}).values():
        yield epoch_day(dt.datetime.fromtimestamp(action["date"], zone).date()), action


def _first_session(days: Integers, day: int) -> int | None:
    """Return the place of the first session from a day on; None where the day lies outside the series."""
    place = int(np.searchsorted(days, day))
    return place if len(days) and days[0] <= day and place < len(days) else None


def _amount(action: Action, quoted: str | None, series: PriceSeries, place: int) -> float:
    amount, stated = float(action["amount"]), action.get("currency") or None
    currency, units = major(quoted)
    if stated is not None:
        own, divisor = major(stated)
        return amount / divisor if own == currency else np.nan
    return amount / units if units > 1 and _in_units(amount, units, series, place) else amount


def _in_units(amount: float, units: float, series: PriceSeries, place: int) -> bool:
    """Say whether a dividend of a series in a major currency was given in parts of it."""
    before = slice(place - 1, place + 1)
    closes, adjusted = series.close[before], series.adj_close[before]
    if place == 0 or not np.isfinite(closes).all():
        return False
    drop = 1 - (adjusted[0] / adjusted[1]) * (closes[1] / closes[0])
    if np.isfinite(drop) and drop > 0:
        return bool(abs(amount / units - drop * closes[0]) < abs(amount - drop * closes[0]))
    return bool(amount > LARGEST_YIELD * closes[0])
