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
"""Events at a time, and the partners that those with gaps meet at a time."""


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
    """Sums of the first o days of a row, and of their squares, for every o; both of shape (n, M + 1)."""

    sums: Floats
    squares: Floats

    @classmethod
    def of(cls, rows: Floats) -> _Running:
        # One running sum of complex numbers takes half the time of two of real ones.
        both = np.zeros((len(rows), rows.shape[1] + 1), dtype=np.complex128)
        both.real[:, 1:] = rows
        both.imag[:, 1:] = rows * rows
        np.cumsum(both, axis=1, out=both)
        return cls(np.ascontiguousarray(both.real), np.ascontiguousarray(both.imag))

    def first(self, rows: Integers, common: Integers) -> tuple[Floats, Floats]:
        """Look up the sums of the first ``common`` days of rows; all arguments broadcast."""
        at = rows * self.sums.shape[1] + common
        return self.sums.take(at), self.squares.take(at)

    def last(self, rows: Integers, common: Integers) -> tuple[Floats, Floats]:
        """Look up the sums of the last ``common`` days of rows: all less the first."""
        sums, squares = self.first(rows, self.sums.shape[1] - 1 - common)
        return self.sums[rows, -1] - sums, self.squares[rows, -1] - squares


def _sum_of_whole(units: Floats, first: Integers) -> float:
    """Sum the correlations of all pairs of rows without gaps that start on ``first``."""
    order = np.argsort(first, kind="stable")
    units, first = units[order], first[order]
    days, running, places = units.shape[1], _Running.of(units), np.arange(len(units))
    parts = list(_parts(first, days))
    laid = [_laid(units[part], first[part], days) for part in parts]

    def summed(pair: tuple[int, int]) -> float:
        one, two = pair
        mine, theirs = places[parts[one], None], places[parts[two]]
        ahead = int(first[parts[two].start] - first[parts[one].start])
        width = min(laid[one].shape[1] - ahead, laid[two].shape[1])
        cross = laid[one][:, ahead : ahead + width] @ laid[two][:, :width].T
        common = np.clip(days - (first[theirs] - first[mine]), 0, days) * (theirs > mine)
        return _sum_of_correlations(cross, running.last(mine, common), running.first(theirs, common), common)

    return sum(map(summed, _meetings(parts, first, days)))


def _sum_of_correlations(
    cross: Floats, own: tuple[Floats, Floats], other: tuple[Floats, Floats], common: Integers
) -> float:
    """Sum the correlations of pairs, from sums over their common days: of products, of each, of squares."""
    share = 1 / np.maximum(common, 1)
    product = cross - own[0] * other[0] * share
    spreads = [squares - sums * sums * share for sums, squares in (own, other)]
    defined = (common >= _FEWEST) & (spreads[0] > _NO_SPREAD) & (spreads[1] > _NO_SPREAD)
    norm = np.sqrt(np.where(defined, spreads[0] * spreads[1], 1))
    return float(np.sum(product / norm, where=defined))


def _laid(rows: Floats, first: Integers, days: int) -> Floats:
    """Lay rows on the calendar from the first day of the first of them to the last day of the last."""
    return placed(rows, np.arange(len(rows)), first - first[0], (len(rows), int(first[-1] - first[0]) + days))


def _parts(first: Integers, days: int) -> Iterator[slice]:
    """Part sorted rows into runs that start within a window's length of each other."""
    start = 0
    while start < len(first):
        near = int(np.searchsorted(first, first[start] + days))
        yield slice(start, min(start + _BLOCK, near))
        start = min(start + _BLOCK, near)


def _meetings(parts: list[slice], first: Integers, days: int) -> Iterator[tuple[int, int]]:
    """Pair every part with itself and with the later ones that overlap with it."""
    starts = np.array([first[part.start] for part in parts])
    for one, part in enumerate(parts):
        beyond = int(np.searchsorted(starts, first[part.stop - 1] + days))
        yield from ((one, two) for two in range(one, beyond))


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
