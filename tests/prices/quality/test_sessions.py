"""Gaps, suspensions and closed days against a calendar of weekdays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from checked_series import clean, found, weekdays
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import date_of
from eventstudy.prices.quality.finding import Surroundings

if TYPE_CHECKING:
    from eventstudy.prices.series import PriceSeries

SESSIONS = weekdays(400)
OPEN = Surroundings(sessions=SESSIONS)


def without(series: PriceSeries, places: slice) -> PriceSeries:
    """Return the series without some of its rows."""
    kept = np.ones(len(series), dtype=bool)
    kept[places] = False
    return series.with_numbers(series.days[kept], series.numbers[:, kept])


def test_a_whole_series_has_no_gap() -> None:
    """A row on every session is no finding of the calendar."""
    series = clean(1)
    for kind in ("calendar_gap", "suspension", "closed_day_row"):
        assert not found(series, kind, OPEN)


@given(first=st.integers(1, 150), length=st.integers(1, 40))
def test_sessions_without_a_row_are_one_gap(first: int, length: int) -> None:
    """A run of absent sessions is found once, on the first, with its length."""
    series = clean(2)
    (one,) = found(without(series, slice(first, first + length)), "calendar_gap", OPEN)
    assert (one.session, one.size) == (date_of(series.days[first]), length)


def test_two_runs_are_two_gaps() -> None:
    """Runs that a session with a row divides are found each for itself."""
    series = without(without(clean(2), slice(50, 52)), slice(10, 11))
    assert [one.size for one in found(series, "calendar_gap", OPEN)] == [1, 2]


@given(first=st.integers(1, 150), length=st.integers(1, 40))
def test_empty_closes_are_a_gap_or_a_suspension(first: int, length: int) -> None:
    """One or two empty closes in a row are a gap, three and more a suspension, with or without a calendar."""
    series = clean(3)
    close = series.close.copy()
    close[first : first + length] = np.nan
    bad = replace(series, close=close)
    kind, other = ("suspension", "calendar_gap") if length >= 3 else ("calendar_gap", "suspension")
    for around in (OPEN, Surroundings()):
        (one,) = found(bad, kind, around)
        assert (one.session, one.size) == (date_of(series.days[first]), length)
        assert not found(bad, other, around)


def test_empty_closes_on_closed_days_do_not_count() -> None:
    """A row without a close on a day that is no session is neither a gap nor part of a suspension."""
    series = clean(4)
    close = series.close.copy()
    close[20:23] = np.nan
    closed = Surroundings(sessions=np.delete(SESSIONS, 21))
    bad = replace(series, close=close)
    assert [one.size for one in found(bad, "calendar_gap", closed)] == [2]
    assert not found(bad, "suspension", closed)


def test_a_close_on_a_closed_day_is_a_bad_row() -> None:
    """A security's close on a day that is no session is found, with its return, and is to go."""
    series = clean(5)
    closed = Surroundings(sessions=np.delete(SESSIONS, 30))
    (one,) = found(series, "closed_day_row", closed)
    assert one.session == date_of(series.days[30])
    assert one.size == series.close[30] / series.close[29] - 1
    assert "remove the row" in one.remedy


def test_an_index_on_a_closed_day_accuses_the_calendar() -> None:
    """An index row on a closed day means that the calendar is wrong, and so does one of the benchmark."""
    series = clean(6)
    missing = np.delete(SESSIONS, 30)
    index = Surroundings(sessions=missing, index=True)
    beside = Surroundings(sessions=missing, benchmark=series)
    for around in (index, beside):
        (one,) = found(series, "closed_day_row", around)
        assert "calendar is wrong" in one.remedy


def test_a_gap_of_the_benchmark_too_accuses_the_calendar() -> None:
    """Where neither the security nor the benchmark has a price, the exchange may have been closed."""
    series = without(clean(7), slice(30, 31))
    (alone,) = found(series, "calendar_gap", Surroundings(sessions=SESSIONS, benchmark=clean(8)))
    (both,) = found(series, "calendar_gap", Surroundings(sessions=SESSIONS, benchmark=series))
    assert "overlay" not in alone.remedy
    assert "overlay" in both.remedy


def test_days_outside_the_published_calendar_are_not_judged() -> None:
    """Rows before the calendar starts or after it ends are no rows on closed days."""
    assert not found(clean(9), "closed_day_row", Surroundings(sessions=SESSIONS[50:100]))
