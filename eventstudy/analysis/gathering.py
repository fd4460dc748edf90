"""Gather what the tests need from the estimation windows, and nothing that no test asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.correlation import (
    OverlapSums,
    aligned_correlation,
    pairwise_correlation,
)
from eventstudy.analysis.inference.evidence import Correlation, DaySums, Evidence, RankEvidence
from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.inference.rank_evidence import rank_evidence
from eventstudy.analysis.inference.tests import NEEDS_CORRELATION, NEEDS_RANKS, NEEDS_SIGNS
from eventstudy.analysis.placement import calendar_days, union
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from collections.abc import Collection

    from eventstudy.analysis.estimates import Block, Estimates
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.residuals import Residuals
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.panel import Panel

PAIRWISE_EVENTS = 5_000
"""Up to so many events every pair is looked at; above, their correlations are weighted by overlap."""

KEPT_BYTES = 64 << 20
"""Estimation residuals up to this size are kept; those of more events are computed anew when asked for."""


@dataclass(frozen=True, eq=False)
class Sums:
    """What the estimation windows of some events add up to.

    Attributes
    ----------
    average : DaySums over M sessions
        Residuals.
    overlap : OverlapSums or None
        Standardised residuals by calendar day, where the events are too many for pairs.
    """

    average: DaySums
    overlap: OverlapSums | None

    def __add__(self, other: Sums) -> Sums:
        both = None if self.overlap is None or other.overlap is None else self.overlap + other.overlap
        return Sums(self.average + other.average, both)


@dataclass(frozen=True, eq=False)
class Gathering:
    """Where what the estimation windows bring is put, while blocks of them come by.

    Attributes
    ----------
    nothing : Sums
        The sums of no events.
    residuals : ndarray of shape (n, M), or None
        Residuals of all events, where they are few enough to be kept.
    positive_share : ndarray of shape (n,), or None
        Share of each event's residuals that are positive, if a test asks for it.
    first : ndarray of shape (n,), int64
        Where each estimation window begins on a line of all grids, one behind the other.
    """

    nothing: Sums
    residuals: Floats | None
    positive_share: Floats | None
    first: Integers

    @classmethod
    def of(cls, placed: Placement, estimation: Window, panel: Panel, tests: Collection[str]) -> Gathering:
        """Make room for what the tests ask for."""
        events, sessions = len(placed.row), len(estimation)
        many = events > PAIRWISE_EVENTS and not NEEDS_CORRELATION.isdisjoint(tests)
        # Each grid has room for windows that hang over its start.
        width = panel.sessions.shape[1] + sessions
        none = np.zeros(sessions)
        return cls(
            nothing=Sums(
                DaySums(none, none), OverlapSums.empty(len(panel.sessions) * width) if many else None
            ),
            residuals=np.empty((events, sessions)) if events * sessions * 8 <= KEPT_BYTES else None,
            positive_share=None if NEEDS_SIGNS.isdisjoint(tests) else np.empty(events),
            first=panel.grid[placed.row] * width + placed.position + estimation.first + sessions,
        )

    def digest(self, block: Block) -> Sums:
        """Keep what is asked of each event of a block, and add up what is asked of all."""
        rows = block.fit.residuals
        if self.residuals is not None:
            self.residuals[block.numbers] = rows
        if self.positive_share is not None:
            positive = (rows > 0).sum(axis=1, dtype=np.uint16)
            self.positive_share[block.numbers] = positive / np.maximum(block.fit.observations, 1)
        numbers, durations = block.numbers, block.durations
        if not block.usable.all():
            rows, numbers = rows[block.usable], numbers[block.usable]
            durations = None if durations is None else durations[block.usable]
        overlap = None if self.nothing.overlap is None else OverlapSums.of(rows, self.first[numbers])
        # The AAR is of returns as they are, whatever their duration.
        return Sums(day_sums(rows if durations is None else rows * np.sqrt(durations)), overlap)


def day_sums(residuals: Floats) -> DaySums:
    """Sum residuals over events, session by session, and count them."""
    sums = np.ones(len(residuals)) @ residuals
    if np.isfinite(sums).all():
        return DaySums(sums, np.full(len(sums), float(len(residuals))))
    there = np.isfinite(residuals)
    return DaySums(np.where(there, residuals, 0).sum(axis=0), there.sum(axis=0).astype(np.float64))


def evidence_of(
    sums: Sums,
    residuals: Residuals,
    estimates: Estimates,
    *,
    positive_share: Floats | None,
    panel: Panel,
    tests: Collection[str],
) -> Evidence:
    """Reduce the estimation windows of the studied events to what the tests ask for.

    Parameters
    ----------
    sums : Sums
        What their windows add up to.
    residuals : Residuals
        Of the n events studied.
    estimates : Estimates
        Of the same events.
    positive_share : ndarray of shape (n,), or None
    panel : Panel
    tests : collection of str
        Names of the tests.
    """
    correlation, ranks = None, None
    if not NEEDS_CORRELATION.isdisjoint(tests):
        correlation = correlation_of(residuals, estimates.observations, sums.overlap, panel)
    if not NEEDS_RANKS.isdisjoint(tests):
        ranks = ranks_of(residuals, estimates)
    return Evidence(positive_share, sums.average, correlation, ranks)


def correlation_of(
    residuals: Residuals, observations: Integers, overlap: OverlapSums | None, panel: Panel
) -> Correlation:
    """Average the correlations of the events' estimation residuals on common calendar days."""
    row, position = residuals.placed.row, residuals.placed.position
    sessions = len(residuals.estimator.cutter.estimation)
    events = len(row)
    aligned = events > 0 and bool(
        (observations == sessions).all()
        and (position == position[0]).all()
        and (panel.grid[row] == panel.grid[row[0]]).all()
    )
    if overlap is not None and events > PAIRWISE_EVENTS:
        value = _on_the_calendar(overlap, panel, sessions).value()
        return Correlation(value, "aligned" if aligned else "overlap_weighted")
    if aligned:
        return Correlation(aligned_correlation(residuals.all()), "aligned")
    days = calendar_days(panel, residuals.placed, residuals.estimator.cutter.estimation)
    return Correlation(pairwise_correlation(residuals.all(), days), "pairwise")


def _on_the_calendar(overlap: OverlapSums, panel: Panel, sessions: int) -> OverlapSums:
    """Add up the sums of grids on the days that they share."""
    days = union(panel)
    by_grid = overlap.totals.reshape(len(days), -1)[:, sessions:]
    real = panel.sessions != NO_SESSION
    totals = np.bincount(days[real], weights=by_grid[real])
    return replace(overlap, totals=np.asarray(totals, dtype=np.float64))


def ranks_of(residuals: Residuals, estimates: Estimates) -> RankEvidence | None:
    """Sum the ranks of all events' sessions; None without events."""
    cutter = residuals.estimator.cutter
    columns, days = cutter.columns, len(cutter.columns.window)
    dispersion = moments(estimates.values, estimates.variances).standard_deviation

    def ranked(numbers: Integers, rows: Floats) -> RankEvidence:
        values, variances = estimates.values[numbers], estimates.variances[numbers]
        scales = cutter.event_scales(residuals.placed.take(numbers))
        if scales is not None:
            # Residuals are per root of their duration; so are the days that they are ranked with.
            values[:, :days] /= scales
            variances[:, :days] /= scales**2
        return rank_evidence(
            rows, estimates.sigma[numbers], values, variances, columns=columns, dispersion=dispersion
        )

    return reduce(RankEvidence.__add__, residuals.each(ranked)) if len(estimates.sigma) else None
