"""What a study says of all its events together beyond its tests, as JSON and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.regressors import RISK_FREE
from eventstudy.counting import counted
from eventstudy.reporting.tables import P_VALUE, Column, Json, Table, marked, number, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.long_run import CalendarTimeAlpha
    from eventstudy.analysis.regression import Explained, Significance
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.single_event import DayVolatility
    from eventstudy.analysis.supplements import CalendarTime, Resampled
    from eventstudy.analysis.window import Window


def calendar_time_json(found: Sequence[CalendarTime] | None, result: StudyResult) -> Json:
    """Return the calendar-time portfolio's alphas and mean abnormal return, for the window and its parts."""
    if found is None:
        return None
    names = tuple(name for name in result.design.needs_factors if name != RISK_FREE) or ("benchmark",)
    whole, *parts = (_calendar_time(one, names) for one in found)
    return {**whole, "subwindows": dict(zip(map(str, result.windows[1:]), parts, strict=True))}


def _calendar_time(found: CalendarTime, names: tuple[str, ...]) -> dict[str, Json]:
    return {
        "ols": _alpha(found.ols, names),
        "wls": _alpha(found.wls, names),
        "ctar": {
            "mean": number(found.ctar.mean),
            "t": number(found.ctar.t),
            "p_value": number(found.ctar.p_value),
        },
        "days": found.ols.days,
        "mean_events": number(found.ols.mean_events),
    }


def _alpha(found: CalendarTimeAlpha, names: tuple[str, ...]) -> Json:
    return {
        "alpha": number(found.alpha),
        "standard_error": number(found.standard_error),
        "t": number(found.t),
        "p_value": number(found.p_value),
        "betas": dict(zip(names, numbers(found.betas), strict=True)),
    }


def resampled_json(found: Sequence[Resampled] | None, result: StudyResult) -> Json:
    """Return the p-values of the resampling tests, for the window, its parts and its days."""
    if found is None:
        return None
    columns = [{key: number(value) for key, _, value in _resampled(one)} for one in found]
    days = len(result.design.window)
    return {
        "draws": found[0].draws,
        "seed": found[0].seed,
        **columns[days],
        "by_day": columns[:days],
        "subwindows": dict(zip(map(str, result.windows[1:]), columns[days + 1 :], strict=True)),
    }


def volatility_json(found: DayVolatility) -> Json:
    """Return, day by day, the mean squared standardised abnormal return and whether it is raised."""
    return [
        {"ratio": number(ratio), "statistic": number(statistic), "p_value": number(p_value)}
        for ratio, statistic, p_value in zip(*found, strict=True)
    ]


def _resampled(found: Resampled) -> list[tuple[str, str, float]]:
    return [
        ("permutation", "sign permutation of standardised CARs", found.permutation),
        ("wild_by_day", "wild bootstrap, one sign a day 0", found.wild_by_day),
        ("wild_by_security", "wild bootstrap, one sign a security", found.wild_by_security),
        ("skewness_bootstrap", "bootstrap of Johnson's t", found.skewness_bootstrap),
    ]


def explained_json(found: Explained | None) -> Json:
    """Return the regression of CARs on attributes."""
    if found is None:
        return None
    return {
        "observations": found.observations,
        "dropped": found.dropped,
        "clusters": found.clusters,
        "r_squared": number(found.r_squared),
        "terms": [
            {
                "name": name,
                "coefficient": number(found.coefficients[i]),
                "hc3": _significance(found.robust, i),
                "clustered": _significance(found.clustered, i),
            }
            for i, name in enumerate(found.names)
        ],
    }


def _significance(found: Significance, i: int) -> Json:
    return {
        "standard_error": number(found.standard_errors[i]),
        "t": number(found.t[i]),
        "p_value": number(found.p_value[i]),
    }


def calendar_time_table(found: CalendarTime, window: Window, *, simulated: bool) -> Table:
    """Return a row for every way to read the calendar-time portfolio that holds events over a window."""
    columns = (
        Column("portfolio", "portfolio"),
        Column("alpha", "a day", "+.3%"),
        Column("t", "t", "+.2f"),
        Column("p_value", "p", P_VALUE),
    )
    rows = [
        (name, number(one.alpha), number(one.t), number(one.p_value))
        for name, one in (("alpha, days weigh alike", found.ols), ("alpha, days weigh by events", found.wls))
    ]
    mean = found.ctar
    rows.append(("mean abnormal return", number(mean.mean), number(mean.t), number(mean.p_value)))
    title = (
        f"Calendar-time portfolio over {window}: {counted(found.ols.days, 'day')} with "
        f"{found.ols.mean_events:.1f} events on average"
    )
    return Table(columns, tuple(rows), marked(title, simulated=simulated))


def resampled_table(found: Sequence[Resampled], windows: Sequence[Window], *, simulated: bool) -> Table:
    """Return a row for every resampling test, with a column for every window."""
    columns = (
        Column("test", "resampling test"),
        *(Column(f"p_value_{window}", f"p {window}", P_VALUE) for window in windows),
    )
    named = [_resampled(one) for one in found]
    rows = tuple((one[0][1], *(number(value) for _, _, value in one)) for one in zip(*named, strict=True))
    title = f"Mean CAR by resampling: {found[0].draws} draws, seed {found[0].seed}"
    return Table(columns, rows, marked(title, simulated=simulated))


def explained_table(found: Explained, *, simulated: bool) -> Table:
    """Return a row for every term of the regression of CARs."""
    columns = (
        Column("term", "term"),
        Column("coefficient", "coefficient", "+.2%"),
        Column("hc3_standard_error", "s.e. HC3", ".2%"),
        Column("hc3_p_value", "p HC3", P_VALUE),
        Column("clustered_standard_error", "s.e. clustered", ".2%"),
        Column("clustered_p_value", "p clustered", P_VALUE),
    )
    rows = tuple(
        (
            name,
            number(found.coefficients[i]),
            number(found.robust.standard_errors[i]),
            number(found.robust.p_value[i]),
            number(found.clustered.standard_errors[i]),
            number(found.clustered.p_value[i]),
        )
        for i, name in enumerate(found.names)
    )
    title = (
        f"CAR regressed on {', '.join(found.names[1:])}: n = {found.observations}, R2 = {found.r_squared:.2f}"
    )
    notes = (
        "coefficient: change of the CAR for one more unit; value and unit_price_gap are logs, yes is 1 and no is 0",
        f"clusters: events of one day 0 ({counted(found.clusters, 'day')}); trust clustered errors from some 30 on",
        *([f"left out for want of a number: {counted(found.dropped, 'event')}"] if found.dropped else []),
    )
    return Table(columns, rows, marked(title, simulated=simulated), notes)
