"""A study's result as the tables that people read: events, tests of each window, days, and supplements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.counting import counted
from eventstudy.reporting.side_by_side import side_by_side_table
from eventstudy.reporting.study_aggregate import calendar_time_table, explained_table, resampled_table
from eventstudy.reporting.study_events import diagnostics_table, event_table, single_table, subwindow_table
from eventstudy.reporting.tables import P_VALUE, Cell, Column, Table, marked, number, p_text

if TYPE_CHECKING:
    from eventstudy.analysis.inference.outcome import Statistic
    from eventstudy.analysis.recurrence import Recurrence
    from eventstudy.analysis.result import StudyResult
    from eventstudy.reporting.study import Report

_TESTS = (
    Column("test", "test"),
    Column("statistic", "statistic", "+.3f"),
    Column("p_value", "p", P_VALUE),
    Column("note", "what it is robust to", prose=True),
)

_READ_BY_DAY = ("cross_sectional_t", "adjusted_bmp", "grank_t", "generalized_sign")
"""Tests whose p-values stand beside the days, in a table for people; JSON has them all."""


def people_tables(report: Report, *, verbose: bool) -> list[Table]:
    """Return the tables that people read, one below the other."""
    result = report.result
    compared = report.side_by_side
    tables = [
        event_table(report),
        *([] if compared is None else [side_by_side_table(compared)]),
        report.beside.table(simulated=result.simulated),
        single_table(report),
        subwindow_table(report),
        *window_tables(result),
    ]
    if verbose:
        tables.append(day_table(result))
    if report.calendar_time is not None and len(result.events) > 1:
        tables += [
            calendar_time_table(one, window, simulated=result.simulated)
            for one, window in zip(report.calendar_time, result.windows, strict=True)
        ]
    if report.resampled is not None:
        windows = report.resampled[len(result.design.window) :]
        tables.append(resampled_table(windows, result.windows, simulated=result.simulated))
    if report.explained is not None:
        tables.append(explained_table(report.explained, simulated=result.simulated))
    return [*tables, diagnostics_table(report)]


def window_tables(result: StudyResult) -> list[Table]:
    """Return a table for each window: a row for every test of its mean cumulative abnormal return.

    Notes on the tests and on which to read stand with the event window, which is the first.
    """
    return [_window_table(result, place) for place in range(len(result.windows))]


def _window_table(result: StudyResult, place: int) -> Table:
    raw, at = result.sample.raw, len(result.design.window) + place
    mean = number(raw.mean[at])
    shown = "undefined" if mean is None else f"{mean:+.2%}"
    title = f"Mean CAR over {result.windows[place]}: {shown}, n = {int(raw.count[at])}"
    columns = _TESTS if place == 0 else _TESTS[:-1]
    rows = tuple(_test_row(result, name, place)[: len(columns)] for name in result.tests)
    notes = _advice_lines(result) if place == 0 else ()
    return Table(columns, rows, marked(title, simulated=result.simulated), notes)


def _test_row(result: StudyResult, name: str, place: int) -> tuple[Cell, ...]:
    outcome = result.tests[name]
    found = outcome.window if place == 0 else outcome.subwindows[result.windows[place]]
    return name, number(found.statistic), number(found.p_value), TESTS[name].note


def _advice_lines(result: StudyResult) -> tuple[str, ...]:
    """Say how the events hang together, and which test to read."""
    correlation, repeated = result.evidence.correlation, result.recurrence
    single, standardized = _figures(result.j1.window), _figures(result.j2.window)
    lines = [
        f"J1 of CARs {single}, J2 of standardised CARs {standardized} (Campbell, Lo and MacKinlay 1997, section 4.4)"
    ]
    if correlation is not None and number(correlation.value) is not None:
        method = correlation.method.replace("_", "-")
        lines.append(f"average cross-correlation of residuals: {correlation.value:+.4f} ({method})")
    if repeated.recurring_securities:
        lines.append(_recurring(repeated))
    return (*lines, *(f"Read this one: {line}" for line in result.advice))


def _recurring(repeated: Recurrence) -> str:
    have = "has" if repeated.recurring_securities == 1 else "have"
    overlap = (
        f"{repeated.overlapping_events} events overlap with another of the same security"
        if repeated.overlapping_events
        else "their windows do not overlap"
    )
    securities = counted(repeated.securities, "security", "securities")
    return f"{repeated.recurring_securities} of {securities} {have} several events; {overlap}"


def _figures(found: Statistic) -> str:
    statistic, p_value = number(found.statistic), number(found.p_value)
    return "undefined" if statistic is None or p_value is None else f"{statistic:+.3f} (p {p_text(p_value)})"


def day_table(result: StudyResult) -> Table:
    """Return a row for every day of the event window."""
    tests = [name for name in _READ_BY_DAY if name in result.tests]
    columns = (
        Column("day", "day", "d"),
        Column("events", "n", "d"),
        Column("aar", "AAR", "+.3%"),
        Column("caar", "CAAR", "+.3%"),
        Column("positive", "positive", "d"),
        *(Column(name, f"p {name}", P_VALUE) for name in tests),
    )
    raw = result.sample.raw
    rows = tuple(
        (
            int(day),
            int(raw.count[i]),
            number(result.aar[i]),
            number(result.caar[i]),
            int(raw.positive[i]),
            *(number(result.tests[name].by_day.p_value[i]) for name in tests),
        )
        for i, day in enumerate(result.design.window.offsets)
    )
    return Table(columns, rows, marked("Day by day", simulated=result.simulated))
