"""A simulated panel and events on it, for the benchmarks: Gaussian returns around one factor."""

from __future__ import annotations

import numpy as np

from eventstudy import EventTable, Panel

SEED = 20261125


def panel_of(securities: int, sessions: int) -> Panel:
    """Make prices of so many securities around one benchmark, with nothing missing."""
    draw = np.random.default_rng(SEED)
    market = draw.normal(0.0003, 0.01, sessions)
    prices = draw.normal(0, 0.02, (securities, sessions))
    prices += draw.uniform(0.5, 1.5, (securities, 1)) * market
    np.cumsum(prices, axis=1, out=prices)
    np.exp(prices, out=prices)
    return Panel(
        securities=tuple(f"S{number:05d}" for number in range(securities)),
        sessions=np.arange(sessions)[None, :],
        grid=np.zeros(securities, dtype=np.int64),
        prices=prices,
        volumes=np.broadcast_to(np.float64(1), prices.shape),
        benchmarks=("MARKET",),
        benchmark_prices=np.exp(np.cumsum(market))[None, :],
        benchmark=np.zeros(securities, dtype=np.int64),
        simulated=True,
    )


def events_on(panel: Panel, count: int, *, first: int = 300, last: int = 20) -> EventTable:
    """Draw so many events at random securities and sessions that have their windows."""
    draw = np.random.default_rng(SEED + count)
    sessions = panel.sessions.shape[1]
    return EventTable(
        ids=tuple(map(str, range(count))),
        securities=panel.securities,
        security=draw.integers(0, len(panel.securities), count),
        day0=panel.sessions[0, draw.integers(first, sessions - last, count)],
    )
