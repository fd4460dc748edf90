"""What an event study found: arrays by event and day, averages, and tests.

Returns are fractions. The n events stand in the order they were given; the L days are those of the event
window, ``design.window.offsets``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.inference.advice import recommend
from eventstudy.analysis.inference.laws import t_p_value
from eventstudy.analysis.inference.outcome import Outcome
from eventstudy.analysis.inference.parametric import j1, j2
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.placement import gather
from eventstudy.analysis.recurrence import recurrence
from eventstudy.analysis.resumptions import suspensions_before, suspensions_inside
from eventstudy.analysis.single_event import volatility_by_day
from eventstudy.analysis.situation import situation_of
from eventstudy.analysis.summary import summary_of
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.event import Dropped, EventTable
    from eventstudy.analysis.inference.advice import Situation
    from eventstudy.analysis.inference.evidence import Evidence
    from eventstudy.analysis.inference.sample import Sample
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.recurrence import Recurrence
    from eventstudy.analysis.residuals import Residuals
    from eventstudy.analysis.single_event import DayVolatility
    from eventstudy.analysis.study import EventStudy
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.suspensions import Suspension


class Windowed(NamedTuple):
    """CARs over W windows, with the full forecast covariance; every array of shape (n, W)."""

    car: Floats
    standard_error: Floats
    t: Floats
    p_value: Floats


@dataclass(frozen=True, eq=False)
class StudyResult:
    """The result of ``EventStudy.fit``.

    Attributes
    ----------
    design : EventStudy
        The design that was fitted.
    panel : Panel
        The prices it was fitted to.
    events : EventTable, length n
        The events that were studied.
    placed : Placement
        Their rows and positions on the panel.
    observations : ndarray of shape (n,), int64
        Estimation returns used.
    parameter_names : tuple of str, length P
    parameters : ndarray of shape (n, P)
        Parameters of the model, in the order of their names.
    sigma, r_squared : ndarray of shape (n,)
        Residual standard deviation and share of variance explained.
    sample : Sample
        Abnormal returns by day and window, their forecast variances, and what the estimation windows say.
    residuals : Residuals
        Residuals of the estimation windows.
    dropped : tuple of Dropped
        The events left out, each with its reason.
    """

    design: EventStudy
    panel: Panel
    events: EventTable
    placed: Placement
    observations: Integers
    parameter_names: tuple[str, ...]
    parameters: Floats
    sigma: Floats
    r_squared: Floats
    sample: Sample
    residuals: Residuals
    dropped: tuple[Dropped, ...]

    @property
    def simulated(self) -> bool:
        """Whether any of the prices are made up."""
        return self.panel.simulated

    @cached_property
    def benchmarks(self) -> tuple[str, ...]:
        """The benchmark of each event."""
        names = np.array(self.panel.benchmarks, dtype=object)
        return tuple(names[self.panel.benchmark[self.placed.row]].tolist())

    @cached_property
    def sessions(self) -> Integers:
        """Epoch days of the event window; ``NO_SESSION`` where it hangs over the panel; shape (n, L)."""
        grid = self.panel.grid[self.placed.row]
        return gather(self.panel.sessions, grid, self.placed.position, self.design.window, fill=NO_SESSION)

    @cached_property
    def durations(self) -> Floats | None:
        """Sessions that each return of the event window spans; None where every one spans its own; (n, L)."""
        return self.residuals.estimator.cutter.durations(self.placed, self.design.window)

    @cached_property
    def covered(self) -> Booleans:
        """Whether a return covers each day of the event window: its own, or one that spans it; shape (n, L)."""
        there = np.isfinite(self.abnormal_returns)
        return self.residuals.estimator.cutter.filled(self.placed, there)

    @cached_property
    def zero_return_share(self) -> Floats:
        """Share of the estimation returns that are zero, a mark of thin trading; shape (n,)."""
        return self.residuals.estimator.cutter.zero_return_share(self.placed)

    @cached_property
    def suspensions(self) -> tuple[Suspension | None, ...]:
        """The suspension that each event's day-0 return spans, where day 0 is in the window; length n."""
        if 0 not in self.design.window.offsets:
            return (None,) * len(self.events)
        return suspensions_before(self.panel, self.placed.row, self.placed.position)

    @cached_property
    def other_suspensions(self) -> tuple[tuple[Suspension, ...], ...]:
        """The other suspensions that reach into each event window, as the prices show them; length n."""
        return suspensions_inside(self.panel, self.placed.row, self.placed.position, self.design.window)

    @property
    def alpha(self) -> Floats:
        """Intercept of each event, as a fraction a session; NaN in a model without one; shape (n,)."""
        return self.parameter("alpha")

    @property
    def beta(self) -> Floats:
        """Slope on the benchmark; NaN in a model without one; shape (n,)."""
        return self.parameter("beta")

    def parameter(self, name: str) -> Floats:
        """Return one parameter of each event, NaN if the model has none of that name; shape (n,)."""
        if name not in self.parameter_names:
            return np.full(len(self.events), np.nan)
        return self.parameters[:, self.parameter_names.index(name)]

    @property
    def degrees_of_freedom(self) -> Integers:
        """Degrees of freedom of each residual variance; shape (n,)."""
        return self.sample.degrees_of_freedom

    @property
    def abnormal_returns(self) -> Floats:
        """Abnormal returns; NaN on a day without a return; shape (n, L)."""
        return self.sample.values[:, : self._days]

    @property
    def abnormal_variances(self) -> Floats:
        """Variances of their forecast errors; shape (n, L)."""
        return self.sample.variances[:, : self._days]

    @property
    def car(self) -> Floats:
        """Cumulative abnormal return of each event over the days that exist; shape (n,)."""
        return self.sample.values[:, self._days]

    @property
    def car_variances(self) -> Floats:
        """Forecast-error variance of each CAR, with the full forecast covariance; shape (n,)."""
        return self.sample.variances[:, self._days]

    @cached_property
    def car_standard_error(self) -> Floats:
        """Standard deviation of the forecast error of each CAR; shape (n,)."""
        return np.sqrt(self.car_variances)

    @cached_property
    def t(self) -> Floats:
        """CAR in standard errors; shape (n,)."""
        return self.car / self.car_standard_error

    @cached_property
    def p_value(self) -> Floats:
        """Two-sided p-value of ``t`` under Student's t with the model's degrees of freedom; shape (n,)."""
        return t_p_value(self.t, self.degrees_of_freedom)

    @cached_property
    def abnormal_t(self) -> Floats:
        """Abnormal returns in standard errors of their forecast; shape (n, L)."""
        return self.abnormal_returns / np.sqrt(self.abnormal_variances)

    @cached_property
    def abnormal_p_value(self) -> Floats:
        """Two-sided p-values of ``abnormal_t``; shape (n, L)."""
        return t_p_value(self.abnormal_t, self.degrees_of_freedom[:, None])

    @cached_property
    def windowed(self) -> Windowed:
        """CARs of the event window and of each sub-window, in the order of ``windows``."""
        car, error = self.sample.values[:, self._days :], np.sqrt(self.sample.variances[:, self._days :])
        t = car / error
        return Windowed(car, error, t, t_p_value(t, self.degrees_of_freedom[:, None]))

    @property
    def aar(self) -> Floats:
        """Average abnormal return of each day, over the events that have the day; shape (L,)."""
        return self.sample.raw.mean[: self._days]

    @cached_property
    def caar(self) -> Floats:
        """Running sum of ``aar`` over the days that some event has; NaN on the others; shape (L,)."""
        there = np.isfinite(self.aar)
        return np.where(there, np.cumsum(np.where(there, self.aar, 0)), np.nan)

    @property
    def mean_car(self) -> float:
        """Mean CAR over the events; NaN without one."""
        return float(self.sample.raw.mean[self._days])

    @property
    def windows(self) -> tuple[Window, ...]:
        """The event window and its sub-windows."""
        return self.sample.columns.windows

    @property
    def evidence(self) -> Evidence:
        """What the estimation windows of all events say together."""
        return self.sample.evidence

    @cached_property
    def tests(self) -> Mapping[str, Outcome]:
        """The outcome of each test of the design, by name."""
        columns = self.sample.columns
        return MappingProxyType(
            {name: Outcome.of(TESTS[name].statistics(self.sample), columns) for name in self.design.tests}
        )

    @cached_property
    def j1(self) -> Outcome:
        """The aggregate that weighs every CAR alike (Campbell, Lo and MacKinlay 1997, eq. 4.4.22)."""
        return Outcome.of(j1(self.sample), self.sample.columns)

    @cached_property
    def j2(self) -> Outcome:
        """The aggregate of standardised CARs (Campbell, Lo and MacKinlay 1997, eq. 4.4.24)."""
        return Outcome.of(j2(self.sample), self.sample.columns)

    @cached_property
    def volatility_by_day(self) -> DayVolatility:
        """Whether abnormal returns are larger than forecast on each day of the event window; shape (L,)."""
        return volatility_by_day(self.abnormal_returns, self.abnormal_variances, self.degrees_of_freedom)

    @cached_property
    def recurrence(self) -> Recurrence:
        """How often securities recur, and their event windows overlap."""
        return recurrence(self.placed.row, self.placed.position, self.design.window)

    @cached_property
    def situation(self) -> Situation:
        """The features of the data that decide which test to read."""
        return situation_of(self)

    @property
    def advice(self) -> tuple[str, ...]:
        """Which tests to read, and why, in short lines."""
        return recommend(self.situation)

    def summary(self) -> str:
        """Return the result as plain text of fixed width."""
        return summary_of(self)

    @property
    def _days(self) -> int:
        return len(self.design.window)
