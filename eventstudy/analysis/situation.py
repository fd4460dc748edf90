"""Measure the features of a study's data that decide which of its tests to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.advice import Situation
from eventstudy.analysis.placement import union
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from eventstudy.analysis.result import StudyResult


def situation_of(result: StudyResult) -> Situation:
    """Measure a result; what no test asked for is not known, and stays NaN."""
    window = len(result.design.window)
    raw, standardized = result.sample.raw, result.sample.standardized
    events, correlation = len(result.events), result.evidence.correlation
    spread = raw.standard_deviation[window]
    skewness = raw.third[window] / events / spread**3 if events else float("nan")
    return Situation(
        events=events,
        distinct_days=len(np.unique(result.events.day0)),
        largest_cluster=_largest_cluster(result) if events else 0,
        correlation=float("nan") if correlation is None else correlation.value,
        zero_return_share=float(result.zero_return_share.mean()) if events else float("nan"),
        recurring=result.recurrence.recurring_securities,
        overlapping=result.recurrence.overlapping_events,
        variance_ratio=float(standardized.standard_deviation[window] ** 2),
        skewness=float(skewness),
    )


def _largest_cluster(result: StudyResult) -> int:
    """Count the event windows on the calendar day that most of them cover."""
    calendar, grid = union(result.panel), result.panel.grid[result.placed.row]
    # A window ends with its exchange's sessions, not with those of an exchange that goes on.
    last = (np.count_nonzero(result.panel.sessions != NO_SESSION, axis=1) - 1)[grid]
    edges = [
        calendar[grid, (result.placed.position + end).clip(0, last)]
        for end in (result.design.window.first, result.design.window.last)
    ]
    opened = np.bincount(edges[0], minlength=int(calendar.max()) + 2)
    closed = np.bincount(edges[1] + 1, minlength=int(calendar.max()) + 2)
    return int(np.cumsum(opened - closed[: len(opened)]).max())
