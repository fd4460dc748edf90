"""Series of one security from several files become one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.joined import joined
from eventstudy.prices.series import SIMULATED, PriceSeries

PATH = Path("later.csv")


def series(*days: int, close: float = 1.0) -> PriceSeries:
    """Return a flat series without adjusted closes."""
    level = np.full(len(days), close)
    return PriceSeries("A.HK", np.array(days), level, np.full(len(days), np.nan), level, "HKD", "file")


def test_the_days_of_both_stand_in_order() -> None:
    """Days before, between and after come out sorted, each once, missing numbers staying missing."""
    both = joined(series(3, 5), series(1, 4, 5), PATH)
    assert both.days.tolist() == [1, 3, 4, 5]
    assert both.close.tolist() == [1, 1, 1, 1]
    assert np.isnan(both.adj_close).all()
    assert (both.currency, both.source) == ("HKD", "file")


def test_what_one_file_leaves_open_the_other_says() -> None:
    """A currency that only one file names is the series' own; two sources are just files."""
    both = joined(replace(series(1), currency=None, source="a"), replace(series(2), source="b"), PATH)
    assert (both.currency, both.source) == ("HKD", "file")


@pytest.mark.parametrize(
    ("more", "column", "seen"),
    [
        (series(2, close=9.0), "date", "1970-01-03 has other numbers"),
        (replace(series(3), currency="USD"), "currency", "USD here, HKD in an earlier file"),
        (replace(series(3), source=SIMULATED), "source", "simulated in one file"),
    ],
)
def test_a_contradiction_is_refused(more: PriceSeries, column: str, seen: str) -> None:
    """Other numbers for a day, another currency, or made-up beside real prices are refused by file."""
    with pytest.raises(PriceInvalidError, match=seen) as caught:
        joined(series(1, 2), more, PATH)
    assert (caught.value.path, caught.value.column) == (PATH, column)


def test_what_a_file_does_not_know_contradicts_nothing() -> None:
    """A file of closes and one of whole bars join where their closes agree, and the bars are kept."""
    bars = replace(series(1, 2), open=np.array([4.0, 5.0]))
    closes = series(2, 3)
    for known, more in ((bars, closes), (closes, bars)):
        whole = joined(known, more, PATH)
        assert whole.days.tolist() == [1, 2, 3]
        np.testing.assert_array_equal(whole.open, [4, 5, np.nan])
    with pytest.raises(PriceInvalidError, match="1970-01-03 has other numbers"):
        joined(bars, replace(series(2, 3), open=np.array([9.0, 9.0])), PATH)


def test_closes_are_not_put_among_adjusted_ones() -> None:
    """Days with closes alone, put among days with adjusted closes, would lose their returns without a word."""
    adjusted = replace(series(1, 2, 3), adj_close=np.ones(3))
    with pytest.raises(PriceInvalidError, match="no adjusted close on 1970-01-05, while other days have one"):
        joined(adjusted, series(4, 5), PATH)
    assert len(joined(adjusted, series(2, 3), PATH)) == 3
