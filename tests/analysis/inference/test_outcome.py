"""A test's statistics, named by day and window."""

from __future__ import annotations

import numpy as np

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.inference.outcome import Outcome, Statistic, Statistics
from eventstudy.analysis.window import Window


def test_columns_become_days_the_window_and_its_sub_windows() -> None:
    """Three days, the whole window and two sub-windows each find their statistic and p-value."""
    columns = Columns(Window(-1, 1), (Window(0, 1), Window(0, 0)))
    found = Outcome.of(Statistics(np.arange(6.0), np.arange(6.0) / 10), columns)
    np.testing.assert_array_equal(found.by_day.statistic, [0, 1, 2])
    np.testing.assert_array_equal(found.by_day.p_value, [0, 0.1, 0.2])
    assert found.window == Statistic(3, 0.3)
    assert found.subwindows == {Window(0, 1): Statistic(4, 0.4), Window(0, 0): Statistic(5, 0.5)}
