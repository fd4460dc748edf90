"""A study's result as plain text: what was left out first, then the averages and the tests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from eventstudy.analysis.inference.tests import TESTS
from eventstudy.counting import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.analysis.inference.outcome import Statistic
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.window import Window

_SMALLEST = 0.0001
_RULE = "-" * 40


def summary_of(result: StudyResult) -> str:
    """Return the text of ``StudyResult.summary``; every line ends where its words end."""
    design = result.design
    lines = [
        f"Event study: {design.model}, {design.returns} returns",
        f"estimation window {design.estimation}, event window {design.window}",
        f"benchmark {', '.join(dict.fromkeys(result.benchmarks)) or 'none'}",
        *(["SIMULATED prices"] if result.simulated else []),
        "",
        f"{counted(len(result.events), 'event')}, {len(result.dropped)} dropped",
        *(f"  {drop.id} ({drop.security}): {drop.reason}" for drop in result.dropped),
        *_halts(result),
        *(line for place, window in enumerate(result.windows) for line in _window(result, place, window)),
        "",
        *(f"{name}: {TESTS[name].note}" for name in result.tests),
        "",
        *result.advice,
    ]
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _halts(result: StudyResult) -> Iterator[str]:
    """Name the days 0 that moved, and the suspensions in the event windows."""
    found = zip(result.events, result.suspensions, result.other_suspensions, strict=True)
    for event, own, others in found:
        name = f"  {event.id} ({event.security}): "
        if event.moved_from is not None:
            yield f"{name}day 0 is {event.day0}, moved from {event.moved_from}"
        if own is not None:
            yield f"{name}{own.words}; the return of day 0 spans it"
        yield from (f"{name}in the event window: {one.words}" for one in others)


def _window(result: StudyResult, place: int, window: Window) -> list[str]:
    """Write the mean CAR of a window and every test of it."""
    mean = result.sample.raw.mean[len(result.design.window) + place]
    found = {
        name: outcome.window if place == 0 else outcome.subwindows[window]
        for name, outcome in result.tests.items()
    }
    return [
        "",
        f"mean CAR {window}{_percent(mean):>13}",
        "",
        f"{'test of the window':<20}{'statistic':>10}{'p-value':>10}",
        _RULE,
        *(_row(name, statistic) for name, statistic in found.items()),
    ]


def _percent(fraction: float) -> str:
    return "undefined" if math.isnan(fraction) else f"{fraction:+.2%}"


def _row(name: str, window: Statistic) -> str:
    statistic = "undefined" if math.isnan(window.statistic) else f"{window.statistic:+.3f}"
    return f"{name:<20}{statistic:>10}{_p_value(window.p_value):>10}"


def _p_value(p: float) -> str:
    if math.isnan(p):
        return ""
    return f"<{_SMALLEST}" if p < _SMALLEST else f"{p:.4f}"
