"""Rates, areas and intervals of a trial; whatever is counted is clustered by security.

References
----------
Fawcett, T. (2006), "An introduction to ROC analysis", Pattern Recognition Letters 27, 861-874. Field, C. A. and
Welsh, A. H. (2007), "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69, 369-390: whole
clusters are drawn with replacement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.stats import rankdata

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers

RESAMPLES = 500
_COVERED = (2.5, 97.5)


class Rate(NamedTuple):
    """A share, its 95 % interval by a bootstrap over securities, and how many it is of."""

    value: float
    low: float
    high: float
    total: int


class Roc(NamedTuple):
    """Shares found of negatives and of positives as the threshold falls, both ascending from 0 to 1."""

    false_positive: Floats
    true_positive: Floats


def rate(hit: Booleans, security: Integers, *, seed: int) -> Rate:
    """Return the share of hits, with an interval from securities drawn with replacement.

    Parameters
    ----------
    hit : ndarray of shape (n,), bool
    security : ndarray of shape (n,)
    seed : int
    """
    if not len(hit):
        return Rate(float("nan"), float("nan"), float("nan"), 0)
    _, cluster = np.unique(security, return_inverse=True)
    hits, sizes = np.bincount(cluster, weights=hit), np.bincount(cluster)
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), RESAMPLES)
    shares = (drawn @ hits) / (drawn @ sizes)
    low, high = np.percentile(shares, _COVERED)
    return Rate(float(hit.mean()), float(low), float(high), len(hit))


def area(positive: Floats, negative: Floats) -> float:
    """Return the area under the ROC curve: P(positive > negative) + P(equal) / 2, from midranks."""
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    above = ranks.sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


def roc(positive: Floats, negative: Floats, points: int = 201) -> Roc:
    """Return the ROC curve at equally spaced shares of negatives."""
    false_positive = np.linspace(0.0, 1.0, points)
    # The threshold that lets through at most this share of the negatives.
    thresholds = np.quantile(negative, 1 - false_positive, method="higher")
    ordered = np.sort(positive)
    at_least = len(ordered) - np.searchsorted(ordered, thresholds, side="left")
    return Roc(false_positive, at_least / len(ordered))
