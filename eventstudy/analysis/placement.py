"""Where events stand on a panel, and the windows of all of them at once.

A position is a column of the panel: a session on the grid of the event's own security.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import Number, runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.analysis.event import EventTable
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Booleans, Integers
    from eventstudy.prices.panel import Panel

NO_ROW = -1
"""The row of a security that the panel does not hold."""


@dataclass(frozen=True, eq=False)
class Placement:
    """The panel row and the position of day 0 of n events.

    Attributes
    ----------
    row : ndarray of shape (n,)
        Row of the panel, or ``NO_ROW``.
    position : ndarray of shape (n,)
        Column of day 0 on the row's grid; where day 0 is no session, the column it would push aside.
    found : ndarray of shape (n,), bool
        Whether the security is in the panel and day 0 is one of its sessions.
    """

    row: Integers
    position: Integers
    found: Booleans

    def take(self, numbers: Integers) -> Placement:
        """Return the placement of some of the events, in the order of their numbers."""
        return Placement(self.row[numbers], self.position[numbers], self.found[numbers])


def place(panel: Panel, events: EventTable) -> Placement:
    """Find every event's security and day 0 on the panel."""
    used = np.unique(events.security)
    rows = np.full(len(events.securities), NO_ROW, dtype=np.int64)
    rows[used] = [panel.rows.get(events.securities[name], NO_ROW) for name in used.tolist()]
    row, day0 = rows[events.security], events.day0
    position = np.zeros(len(row), dtype=np.int64)
    found = np.zeros(len(row), dtype=np.bool_)
    known = np.flatnonzero(row != NO_ROW)
    for grid, sessions in enumerate(panel.sessions):
        here = known[panel.grid[row[known]] == grid]
        position[here] = np.searchsorted(sessions, day0[here])
        found[here] = sessions[position[here].clip(max=len(sessions) - 1)] == day0[here]
    return Placement(row, position, found)


def gather(
    values: NDArray[Number], row: Integers, position: Integers, window: Window, *, fill: float
) -> NDArray[Number]:
    """Cut one window around each position.

    Parameters
    ----------
    values : ndarray of shape (R, D), C-contiguous
        Rows to cut from.
    row, position : ndarray of shape (n,)
        The row of each event, and the column of its day 0.
    window : Window
        The sessions to take, counted from day 0.
    fill : float
        What stands where a window hangs over an end of its row.

    Returns
    -------
    ndarray of shape (n, len(window))
    """
    width = values.shape[1]
    if not len(row):
        return np.empty((0, len(window)), dtype=values.dtype)
    first, last = position + window.first, position + window.last
    if first.min() >= 0 and last.max() < width:
        # Every window is a run of the flattened rows: copying runs is several times faster than
        # picking numbers one by one.
        found: NDArray[Number] = runs(values, len(window))[row * width + first]
        return found
    columns = position[:, None] + window.offsets
    cut: NDArray[Number] = values[row[:, None], columns.clip(0, width - 1)]
    cut[(columns < 0) | (columns >= width)] = fill
    return cut


def union(panel: Panel) -> Integers:
    """Return the place of every session of every grid on the calendar of all grids; shape (G, D)."""
    return np.searchsorted(np.unique(panel.sessions), panel.sessions)


def calendar_days(panel: Panel, placed: Placement, window: Window) -> Integers:
    """Return the place of every session of a window on the calendar of all grids; shape (n, len(window)).

    Beyond an end of the panel there are no sessions; the places go on counting, so that days stay in order.
    """
    columns = placed.position[:, None] + window.offsets
    if len(panel.sessions) == 1:
        return columns
    last = panel.sessions.shape[1] - 1
    days = union(panel)[panel.grid[placed.row][:, None], columns.clip(0, last)]
    return np.where(columns < 0, columns, days + np.maximum(columns - last, 0))
