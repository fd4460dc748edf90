"""The daily prices of one security."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from same_series import same

from eventstudy.prices.series import NUMBERS, SIMULATED, PriceSeries


def _series(close: list[float], adjusted: list[float], source: str = "file") -> PriceSeries:
    days = np.arange(len(close), dtype=np.int64)
    volume = np.full(len(close), 1000.0)
    return PriceSeries("1725.HK", days, np.array(close), np.array(adjusted), volume, "HKD", source)


def test_returns_come_from_adjusted_closes_where_there_are_any() -> None:
    """One adjusted close is enough; a session without one is then missing, and no close takes its place."""
    series = _series([2.0, 2.2, 2.4], [1.0, np.nan, 1.2])
    np.testing.assert_array_equal(series.return_prices, [1.0, np.nan, 1.2])


def test_returns_come_from_closes_where_nothing_is_adjusted() -> None:
    """Without any adjusted close, the closes as printed are used, gaps included."""
    series = _series([2.0, np.nan, 2.4], [np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(series.return_prices, [2.0, np.nan, 2.4])


def test_a_series_of_numbers_is_one_field_by_field() -> None:
    """What is made of eight rows equals what the constructor makes of them, and copies none of them."""
    numbers = np.random.default_rng(3).normal(size=(len(NUMBERS), 4))
    days = np.arange(4)
    made = PriceSeries.of_numbers("1725.HK", days, numbers, currency="HKD", source="yahoo", zone="Asia/Tokyo")
    open_, high, low, close, adj_close, volume, dividends, splits = numbers
    plain = PriceSeries(
        "1725.HK", days, close, adj_close, volume, "HKD", "yahoo",
        open_, high, low, dividends, splits, "Asia/Tokyo",
    )  # fmt: skip
    assert {one.name for one in fields(made)} == set(vars(made)) == set(vars(plain))
    assert same(made, plain)
    assert made.content_hash == plain.content_hash
    assert all(np.shares_memory(getattr(made, name), numbers) for name in NUMBERS)


def test_a_series_is_as_long_as_its_days() -> None:
    """The length is the number of rows, missing closes included; an empty series has none."""
    assert len(_series([2.0, np.nan], [np.nan, np.nan])) == 2
    assert len(_series([], [])) == 0
    assert len(_series([], []).return_prices) == 0


@pytest.mark.parametrize(("source", "simulated"), [(SIMULATED, True), ("file", False), ("yahoo", False)])
def test_only_the_source_makes_prices_simulated(source: str, *, simulated: bool) -> None:
    """Prices are made up if their source says so."""
    assert _series([1.0], [1.0], source).simulated is simulated
