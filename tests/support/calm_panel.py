"""A simulated panel on which nothing happens, large enough for a reference set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.arrays import Floats


def calm_panel(
    securities: int,
    sessions: int,
    *,
    seed: int = 3,
    returns: Floats | None = None,
    first: dt.date | None = None,
) -> Panel:
    """Make a panel of fat-tailed returns around one benchmark, or of the returns given."""
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, sessions)
    sigma = rng.uniform(0.015, 0.045, (securities, 1))
    own = sigma * rng.standard_t(5, (securities, sessions)) + rng.uniform(0.4, 1.2, (securities, 1)) * market
    used = own if returns is None else returns
    start = 10_000 if first is None else epoch_day(first)
    return Panel(
        securities=tuple(f"S{number:02d}" for number in range(securities)),
        sessions=start + np.arange(sessions, dtype=np.int64)[None],
        grid=np.zeros(securities, dtype=np.int64),
        prices=100 * np.exp(np.cumsum(used, axis=1)),
        volumes=np.full((securities, sessions), 1e6),
        benchmarks=("MARKET",),
        benchmark_prices=1000 * np.exp(np.cumsum(market))[None],
        benchmark=np.zeros(securities, dtype=np.int64),
        simulated=True,
    )
