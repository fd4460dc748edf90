"""Unit errors and unadjusted splits: what is planted is found, and a crash is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from checked_series import clean, found, with_closes
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.arrays import date_of


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    first=st.integers(5, 180),
    length=st.integers(1, 60),
    factor=st.sampled_from([100, 0.01]),
)
def test_a_stretch_in_the_other_unit_is_found_on_its_first_day(
    seed: int, first: int, length: int, factor: float
) -> None:
    """Closes a hundred times too high or low are one unit error, of that size, and no split and no spike."""
    series = clean(seed)
    close = series.close.copy()
    close[first : first + length] *= factor
    bad = with_closes(series, close)
    (one,) = found(bad, "unit_error")
    assert one.session == date_of(series.days[first])
    assert one.size == pytest.approx(factor)
    assert not found(bad, "unadjusted_split") + found(bad, "spike")


def test_a_consolidation_by_a_hundred_is_no_unit_error() -> None:
    """A change by a hundred that the splits name is left to the split."""
    series = clean(3)
    close, splits = series.close.copy(), series.splits.copy()
    close[:100] /= 100
    splits[100] = 0.01
    bad = replace(with_closes(series, close), splits=splits)
    assert not found(bad, "unit_error")
    (one,) = found(bad, "unadjusted_split")
    assert one.size == pytest.approx(0.01)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    at=st.integers(20, 220),
    ratio=st.sampled_from([2.0, 3.0, 5.0, 10.0, 0.5, 0.1, 0.4714]),
    late=st.integers(0, 4),
)
def test_a_history_that_a_split_was_not_applied_to_is_found(
    seed: int, at: int, ratio: float, late: int
) -> None:
    """Where closes before a recorded split are those printed then, the jump is found, with the split's ratio."""
    series = clean(seed)
    close, splits = series.close.copy(), series.splits.copy()
    close[:at] *= ratio
    splits[at + late] = ratio
    (one,) = found(replace(with_closes(series, close), splits=splits), "unadjusted_split")
    assert one.session == date_of(series.days[at])
    assert one.size == pytest.approx(ratio)
    assert "suspected" not in one.remedy


def test_a_split_that_is_applied_is_not_found() -> None:
    """A split in a series whose closes run on says nothing against it."""
    series = clean(4)
    splits = series.splits.copy()
    splits[100] = 4
    assert not found(replace(series, splits=splits), "unadjusted_split")


def test_a_special_dividend_with_a_consolidation_is_no_fault() -> None:
    """A close that falls by half because half was paid out is explained by the dividend."""
    series = clean(5)
    close, dividends, splits = series.close.copy(), series.dividends.copy(), series.splits.copy()
    close[:100] *= 2
    dividends[100], splits[100] = close[99] / 2, 0.5
    assert not found(
        replace(with_closes(series, close), dividends=dividends, splits=splits), "unadjusted_split"
    )


def test_an_unrecorded_split_is_suspected_where_the_shares_traded_follow() -> None:
    """Closes that fall to a fifth for good, with five times the shares traded, are a suspected split."""
    series = clean(6, sigma=0.015)
    close, volume = series.close.copy(), series.volume.copy()
    close[:120] *= 5 * close[120] / close[119]  # the day of the split itself is a quiet one
    volume[120:] *= 5
    volume[120] = 5e6
    (one,) = found(
        replace(with_closes(series, close), volume=volume, splits=np.full(250, np.nan)), "unadjusted_split"
    )
    assert one.size == pytest.approx(5)
    assert "suspected" in one.remedy


def test_a_crash_is_no_split() -> None:
    """A fall by exactly half on a rush of volume that fades is left alone."""
    series = clean(7)
    close, volume = series.close.copy(), series.volume.copy()
    close[120:] *= 0.5 * close[119] / close[120]
    volume[120:130] *= np.array([12, 8, 6, 4, 3, 2.5, 2, 2, 1.5, 1.5])
    assert not found(replace(with_closes(series, close), volume=volume), "unadjusted_split")


def test_a_lasting_fall_without_volumes_is_no_split() -> None:
    """Where nobody knows the volumes, a fall by half is taken for what it looks like."""
    series = clean(8)
    close = series.close.copy()
    close[120:] *= 0.5 * close[119] / close[120]
    assert not found(replace(with_closes(series, close), volume=np.full(250, np.nan)), "unadjusted_split")


def test_returns_are_said_to_be_right_where_only_the_close_jumps() -> None:
    """Where the adjusted close is adjusted for the split, the remedy says that returns are right."""
    series = clean(9)
    close, splits = series.close.copy(), series.splits.copy()
    close[:100] *= 4
    splits[100] = 4
    bad = replace(series, close=close, splits=splits)
    (one,) = found(bad, "unadjusted_split")
    assert "returns are right" in one.remedy
    assert not found(bad, "adjusted_close_break")


@pytest.mark.parametrize("tick", [0.01, 0.001])
@pytest.mark.parametrize("ticks", [2, 3])
def test_a_share_of_a_few_ticks_does_not_split_every_day(tick: float, ticks: int) -> None:
    """Where a tick doubles the price, doubling is what the share usually does."""
    for seed in range(20):
        steps = np.random.default_rng(seed).integers(1, ticks + 1, 250)
        assert not found(with_closes(clean(seed), np.round(steps * tick, 3)), "unadjusted_split")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1_000), at=st.integers(30, 200))
def test_the_return_of_the_day_does_not_hide_an_unrecorded_split(seed: int, at: int) -> None:
    """A split of ten that volumes tell too is suspected, though the share moved by 3 % on the day itself."""
    series = clean(seed, sigma=0.01)
    close = series.close * np.where(np.arange(250) < at, 10.3, 1.0)
    volume = np.where(np.arange(250) < at, 1e5, 1e6)
    slack = 2 * 0.01 - abs(np.log(series.close[at] / series.close[at - 1]))
    bad = replace(with_closes(series, close), volume=volume)
    if slack > np.log(1.03):
        assert [one.size for one in found(bad, "unadjusted_split")] == [10.0]
    assert not found(bad, "unit_error")


def test_a_consolidation_long_ago_leaves_unit_errors_to_be_seen() -> None:
    """A split of one to a hundred explains moves of its weeks, not a print a year later."""
    series = clean(5, 500)
    splits, close = series.splits.copy(), series.close.copy()
    splits[50] = 0.01
    close[400] *= 100
    (one,) = found(replace(with_closes(series, close), splits=splits), "unit_error")
    assert one.session == date_of(series.days[400])
