"""Models without a regression: the benchmark's return, or the security's own mean, is what is normal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.designs import designs_of
from eventstudy.analysis.models.forecast import forecast, least_squares_fit, residuals_of

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Fit, FitWindows


def market_adjusted(windows: FitWindows) -> Fit:
    """Take the benchmark's return off the security's: alpha = 0 and beta = 1 are known, not estimated.

    ``s^2 = sum e^2 / M``; a day's forecast error has variance s^2, a window's that of its days, for no
    parameter errs. ``r_squared`` may be negative.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions, and of their benchmarks.

    Returns
    -------
    Fit
        Parameters alpha = 0 and beta = 1; all is NaN for an event without estimation sessions.

    References
    ----------
    Brown and Warner (1985), "Using Daily Stock Returns: The Case of Event Studies", Journal of Financial
    Economics 14, p. 7: market adjusted returns.
    """
    designs = designs_of(windows, windows.estimation_regressors, windows.event_regressors)
    there = (designs.observations > 0)[designs.of]
    coefficients = np.where(there[:, None], np.array([0.0, 1.0]), np.nan)
    left = residuals_of(designs, coefficients, estimated=0)
    return forecast(designs, coefficients, left, parameter_variance=0.0)


def constant_mean(windows: FitWindows) -> Fit:
    """Take the security's own mean off its returns; its benchmark plays no part.

    ``s^2`` has M - 1 degrees of freedom, and a window of L days the variance ``s^2 (L + L^2 / M)``. With
    durations d the mean is that of a session, ``sum y / sum d``, and the variance
    ``s^2 (sum d_t + (sum d_t)^2 / sum d_s)``, t in the window and s in the estimation window.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions.

    Returns
    -------
    Fit
        Parameter ``alpha``, the mean; all is NaN for an event with fewer than two estimation sessions. ``r_squared``
        is zero by construction.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, p. 17. Brown and Warner (1985), Journal of
    Financial Economics 14, p. 6: mean adjusted returns.
    """
    designs = designs_of(windows, windows.estimation_regressors[:, :0], windows.event_regressors[:, :0])
    return least_squares_fit(designs, designs.coefficients())
