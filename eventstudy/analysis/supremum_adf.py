"""Supremum augmented Dickey-Fuller statistics: how explosive the most explosive stretch of a series is.

The regression of a stretch is ``y_t - y_(t-1) = a + b y_(t-1) + e``, without lags, and its statistic the t of b: far
above 0 where the series runs away from its own mean, below 0 where it returns. BSADF(t) is the largest statistic of
all stretches that end on t and hold enough values; SADF is the largest of all stretches that begin with the first
value, GSADF of all stretches.

Time runs down the first axis, the series stand side by side, and values are finite. A stretch that never varies, or
that the regression fits without error, has no statistic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats, Integers

FEWEST = 4
"""Values of a stretch below which a regression of two coefficients leaves no variance to estimate."""

_FLAT = 1e-11
"""The variation of a stretch, as a share of that of its series, that is rounding."""

_EXACT = 1e-10
"""The unexplained share of a stretch's variation below which the fit is without error."""


class Rule(NamedTuple):
    """Which stretches count, and what each is regressed on.

    Attributes
    ----------
    shortest : int
        Values of the shortest stretch, at least ``FEWEST``.
    constant : bool
        Whether the regression has a constant, so that a stretch runs away from its own mean. Without one it runs
        away from its own first value: a steady climb then counts as well as an accelerating one.
    rising : bool
        Whether only stretches count that end higher than they began: an accelerating fall is explosive too.
    """

    shortest: int
    constant: bool = True
    rising: bool = False


class Backward(NamedTuple):
    """The most explosive stretch that ends on each value; both of shape (m, R).

    Attributes
    ----------
    statistic : ndarray
        BSADF; -inf where no stretch has a statistic.
    first : ndarray
        The row on which that stretch begins; of equals the shortest.
    """

    statistic: Floats
    first: Integers


class _Sums(NamedTuple):
    """Running sums of R series, a row of zeros before them: shape (T, R); the regressor is ``y_(t-1)``."""

    y: Floats
    x: Floats
    x_squared: Floats
    d_squared: Floats
    variation: Floats


def shortest_stretch(length: int) -> int:
    """Return the values of the shortest stretch of a series: floor(T (0.01 + 1.8 / sqrt(T))).

    >>> shortest_stretch(100), shortest_stretch(271)
    (19, 32)

    References
    ----------
    Phillips, Shi and Yu (2015), International Economic Review 56, 1043-1078: r0 = 0.01 + 1.8 / sqrt(T).
    """
    return max(int(length * 0.01 + 1.8 * np.sqrt(length) + 1e-9), FEWEST)


def backward_supremum(series: Floats, ends: slice, rule: Rule) -> Backward:
    """Find the most explosive stretch that ends on each of some values.

    Parameters
    ----------
    series : ndarray of shape (T, R)
    ends : slice
        The m neighbouring rows on which a stretch may end; the first is row ``rule.shortest - 1`` or later.
    rule : Rule

    Returns
    -------
    Backward

    References
    ----------
    Phillips, Shi and Yu (2015), International Economic Review 56, 1043-1078: the backward sup ADF statistic.
    """
    rows, sums = np.arange(len(series))[ends], _sums(series)
    best = np.full((len(rows), series.shape[1]), -np.inf)
    length = np.zeros(best.shape, dtype=np.int64)
    for size, late in _sizes(rows, rule):
        found = _signed_squares(sums, late, size - 1, rule)
        better = found > best[-len(found) :]
        best[-len(found) :][better] = found[better]
        length[-len(found) :][better] = size
    return Backward(_root(best), rows[:, None] - length + 1)


def backward_statistics(series: Floats, ends: slice, rule: Rule) -> Floats:
    """Return the statistics of ``backward_supremum``, shape (m, R), in half the time."""
    rows, sums = np.arange(len(series))[ends], _sums(series)
    best = np.full((len(rows), series.shape[1]), -np.inf)
    for size, late in _sizes(rows, rule):
        found = _signed_squares(sums, late, size - 1, rule)
        np.maximum(best[-len(found) :], found, out=best[-len(found) :])
    return _root(best)


def supremum(series: Floats, ends: slice, rule: Rule) -> Floats:
    """Return the largest statistic of all stretches that end on some rows: GSADF if on any; shape (R,)."""
    largest: Floats = backward_statistics(series, ends, rule).max(axis=0)
    return largest


def forward_supremum(series: Floats, rule: Rule) -> Floats:
    """Return SADF, the largest statistic of all stretches that begin with the first value; shape (R,).

    References
    ----------
    Phillips, Wu and Yu (2011), International Economic Review 52, 201-226: the sup ADF statistic.
    """
    sums = _sums(series)
    sizes = range(rule.shortest, len(series) + 1)
    found = [_signed_squares(sums, slice(size - 1, size), size - 1, rule) for size in sizes]
    return _root(np.concatenate(found).max(axis=0))


def _sizes(rows: Integers, rule: Rule) -> Iterator[tuple[int, slice]]:
    """Yield every size of a stretch, and the rows on which a stretch of that size can end."""
    stop = int(rows[-1]) + 1
    for size in range(rule.shortest, stop + 1):
        yield size, slice(max(int(rows[0]), size - 1), stop)


def _sums(series: Floats) -> _Sums:
    """Sum up what every regression needs; the series is centred first, so that its level costs no digits."""
    y = series - series.mean(axis=0)
    before, start = y[:-1], np.zeros((1, y.shape[1]))
    x = np.concatenate([start, np.cumsum(before, axis=0)])
    x_squared = np.concatenate([start, np.cumsum(before**2, axis=0)])
    d_squared = np.concatenate([start, np.cumsum(np.diff(y, axis=0) ** 2, axis=0)])
    return _Sums(y, x, x_squared, d_squared, x_squared[-1] * _FLAT)


def _signed_squares(sums: _Sums, late: slice, n: int, rule: Rule) -> Floats:
    """Return t |t| of the stretches of n changes that end on the rows of ``late``.

    x is y_(t-1) measured from its mean, or from the first value where there is no constant, and d the change. The
    sum of x d telescopes: (y_end^2 - y_start^2 - sum d^2) / 2, less what x is measured from times the whole change.
    t^2 = df Sxd^2 / (Sxx Sdd - Sxd^2). The root is taken once, of the largest.
    """
    early = slice(late.start - n, late.stop - n)
    end, start = sums.y[late], sums.y[early]
    change = end - start
    total = sums.x[late] - sums.x[early]
    d_squared = sums.d_squared[late] - sums.d_squared[early]
    base = total / n if rule.constant else start
    sxx = sums.x_squared[late] - sums.x_squared[early] - base * (2 * total - n * base)
    sxd = ((end + start) / 2 - base) * change - d_squared / 2
    whole = sxx * (d_squared - change * change / n if rule.constant else d_squared)
    square = sxd * np.abs(sxd)
    left = whole - np.abs(square)
    defined: Booleans = (sxx > sums.variation) & (left > _EXACT * whole)
    if rule.rising:
        defined &= change > 0
    found = np.full(square.shape, -np.inf)
    freedom = n - 2 if rule.constant else n - 1
    np.divide(freedom * square, left, out=found, where=defined)
    return found


def _root(square: Floats) -> Floats:
    """Turn t |t| into t."""
    root: Floats = np.sign(square) * np.sqrt(np.abs(square))
    return root
