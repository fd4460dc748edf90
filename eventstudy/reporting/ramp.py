"""Ramps as JSON, as columns and as one plain sentence; sessions are counted from day 0."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eventstudy.analysis.ramp_phase import LEVELS
from eventstudy.counting import counted
from eventstudy.reporting.tables import P_VALUE, Cell, Column, Json, Table, marked, number, p_text

if TYPE_CHECKING:
    from eventstudy.analysis.ramp import Ramps
    from eventstudy.analysis.ramp_phase import Ramp

RAMP = (
    Column("ramp_statistic", "ramp t", ".2f"),
    Column("ramp_p", "ramp p", P_VALUE),
    Column("ramp_onset", "onset", "+d"),
    Column("ramp_start", "from", "+d"),
    Column("ramp_end", "to", "+d"),
    Column("ramp_peak", "peak day", "+d"),
    Column("ramp_size", "rise", "+.1%"),
    Column("ramp_days", "sessions", "d"),
    Column("ramp_give_back", "given back", ".0%"),
    Column("ramp_reason", "no ramp because", prose=True),
)
"""What a table says of the ramp of an event."""

NOTE = (
    "a ramp is a climb against the benchmark, over weeks or months, as one ordinary path in twenty makes too; it says "
    "nothing of why, and a steady climb of many months can pass unseen. The rise is a sum of log returns"
)
"""What stands below every table of ramps."""


def ramp_json(ramp: Ramp) -> Json:
    """Return the object of one event's ramp; a missing number is None."""
    return {
        "statistic": number(ramp.statistic),
        "p_value": number(ramp.p_value),
        "critical_values": {
            f"{level:.2f}": number(value) for level, value in zip(LEVELS, ramp.critical, strict=True)
        },
        "stamp_bar": number(ramp.bar),
        "onset": ramp.onset,
        "start": ramp.start,
        "end": ramp.end,
        "peak": ramp.peak,
        "size": number(ramp.size),
        "days": ramp.days,
        "give_back": number(ramp.give_back),
        "sessions": ramp.sessions,
        "missing_sessions": ramp.missing,
        "reason": ramp.reason,
    }


def ramp_cells(ramp: Ramp) -> tuple[Cell, ...]:
    """Return the cells of ``RAMP``."""
    return (
        number(ramp.statistic),
        number(ramp.p_value),
        ramp.onset,
        ramp.start,
        ramp.end,
        ramp.peak,
        number(ramp.size),
        ramp.days,
        number(ramp.give_back),
        ramp.reason,
    )


def ramp_sentence(ramp: Ramp) -> str:
    """Say in one sentence what the path shows, for a reader without statistics."""
    if number(ramp.p_value) is None:
        return f"Not tested for a ramp: {ramp.reason}."
    chance = f"(p {p_text(ramp.p_value)})"
    if ramp.start is None or ramp.days is None:
        return f"No ramp: {ramp.reason} {chance}."
    return (
        f"The share rose to {math.exp(ramp.size):.1f} times its level against its benchmark over "
        f"{counted(ramp.days, 'session')} up to session {ramp.peak:+d}, which chance rarely makes {chance}, and then gave "
        f"back {ramp.give_back:.0%} of that rise, measured in logs."
    )


def ramp_table(ramps: Ramps) -> Table:
    """Return a row for every event, tested or not."""
    columns = (Column("id", "event", wide=True), Column("security", "security"), *RAMP)
    rows = tuple(
        (event.id, event.security, *ramp_cells(ramp))
        for event, ramp in zip(ramps.events, ramps.ramps, strict=True)
    )
    found = sum(one.start is not None for one in ramps.ramps)
    title = (
        f"{counted(found, 'ramp')} in {counted(len(rows), 'event')} · {ramps.draws} draws, seed {ramps.seed}"
    )
    return Table(columns, rows, marked(title, simulated=ramps.simulated), (NOTE,))
