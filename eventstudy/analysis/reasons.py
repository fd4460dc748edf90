"""Why an event is left out of a study, in plain English.

Only the events that are left out come here, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING
from eventstudy.analysis.placement import NO_ROW
from eventstudy.analysis.resumptions import suspensions_around
from eventstudy.arrays import date_of, epoch_day
from eventstudy.counting import counted
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.returns import real_prices

if TYPE_CHECKING:
    from eventstudy.analysis.cutting import Cutter
    from eventstudy.analysis.estimates import Estimates
    from eventstudy.analysis.event import Event
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.study import EventStudy
    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.panel import Panel


def why_not_found(design: EventStudy, panel: Panel, event: Event, row: int) -> str:
    """Say why an event has no place on the panel."""
    if row == NO_ROW:
        return f"{event.security}: no prices"
    lines = _Lines.of(design, panel, row)
    if lines.silent is not None:
        return f"{lines.silent}: no prices"
    day0 = epoch_day(event.day0)
    if day0 < lines.sessions[0]:
        return f"{lines.start}; day 0 is {event.day0}"
    if day0 > lines.sessions[-1]:
        needed = max(day0, _weekday(day0, design.window.last))
        return f"pending until {date_of(needed)}: {lines.end}"
    return f"day 0 {event.day0} is not a session of the panel"


def why_not_usable(
    design: EventStudy, panel: Panel, placement: Placement, fit: Estimates, *, number: int, cutter: Cutter
) -> str:
    """Say why the event of that number, which has its place on the panel, cannot be studied.

    The cutter is the one that cut the windows that the design was fitted to.
    """
    row = int(placement.row[number])
    lines = _Lines.of(design, panel, row)
    if lines.silent is not None:
        return f"{lines.silent}: no prices"
    position = int(placement.position[number])
    some, there = placement.take(np.array([number])), np.isfinite(fit.values[[number], : len(design.window)])
    outside = None if design.allow_partial and there.any() else _outside(design, lines, position)
    if outside is not None:
        return outside
    if fit.observations[number] < design.min_observations:
        paired = " with factors" if design.needs_factors else ""
        return f"{fit.observations[number]} estimation returns{paired}; at least {design.min_observations} are needed"
    if np.isnan(fit.parameters[number]).any():
        return _unidentified(design, lines)
    if fit.sigma[number] <= ROUNDING:
        return "abnormal returns of the estimation window do not vary"
    lacking = np.flatnonzero(~cutter.filled(some, there)[0])
    own, days = cutter.own(some, design.window)[0, lacking[0]], position + design.window.offsets[lacking]
    return _missing(design, lines, float(own), days) + _suspended(panel, row, days)


def _unidentified(design: EventStudy, lines: _Lines) -> str:
    if design.model == "market_model":
        return f"returns of {lines.benchmark} in the estimation window do not vary"
    return (
        f"the estimation window does not identify {design.model}: what it regresses on does not vary enough, "
        "or the fit does not settle"
    )


@dataclass(frozen=True, eq=False)
class _Lines:
    """A security and its benchmark on the security's sessions; NaN where there is no price.

    In a model that does not use the benchmark the security stands for it, so that only its own prices count.
    """

    security: str
    benchmark: str
    sessions: Integers
    prices: Floats
    benchmark_prices: Floats

    @classmethod
    def of(cls, design: EventStudy, panel: Panel, row: int) -> _Lines:
        sessions = panel.sessions[panel.grid[row]]
        sessions = sessions[sessions != NO_SESSION]
        benchmark = panel.benchmark[row]
        prices = real_prices(panel.prices[row, : len(sessions)])
        market = real_prices(panel.benchmark_prices[benchmark, : len(sessions)])
        return cls(
            security=panel.securities[row],
            benchmark=panel.benchmarks[benchmark],
            sessions=sessions,
            prices=prices,
            benchmark_prices=market if design.uses_benchmark else prices,
        )

    @property
    def silent(self) -> str | None:
        """Whichever of the two has no price at all."""
        if not np.isfinite(self.prices).any():
            return self.security
        return None if np.isfinite(self.benchmark_prices).any() else self.benchmark

    @property
    def first(self) -> int:
        """Position from which both have prices."""
        return max(_first(self.prices), _first(self.benchmark_prices))

    @property
    def last(self) -> int:
        """Position up to which both have prices."""
        return min(_last(self.prices), _last(self.benchmark_prices))

    @property
    def start(self) -> str:
        whose = "" if _first(self.prices) == self.first else f" of {self.benchmark}"
        return f"prices{whose} start on {date_of(self.sessions[self.first])}"

    @property
    def end(self) -> str:
        whose = "" if _last(self.prices) == self.last else f" of {self.benchmark}"
        return f"prices{whose} end on {date_of(self.sessions[self.last])}"


def _first(prices: Floats) -> int:
    return int(np.flatnonzero(np.isfinite(prices))[0])


def _last(prices: Floats) -> int:
    return int(np.flatnonzero(np.isfinite(prices))[-1])


def _outside(design: EventStudy, lines: _Lines, position: int) -> str | None:
    """Say how the event window leaves the span of the prices, if it does.

    The first return of the window needs a price one session earlier.
    """
    short = lines.first - (position + design.window.first - 1)
    if short > 0:
        return f"{lines.start}; the window needs {counted(short, 'session')} before that"
    final = position + design.window.last
    if final > lines.last:
        return f"pending until {date_of(_session(lines.sessions, final))}: {lines.end}"
    return None


def _session(sessions: Integers, position: int) -> int:
    """Return the day at a position; past the last session, count weekdays (holidays not being known)."""
    if position < len(sessions):
        return int(sessions[position])
    return _weekday(int(sessions[-1]), position - len(sessions) + 1)


def _weekday(day: int, steps: int) -> int:
    """Return the epoch day so many weekdays after a day (before it, if negative)."""
    moved = np.busday_offset(np.datetime64(day, "D"), steps, roll="backward")
    return int(moved.astype(np.int64))


def _suspended(panel: Panel, row: int, positions: Integers) -> str:
    """Name the suspension that the first session without a return is in, or follows, and what can be done."""
    found = suspensions_around(panel, row, int(positions[0]))
    if not found:
        return ""
    return (
        f": {found[0].words}; --returns-over-gaps lumped spans it, --allow-partial sums the days that exist"
    )


def _missing(design: EventStudy, lines: _Lines, own: float, positions: Integers) -> str:
    """Name the first session of the event window that lacks something, what that is, and count the others."""
    day = int(positions[0])
    lacking = "return"
    if np.isfinite(own):
        # A factor that is missing hides behind a benchmark that is there.
        there = np.isfinite(lines.benchmark_prices[day - 1 : day + 1]).all()
        lacking = "factor" if design.needs_factors and there else f"return of {lines.benchmark}"
    others = f" and {counted(len(positions) - 1, 'other session')}" if len(positions) > 1 else ""
    return f"no {lacking} on {date_of(lines.sessions[day])}{others} in the event window"
