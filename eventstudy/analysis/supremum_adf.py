"""Supremum augmented Dickey-Fuller statistics: how explosive the most explosive stretch of a series is.

The regression of a stretch is ``y_t - y_(t-1) = a + b y_(t-1) + e``, without lags, and its statistic the t of b: far
above 0 where the series runs away from its own mean, below 0 where it returns. BSADF(t) is the largest
statistic of all stretches that end on t and hold at least ``shortest_stretch`` values; SADF is the largest of all
stretches that begin with the first value, GSADF of all stretches.

Time runs down the first axis, the series stand side by side, and values are finite. A stretch that never varies, or
that the regression fits without error, has no statistic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers

FEWEST = 4
"""Values of a stretch below which a regression of two coefficients leaves no variance to estimate."""

_FLAT = 1e-11
"""The variation of a stretch, as a share of that of its series, that is rounding."""

_EXACT = 1e-10
"""The unexplained share of a stretch's variation below which the fit is without error."""


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
    Phillips, Shi and Yu (2015), International Economic Review 56, 1043-1078, section 4: r0 = 0.01 + 1.8 / sqrt(T).
    """
    return max(int(length * 0.01 + 1.8 * np.sqrt(length) + 1e-9), FEWEST)


def backward_supremum(series: Floats, *, shortest: int, ends: slice, rising: bool = False) -> Backward:
    """Find the most explosive stretch that ends on each of some values.

    Parameters
    ----------
    series : ndarray of shape (T, R)
    shortest : int
        Values of the shortest stretch, at least ``FEWEST``.
    ends : slice
        The m neighbouring rows on which a stretch may end; the first is row ``shortest - 1`` or later.
    rising : bool
        Whether only stretches count that end higher than they began. An accelerating fall is explosive too.

    Returns
    -------
    Backward

    References
    ----------
    Phillips, Shi and Yu (2015), International Economic Review 56, 1043-1078, equation (5).
    """
    rows = np.arange(len(series))[ends]
    sums = _sums(series)
    best = np.full((len(rows), series.shape[1]), -np.inf)
    length = np.zeros(best.shape, dtype=np.int64)
    for size in range(shortest, int(rows[-1]) + 2):
        late = rows[rows >= size - 1]
        found = _signed_squares(sums, late[0], late[-1] + 1, size - 1, rising=rising)
        part = best[len(rows) - len(late) :]
        better = found > part
        np.copyto(part, found, where=better)
        length[len(rows) - len(late) :][better] = size
    statistic = np.where(np.isfinite(best), np.sign(best) * np.sqrt(np.abs(best)), -np.inf)
    return Backward(statistic, rows[:, None] - length + 1)


def supremum(series: Floats, *, shortest: int, ends: slice, rising: bool = False) -> Floats:
    """Return the largest statistic of all stretches that end on some rows: GSADF if on any; shape (R,).

    Arguments are those of ``backward_supremum``, which also says where the stretch begins and is slower.
    """
    rows = np.arange(len(series))[ends]
    sums = _sums(series)
    best = np.full(series.shape[1], -np.inf)
    for size in range(shortest, int(rows[-1]) + 2):
        first = max(int(rows[0]), size - 1)
        found = _signed_squares(sums, first, int(rows[-1]) + 1, size - 1, rising=rising)
        np.maximum(best, found.max(axis=0), out=best)
    return np.where(np.isfinite(best), np.sign(best) * np.sqrt(np.abs(best)), -np.inf)


def forward_supremum(series: Floats, *, shortest: int) -> Floats:
    """Return SADF, the largest statistic of all stretches that begin with the first value; shape (R,).

    References
    ----------
    Phillips, Wu and Yu (2011), International Economic Review 52, 201-226, equation (3).
    """
    sums = _sums(series)
    found = [
        _signed_squares(sums, size - 1, size, size - 1, rising=False)
        for size in range(shortest, len(series) + 1)
    ]
    best: Floats = np.concatenate(found).max(axis=0)
    return np.where(np.isfinite(best), np.sign(best) * np.sqrt(np.abs(best)), -np.inf)


def _sums(series: Floats) -> _Sums:
    """Sum up what every regression needs; the series is centred first, so that its level costs no digits."""
    y = series - series.mean(axis=0)
    before = y[:-1]
    start = np.zeros((1, y.shape[1]))
    x_squared = np.concatenate([start, np.cumsum(before**2, axis=0)])
    d_squared = np.concatenate([start, np.cumsum(np.diff(y, axis=0) ** 2, axis=0)])
    x = np.concatenate([start, np.cumsum(before, axis=0)])
    return _Sums(y, x, x_squared, d_squared, x_squared[-1] * _FLAT)


def _signed_squares(sums: _Sums, first: int, stop: int, n: int, *, rising: bool) -> Floats:
    """Return t |t| of the stretches of n changes that end on the rows from ``first`` to before ``stop``.

    With x = y_(t-1) and d the changes, sums over the n pairs: the sum of x d is (y_end^2 - y_start^2 - sum d^2) / 2,
    and t^2 = (n - 2) Sxd^2 / (Sxx Sdd - Sxd^2). The root is taken once, of the largest.
    """
    late, early = slice(first, stop), slice(first - n, stop - n)
    end, start = sums.y[late], sums.y[early]
    change = end - start
    x = (sums.x[late] - sums.x[early]) / n
    d_squared = sums.d_squared[late] - sums.d_squared[early]
    sxx = sums.x_squared[late] - sums.x_squared[early] - n * x * x
    sxd = ((end + start) * change - d_squared) / 2 - x * change
    whole = sxx * (d_squared - change * change / n)
    square = sxd * np.abs(sxd)
    left = whole - np.abs(square)
    defined: Booleans = (sxx > sums.variation) & (left > _EXACT * whole)
    if rising:
        defined &= change > 0
    found = np.full(square.shape, -np.inf)
    np.divide((n - 2) * square, left, out=found, where=defined)
    return found
