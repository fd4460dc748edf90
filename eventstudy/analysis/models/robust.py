"""The market model by Huber's M-estimate: one wild day does not bend the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.designs import designs_of
from eventstudy.analysis.models.forecast import forecast, residuals_of, row_products
from eventstudy.analysis.models.huber import CUT, huber_line

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Fit, FitWindows
    from eventstudy.analysis.models.forecast import Residuals
    from eventstudy.arrays import Floats

MAD_TO_SIGMA = 1 / 0.6744897501960817
"""What turns the median absolute deviation of a normal sample into its standard deviation."""

PARAMETERS = 2


def robust_market_model(windows: FitWindows) -> Fit:
    """Fit ``R = alpha + beta R_m`` by Huber's M-estimate, k = 1.345, the scale measured anew at every step.

    The forecast error of a day is a new disturbance and the error of the line. The disturbance's variance is
    ``s^2 = sum e^2 / (M - 2)`` of the residuals from the robust line: what the estimate holds back in the
    estimation window may come again in the event window, so tails belong to the forecast error. The
    parameters' covariance is Huber's (1981, section 7.6; H1 of statsmodels' RLM).

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions, and of their benchmarks.

    Returns
    -------
    Fit
        Parameters alpha and beta; NaN as in ``linear``, and where the steps do not settle. A security that
        stands still on most days is on the line of those days: beta is zero, and sigma holds the rest.

    References
    ----------
    Huber (1981), "Robust Statistics", sections 7.6 to 7.8. Martin and Simin (2003), "Outlier-Resistant
    Estimates of Beta", Financial Analysts Journal 59(5), 56-69.
    """
    designs = designs_of(windows, windows.estimation_regressors, windows.event_regressors)
    past = designs.past[designs.of]
    line = huber_line(designs.returns, past[:, 1], past[:, 0], mad_to_sigma=MAD_TO_SIGMA, update_scale=True)
    known = np.isfinite(designs.factors.inverse[:, 0, 0])[designs.of] & line.settled
    coefficients = np.where(known[:, None], np.stack([line.alpha, line.beta], axis=1), np.nan)
    left = residuals_of(designs, coefficients, estimated=PARAMETERS)
    shared = _huber_variance(left, line.scale)[:, None] * designs.each(designs.leverages)
    return forecast(designs, coefficients, left, parameter_variance=shared)


def _huber_variance(left: Residuals, scale: Floats) -> Floats:
    """Return v of the parameters' covariance ``v (X'X)^-1``; zero on a line without noise; shape (n,).

    ``v = K^2 [scale^2 sum psi(u)^2 / (M - 2)] / mean(psi'(u))^2`` with u = e / scale, psi' one within the cut
    and zero beyond it, and ``K = 1 + (2 / M) var(psi') / mean(psi')^2``.

    References
    ----------
    Huber (1981), "Robust Statistics", section 7.6, as statsmodels' RLM has it under H1.
    """
    count = np.maximum(left.observations, 1)
    inside = left.used & (np.abs(left.values) <= CUT * scale[:, None])
    share = np.count_nonzero(inside, axis=1) / count
    share[share == 0] = np.nan
    held = np.clip(left.values, -CUT * scale[:, None], CUT * scale[:, None])
    correction = 1 + PARAMETERS / count * (1 - share) / share
    degrees = np.where(left.degrees_of_freedom > 0, left.degrees_of_freedom, np.nan)
    return np.asarray(correction**2 * row_products(held, held) / degrees / share**2, dtype=np.float64)
