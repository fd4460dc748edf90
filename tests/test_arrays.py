"""Days as whole numbers."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import date_of, epoch_day, runs_of


@given(st.dates())
def test_a_day_goes_there_and_back(date: dt.date) -> None:
    """Every date has one epoch day, and it leads back to the date."""
    assert date_of(epoch_day(date)) == date


@given(st.dates())
def test_an_epoch_day_is_numpys(date: dt.date) -> None:
    """An epoch day is the number that numpy gives a datetime64[D]."""
    assert epoch_day(date) == np.datetime64(date, "D").astype(np.int64)


@given(st.dates(), st.integers(-1000, 1000))
def test_days_subtract(date: dt.date, days: int) -> None:
    """The difference of two epoch days is the number of calendar days between their dates."""
    other = min(max(date.toordinal() + days, 1), dt.date.max.toordinal())
    assert epoch_day(dt.date.fromordinal(other)) - epoch_day(date) == other - date.toordinal()


@pytest.mark.parametrize(("day", "iso"), [(0, "1970-01-01"), (-1, "1969-12-31"), (20130, "2025-02-11")])
def test_known_days(day: int, iso: str) -> None:
    """Day 0 is 1970-01-01, days before it are negative, and an element of an array will do."""
    assert date_of(day) == date_of(np.array([day])[0]) == dt.date.fromisoformat(iso)


def test_runs_are_named_by_their_ends() -> None:
    """Runs at both ends and in the middle are found with their lengths."""
    found = runs_of(np.array([True, False, True, True, False, True]))
    assert [values.tolist() for values in found] == [[0, 2, 5], [0, 3, 5], [1, 2, 1]]
