"""The design of an event study, and its fit to a panel of prices.

Windows are inclusive and counted in sessions from day 0; returns are fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.fitting import fit_study
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.models import FACTOR_MODEL, MODEL_NAMES, model_of
from eventstudy.analysis.regressors import RISK_FREE
from eventstudy.analysis.result import StudyResult
from eventstudy.analysis.trades import GAPS, Gaps
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError, WindowError
from eventstudy.prices.returns import RETURN_KINDS, ReturnKind
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.models.fit import Model
    from eventstudy.prices.factors import FactorTable
    from eventstudy.prices.panel import Panel

__all__ = ["EventStudy", "StudyResult"]

ESTIMATION = Window(-250, -11)
EVENT = Window(-10, 10)
"""The windows of a design that names none."""

SPARE_OBSERVATIONS = 3
"""Observations beyond the parameters that Patell's variance d / (d - 2) needs."""


@dataclass(frozen=True, kw_only=True)
class EventStudy:
    """How to study events; it holds no data, compares by value and can be a key.

    Attributes
    ----------
    model : str
        Name of the model of normal returns.
    estimation, window : Window
        The estimation window and the event window, in sessions from day 0.
    subwindows : tuple of Window
        Windows inside the event window that get statistics of their own.
    returns : {"log", "simple"}
        How a return is measured.
    gaps : {"missing", "lumped", "trade_to_trade"}
        What a return over sessions without a price is: missing, with the return of the session after it;
        lumped into the next return; or lumped, with a variance that grows with its duration.
    min_observations : int
        Estimation returns that an event needs.
    allow_partial : bool
        Whether an event is kept that lacks some of the returns of its event window.
    exclude_other_events : bool
        Whether the event windows of other events of the same security are left out of estimation windows, and
        with them returns over gaps that span any of their sessions.
    factors : tuple of str
        Columns of the factor table that ``factor_model`` regresses on; with ``rf`` among them, returns are
        taken less the risk-free rate.
    leads : int
        Leads and lags of ``dimson``, 1 or 2.
    tests : tuple of str
        Names of the tests to run.

    Raises
    ------
    EstimationError
        If a model, a test or a kind of return is unknown, ``min_observations`` is below what the model needs,
        or choices contradict each other.
    WindowError
        If the estimation window does not end before the event window starts, or a sub-window leaves it.
    """

    model: str = "market_model"
    estimation: Window = ESTIMATION
    window: Window = EVENT
    subwindows: tuple[Window, ...] = ()
    returns: ReturnKind = "log"
    gaps: Gaps = "missing"
    min_observations: int = 60
    allow_partial: bool = False
    exclude_other_events: bool = False
    factors: tuple[str, ...] = ()
    leads: int = 1
    tests: tuple[str, ...] = tuple(TESTS)

    def __post_init__(self) -> None:
        _refuse_unknown("model", self.model, MODEL_NAMES)
        _refuse_unknown("returns", self.returns, RETURN_KINDS)
        _refuse_unknown("returns over gaps", self.gaps, GAPS)
        for test in self.tests:
            _refuse_unknown("test", test, TESTS)
        if self.estimation.last >= self.window.first:
            raise WindowError(
                f"estimation window {self.estimation}: must end before the event window {self.window} starts; "
                f"end it at {self.window.first - 1} or earlier"
            )
        Columns(self.window, self.subwindows)
        model = self.specification
        fewest = len(model.parameters) + SPARE_OBSERVATIONS
        if self.min_observations < fewest:
            raise EstimationError(
                f"min_observations {self.min_observations}: the tests need at least {fewest} with "
                f"{self.model}; 60 is the default"
            )
        if model.leads and self.gaps != "missing":
            raise EstimationError(
                f"model '{self.model}': its leads and lags count sessions, so returns cannot be '{self.gaps}'; "
                "use market_model with them, or leave returns over gaps missing"
            )
        if self.model == "garch_market_model" and self.gaps == "trade_to_trade":
            raise EstimationError(
                "model 'garch_market_model': its variance moves from session to session, not from trade to trade; "
                "use market_model with trade_to_trade"
            )

    def fit(
        self,
        panel: Panel,
        events: Sequence[Event],
        *,
        factors: FactorTable | None = None,
        others: Sequence[Event] = (),
    ) -> StudyResult:
        """Study the events on the panel.

        Parameters
        ----------
        panel : Panel
            Prices of the securities and of their benchmarks.
        events : sequence of Event, or EventTable
            Each pair of id and security once. An event that cannot be studied becomes a ``Dropped`` of the
            result, with its reason; so may all of them.
        factors : FactorTable, optional
            Daily factors and the risk-free rate, for the models that need them.
        others : sequence of Event, optional
            Events that are not studied, but left out of estimation windows by ``exclude_other_events``.

        Raises
        ------
        EstimationError
            If a pair of id and security stands twice among the events, or a factor is missing.
        """
        return fit_study(self, panel, EventTable.of(events), factors=factors, others=EventTable.of(others))

    @property
    def needs_factors(self) -> tuple[str, ...]:
        """Columns of the factor table that the model needs; empty for models of the benchmark alone."""
        model = self.specification
        return (*model.factors, RISK_FREE) if model.excess else model.factors

    @property
    def uses_benchmark(self) -> bool:
        """Whether the model regresses on the benchmark of each security, or takes it off."""
        model = self.specification
        return not model.factors and "beta" in model.parameters

    @property
    def specification(self) -> Model:
        """The model that the design names."""
        named = self.factors
        if self.model == FACTOR_MODEL:
            named = tuple(name for name in self.factors if name != RISK_FREE)
        return model_of(self.model, factors=named, excess=RISK_FREE in self.factors, leads=self.leads)


def _refuse_unknown(what: str, name: str, known: Collection[str]) -> None:
    if name in known:
        return
    guess = suggestion(nearest(name, known))
    raise EstimationError(f"{what} '{name}': unknown; {guess}known: {', '.join(known)}")
