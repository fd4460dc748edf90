"""Returns from trade to trade span the sessions without a trade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.trades import trades_of
from eventstudy.prices.panel import Panel
from eventstudy.prices.returns import returns

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

NAN = np.nan


def _panel(prices: list[list[float]], volumes: list[list[float]] | None = None) -> Panel:
    held = np.array(prices)
    rows, days = held.shape
    return Panel(
        securities=tuple("ABCDEF"[:rows]),
        sessions=np.arange(days)[None],
        grid=np.zeros(rows, dtype=np.int64),
        prices=held,
        volumes=np.full_like(held, NAN) if volumes is None else np.array(volumes),
        benchmarks=("M",),
        benchmark_prices=np.ones((1, days)),
        benchmark=np.zeros(rows, dtype=np.int64),
    )


@pytest.mark.parametrize("kind", ["log", "simple"])
def test_a_return_over_a_gap_is_lumped_into_the_next_price(kind: str) -> None:
    """Two sessions without a price make one return over three, and none on the two."""
    panel = _panel([[10, NAN, NAN, 20, 30]])
    found = trades_of(panel, "log" if kind == "log" else "simple", "lumped")
    growth = np.array([NAN, NAN, NAN, 2, 1.5])
    expected = np.log(growth) if kind == "log" else growth - 1
    np.testing.assert_allclose(found.returns, [expected])
    np.testing.assert_array_equal(found.durations, [[NAN, NAN, NAN, 3, 1]])
    assert not found.weighted


def test_the_first_price_has_no_return() -> None:
    """There is nothing that the first price could have grown from, wherever it stands."""
    found = trades_of(_panel([[NAN, NAN, 10, 11], [NAN, NAN, NAN, NAN]]), "simple", "lumped")
    np.testing.assert_allclose(found.returns, [[NAN, NAN, NAN, 0.1], [NAN] * 4])
    np.testing.assert_array_equal(found.durations, [[NAN, NAN, NAN, 1], [NAN] * 4])


def test_a_close_without_volume_is_no_trade() -> None:
    """A close that repeats an older price ends no return from trade to trade; an unknown volume does not matter."""
    panel = _panel([[10, 10, 10, 20, 21]], [[5, 0, 0, 7, NAN]])
    found = trades_of(panel, "simple", "trade_to_trade")
    np.testing.assert_allclose(found.returns, [[NAN, NAN, NAN, 1, 0.05]])
    np.testing.assert_array_equal(found.durations, [[NAN, NAN, NAN, 3, 1]])
    assert found.weighted


def test_lumped_returns_believe_every_close() -> None:
    """Where returns are only lumped, a close counts whatever its volume."""
    found = trades_of(_panel([[10, 10, 20]], [[5, 0, 7]]), "simple", "lumped")
    np.testing.assert_allclose(found.returns, [[NAN, 0, 1]])


def test_what_is_no_price_is_no_trade() -> None:
    """Zero, negative and infinite prices count as missing, without a warning."""
    found = trades_of(_panel([[10, 0, -3, np.inf, 20]]), "simple", "trade_to_trade")
    np.testing.assert_allclose(found.returns, [[NAN, NAN, NAN, NAN, 1]])
    np.testing.assert_array_equal(found.durations, [[NAN, NAN, NAN, NAN, 4]])


def test_the_panel_is_left_as_it_was() -> None:
    """Taking closes without volume out does not touch the panel's prices."""
    panel = _panel([[10, 10, 20]], [[5, 0, 7]])
    trades_of(panel, "log", "trade_to_trade")
    np.testing.assert_array_equal(panel.prices, [[10, 10, 20]])


def test_prices_on_all_sessions_give_daily_returns() -> None:
    """Without gaps returns from trade to trade are the daily ones, and every one spans its session."""
    prices: Floats = np.exp(np.random.default_rng(3).normal(size=(4, 30)))
    found = trades_of(_panel(prices.tolist()), "log", "trade_to_trade")
    np.testing.assert_allclose(found.returns, returns(prices, "log"), rtol=1e-12, atol=1e-15)
    np.testing.assert_array_equal(found.durations[:, 1:], 1)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 0.9))
def test_nothing_is_lost_over_gaps(seed: int, missing: float) -> None:
    """Log returns add up to the growth from the first price to the last, and durations to the sessions between."""
    rng = np.random.default_rng(seed)
    prices = np.exp(rng.normal(size=(3, 25)))
    prices[rng.random(prices.shape) < missing] = NAN
    found = trades_of(_panel(prices.tolist()), "log", "lumped")
    for row, (price, change, duration) in enumerate(zip(prices, found.returns, found.durations, strict=True)):
        there = np.flatnonzero(np.isfinite(price))
        np.testing.assert_array_equal(np.isfinite(change), np.isfinite(duration))
        assert np.isfinite(change).sum() == max(len(there) - 1, 0), row
        if len(there):
            np.testing.assert_allclose(
                np.nansum(change), np.log(price[there[-1]] / price[there[0]]), atol=1e-12
            )
            assert np.nansum(duration) == there[-1] - there[0]
