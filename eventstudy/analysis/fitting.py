"""Fit a design to a panel: place the events, fit them in blocks, gather the evidence, and name what is left out."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.cutting import Cutter, claimed, spanning
from eventstudy.analysis.estimates import Demands, Estimator
from eventstudy.analysis.event import Dropped
from eventstudy.analysis.gathering import Gathering, Sums, evidence_of
from eventstudy.analysis.inference.sample import Sample
from eventstudy.analysis.memory import keep_freed_memory
from eventstudy.analysis.placement import place
from eventstudy.analysis.reasons import why_not_found, why_not_usable
from eventstudy.analysis.regressors import regressors_of
from eventstudy.analysis.residuals import Residuals
from eventstudy.analysis.result import StudyResult
from eventstudy.analysis.resumptions import resumptions_of
from eventstudy.analysis.trades import trades_of

if TYPE_CHECKING:
    from eventstudy.analysis.estimates import Estimates
    from eventstudy.analysis.event import EventTable
    from eventstudy.analysis.inference.evidence import Evidence
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.study import EventStudy
    from eventstudy.analysis.trades import Trades
    from eventstudy.arrays import Booleans, Integers
    from eventstudy.prices.factors import FactorTable
    from eventstudy.prices.panel import Panel


def fit_study(
    design: EventStudy, panel: Panel, events: EventTable, *, factors: FactorTable | None, others: EventTable
) -> StudyResult:
    """Fit what ``EventStudy.fit`` describes.

    Raises
    ------
    EstimationError
        If the model needs a factor that is missing.
    """
    keep_freed_memory()
    placement = place(panel, events)
    found = np.flatnonzero(placement.found)
    placed = placement.take(found)
    estimator = _estimator(design, panel, factors, placed, others)
    gathering = Gathering.of(placed, design.estimation, panel, design.tests)
    estimates = estimator.room(placed)
    blocks = estimator.estimate(placed, estimates, gathering.digest)
    sums = reduce(Sums.__add__, blocks, gathering.nothing)
    kept = np.flatnonzero(estimates.usable)
    used, rows = placed.take(kept), estimates.take(kept)
    residuals = Residuals.of(estimator, used, gathering.residuals, kept)
    share = gathering.positive_share
    evidence = evidence_of(
        sums,
        residuals,
        rows,
        positive_share=None if share is None else share[kept],
        panel=panel,
        tests=design.tests,
    )
    return StudyResult(
        design=design,
        panel=panel,
        events=events.take(found[kept]),
        placed=used,
        observations=rows.observations,
        parameter_names=design.specification.parameters,
        parameters=rows.parameters,
        sigma=rows.sigma,
        r_squared=rows.r_squared,
        sample=_sample(estimator.cutter.columns, rows, evidence),
        residuals=residuals,
        dropped=_dropped(design, panel, events, placement, estimates=estimates, cutter=estimator.cutter),
    )


def _estimator(
    design: EventStudy, panel: Panel, factors: FactorTable | None, placed: Placement, others: EventTable
) -> Estimator:
    model = design.specification
    trades = None if design.gaps == "missing" else trades_of(panel, design.returns, design.gaps)
    regressors = regressors_of(model, panel, design.returns, factors)
    # A return from trade to trade spans the suspension by itself.
    lumps = 0 in design.window.offsets and not (trades is not None and trades.weighted)
    cutter = Cutter(
        returns=panel.returns(design.returns).securities if trades is None else trades.returns,
        regressors=regressors,
        estimation=design.estimation,
        columns=Columns(design.window, design.subwindows),
        leads=model.leads,
        trades=trades,
        covered=_covered(design, panel, placed, others, trades) if design.exclude_other_events else None,
        resumptions=resumptions_of(panel, design.returns, regressors, placed) if lumps else None,
    )
    return Estimator(model, cutter, Demands(design.min_observations, design.allow_partial))


def _covered(
    design: EventStudy, panel: Panel, placed: Placement, others: EventTable, trades: Trades | None
) -> Booleans:
    """Mark the sessions that events claim, and those whose returns reach into them; shape (S, D)."""
    covered = claimed([placed, place(panel, others)], design.window, panel.prices.shape)
    return covered if trades is None else spanning(covered, trades.durations)


def _sample(columns: Columns, estimates: Estimates, evidence: Evidence) -> Sample:
    return Sample(
        columns=columns,
        values=estimates.values,
        variances=estimates.variances,
        degrees_of_freedom=estimates.degrees_of_freedom,
        evidence=evidence,
    )


def _dropped(
    design: EventStudy,
    panel: Panel,
    events: EventTable,
    placement: Placement,
    *,
    estimates: Estimates,
    cutter: Cutter,
) -> tuple[Dropped, ...]:
    """Name what is left out, in the order of the events; only these are looked at one by one."""
    found: Integers = np.flatnonzero(placement.found)
    placed = placement.take(found)
    reasons = {
        n: why_not_found(design, panel, events[n], int(placement.row[n]))
        for n in np.flatnonzero(~placement.found).tolist()
    }
    for n in np.flatnonzero(~estimates.usable).tolist():
        reasons[int(found[n])] = why_not_usable(design, panel, placed, estimates, number=n, cutter=cutter)
    return tuple(Dropped(events[n].id, events[n].security, reasons[n]) for n in sorted(reasons))
