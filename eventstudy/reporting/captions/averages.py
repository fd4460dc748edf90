"""The words of the average paths by kind of announcement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import listed, of_simulated, signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.issuer import AveragePath

DAY = 10
"""The session whose numbers are told: the last on which a rise is looked for."""

ALL = "all announcements"

_SMALLEST = 0.0005
"""Below it a change would be written as 0.0 %, which is neither above nor below."""


def beyond_chance(path: AveragePath) -> bool:
    """Say whether the interval of the mean leaves zero out on the day that is told."""
    low, _, high = at_day(path)
    return low > 0 or high < 0


def at_day(path: AveragePath) -> tuple[float, float, float]:
    """Return lower edge, mean and upper edge on the day that is told, as changes in price."""
    here = path.offsets == DAY
    low, mean, high = (float(np.expm1(one[here][0])) for one in (path.low, path.mean, path.high))
    return low, mean, high


def heading(kind: str, path: AveragePath) -> str:
    """Name a panel."""
    return f"{kind.replace('_', ' ')} ({int(path.announcements[path.offsets == DAY][0])})"


def title(paths: Mapping[str, AveragePath]) -> str:
    """Say where the average share stood on the day that is told, and whether chance allows that."""
    kind, path = next(iter(paths.items()))
    _, mean, _ = at_day(path)
    stood = f"stood {abs(mean):.1%} {'above' if mean > 0 else 'below'}"
    if abs(mean) < _SMALLEST:
        stood = "stood less than 0.05% from"
    chance = f"{'beyond' if beyond_chance(path) else 'within'} what chance allows"
    after = "announcements" if kind == ALL else f"announcements of a {kind.replace('_', ' ')}"
    return f"On day {DAY} after {after} the average share {stood} its benchmark, {chance}"


def subtitle() -> str:
    """Say what is drawn."""
    return (
        "Average price beyond the benchmark since the close before day 0 (dashed), and the 95% interval of that average from the "
        "spread between announcements, session by session. In colour: the interval leaves zero out on day "
        f"{DAY}. Sessions from day 0; in brackets the number of announcements."
    )


def caption(paths: Mapping[str, AveragePath], few: Mapping[str, int], *, simulated: bool) -> str:
    """Say what the intervals assume, and which kinds are too few."""
    left = [f"{kind.replace('_', ' ')} ({count})" for kind, count in few.items()]
    out = f" Too few for an average of their own: {listed(left)}." if left else ""
    said = (
        f"{counted(len(paths), 'average')}. Overlapping windows of one issuer count once. Intervals hold for each session by "
        f"itself, and assume that announcements are independent: those of one week are not quite.{out}"
    )
    return of_simulated(said, simulated=simulated)


def alt(paths: Mapping[str, AveragePath], *, simulated: bool) -> str:
    """Give every average in numbers."""
    told = "; ".join(_told(kind, path) for kind, path in paths.items())
    return of_simulated(
        f"Line charts of average paths with 95% intervals. By day {DAY}: {told}.", simulated=simulated
    )


def _told(kind: str, path: AveragePath) -> str:
    low, mean, high = at_day(path)
    return f"{heading(kind, path)} {signed(mean)}, interval {signed(low)} to {signed(high)}"
