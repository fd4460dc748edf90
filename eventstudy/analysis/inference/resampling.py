"""Tests that draw their reference law from the data: for few events, clustered events and skewed returns.

Every function answers a two-sided p-value. It is the same for the same seed, NaN for fewer than two events,
and a missing value is left out. A p-value from ``draws`` random draws counts the data among them,
p = (1 + #) / (1 + draws), so that it is never zero (Davison and Hinkley 1997, Bootstrap Methods and their
Application, section 4.2.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.inference.skewness import johnson
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Floats, Integers

_CHUNK = 1 << 20
"""Numbers drawn at a time: 8 MiB."""

_PAIR = 2

_EQUAL = 1e-12
"""Sums that differ by less than this share of their terms are equal but for rounding."""


def wild_bootstrap(values: Floats, clusters: Integers, *, draws: int, seed: int) -> float:
    """Test a mean of zero by the wild cluster bootstrap with Rademacher weights, the null imposed.

    A draw gives all events of a cluster the same sign, and compares the BMP t, sqrt(n) mean / sd (n - 1), of
    the values with the signs with that of the values. Correlation within a cluster survives the draw, and so
    does the variance of every event. A sign leaves the sum of squares alone, so that |t| rises with the
    absolute sum: sums of clusters are compared. Where no more than ``draws`` patterns of signs exist all are
    used, and p is exact; with G clusters it cannot fall below 2^(1 - G): one cluster never rejects.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Standardised CARs.
    clusters : ndarray of shape (n,), int64
        Names of the clusters, e.g. the calendar day of day 0.

    Raises
    ------
    EstimationError
        If ``draws`` is not above zero.

    References
    ----------
    Cameron, Gelbach and Miller (2008), "Bootstrap-Based Improvements for Inference with Clustered Errors",
    Review of Economics and Statistics 90, pp. 414-427. Davidson and Flachaire (2008), "The Wild Bootstrap,
    Tamed at Last", Journal of Econometrics 146, pp. 162-169.
    """
    there = np.isfinite(values)
    _, which = np.unique(clusters[there], return_inverse=True)
    sums = np.asarray(np.bincount(which, weights=values[there]), dtype=np.float64)
    return _share_of_signs(sums, values[there], draws, seed)


def permutation(values: Floats, *, draws: int, seed: int) -> float:
    """Test symmetry about zero by flipping signs: the share of sign patterns whose sum is as far from zero.

    It holds exactly, in however few events, if events are independent and each is as likely to rise as to
    fall by the same amount. Where no more than ``draws`` of the 2^n patterns exist all are used, and p is
    exact.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Abnormal returns, or standardised ones.

    Raises
    ------
    EstimationError
        If ``draws`` is not above zero.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21. Pitman (1937), "Significance Tests Which May be
    Applied to Samples from any Populations", Supplement to the Journal of the Royal Statistical Society 4,
    pp. 119-130.
    """
    known = values[np.isfinite(values)]
    return _share_of_signs(known, known, draws, seed)


def skewness_bootstrap(values: Floats, *, draws: int, seed: int) -> float:
    """Test a mean of zero by the bootstrapped skewness-adjusted t.

    A draw takes n/4 of the values with replacement and computes their ``johnson_t`` about the mean of all n
    values. The test rejects in either tail: p is twice the smaller share of draws beyond the statistic of
    the data. A draw without spread, which has no t, counts as beyond it on both sides.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Abnormal returns.

    Returns
    -------
    float
        NaN below eight events, of which a quarter has no spread, and where all are equal.

    Raises
    ------
    EstimationError
        If ``draws`` is not above zero.

    References
    ----------
    Lyon, Barber and Tsai (1999), "Improved Methods for Tests of Long-Run Abnormal Stock Returns", Journal of
    Finance 54, pp. 174-175.
    """
    _require(draws)
    known = values[np.isfinite(values)]
    size = len(known) // 4
    if size < _PAIR:
        return np.nan
    observed = float(johnson(moments(known[:, None]))[0])
    if np.isnan(observed):
        return np.nan
    away = known - known.mean()
    draw = np.random.default_rng(seed)
    found = np.concatenate(
        [johnson(moments(away[draw.integers(0, len(away), (size, rows))])) for rows in _chunks(draws, size)]
    )
    below = np.count_nonzero(~(found > observed))
    above = np.count_nonzero(~(found < observed))
    return min(1.0, 2 * (1 + min(below, above)) / (1 + draws))


def _share_of_signs(sums: Floats, terms: Floats, draws: int, seed: int) -> float:
    """Return the share of sign patterns of ``sums`` whose total is as far from zero as theirs."""
    _require(draws)
    if len(terms) < _PAIR:
        return np.nan
    bar = abs(sums.sum()) - _EQUAL * np.abs(terms).sum()
    exact = len(sums) < draws.bit_length()
    patterns = _all_patterns(len(sums)) if exact else _random_patterns(len(sums), draws, seed)
    beyond = sum(int(np.count_nonzero(np.abs(signs @ sums) >= bar)) for signs in patterns)
    return beyond / 2 ** len(sums) if exact else (1 + beyond) / (1 + draws)


def _all_patterns(length: int) -> Iterator[Floats]:
    """Yield all 2^length patterns of signs, in blocks of rows."""
    start = 0
    for rows in _chunks(2**length, length):
        negative = np.arange(start, start + rows)[:, None] >> np.arange(length) & 1
        yield np.where(negative, -1.0, 1.0)
        start += rows


def _random_patterns(length: int, draws: int, seed: int) -> Iterator[Floats]:
    """Yield so many patterns of signs, in blocks of rows."""
    draw = np.random.default_rng(seed)
    for rows in _chunks(draws, length):
        yield np.where(draw.integers(0, 2, (rows, length), dtype=np.int8), -1.0, 1.0)


def _chunks(draws: int, width: int) -> Iterator[int]:
    """Split the draws into chunks whose rows of ``width`` numbers fit into memory; yield the rows of each."""
    rows = max(1, _CHUNK // width)
    for start in range(0, draws, rows):
        yield min(rows, draws - start)


def _require(draws: int) -> None:
    if draws < 1:
        raise EstimationError(f"draws {draws}: a resampling test needs at least one; 9999 are usual")
