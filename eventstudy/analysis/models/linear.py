"""Least squares of all events at once on any number of regressors: y = a + b'x + e."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.models.designs import designs_of
from eventstudy.analysis.models.forecast import least_squares_fit

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Fit, FitWindows


def linear(windows: FitWindows) -> Fit:
    """Regress returns on a constant and K regressors, and apply the line to the event windows.

    The forecast error of day t has variance ``s^2 (d_t + x_t'(X'X)^-1 x_t)``, and the sum of several days
    ``s^2 (sum d_t + z'(X'X)^-1 z)`` with z their summed regressors: 1'V1 of the full covariance matrix
    ``V = s^2 [D + X*(X'X)^-1 X*']``. ``s^2`` has M - K - 1 degrees of freedom; d_t is the sessions that
    the return spans, one unless durations are given. The normal equations are never formed: nearly
    collinear factors would lose their digits twice.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions.

    Returns
    -------
    Fit
        Parameters a, b_1 to b_K. All is NaN for an event with fewer than K + 2 sessions, or whose
        regressors do not vary or explain each other.

    References
    ----------
    Campbell, Lo and MacKinlay (1997), "The Econometrics of Financial Markets", section 4.4. Maynes
    and Rumsey (1993), Journal of Banking and Finance 17, pp. 148-149: returns from trade to trade.
    """
    designs = designs_of(windows, windows.estimation_regressors, windows.event_regressors)
    return least_squares_fit(designs, designs.coefficients())
