"""Where events stand on a panel, and the windows cut around them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from eventstudy.analysis.event import Event
from eventstudy.analysis.placement import NO_ROW, gather, place
from eventstudy.analysis.window import Window
from eventstudy.prices.panel import NO_SESSION, Panel


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
    placement = place(panel, [event])
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
    assert not place(empty, [Event("e", "A", dt.date(1970, 1, 2))]).found.any()


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
