"""A study's result as JSON (schema ``eventstudy/study/1``) and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.parametric import NOTES
from eventstudy.arrays import date_of
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.remarks import day0_lines
from eventstudy.reporting.tables import P_VALUE, SIMULATED_LINE, Cell, Column, Json, Table, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.parametric import Outcome
    from eventstudy.analysis.study import StudyResult
    from eventstudy.arrays import Floats

SCHEMA = "eventstudy/study/1"

_EVENT_COLUMNS = (
    Column("id", "event", wide=True),
    Column("security", "security"),
    Column("day0", "day 0"),
    Column("benchmark", "benchmark"),
    Column("observations", "n", "d"),
    Column("alpha", "alpha", "+.3%"),
    Column("beta", "beta", ".2f"),
    Column("sigma", "sigma", ".2%"),
    Column("abnormal_return_day0", "AR day 0", "+.2%"),
    Column("car", "CAR", "+.2%"),
    Column("car_standard_error", "s.e.", ".2%"),
    Column("t", "t", "+.2f"),
    Column("p_value", "p", P_VALUE),
)

_TEST_COLUMNS = (
    Column("test", "test of the mean CAR"),
    Column("statistic", "statistic", "+.3f"),
    Column("p_value", "p", P_VALUE),
    Column("note", "what it is robust to"),
)


def study_json(result: StudyResult, notes: Mapping[tuple[str, str], str]) -> Json:
    """Return the object that ``study --format json`` prints; a missing number is None."""
    return {
        "schema": SCHEMA,
        "simulated": result.simulated,
        "design": _design(result),
        "events": [_event(result, i, notes) for i in range(len(result.events))],
        "aggregate": _aggregate(result),
        "dropped": [
            {"id": one.id, "security": one.security or None, "reason": one.reason} for one in result.dropped
        ],
    }


def _design(result: StudyResult) -> Json:
    design, used = result.design, sorted(set(result.benchmarks))
    return {
        "model": design.model,
        "estimation": [design.estimation.first, design.estimation.last],
        "window": [design.window.first, design.window.last],
        "returns": design.returns,
        "benchmark": used[0] if len(used) == 1 else None,
        "benchmarks": used,
        "min_observations": design.min_observations,
        "allow_partial": design.allow_partial,
    }


def _event(result: StudyResult, i: int, notes: Mapping[tuple[str, str], str]) -> Json:
    event = result.events[i]
    return {
        "id": event.id,
        "security": event.security,
        "day0": event.day0.isoformat(),
        "day0_note": notes.get((event.id, event.security)),
        "benchmark": result.benchmarks[i],
        "observations": int(result.observations[i]),
        "zero_return_share": number(result.zero_return_share[i]),
        "parameters": {"alpha": number(result.alpha[i]), "beta": number(result.beta[i])},
        "sigma": number(result.sigma[i]),
        "r_squared": number(result.r_squared[i]),
        "sessions": [None if day == NO_SESSION else date_of(day).isoformat() for day in result.sessions[i]],
        "abnormal_returns": _numbers(result.abnormal_returns[i]),
        "abnormal_return_standard_errors": _numbers(result.abnormal_variances[i] ** 0.5),
        "car": number(result.car[i]),
        "car_standard_error": number(result.car_standard_error[i]),
        "t": number(result.t[i]),
        "p_value": number(result.p_value[i]),
    }


def _aggregate(result: StudyResult) -> Json:
    return {
        "events": len(result.events),
        "days": [int(day) for day in result.design.window.offsets],
        "aar": _numbers(result.aar),
        "caar": _numbers(result.caar),
        "tests": {name: _test(name, test) for name, test in result.tests.items()},
    }


def _test(name: str, test: Outcome) -> Json:
    return {
        "by_day": [
            {"statistic": number(statistic), "p_value": number(p_value)}
            for statistic, p_value in zip(test.by_day.statistic, test.by_day.p_value, strict=True)
        ],
        "window": {"statistic": number(test.window.statistic), "p_value": number(test.window.p_value)},
        "note": NOTES[name],
    }


def _numbers(values: Floats) -> Sequence[Json]:
    return [number(value) for value in values]


def event_table(result: StudyResult, notes: Mapping[tuple[str, str], str]) -> Table:
    """Return a row for every event studied."""
    design = result.design
    title = (
        f"{len(result.events)} events studied, {len(result.dropped)} dropped · {design.model} on {design.returns} "
        f"returns · estimation {design.estimation} · window {design.window}"
    )
    rows = tuple(_event_row(result, i) for i in range(len(result.events)))
    remarks = day0_lines(notes, result.events)
    return Table(_EVENT_COLUMNS, rows, marked(title, simulated=result.simulated), remarks)


def _event_row(result: StudyResult, i: int) -> tuple[Cell, ...]:
    event = result.events[i]
    zero = -result.design.window.first
    day0 = result.abnormal_returns[i, zero] if 0 <= zero < len(result.design.window) else float("nan")
    return (
        event.id,
        event.security,
        event.day0.isoformat(),
        result.benchmarks[i],
        int(result.observations[i]),
        number(result.alpha[i]),
        number(result.beta[i]),
        number(result.sigma[i]),
        number(day0),
        number(result.car[i]),
        number(result.car_standard_error[i]),
        number(result.t[i]),
        number(result.p_value[i]),
    )


def flat_table(result: StudyResult) -> Table:
    """Return one table of everything, for CSV: studied events with their numbers, dropped ones with the reason."""
    columns = (*_EVENT_COLUMNS, Column("dropped", "dropped because"), Column("simulated", "simulated"))
    studied = tuple((*_event_row(result, i), None, result.simulated) for i in range(len(result.events)))
    blank = (None,) * (len(_EVENT_COLUMNS) - 2)
    left_out = tuple(
        (one.id, one.security or None, *blank, one.reason, result.simulated) for one in result.dropped
    )
    return Table(columns, studied + left_out)


def aggregate_table(result: StudyResult) -> Table:
    """Return a row for every test of the mean cumulative abnormal return over the window."""
    mean = f"{result.car.mean():+.2%}" if len(result.events) else "undefined"
    rows = tuple(
        (name, number(test.window.statistic), number(test.window.p_value), NOTES[name])
        for name, test in result.tests.items()
    )
    title = f"Mean CAR over {result.design.window}: {mean}, n = {len(result.events)}"
    return Table(_TEST_COLUMNS, rows, marked(title, simulated=result.simulated))


def marked(title: str, *, simulated: bool) -> str:
    """Put the word SIMULATED before a title that rests on made-up prices."""
    return f"{SIMULATED_LINE}\n{title}" if simulated else title
