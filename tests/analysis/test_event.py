"""A table of events reads like a tuple of them, however they are stored."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.event import Event, EventTable
from eventstudy.errors import EstimationError

DAY = dt.date(2024, 3, 1)
EVENTS = (
    Event("a", "ASTS", DAY),
    Event("b", "LUNR", dt.date(1969, 7, 21), expiry=dt.date(1969, 8, 4)),
    Event("c", "ASTS", DAY),
    Event("a", "LUNR", dt.date(2024, 2, 29), expiry=DAY),
)


def _table() -> EventTable:
    return EventTable.of(list(EVENTS))


def test_a_table_reads_like_a_tuple() -> None:
    """Length, places from both ends, slices, membership and equality are those of the tuple."""
    table = _table()
    assert len(table) == 4
    assert tuple(table) == EVENTS
    assert table == EVENTS
    assert table == list(EVENTS)
    assert table != EVENTS[:3]
    assert table != "abcd"
    assert (table[0], table[-1]) == (EVENTS[0], EVENTS[3])
    assert table[1:3] == EVENTS[1:3]
    assert table[::-1] == EVENTS[::-1]
    assert EVENTS[2] in table
    assert table.index(EVENTS[1]) == 1
    assert list(reversed(table)) == list(reversed(EVENTS))
    with pytest.raises(IndexError):
        table[4]
    with pytest.raises(TypeError, match="unhashable"):
        hash(table)


def test_a_table_of_a_table_is_itself() -> None:
    """What is a table already is not copied."""
    table = _table()
    assert EventTable.of(table) is table


def test_columns_point_at_distinct_securities_and_epoch_days() -> None:
    """Two securities in the order of their first event; day 0 in days since 1970, before it too."""
    table = _table()
    assert table.securities == ("ASTS", "LUNR")
    np.testing.assert_array_equal(table.security, [0, 1, 0, 1])
    np.testing.assert_array_equal(table.day0, [19783, -164, 19783, 19782])


@given(st.lists(st.integers(0, 3), max_size=6))
def test_taking_is_picking(numbers: list[int]) -> None:
    """Some of the events, in any order and more than once, are those events with their expiries."""
    taken = _table().take(np.array(numbers, dtype=np.int64))
    assert tuple(taken) == tuple(EVENTS[number] for number in numbers)


def test_taking_twice_is_taking_once() -> None:
    """A table that was cut can be cut again, and remembers the names and expiries of what is left."""
    once = _table().take(np.array([3, 1, 0]))
    twice = once.take(np.array([1, 0]))
    assert tuple(twice) == (EVENTS[1], EVENTS[3])
    assert not len(twice.take(np.array([], dtype=np.int64)))


def test_taking_all_copies_nothing() -> None:
    """All events in order are the table itself."""
    table = _table()
    assert table.take(np.arange(4)) is table


def test_no_events_make_an_empty_table() -> None:
    """Nothing in, nothing out."""
    table = EventTable.of([])
    assert (len(table), tuple(table), table.securities) == (0, (), ())
    assert table == ()
    assert table.take(np.array([], dtype=np.int64)) == ()


def test_a_pair_that_stands_twice_is_refused() -> None:
    """An id may stand again on another security, and a security in another event, but not both."""
    with pytest.raises(
        EstimationError, match="event 'b' on LUNR: given 3 times; give each id and security once"
    ):
        EventTable.of([*EVENTS, EVENTS[1], EVENTS[1]])


@pytest.mark.parametrize(("securities", "days"), [(2, 3), (3, 2), (3, 4)])
def test_columns_of_unequal_length_are_refused(securities: int, days: int) -> None:
    """Every event needs one of each column."""
    with pytest.raises(
        EstimationError, match=f"3 ids, {securities} securities and {days} days; give one of each"
    ):
        EventTable(("a", "b", "c"), ("A",), np.zeros(securities, np.int64), np.zeros(days, np.int64))


def test_one_name_may_serve_many_events() -> None:
    """With numbers of their own, events share the names that they point into."""
    table = EventTable(
        ("x", "y"),
        ("A", "B"),
        np.array([0, 1, 1]),
        np.array([1, 2, 3]),
        number=np.array([1, 1, 0]),
        expiries={1: DAY},
    )
    assert [(one.id, one.security, one.expiry) for one in table] == [
        ("y", "A", DAY),
        ("y", "B", DAY),
        ("x", "B", None),
    ]
