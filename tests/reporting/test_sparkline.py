"""Paths in block characters: heights, blanks, cells that are shared, and what stands above."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.reporting.sparkline import axis, drawing, sparkline

BLOCKS = "▁▂▃▄▅▆▇█"

FRACTIONS = st.floats(-2, 2).map(lambda value: value if abs(value) > 1e-9 else 0.0)


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ([0.0, 0.0625, 0.125, 0.25, 0.1875], "▄▅▆█▇"),
        ([-0.25, -0.1875, -0.125, -0.0625, 0.0], "▁▁▂▃▄"),
        ([0.01, -0.01], "█▁"),
        ([0.0, 0.0], "▄▄"),
        ([np.nan, 0.3, np.nan, -0.3], " █ ▁"),
        ([np.nan, np.nan], "  "),
        ([], ""),
    ],
)
def test_heights_by_hand(path: list[float], drawn: str) -> None:
    """Each block above half stands for a quarter of the largest distance from zero; a missing day is a blank."""
    assert sparkline(np.array(path), first=0) == drawn


def test_a_peak_survives_sharing() -> None:
    """Of the sessions that share a cell the one farthest from zero is drawn, whichever its sign."""
    path = np.zeros(60)
    path[31], path[50] = 0.4, -0.4
    assert sparkline(path, first=0, cells=11) == "▄▄▄▄▄█▄▄▁▄"


def test_day_0_begins_a_cell() -> None:
    """Where sessions share cells, what came before day 0 never shares one with it."""
    path = np.concatenate([np.full(11, -0.1), np.full(20, 0.1)])
    drawn = sparkline(path, first=-11, cells=12)
    assert drawn == "▁▁▁▁" + "█" * 7
    assert axis(31, first=-11, cells=12)[4] == "0"


def test_a_shared_cell_is_blank_only_where_all_is_missing() -> None:
    """One known session is enough for a cell."""
    path = np.array([np.nan, 0.1, np.nan, np.nan, 0.1, 0.1])
    assert sparkline(path, first=0, cells=4) == "█ █"


@pytest.mark.parametrize(
    ("length", "first", "expected"),
    [
        (21, -10, "path -10  0        10"),
        (11, 0, "0        10"),
        (10, 1, "path 1  10"),
        (3, -1, " 0"),
        (1, 0, "0"),
        (31, -10, "path 0        20"),
    ],
)
def test_what_stands_above(length: int, first: int, expected: str) -> None:
    """0 stands exactly above day 0's cell; the name and the ends stand where there is room."""
    found = axis(length, first=first)
    assert found.rstrip() == expected
    assert len(found) == len(sparkline(np.zeros(length), first=first))


@given(st.lists(FRACTIONS, min_size=1, max_size=24), st.integers(-30, 5))
def test_a_cell_a_session_where_there_is_room(path: list[float], first: int) -> None:
    """A path that fits has as many cells as sessions, and a taller block never stands for a smaller value."""
    drawn = sparkline(np.array(path), first=first)
    assert len(drawn) == len(path)
    heights = [BLOCKS.index(one) for one in drawn]
    assert [heights[place] for place in np.argsort(path, kind="stable")] == sorted(heights)
    assert [height >= 4 for height in heights] == [value > 0 for value in path]


@given(st.lists(FRACTIONS, min_size=1, max_size=300), st.integers(-300, 5), st.integers(2, 60))
def test_never_more_cells_than_asked_for(path: list[float], first: int, cells: int) -> None:
    """However long the path, it fits its cells, and its largest value is drawn."""
    drawn = sparkline(np.array(path), first=first, cells=cells)
    assert 1 <= len(drawn) <= cells
    assert len(axis(len(path), first=first, cells=cells)) == len(drawn)
    if any(path):
        assert {"▁", "█"} & set(drawn)


@given(st.lists(FRACTIONS, min_size=1, max_size=40), st.floats(0.01, 100))
def test_the_scale_is_the_paths_own(path: list[float], factor: float) -> None:
    """Paths of one shape look the same, however large they are."""
    values = np.array(path)
    power = 2.0 ** np.round(np.log2(factor))
    assert sparkline(values * power, first=0) == sparkline(values, first=0)


def test_rows_without_a_path() -> None:
    """A row without a path has a dash, all rows one heading, and where nobody has two sessions there is no drawing."""
    found = drawing([np.array([0.1, -0.1]), None], first=0, what="the path")
    assert found is not None
    assert found.cells == ("█▁", "-")
    assert found.heading == "0 "
    assert "session 0 to 1, a cell a session" in found.note
    assert drawing([None], first=0, what="the path") is None
    assert drawing([np.array([0.1])], first=0, what="the path") is None
    assert drawing([], first=0, what="the path") is None


def test_the_note_says_how_many_sessions_share_a_cell() -> None:
    """Where sessions share cells, the note says how many, and which of them is drawn."""
    found = drawing([np.zeros(31)], first=-10, what="the path")
    assert found is not None
    assert "a cell 2 sessions, at their farthest from zero" in found.note
