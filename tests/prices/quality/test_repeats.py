"""Stale closes and weeks without a trade."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from checked_series import clean, found, with_closes
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import date_of


@given(seed=st.integers(0, 1_000), first=st.integers(1, 200), length=st.integers(5, 40))
def test_a_close_that_repeats_is_found(seed: int, first: int, length: int) -> None:
    """The same close on five sessions or more of a share that moves daily is a stale run, with its length."""
    series = clean(seed)
    close = series.close.copy()
    close[first : first + length] = close[first]
    (one,) = found(with_closes(series, close), "stale_run")
    assert (one.session, one.size) == (date_of(series.days[first]), min(length, 250 - first))


def test_volumes_need_not_be_known() -> None:
    """A stale run is found where no volume is known, and is none where the volume is zero."""
    series = clean(1)
    close = series.close.copy()
    close[50:70] = close[50]
    stale, volume = with_closes(series, close), series.volume.copy()
    assert found(replace(stale, volume=np.full(250, np.nan)), "stale_run")
    volume[50:70] = 0
    assert not found(replace(stale, volume=volume), "stale_run")


def test_a_share_that_hardly_moves_is_given_longer() -> None:
    """In a series with 60 % unchanged closes, chance makes the runs that would be found in a lively one."""
    rng = np.random.default_rng(2)
    moved = rng.random(1000) < 0.4
    close = 5 + 0.01 * np.cumsum(moved * rng.choice([-1, 1], 1000))
    series = with_closes(clean(3, 1000), close)
    longest = max(len(run) for run in "".join("01"[step] for step in moved.astype(int)).split("1"))
    assert longest >= 10
    assert not found(series, "stale_run")


@given(first=st.integers(0, 200), length=st.integers(1, 40))
def test_five_sessions_without_a_trade_are_found(first: int, length: int) -> None:
    """Zero volume on five sessions or more in a row is found with its length, and on fewer is not."""
    series = clean(4)
    volume = series.volume.copy()
    volume[first : first + length] = 0
    seen = found(replace(series, volume=volume), "zero_volume_run")
    assert [one.size for one in seen] == ([length] if length >= 5 else [])


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_unknown_volumes_are_no_zero_volumes(value: float) -> None:
    """A series without any volume above zero has no volumes, and no run of zeros."""
    assert not found(replace(clean(5), volume=np.full(250, value)), "zero_volume_run")


def test_an_index_without_volumes_can_be_stuck() -> None:
    """Where no day has a volume the zeros say nothing, and a level that repeats is found."""
    series = clean(7)
    close = series.close.copy()
    close[100:130] = close[100]
    stuck = replace(series, close=close, adj_close=close.copy(), volume=np.zeros(250))
    assert [one.size for one in found(stuck, "stale_run")] == [30.0]
