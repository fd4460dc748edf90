"""Single prints that are far out, and moves that are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from checked_series import clean, found, with_closes
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.arrays import date_of
from eventstudy.prices.quality.finding import Surroundings


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), at=st.integers(1, 240), factor=st.sampled_from([1.45, 0.65, 1.7]))
def test_a_print_far_out_is_found(seed: int, at: int, factor: float) -> None:
    """One close far from both neighbours, on ordinary volume, is a spike of the size of its move."""
    series = clean(seed, sigma=0.01)
    close, volume = series.close.copy(), series.volume.copy()
    close[at] *= factor
    volume[at] = 1e6
    (one,) = found(replace(with_closes(series, close), volume=volume), "spike")
    assert one.session == date_of(series.days[at])
    assert one.size == pytest.approx(close[at] / close[at - 1] - 1)


def test_a_day_on_which_many_traded_is_no_spike() -> None:
    """A pop that comes back on ten times the volume is a price at which people traded."""
    series = clean(1, sigma=0.01)
    close, volume = series.close.copy(), series.volume.copy()
    close[100] *= 1.5
    volume[100] = 1e7
    assert not found(replace(with_closes(series, close), volume=volume), "spike")


def test_a_move_that_stays_is_no_spike() -> None:
    """A jump of which more than a fifth is left on the next day is no single print."""
    series = clean(2, sigma=0.01)
    close = series.close.copy()
    close[100] *= 1.5
    close[101:] *= 1.2
    assert not found(with_closes(series, close), "spike")


def test_what_the_market_did_too_is_no_spike() -> None:
    """A crash and recovery of the whole market is taken off before a move is judged."""
    series, market = clean(3, sigma=0.008), clean(4, sigma=0.008, symbol="^HSI")
    close, index = series.close.copy(), market.close.copy()
    close[100] *= 0.8
    index[100] *= 0.8
    bad = with_closes(series, close)
    assert found(bad, "spike")
    assert not found(bad, "spike", Surroundings(benchmark=with_closes(market, index)))


def test_a_wrong_print_of_the_market_is_not_the_shares() -> None:
    """A spike of the benchmark alone is none of the security."""
    market = clean(4, sigma=0.008, symbol="^HSI")
    index = market.close.copy()
    index[100] *= 0.8
    assert not found(clean(3, sigma=0.008), "spike", Surroundings(benchmark=with_closes(market, index)))


def test_a_benchmark_without_prices_changes_nothing() -> None:
    """A benchmark of other days, or without a close, takes nothing off."""
    series = clean(5, sigma=0.01)
    close = series.close.copy()
    close[100] *= 1.5
    bad = with_closes(series, close)
    empty = replace(clean(6), close=np.full(250, np.nan))
    later = replace(clean(6), days=clean(6).days + 10_000)
    assert found(bad, "spike")
    for market in (empty, later):
        assert found(bad, "spike", Surroundings(benchmark=market)) == found(bad, "spike")
