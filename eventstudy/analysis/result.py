"""What an event study found: arrays by event and day, averages, and tests.

Returns are fractions. The n events stand in the order they were given; the L days are those of the event
window, ``design.window.offsets``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.abnormal import AbnormalReturns
from eventstudy.analysis.inference.laws import t_p_value
from eventstudy.analysis.parametric import TESTS
from eventstudy.analysis.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.event import Dropped, Event
    from eventstudy.analysis.parametric import Outcome
    from eventstudy.analysis.study import EventStudy
    from eventstudy.arrays import Floats, Integers


@dataclass(frozen=True, eq=False)
class StudyResult:
    """The result of ``EventStudy.fit``.

    Attributes
    ----------
    design : EventStudy
        The design that was fitted.
    events : tuple of Event, length n
        The events that were studied.
    benchmarks : tuple of str, length n
        The benchmark of each event.
    observations, degrees_of_freedom : ndarray of shape (n,), int64
        Estimation returns used, and those less the parameters of the model.
    alpha, beta, sigma, r_squared : ndarray of shape (n,)
        Intercept, slope, residual standard deviation and share of variance explained.
    sessions : ndarray of shape (n, L), int64
        Epoch days of the event window; ``NO_SESSION`` where it hangs over an end of the panel.
    abnormal_returns, abnormal_variances : ndarray of shape (n, L)
        Abnormal returns and the variances of their forecast errors; NaN on a day without a return.
    car_variances : ndarray of shape (n,)
        Forecast-error variance of each CAR.
    zero_return_share : ndarray of shape (n,)
        Share of the security's estimation returns that are exactly zero, a mark of thin trading.
    dropped : tuple of Dropped
        The events left out, each with its reason.
    simulated : bool
        Whether any of the prices are made up.
    """

    design: EventStudy
    events: tuple[Event, ...]
    benchmarks: tuple[str, ...]
    observations: Integers
    degrees_of_freedom: Integers
    alpha: Floats
    beta: Floats
    sigma: Floats
    r_squared: Floats
    sessions: Integers
    abnormal_returns: Floats
    abnormal_variances: Floats
    car_variances: Floats
    zero_return_share: Floats
    dropped: tuple[Dropped, ...]
    simulated: bool

    @cached_property
    def car(self) -> Floats:
        """Cumulative abnormal return of each event over the days that exist; shape (n,)."""
        return self._abnormal.car

    @cached_property
    def car_standard_error(self) -> Floats:
        """Standard deviation of the forecast error of each CAR; shape (n,)."""
        return np.sqrt(self.car_variances)

    @cached_property
    def t(self) -> Floats:
        """CAR in standard errors; shape (n,)."""
        return self._abnormal.standardized_car

    @cached_property
    def p_value(self) -> Floats:
        """Two-sided p-value of ``t`` under Student's t with the model's degrees of freedom; shape (n,)."""
        return t_p_value(self.t, self.degrees_of_freedom)

    @cached_property
    def aar(self) -> Floats:
        """Average abnormal return of each day, over the events that have the day; shape (L,)."""
        return self._abnormal.aar

    @cached_property
    def caar(self) -> Floats:
        """Running sum of ``aar`` from the first day of the window; shape (L,)."""
        return self._abnormal.caar

    @cached_property
    def tests(self) -> Mapping[str, Outcome]:
        """The outcome of each test of the design, by name."""
        return MappingProxyType({name: TESTS[name](self._abnormal) for name in self.design.tests})

    def summary(self) -> str:
        """Return the result as plain text of fixed width."""
        return summary_of(self)

    @cached_property
    def _abnormal(self) -> AbnormalReturns:
        return AbnormalReturns(
            self.abnormal_returns, self.abnormal_variances, self.car_variances, self.degrees_of_freedom
        )
