"""The daily prices of one security."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.prices.series import SIMULATED, PriceSeries


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


def test_a_series_is_as_long_as_its_days() -> None:
    """The length is the number of rows, missing closes included; an empty series has none."""
    assert len(_series([2.0, np.nan], [np.nan, np.nan])) == 2
    assert len(_series([], [])) == 0
    assert len(_series([], []).return_prices) == 0


@pytest.mark.parametrize(("source", "simulated"), [(SIMULATED, True), ("file", False), ("yahoo", False)])
def test_only_the_source_makes_prices_simulated(source: str, *, simulated: bool) -> None:
    """Prices are made up if their source says so."""
    assert _series([1.0], [1.0], source).simulated is simulated
