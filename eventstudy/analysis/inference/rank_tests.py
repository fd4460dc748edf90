"""Rank tests that abnormal returns are zero in the middle, column by column.

They read the ranks' sums in ``sample.evidence.ranks``; without them, as where a statistic is not defined, all
is NaN. ``U = K / (1 + T_i) - 1/2`` is a rank K of T_i made uniform about zero. All p-values are two-sided.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.laws import normal_p_value, t_p_value
from eventstudy.analysis.inference.outcome import CrossSectionTest, Statistics
from eventstudy.analysis.inference.sample import ratio

if TYPE_CHECKING:
    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.inference.evidence import GrankSums
    from eventstudy.analysis.inference.outcome import Tests
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.arrays import Floats


def corrado_rank(sample: Sample) -> Statistics:
    """Compare mean ranks of event days with how mean ranks scatter over all T = M + L sessions.

    A day's statistic is mean(U_t) / S with ``S^2 = (1/T) sum_t mean(U_t)^2``, over the sessions that some event
    has; a window's is ``sqrt(L)`` times the mean over its L days, divided by S. Both against N(0, 1).

    References
    ----------
    Corrado (1989), "A Nonparametric Test for Abnormal Security-Price Performance in Event Studies", Journal of
    Financial Economics 23, pp. 387-388. Windows: Cowan (1992), "Nonparametric Event Study Tests", Review of
    Quantitative Finance and Accounting 2, pp. 345-346; Campbell and Wasley (1993), "Measuring Security Price
    Performance Using Daily NASDAQ Returns", Journal of Financial Economics 33, pp. 73-92.
    """
    evidence = sample.evidence.ranks
    if evidence is None:
        return _undefined(sample)
    return _against_all_sessions(evidence.corrado.means, sample.columns)


def corrado_zivney_rank(sample: Sample) -> Statistics:
    """Do what ``corrado_rank`` does, with standardised returns that spread on event days as on any other.

    A day's statistic is ``n_t^(-1/2) sum_i U_it / S`` with ``S^2 = (1/T) sum_t (n_t^(-1/2) sum_i U_it)^2``; a
    window's is the sum of its L days' statistics divided by ``sqrt(L)``. Both against N(0, 1).

    References
    ----------
    Corrado and Zivney (1992), "The Specification and Power of the Sign Test in Event Study Hypothesis Tests
    Using Daily Stock Returns", Journal of Financial and Quantitative Analysis 27, pp. 465-478. Windows: Campbell
    and Wasley (1993), Journal of Financial Economics 33, pp. 73-92.
    """
    evidence = sample.evidence.ranks
    if evidence is None:
        return _undefined(sample)
    by_session = evidence.corrado_zivney
    return _against_all_sessions(ratio(by_session.sums, np.sqrt(by_session.counts)), sample.columns)


def grank_t(sample: Sample) -> Statistics:
    """Compare the mean generalised rank of the event with how mean ranks scatter over estimation sessions.

    The whole column is one observation, at t = 0, among the estimation sessions. With
    ``S^2 = (1/T) sum_t (n_t / n) mean(U_t)^2`` over the T sessions including t = 0, and Z = mean(U_0) / S, the
    statistic is ``Z sqrt((T - 2) / (T - 1 - Z^2))``, against t(T - 2).

    References
    ----------
    Kolari and Pynnönen (2011), "Nonparametric Rank Tests for Event Studies", Journal of Empirical Finance 18,
    pp. 953-971, eqs. 3 to 23.
    """
    if sample.evidence.ranks is None:
        return _undefined(sample)
    found = sample.evidence.ranks.grank
    size = (found.estimation_counts > 0).sum(axis=1) + 1.0
    z = ratio(ratio(found.event_sums, found.event_counts), np.sqrt(_grank_variance(found, size)))
    freedom = np.where(size - 2 > 0, size - 2, np.nan)
    statistic = z * np.sqrt(ratio(freedom, size - 1 - z**2))
    return Statistics(statistic, t_p_value(statistic, freedom))


def grank_z(sample: Sample) -> Statistics:
    """Compare the mean generalised rank of the event with what equally likely ranks give, against N(0, 1).

    ``mean(U_0) / sqrt((T - 1) / (12 n (T + 1)))``; where events have unequal T_i, the mean over events of
    ``(T_i - 1) / (12 (T_i + 1))`` takes the place of the one they share.

    References
    ----------
    Kolari and Pynnönen (2011), "Nonparametric Rank Tests for Event Studies", Journal of Empirical Finance 18,
    pp. 953-971, eqs. 3 to 23.
    """
    if sample.evidence.ranks is None:
        return _undefined(sample)
    found = sample.evidence.ranks.grank
    statistic = ratio(found.event_sums, np.sqrt(found.event_variances))
    return Statistics(statistic, normal_p_value(statistic))


def _undefined(sample: Sample) -> Statistics:
    nothing = np.full(len(sample.columns), np.nan)
    return Statistics(nothing, nothing.copy())


def _against_all_sessions(by_session: Floats, columns: Columns) -> Statistics:
    """Sum the days of every column, and divide by sqrt(L) and the root mean square of all sessions."""
    there = np.isfinite(by_session)
    sessions = max(np.count_nonzero(there), 1)
    spread = np.sqrt(np.square(by_session[there]).sum() / sessions)
    days = by_session[None, -len(columns.window) :]
    lengths = columns.counts(np.isfinite(days).astype(np.float64))[0]
    statistic = ratio(columns.sums(days)[0], np.sqrt(lengths) * spread)
    return Statistics(statistic, normal_p_value(statistic))


def _grank_variance(found: GrankSums, size: Floats) -> Floats:
    """S^2 of every column; (n_t / n) mean(U_t)^2 is the squared sum over n_t, divided by n."""
    exist = found.estimation_counts > 0
    squares = np.zeros(exist.shape)
    np.divide(np.square(found.estimation_sums), found.estimation_counts, out=squares, where=exist)
    own = ratio(np.square(found.event_sums), found.event_counts)
    return ratio(own + squares.sum(axis=1), size * found.event_counts)


RANK: Tests = MappingProxyType(
    {
        "corrado_rank": CrossSectionTest(
            corrado_rank,
            "robust to outliers, thin trading and, on single days, to events that share days; not to a "
            "variance that rises with the event",
        ),
        "corrado_zivney_rank": CrossSectionTest(
            corrado_zivney_rank,
            "robust to outliers, thin trading, a variance that rises with the event and, on single "
            "days, to events that share days; not powerful in long windows",
        ),
        "grank_t": CrossSectionTest(
            grank_t,
            "robust to outliers, thin trading, a variance that rises with the event and events that "
            "share days; not to volatility that drifts over the estimation window",
        ),
        "grank_z": CrossSectionTest(
            grank_z,
            "robust to outliers, thin trading and a variance that rises with the event; not to events "
            "that share days",
        ),
    }
)
"""The rank tests, by name."""
