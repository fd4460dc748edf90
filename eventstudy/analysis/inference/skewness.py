"""t tests that correct for the skewness of abnormal returns across events.

Long-window abnormal returns are skewed to the right, and the t of a skewed sample is skewed to the left: the
usual t test then rejects too often below and too seldom above.
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
    from eventstudy.arrays import Floats


def johnson_t(sample: Sample) -> Statistics:
    """Correct the cross-sectional t for skewness, against t(n-1).

    ``sqrt(n) (S + g S^2 / 3 + g / (6 n))`` with S = mean / sd (n - 1) and g = sum (A - mean)^3 / (n sd^3).

    References
    ----------
    Johnson (1978), "Modified t Tests and Confidence Intervals for Asymmetrical Populations", Journal of the
    American Statistical Association 73, pp. 536-544. Lyon, Barber and Tsai (1999), "Improved Methods for
    Tests of Long-Run Abnormal Stock Returns", Journal of Finance 54, pp. 173-175.
    """
    statistic = johnson(sample.raw)
    return Statistics(statistic, t_p_value(statistic, sample.raw.count - 1))


def hall_t(sample: Sample) -> Statistics:
    """Correct the cross-sectional t for skewness by a monotone cubic, against N(0, 1).

    ``sqrt(n) (S + g S^2 / 3 + g^2 S^3 / 27 + g / (6 n))`` with S = mean / sd (n - 1) and
    g = n / ((n - 1) (n - 2)) sum ((A - mean) / sd)^3; it takes three events.

    References
    ----------
    Hall (1992), "On the Removal of Skewness by Transformation", Journal of the Royal Statistical Society B
    54, pp. 221-228.
    """
    found = sample.raw
    n, spread = found.count, found.standard_deviation
    S = found.mean / spread
    g = ratio(n * found.third, (n - 1) * (n - 2) * spread**3)
    statistic = np.sqrt(n) * (S + g * S**2 / 3 + g**2 * S**3 / 27 + ratio(g, 6 * n))
    return Statistics(statistic, normal_p_value(statistic))


def johnson(found: Moments) -> Floats:
    """Return Johnson's statistic of every column; NaN where a column has no spread; shape (C,)."""
    n, spread = found.count, found.standard_deviation
    S = found.mean / spread
    g = ratio(found.third, n * spread**3)
    return np.sqrt(n) * (S + g * S**2 / 3 + ratio(g, 6 * n))


SKEWNESS: Tests = MappingProxyType(
    {
        "johnson_t": CrossSectionTest(
            johnson_t,
            "robust to skewness and to a variance that rises with the event; not to events that share days",
        ),
        "hall_t": CrossSectionTest(
            hall_t,
            "robust to strong skewness and to a variance that rises with the event; neither to events that "
            "share days nor to few events",
        ),
    }
)
"""The tests that correct for skewness, by name."""
