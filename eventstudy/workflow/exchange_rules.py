"""The exchange's own rules beside each event, on the sessions around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.event import EventTable
from eventstudy.analysis.placement import place
from eventstudy.analysis.rules.judging import judge
from eventstudy.analysis.rules.rule import RuleWindow
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.peers import home_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.rules.rule import RuleFinding
    from eventstudy.analysis.signature import Signatures
    from eventstudy.prices.panel import Panel

BEFORE = 36
"""Sessions before day 0 that the longest rule looks at, those it judges from included."""


def rules_beside(
    found: Signatures, panel: Panel, mics: Mapping[str, str]
) -> tuple[tuple[RuleFinding, ...], ...]:
    """Judge every event by the rules of its exchange; an event of an unknown exchange has none.

    The index is the event's own benchmark: a rule that names another is judged by what stood in.
    """
    spots = place(panel, EventTable.of(found.events))
    return tuple(
        _judged(panel, spots, i, int(found.last[i]), mics.get(event.security) or home_of(event.security))
        for i, event in enumerate(found.events)
    )


def _judged(panel: Panel, spots: Placement, i: int, last: int, mic: str | None) -> tuple[RuleFinding, ...]:
    if mic is None:
        return ()
    row, zero = int(spots.row[i]), int(spots.position[i])
    first = max(zero - BEFORE, 0)
    columns = np.arange(first, zero + last + 1)
    days = panel.sessions[panel.grid[row], columns]
    columns = columns[days != NO_SESSION]
    window = RuleWindow(
        symbol=panel.securities[row],
        sessions=days[days != NO_SESSION],
        closes=panel.prices[row, columns],
        index=panel.benchmark_prices[panel.benchmark[row], columns],
        volumes=panel.volumes[row, columns],
        day0=zero - first,
    )
    return judge(window, mic=mic)
