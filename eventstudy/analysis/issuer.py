"""What one issuer's announcements did together: their average path, and how many of its rises were given back.

A rise is an up-leg above the gate; it reversed where half of its peak was given back by day W. Windows of one
issuer that overlap hold the same returns, so of those only the earliest counts. Returns are log returns, as
fractions; a missing number is NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from eventstudy.analysis.calibration.matching import GATE
from eventstudy.analysis.verdict import repeats_of
from eventstudy.announcements.chances import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.signature import Signatures
    from eventstudy.arrays import Booleans, Floats, Integers

FEWEST_PATHS = 5
"""The paths whose spread gives their mean an interval; that of fewer is as wide as anything."""

_UPPER = 0.975
"""The quantile that leaves the upper half of a 5 % tail."""


class AveragePath(NamedTuple):
    """The mean path of some announcements on T sessions; every array of shape (T,).

    Attributes
    ----------
    offsets : ndarray
        Sessions from day 0: -10 to the shortest W of any of them.
    announcements : ndarray
        Paths that are known on each session, n; before day 0 one may lack a return.
    mean : ndarray
        Mean cumulative abnormal log return, session -1 being 0.
    low, high : ndarray
        95 % interval of the mean by the spread between announcements (Student's t, n - 1 degrees of
        freedom); NaN for fewer than five.
    ordinary : ndarray
        Half-width of the 95 % band of the mean if nothing had happened, from the bands of the paths.
    """

    offsets: Integers
    announcements: Integers
    mean: Floats
    low: Floats
    high: Floats
    ordinary: Floats


class Reversals(NamedTuple):
    """How many rises were given back, with the 95 % interval of the share (Wilson 1927).

    ``low`` and ``high`` are NaN without a rise.
    """

    rises: int
    reversed: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that reversed; NaN without a rise."""
        return self.reversed / self.rises if self.rises else np.nan


class Usual(NamedTuple):
    """How often comparable rises on ordinary days reversed, and how unusual the issuer's count is beside it.

    Attributes
    ----------
    rises, reversed : int
        The issuer's rises that have comparable windows, and how many of them reversed.
    share : float
        Mean over these rises of the share of comparable windows that reversed; NaN without any.
    p_more, p_fewer : float
        Chance of at least, and of at most, ``reversed`` if each rise reversed as often as its comparable
        windows did; NaN without any.
    """

    rises: int
    reversed: int
    share: float
    p_more: float
    p_fewer: float


class Together(NamedTuple):
    """All that is measured of one issuer's announcements together.

    Attributes
    ----------
    path : AveragePath or None
        None where nothing could be measured.
    own : Reversals
        After its announcements.
    usual : Usual
        Beside comparable rises of other shares on ordinary days.
    others : Reversals
        After the announcements of all other issuers, each rise counting once.
    """

    path: AveragePath | None
    own: Reversals
    usual: Usual
    others: Reversals


def apart(found: Signatures, issuers: Sequence[str], candidates: Booleans) -> Booleans:
    """Mark the candidates whose day 0 lies in no earlier marked window of the same issuer; shape (n,).

    An announcement of several listed lines counts once, by the first of them.
    """
    repeats = repeats_of(found, issuers, candidates)
    return candidates & np.array([one is None for one in repeats], dtype=np.bool_)


def rose(found: Signatures) -> Booleans:
    """Mark the signatures with an up-leg above the gate; shape (n,)."""
    return np.asarray(found.components["up_strength"] > GATE, dtype=np.bool_)


def gave_back(found: Signatures) -> Booleans:
    """Mark the signatures that gave back half of their peak by day W; shape (n,)."""
    return np.isfinite(found.components["half_life"])


def average_path(found: Signatures) -> AveragePath | None:
    """Average the paths of signatures whose windows do not overlap; None without any.

    The estimation errors of such paths are independent, so the variances of their bands add.
    """
    if not len(found):
        return None
    shown = found.offsets <= found.last.min()
    path, known = found.path[:, shown], np.isfinite(found.path[:, shown])
    count = known.sum(axis=0)
    divisor, freedom = np.where(count > 0, count, np.nan), np.where(count >= FEWEST_PATHS, count - 1, np.nan)
    mean = np.where(known, path, 0.0).sum(axis=0) / divisor
    variance = np.where(known, (path - mean) ** 2, 0.0).sum(axis=0) / freedom
    half = stats.t.ppf(_UPPER, freedom) * np.sqrt(variance / divisor)
    ordinary = np.sqrt(np.where(known, found.band[:, shown] ** 2, 0.0).sum(axis=0)) / divisor
    return AveragePath(found.offsets[shown], count, mean, mean - half, mean + half, ordinary)


def reversals(found: Signatures, counted: Booleans) -> Reversals:
    """Count the rises among some signatures, and those of them that reversed."""
    rises = counted & rose(found)
    number, back = int(rises.sum()), int((rises & gave_back(found)).sum())
    low, high = wilson_interval(back, number) if number else (np.nan, np.nan)
    return Reversals(number, back, low, high)


def beside_usual(found: Signatures, counted: Booleans, shares: Floats) -> Usual:
    """Compare rises with comparable ones on ordinary days.

    Parameters
    ----------
    found : Signatures
    counted : ndarray of shape (n,), bool
    shares : ndarray of shape (n,)
        ``Comparison.reversal_share``: NaN where there are too few comparable windows.
    """
    compared = counted & rose(found) & np.isfinite(shares)
    number, back = int(compared.sum()), int((compared & gave_back(found)).sum())
    if not number:
        return Usual(0, 0, np.nan, np.nan, np.nan)
    law = count_law(shares[compared])
    more, fewer = float(law[back:].sum()), float(law[: back + 1].sum())
    return Usual(number, back, float(shares[compared].mean()), min(more, 1.0), min(fewer, 1.0))


def count_law(chances: Floats) -> Floats:
    """Return the law of the number of successes in independent trials with chances of their own.

    The Poisson-binomial law (Wang 1993, Statistica Sinica 3, 295), by multiplying the generating functions
    ``1 - p + p x`` of the trials.

    Parameters
    ----------
    chances : ndarray of shape (n,)
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (n + 1,)
        Chance of exactly 0, 1, ..., n successes.

    >>> count_law(np.array([0.5, 0.5])).tolist()
    [0.25, 0.5, 0.25]
    """
    law = np.ones(1)
    for chance in chances.tolist():
        law = np.convolve(law, [1 - chance, chance])
    return law
