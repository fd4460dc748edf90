"""The market model with GARCH(1,1) errors: the variance of a day is forecast from the days before it."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.models.designs import designs_of
from eventstudy.analysis.models.fit import ROUNDING
from eventstudy.analysis.models.forecast import forecast, residuals_of
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from types import ModuleType

    from eventstudy.analysis.models.designs import Designs
    from eventstudy.analysis.models.fit import Fit, FitWindows
    from eventstudy.arrays import Floats

PARAMETERS = ("alpha", "beta", "omega", "arch_1", "garch_1")

_LINE = 2
_PER_CENT = 100.0
"""The optimiser is at home with returns in per cent."""


def garch_market_model(windows: FitWindows) -> Fit:
    """Fit ``R = alpha + beta R_m + e`` with ``h_t = omega + arch_1 e_t-1^2 + garch_1 h_t-1``, e normal.

    An event day's disturbance has the variance that the recursion forecasts from the last estimation
    session over the gap to that day, ``h_1 = omega + arch_1 e_M^2 + garch_1 h_M`` and then
    ``h_j = omega + (arch_1 + garch_1) h_j-1``; forecast disturbances are uncorrelated. The line adds
    ``z'Cov z``, with z the summed regressors of a column and Cov the quasi-maximum-likelihood covariance of
    alpha and beta. A missing estimation session is left out, and the next follows the one before it.

    ``sigma`` is ``sqrt(sum e^2 / (M - 2))``; residuals are the raw e, not divided by their sqrt(h_t).

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions, and of their benchmarks.

    Returns
    -------
    Fit
        Parameters alpha, beta, omega, arch_1, garch_1; omega is a squared fraction. All is NaN for an event
        with too few sessions for five parameters, without variance about the line, or whose
        fit does not converge.

    Raises
    ------
    EstimationError
        If the package ``arch`` is not installed, or returns run from trade to trade.

    References
    ----------
    Bollerslev (1986), "Generalized Autoregressive Conditional Heteroskedasticity", Journal of Econometrics
    31, 307-327. Bollerslev and Wooldridge (1992), Econometric Reviews 11, 143-172: the covariance.
    """
    if windows.estimation_durations is not None:
        raise EstimationError(
            "garch_market_model: returns run from trade to trade, but its variance moves from session to "
            "session; use daily returns, or market_model"
        )
    arch = _import_arch()
    designs = designs_of(windows, windows.estimation_regressors, windows.event_regressors)
    # The likelihood is climbed event by event: the optimiser takes one series, and all but all the time.
    found = [_climb(arch, designs, number) for number in range(len(designs.of))]
    parameters = _stack([one.parameters for one in found], (len(PARAMETERS),))
    covariances = _stack([one.covariance for one in found], (_LINE, _LINE))
    last = _stack([one.last for one in found], (2,))
    left = residuals_of(designs, parameters[:, :_LINE], estimated=_LINE)
    return forecast(
        designs,
        parameters[:, :_LINE],
        left,
        parameter_variance=_line_variance(designs, covariances),
        day_variance=_day_variance(designs, parameters[:, _LINE:], last, windows),
        parameters=parameters,
    )


def variance_path(parameters: Floats, last: Floats, steps: Floats) -> Floats:
    """Forecast the variance some sessions ahead.

    ``h_j = H + (a + b)^(j-1) (h_1 - H)`` with ``H = omega / (1 - a - b)``; written as a sum of powers, which
    also holds where a + b is one.

    Parameters
    ----------
    parameters : ndarray of shape (n, 3)
        omega, arch_1 and garch_1.
    last : ndarray of shape (n, 2)
        e_M^2 and h_M.
    steps : ndarray of shape (n, L)
        j, at least one.

    Returns
    -------
    ndarray of shape (n, L)

    References
    ----------
    Bollerslev (1986), Journal of Econometrics 31, 307-327; Baillie and Bollerslev (1992), Journal of
    Econometrics 52, 91-113: forecasts.
    """
    omega, arch, garch = parameters.T[:, :, None]
    persistence = arch + garch
    first = omega + arch * last[:, :1] + garch * last[:, 1:]
    away = 1 - persistence
    lasting = away <= ROUNDING
    powers = persistence ** (steps - 1)
    summed = np.where(lasting, steps - 1, (1 - powers) / np.where(lasting, 1, away))
    return np.asarray(powers * first + omega * summed, dtype=np.float64)


class _Climbed(NamedTuple):
    """One event's estimates: (5,) parameters, (2, 2) covariance of the line, (2,) last e^2 and h."""

    parameters: Floats
    covariance: Floats
    last: Floats


_NOTHING = _Climbed(np.full(len(PARAMETERS), np.nan), np.full((_LINE, _LINE), np.nan), np.full(2, np.nan))


def _climb(arch: ModuleType, designs: Designs, number: int) -> _Climbed:
    """Maximise one event's likelihood, in per cent, and answer in fractions."""
    at = designs.of[number]
    used = designs.used[at]
    y, x = designs.returns[number, used], designs.past[at, 1, used]
    if not _worth_climbing(designs, number):
        return _NOTHING
    model = arch.LS(_PER_CENT * y, _PER_CENT * x, volatility=arch.GARCH(1, 0, 1), rescale=False)
    with warnings.catch_warnings():
        # The optimiser strays into overflow and says so; what counts is where it ends.
        warnings.simplefilter("ignore")
        try:
            found = model.fit(disp="off", show_warning=False)
            covariance = np.asarray(found.param_cov)[:_LINE, :_LINE]
        except np.linalg.LinAlgError:
            return _NOTHING
    if found.convergence_flag != 0 or not np.isfinite(covariance).all():
        return _NOTHING
    units = np.array([_PER_CENT, 1, _PER_CENT**2, 1, 1])
    last = np.array([found.resid[-1] ** 2, found.conditional_volatility[-1] ** 2]) / _PER_CENT**2
    line_units = units[:_LINE]
    return _Climbed(np.asarray(found.params) / units, covariance / np.outer(line_units, line_units), last)


def _worth_climbing(designs: Designs, number: int) -> bool:
    """Whether there are more sessions than parameters, and noise about the least-squares line."""
    at = designs.of[number]
    factors = designs.factors
    if designs.observations[at] <= len(PARAMETERS) or not np.isfinite(factors.inverse[at]).all():
        return False
    y = designs.returns[number]
    noise = y - factors.q[at].T @ (factors.q[at] @ y)
    return bool(noise @ noise > designs.observations[at] * ROUNDING**2)


def _steps_ahead(designs: Designs, gap: int) -> Floats:
    """Return the sessions from the last that counts in the estimation window to each event day; (n, L)."""
    trailing = np.argmax(designs.used[:, ::-1], axis=1)[designs.of]
    days = designs.event.shape[1]
    return np.asarray(trailing[:, None] + gap + np.arange(1, days + 1), dtype=np.float64)


def _day_variance(designs: Designs, parameters: Floats, last: Floats, windows: FitWindows) -> Floats:
    """Forecast the variance of each event day: the sum over the sessions that its return spans; (n, L)."""
    steps = _steps_ahead(designs, windows.gap)
    spans = windows.event_durations
    daily = variance_path(parameters, last, steps)
    if spans is None:
        return daily
    # Few returns span several sessions, and few sessions each.
    for event, day in np.argwhere(spans > 1):
        ahead = np.arange(steps[event, day] - spans[event, day], steps[event, day]) + 1
        daily[event, day] = variance_path(parameters[[event]], last[[event]], ahead.clip(1)[None]).sum()
    return daily


def _line_variance(designs: Designs, covariances: Floats) -> Floats:
    """Return ``z'Cov z`` of every column, z being its summed regressors; (n, 2, 2) to (n, C)."""
    sums = designs.each(designs.ahead @ designs.columns.membership)
    return np.asarray((sums * (covariances @ sums)).sum(axis=1), dtype=np.float64)


def _stack(arrays: list[Floats], shape: tuple[int, ...]) -> Floats:
    return np.stack(arrays) if arrays else np.empty((0, *shape))


def _import_arch() -> ModuleType:
    try:
        return import_module("arch.univariate")
    except ModuleNotFoundError as error:
        raise EstimationError(
            "garch_market_model needs the package arch: pip install 'space-eventstudy[garch]', or use "
            "market_model"
        ) from error
