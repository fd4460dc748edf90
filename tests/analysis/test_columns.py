"""Days and windows side by side as columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.window import Window
from eventstudy.errors import WindowError

COLUMNS = Columns(Window(-1, 2), (Window(0, 1), Window(2, 2)))


def test_the_days_come_first_then_the_whole_window_then_its_sub_windows() -> None:
    """Four days and three windows are seven columns; each knows its days and how many they are."""
    assert len(COLUMNS) == 7
    assert COLUMNS.windows == (Window(-1, 2), Window(0, 1), Window(2, 2))
    np.testing.assert_array_equal(
        COLUMNS.membership,
        [
            [1, 0, 0, 0, 1, 0, 0],
            [0, 1, 0, 0, 1, 1, 0],
            [0, 0, 1, 0, 1, 1, 0],
            [0, 0, 0, 1, 1, 0, 1],
        ],
    )
    np.testing.assert_array_equal(COLUMNS.lengths, [1, 1, 1, 1, 4, 2, 1])


def test_a_window_sums_the_days_that_exist() -> None:
    """A missing day is left out; a window none of whose days exists is missing itself."""
    nan = np.nan
    by_day = np.array([[1.0, 2, 4, 8], [1, nan, nan, 8], [nan] * 4, [nan, 2, 4, nan]])
    np.testing.assert_array_equal(
        COLUMNS.sums(by_day),
        [
            [1, 2, 4, 8, 15, 6, 8],
            [1, nan, nan, 8, 9, nan, 8],
            [nan] * 7,
            [nan, 2, 4, nan, 6, 6, nan],
        ],
    )


def test_a_window_counts_the_days_that_exist() -> None:
    """Zeros and ones by day become numbers of days by column."""
    there = np.array([[1.0, 1, 1, 1], [0, 1, 0, 1]])
    np.testing.assert_array_equal(COLUMNS.counts(there), [[1, 1, 1, 1, 4, 2, 1], [0, 1, 0, 1, 2, 1, 1]])


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_sums_equal_nansum(seed: int, missing: float) -> None:
    """Every window is numpy's ``nansum`` over its days where it has any."""
    draw = np.random.default_rng(seed)
    by_day = draw.normal(size=(5, 4))
    by_day[draw.random(by_day.shape) < missing] = np.nan
    found = COLUMNS.sums(by_day)
    for column, days in enumerate(COLUMNS.membership.T.astype(bool)):
        some = np.isfinite(by_day[:, days]).any(axis=1)
        expected = np.where(some, np.nansum(by_day[:, days], axis=1), np.nan)
        np.testing.assert_allclose(found[:, column], expected, rtol=1e-12, atol=1e-15)


def test_no_events_have_no_sums() -> None:
    """No rows come back as no rows."""
    assert COLUMNS.sums(np.zeros((0, 4))).shape == (0, 7)


def test_a_sub_window_stays_inside() -> None:
    """A sub-window that leaves the event window is refused with the remedy."""
    with pytest.raises(WindowError, match=r"sub-window 0:3: leaves the event window -1:2; widen --window"):
        Columns(Window(-1, 2), (Window(0, 3),))


@pytest.mark.parametrize("twice", [(Window(0, 1), Window(0, 1)), (Window(-1, 2),)])
def test_a_window_stands_once(twice: tuple[Window, ...]) -> None:
    """The same sub-window twice, or the whole window as a sub-window, is refused."""
    with pytest.raises(WindowError, match="name each one once"):
        Columns(Window(-1, 2), twice)
