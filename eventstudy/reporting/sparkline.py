"""Paths drawn in one line of block characters, for tables that people read.

Paths are fractions, a session each, oldest first; NaN is a missing day, and stays a blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.reporting.tables import Drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Floats

CELLS = 24
"""The most cells that a path takes, for a sentence to stand beside it at 80 columns."""

_BLOCKS = "▁▂▃▄▅▆▇█"
_HALF = len(_BLOCKS) // 2

_NAME = "path"

_SHORTEST = 2
"""Sessions that make a path."""


def sparkline(path: Floats, *, first: int, cells: int = CELLS) -> str:
    """Draw a path on a scale of its own, from minus to plus its largest distance from zero.

    The scale is symmetric, so that zero is at the same height in every drawing: ▅ to █ are above it, ▁ to ▄
    at it or below, each for a quarter of the largest distance. More sessions than cells share cells, equally
    many each and day 0 with none before it; of them the value farthest from zero is drawn, the first of two,
    so that a peak is never lost.

    Parameters
    ----------
    path : ndarray of shape (n,)
        Fractions; NaN where a day is missing.
    first : int
        The session of the first value, counted from day 0.
    cells : int
        The most cells to use, at least 2.

    Returns
    -------
    str
        A character for every cell; a blank where all its sessions are missing.

    Examples
    --------
    >>> sparkline(np.array([-0.02, 0.0, 0.1, np.nan, 0.04]), first=-2)
    '▄▄█ ▆'
    """
    values = [_farthest(path[one]) for one in _shares(len(path), first, cells)]
    largest = max((abs(value) for value in values if np.isfinite(value)), default=0.0)
    return "".join(_block(value, largest) for value in values)


def axis(length: int, *, first: int, cells: int = CELLS) -> str:
    """Write what stands above a drawing: its name, the first session, 0 exactly above day 0's cell, and the last.

    What finds no room is left out, 0 never.

    >>> axis(21, first=-10)
    'path -10  0        10'
    """
    shares = _shares(length, first, cells)
    last = str(first + length - 1)
    line = " " * len(shares)
    for place, one in enumerate(shares):
        if one.start == -first:
            line = _written(line, "0", place)
    for text, place in ((last, len(line) - len(last)), (f"{_NAME} {first}", 0), (_NAME, 0), (str(first), 0)):
        line = _written(line, text, place)
    return line


def _written(line: str, text: str, place: int) -> str:
    """Write a text into a line where only blanks are, with one on either side; else leave the line as it is."""
    end = place + len(text)
    if place < 0 or end > len(line) or line[max(place - 1, 0) : end + 1].strip():
        return line
    return f"{line[:place]}{text}{line[end:]}"


def drawing(paths: Sequence[Floats | None], *, first: int, what: str) -> Drawing | None:
    """Draw a row's path in every row, all of one length; None where none has two sessions.

    ``what`` says what the paths are.
    """
    length = max((len(path) for path in paths if path is not None), default=0)
    if length < _SHORTEST:
        return None
    each = _sessions_a_cell(length, CELLS)
    a_cell = "a cell a session" if each == 1 else f"a cell {each} sessions, at their farthest from zero"
    return Drawing(
        axis(length, first=first),
        tuple("-" if path is None else sparkline(path, first=first) for path in paths),
        f"{_NAME}: {what}, session {first} to {first + length - 1}, {a_cell}, each event on a scale of its own; "
        "▅▆▇█ above zero, ▁▂▃▄ at zero or below, blank where a day is missing",
    )


def _shares(length: int, first: int, cells: int) -> list[slice]:
    """Divide a path's places among cells, so that day 0 begins one."""
    each = _sessions_a_cell(length, cells)
    before = (-first) % each
    return [
        slice(max(at, 0), min(at + each, length))
        for at in range(before - each, length, each)
        if at + each > 0
    ]


def _sessions_a_cell(length: int, cells: int) -> int:
    """Return how many sessions share a cell; one cell is kept for those before the first whole share."""
    return 1 if length <= cells else -(-length // (cells - 1))


def _farthest(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known[np.abs(known).argmax()]) if len(known) else float("nan")


def _block(value: float, largest: float) -> str:
    if not np.isfinite(value):
        return " "
    height = _HALF if largest == 0 else int(np.ceil(_HALF + _HALF * (value / largest)))
    return _BLOCKS[max(height, 1) - 1]
