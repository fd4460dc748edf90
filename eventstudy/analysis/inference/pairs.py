"""The correlation of every pair of events over the days that both have, averaged.

Rows are first given mean zero and unit norm, which changes no correlation and keeps the sums below well
conditioned. Two events without gaps share one interval of the calendar: the end of the earlier and the
beginning of the later, so that their sums over it are running sums, and only the cross products take a
matrix product. Rows with gaps multiply masks instead. Events are sorted by their first day, and a block of
them meets only those that overlap with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.inference.residuals import placed, unit_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats, Integers

_FEWEST = 3
"""Common days of a pair that tell something: any two points lie on a line."""

_NO_SPREAD = 1e-12
"""A row of unit norm whose sum of squared deviations is not above this stands still on the common days."""

_BLOCK, _TILE = 128, 512
"""Events at a time, and the partners that they meet at a time."""


def pairwise_correlation(residuals: Floats, days: Integers) -> float:
    """Average the Pearson correlations of all n (n - 1) / 2 pairs over the days that both have.

    A pair counts zero where it has fewer than three common days (two points always correlate perfectly), or
    where one of it stands still on them.

    Parameters
    ----------
    residuals : ndarray of shape (n, M)
        NaN where missing.
    days : ndarray of shape (n, M), int64
        Position of each residual's day on one calendar that covers all events; increasing along rows.

    Returns
    -------
    float
        NaN for fewer than two events.

    References
    ----------
    Kolari and Pynnönen (2010), "Event Study Testing with Cross-sectional Correlation of Abnormal Returns",
    Review of Financial Studies 23, pp. 3996-4025: the average correlation r.
    """
    events, observations = residuals.shape
    if events <= 1:
        return np.nan
    there = np.isfinite(residuals)
    whole = there.all(axis=1) & (days[:, -1] - days[:, 0] == observations - 1)
    units = unit_rows(residuals)
    total = _sum_of_whole(units[whole], days[whole, 0])
    if not whole.all():
        total += _sum_of_gapped(_Gapped.of(units, days, there, whole))
    return float(2 * total / (events * (events - 1)))


class _Running(NamedTuple):
    """What the first o days of a row bring to a correlation over them, for every o; both of shape (n, M + 1).

    With ``scale`` one over the norm of the deviations from their mean and ``drift`` the sum of the days over
    sqrt(o), times scale, a correlation is ``sum(x y) scale_x scale_y - drift_x drift_y``. Both are zero where
    there is none.
    """

    scale: Floats
    drift: Floats

    @classmethod
    def of(cls, rows: Floats) -> _Running:
        common = np.arange(1, rows.shape[1] + 1)
        sums = np.cumsum(rows, axis=1)
        sums /= np.sqrt(common)
        spread = np.cumsum(rows * rows, axis=1)
        spread -= sums * sums
        defined = (spread > _NO_SPREAD) & (common >= _FEWEST)
        scale = np.zeros((len(rows), rows.shape[1] + 1))
        np.divide(1, np.sqrt(spread, where=defined, out=spread), where=defined, out=scale[:, 1:])
        drift = np.zeros_like(scale)
        np.multiply(sums, scale[:, 1:], out=drift[:, 1:])
        return cls(scale, drift)

    def at(self, rows: slice, common: Integers) -> tuple[Floats, Floats]:
        """Look up a row's scale and drift over so many common days; both of the shape of ``common``."""
        return np.take_along_axis(self.scale[rows], common, 1), np.take_along_axis(
            self.drift[rows], common, 1
        )


def _sum_of_whole(units: Floats, first: Integers) -> float:
    """Sum the correlations of all pairs of rows without gaps that start on ``first``."""
    order = np.argsort(first, kind="stable")
    units, first = units[order], first[order]
    heads, tails = _Running.of(units), _Running.of(units[:, ::-1])
    days = units.shape[1]
    total = 0.0
    for block, partners in _tiles(first, days):
        origin, width = first[block.start], int(first[block.stop - 1] - first[block.start]) + days
        cross = (
            _laid(units[block], first[block] - origin, width)
            @ _laid(units[partners], first[partners] - origin, width + days)[:, :width].T
        )
        common = np.clip(days - (first[partners] - first[block, None]), 0, days)
        if partners.start < block.stop:
            common = np.triu(common, block.start - partners.start + 1)
        scale, drift = tails.at(block, common)
        other_scale, other_drift = (found.T for found in heads.at(partners, common.T))
        cross *= scale
        total += np.einsum("ij,ij->", cross, other_scale) - np.einsum("ij,ij->", drift, other_drift)
    return float(total)


def _laid(rows: Floats, first: Integers, width: int) -> Floats:
    return placed(rows, np.arange(len(rows)), first, (len(rows), width))


def _tiles(first: Integers, days: int) -> Iterator[tuple[slice, slice]]:
    """Pair every block of sorted rows with tiles of the rows from its own on that overlap with it."""
    start = 0
    while start < len(first):
        near = int(np.searchsorted(first, first[start] + days))
        block = slice(start, min(start + _BLOCK, near))
        last = int(np.searchsorted(first, first[block.stop - 1] + days))
        for begin in range(start, last, _TILE):
            yield block, slice(begin, min(begin + _TILE, last))
        start = block.stop


@dataclass(frozen=True, eq=False)
class _Gapped:
    """Rows of which the first ``gapped`` have gaps; sorted by their first day up to there.

    Attributes
    ----------
    units, days, there : ndarray of shape (n, M)
        Rows of unit norm, zero where missing; the positions of their days; whether there is a residual.
    first, last : ndarray of shape (n,)
        First and last day with a residual.
    gapped : int
        Rows with gaps.
    """

    units: Floats
    days: Integers
    there: Booleans
    first: Integers
    last: Integers
    gapped: int

    @classmethod
    def of(cls, units: Floats, days: Integers, there: Booleans, whole: Booleans) -> _Gapped:
        largest = np.iinfo(np.int64).max
        first = np.where(there, days, largest).min(axis=1)
        last = np.where(there, days, -largest).max(axis=1)
        order = np.lexsort((first, whole))
        gapped = int(np.count_nonzero(~whole))
        return cls(units[order], days[order], there[order], first[order], last[order], gapped)

    def tiles(self) -> Iterator[tuple[slice, Integers]]:
        """Pair every block of rows with gaps with tiles of the rows from its own on that overlap with it."""
        for start in range(0, self.gapped, _BLOCK):
            block = slice(start, min(start + _BLOCK, self.gapped))
            begins, ends = self.first[block].min(), self.last[block].max()
            near = (self.first[start:] <= ends) & (self.last[start:] >= begins)
            partners = start + np.flatnonzero(near)
            for begin in range(0, len(partners), _TILE):
                yield block, partners[begin : begin + _TILE]

    def laid(self, rows: slice | Integers, begins: int, width: int) -> Floats:
        """Lay rows, their squares and their masks on so many days of the calendar; shape (3, b, width)."""
        at = self.days[rows] - begins
        row, column = np.nonzero(self.there[rows] & (at >= 0) & (at < width))
        place = row, at[row, column]
        laid = np.zeros((3, len(at), width))
        laid[0][place] = self.units[rows][row, column]
        laid[2][place] = 1
        np.square(laid[0], out=laid[1])
        return laid


def _sum_of_gapped(rows: _Gapped) -> float:
    """Sum the correlations of all pairs of rows of which one at least has gaps."""
    total = 0.0
    for block, partners in rows.tiles():
        begins = int(rows.first[block].min())
        width = int(rows.last[block].max()) - begins + 1
        found = _masked(rows.laid(block, begins, width), rows.laid(partners, begins, width))
        later = partners > np.arange(block.start, block.stop)[:, None]
        total += np.sum(found, where=later)
    return float(total)


def _masked(own: Floats, other: Floats) -> Floats:
    """Correlate rows (3, b, D) with rows (3, p, D) over the days that both have; shape (b, p), zero if undefined."""
    values, squares, mask = own
    other_values, other_squares, other_mask = (part.T for part in other)
    common = mask @ other_mask
    whole = np.maximum(common, 1)
    own_sum, other_sum = values @ other_mask, mask @ other_values
    own_spread = squares @ other_mask - own_sum**2 / whole
    other_spread = mask @ other_squares - other_sum**2 / whole
    product = values @ other_values - own_sum * other_sum / whole
    defined = (common >= _FEWEST) & (own_spread > _NO_SPREAD) & (other_spread > _NO_SPREAD)
    norm = np.sqrt(np.where(defined, own_spread * other_spread, 1))
    return np.where(defined, product / norm, 0)
