"""p-values against comparable up-legs: how often a rise as large as this one was given back as much.

A reversal is ordinary after a jump of a thin share, so an event is compared only with placebo windows whose
rise was of its size: the 1,000 nearest in log up-strength and log sigma, of the same liquidity and of other
securities.

Large rises are rare, and the 1,000 nearest to one are mostly smaller. Their scores are smaller too, whatever
came after, so that a plain comparison calls every large rise unusual: on 202 thin US shares a nominal 5 %
rejected 26 % of the untouched windows with a rise of 6 to 10 sigmas. Scores are therefore told in units of
``up_strength ** b``, where b is the slope of the 90th percentile of log score on log up-strength among the
placebo windows: a bias correction after matching in the sense of Abadie and Imbens (2011).

References
----------
Abadie, A. and Imbens, G. W. (2011), "Bias-Corrected Matching Estimators for Average Treatment Effects",
Journal of Business and Economic Statistics 29, 1-11. Bates, Candes, Lei, Romano and Sesia (2023), "Testing for
Outliers with Conformal p-Values", Annals of Statistics 51, 149-178, equation 1:
p = (1 + #{j: score_j >= score}) / (1 + n).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers

GATE = 2.0
"""The up-strength, in sigmas, above which there is an up-leg to speak of."""

MATCHED = 1_000
"""Placebo windows that an event is compared with; with fewer there is no p-value."""

TAIL = 0.90
"""The quantile of scores whose slope on up-strength is taken out."""

_SMALLEST_GROUP = 200
_FEWEST_GROUPS = 3


@dataclass(frozen=True, eq=False)
class UpLegs:
    """What n windows are compared by.

    Attributes
    ----------
    security : ndarray of shape (n,)
        Which security; a number that only says same or other, below 0 for one that the others do not have.
    stratum : ndarray of shape (n,)
        Its liquidity, as a number from 0 on.
    up_strength, sigma, score : ndarray of shape (n,)
        In sigmas, as a fraction, and the score that is tested.
    stretch : ndarray of shape (n,), optional
        Which stretch of its share's history a window lies in: windows that overlap see the same moves. Without it
        every window is one of its own.
    """

    security: Integers
    stratum: Integers
    up_strength: Floats
    sigma: Floats
    score: Floats
    stretch: Integers | None = None

    def __len__(self) -> int:
        return len(self.security)

    @property
    def gated(self) -> Booleans:
        """Whether there is an up-leg to speak of; shape (n,)."""
        return np.asarray(self.up_strength > GATE, dtype=np.bool_)

    def take(self, numbers: Integers | Booleans) -> UpLegs:
        """Return some of the windows."""
        return UpLegs(
            self.security[numbers],
            self.stratum[numbers],
            self.up_strength[numbers],
            self.sigma[numbers],
            self.score[numbers],
            None if self.stretch is None else self.stretch[numbers],
        )

    def corrected(self, slope: float) -> UpLegs:
        """Tell the scores in units of ``up_strength ** slope``."""
        return replace(self, score=self.score / np.maximum(self.up_strength, GATE) ** slope)

    @property
    def place(self) -> Floats:
        """Where a window stands among others: log up-strength and log sigma; shape (n, 2)."""
        place: Floats = np.log(np.stack([np.maximum(self.up_strength, GATE), self.sigma], axis=1))
        return place


class Matched(NamedTuple):
    """The p-values of n windows, and what each was compared with; every array of shape (n,).

    A window below the gate, or with too few comparable ones, has NaN.

    Attributes
    ----------
    p_value : ndarray
    matched : ndarray
        Placebo windows that it was compared with.
    stretches, securities : ndarray
        Stretches of history, and other securities, that these windows are of.
    marked : ndarray
        How many of these windows are marked.
    """

    p_value: Floats
    matched: Integers
    stretches: Integers
    securities: Integers
    marked: Integers

    def floored(self) -> Matched:
        """Return p-values that are no finer than the stretches: at least 1 / (1 + stretches)."""
        return self._replace(p_value=np.maximum(self.p_value, 1 / (1 + self.stretches)))


def tail_slope(reference: UpLegs) -> float:
    """Return the slope of the 90th percentile of log score on log up-strength; 1 where it cannot be told.

    Windows are grouped from the weakest up-leg on, each group being half of what is left, so that the rare
    large rises, which the correction is for, count as much as the many small ones; least squares on the
    groups' medians.

    Parameters
    ----------
    reference : UpLegs
        Gated placebo windows.
    """
    order = np.argsort(reference.up_strength, kind="stable")
    groups = _halves(order)
    place = [np.log(np.median(reference.up_strength[group])) for group in groups]
    tails = [np.quantile(reference.score[group], TAIL) for group in groups]
    if len(groups) < _FEWEST_GROUPS or min(tails) <= 0:
        return 1.0
    # A score grows with its up-leg in proportion, at the most.
    return float(np.clip(np.polyfit(place, np.log(tails), 1)[0], 0.0, 1.0))


def matched_p_values(
    reference: UpLegs,
    tested: UpLegs,
    *,
    slope: float,
    fewest: int = MATCHED,
    workers: int = -1,
    marks: Booleans | None = None,
) -> Matched:
    """Compare each window with the placebo windows nearest to it.

    Parameters
    ----------
    reference : UpLegs
        Gated placebo windows.
    tested : UpLegs
    slope : float
        From ``tail_slope``; 0 compares plain scores.
    fewest : int
        How many windows each is compared with.
    workers : int
        Threads of the search; the result does not depend on them.
    marks : ndarray of shape (len(reference),), bool, optional
        Windows of the reference that are to be counted; none are marked without it.
    """
    none = np.zeros(len(tested), dtype=np.int64)
    found = Matched(np.full(len(tested), np.nan), none, none.copy(), none.copy(), none.copy())
    marks = np.zeros(len(reference), dtype=np.bool_) if marks is None else marks
    reference, tested = reference.corrected(slope), tested.corrected(slope)
    for stratum in np.unique(tested.stratum):
        here = reference.stratum == stratum
        rows = np.flatnonzero(tested.gated & (tested.stratum == stratum))
        if len(rows) and here.any():
            parts = _within(reference.take(here), marks[here], tested.take(rows), fewest, workers)
            for whole, part in zip(found, parts, strict=True):
                whole[rows] = part
    return found


def matched_scores(
    reference: UpLegs, tested: UpLegs, *, slope: float, fewest: int = MATCHED, workers: int = -1
) -> Floats:
    """Return the scores of the placebo windows that each window is compared with.

    They are told for a rise of the window's own size, so that the share of them that reaches its own score is what its
    p-value counts.

    Parameters
    ----------
    reference : UpLegs
        Gated placebo windows.
    tested : UpLegs
    slope : float
        From ``tail_slope``.
    fewest, workers : int
        As in ``matched_p_values``.

    Returns
    -------
    ndarray of shape (n, fewest)
        NaN where there is no p-value.
    """
    scores = np.full((len(tested), fewest), np.nan)
    size = np.maximum(tested.up_strength, GATE) ** slope
    reference = reference.corrected(slope)
    for stratum in np.unique(tested.stratum):
        here = reference.take(reference.stratum == stratum)
        rows = np.flatnonzero(tested.gated & (tested.stratum == stratum))
        if len(rows) and len(here):
            nearest, other = _nearest(here, tested.take(rows), fewest, workers)
            enough = other.sum(axis=1) == fewest
            theirs = here.score[nearest[enough]][other[enough]].reshape(-1, fewest)
            scores[rows[enough]] = theirs * size[rows[enough], None]
    return scores


def _within(reference: UpLegs, marks: Booleans, tested: UpLegs, fewest: int, workers: int) -> Matched:
    """Compare windows of one stratum."""
    nearest, other = _nearest(reference, tested, fewest, workers)
    matched = other.sum(axis=1)
    above = (other & (reference.score[nearest] >= tested.score[:, None])).sum(axis=1)
    return Matched(
        p_value=np.where(matched >= fewest, (1 + above) / (1 + matched), np.nan),
        matched=matched,
        stretches=matched if reference.stretch is None else _distinct(reference.stretch[nearest], other),
        securities=_distinct(reference.security[nearest], other),
        marked=(other & marks[nearest]).sum(axis=1),
    )


def _nearest(reference: UpLegs, tested: UpLegs, fewest: int, workers: int) -> tuple[Integers, Booleans]:
    """Return the windows nearest to each, and which of them count: the first so many of other securities."""
    own = int(np.unique(reference.security, return_counts=True)[1].max())
    wanted = min(fewest + own, len(reference))
    found = KDTree(reference.place).query(tested.place, k=[*range(1, wanted + 1)], workers=workers)[1]
    nearest: Integers = np.asarray(found, dtype=np.int64)
    other: Booleans = reference.security[nearest] != tested.security[:, None]
    other &= np.cumsum(other, axis=1) <= fewest
    return nearest, other


def _distinct(numbers: Integers, counted: Booleans) -> Integers:
    """Count the different numbers of each row among those that count; numbers are 0 or above."""
    ordered = np.sort(np.where(counted, numbers, -1), axis=1)
    count: Integers = (np.diff(ordered, axis=1, prepend=-1) > 0).sum(axis=1)
    return count


def _halves(order: Integers) -> list[Integers]:
    """Split into the lower half, the lower half of the rest, and so on; the last two groups are alike."""
    groups: list[Integers] = []
    while len(order) >= 2 * _SMALLEST_GROUP:
        middle = len(order) // 2
        groups.append(order[:middle])
        order = order[middle:]
    return [*groups, order] if len(order) else groups
