"""The design of an event study, and its fit to a panel of prices.

Windows are inclusive and counted in sessions from day 0; returns are fractions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.event import Dropped
from eventstudy.analysis.models.fit import ROUNDING, FitWindows, joined
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.parametric import TESTS
from eventstudy.analysis.placement import gather, place
from eventstudy.analysis.reasons import why_not_found, why_not_usable
from eventstudy.analysis.result import StudyResult
from eventstudy.analysis.returns import RETURN_KINDS, ReturnKind, returns
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError, WindowError
from eventstudy.prices.panel import NO_SESSION
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.models.fit import Fit
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel

__all__ = ["EventStudy", "StudyResult"]

ESTIMATION = Window(-250, -11)
EVENT = Window(-10, 10)
"""The windows of a design that names none."""

FEWEST_OBSERVATIONS = 5
"""Patell's variance (M - 2) / (M - 4) needs as many."""

_BLOCK = 512
"""Events fitted at a time: their windows stay in the processor's cache, and memory stays bounded."""


@dataclass(frozen=True, kw_only=True)
class EventStudy:
    """How to study events; it holds no data, compares by value and can be a key.

    Attributes
    ----------
    model : str
        Name of the model of normal returns.
    estimation, window : Window
        The estimation window and the event window, in sessions from day 0.
    returns : {"log", "simple"}
        How a return is measured.
    min_observations : int
        Estimation returns that an event needs.
    allow_partial : bool
        Whether an event is kept that lacks some of the returns of its event window.
    tests : tuple of str
        Names of the tests to run.

    Raises
    ------
    EstimationError
        If a model, a test or a kind of return is unknown, or ``min_observations`` is below 5.
    WindowError
        If the estimation window does not end before the event window starts.
    """

    model: str = "market_model"
    estimation: Window = ESTIMATION
    window: Window = EVENT
    returns: ReturnKind = "log"
    min_observations: int = 60
    allow_partial: bool = False
    tests: tuple[str, ...] = tuple(TESTS)

    def __post_init__(self) -> None:
        _refuse_unknown("model", self.model, MODELS)
        _refuse_unknown("returns", self.returns, RETURN_KINDS)
        for test in self.tests:
            _refuse_unknown("test", test, TESTS)
        if self.estimation.last >= self.window.first:
            raise WindowError(
                f"estimation window {self.estimation}: must end before the event window {self.window} starts; "
                f"end it at {self.window.first - 1} or earlier"
            )
        if self.min_observations < FEWEST_OBSERVATIONS:
            raise EstimationError(
                f"min_observations {self.min_observations}: the tests need at least {FEWEST_OBSERVATIONS}; "
                "60 is the default"
            )

    def fit(self, panel: Panel, events: Sequence[Event]) -> StudyResult:
        """Study the events on the panel.

        Parameters
        ----------
        panel : Panel
            Prices of the securities and of their benchmarks.
        events : sequence of Event
            Each pair of id and security once. An event that cannot be studied becomes a ``Dropped`` of the
            result, with its reason; so may all of them.

        Raises
        ------
        EstimationError
            If a pair of id and security stands twice among the events.
        """
        _refuse_repeats(events)
        placement = place(panel, events)
        found = np.flatnonzero(placement.found)
        placed = placement.take(found)
        fit, zero_return_share = self._fit_in_blocks(panel, placed)
        usable = self._usable(fit)
        reasons = {
            n: why_not_found(self, panel, events[n], int(placement.row[n]))
            for n in np.flatnonzero(~placement.found).tolist()
        }
        for n in np.flatnonzero(~usable).tolist():
            reasons[int(found[n])] = why_not_usable(self, panel, placed, fit, n)
        kept = placed.take(np.flatnonzero(usable))
        return StudyResult(
            design=self,
            events=tuple(events[n] for n in found[usable].tolist()),
            benchmarks=tuple(panel.benchmarks[n] for n in panel.benchmark[kept.row]),
            observations=fit.observations[usable],
            degrees_of_freedom=fit.degrees_of_freedom[usable],
            alpha=fit.alpha[usable],
            beta=fit.beta[usable],
            sigma=fit.sigma[usable],
            r_squared=fit.r_squared[usable],
            sessions=gather(
                panel.sessions, panel.grid[kept.row], kept.position, self.window, fill=NO_SESSION
            ),
            abnormal_returns=fit.abnormal_returns[usable],
            abnormal_variances=fit.abnormal_variances[usable],
            car_variances=fit.car_variances[usable],
            zero_return_share=zero_return_share[usable],
            dropped=tuple(Dropped(events[n].id, events[n].security, reasons[n]) for n in sorted(reasons)),
            simulated=panel.simulated,
        )

    def _fit_in_blocks(self, panel: Panel, placed: Placement) -> tuple[Fit, Floats]:
        """Fit the model to all placed events, and measure how often their prices stood still."""
        used, row = np.unique(placed.row, return_inverse=True)
        own = returns(panel.prices[used], self.returns)
        market = returns(panel.benchmark_prices, self.returns)
        served = panel.benchmark[placed.row]
        # No events make one empty block, so that the arrays of an empty result have their shapes.
        blocks = [slice(start, start + _BLOCK) for start in range(0, max(len(row), 1), _BLOCK)]
        fits, shares = [], []
        for block in blocks:
            windows = self._windows(own, row[block], market, served[block], placed.position[block])
            fits.append(MODELS[self.model](windows))
            shares.append(windows.zero_return_share)
        return joined(fits), np.concatenate(shares)

    def _windows(
        self, own: Floats, row: Integers, market: Floats, served: Integers, position: Integers
    ) -> FitWindows:
        return FitWindows(
            estimation=gather(own, row, position, self.estimation, fill=np.nan),
            estimation_benchmark=gather(market, served, position, self.estimation, fill=np.nan),
            event=gather(own, row, position, self.window, fill=np.nan),
            event_benchmark=gather(market, served, position, self.window, fill=np.nan),
        )

    def _usable(self, fit: Fit) -> Booleans:
        """Tell the events that can be studied; ``reasons`` says of the others why not."""
        there = np.isfinite(fit.abnormal_returns)
        complete = there.any(axis=1) if self.allow_partial else there.all(axis=1)
        return (fit.observations >= self.min_observations) & (fit.sigma > ROUNDING) & complete


def _refuse_unknown(what: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    guess = suggestion(nearest(name, known))
    raise EstimationError(f"{what} '{name}': unknown; {guess}known: {', '.join(known)}")


def _refuse_repeats(events: Sequence[Event]) -> None:
    counts = Counter((event.id, event.security) for event in events)
    if len(counts) < len(events):
        (name, security), times = counts.most_common(1)[0]
        raise EstimationError(
            f"event '{name}' on {security}: given {times} times; give each id and security once"
        )
