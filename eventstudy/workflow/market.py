"""The demo's simulated market, as the announcements and prices that any other market would be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.simulation import BENCHMARK, MarketDesign, SimulatedMarket, simulate_market
from eventstudy.announcements.announcement import Announcement, Issuer, Moment, Precision, Security
from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar, sessions_between
from eventstudy.prices.series import SIMULATED, PriceSeries

if TYPE_CHECKING:
    from eventstudy.analysis.simulation import Plant
    from eventstudy.arrays import Floats

SEED = 20250228
"""The demo's seed: fixed, so that everybody sees the same market."""

DESIGN = MarketDesign(issuers=18, pumps=7, permanent=6, nothing=7)
"""Enough of each to see the difference, and few enough to draw them all while somebody waits."""

EXCHANGE = "XHKG"
"""Whose sessions, zone and currency the market borrows."""

_FIRST, _LAST = dt.date(2018, 1, 2), dt.date(2024, 12, 31)


def demo_market() -> SimulatedMarket:
    """Simulate seven years of sessions: enough ordinary windows for a reference set."""
    calendar = exchange_calendar(EXCHANGE)
    sessions = sessions_between(calendar, epoch_day(_FIRST), epoch_day(_LAST))
    return simulate_market(sessions, seed=SEED, design=DESIGN)


def demo_prices(market: SimulatedMarket) -> tuple[PriceSeries, ...]:
    """Return a series for every fictional issuer, and one for the benchmark; each says it is simulated."""
    blank = np.full(len(market.sessions), np.nan)
    issuers = [
        _series(issuer.symbol, market, close, volume)
        for issuer, close, volume in zip(market.issuers, market.closes, market.volumes, strict=True)
    ]
    return (_series(BENCHMARK, market, market.benchmark, blank), *issuers)


def _series(symbol: str, market: SimulatedMarket, close: Floats, volume: Floats) -> PriceSeries:
    return PriceSeries(
        security=symbol,
        days=market.sessions,
        close=close,
        adj_close=np.full(len(close), np.nan),
        volume=volume,
        currency="HKD",
        source=SIMULATED,
    )


def demo_announcements(market: SimulatedMarket) -> tuple[Announcement, ...]:
    """Return the fictional announcements, each made before the open of its day 0."""
    return tuple(_announcement(market, plant, i) for i, plant in enumerate(market.plants, start=1))


def _announcement(market: SimulatedMarket, plant: Plant, i: int) -> Announcement:
    issuer, day = market.issuers[plant.issuer], date_of(market.sessions[plant.day0])
    local = dt.datetime.combine(day, dt.time(8, 30))
    return Announcement(
        id=f"sim-{i:02d}",
        issuer=Issuer(issuer.name),
        securities=(Security(issuer.symbol, EXCHANGE),),
        announced=Moment(local, "Asia/Hong_Kong", Precision.MINUTE),
        headline=_headline(plant),
        kind="contract",
        terms=plant.terms,
    )


def _headline(plant: Plant) -> str:
    terms = plant.terms
    if not terms.value or not terms.units:
        return "SIMULATED: fictional agreement without a stated price"
    return f"SIMULATED: fictional contract of {terms.units:,} satellites for {terms.currency} {terms.value / 1e6:,.1f}m"
