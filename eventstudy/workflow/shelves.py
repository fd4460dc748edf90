"""Shelves on shelves: prices that are made from the prices of another shelf."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.currencies import converted, exchange_rate, rate_symbols, symbols_of_routes
from eventstudy.prices.peers import Portfolio
from eventstudy.prices.portfolio import FEWEST, equal_weighted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from eventstudy.arrays import Integers
    from eventstudy.prices.currencies import Rate
    from eventstudy.prices.series import PriceSeries
    from eventstudy.workflow.inputs import PriceShelf


def remarks_on(shelf: PriceShelf, names: Iterable[str]) -> tuple[str, ...]:
    """Gather what a shelf says of some series, each remark once."""
    return tuple(dict.fromkeys(line for name in names for line in shelf.remarks(name)))


def innermost(shelf: PriceShelf) -> PriceShelf:
    """Return the shelf that all prices come from in the end."""
    while isinstance(shelf, PeerShelf | CurrencyShelf):
        shelf = shelf.inner
    return shelf


def made_from(shelf: PriceShelf, name: str) -> tuple[str, ...]:
    """Return the symbols that a series was made from: the members of a portfolio, or itself."""
    return shelf.members(name) if isinstance(shelf, PeerShelf) else (name,)


@dataclass(frozen=True, eq=False)
class PeerShelf:
    """A shelf that makes the portfolios of peers that are asked for by name.

    Attributes
    ----------
    inner : PriceShelf
        Where the peers' prices are.
    peers : mapping of str to sequence of str
        The user's own lists of peers, by security or MIC.
    cache : Path or None
        Folder in which the sessions of exchanges are kept.
    """

    inner: PriceShelf
    peers: Mapping[str, Sequence[str]]
    cache: Path | None = None
    _remarks: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)
    _members: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def in_currency(self, currency: str) -> PeerShelf:
        """Return the same shelf with all prices in one currency, portfolios being made of converted prices."""
        return replace(self, inner=CurrencyShelf(self.inner, currency))

    def in_own_currencies(self) -> PeerShelf | None:
        """Return the shelf that this one converts; None where it converts nothing."""
        return replace(self, inner=self.inner.inner) if isinstance(self.inner, CurrencyShelf) else None

    def missing(self, *symbols: str) -> str:
        """Say why there is no portfolio: nobody is listed as a peer, or too few of them have prices."""
        asked = {symbol: Portfolio.parse(symbol) for symbol in symbols}
        plain = [symbol for symbol, portfolio in asked.items() if portfolio is None]
        reasons = [self._why_none(portfolio) for portfolio in asked.values() if portfolio is not None]
        return "; ".join([*([self.inner.missing(*plain)] if plain else []), *reasons])

    def _why_none(self, portfolio: Portfolio) -> str:
        members = portfolio.members(self.peers)
        where = portfolio.mic or "an unknown exchange"
        if not members:
            return (
                f"no such shares are listed for {where}; name them in the settings: [peers] and below it "
                f'"{portfolio.symbol}" = ["...", "..."], or pass another --benchmark'
            )
        there = self.inner.load(members)
        absent = [one for one in members if one not in there]
        remedy = self.inner.missing(*absent) if absent else "name more peers in the settings, under [peers]"
        return f"fewer than {FEWEST} of {', '.join(members)} have returns on its sessions: {remedy}"

    def remarks(self, symbol: str) -> tuple[str, ...]:
        """Name the members of a portfolio, those without prices, and the sessions without a mean."""
        return self._remarks.get(symbol, ()) or self.inner.remarks(symbol)

    def members(self, name: str) -> tuple[str, ...]:
        """Return the members of a portfolio that was made, or a series by its own name."""
        return self._members.get(name, (name,))

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Read what the inner shelf has, and make the portfolios."""
        asked = {name: one for name in symbols if (one := Portfolio.parse(name)) is not None}
        members = [one for portfolio in asked.values() for one in portfolio.members(self.peers)]
        plain = [name for name in symbols if name not in asked]
        series = self.inner.load(tuple(dict.fromkeys([*plain, *members])))
        found = {name: series[name] for name in plain if name in series}
        for name, portfolio in asked.items():
            made = self._made(portfolio, series)
            if made is not None:
                found[name] = made
        return found

    def symbols(self) -> tuple[str, ...]:
        """Name every series of the inner shelf."""
        return self.inner.symbols()

    def _made(self, portfolio: Portfolio, series: Mapping[str, PriceSeries]) -> PriceSeries | None:
        wanted = portfolio.members(self.peers)
        members = [series[one] for one in wanted if one in series and len(series[one])]
        if len(members) < FEWEST:
            return None
        shown = f"{portfolio.name} ({len(members)})"
        made = equal_weighted(shown, members, _sessions(portfolio, members, self.cache))
        if made is None:
            return None
        self._members[shown] = tuple(one.security for one in members)
        self._remarks[shown] = _told(shown, wanted, members, made.thin)
        return made.series


def _sessions(portfolio: Portfolio, members: Sequence[PriceSeries], cache: Path | None) -> Integers:
    """Return the sessions of the security's exchange; where it is unknown, the days of its peers."""
    days = np.unique(np.concatenate([one.days for one in members]))
    if portfolio.mic is None:
        return days
    sessions = exchange_calendar(portfolio.mic, cache=cache).days
    between: Integers = sessions[(sessions >= days[0]) & (sessions <= days[-1])]
    return between


def _told(shown: str, wanted: Sequence[str], members: Sequence[PriceSeries], thin: int) -> tuple[str, ...]:
    there = [one.security for one in members]
    absent = [one for one in wanted if one not in there]
    without = f"; no prices of {', '.join(absent)}" if absent else ""
    gaps = f"; {counted(thin, 'session')} missing for want of {FEWEST} returns" if thin else ""
    return (f"{shown}: {', '.join(there)}, in equal parts every session{without}{gaps}",)


@dataclass(frozen=True, eq=False)
class CurrencyShelf:
    """A shelf whose prices are in one currency.

    Attributes
    ----------
    inner : PriceShelf
        Where the prices and the exchange rates are.
    currency : str
        ISO 4217 code of the currency that all prices come in.
    """

    inner: PriceShelf
    currency: str
    _reasons: dict[str, str] = field(default_factory=dict, init=False)
    _remarks: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def missing(self, *symbols: str) -> str:
        """Say that there are no prices, or nothing to convert them with."""
        reasons = [self._reasons[one] for one in symbols if one in self._reasons]
        others = [one for one in symbols if one not in self._reasons]
        return "; ".join([*dict.fromkeys(reasons), *([self.inner.missing(*others)] if others else [])])

    def remarks(self, symbol: str) -> tuple[str, ...]:
        """Name the rates that the prices were converted with, and count the closes without one."""
        return self._remarks.get(symbol, ()) or self.inner.remarks(symbol)

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Convert what the inner shelf has; what cannot be converted is absent."""
        found = self.inner.load(symbols)
        rates = rates_into(self.currency, {one.currency for one in found.values()}, self.inner)
        return {
            name: made for name, one in found.items() if (made := self._converted(one, rates)) is not None
        }

    def symbols(self) -> tuple[str, ...]:
        """Name every series of the inner shelf."""
        return self.inner.symbols()

    def _converted(self, series: PriceSeries, rates: Mapping[str, Rate | None]) -> PriceSeries | None:
        name, currency = series.security, series.currency
        if currency is None:
            self._reasons[name] = (
                f"prices without a currency, so none in {self.currency}: add a currency column to the file"
            )
            return None
        rate = rates[currency]
        if rate is None:
            self._reasons[name] = f"no rate from {currency} to {self.currency}: {self._why_no_rate(currency)}"
            return None
        made, lost = converted(series, rate)
        if rate.symbols:
            self._remarks[name] = (_rates_told(series, rate, len(lost)),)
        return made

    def _why_no_rate(self, currency: str) -> str:
        """Name the rates that would be enough, as far as they are not there."""
        wanted = rate_symbols(currency, self.currency)
        there = self.inner.load(wanted)
        absent = [one for one in wanted if one not in there]
        return self.inner.missing(*absent) if absent else f"{', '.join(wanted)} have no day in common"


def rates_into(target: str, sources: Iterable[str | None], shelf: PriceShelf) -> Mapping[str, Rate | None]:
    """Return the rate of each currency into one, from the shelf's series; None where they have none."""
    known = sorted({source for source in sources if source})
    symbols = [symbol for source in known for symbol in symbols_of_routes(source, target)]
    series = shelf.load(tuple(dict.fromkeys(symbols)))
    return {source: exchange_rate(source, target, series) for source in known}


def _rates_told(series: PriceSeries, rate: Rate, lost: int) -> str:
    missing = (
        f"; {lost} of {counted(len(series), 'close')} without a rate of the day, left out" if lost else ""
    )
    return f"{series.security}: {rate.source} in {rate.target} by {' and '.join(rate.symbols)}{missing}"
