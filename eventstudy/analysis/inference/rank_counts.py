"""Ranks of events that have no ties and lack no session, as nearly all are: one sort an event, then bytes.

An event's M residuals are sorted together with its H observations: the abnormal returns of the event days, and
the standardised abnormal returns of days and windows. The k-th observation from below, at place j of the sorted
row, has j - k residuals below it: its placement. What the observations add to the rank of a residual is found
by comparing placements with the residuals' own ranks, which are small numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.inference.ranks import sorted_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.arrays import Booleans, Floats, Integers

_MOST_TERMS = 255
"""Ones that a byte can sum."""

_TILE = 1 << 19
"""Comparisons made at a time: their bytes (512 KiB) stay in the cache."""


class Counts(NamedTuple):
    """What the ranks of b events add up to.

    Attributes
    ----------
    events : int
        b.
    own : ndarray of shape (M,)
        Sum over events of the rank of each session among the sessions, from 1.
    raised : ndarray of shape (H, M)
        Events whose observation lies below the session.
    placements : ndarray of shape (H,)
        Sum over events of the sessions below each observation.
    among : ndarray of shape (H,)
        Sum over events of the rank of each observation among those of its kind, from 1; 0 without a kind.
    """

    events: int
    own: Floats
    raised: Floats
    placements: Floats
    among: Floats


def untied_counts(
    sessions: Floats, observations: Floats, kinds: tuple[slice, ...]
) -> tuple[Counts, Booleans]:
    """Count over the events that have no ties, and tell which they are.

    Parameters
    ----------
    sessions : ndarray of shape (b, M)
    observations : ndarray of shape (b, H)
    kinds : tuple of slice
        Runs of observations that rank among each other; the others do not.

    Returns
    -------
    Counts
    ndarray of shape (b,), bool
        Events that were counted: nothing is missing, and no two numbers are equal.
    """
    width = sessions.shape[1]
    order, plain = sorted_columns(np.hstack([sessions, observations]))
    if not plain.all():
        order = order[plain]
    outside = order >= width
    at = np.flatnonzero(outside).reshape(len(order), observations.shape[1])
    which = order.ravel()[at].astype(np.int64) - width
    below = at - np.arange(len(order))[:, None] * order.shape[1] - np.arange(at.shape[1])
    own = _inverse(order[~outside].reshape(len(order), width))
    placements = np.empty(below.shape, own.dtype)
    np.put_along_axis(placements, which, below.astype(own.dtype), axis=1)
    return (
        Counts(
            events=len(order),
            own=own.sum(axis=0, dtype=np.float64) + len(order),
            raised=_count_not_above(placements, own),
            placements=placements.sum(axis=0, dtype=np.float64),
            among=_among(which, kinds),
        ),
        plain,
    )


def _inverse(order: NDArray[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
    """Invert permutations row by row: the place, from 0, of every column; the smallest type that holds it."""
    events, width = order.shape
    places = np.empty(order.shape, np.min_scalar_type(width))
    flat = order + np.arange(events)[:, None] * width
    places.ravel()[flat] = np.arange(width, dtype=places.dtype)
    return places


def _among(which: Integers, kinds: tuple[slice, ...]) -> Floats:
    """Sum, for each observation, its rank among those of its kind; ``which`` names them from below."""
    rank = np.zeros(which.shape)
    for kind in kinds:
        same = (which >= kind.start) & (which < kind.stop)
        np.copyto(rank, np.cumsum(same, axis=1, dtype=np.uint16), where=same)
    total = np.bincount(which.ravel(), weights=rank.ravel(), minlength=which.shape[1])
    return np.asarray(total, dtype=np.float64)


def _count_not_above(placements: NDArray[np.unsignedinteger], own: NDArray[np.unsignedinteger]) -> Floats:
    """Count the events where a placement is not above a session's own rank; (b, H) and (b, M) to (H, M)."""
    (events, width), height = own.shape, placements.shape[1]
    total = np.zeros((height, width))
    step = min(max(_TILE // (height * width), 1), _MOST_TERMS)
    tile = np.empty((step, height, width), np.bool_)
    for start in range(0, events, step):
        part = slice(start, start + step)
        holds = tile[: len(own[part])]
        np.less_equal(placements[part, :, None], own[part, None, :], out=holds)
        total += holds.view(np.uint8).sum(axis=0, dtype=np.uint8)
    return total
