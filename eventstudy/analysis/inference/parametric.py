"""Parametric tests that abnormal returns are zero on average, column by column.

A column's test uses the events that have the column. A statistic that is not defined (too few events, no
spread) is NaN, and so is its p-value. All p-values are two-sided.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.laws import normal_p_value, t_p_value
from eventstudy.analysis.inference.outcome import CrossSectionTest, Statistics
from eventstudy.analysis.inference.sample import ratio

if TYPE_CHECKING:
    from eventstudy.analysis.inference.moments import Moments
    from eventstudy.analysis.inference.outcome import Tests
    from eventstudy.analysis.inference.sample import Sample


def cross_sectional_t(sample: Sample) -> Statistics:
    """Compare the mean with the spread across events: sqrt(n) mean(A) / sd(A, n-1), against t(n-1).

    The window's statistic does the same with the CARs.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study Methodology under Conditions of Event-induced
    Variance", Journal of Financial Economics 30, pp. 253-272: the ordinary cross-sectional method.
    """
    return student(sample.raw)


def patell(sample: Sample) -> Statistics:
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
    if np.isfinite(sample.values).all():
        total = np.full(len(sample.columns), variance.sum())
    else:
        total = variance @ np.isfinite(sample.values)
    statistic = ratio(sample.standardized.sum, np.sqrt(total))
    return Statistics(statistic, normal_p_value(statistic))


def bmp(sample: Sample) -> Statistics:
    """Compare the mean of the standardised abnormal returns with their own spread, against t(n-1).

    sqrt(n) mean(SAR) / sd(SAR, n-1); the window's statistic does the same with SCAR_i.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study Methodology under Conditions of Event-induced
    Variance", Journal of Financial Economics 30, pp. 258-270. Kolari and Pynnönen (2010),
    Review of Financial Studies 23, pp. 3996-4025, eq. 6.
    """
    return student(sample.standardized)


def student(found: Moments) -> Statistics:
    """Student's t of each column's mean: sqrt(n) mean / sd(n-1), against t(n-1)."""
    statistic = np.sqrt(found.count) * found.mean / found.standard_deviation
    return Statistics(statistic, t_p_value(statistic, found.count - 1))


PARAMETRIC: Tests = MappingProxyType(
    {
        "cross_sectional_t": CrossSectionTest(
            cross_sectional_t,
            "robust to a variance that rises with the event; not to events that share days",
        ),
        "patell": CrossSectionTest(
            patell,
            "powerful when variances differ between events; robust neither to a variance that rises with the "
            "event nor to events that share days",
        ),
        "bmp": CrossSectionTest(
            bmp,
            "robust to a variance that rises with the event and to variances that differ between events; not "
            "to events that share days",
        ),
    }
)
"""The parametric tests, by name."""
