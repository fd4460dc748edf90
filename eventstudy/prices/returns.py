"""Returns from prices, as fractions, the oldest session first; a gap is never filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats

ReturnKind: TypeAlias = Literal["log", "simple"]

RETURN_KINDS: tuple[str, ...] = get_args(ReturnKind)
"""The two ways to measure a return."""

NO_MOVE = 1e-6
"""Two prices closer than this fraction are one price: adjusted closes carry rounding of about 1e-7, and a
share that did not move may show it; the least tick of a price is larger."""

_CELLS = 1 << 16
"""Prices turned into returns at a time: they stay in the processor's cache."""


def returns(prices: Floats, kind: ReturnKind) -> Floats:
    """Return the change from each session to the next.

    Parameters
    ----------
    prices : ndarray of shape (..., D)
        Prices; NaN where a session has none. A price that is not a positive finite number counts as none.
    kind : {"log", "simple"}
        ``log(p[t] / p[t-1])`` or ``p[t] / p[t-1] - 1``.

    Returns
    -------
    ndarray of shape (..., D)
        Returns, as fractions. The first is NaN; a missing price makes the return of its own session and of
        the next one NaN.
    """
    change = np.empty(prices.shape)
    rows = max(_CELLS // max(prices.shape[-1], 1), 1)
    flat, out = prices.reshape(-1, prices.shape[-1]), change.reshape(-1, prices.shape[-1])
    for start in range(0, len(flat), rows):
        _changes(real_prices(flat[start : start + rows]), out[start : start + rows], kind)
    return change


def _changes(traded: Floats, change: Floats, kind: ReturnKind) -> None:
    change[:, :1] = np.nan
    if kind == "log":
        np.log(traded, out=traded)
        np.subtract(traded[:, 1:], traded[:, :-1], out=change[:, 1:])
    else:
        np.divide(traded[:, 1:], traded[:, :-1], out=change[:, 1:])
        change[:, 1:] -= 1


def real_prices(prices: Floats) -> Floats:
    """Copy the prices, with NaN for what is not a positive finite number; same shape."""
    return np.where((prices > 0) & np.isfinite(prices), prices, np.nan)


def no_moves(changes: Floats) -> Booleans:
    """Mark the returns that are zero at the precision prices are printed with; a missing one is not; same shape."""
    return np.asarray(np.abs(changes) < NO_MOVE, dtype=np.bool_)


def zero_return_share(changes: Floats) -> Floats:
    """Return the share of each row's returns that are zero, a mark of thin trading.

    Parameters
    ----------
    changes : ndarray of shape (n, M)
        Returns; NaN where missing, which do not count.

    Returns
    -------
    ndarray of shape (n,)
        A fraction; zero in a row without any return.

    References
    ----------
    Lesmond, Ogden and Trzcinka (1999), "A New Estimate of Transaction Costs", Review of Financial Studies 12,
    1113-1141: the proportion of zero returns.
    """
    counted = np.isfinite(changes).sum(axis=1)
    share: Floats = no_moves(changes).sum(axis=1) / np.maximum(counted, 1)
    return share
