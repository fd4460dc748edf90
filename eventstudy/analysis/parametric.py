"""Parametric tests that abnormal returns are zero on average: by day, and for the window as a whole.

A day's test uses the events that have the day. A statistic that is not defined (too few events, no spread)
is NaN, and so is its p-value. All p-values are two-sided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from eventstudy.analysis.abnormal import mean, ratio, standard_deviation
from eventstudy.analysis.laws import normal_p_value, t_p_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.abnormal import AbnormalReturns
    from eventstudy.arrays import Floats


class Statistic(NamedTuple):
    """A test statistic and its two-sided p-value; NaN where it is not defined."""

    statistic: float
    p_value: float


class DailyStatistics(NamedTuple):
    """A test statistic and its two-sided p-value for each day; both of shape (L,)."""

    statistic: Floats
    p_value: Floats


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one test says of each day of the event window, and of the window as a whole."""

    by_day: DailyStatistics
    window: Statistic


CrossSectionTest: TypeAlias = Callable[["AbnormalReturns"], Outcome]


def cross_sectional_t(sample: AbnormalReturns) -> Outcome:
    """Compare the mean with the spread across events: sqrt(n) mean(A) / sd(A, n-1), against t(n-1).

    The window's statistic does the same with the CARs.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study Methodology under Conditions of Event-induced
    Variance", Journal of Financial Economics 30, pp. 253-272: the ordinary cross-sectional method.
    """
    return _outcome(_student, sample.values, sample.car)


def patell(sample: AbnormalReturns) -> Outcome:
    """Sum the standardised abnormal returns: sum SAR_i / sqrt(sum Q_i), against N(0, 1).

    SAR_i follows t(d_i) with d_i degrees of freedom, so its variance is Q_i = d_i / (d_i - 2), which is
    (M_i - 2) / (M_i - 4) in the market model. The window's statistic does the same with SCAR_i, whose
    variance covers the whole window; with equal M_i it is J2.

    References
    ----------
    Patell (1976), "Corporate Forecasts of Earnings per Share and Stock Price Behavior", Journal of
    Accounting Research 14, pp. 254-258. J2: Campbell, Lo and MacKinlay (1997), eq. 4.4.24.
    """
    degrees = sample.degrees_of_freedom.astype(np.float64)
    variance = ratio(degrees, degrees - 2)

    def standard_normal(standardized: Floats) -> DailyStatistics:
        there = np.isfinite(standardized)
        total = np.where(there, standardized, 0).sum(axis=0)
        statistic = ratio(total, np.sqrt(np.where(there, variance[:, None], 0).sum(axis=0)))
        return DailyStatistics(statistic, normal_p_value(statistic))

    return _outcome(standard_normal, sample.standardized, sample.standardized_car)


def bmp(sample: AbnormalReturns) -> Outcome:
    """Compare the mean of the standardised abnormal returns with their own spread, against t(n-1).

    sqrt(n) mean(SAR) / sd(SAR, n-1); the window's statistic does the same with SCAR_i.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study Methodology under Conditions of Event-induced
    Variance", Journal of Financial Economics 30, pp. 258-270. Kolari and Pynnönen (2010),
    Review of Financial Studies 23, pp. 3996-4025.
    """
    return _outcome(_student, sample.standardized, sample.standardized_car)


TESTS: Mapping[str, CrossSectionTest] = MappingProxyType(
    {"cross_sectional_t": cross_sectional_t, "patell": patell, "bmp": bmp}
)
"""Every parametric test, by name."""

NOTES: Mapping[str, str] = MappingProxyType(
    {
        "cross_sectional_t": "robust to a variance that rises with the event; not to events that share days",
        "patell": "powerful when variances differ between events; robust neither to a variance that rises "
        "with the event nor to events that share days",
        "bmp": "robust to a variance that rises with the event and to variances that differ between events; "
        "not to events that share days",
    }
)
"""What each test is robust to, and what not, in one line."""


def _outcome(test: Callable[[Floats], DailyStatistics], by_day: Floats, window: Floats) -> Outcome:
    """Apply a column-wise test to the days (n, L) and to the window's sums (n,)."""
    whole = test(window[:, None])
    return Outcome(test(by_day), Statistic(float(whole.statistic[0]), float(whole.p_value[0])))


def _student(values: Floats) -> DailyStatistics:
    """Student's t of each column's mean, over the rows that have the column."""
    count = np.isfinite(values).sum(axis=0)
    statistic = np.sqrt(count) * mean(values) / standard_deviation(values)
    return DailyStatistics(statistic, t_p_value(statistic, count - 1))
