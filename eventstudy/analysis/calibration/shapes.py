"""Shapes that are laid into real returns, to see what the signature makes of them.

Sizes are log fractions of the price; a shape is the log return that it adds on sessions -10 to W. What is
drawn follows the prototype's protocol: a run-up of 0 to 30 % over ten sessions, a rise of 1 to 3 sessions, a
hold of 0 to 5, a fall of 1 to 8 that takes back 0.8 to 1.2 of the rise (a pump) or 0.10 to 0.35 of it (news
that partly reverts), or no fall (news that lasts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from eventstudy.analysis.signature_windows import RUN_UP

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

Shape: TypeAlias = Literal["pump", "permanent", "partial", "expiry", "limited"]
"""What is laid into the returns: ``expiry`` is a pump that falls when an opt-out window ends, ``limited`` one
under a daily price limit."""

SHAPES: tuple[Shape, ...] = get_args(Shape)

LARGEST_RUN_UP = 0.3
LONGEST_RISE, LONGEST_HOLD, LONGEST_FALL = 3, 5, 8

_GIVEN_BACK: dict[Shape, tuple[float, float]] = {
    "pump": (0.8, 1.2),
    "permanent": (0.0, 0.0),
    "partial": (0.10, 0.35),
    "expiry": (0.8, 1.2),
    "limited": (0.8, 1.2),
}

_EXPIRY = (9, 12)
"""Sessions on which a window of 15 calendar days may end."""

_LIMIT = float(np.log1p(0.10))


def draw_shapes(rng: np.random.Generator, shape: Shape, size: Floats, last: int) -> Floats:
    """Draw what is added to the log returns of n windows.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : Shape
    size : ndarray of shape (n,)
        The rise from the close before day 0 to the top, as a simple fraction.
    last : int
        W.

    Returns
    -------
    ndarray of shape (n, 10 + W + 1)
    """
    count, top = len(size), np.log1p(size)
    run_up = np.log1p(LARGEST_RUN_UP * rng.random(count)) / len(RUN_UP)
    rise = rng.integers(1, LONGEST_RISE + 1, count)
    hold = rng.integers(0, LONGEST_HOLD + 1, count)
    fall = rng.integers(1, LONGEST_FALL + 1, count)
    back = rng.uniform(*_GIVEN_BACK[shape], count)
    if shape == "limited":
        rise, fall = _under_limit(top, rise), _under_limit(back * top, fall)
    start = rise + hold
    if shape == "expiry":
        start = np.maximum(rng.integers(*_EXPIRY, count), rise)
    added = np.repeat(run_up[:, None], len(RUN_UP) + last + 1, axis=1)
    added[:, len(RUN_UP) :] = _spread(top, rise, last) - _spread(back * top, fall, last, start)
    return added


def _spread(total: Floats, sessions: Integers, last: int, start: Integers | None = None) -> Floats:
    """Spread a move evenly over some sessions from a start on; shape (n, W + 1)."""
    first = np.zeros_like(sessions) if start is None else start
    steps = np.arange(last + 1) - first[:, None]
    inside = (steps >= 0) & (steps < sessions[:, None])
    return np.where(inside, (total / sessions)[:, None], 0.0)


def _under_limit(move: Floats, sessions: Integers) -> Integers:
    """Give a move the sessions that a daily limit of 10 % makes it take."""
    return np.maximum(sessions, np.ceil(move / _LIMIT).astype(np.int64))
