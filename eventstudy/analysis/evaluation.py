"""How often each test rejects in studies of simulated returns: its size where nothing happened, else its power.

The studies run on the code that real ones run on: the market model, the evidence of the estimation windows
and the tests. Only the returns are made up. What the rates should be, where a formula tells, is in
``evaluation_laws``.

References
----------
Brown and Warner (1985), "Using Daily Stock Returns", Journal of Financial Economics 14, pp. 3-31: simulated
studies as the measure of a test. Kolari and Pynnönen (2010), Review of Financial Studies 23, pp. 3996-4025:
the same with events that share days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.evaluation_laws import expected_rates, power
from eventstudy.analysis.gathering import day_sums
from eventstudy.analysis.inference.correlation import aligned_correlation
from eventstudy.analysis.inference.evidence import Correlation, Evidence
from eventstudy.analysis.inference.moments import moments
from eventstudy.analysis.inference.rank_evidence import rank_evidence
from eventstudy.analysis.inference.sample import Sample
from eventstudy.analysis.inference.tests import NEEDS_CORRELATION, NEEDS_RANKS, TESTS
from eventstudy.analysis.models.fit import FitWindows
from eventstudy.analysis.models.market_model import PARAMETERS, market_model
from eventstudy.analysis.study import SPARE_OBSERVATIONS
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.analysis.inference.evidence import RankEvidence
    from eventstudy.analysis.models.fit import Fit
    from eventstudy.arrays import Floats

__all__ = [
    "ALL_TESTS",
    "LEVEL",
    "SizeDesign",
    "expected_rates",
    "power",
    "rejection_rates",
    "samples_of",
    "simulated_windows",
]

ALL_TESTS = tuple(TESTS)

LEVEL = 0.05
"""The level of a test that is not given another."""

_DAY = Window(0, 0)
_MARKET_SIGMA = 0.01
_ALPHA = 0.0005
_BETAS = (0.5, 1.5)

_FEWEST = PARAMETERS + SPARE_OBSERVATIONS

_FINITE_VARIANCE = 2
"""Degrees of freedom above which Student's t has a variance."""

_BLOCK = 512
"""Events drawn and fitted at a time: half a megabyte of returns."""


@dataclass(frozen=True, kw_only=True)
class SizeDesign:
    """Studies of returns ``r = a + b m + e`` of n events.

    Attributes
    ----------
    events : int
        Events of a study, n.
    correlation : float
        Correlation rho of the residuals of two events on a day.
    event_variance : float
        What the residual variance is multiplied by in the event window, lambda.
    effect : float
        Abnormal return of every event on day 0, as a fraction, delta.
    observations : int
        Sessions of the estimation window, M.
    window : Window
        The event window that is tested; it follows the estimation window at once.
    sigma : tuple of float
        Lowest and highest residual standard deviation of an event, as fractions a session.
    tails : float
        Degrees of freedom of Student's t, whose law residuals have; infinity for normal ones.
    idle : float
        Share of sessions on which a security does not trade: its return is then zero, and the next trade's
        return brings all that was missed.
    shared_days : bool
        Whether all events of a study fall on the same days. Where not, no two of them share a day.
    replications : int
        Studies.
    seed : int

    Raises
    ------
    EstimationError
        If a number is outside the range in which it has a meaning.
    """

    events: int = 50
    correlation: float = 0.0
    event_variance: float = 1.0
    effect: float = 0.0
    observations: int = 239
    window: Window = _DAY
    sigma: tuple[float, float] = (0.02, 0.02)
    tails: float = math.inf
    idle: float = 0.0
    shared_days: bool = True
    replications: int = 2_000
    seed: int = 0

    def __post_init__(self) -> None:
        known = {
            "events": (self.events >= 1, "at least 1"),
            "correlation": (0 <= self.correlation < 1, "0 or more and below 1"),
            "event_variance": (self.event_variance > 0, "above 0"),
            "observations": (self.observations >= _FEWEST, f"at least {_FEWEST}"),
            "window": (self.window.first <= 0 <= self.window.last, "one that covers day 0"),
            "sigma": (0 < self.sigma[0] <= self.sigma[1], "two numbers above 0, the lower first"),
            "tails": (self.tails > _FINITE_VARIANCE, f"more than {_FINITE_VARIANCE}"),
            "idle": (0 <= self.idle < 1, "0 or more and below 1"),
            "shared_days": (self.shared_days or not self.correlation, "True, or no correlation"),
            "replications": (self.replications >= 1, "at least 1"),
        }
        for name, (fits, needed) in known.items():
            if not fits:
                raise EstimationError(f"size design: {name} is {getattr(self, name)}; give {needed}")

    @property
    def sessions(self) -> int:
        """Sessions of both windows, M + L."""
        return self.observations + len(self.window)


def rejection_rates(
    design: SizeDesign, *, tests: Sequence[str] = ALL_TESTS, level: float = LEVEL
) -> dict[str, float]:
    """Simulate the studies, and return the share in which each test rejects that nothing happened.

    Parameters
    ----------
    design : SizeDesign
    tests : sequence of str
        Names of tests; evidence that none of them asks for is not gathered.
    level : float
        A test rejects where its two-sided p-value for the event window is below this. A statistic that is
        not defined does not reject.
    """
    rng = np.random.Generator(np.random.PCG64(design.seed))
    rejections = np.zeros(len(tests))
    at_once = max(_BLOCK // design.events, 1)
    for done in range(0, design.replications, at_once):
        windows = simulated_windows(rng, design, min(at_once, design.replications - done))
        for sample in samples_of(windows, design, tests):
            found = [TESTS[name].statistics(sample).p_value[-1] for name in tests]
            rejections += np.array(found) < level
    return dict(zip(tests, (rejections / design.replications).tolist(), strict=True))


def simulated_windows(rng: np.random.Generator, design: SizeDesign, studies: int) -> FitWindows:
    """Draw the returns of some studies, the n events of each behind one another."""
    markets = 1 if design.shared_days else design.events
    market = _MARKET_SIGMA * rng.standard_normal((studies, markets, design.sessions))
    own = _returns(rng, design, market).reshape(studies * design.events, design.sessions)
    past, by_date = design.observations, market.reshape(studies * markets, 1, design.sessions)
    return FitWindows(
        estimation=own[:, :past].copy(),
        event=own[:, past:].copy(),
        estimation_regressors=by_date[..., :past],
        event_regressors=by_date[..., past:],
        which=np.repeat(np.arange(studies * markets), design.events // markets),
        columns=Columns(design.window),
    )


def samples_of(windows: FitWindows, design: SizeDesign, tests: Sequence[str]) -> Iterator[Sample]:
    """Fit the market model to all studies at once, and hand out the sample of each.

    Parameters
    ----------
    windows : FitWindows
        As ``simulated_windows`` drew them; they are overwritten.
    design : SizeDesign
    tests : sequence of str
        Names of the tests that the evidence is for.
    """
    fit = market_model(windows)
    for first in range(0, len(windows.which), design.events):
        yield _sample(fit, slice(first, first + design.events), design, tests)


def _returns(rng: np.random.Generator, design: SizeDesign, market: Floats) -> Floats:
    """Draw returns of the events of every study around its market; shape (studies, n, M + L)."""
    each = (len(market), design.events, 1)
    residuals = _residuals(rng, design, len(market))
    residuals *= rng.uniform(*design.sigma, each)
    returns: Floats = _ALPHA + rng.uniform(*_BETAS, each) * market + residuals
    returns[..., design.observations - design.window.first] += design.effect
    return _stale(returns, rng, design.idle) if design.idle else returns


def _residuals(rng: np.random.Generator, design: SizeDesign, studies: int) -> Floats:
    """Draw residuals of variance one, lambda in the event window; shape (studies, n, M + L)."""
    own = _noise(rng, design.tails, (studies, design.events, design.sessions))
    if design.correlation:
        own *= math.sqrt(1 - design.correlation)
        own += math.sqrt(design.correlation) * _noise(rng, design.tails, (studies, 1, design.sessions))
    own[..., design.observations :] *= math.sqrt(design.event_variance)
    return own


def _noise(rng: np.random.Generator, tails: float, shape: tuple[int, int, int]) -> Floats:
    if math.isinf(tails):
        return rng.standard_normal(shape)
    noise: Floats = math.sqrt((tails - 2) / tails) * rng.standard_t(tails, shape)
    return noise


def _stale(returns: Floats, rng: np.random.Generator, idle: float) -> Floats:
    """Hold the last price on sessions without a trade, and let the next trade catch up."""
    traded = rng.random(returns.shape) >= idle
    traded[..., 0] = True
    last = np.maximum.accumulate(np.where(traded, np.arange(returns.shape[-1]), 0), axis=-1)
    prices = np.take_along_axis(np.cumsum(returns, axis=-1), last, axis=-1)
    return np.diff(prices, axis=-1, prepend=0)


def _sample(fit: Fit, rows: slice, design: SizeDesign, tests: Sequence[str]) -> Sample:
    """Take one study out of the fits, with the evidence that ``gathering`` would find."""
    residuals, columns = fit.residuals[rows], Columns(design.window)
    correlation, ranks = None, None
    if not NEEDS_CORRELATION.isdisjoint(tests):
        correlation = _correlation(residuals, shared_days=design.shared_days)
    if not NEEDS_RANKS.isdisjoint(tests):
        ranks = _ranks(fit, rows, columns)
    return Sample(
        columns=columns,
        values=fit.values[rows],
        variances=fit.variances[rows],
        degrees_of_freedom=fit.degrees_of_freedom[rows],
        evidence=Evidence((residuals > 0).mean(axis=1), day_sums(residuals), correlation, ranks),
    )


def _correlation(residuals: Floats, *, shared_days: bool) -> Correlation:
    if shared_days:
        return Correlation(aligned_correlation(residuals), "aligned")
    return Correlation(0.0, "pairwise")


def _ranks(fit: Fit, rows: slice, columns: Columns) -> RankEvidence:
    values, variances = fit.values[rows], fit.variances[rows]
    return rank_evidence(
        fit.residuals[rows],
        fit.sigma[rows],
        values,
        variances,
        columns=columns,
        dispersion=moments(values, variances).standard_deviation,
    )
