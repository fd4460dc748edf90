"""A study of twelve events on prices that no random number generator had a hand in, and all that is told of it."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np

from eventstudy import Event, EventStudy, Panel, Window
from eventstudy.analysis.regression import adjusted_p_values, diagnose, explain
from eventstudy.analysis.supplements import calendar_time, resampled_column, single_events
from eventstudy.arrays import Floats, date_of
from eventstudy.reporting.screen import Screen
from eventstudy.reporting.study import Report
from eventstudy.reporting.study_tables import window_tables
from eventstudy.reporting.tables import to_text

SESSIONS = 330

EVENTS = 12

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)

DESIGN = EventStudy(subwindows=(Window(-1, 1),))


def scattered(rows: int, columns: int) -> Floats:
    """Return numbers between -1 and 1 that look like noise: fractional parts of multiples of roots of primes."""
    roots = np.sqrt(PRIMES[:rows])[:, None]
    steps = np.arange(1, columns + 1) ** 2
    return np.asarray(2 * np.mod(roots * steps, 1) - 1, dtype=np.float64)


def small_panel(*, simulated: bool = False) -> Panel:
    """Make prices of twelve securities around one benchmark, each with a jump on its own day 0."""
    noise = scattered(EVENTS + 1, SESSIONS)
    market = 0.01 * noise[0]
    returns = 0.03 * noise[1:] + market
    for number in range(EVENTS):
        returns[number, day0(number)] += 0.02
    return Panel(
        securities=tuple(f"S{number:02d}" for number in range(EVENTS)),
        sessions=np.arange(19_000, 19_000 + SESSIONS)[None, :],
        grid=np.zeros(EVENTS, dtype=np.int64),
        prices=np.exp(np.cumsum(returns, axis=1)),
        volumes=np.exp(scattered(EVENTS, SESSIONS)),
        benchmarks=("MARKET",),
        benchmark_prices=np.exp(np.cumsum(market))[None, :],
        benchmark=np.zeros(EVENTS, dtype=np.int64),
        simulated=simulated,
    )


def day0(number: int) -> int:
    """Return the session of an event: five of them apart, so that windows overlap."""
    return 258 + 5 * number


def small_report(design: EventStudy = DESIGN, *, simulated: bool = False) -> Report:
    """Study the twelve events, and one that is pending; single events and the calendar come with it."""
    events = [
        Event(f"event-{number:02d}", f"S{number:02d}", date_of(19_000 + day0(number)))
        for number in range(EVENTS)
    ]
    events.append(Event("pending", "S00", date_of(19_000 + SESSIONS - 1)))
    result = design.fit(small_panel(simulated=simulated), events)
    return Report(
        result,
        {("event-00", "S00"): "announced after the close: day 0 is the next session"},
        single=single_events(result),
        calendar_time=tuple(calendar_time(result, window) for window in result.windows),
    )


def full_report() -> Report:
    """Add everything that can be asked for."""
    report = small_report()
    result = report.result
    attributes = {
        "value": np.arange(EVENTS, dtype=np.float64),
        "binding": np.array([0.0, 1.0] * (EVENTS // 2)),
    }
    return replace(
        report,
        resampled=tuple(
            resampled_column(result, column, draws=199, seed=1)
            for column in range(len(result.sample.columns))
        ),
        explained=explain(result.car, attributes, clusters=np.arange(EVENTS)),
        adjust="holm",
        adjusted=adjusted_p_values(result.p_value, "holm"),
        diagnostics=diagnose(result.residuals.all()),
    )


def printed_tests() -> str:
    """Write the tables of tests; ``python tests/support/small_study.py`` shows them."""
    return "\n".join(to_text(table, screen=Screen(100)) for table in window_tables(small_report().result))


if __name__ == "__main__":
    sys.stdout.write(printed_tests())
