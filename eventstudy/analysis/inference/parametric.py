"""Parametric tests that abnormal returns are zero on average, column by column.

A column's test uses the events that have the column. A statistic that is not defined (too few events, no
spread) is NaN, and so is its p-value. All p-values are two-sided.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.evidence import AS_ONE
from eventstudy.analysis.inference.laws import normal_p_value, t_p_value
from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.inference.outcome import CrossSectionTest, Statistics
from eventstudy.analysis.inference.sample import ratio

if TYPE_CHECKING:
    from eventstudy.analysis.inference.moments import Moments
    from eventstudy.analysis.inference.outcome import Tests
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.arrays import Booleans, Floats


def cross_sectional_t(sample: Sample) -> Statistics:
    """Compare the mean with the spread across events: sqrt(n) mean(A) / sd(A, n-1), against t(n-1).

    The window's statistic does the same with the CARs.

    References
    ----------
    Boehmer, Musumeci and Poulsen (1991), "Event-study Methodology under Conditions of Event-induced
    Variance", Journal of Financial Economics 30, pp. 253-272: the ordinary cross-sectional method.
    """
    return student(sample.raw)


def crude_dependence_t(sample: Sample) -> Statistics:
    """Compare the AAR with the spread of the estimation window's AARs: sum_t AAR_t / (sqrt(days) S).

    The sum and ``days`` run over the days of the column on which some event has a return. S is the standard
    deviation (M - 1) of the AARs on the M estimation sessions on which some event has a residual; the law is
    t(M - 1). The portfolio's own days carry whatever correlation there is between events.

    References
    ----------
    Brown and Warner (1980), "Measuring Security Price Performance", Journal of Financial Economics 8,
    pp. 223 and 253: crude dependence adjustment. Brown and Warner (1985), "Using Daily Stock Returns",
    Journal of Financial Economics 14, pp. 3-31: several days.
    """
    aar = sample.raw.mean[None, : len(sample.columns.window)]
    days = sample.columns.counts(np.isfinite(aar).astype(np.float64))[0]
    past = moments(sample.evidence.average.means[:, None])
    statistic = ratio(sample.columns.sums(aar)[0], np.sqrt(days) * past.standard_deviation)
    return Statistics(statistic, t_p_value(statistic, past.count - 1))


def patell(sample: Sample) -> Statistics:
    """Sum the standardised abnormal returns: sum SAR_i / sqrt(sum Q_i), against N(0, 1).

    SAR_i follows t(d_i) with d_i degrees of freedom, so its variance is Q_i = d_i / (d_i - 2), which is
    (M_i - 2) / (M_i - 4) in the market model. The window's statistic does the same with SCAR_i, whose
    variance covers the whole window; with equal M_i it is J2. NaN where an event of the column has two
    degrees of freedom or fewer.

    References
    ----------
    Patell (1976), "Corporate Forecasts of Earnings per Share and Stock Price Behavior", Journal of
    Accounting Research 14, pp. 254-258.
    """
    degrees = sample.degrees_of_freedom.astype(np.float64)
    there = np.isfinite(sample.values) & (sample.variances > 0)
    variance = sum_over_events(ratio(degrees, degrees - 2), there)
    statistic = ratio(sample.standardized.sum, np.sqrt(variance))
    return Statistics(statistic, normal_p_value(statistic))


def adjusted_patell(sample: Sample) -> Statistics:
    """Divide Patell's statistic by the root of 1 + (n - 1) r, against N(0, 1).

    n counts the events of the column; r is the average cross-correlation of the estimation residuals.

    References
    ----------
    Kolari and Pynnönen (2010), "Event Study Testing with Cross-sectional Correlation of Abnormal Returns",
    Review of Financial Studies 23, pp. 3996-4025, eq. 13.
    """
    statistic = patell(sample).statistic / np.sqrt(_inflation(sample))
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


def adjusted_bmp(sample: Sample) -> Statistics:
    """Multiply the BMP statistic by the root of (1 - r) / (1 + (n - 1) r), against t(n-1).

    The spread across correlated events estimates only 1 - r of their variance. n counts the events of the
    column; r is the average cross-correlation of the estimation residuals.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, pp. 3996-4025, eq. 11.
    """
    inflation = _inflation(sample)
    left = np.where(np.isfinite(inflation), 1 - _correlation(sample), np.nan)
    statistic = bmp(sample).statistic * np.sqrt(left / inflation)
    return Statistics(statistic, t_p_value(statistic, sample.standardized.count - 1))


def j1(sample: Sample) -> Statistics:
    """Compare the CAAR with its forecast: CAAR / sqrt(sum_i Var(CAR_i) / N^2), against N(0, 1).

    References
    ----------
    Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, eq. 4.4.22.
    """
    there = np.isfinite(sample.values) & np.isfinite(sample.variances)
    total = np.sum(sample.values, axis=0, where=there)
    variance = np.sum(sample.variances, axis=0, where=there)
    statistic = ratio(total, np.sqrt(variance))
    return Statistics(statistic, normal_p_value(statistic))


def j2(sample: Sample) -> Statistics:
    """Average the SCARs: sqrt(N (M-4)/(M-2)) mean(SCAR) in the market model, against N(0, 1).

    The book gives every event the same M. Where they differ each SCAR has a variance of its own, which makes
    it the statistic of Patell.

    References
    ----------
    Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, eqs. 4.4.23 and 4.4.24.
    """
    return patell(sample)


def student(found: Moments) -> Statistics:
    """Student's t of each column's mean: sqrt(n) mean / sd(n-1), against t(n-1)."""
    statistic = np.sqrt(found.count) * found.mean / found.standard_deviation
    return Statistics(statistic, t_p_value(statistic, found.count - 1))


def sum_over_events(numbers: Floats, there: Booleans) -> Floats:
    """Sum a number an event over the events that have each column.

    Parameters
    ----------
    numbers : ndarray of shape (n,)
        A NaN makes every column that its event has NaN, and no other.
    there : ndarray of shape (n, C)

    Returns
    -------
    ndarray of shape (C,)
    """
    return np.asarray(np.sum(np.broadcast_to(numbers[:, None], there.shape), axis=0, where=there))


def _correlation(sample: Sample) -> float:
    found = sample.evidence.correlation
    return np.nan if found is None else found.value


def _inflation(sample: Sample) -> Floats:
    """Variance of a mean of correlated events, in units of that of independent ones: 1 + (n - 1) r.

    NaN where r is unknown, where no n events can have it (1 + (n - 1) r is not above zero), and where r is
    one but for rounding: events that move as one are one event. r is that of the estimation windows, whether
    or not event windows meet: where they do not, the adjusted tests are too cautious.
    """
    r = _correlation(sample)
    inflation = 1 + (sample.standardized.count - 1) * r
    return np.where((inflation > 0) & (r < AS_ONE), inflation, np.nan)


PARAMETRIC: Tests = MappingProxyType(
    {
        "cross_sectional_t": CrossSectionTest(
            cross_sectional_t,
            "robust to a variance that rises with the event; not to events that share days, nor to skewness "
            "in few events",
        ),
        "crude_dependence_t": CrossSectionTest(
            crude_dependence_t,
            "robust to events that share days; not to a variance that rises with the event",
        ),
        "patell": CrossSectionTest(
            patell,
            "powerful when variances differ between events; robust neither to a variance that rises with the "
            "event, nor to events that share days, nor to thin trading",
        ),
        "adjusted_patell": CrossSectionTest(
            adjusted_patell,
            "robust to events that share days; neither to a variance that rises with the event nor to thin "
            "trading",
        ),
        "bmp": CrossSectionTest(
            bmp,
            "robust to a variance that rises with the event and to variances that differ between events; "
            "neither to events that share days nor to thin trading",
        ),
        "adjusted_bmp": CrossSectionTest(
            adjusted_bmp,
            "robust to events that share days and to a variance that rises with the event; not to thin "
            "trading",
        ),
    }
)
"""The parametric tests, by name."""
