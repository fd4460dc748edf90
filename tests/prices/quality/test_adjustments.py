"""Dividends that are missing from the adjusted close, and adjustments that nothing explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checked_series import clean, found
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.arrays import date_of

if TYPE_CHECKING:
    from eventstudy.prices.series import PriceSeries


def paying(seed: int, at: int, share: float) -> PriceSeries:
    """Return a series that pays a share of its price, rightly adjusted."""
    series = clean(seed)
    dividends, adjusted = series.dividends.copy(), series.close.copy()
    dividends[at] = share * series.close[at - 1]
    adjusted[:at] *= 1 - share
    return replace(series, dividends=dividends, adj_close=adjusted)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), at=st.integers(1, 240), share=st.floats(0.002, 0.6))
def test_a_dividend_is_adjusted_missing_or_wrong(seed: int, at: int, share: float) -> None:
    """The standard factor is no finding; none at all is a missing dividend; half of it is a break."""
    right = paying(seed, at, share)
    assert not found(right, "missing_dividend") + found(right, "adjusted_close_break")
    (missing,) = found(replace(right, adj_close=right.close.copy()), "missing_dividend")
    assert missing.session == date_of(right.days[at])
    assert missing.size == pytest.approx(share)
    half = right.close.copy()
    half[:at] *= 1 - share / 2
    (wrong,) = found(replace(right, adj_close=half), "adjusted_close_break")
    assert wrong.session == date_of(right.days[at])
    assert wrong.size == pytest.approx(share / 2)


def test_a_missing_price_does_not_hide_a_missing_dividend() -> None:
    """A dividend after a session without a close is held against the last close there is."""
    series = paying(1, 100, 0.05)
    close = series.close.copy()
    close[99] = np.nan
    bad = replace(series, close=close, adj_close=close.copy())
    (one,) = found(bad, "missing_dividend")
    assert one.size == pytest.approx(series.dividends[100] / series.close[98])


def test_without_an_adjusted_close_every_dividend_is_missing() -> None:
    """Returns from closes leave out all dividends, and each is found."""
    series = replace(paying(2, 100, 0.05), adj_close=np.full(250, np.nan))
    (one,) = found(series, "missing_dividend")
    assert "adj_close column" in one.remedy


def test_an_adjustment_without_a_dividend_is_a_break() -> None:
    """A change of the ratio on a day that pays nothing is found, unless nothing is known of dividends."""
    series = clean(3)
    adjusted = series.close.copy()
    adjusted[:100] *= 0.97
    broken = replace(series, adj_close=adjusted)
    (one,) = found(broken, "adjusted_close_break")
    assert one.size == pytest.approx(-0.03)
    assert not found(replace(broken, dividends=np.full(250, np.nan)), "adjusted_close_break")


def test_an_adjusted_close_that_no_dividend_can_make_is_always_a_break() -> None:
    """A factor above one is found where nothing is known of dividends, too."""
    series = clean(4)
    adjusted = series.close.copy()
    adjusted[100:] *= 0.97
    unknown = replace(series, adj_close=adjusted, dividends=np.full(250, np.nan))
    (one,) = found(unknown, "adjusted_close_break")
    assert one.size == pytest.approx(1 / 0.97 - 1)


@given(seed=st.integers(0, 1_000), decimals=st.integers(2, 4))
def test_rounding_is_no_break(seed: int, decimals: int) -> None:
    """Adjusted closes that were rounded, to cents even, are not found."""
    series = paying(seed, 100, 0.04)
    rounded = replace(
        series,
        close=np.round(series.close, decimals),
        adj_close=np.round(series.adj_close, decimals),
    )
    assert not found(rounded, "adjusted_close_break") + found(rounded, "missing_dividend")


def test_closes_without_adjusted_ones_are_found_by_the_run() -> None:
    """Days that lack the adjusted close which others have are one finding, on their first day."""
    series = clean(1)
    adj_close = series.adj_close.copy()
    adj_close[100:110] = np.nan
    (one,) = found(replace(series, adj_close=adj_close), "adjusted_close_break")
    assert one.session == date_of(series.days[100])
    assert one.remedy.startswith("10 closes from here without an adjusted one")
    assert not found(replace(series, adj_close=np.full(len(series), np.nan)), "adjusted_close_break")
