"""Huber's line through the returns of many events at once, by iterated weighted least squares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.models.forecast import row_products

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats

CUT = 1.345
"""Residuals beyond this many scales are held back: 95 % efficient under normal errors (Huber 1981)."""

_STEPS = 1000
_STILL = 1e-13
_FLAT = 1e-16


class HuberLine(NamedTuple):
    """The lines of n events; NaN where the market never moved.

    Attributes
    ----------
    alpha, beta : ndarray of shape (n,)
        Intercept and slope.
    scale : ndarray of shape (n,)
        Scale of the residuals that the cut was measured in.
    settled : ndarray of shape (n,)
        Whether the steps came to rest.
    """

    alpha: Floats
    beta: Floats
    scale: Floats
    settled: Booleans


def huber_line(
    y: Floats, x: Floats, intercept: Floats, *, mad_to_sigma: float, update_scale: bool
) -> HuberLine:
    """Fit ``y = alpha c + beta x`` by Huber's M-estimate with k = 1.345.

    The scale is ``mad_to_sigma`` times the median of the absolute residuals. Steps end, event by event, when
    no fitted value moves by more than 1e-13 of the least-squares residuals' root mean square, or when the
    scale is zero. Where the scale is held, the problem is convex, and a few dozen steps are usual. A scale that
    is measured anew shrinks with its residuals where about half of the sessions lie on one line, as those
    without a trade do; then 1000 steps may not be enough, and the event has not settled.

    Parameters
    ----------
    y, x : ndarray of shape (n, M)
        Zero where the session does not count.
    intercept : ndarray of shape (n, M)
        c: zero where the session does not count, else above zero (one, or the root of a duration).
    mad_to_sigma : float
        Turns the median absolute residual into a standard deviation.
    update_scale : bool
        Whether every step measures the scale anew; else it stays that of the least-squares residuals.

    References
    ----------
    Huber (1964), Annals of Mathematical Statistics 35, 73-101; Huber (1981), "Robust Statistics", sections
    7.7 and 7.8.
    """
    start = _weighted_line(y, x, intercept, (intercept > 0).astype(np.float64))
    scale = _scale(start.residuals, intercept, mad_to_sigma)
    still = _stillness(start.residuals, y, intercept)
    alpha, beta, residuals = start
    moving = np.flatnonzero(scale > 0)
    for _ in range(_STEPS):
        if not len(moving):
            break
        rows = y[moving], x[moving], intercept[moving]
        weights = _weights(residuals[moving], CUT * scale[moving, None], rows[2] > 0)
        step = _weighted_line(*rows, weights)
        moved = np.abs(step.residuals - residuals[moving]).max(axis=1)
        alpha[moving], beta[moving], residuals[moving] = step
        if update_scale:
            scale[moving] = _scale(step.residuals, rows[2], mad_to_sigma)
        moving = moving[(moved > still[moving]) & (scale[moving] > 0)]
    settled = np.ones(len(y), dtype=np.bool_)
    settled[moving] = False
    return HuberLine(alpha, beta, scale, settled)


def row_median(values: Floats) -> Floats:
    """Return the median of each row without its NaN; NaN of a row that has nothing else."""
    # Sorting puts NaN last; far faster than numpy.nanmedian on many short rows.
    ordered = np.sort(values, axis=1)
    count = np.isfinite(values).sum(axis=1)[:, None]
    low = np.take_along_axis(ordered, np.maximum(count - 1, 0) // 2, axis=1)
    high = np.take_along_axis(ordered, count // 2, axis=1)
    return np.asarray(((low + high) / 2)[:, 0], dtype=np.float64)


class _Line(NamedTuple):
    alpha: Floats
    beta: Floats
    residuals: Floats


def _weighted_line(y: Floats, x: Floats, intercept: Floats, weights: Floats) -> _Line:
    """Fit ``y = alpha c + beta x`` by weighted least squares; c is taken out of y and x first."""
    weighted = weights * intercept
    total = row_products(weighted, intercept)
    total[total == 0] = np.nan
    y_mean, x_mean = row_products(weighted, y) / total, row_products(weighted, x) / total
    y_left, x_left = y - y_mean[:, None] * intercept, x - x_mean[:, None] * intercept
    weighted = weights * x_left
    square = row_products(weighted, x_left)
    beta = row_products(weighted, y_left) / np.where(square > _FLAT, square, np.nan)
    return _Line(y_mean - beta * x_mean, beta, y_left - beta[:, None] * x_left)


def _weights(residuals: Floats, cut: Floats, used: Booleans) -> Floats:
    """``min(1, cut / |e|)``; zero where the session does not count."""
    size = np.abs(residuals)
    weights = used.astype(np.float64)
    np.divide(cut, size, out=weights, where=used & (size > cut))
    return weights


def _scale(residuals: Floats, intercept: Floats, mad_to_sigma: float) -> Floats:
    return mad_to_sigma * row_median(np.where(intercept > 0, np.abs(residuals), np.nan))


def _stillness(residuals: Floats, y: Floats, intercept: Floats) -> Floats:
    """Return the movement that is none; on a close line rounding of the returns themselves decides."""
    count = np.maximum(np.count_nonzero(intercept, axis=1), 1)
    usual = np.sqrt(row_products(residuals, residuals) / count)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(y).max(axis=1)
    return np.asarray(np.maximum(_STILL * usual, rounding), dtype=np.float64)
