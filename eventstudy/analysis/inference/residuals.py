"""Rows of estimation residuals, made comparable and laid on a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING
from eventstudy.arrays import runs

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers


def unit_rows(residuals: Floats) -> Floats:
    """Give every row mean zero and sum of squares one over the days it has.

    Parameters
    ----------
    residuals : ndarray of shape (n, M)
        NaN where missing.

    Returns
    -------
    ndarray of shape (n, M)
        Zero where missing; a row that stands still, or has no days, is zero throughout.
    """
    sums = residuals @ np.ones(residuals.shape[1])
    if np.isfinite(sums).all():
        away: Floats = residuals - (sums / max(residuals.shape[1], 1))[:, None]
    else:
        there = np.isfinite(residuals)
        counts = np.maximum(np.count_nonzero(there, axis=1), 1)[:, None]
        known = np.where(there, residuals, 0)
        away = np.where(there, known - known.sum(axis=1, keepdims=True) / counts, 0)
    away *= inverse_norms(away)[:, None]
    return away


def inverse_norms(away: Floats) -> Floats:
    """Return one over the norm of each row (n, M), and zero for a row that stands still; shape (n,)."""
    norms = np.sqrt(np.einsum("ij,ij->i", away, away))
    still = norms <= ROUNDING * np.sqrt(away.shape[1])
    return np.where(still, 0, 1 / np.where(still, 1, norms))


def placed(rows: Floats, lanes: Integers, first: Integers, shape: tuple[int, int]) -> Floats:
    """Copy every row of M consecutive days to its place in a calendar of zeros.

    Parameters
    ----------
    rows : ndarray of shape (b, M)
    lanes, first : ndarray of shape (b,), int64
        The lane of each row, and the column in which it starts; rows of one lane must not overlap.
    shape : (int, int)
        Lanes and columns of the calendar.
    """
    calendar = np.zeros(shape)
    runs(calendar, rows.shape[1])[lanes * shape[1] + first] = rows
    return calendar
