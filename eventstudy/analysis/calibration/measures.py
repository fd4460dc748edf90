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
AREA_RESAMPLES = 200
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
    """Return the area under the ROC curve: P(positive > negative) + P(equal) / 2, from midranks; NaN of nothing."""
    if not (len(positive) and len(negative)):
        return float("nan")
    ranks = rankdata(np.concatenate([positive, negative]))[: len(positive)]
    above = ranks.sum() - len(positive) * (len(positive) + 1) / 2
    return float(above / (len(positive) * len(negative)))


class Scored(NamedTuple):
    """Scores of windows, and the security that each is of; both of shape (n,)."""

    score: Floats
    security: Integers


def area_interval(positive: Scored, negative: Scored, *, seed: int) -> tuple[float, float]:
    """Return a 95 % interval of the area under the ROC curve, from securities drawn with replacement.

    A drawn security brings its windows of both kinds as often as it was drawn: the area of weighted windows. A
    draw without one of the kinds has none.
    """
    names, cluster = np.unique(np.concatenate([positive.security, negative.security]), return_inverse=True)
    order = np.argsort(negative.score, kind="stable")
    ascending = negative.score[order]
    below, up_to = (np.searchsorted(ascending, positive.score, side=side) for side in ("left", "right"))
    own, others = cluster[: len(positive.score)], cluster[len(positive.score) :][order]
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), AREA_RESAMPLES)
    areas = [_weighted_area(weight[own], weight[others], below, up_to) for weight in drawn.astype(np.float64)]
    low, high = np.nanpercentile(areas, _COVERED)
    return float(low), float(high)


def _weighted_area(positive: Floats, negative: Floats, below: Integers, up_to: Integers) -> float:
    """Return the area of weighted windows; ``below`` and ``up_to`` count the negatives under, and up to, each score."""
    total = np.concatenate([[0.0], np.cumsum(negative)])
    above = (total[below] + total[up_to]) / 2
    pairs = positive.sum() * total[-1]
    return float(positive @ above / pairs) if pairs else float("nan")


def roc(positive: Floats, negative: Floats, points: int = 201) -> Roc:
    """Return the ROC curve at equally spaced shares of negatives; equal scores are passed together; NaN of nothing."""
    grid = np.linspace(0.0, 1.0, points)
    if not (len(positive) and len(negative)):
        return Roc(grid, np.full(points, np.nan))
    thresholds = np.unique(np.concatenate([positive, negative]))[::-1]
    found = [
        np.concatenate([[0.0], 1 - np.searchsorted(np.sort(one), thresholds, side="left") / len(one)])
        for one in (negative, positive)
    ]
    # Where many positives come before the next negative, the curve is told at its upper end.
    last = np.searchsorted(found[0], found[0], side="right") - 1
    return Roc(grid, np.interp(grid, found[0], found[1][last]))
