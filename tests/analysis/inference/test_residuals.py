"""Residuals of unit norm, laid on a calendar."""

from __future__ import annotations

import numpy as np

from eventstudy.analysis.inference.residuals import placed, unit_rows


def test_a_row_has_mean_zero_and_norm_one_over_the_days_it_has() -> None:
    """A missing day is zero in the answer and nothing in mean and norm."""
    found = unit_rows(np.array([[3.0, np.nan, 1.0, 2.0], [1.0, 2.0, 3.0, 2.0]]))
    np.testing.assert_allclose(found * np.sqrt(2), [[1, 0, -1, 0], [-1, 0, 1, 0]], atol=1e-15)


def test_a_row_that_stands_still_is_zero() -> None:
    """Constant and wholly missing rows have no direction, and raise no warning."""
    rows = np.array([[0.1, 0.1, 0.1], [np.nan, np.nan, np.nan], [0.1, np.nan, 0.1], [1.0, 2.0, 3.0]])
    np.testing.assert_array_equal(unit_rows(rows).any(axis=1), [False, False, False, True])
    np.testing.assert_array_equal(unit_rows(rows[:1]), np.zeros((1, 3)))


def test_rows_find_their_place() -> None:
    """Each row starts in its lane at its column, and the rest of the calendar is zero."""
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    found = placed(rows, np.array([0, 1, 0]), np.array([0, 1, 3]), (2, 5))
    np.testing.assert_array_equal(found, [[1, 2, 0, 5, 6], [0, 3, 4, 0, 0]])
