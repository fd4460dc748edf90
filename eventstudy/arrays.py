"""Names for the arrays that flow through the house, and days as whole numbers.

A day is an epoch day: days since 1970-01-01, as ``int64``. It sorts, subtracts and stores without a
time zone, and it does not depend on the unit that a pandas index happens to have.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

Number = TypeVar("Number", np.float64, np.int64, np.bool_)

_EPOCH = dt.date(1970, 1, 1).toordinal()


def epoch_day(date: dt.date) -> int:
    """Return the days from 1970-01-01 to ``date``.

    >>> epoch_day(dt.date(1970, 1, 2))
    1
    """
    return date.toordinal() - _EPOCH


def date_of(day: int) -> dt.date:
    """Return the date of an epoch day.

    >>> date_of(1)
    datetime.date(1970, 1, 2)
    """
    return dt.date.fromordinal(int(day) + _EPOCH)


class Runs(NamedTuple):
    """Runs of neighbouring true values: their first and last places, and how many each holds; shape (r,)."""

    first: Integers
    last: Integers
    length: Integers


def runs_of(marks: Booleans) -> Runs:
    """Find the runs of true values; ``marks`` is of shape (n,)."""
    edges = np.diff(np.concatenate([[False], marks, [False]]).astype(np.int64))
    first, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return Runs(first, end - 1, end - first)


def runs(values: NDArray[Number], length: int) -> NDArray[Number]:
    """View every run of so many neighbours in the flattened rows, as ``sliding_window_view`` does, but at once.

    Writing to the view writes to a C-contiguous ``values``.
    """
    step = values.itemsize
    shape = max(values.size - length + 1, 0), length
    return np.ndarray(shape, values.dtype, np.ascontiguousarray(values).data, strides=(step, step))
