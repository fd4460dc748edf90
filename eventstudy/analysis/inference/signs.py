"""Tests of the signs and signed ranks of abnormal returns, column by column.

They see which way a price went, and how far compared with the others; outliers do not move them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.inference.laws import normal_p_value
from eventstudy.analysis.inference.outcome import CrossSectionTest, Statistics
from eventstudy.analysis.inference.parametric import sum_over_events
from eventstudy.analysis.inference.sample import ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.analysis.inference.outcome import Tests
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.arrays import Booleans, Floats

_CHUNK = 1 << 20
"""Returns that are sorted at a time: 8 MiB."""

_INFINITY = np.float64(np.inf).view(np.uint64)


def sign(sample: Sample) -> Statistics:
    """Count the events that rose: (w - n/2) / sqrt(n/4), against N(0, 1).

    w counts the abnormal returns above zero among all n; one of exactly zero has not risen.

    References
    ----------
    Brown and Warner (1980), "Measuring Security Price Performance", Journal of Financial Economics 8,
    pp. 205-258: the sign test.
    """
    return _signs(sample, np.full(len(sample.columns), 0.5))


def generalized_sign(sample: Sample) -> Statistics:
    """Count the events that rose, against the share that rises: (w - n p) / sqrt(n p (1 - p)), N(0, 1).

    p averages, over the events that have the column, the share of positive residuals in their estimation
    windows, so that the skewness of daily returns does not pass for an effect.

    References
    ----------
    Cowan (1992), "Nonparametric Event Study Tests", Review of Quantitative Finance and Accounting 2,
    pp. 345-346.
    """
    share = sample.evidence.positive_share
    if share is None:
        return _signs(sample, np.full(len(sample.columns), np.nan))
    shares = sum_over_events(share, np.isfinite(sample.values))
    return _signs(sample, ratio(shares, sample.raw.count))


def wilcoxon(sample: Sample) -> Statistics:
    """Sum the ranks of the absolute abnormal returns that are above zero, W, against N(0, 1).

    ``(W - n(n+1)/4) / sqrt(n(n+1)(2n+1)/24 - sum(t^3 - t)/48)`` without a continuity correction. Returns of
    exactly zero are dropped, n counts the others, equals share their mean rank, and t are the sizes of the
    groups of equals.

    References
    ----------
    Wilcoxon (1945), "Individual Comparisons by Ranking Methods", Biometrics Bulletin 1, pp. 80-83. Ties:
    Hollander, Wolfe and Chicken (2014), Nonparametric Statistical Methods, section 3.1.
    """
    events, columns = sample.values.shape
    step = max(1, _CHUNK // max(events, 1))
    starts = range(0, columns, step)
    parts = [_signed_ranks(sample.values[:, start : start + step]) for start in starts]
    n, total, ties = (np.concatenate(part) for part in zip(*parts, strict=True))
    variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    statistic = ratio(total - n * (n + 1) / 4, np.sqrt(variance))
    return Statistics(statistic, normal_p_value(statistic))


def _signs(sample: Sample, p: Floats) -> Statistics:
    n = sample.raw.count
    statistic = ratio(sample.raw.positive - n * p, np.sqrt(n * p * (1 - p)))
    return Statistics(statistic, normal_p_value(statistic))


class _SignedRanks(NamedTuple):
    """Returns other than zero, the rank sum of the positive ones, and sum(t^3 - t); each of shape (c,)."""

    number: Floats
    positive: Floats
    ties: Floats


def _signed_ranks(values: Floats) -> _SignedRanks:
    # The bits of a positive float sort as it does, and its sign bit is free: shifted up they leave room for
    # the sign below, so that one plain sort orders the absolute values and carries their signs along.
    bits = np.ascontiguousarray(values.T).view(np.uint64)
    keys: NDArray[np.uint64] = (bits << np.uint64(1)) | (values.T > 0)
    keys.sort(axis=1)
    absolute: NDArray[np.uint64] = keys >> np.uint64(1)
    ranked = (absolute > 0) & (absolute < _INFINITY)
    zeros = np.count_nonzero(absolute == 0, axis=1)
    ranks = np.arange(1, keys.shape[1] + 1) - zeros[:, None].astype(np.float64)
    tied = np.flatnonzero((ranked[:, 1:] & (absolute[:, 1:] == absolute[:, :-1])).any(axis=1))
    ties = np.zeros(len(keys))
    if len(tied):
        ranks[tied], ties[tied] = _mid_ranks(absolute[tied], ranks[tied], ranked[tied])
    positive = ranked & (keys & np.uint64(1)).astype(bool)
    return _SignedRanks(
        np.count_nonzero(ranked, axis=1).astype(np.float64), np.einsum("ij,ij->i", ranks, positive), ties
    )


def _mid_ranks(absolute: NDArray[np.uint64], ranks: Floats, ranked: Booleans) -> tuple[Floats, Floats]:
    """Give equals their mean rank, and measure how many they are: sum(t^3 - t) = sum of (t^2 - 1) over members.

    All of shape (c, n) and sorted along rows; the second answer has shape (c,).
    """
    opens = np.ones(absolute.shape, dtype=bool)
    opens[:, 1:] = absolute[:, 1:] != absolute[:, :-1]
    starts = np.flatnonzero(opens)
    sizes = np.diff(starts, append=opens.size)
    middle = np.repeat(ranks.ravel()[starts] + (sizes - 1) / 2, sizes).reshape(ranks.shape)
    members = np.repeat(sizes.astype(np.float64) ** 2 - 1, sizes).reshape(ranks.shape)
    return middle, np.sum(members, axis=1, where=ranked)


SIGNS: Tests = MappingProxyType(
    {
        "sign": CrossSectionTest(
            sign,
            "robust to outliers and to a variance that rises with the event; neither to skewness nor to events "
            "that share days",
        ),
        "generalized_sign": CrossSectionTest(
            generalized_sign,
            "robust to outliers, skewness and a variance that rises with the event; not to events that share days, "
            "least of all in thin trading",
        ),
        "wilcoxon": CrossSectionTest(
            wilcoxon,
            "robust to outliers and to a variance that rises with the event; neither to skewness nor to events "
            "that share days",
        ),
    }
)
"""The sign tests, by name."""
