"""An equal-weighted portfolio of shares as one price series.

References
----------
Lyon, Barber and Tsai (1999), "Improved Methods for Tests of Long-Run Abnormal Stock Returns", Journal of
Finance 54, 165-201, on what daily rebalancing and shares that join later do to such a benchmark.
Blume and Stambaugh (1983), "Biases in Computed Returns: An Application to the Size Effect", Journal of
Financial Economics 12, 387-404: where closes bounce between bid and ask, rebalancing every day biases the
mean return upwards, by about the variance of the bounce; the thinner the shares, the more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.prices.returns import real_prices, returns
from eventstudy.prices.series import SIMULATED, PriceSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Booleans, Floats, Integers

FEWEST = 3
"""Returns that a session needs for a mean; with fewer, one share would be the market."""

BASE = 100.0
"""The level of the portfolio's first session."""


@dataclass(frozen=True, eq=False)
class EqualWeighted:
    """A portfolio as a series, and what it is made of.

    Attributes
    ----------
    series : PriceSeries
        Its level, which starts at ``BASE``; NaN on a session with too few returns.
    thin : int
        How many sessions between the first and the last have none.
    """

    series: PriceSeries
    thin: int


def equal_weighted(
    name: str, members: Sequence[PriceSeries], sessions: Integers, *, fewest: int = FEWEST
) -> EqualWeighted | None:
    """Hold the members in equal parts, put right every session.

    The return of a session is the mean of the members' simple returns from the session before,
    ``R_t = sum_i (P_it / P_it-1 - 1) / n_t``, over the ``n_t`` members that have one; it is missing where
    ``n_t`` is below ``fewest``. The level ``V_t = V_s (1 + R_t)`` goes on from the last session ``s`` that
    has one: over a gap ``R_t`` is the mean of the members' returns from ``s`` to ``t``. Where too few span
    the gap, the level of ``s`` has no relation to that of ``t`` and is left out too.

    Parameters
    ----------
    name : str
        Of the series.
    members : sequence of PriceSeries
        Their returns come from ``return_prices``.
    sessions : ndarray of shape (T,), int64
        Epoch days, ascending; prices on other days do not count.
    fewest : int
        Returns that a session needs.

    Returns
    -------
    EqualWeighted or None
        None if fewer than two sessions have a level.
    """
    prices = np.stack([_laid(one, sessions) for one in members]) if members else np.empty((0, len(sessions)))
    kept = _kept(prices, fewest)
    if len(kept) < 2:  # noqa: PLR2004  -- one level has no return
        return None
    mean = _mean(returns(prices[:, kept], "simple"))
    level = np.full(kept[-1] + 1 - kept[0], np.nan)
    level[kept - kept[0]] = BASE * np.cumprod(1 + np.concatenate([[0.0], mean[1:]]))
    return EqualWeighted(
        _series(name, members, sessions[kept[0] : kept[-1] + 1], level), len(level) - len(kept)
    )


def _laid(series: PriceSeries, sessions: Integers) -> Floats:
    """Lay the real prices of a series on sessions; NaN where there is none."""
    _, at, there = np.intersect1d(sessions, series.days, return_indices=True)
    row = np.full(len(sessions), np.nan)
    row[at] = real_prices(series.return_prices[there])
    return row


def _kept(prices: Floats, fewest: int) -> Integers:
    """Return the sessions that get a level: the first is the base of the first return."""
    enough = _enough(returns(prices, "simple"), fewest)
    if not enough.any():
        return np.empty(0, dtype=np.int64)
    enough[int(np.argmax(enough)) - 1] = True
    kept = np.flatnonzero(enough).astype(np.int64)
    while True:
        broken = ~_enough(returns(prices[:, kept], "simple"), fewest)[1:]
        if not broken.any():
            return kept
        kept = np.delete(kept, np.flatnonzero(broken))


def _enough(changes: Floats, fewest: int) -> Booleans:
    enough: Booleans = np.isfinite(changes).sum(axis=0) >= fewest
    return enough


def _mean(changes: Floats) -> Floats:
    """Average the returns of each session, over the members that have one; shape (T,)."""
    there = np.isfinite(changes)
    mean: Floats = np.where(there, changes, 0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    return mean


def _series(name: str, members: Sequence[PriceSeries], days: Integers, level: Floats) -> PriceSeries:
    currencies = {one.currency for one in members}
    unknown = np.full(len(days), np.nan)
    return PriceSeries(
        security=name,
        days=days,
        close=level,
        adj_close=unknown,
        volume=unknown.copy(),
        currency=currencies.pop() if len(currencies) == 1 else None,
        source=SIMULATED if any(one.simulated for one in members) else "equal-weighted peers",
    )
