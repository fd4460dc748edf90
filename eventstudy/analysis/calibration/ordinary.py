"""Where a share's own path goes on days without an announcement: quantiles of its ordinary windows.

They overlap, and are drawn session by session: a picture of what is usual, and no test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.signature_path import levels
from eventstudy.analysis.signature_windows import RUN_UP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.arrays import Booleans, Floats
    from eventstudy.prices.panel import Panel

QUANTILES = (0.05, 0.25, 0.75, 0.95)

FEWEST = 100
"""Windows of a share below which its quantiles would be accidents."""

EACH = 500
"""Windows of a share that are measured, evenly spread over its history."""


@dataclass(frozen=True, slots=True, eq=False)
class OrdinaryPaths:
    """The ordinary windows of one share.

    Attributes
    ----------
    quantiles : ndarray of shape (4, 10 + W + 1)
        Of the cumulative abnormal log return of sessions -10 to W, session by session, at ``QUANTILES``.
    windows : int
    """

    quantiles: Floats
    windows: int


def ordinary_paths(
    panel: Panel, occupied: Booleans, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], OrdinaryPaths]:
    """Return the ordinary windows of some securities and Ws; those with fewer than ``FEWEST`` are left out.

    Parameters
    ----------
    panel : Panel
    occupied : ndarray of shape (S, D), bool
        Day 0 of the announcements of each security.
    wanted : sequence of (str, int)
        Security, and W.
    """
    found = {}
    for last in sorted({last for _, last in wanted}):
        windows = placebo_windows(panel, occupied, last=last, seed=0, each=EACH)
        for security in sorted({name for name, theirs in wanted if theirs == last}):
            own = windows.take(windows.security == panel.rows[security])
            if len(own) >= FEWEST:
                found[security, last] = _paths(own)
    return found


def _paths(windows: PlaceboWindows) -> OrdinaryPaths:
    path = levels(windows.abnormal, -RUN_UP.first)
    return OrdinaryPaths(np.quantile(path, QUANTILES, axis=0), len(windows))
