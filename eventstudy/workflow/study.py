"""A study from announcements and prices to text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.attributes import attributes
from eventstudy.analysis.event import Dropped
from eventstudy.analysis.supplements import calendar_time, resampled_column, single_events
from eventstudy.errors import EstimationError, NothingToStudyError
from eventstudy.reporting.remarks import dropped_table
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.study import Report, study_json
from eventstudy.reporting.study_events import flat_table
from eventstudy.reporting.study_tables import people_tables
from eventstudy.reporting.tables import Format, to_csv, to_json, to_people
from eventstudy.suggest import nearest, suggestion
from eventstudy.workflow.beside import findings_beside, mics
from eventstudy.workflow.events import join
from eventstudy.workflow.shelves import PeerShelf, remarks_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.regression import Correction
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.study import EventStudy
    from eventstudy.analysis.supplements import Resampled, VolumeModel
    from eventstudy.announcements.announcement import Announcement, ContractTerms
    from eventstudy.prices.factors import FactorTable
    from eventstudy.workflow.events import Choices, Joined
    from eventstudy.workflow.inputs import PriceShelf


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run wants beyond the tests of its design.

    Attributes
    ----------
    explain : tuple of str
        Attributes to regress the CARs on.
    adjust : {"bh", "by", "holm"} or None
        How the events' p-values are adjusted for their number.
    draws : int or None
        Draws of the resampling tests; None for none.
    seed : int
    volume_model : {"mean", "market"}
    shares : mapping of str to float
        Shares outstanding by security; empty where volumes are not turned into turnover.
    diagnostics : bool

    Raises
    ------
    EstimationError
        If ``explain`` names something that is no attribute.
    """

    explain: tuple[str, ...] = ()
    adjust: Correction | None = None
    draws: int | None = None
    seed: int = 1
    volume_model: VolumeModel = "mean"
    shares: Mapping[str, float] = field(default_factory=dict)
    diagnostics: bool = False

    def __post_init__(self) -> None:
        attributes(self.explain, ())  # refuses what is no attribute


@dataclass(frozen=True, slots=True)
class Study:
    """A study with all that was asked for."""

    report: Report

    @property
    def result(self) -> StudyResult:
        """What the design found."""
        return self.report.result

    def text(self, form: Format, *, screen: Screen = PLAIN, verbose: bool) -> str:
        """Write the study in one of the formats of ``--format``."""
        if form == "json":
            return to_json(study_json(self.report))
        if form == "csv":
            return to_csv(flat_table(self.report))
        tables = people_tables(self.report, verbose=verbose) if self.result.events else []
        left_out = dropped_table(self.result.dropped, simulated=self.result.simulated)
        return to_people([*tables, left_out], form, screen=screen)


def refuse_nothing(events: int, dropped: int) -> None:
    """End with exit code 3 where no event is left.

    Raises
    ------
    NothingToStudyError
        If every event was dropped.
    """
    if not events and not dropped:
        raise NothingToStudyError("nothing to study: no announcement lies between --since and --until")
    if not events:
        raise NothingToStudyError(
            f"nothing to study: {dropped} left out, none kept; the reasons stand in the output"
        )


def run_study(
    design: EventStudy,
    chosen: Sequence[Announcement],
    everything: Sequence[Announcement],
    shelf: PriceShelf,
    choices: Choices,
    *,
    factors: FactorTable | None = None,
    wishes: Wishes | None = None,
) -> Study:
    """Join, and fit; what could not be joined stands among the dropped, first.

    Where other events are left out of estimation windows, the other announcements of the same securities are
    joined too.

    Raises
    ------
    EstimationError
        If the factors do not serve the design, or shares are given of a security that is not studied. CARs that cannot be regressed on what was asked for do not stop
        the study: the report says why the regression is missing.
    """
    wanted = wishes or Wishes()
    _refuse_other_shares(wanted.shares, chosen)
    report = fitted(design, chosen, everything, shelf, choices, factors=factors)
    result = report.result
    if not result.events:
        return Study(report)
    terms = {one.id: one.terms for one in chosen}
    return Study(_with_wishes(report, wanted, [terms[event.id] for event in result.events]))


def fitted(
    design: EventStudy,
    chosen: Sequence[Announcement],
    everything: Sequence[Announcement],
    shelf: PriceShelf,
    choices: Choices,
    *,
    factors: FactorTable | None,
) -> Report:
    """Join, and fit, without supplements; what could not be joined stands among the dropped, first."""
    ids = {one.id for one in chosen}
    choices = replace(choices, benchmark_needed=design.uses_benchmark)
    wanted = _with_neighbours(design, chosen, everything)
    joined = _with_rates(join(wanted, shelf, choices), wanted, shelf, choices)
    events = [one for one in joined.events if one.id in ids]
    others = [one for one in joined.events if one.id not in ids]
    result = design.fit(joined.panel, events, factors=factors, others=others)
    unjoined = tuple(one for one in joined.dropped if one.id in ids)
    result = replace(result, dropped=unjoined + result.dropped)
    beside = findings_beside(
        joined,
        result.events,
        (design.estimation, design.window),
        shelf=shelf,
        choices=choices,
        mics=mics(chosen),
    )
    used = (*joined.benchmarks.values(), *joined.benchmarks)
    return Report(result, joined.notes, remarks=remarks_on(shelf, used), beside=beside)


def _with_rates(
    joined: Joined, announcements: Sequence[Announcement], shelf: PriceShelf, choices: Choices
) -> Joined:
    """Drop the events whose day 0 is another for want of an exchange rate: no rate is no suspension."""
    own = shelf.in_own_currencies() if isinstance(shelf, PeerShelf) else None
    if own is None:
        return joined
    day0 = {(one.id, one.security): one.day0 for one in join(announcements, own, choices).events}
    lost = [one for one in joined.events if day0.get((one.id, one.security), one.day0) != one.day0]
    why = "no exchange rate on {}, its day 0: fetch it, or study the event in its own currency"
    return replace(
        joined,
        events=tuple(one for one in joined.events if one not in lost),
        dropped=(
            *joined.dropped,
            *(Dropped(one.id, one.security, why.format(day0[one.id, one.security])) for one in lost),
        ),
    )


def _refuse_other_shares(shares: Mapping[str, float], chosen: Sequence[Announcement]) -> None:
    studied = {security.symbol for one in chosen for security in one.securities}
    for symbol in shares:
        if studied and symbol not in studied:
            hint = suggestion(nearest(symbol, studied))
            raise EstimationError(
                f"shares of '{symbol}': no announcement to study is of this security; {hint}name one that is"
            )


def _with_neighbours(
    design: EventStudy, chosen: Sequence[Announcement], everything: Sequence[Announcement]
) -> Sequence[Announcement]:
    if not design.exclude_other_events:
        return chosen
    ids = {one.id for one in chosen}
    securities = {security for one in chosen for security in one.securities}
    return [*chosen, *(one for one in everything if one.id not in ids and securities & set(one.securities))]


def _with_wishes(report: Report, wishes: Wishes, terms: Sequence[ContractTerms]) -> Report:
    """Add what always comes with events, and what was asked for."""
    result = report.result
    report = replace(
        report,
        single=single_events(result, volume_model=wishes.volume_model, shares=wishes.shares or None),
        volume_model=wishes.volume_model,
        shares=wishes.shares,
        calendar_time=tuple(calendar_time(result, window) for window in result.windows),
        resampled=_resampled(result, wishes.draws, wishes.seed) if wishes.draws else None,
    )
    if wishes.explain:
        report = _explained(report, wishes.explain, terms)
    if wishes.adjust is None and not wishes.diagnostics:
        return report
    # statsmodels takes longer to import than most studies run.
    from eventstudy.analysis.regression import adjusted_p_values, diagnose  # noqa: PLC0415

    return replace(
        report,
        adjust=wishes.adjust,
        adjusted=adjusted_p_values(result.p_value, wishes.adjust) if wishes.adjust else None,
        diagnostics=diagnose(result.residuals.all()) if wishes.diagnostics else None,
    )


def _resampled(result: StudyResult, draws: int, seed: int) -> tuple[Resampled, ...]:
    columns = range(len(result.sample.columns))
    return tuple(resampled_column(result, column, draws=draws, seed=seed) for column in columns)


def _explained(report: Report, names: tuple[str, ...], terms: Sequence[ContractTerms]) -> Report:
    """Regress the CARs on attributes, events of one day 0 being a cluster, or say why that cannot be done."""
    from eventstudy.analysis.regression import explain  # noqa: PLC0415  -- imports statsmodels

    result = report.result
    days = np.asarray(result.events.day0, dtype=np.int64)
    try:
        found = explain(result.car, attributes(names, terms), clusters=days)
    except EstimationError as problem:
        return replace(report, unexplained=str(problem))
    return replace(report, explained=found)
