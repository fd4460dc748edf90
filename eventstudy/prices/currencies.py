"""Exchange rates as price series, and prices in another currency.

Rates have Yahoo's symbols: ``HKD=X`` is the price of a US dollar in Hong Kong dollars, ``CNYHKD=X`` that of
a yuan in Hong Kong dollars. They are closes of a market that never rests: a day's rate and the close of a
share in Asia are hours apart. A day without a rate is missing; no rate is filled in, and no peg is assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.returns import real_prices
from eventstudy.prices.series import SIMULATED, PriceSeries
from eventstudy.prices.suspensions import suspensions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from eventstudy.arrays import Floats, Integers

DOLLAR = "USD"
"""The currency that every other one has a rate to."""

LATEST = 5
"""Calendar days before a day within which its rate may lie: a weekend and three holidays."""

_CODE = re.compile(r"[A-Z]{3}")
_PRICES = ("open", "high", "low", "close", "adj_close", "dividends")


class Leg(NamedTuple):
    """One step of a conversion: a symbol, and whether its rate is divided by rather than multiplied with."""

    symbol: str
    inverse: bool


@dataclass(frozen=True, eq=False)
class Rate:
    """What one unit of a currency costs in another.

    Attributes
    ----------
    source, target : str
        ISO 4217 codes.
    days : ndarray of shape (n,), int64
        Epoch days, ascending, each with a rate.
    values : ndarray of shape (n,)
        Units of the target for a unit of the source.
    symbols : tuple of str
        The series it is made from; empty where both are one currency.
    simulated : bool
        Whether any of them is made up.
    """

    source: str
    target: str
    days: Integers
    values: Floats
    symbols: tuple[str, ...]
    simulated: bool = False

    def on(self, days: Integers) -> Floats:
        """Return the rates of some days, NaN where there is none; the same shape."""
        if self.source == self.target:
            return np.ones(len(days))
        rates = np.full(len(days), np.nan)
        _, at, there = np.intersect1d(days, self.days, return_indices=True)
        rates[at] = self.values[there]
        return rates

    def latest(self, day: dt.date) -> tuple[dt.date, float] | None:
        """Return the last rate of the ``LATEST`` days up to a day, with its own day; None without one."""
        if self.source == self.target:
            return day, 1.0
        place = int(np.searchsorted(self.days, epoch_day(day), side="right")) - 1
        if place < 0 or epoch_day(day) - int(self.days[place]) > LATEST:
            return None
        return date_of(int(self.days[place])), float(self.values[place])


def is_currency(code: str) -> bool:
    """Say whether a text is written as an ISO 4217 code.

    >>> is_currency("HKD"), is_currency("hk$")
    (True, False)
    """
    return _CODE.fullmatch(code) is not None


def rate_symbols(source: str, target: str) -> tuple[str, ...]:
    """Return the symbols whose rates are enough to convert: the dollar's price in each currency.

    >>> rate_symbols("CNY", "HKD"), rate_symbols("HKD", "USD"), rate_symbols("USD", "USD")
    (('CNY=X', 'HKD=X'), ('HKD=X',), ())
    """
    if source == target:
        return ()
    return tuple(f"{code}=X" for code in (source, target) if code != DOLLAR)


def routes(source: str, target: str) -> tuple[tuple[Leg, ...], ...]:
    """Return the ways to a rate, the most direct first: by its own symbol, upside down, or over the dollar.

    Where one of the two is the dollar, Yahoo has the pair under a short name too.
    """
    direct = [(Leg(symbol, inverse=False),) for symbol in _names(source, target)]
    direct += [(Leg(symbol, inverse=True),) for symbol in _names(target, source)]
    if DOLLAR in {source, target}:
        return tuple(direct)
    halves = product(routes(source, DOLLAR), routes(DOLLAR, target))
    return (*direct, *((*first, *second) for first, second in halves))


def _names(source: str, target: str) -> tuple[str, ...]:
    """Name the price of the source in the target."""
    short = (f"{target}=X",) if source == DOLLAR else ()
    return (*short, f"{source}{target}=X")


def symbols_of_routes(source: str, target: str) -> tuple[str, ...]:
    """Return every symbol that could be a part of a conversion."""
    if source == target:
        return ()
    return tuple(dict.fromkeys(leg.symbol for route in routes(source, target) for leg in route))


def exchange_rate(source: str, target: str, series: Mapping[str, PriceSeries]) -> Rate | None:
    """Return the rate by the most direct way that the series allow, or None if they allow none.

    Over the dollar, the rate is the product of two on the days that both have.
    """
    if source == target:
        return Rate(source, target, np.empty(0, dtype=np.int64), np.empty(0), ())
    found = [
        _along(source, target, route, series)
        for route in routes(source, target)
        if all(leg.symbol in series for leg in route)
    ]
    best = max(found, key=lambda rate: len(rate.days), default=None)
    return best if best is not None and len(best.days) else None


def _along(source: str, target: str, route: tuple[Leg, ...], series: Mapping[str, PriceSeries]) -> Rate:
    days, values = _leg(route[0], series)
    for leg in route[1:]:
        more_days, more = _leg(leg, series)
        days, at, there = np.intersect1d(days, more_days, return_indices=True)
        values = values[at] * more[there]
    symbols = tuple(leg.symbol for leg in route)
    return Rate(source, target, days, values, symbols, any(series[name].simulated for name in symbols))


def _leg(leg: Leg, series: Mapping[str, PriceSeries]) -> tuple[Integers, Floats]:
    one = series[leg.symbol]
    closes = real_prices(one.close)
    there = np.isfinite(closes)
    return one.days[there], 1 / closes[there] if leg.inverse else closes[there]


def converted(series: PriceSeries, rate: Rate) -> tuple[PriceSeries, Integers]:
    """Return prices in another currency, and the days whose close has no rate.

    Every price and dividend is multiplied by the rate of its own day. A return is then the product of the
    return in its own currency and that of the currency: logs add up.

    Parameters
    ----------
    series : PriceSeries
        In the rate's source currency.
    rate : Rate

    Returns
    -------
    PriceSeries
        NaN on a day without a rate; made up if the prices or the rate are.
    ndarray of shape (m,), int64
        Epoch days that have a close and no rate.
    """
    rates = rate.on(series.days)
    lost: Integers = series.days[np.isfinite(series.close) & np.isnan(rates)]
    # A close that stands still in its own currency moves in another one, and hides the suspension.
    rates = np.where(suspensions(series.close, series.volume), np.nan, rates)
    own = {name: getattr(series, name) * rates for name in _PRICES}
    source = SIMULATED if rate.simulated else series.source
    return replace(series, currency=rate.target, source=source, **own), lost


def amount_on(amount: float, rate: Rate, day: dt.date) -> tuple[dt.date, float] | None:
    """Convert an amount at the rate of a day, or the last within ``LATEST`` days before.

    Returns
    -------
    (date, float) or None
        The day of the rate and the amount; None without such a rate.
    """
    found = rate.latest(day)
    return None if found is None else (found[0], amount * found[1])
