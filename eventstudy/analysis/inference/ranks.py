"""Ranks within rows, many rows at once.

The bits of a float, read as an integer, sort as the floats do once the negative ones are turned round. So a
value and the number of its column fit into one integer, and plain integer sorts, which numpy runs on vector
registers, do all the work: one sort by value, and one back by column. The column takes the place of the last
bits of the value; rows in which two values then look alike are done again with all their bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.arrays import Booleans, Floats, Integers

_BLOCK = 1 << 15
"""Values ranked at a time: their keys (256 KiB) stay in the cache."""

_WIDEST = 1 << 15
"""Rows shorter than this have ranks and columns that share 32 bits."""

_ALL_BUT_SIGN = np.int64(np.iinfo(np.int64).max)

_ABOVE_INFINITY = np.array(np.nan).view(np.int64)


def ranks(values: Floats) -> Floats:
    """Rank every row upwards from 1, ties sharing the mean of their ranks; NaN is not ranked and stays NaN.

    Equals ``scipy.stats.rankdata(values, axis=1, nan_policy="omit")``, with ties by the last bit.

    Parameters
    ----------
    values : ndarray of shape (n, T)

    Returns
    -------
    ndarray of shape (n, T)
        Multiples of 1/2 between 1 and the number of values that the row has.

    Examples
    --------
    >>> ranks(np.array([[0.3, -1.0, np.nan, 0.3]])).tolist()
    [[2.5, 1.0, nan, 2.5]]
    """
    n, width = values.shape
    ranked = np.empty((n, width))
    step = max(_BLOCK // max(width, 1), 1)
    one_block = _mid_ranks if width >= _WIDEST else _block_ranks
    for start in range(0, n, step):
        ranked[start : start + step] = one_block(values[start : start + step])
    return ranked


def sorted_columns(values: Floats) -> tuple[NDArray[np.unsignedinteger], Booleans]:
    """Sort every row, and return the columns in ascending order of their values.

    Parameters
    ----------
    values : ndarray of shape (n, T)

    Returns
    -------
    ndarray of shape (n, T), unsigned
        Numbers of columns, those of the smallest values first and missing ones last.
    ndarray of shape (n,), bool
        Rows whose order is certain: nothing is missing, and no two values are (nearly) equal.
    """
    missing = np.isnan(values)
    order, alike = (
        np.empty(values.shape, np.min_scalar_type(values.shape[1])),
        np.empty(len(values), np.bool_),
    )
    step = max(_BLOCK // max(values.shape[1], 1), 1)
    for start in range(0, len(values), step):
        part = slice(start, start + step)
        order[part], alike[part] = _sorted(values[part], missing[part])
    return order, ~(alike | missing.any(axis=1))


def _sorted(values: Floats, missing: Booleans) -> tuple[Integers, Booleans]:
    """Return the columns of each row in ascending order, and the rows in which two values look alike."""
    bits = max(values.shape[1] - 1, 1).bit_length()
    keys = _keys(values, missing, bits)
    keys.sort(axis=1)
    near = (keys[:, 1:] ^ keys[:, :-1]).view(np.uint64) < np.uint64(1 << bits)
    alike: Booleans = np.asarray(near.any(axis=1), dtype=np.bool_)
    return keys & ((1 << bits) - 1), alike


def _block_ranks(values: Floats) -> Floats:
    missing = np.isnan(values)
    order, alike = _sorted(values, missing)
    ranked = _positions(order).astype(np.float64)
    np.copyto(ranked, np.nan, where=missing)
    again = np.flatnonzero(alike)
    if len(again):
        ranked[again] = _mid_ranks(values[again])
    return ranked


def _keys(values: Floats, missing: Booleans, bits: int) -> Integers:
    """Pack values, less their last bits, and columns; missing ones differ from each other and come last."""
    columns = np.arange(values.shape[1])
    # Adding zero copies, and makes -0.0 the 0.0 that it equals.
    keys: Integers = (values + 0.0).view(np.int64)
    keys ^= (keys >> 63) & _ALL_BUT_SIGN
    keys &= -1 << bits
    keys |= columns
    if missing.any():
        np.copyto(keys, _ABOVE_INFINITY + (columns << bits) + columns, where=missing)
    return keys


def _positions(order: Integers) -> NDArray[np.int32]:
    """Invert orders of columns by sorting them back: the position, from 1, at which each column stands."""
    back = order.astype(np.int32)
    back <<= 16
    back |= np.arange(1, order.shape[1] + 1, dtype=np.int32)
    back.sort(axis=1)
    back &= (1 << 16) - 1
    return back


def _mid_ranks(values: Floats) -> Floats:
    """Rank by comparing all bits; a run of equal values shares the middle of its places."""
    order = np.argsort(values, axis=1)
    ascending = np.take_along_axis(values, order, axis=1)
    places = np.arange(1, values.shape[1] + 1)
    differs = ascending[:, 1:] != ascending[:, :-1]
    first, last = np.ones(order.shape, np.int64), np.full(order.shape, values.shape[1])
    first[:, 1:] = np.where(differs, places[1:], 1)
    last[:, :-1] = np.where(differs, places[:-1], values.shape[1])
    first = np.maximum.accumulate(first, axis=1)
    last = np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]
    ranked = np.empty(order.shape)
    np.put_along_axis(ranked, order, (first + last) / 2, axis=1)
    ranked[np.isnan(values)] = np.nan
    return ranked
