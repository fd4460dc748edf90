"""Returns: two definitions, and no filling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.prices.returns import RETURN_KINDS, returns

if TYPE_CHECKING:
    from eventstudy.prices.returns import ReturnKind

PRICES = st.lists(st.floats(0.01, 10_000), min_size=2, max_size=30)


@pytest.mark.parametrize(("kind", "rise"), [("log", np.log(1.1)), ("simple", 0.1)])
def test_a_rise_of_a_tenth(kind: ReturnKind, rise: float) -> None:
    """From 100 to 110 is ten per cent, or log 1.1; the first session has no return."""
    change = returns(np.array([100.0, 110.0]), kind)
    assert np.isnan(change[0])
    assert change[1] == pytest.approx(rise, rel=1e-14)


@pytest.mark.parametrize("kind", RETURN_KINDS)
def test_a_gap_is_not_filled(kind: ReturnKind) -> None:
    """A missing price takes the return of its own session and of the next one, in its own row only."""
    prices = np.array([[10.0, 11, np.nan, 12, 13], [10, 11, 12, 13, 14]])
    missing = np.isnan(returns(prices, kind))
    np.testing.assert_array_equal(missing, [[1, 0, 1, 1, 0], [1, 0, 0, 0, 0]])


@pytest.mark.parametrize("price", [0.0, -1.0, np.inf, -np.inf])
def test_what_is_not_a_price_is_missing(price: float) -> None:
    """A price that is not positive and finite counts as none, and raises no warning."""
    assert np.isnan(returns(np.array([10.0, price, 10.0]), "log")).all()


def test_the_prices_are_left_alone() -> None:
    """The caller's array is not written to."""
    prices = np.array([1.0, 2.0, 4.0])
    returns(prices, "log")
    np.testing.assert_array_equal(prices, [1, 2, 4])


@given(PRICES)
def test_log_returns_add_up(prices: list[float]) -> None:
    """The log returns sum to the log of the whole change, and a simple return is exp(log return) - 1."""
    row = np.array(prices)
    log = returns(row, "log")[1:]
    assert log.sum() == pytest.approx(np.log(row[-1] / row[0]), abs=1e-12)
    np.testing.assert_allclose(returns(row, "simple")[1:], np.expm1(log), rtol=1e-9, atol=1e-12)


@given(PRICES, st.floats(1e-3, 1e3))
def test_the_currency_does_not_matter(prices: list[float], rate: float) -> None:
    """Prices in another currency have the same returns."""
    row = np.array(prices)
    np.testing.assert_allclose(returns(row * rate, "log"), returns(row, "log"), atol=1e-12)
