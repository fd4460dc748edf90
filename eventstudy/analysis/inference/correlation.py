"""The average cross-correlation of estimation residuals on common calendar days, computed in three ways.

Events whose windows share days are not independent, and the average correlation of a pair, r, says how much
of the evidence is repeated (Kolari and Pynnönen 2010). It is the mean of the n (n - 1) / 2 signed
correlations off the diagonal; a pair without common days counts zero.

``aligned_correlation``
    All events have the same days and no residual is missing. Exact, and linear in n.
``pairwise_correlation``
    Windows are staggered, or residuals are missing. Exact, and quadratic in the events that overlap: for up
    to some 5,000 events.
``OverlapSums``
    Windows are staggered and the events are more than that. Linear in n, and fed in blocks, but another
    estimator: it shrinks the correlation of a pair by the share of its days that are common.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.pairs import pairwise_correlation
from eventstudy.analysis.inference.residuals import inverse_norms, placed, unit_rows

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

__all__ = ["OverlapSums", "aligned_correlation", "pairwise_correlation"]

_BLOCK = 256
"""Rows at a time: half a megabyte of a year's residuals, which fits the cache."""

_PAIR = 2


def aligned_correlation(residuals: Floats) -> float:
    """Average the correlations of all pairs of rows that share all their days.

    With z_it of mean zero and mean square one over the M days, the correlations of all ordered pairs sum to
    mean_t (sum_i z_it)^2, in which each row meets itself once: r = (mean_t (sum_i z_it)^2 - n) / (n (n - 1)).

    Parameters
    ----------
    residuals : ndarray of shape (n, M)
        A row that stands still correlates with nothing.

    Returns
    -------
    float
        NaN for fewer than two events, and where a residual is missing.

    References
    ----------
    Kolari and Pynnönen (2010), "Event Study Testing with Cross-sectional Correlation of Abnormal Returns",
    Review of Financial Studies 23, pp. 3996-4025: the average correlation r.
    """
    events, days = residuals.shape
    if events < _PAIR:
        return np.nan
    total, moving = np.zeros(days), 0
    for start in range(0, events, _BLOCK):
        block = residuals[start : start + _BLOCK]
        away = block - block.mean(axis=1, keepdims=True)
        weights = inverse_norms(away)
        total += weights @ away
        moving += int(np.count_nonzero(weights))
    return float((total @ total - moving) / (events * (events - 1)))


@dataclass(frozen=True, eq=False)
class OverlapSums:
    """Sums over calendar days that give the overlap-weighted average correlation.

    With z_it of mean zero and sum of squares one over an event's own days, and zero on all others,
    q = sum_t [ (sum_i z_it)^2 - sum_i z_it^2 ] / (n (n - 1)).

    A pair brings its correlation times the share of its days that are common; where all days are common, q
    is r. A residual that is missing counts as a day that is not common.

    Attributes
    ----------
    totals : ndarray of shape (D,)
        sum_i z_it on D successive days of the calendar.
    start : int
        Position of the first of these days.
    events, moving : int
        Events, and those whose residuals do not stand still: the sum of all z_it^2.
    """

    totals: Floats
    start: int = 0
    events: int = 0
    moving: int = 0

    @classmethod
    def empty(cls, calendar_length: int) -> OverlapSums:
        """Return the sums of no events on a calendar of so many days."""
        return cls(np.zeros(calendar_length))

    @classmethod
    def of(cls, residuals: Floats, first: Integers) -> OverlapSums:
        """Return the sums of events whose days follow one another on the calendar.

        Parameters
        ----------
        residuals : ndarray of shape (b, M)
            NaN where missing.
        first : ndarray of shape (b,), int64
            Position of each event's first day on the calendar.
        """
        if not len(residuals):
            return cls(np.zeros(0))
        units, days = unit_rows(residuals), residuals.shape[1]
        moving = int(np.count_nonzero(np.einsum("ij,ij->i", units, units)))
        order = np.argsort(first, kind="stable")
        # Rows that begin together are added up first: a block of events in the order of their days has few
        # beginnings. Then each sum has a lane of its own, and the lanes are added up.
        begins, opens = np.unique(first[order], return_index=True)
        if not (order == np.arange(len(order))).all():
            units = units[order]
        together = np.add.reduceat(units, opens, axis=0)
        shape = len(begins), int(begins[-1] - begins[0]) + days
        totals = np.ones(len(begins)) @ placed(together, np.arange(len(begins)), begins - begins[0], shape)
        return cls(totals, int(begins[0]), len(units), moving)

    def __add__(self, other: OverlapSums) -> OverlapSums:
        """Add sums whose days lie among these."""
        totals, at = self.totals.copy(), other.start - self.start
        totals[at : at + len(other.totals)] += other.totals
        return OverlapSums(totals, self.start, self.events + other.events, self.moving + other.moving)

    def value(self) -> float:
        """Return q; NaN for fewer than two events."""
        if self.events < _PAIR:
            return np.nan
        return float((self.totals @ self.totals - self.moving) / (self.events * (self.events - 1)))
