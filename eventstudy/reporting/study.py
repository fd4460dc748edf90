"""A study as JSON, schema ``eventstudy/study/1``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.arrays import date_of
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.findings import Beside
from eventstudy.reporting.remarks import day0_of, event_days, suspension_json
from eventstudy.reporting.side_by_side import side_by_side_json
from eventstudy.reporting.study_aggregate import (
    calendar_time_json,
    explained_json,
    resampled_json,
    volatility_json,
)
from eventstudy.reporting.tables import Json, number, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.inference.outcome import Outcome, Statistic
    from eventstudy.analysis.regression import Correction, Diagnostics, Explained
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.supplements import CalendarTime, Resampled, SingleEvents, VolumeModel
    from eventstudy.arrays import Floats
    from eventstudy.reporting.side_by_side import SideBySide

SCHEMA = "eventstudy/study/1"


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a study.

    Attributes
    ----------
    result : StudyResult
    notes : mapping of (id, security) to str
        How day 0 was found, where that needs saying.
    single, calendar_time, explained, resampled, diagnostics
        Supplements, ``calendar_time`` of every window and ``resampled`` of every column; None where there are no events or nobody asked.
    unexplained : str or None
        Why the regression that was asked for is missing.
    adjust : {"bh", "by", "holm"} or None
        How ``adjusted`` was made.
    adjusted : ndarray of shape (n,), or None
        The events' p-values, adjusted for their number.
    volume_model : {"mean", "market"}
        What abnormal volume was compared with.
    shares : mapping of str to float
        Shares outstanding by security; empty where volume is not turned into turnover.
    remarks : tuple of str
        How prices were made that are not as their source has them.
    side_by_side : SideBySide or None
        The listed lines of announcements that have several; None where nobody asked.
    beside : Beside
        What checks found in the prices that the events rest on.
    """

    result: StudyResult
    notes: Mapping[tuple[str, str], str]
    single: SingleEvents | None = None
    calendar_time: tuple[CalendarTime, ...] | None = None
    explained: Explained | None = None
    resampled: tuple[Resampled, ...] | None = None
    diagnostics: Diagnostics | None = None
    unexplained: str | None = None
    adjust: Correction | None = None
    adjusted: Floats | None = None
    volume_model: VolumeModel = "mean"
    shares: Mapping[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    side_by_side: SideBySide | None = None
    beside: Beside = field(default_factory=Beside)

    @property
    def turnover(self) -> bool:
        """Whether volume is a share of the shares outstanding."""
        return bool(self.shares)


def study_json(report: Report) -> Json:
    """Return the object that ``study --format json`` prints; a missing number is None."""
    result = report.result
    return {
        "schema": SCHEMA,
        "simulated": result.simulated,
        "design": {**_design(result), "volume_model": report.volume_model, "turnover": report.turnover},
        "price_notes": list(report.remarks),
        "side_by_side": None if report.side_by_side is None else side_by_side_json(report.side_by_side),
        "events": [_event(report, i) for i in range(len(result.events))],
        "aggregate": _aggregate(report),
        "dropped": [
            {"id": one.id, "security": one.security or None, "reason": one.reason} for one in result.dropped
        ],
        **report.beside.json(),
    }


def _design(result: StudyResult) -> dict[str, Json]:
    design, used = result.design, sorted(set(result.benchmarks))
    return {
        "model": design.model,
        "estimation": [design.estimation.first, design.estimation.last],
        "window": [design.window.first, design.window.last],
        "subwindows": [[one.first, one.last] for one in design.subwindows],
        "returns": design.returns,
        "returns_over_gaps": design.gaps,
        "benchmark": used[0] if len(used) == 1 else None,
        "benchmarks": used,
        "factors": list(design.needs_factors),
        "min_observations": design.min_observations,
        "allow_partial": design.allow_partial,
        "exclude_other_events": design.exclude_other_events,
    }


def _event(report: Report, i: int) -> Json:
    result, event = report.result, report.result.events[i]
    return {
        "id": event.id,
        "security": event.security,
        "day0": event.day0.isoformat(),
        "day0_note": report.notes.get((event.id, event.security)),
        "day0_moved_from": day0_of(event),
        "suspension": suspension_json(result.suspensions[i]),
        "other_suspensions": [suspension_json(one) for one in result.other_suspensions[i]],
        "benchmark": result.benchmarks[i],
        "observations": int(result.observations[i]),
        "event_days": event_days(result, i),
        "degrees_of_freedom": int(result.degrees_of_freedom[i]),
        "zero_return_share": number(result.zero_return_share[i]),
        "parameters": dict(zip(result.parameter_names, numbers(result.parameters[i]), strict=True)),
        "sigma": number(result.sigma[i]),
        "r_squared": number(result.r_squared[i]),
        "sessions": [None if day == NO_SESSION else date_of(day).isoformat() for day in result.sessions[i]],
        "durations": None if result.durations is None else numbers(result.durations[i]),
        "abnormal_returns": numbers(result.abnormal_returns[i]),
        "abnormal_return_standard_errors": numbers(result.abnormal_variances[i] ** 0.5),
        "abnormal_return_t": numbers(result.abnormal_t[i]),
        "abnormal_return_p_values": numbers(result.abnormal_p_value[i]),
        "car": number(result.car[i]),
        "car_standard_error": number(result.car_standard_error[i]),
        "t": number(result.t[i]),
        "p_value": number(result.p_value[i]),
        "subwindows": _cars(result, i),
        **_single(report, i),
    }


def _cars(result: StudyResult, i: int) -> dict[str, Json]:
    found = result.windowed
    return {
        str(window): {
            "car": number(found.car[i, place]),
            "car_standard_error": number(found.standard_error[i, place]),
            "t": number(found.t[i, place]),
            "p_value": number(found.p_value[i, place]),
        }
        for place, window in enumerate(result.windows)
        if place
    }


def _single(report: Report, i: int) -> dict[str, Json]:
    """Say what supplements say of one event."""
    found: dict[str, Json] = {}
    single = report.single
    if single is not None:
        found["sq_p_values"] = numbers(single.sq_p_value[i])
        found["bhar"] = number(single.bhar[i])
        found["abnormal_volatility"] = {
            "ratio": number(single.volatility.ratio[i]),
            "p_value": number(single.volatility.p_value[i]),
        }
        found["abnormal_volume"] = {
            "values": numbers(single.volume.values[i]),
            "t": numbers(single.volume.t[i]),
            "p_values": numbers(single.volume.p_value[i]),
        }
    if report.adjusted is not None:
        found["adjusted_p_value"] = number(report.adjusted[i])
    if report.diagnostics is not None:
        found["diagnostics"] = {
            name: number(values[i]) for name, values in report.diagnostics._asdict().items()
        }
    return found


def _aggregate(report: Report) -> Json:
    result = report.result
    correlation, repeated = result.evidence.correlation, result.recurrence
    return {
        "events": len(result.events),
        "days": [int(day) for day in result.design.window.offsets],
        "aar": numbers(result.aar),
        "caar": numbers(result.caar),
        "mean_car": number(result.mean_car),
        "tests": {name: {**_outcome(test), "note": TESTS[name].note} for name, test in result.tests.items()},
        "j1": _outcome(result.j1),
        "j2": _outcome(result.j2),
        "correlation": None
        if correlation is None
        else {"value": number(correlation.value), "method": correlation.method},
        "recurrence": repeated._asdict(),
        "calendar_time": calendar_time_json(report.calendar_time, result),
        "resampled": resampled_json(report.resampled, result),
        "abnormal_volatility": volatility_json(result.volatility_by_day),
        "explained": explained_json(report.explained),
        "explained_missing": report.unexplained,
        "multiple_testing": report.adjust,
        "read_this": list(result.advice),
    }


def _outcome(test: Outcome) -> dict[str, Json]:
    return {
        "by_day": [
            {"statistic": number(statistic), "p_value": number(p_value)}
            for statistic, p_value in zip(test.by_day.statistic, test.by_day.p_value, strict=True)
        ],
        "window": _statistic(test.window),
        "subwindows": {str(window): _statistic(found) for window, found in test.subwindows.items()},
    }


def _statistic(found: Statistic) -> Json:
    return {"statistic": number(found.statistic), "p_value": number(found.p_value)}
