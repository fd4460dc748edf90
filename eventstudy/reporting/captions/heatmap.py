"""The words of the heat map of events by days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import brief_day, of_simulated, who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.signature import Signatures
    from eventstudy.arrays import Floats

LARGE = 2.0
"""Daily sigmas from which on a move is counted in words."""


def title(found: Signatures, sigmas: Floats) -> str:
    """Say how many shares moved out of the ordinary on day 0, up and down."""
    day0 = sigmas[:, found.offsets == 0][:, 0]
    up, down = int((day0 >= LARGE).sum()), int((day0 <= -LARGE).sum())
    events = counted(len(sigmas), "event")
    if not up and not down:
        return f"None of {events} moved its share by more than {LARGE:.0f} daily sigmas on day 0"
    return f"{up or 'None'} of {events} rose by more than {LARGE:.0f} daily sigmas on day 0, and {down or 'none'} fell by as much"


def subtitle(shown: int, total: int, missing: int) -> str:
    """Say what a square is, which rows are left out, and how many days are missing."""
    left = f" The {shown} strongest of {total}." if shown < total else ""
    holes = (
        f" Grey squares: {counted(missing, 'session')} without a return, or past the window."
        if missing
        else ""
    )
    return f"Return of each session beyond the benchmark, in the share's daily sigmas. The strongest verdict first.{left}{holes}"


def caption(found: Signatures) -> str:
    """Say how to read it."""
    return of_simulated(
        "A row is an event, a square is a session. A strong square on day 0 with paler ones of the other colour after it is a "
        "move that came back; the verdict says whether that is rare.",
        simulated=found.simulated,
    )


def alt(found: Signatures, sigmas: Floats, shown: Sequence[int], names: Sequence[str]) -> str:
    """Tell of every row the day of its largest move, and how large that was."""
    rows = "; ".join(_row(found, row, i, names[i]) for i, row in zip(shown, sigmas, strict=True))
    return of_simulated(
        f"Heat map of {counted(len(shown), 'event')} by session. Largest moves: {rows}.",
        simulated=found.simulated,
    )


def _row(found: Signatures, row: Floats, i: int, name: str) -> str:
    at = int(np.nanargmax(np.abs(row)))
    event = found.events[i]
    return f"{who(name, event.security)} {brief_day(event.day0)} {row[at]:+.1f} sigmas on day {int(found.offsets[at])}"
