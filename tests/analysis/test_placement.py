"""Where events stand on a panel, and the windows cut around them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.event import Event, EventTable
from eventstudy.analysis.placement import NO_ROW, calendar_days, gather, place, union
from eventstudy.analysis.window import Window
from eventstudy.prices.panel import NO_SESSION, Panel

if TYPE_CHECKING:
    from typing import Literal


@pytest.fixture
def panel() -> Panel:
    """Two grids: A trades on days 0 to 4, B on days 0, 2 and 4 of 1970."""
    prices = np.ones((2, 5))
    return Panel(
        securities=("A", "B"),
        sessions=np.array([[0, 1, 2, 3, 4], [0, 2, 4, NO_SESSION, NO_SESSION]]),
        grid=np.array([0, 1]),
        prices=prices,
        volumes=prices,
        benchmarks=("M", "M"),
        benchmark_prices=prices,
        benchmark=np.array([0, 1]),
    )


@pytest.mark.parametrize(
    ("security", "day", "row", "position", "found"),
    [
        ("A", 2, 0, 2, True),
        ("B", 2, 1, 1, True),
        ("B", 4, 1, 2, True),
        ("B", 3, 1, 2, False),
        ("B", 9, 1, 3, False),
        ("A", 9, 0, 5, False),
        ("A", -3, 0, 0, False),
        ("C", 2, NO_ROW, 0, False),
    ],
)
def test_day_0_is_counted_on_the_security_s_own_grid(
    panel: Panel, *, security: str, day: int, row: int, position: int, found: bool
) -> None:
    """The same date is another position on another grid, and only a session of the grid is found."""
    event = Event("e", security, dt.date(1970, 1, 1) + dt.timedelta(days=day))
    placement = place(panel, EventTable.of([event]))
    assert (placement.row[0], placement.position[0], placement.found[0]) == (row, position, found)


def test_a_panel_of_nothing_but_a_benchmark_holds_no_event(panel: Panel) -> None:
    """No security, no place, no exception."""
    empty = Panel(
        securities=(),
        sessions=panel.sessions[:1],
        grid=np.zeros(0, dtype=np.int64),
        prices=np.zeros((0, 5)),
        volumes=np.zeros((0, 5)),
        benchmarks=("M",),
        benchmark_prices=np.ones((1, 5)),
        benchmark=np.zeros(0, dtype=np.int64),
    )
    assert not place(empty, EventTable.of([Event("e", "A", dt.date(1970, 1, 2))])).found.any()


def test_some_placements_are_taken_in_their_order(panel: Panel) -> None:
    """Taking picks row, position and whether it was found alike."""
    days = [("A", 2), ("B", 3), ("C", 2)]
    events = [Event("e", name, dt.date(1970, 1, 1) + dt.timedelta(days=day)) for name, day in days]
    taken = place(panel, EventTable.of(events)).take(np.array([2, 0, 1]))
    np.testing.assert_array_equal(taken.row, [NO_ROW, 0, 1])
    np.testing.assert_array_equal(taken.position, [0, 2, 2])
    np.testing.assert_array_equal(taken.found, [False, True, False])


def test_no_events_have_no_places(panel: Panel) -> None:
    """An empty table is placed nowhere."""
    assert place(panel, EventTable.of([])).row.shape == (0,)


def test_windows_are_cut_from_their_own_rows() -> None:
    """Each window is the run of its own row around its own position."""
    values = np.arange(20.0).reshape(2, 10)
    cut = gather(values, np.array([1, 0]), np.array([5, 2]), Window(-2, 1), fill=np.nan)
    np.testing.assert_array_equal(cut, [[13, 14, 15, 16], [0, 1, 2, 3]])


def test_a_window_over_the_end_is_filled_and_never_borrows_from_a_neighbour() -> None:
    """What hangs over an end of its row is the filling, not the next row's numbers."""
    values = np.arange(8).reshape(2, 4)
    cut = gather(values, np.array([0, 1, 0]), np.array([3, 0, 1]), Window(-1, 1), fill=-9)
    np.testing.assert_array_equal(cut, [[2, 3, -9], [-9, 4, 5], [0, 1, 2]])


def test_no_events_make_no_windows_of_the_right_length() -> None:
    """Zero events cut from a row shorter than the window give an array of shape (0, length)."""
    none = np.zeros(0, dtype=np.int64)
    assert gather(np.ones((1, 3)), none, none, Window(-250, -11), fill=np.nan).shape == (0, 240)


@settings(deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    first=st.integers(-6, 6),
    length=st.integers(1, 9),
    inside=st.booleans(),
    order=st.sampled_from("CF"),
)
def test_every_window_is_what_picking_day_by_day_gives(
    *, seed: int, first: int, length: int, inside: bool, order: Literal["C", "F"]
) -> None:
    """Runs and single numbers, rows stored either way, agree with a loop over events and days."""
    rng = np.random.default_rng(seed)
    values = np.array(rng.normal(size=(3, 30)), order=order)
    window = Window(first, first + length - 1)
    low, high = (max(-first, 0), 29 - max(window.last, 0)) if inside else (0, 29)
    row, position = rng.integers(0, 3, 8), rng.integers(low, high + 1, 8)
    expected = [
        [values[r, p + t] if 0 <= p + t < 30 else np.nan for t in window.offsets]
        for r, p in zip(row, position, strict=True)
    ]
    np.testing.assert_array_equal(gather(values, row, position, window, fill=np.nan), expected)


def test_what_is_cut_is_a_copy() -> None:
    """Whoever changes a window does not change the row that it was cut from."""
    values = np.arange(10.0)[None]
    cut = gather(values, np.array([0, 0]), np.array([4, 5]), Window(-1, 1), fill=np.nan)
    cut[:] = 0
    np.testing.assert_array_equal(values[0], np.arange(10.0))


def test_the_calendar_of_all_grids_counts_every_day_once(panel: Panel) -> None:
    """Days that several grids have are one place; what pads a short grid stands behind all of them."""
    np.testing.assert_array_equal(union(panel), [[0, 1, 2, 3, 4], [0, 2, 4, 5, 5]])


def test_windows_lie_on_the_calendar(panel: Panel) -> None:
    """The same calendar day has the same place for every security; beyond the panel places go on counting."""
    days = [("A", 2), ("B", 2), ("B", 0), ("A", 4)]
    events = [Event("e", name, dt.date(1970, 1, 1 + day)) for name, day in days]
    placed = place(panel, EventTable.of([Event(str(n), e.security, e.day0) for n, e in enumerate(events)]))
    np.testing.assert_array_equal(
        calendar_days(panel, placed, Window(-1, 1)), [[1, 2, 3], [0, 2, 4], [-1, 0, 2], [3, 4, 5]]
    )
