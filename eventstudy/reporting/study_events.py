"""A study's single events as tables: their estimates and CARs, what each says by itself, and diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.remarks import (
    SUSPENSION,
    day0_lines,
    event_days,
    other_suspension_lines,
    partial_lines,
    suspension_cells,
    suspension_lines,
)
from eventstudy.reporting.sparkline import drawing
from eventstudy.reporting.tables import P_VALUE, Cell, Column, Drawing, Table, marked, number

if TYPE_CHECKING:
    from eventstudy.analysis.result import StudyResult
    from eventstudy.arrays import Floats
    from eventstudy.reporting.study import Report

_IDENTITY = (
    Column("id", "event"),
    Column("security", "security"),
    Column("day0", "day 0"),
    Column("benchmark", "benchmark"),
    Column("observations", "n", "d"),
)

_LINE = (Column("alpha", "alpha", "+.3%"), Column("beta", "beta", ".2f"))
"""Parameters that CSV always has a column for."""

_FORMS = {"omega": ".2e"}
"""How parameters that are not near one are written."""

_OUTCOME = (
    Column("sigma", "sigma", ".2%"),
    Column("abnormal_return_day0", "AR day 0", "+.2%"),
    Column("car", "CAR", "+.2%"),
    Column("car_standard_error", "s.e.", ".2%"),
    Column("t", "t", "+.2f"),
    Column("p_value", "p", P_VALUE),
)

_EVENT_DAYS = Column("event_days", "event days", "d")
"""What CSV says of a CAR's days; a table for people names the partial ones below."""

_SINGLE = (
    Column("abnormal_return_t_day0", "t day 0", "+.2f"),
    Column("sq_p_value_day0", "SQ p day 0", P_VALUE),
    Column("bhar", "BHAR", "+.2%"),
    Column("abnormal_volume_day0", "log volume day 0", "+.2f"),
    Column("abnormal_volume_p_value_day0", "p volume", P_VALUE),
    Column("abnormal_volatility", "volatility", ".2f"),
    Column("abnormal_volatility_p_value", "p volatility", P_VALUE),
    Column("zero_return_share", "zero returns", ".1%"),
)

_DIAGNOSTICS = (
    Column("r_squared", "R2", ".3f"),
    Column("durbin_watson", "Durbin-Watson", ".2f"),
    Column("ljung_box_p", "p Ljung-Box", P_VALUE),
    Column("arch_lm_p", "p ARCH-LM", P_VALUE),
    Column("jarque_bera_p", "p Jarque-Bera", P_VALUE),
)

_ADJUSTED = {"bh": "p BH", "by": "p BY", "holm": "p Holm"}

_ESTIMATES_NOTE = (
    "alpha and sigma: of one session; s.e.: standard error of the CAR's forecast; p: two-sided, Student's t"
)

_SQ_NOTE = (
    "SQ: two-sided p from the rank of day 0 among the event's own residuals, never below 2 / (n + 1) "
    "(Gelbach, Helland and Klick 2013)"
)

_BHAR_NOTE = "BHAR: what holding through the window gained beyond what the model expects, in price"

_VOLATILITY_NOTE = (
    "volatility: mean squared standardised abnormal return of the window, 1 where nothing happens"
)

_VOLUMES = {
    "mean": "day 0 above its mean in the estimation window; +0.69 is twice as much",
    "market": "day 0 above what the volume of the other securities explains; +0.69 is twice as much",
}


def event_table(report: Report) -> Table:
    """Return a row for every event studied."""
    result, design = report.result, report.result.design
    title = (
        f"{counted(len(result.events), 'event')} studied, {len(result.dropped)} dropped · {design.model} on "
        f"{design.returns} returns · estimation {design.estimation} · window {design.window}"
    )
    estimated = tuple(column for column in _LINE if column.key in result.parameter_names)
    columns = _columns(report, estimated)
    rows = tuple(_row(report, i, estimated) for i in range(len(result.events)))
    found = day0_lines(report.notes, tuple(result.events))
    notes = (
        _ESTIMATES_NOTE,
        *found,
        *suspension_lines(result.suspensions, tuple(result.events)),
        *other_suspension_lines(result),
        *partial_lines(result),
        *_gap_lines(result),
        *_factor_lines(result),
        *report.remarks,
    )
    return Table(columns, rows, marked(title, simulated=result.simulated), notes, _drawing(result))


def _drawing(result: StudyResult) -> Drawing | None:
    """Draw the abnormal return of every event as it adds up; a day without one stays blank, and adds nothing."""
    known = np.isfinite(result.abnormal_returns)
    paths = np.where(known, np.nancumsum(result.abnormal_returns, axis=1), np.nan)
    return drawing(list(paths), first=result.design.window.first, what="the CAR as it adds up")


def _columns(report: Report, line: tuple[Column, ...]) -> tuple[Column, ...]:
    slopes = (Column(name, name, _FORMS.get(name, ".2f")) for name in _slopes(report.result))
    adjusted = [Column("adjusted_p_value", _ADJUSTED[report.adjust], P_VALUE)] if report.adjust else []
    return (*_IDENTITY, *line, *slopes, *_OUTCOME, *adjusted)


def _slopes(result: StudyResult) -> tuple[str, ...]:
    """Name the parameters beside alpha and beta."""
    return tuple(name for name in result.parameter_names if name not in {"alpha", "beta"})


def _row(report: Report, i: int, line: tuple[Column, ...]) -> tuple[Cell, ...]:
    result, event = report.result, report.result.events[i]
    names = (*(column.key for column in line), *_slopes(result))
    return (
        event.id,
        event.security,
        event.day0.isoformat(),
        result.benchmarks[i],
        int(result.observations[i]),
        *(number(result.parameter(name)[i]) for name in names),
        number(result.sigma[i]),
        _on_day0(result, result.abnormal_returns, i),
        number(result.car[i]),
        number(result.car_standard_error[i]),
        number(result.t[i]),
        number(result.p_value[i]),
        *(() if report.adjusted is None else (number(report.adjusted[i]),)),
    )


def _on_day0(result: StudyResult, values: Floats, i: int) -> float | None:
    """Return what stands on day 0, None where it is not in the event window."""
    zero = -result.design.window.first
    return number(values[i, zero]) if 0 <= zero < len(result.design.window) else None


def _gap_lines(result: StudyResult) -> tuple[str, ...]:
    """Say where returns of the event windows span sessions without a price."""
    if result.durations is None or result.design.gaps == "missing":
        return ()
    spanning = [
        f"{event.id} ({int((spans > 1).sum())})"
        for event, spans in zip(result.events, result.durations, strict=True)
        if (spans > 1).any()
    ]
    how = "lumped" if result.design.gaps == "lumped" else "from trade to trade"
    return (
        f"returns over sessions without a price, {how}, in the window of: {', '.join(spanning) or 'none'}",
    )


def _factor_lines(result: StudyResult) -> tuple[str, ...]:
    """Say that factors, which are simple returns as a rule, meet log returns."""
    if not result.design.needs_factors or result.design.returns == "simple":
        return ()
    return ("factors are taken as the file has them, beside log returns; --returns simple is like for like",)


def single_table(report: Report) -> Table:
    """Return a row for every event with what its own history says of it."""
    result = report.result
    rows = tuple((event.id, *_single_row(report, i)) for i, event in enumerate(result.events))
    title = marked("Each event by itself", simulated=result.simulated)
    return Table((_IDENTITY[0], *_SINGLE), rows, title, _single_notes(report))


def _single_notes(report: Report) -> tuple[str, ...]:
    """Explain the columns; those of day 0 only where the event window has it."""
    if 0 not in report.result.design.window.offsets:
        return _BHAR_NOTE, _VOLATILITY_NOTE
    return _SQ_NOTE, _BHAR_NOTE, *_volume_lines(report), _VOLATILITY_NOTE


def _volume_lines(report: Report) -> tuple[str, ...]:
    """Say what volume is compared with, and of which events it is not known as turnover."""
    compared = _VOLUMES[report.volume_model]
    if not report.turnover:
        return (f"log volume: {compared}",)
    unknown = [event.id for event in report.result.events if event.security not in report.shares]
    missing = (f"no shares outstanding, so no log volume: {', '.join(unknown)}",) if unknown else ()
    return f"log volume, as turnover of the shares outstanding: {compared}", *missing


def _single_row(report: Report, i: int) -> tuple[Cell, ...]:
    result, single = report.result, report.single
    if single is None:
        return (None,) * len(_SINGLE)
    return (
        _on_day0(result, result.abnormal_t, i),
        _on_day0(result, single.sq_p_value, i),
        number(single.bhar[i]),
        _on_day0(result, single.volume.values, i),
        _on_day0(result, single.volume.p_value, i),
        number(single.volatility.ratio[i]),
        number(single.volatility.p_value[i]),
        number(result.zero_return_share[i]),
    )


def subwindow_table(report: Report) -> Table:
    """Return a row for every event with its CAR in each sub-window; without sub-windows, no rows."""
    result = report.result
    columns = _subwindow_columns(result)
    rows = tuple((event.id, *_subwindow_row(result, i)) for i, event in enumerate(result.events))
    title = marked("CARs of sub-windows", simulated=result.simulated)
    return Table((_IDENTITY[0], *columns), rows if columns else (), title)


def _subwindow_columns(result: StudyResult) -> tuple[Column, ...]:
    return tuple(
        Column(f"{key}_{window}", f"{heading} {window}", form)
        for window in result.windows[1:]
        for key, heading, form in (
            ("car", "CAR", "+.2%"),
            ("car_standard_error", "s.e.", ".2%"),
            ("t", "t", "+.2f"),
            ("p_value", "p", P_VALUE),
        )
    )


def _subwindow_row(result: StudyResult, i: int) -> tuple[Cell, ...]:
    return tuple(
        number(values[i, place]) for place in range(1, len(result.windows)) for values in result.windowed
    )


def diagnostics_table(report: Report) -> Table:
    """Return a row for every event with the diagnostics of its estimation residuals, if asked for."""
    result = report.result
    rows = tuple((event.id, *_diagnostics_row(report, i)) for i, event in enumerate(result.events))
    title = marked("Diagnostics of the estimation residuals", simulated=result.simulated)
    return Table((_IDENTITY[0], *_DIAGNOSTICS), rows if report.diagnostics else (), title)


def _diagnostics_row(report: Report, i: int) -> tuple[Cell, ...]:
    found = report.diagnostics
    if found is None:
        return ()
    return number(report.result.r_squared[i]), *(number(values[i]) for values in found)


def flat_table(report: Report) -> Table:
    """Return one table of all events, for CSV: the studied with their numbers, the dropped with the reason."""
    result = report.result
    own = (
        *_columns(report, _LINE),
        _EVENT_DAYS,
        *SUSPENSION,
        *_SINGLE,
        *_subwindow_columns(result),
        *(_DIAGNOSTICS if report.diagnostics else ()),
    )
    studied = tuple((*_flat_row(report, i), None, result.simulated) for i in range(len(result.events)))
    blank = (None,) * (len(own) - 2)
    left_out = tuple(
        (one.id, one.security or None, *blank, one.reason, result.simulated) for one in result.dropped
    )
    columns = (*own, Column("dropped", "dropped"), Column("simulated", "simulated"))
    return Table(columns, studied + left_out)


def _flat_row(report: Report, i: int) -> tuple[Cell, ...]:
    return (
        *_row(report, i, _LINE),
        event_days(report.result, i),
        *suspension_cells(report.result.events[i], report.result.suspensions[i]),
        *_single_row(report, i),
        *_subwindow_row(report.result, i),
        *_diagnostics_row(report, i),
    )
