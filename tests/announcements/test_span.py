"""Dates that may be known only roughly."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.announcements.announcement import Moment, Precision
from eventstudy.announcements.span import Span

days = st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025-02-11", "2025-02-11", "2025-02-11"),
        ("2023-07-25/2024-03", "2023-07-25", "2024-03-31"),
    ],
)
def test_a_rough_date_means_all_of_its_days(text: str, first: str, last: str) -> None:
    """A year, a month, a day and an interval each go from their first day to their last."""
    assert Span.read(text) == Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "2025-13", "2025-02-30", "25-02", "February", "2025-03/2025-02"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A day that does not exist, another form, or an interval that runs backwards is no date."""
    with pytest.raises(ValueError, match=r"date|day|month|begins"):
        Span.read(text)


@given(st.tuples(days, days).map(sorted))
def test_it_reads_what_it_writes(bounds: list[dt.date]) -> None:
    """Whatever days a date may mean, its text means the same."""
    span = Span(bounds[0], bounds[1])
    assert Span.read(str(span)) == span


@given(days, st.sampled_from(Precision))
def test_a_moment_is_as_rough_as_its_precision(day: dt.date, precision: Precision) -> None:
    """A month means each of its days, and a day or a minute its own day alone."""
    span = Span.of(Moment(dt.datetime.combine(day, dt.time()), "UTC", precision))
    assert day in span.days()
    assert span.exact == (precision is not Precision.MONTH)
    assert {one.month for one in span.days()} == {day.month}


def test_within_is_sure_and_touches_is_possible() -> None:
    """A month that sticks out of an interval may lie in it, but does not for sure."""
    month, first, last = Span.read("2025-02"), dt.date(2025, 2, 10), dt.date(2025, 3, 10)
    assert month.touches(first, last)
    assert not month.within(first, last)
    assert month.within(dt.date(2025, 2, 1), last)
    assert not month.touches(dt.date(2025, 3, 1), last)
