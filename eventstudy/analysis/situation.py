"""Measure the features of a study's data that decide which of its tests to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.gathering import PAIRWISE_EVENTS, correlation_of
from eventstudy.analysis.inference.advice import Situation
from eventstudy.analysis.placement import union
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from eventstudy.analysis.result import StudyResult
    from eventstudy.arrays import Integers


def situation_of(result: StudyResult) -> Situation:
    """Measure a result; the correlation of more events than pairs can be looked at is NaN if no test asked for it."""
    window, events = len(result.design.window), len(result.events)
    if not events:
        return Situation(events=0, distinct_days=0, largest_cluster=0, zero_return_share=float("nan"))
    raw, standardized = result.sample.raw, result.sample.standardized
    covering = _covering(result)
    return Situation(
        events=events,
        distinct_days=len(np.unique(result.events.day0)),
        largest_cluster=int(covering.max()),
        correlation=_correlation(result),
        overlap=_overlap(covering, events),
        zero_return_share=float(result.zero_return_share.mean()),
        securities=result.recurrence.securities,
        recurring=result.recurrence.recurring_securities,
        overlapping=result.recurrence.overlapping_events,
        variance_ratio=float(standardized.standard_deviation[window] ** 2),
        skewness=float(raw.third[window] / events / raw.standard_deviation[window] ** 3),
    )


def _correlation(result: StudyResult) -> float:
    known = result.evidence.correlation
    if known is None and len(result.events) <= PAIRWISE_EVENTS:
        known = correlation_of(result.residuals, result.observations, None, result.panel)
    return float("nan") if known is None else known.value


def _covering(result: StudyResult) -> Integers:
    """Count the event windows that cover each day of the calendar."""
    calendar, grid = union(result.panel), result.panel.grid[result.placed.row]
    # A window ends with its exchange's sessions, not with those of an exchange that goes on.
    last = (np.count_nonzero(result.panel.sessions != NO_SESSION, axis=1) - 1)[grid]
    edges = [
        calendar[grid, (result.placed.position + end).clip(0, last)]
        for end in (result.design.window.first, result.design.window.last)
    ]
    opened = np.bincount(edges[0], minlength=int(calendar.max()) + 2)
    closed = np.bincount(edges[1] + 1, minlength=int(calendar.max()) + 2)
    return np.cumsum(opened - closed[: len(opened)])


def _overlap(covering: Integers, events: int) -> float:
    """Return the mean share of its event window that an event has in common with another."""
    if events <= 1:
        return 0.0
    days = int(covering.sum())
    return float((covering @ covering - days) / ((events - 1) * days))
