"""A study's result as tables: events, single-event statistics, tests, and days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.reporting.remarks import day0_lines
from eventstudy.reporting.study_aggregate import calendar_time_table, explained_table, resampled_table
from eventstudy.reporting.tables import P_VALUE, Cell, Column, Table, marked, number

if TYPE_CHECKING:
    from eventstudy.analysis.result import StudyResult
    from eventstudy.arrays import Floats
    from eventstudy.reporting.study import Report

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

_SINGLE_COLUMNS = (
    Column("id", "event by itself", wide=True),
    Column("abnormal_return_t_day0", "t day 0", "+.2f"),
    Column("sq_p_value_day0", "SQ p day 0", P_VALUE),
    Column("bhar", "BHAR", "+.2%"),
    Column("abnormal_volume_day0", "log volume day 0", "+.2f"),
    Column("abnormal_volume_p_value_day0", "p volume", P_VALUE),
    Column("abnormal_volatility", "volatility", ".2f"),
    Column("abnormal_volatility_p_value", "p volatility", P_VALUE),
    Column("zero_return_share", "zero returns", ".1%"),
)

_TEST_COLUMNS = (
    Column("test", "test of the mean CAR"),
    Column("statistic", "statistic", "+.3f"),
    Column("p_value", "p", P_VALUE),
    Column("note", "what it is robust to"),
)

_READ_BY_DAY = ("cross_sectional_t", "adjusted_bmp", "grank_t", "generalized_sign")
"""Tests whose p-values stand beside the days, in a table for people; JSON has them all."""


def people_tables(report: Report, *, verbose: bool) -> list[Table]:
    """Return the tables that people read, one below the other."""
    result = report.result
    tables = [event_table(report), single_table(report), *window_tables(result)]
    if verbose:
        tables.append(day_table(result))
    if report.calendar_time is not None and len(result.events) > 1:
        tables.append(calendar_time_table(report.calendar_time))
    if report.resampled is not None:
        tables.append(resampled_table(report.resampled))
    if report.explained is not None:
        tables.append(explained_table(report.explained))
    if report.diagnostics is not None:
        tables.append(diagnostics_table(report))
    return tables


def event_table(report: Report) -> Table:
    """Return a row for every event studied."""
    result, design = report.result, report.result.design
    title = (
        f"{len(result.events)} events studied, {len(result.dropped)} dropped · {design.model} on {design.returns} "
        f"returns · estimation {design.estimation} · window {design.window}"
    )
    columns, rows = _event_columns(report), tuple(_event_row(report, i) for i in range(len(result.events)))
    remarks = (*day0_lines(report.notes, tuple(result.events)), *_gap_lines(result))
    return Table(columns, rows, marked(title, simulated=result.simulated), remarks)


def _event_columns(report: Report) -> tuple[Column, ...]:
    extra = [Column(name, name, ".2f") for name in _slopes(report.result)]
    if report.adjusted is not None:
        extra.append(Column("adjusted_p_value", f"p {report.adjust}", P_VALUE))
    return (*_EVENT_COLUMNS, *extra)


def _slopes(result: StudyResult) -> tuple[str, ...]:
    """Name the parameters that have no column of their own."""
    return tuple(name for name in result.parameter_names if name not in {"alpha", "beta"})


def _event_row(report: Report, i: int) -> tuple[Cell, ...]:
    result, event = report.result, report.result.events[i]
    row: list[Cell] = [
        event.id,
        event.security,
        event.day0.isoformat(),
        result.benchmarks[i],
        int(result.observations[i]),
        number(result.alpha[i]),
        number(result.beta[i]),
        number(result.sigma[i]),
        _on_day0(result, result.abnormal_returns, i),
        number(result.car[i]),
        number(result.car_standard_error[i]),
        number(result.t[i]),
        number(result.p_value[i]),
    ]
    row += [number(result.parameter(name)[i]) for name in _slopes(result)]
    if report.adjusted is not None:
        row.append(number(report.adjusted[i]))
    return tuple(row)


def _on_day0(result: StudyResult, values: Floats, i: int) -> float | None:
    """Return what stands on day 0, None where it is not in the event window."""
    zero = -result.design.window.first
    return number(values[i, zero]) if 0 <= zero < len(result.design.window) else None


def _gap_lines(result: StudyResult) -> tuple[str, ...]:
    """Name the events whose returns in the event window span sessions without a price."""
    if result.durations is None:
        return ()
    spanning = [
        f"{event.id} ({int((spans > 1).sum())})"
        for event, spans in zip(result.events, result.durations, strict=True)
        if (spans > 1).any()
    ]
    how = result.design.gaps.replace("_", " ")
    return (f"returns over gaps {how}; event windows with such returns: {', '.join(spanning) or 'none'}",)


def single_table(report: Report) -> Table:
    """Return a row for every event with what its own history says of it."""
    rows = tuple(_single_row(report, i) for i in range(len(report.result.events)))
    note = (
        "SQ: share of the event's own residuals as large as its day 0 (Gelbach, Helland and Klick 2013). "
        "Volatility: mean squared standardised abnormal return of the window, 1 where nothing happens."
    )
    return Table(_SINGLE_COLUMNS, rows, notes=(note,))


def _single_row(report: Report, i: int) -> tuple[Cell, ...]:
    result, single = report.result, report.single
    if single is None:
        return (None,) * len(_SINGLE_COLUMNS)
    return (
        result.events[i].id,
        _on_day0(result, result.abnormal_t, i),
        _on_day0(result, single.sq_p_value, i),
        number(single.bhar[i]),
        _on_day0(result, single.volume.values, i),
        _on_day0(result, single.volume.p_value, i),
        number(single.volatility.ratio[i]),
        number(single.volatility.p_value[i]),
        number(result.zero_return_share[i]),
    )


def flat_table(report: Report) -> Table:
    """Return one table of everything, for CSV: studied events with their numbers, dropped ones with the reason."""
    result = report.result
    own = (*_event_columns(report), *_SINGLE_COLUMNS[1:])
    columns = (*own, Column("dropped", "dropped because"), Column("simulated", "simulated"))
    studied = tuple(
        (*_event_row(report, i), *_single_row(report, i)[1:], None, result.simulated)
        for i in range(len(result.events))
    )
    blank = (None,) * (len(own) - 2)
    left_out = tuple(
        (one.id, one.security or None, *blank, one.reason, result.simulated) for one in result.dropped
    )
    return Table(columns, studied + left_out)


def window_tables(result: StudyResult) -> list[Table]:
    """Return a table for each window: a row for every test of its mean cumulative abnormal return."""
    days, notes = len(result.design.window), _advice_lines(result)
    tables = []
    for place, window in enumerate(result.windows):
        mean = number(result.sample.raw.mean[days + place])
        shown = "undefined" if mean is None else f"{mean:+.2%}"
        title = f"Mean CAR over {window}: {shown}, n = {len(result.events)}"
        rows = tuple(_test_row(result, name, place) for name in result.tests)
        tables.append(
            Table(_TEST_COLUMNS, rows, marked(title, simulated=result.simulated), notes if place == 0 else ())
        )
    return tables


def _test_row(result: StudyResult, name: str, place: int) -> tuple[Cell, ...]:
    outcome = result.tests[name]
    found = outcome.window if place == 0 else outcome.subwindows[result.windows[place]]
    return name, number(found.statistic), number(found.p_value), TESTS[name].note


def _advice_lines(result: StudyResult) -> tuple[str, ...]:
    """Say how the events hang together, and which test to read."""
    correlation, repeated = result.evidence.correlation, result.recurrence
    lines = [f"J1 {result.j1.window.statistic:+.3f}, J2 {result.j2.window.statistic:+.3f}"]
    if correlation is not None and len(result.events) > 1:
        lines.append(f"average cross-correlation {correlation.value:+.4f} ({correlation.method})")
    if repeated.recurring_securities:
        lines.append(
            f"{repeated.recurring_securities} of {repeated.securities} securities recur; "
            f"{repeated.overlapping_events} events overlap with another of the same security"
        )
    return (*lines, *(f"Read this one: {line}" for line in result.advice))


def day_table(result: StudyResult) -> Table:
    """Return a row for every day of the event window."""
    tests = [name for name in _READ_BY_DAY if name in result.tests]
    columns = (
        Column("day", "day", "+d"),
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
    return Table(columns, rows, marked("By day", simulated=result.simulated))


def diagnostics_table(report: Report) -> Table:
    """Return a row for every event with the diagnostics of its estimation residuals."""
    found, result = report.diagnostics, report.result
    columns = (
        Column("id", "diagnostics of", wide=True),
        Column("r_squared", "R2", ".3f"),
        Column("durbin_watson", "Durbin-Watson", ".2f"),
        Column("ljung_box_p", "p Ljung-Box", P_VALUE),
        Column("arch_lm_p", "p ARCH-LM", P_VALUE),
        Column("jarque_bera_p", "p Jarque-Bera", P_VALUE),
    )
    if found is None:
        return Table(columns, ())
    rows = tuple(
        (event.id, number(result.r_squared[i]), *(number(values[i]) for values in found))
        for i, event in enumerate(result.events)
    )
    return Table(columns, rows)
