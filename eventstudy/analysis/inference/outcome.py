"""What a test across events says: a statistic and a p-value for every day and every window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Floats


class Statistic(NamedTuple):
    """A test statistic and its two-sided p-value; NaN where it is not defined."""

    statistic: float
    p_value: float


class Statistics(NamedTuple):
    """A test statistic and its two-sided p-value for several columns; both of shape (C,)."""

    statistic: Floats
    p_value: Floats


@dataclass(frozen=True)
class CrossSectionTest:
    """A test that abnormal returns are zero on average.

    Attributes
    ----------
    statistics : callable
        From a sample to the statistics of its C columns.
    note : str
        One line: what the test is robust to, and what not.
    """

    statistics: Callable[[Sample], Statistics]
    note: str


Tests: TypeAlias = "Mapping[str, CrossSectionTest]"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one test says of each day of the event window, of the whole window, and of its sub-windows.

    Attributes
    ----------
    by_day : Statistics of shape (L,)
    window : Statistic
        Of the whole event window.
    subwindows : mapping of Window to Statistic
        Of each sub-window of the design.
    """

    by_day: Statistics
    window: Statistic
    subwindows: Mapping[Window, Statistic]

    @classmethod
    def of(cls, found: Statistics, columns: Columns) -> Outcome:
        """Name the columns of a test's statistics."""
        days = len(columns.window)
        windows = [
            Statistic(statistic, p_value)
            for statistic, p_value in zip(
                found.statistic[days:].tolist(), found.p_value[days:].tolist(), strict=True
            )
        ]
        return cls(
            by_day=Statistics(found.statistic[:days], found.p_value[:days]),
            window=windows[0],
            subwindows=dict(zip(columns.subwindows, windows[1:], strict=True)),
        )
