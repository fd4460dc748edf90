"""The sector control: whether a share rose and fell by itself, or with the others of its market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.placement import gather
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel

FEWEST_PEERS = 5
"""Other shares with a return, below which a day has no sector return."""


def sector_excess(panel: Panel, members: Booleans) -> tuple[Floats, Integers]:
    """Sum what the members of a sector earned beyond their benchmarks, day by day.

    Parameters
    ----------
    panel : Panel
        On one grid.
    members : ndarray of shape (S,), bool
        Which rows are the sector.

    Returns
    -------
    total : ndarray of shape (D,)
        Sum of log return less benchmark log return.
    count : ndarray of shape (D,)
        Members that have one.
    """
    returns = panel.returns("log")
    excess = returns.securities[members] - returns.benchmarks[panel.benchmark[members]]
    known = np.isfinite(excess)
    return np.where(known, excess, 0.0).sum(axis=0), known.sum(axis=0)


def sector_returns(panel: Panel, placed: Placement, members: Booleans, last: int) -> Floats:
    """Return the mean excess return of the sector around each event, the event's own share left out.

    Returns
    -------
    ndarray of shape (n, last + 1)
        Of sessions 0 to ``last``; NaN where fewer than five others have a return.
    """
    window, zeros = Window(0, last), np.zeros_like(placed.row)
    total, count = sector_excess(panel, members)
    returns = panel.returns("log")
    own = returns.securities - returns.benchmarks[panel.benchmark]
    own = np.where(members[:, None], own, np.nan)
    around = gather(own, placed.row, placed.position, window, fill=np.nan)
    known = np.isfinite(around)
    others = gather(count[None], zeros, placed.position, window, fill=0) - known
    summed = gather(total[None], zeros, placed.position, window, fill=np.nan) - np.where(known, around, 0.0)
    mean: Floats = np.where(others >= FEWEST_PEERS, summed / np.maximum(others, 1), np.nan)
    return mean


def agrees(path: Floats, sector: Floats, peak: Integers, trough: Integers) -> tuple[bool | None, ...]:
    """Say of each event whether both legs are left when its sector's path is taken out.

    Parameters
    ----------
    path : ndarray of shape (n, W + 1)
        C from day 0 on.
    sector : ndarray of shape (n, W + 1)
        From ``sector_returns``.
    peak, trough : ndarray of shape (n,)
        u* and v*; -1 without an up-leg.

    Returns
    -------
    tuple of bool or None
        None without an up-leg, or where the sector has no path.
    """
    net = path - np.cumsum(sector, axis=1)
    rows = np.arange(len(net))
    top, bottom = net[rows, np.maximum(peak, 0)], net[rows, np.maximum(trough, 0)]
    known = (peak >= 0) & np.isfinite(top) & np.isfinite(bottom)
    kept = (top > 0) & (bottom < top)
    return tuple(bool(one) if there else None for one, there in zip(kept, known, strict=True))
