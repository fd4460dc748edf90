"""From the line of each event to its residuals, its abnormal returns and their variances."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING, Fit

if TYPE_CHECKING:
    from eventstudy.analysis.models.designs import Designs
    from eventstudy.arrays import Booleans, Floats, Integers


class Residuals(NamedTuple):
    """What the lines leave of the estimation window.

    Attributes
    ----------
    observations, degrees_of_freedom : ndarray of shape (n,), int64
        Sessions that count, and those less the estimated parameters (never below zero).
    values : ndarray of shape (n, M)
        Residuals over the root of their duration; zero where the session does not count.
    used : ndarray of shape (n, M)
        Which sessions count.
    variance : ndarray of shape (n,)
        s^2, the sum of squares over the degrees of freedom; NaN without any of these.
    r_squared : ndarray of shape (n,)
        One less the share of the returns' squared deviations from their mean that is left; NaN where the
        returns do not vary.
    """

    observations: Integers
    degrees_of_freedom: Integers
    values: Floats
    used: Booleans
    variance: Floats
    r_squared: Floats


def residuals_of(designs: Designs, coefficients: Floats, *, estimated: int) -> Residuals:
    """Take the lines from the estimation returns.

    Parameters
    ----------
    designs : Designs
    coefficients : ndarray of shape (n, k)
        Of the intercept and the regressors; NaN where there is no line.
    estimated : int
        How many parameters were estimated.
    """
    values = designs.returns - (coefficients[:, None] @ designs.each(designs.past))[:, 0]
    observations = designs.observations[designs.of]
    degrees = np.maximum(observations - estimated, 0)
    unexplained = row_products(values, values)
    total = _squared_deviations(designs)
    varies = total > np.maximum(observations, 1) * ROUNDING**2
    return Residuals(
        observations=observations,
        degrees_of_freedom=degrees,
        values=values,
        used=designs.used[designs.of],
        variance=unexplained / np.where(degrees > 0, degrees, np.nan),
        r_squared=1 - unexplained / np.where(varies, total, np.nan),
    )


def forecast(
    designs: Designs,
    coefficients: Floats,
    left: Residuals,
    *,
    parameter_variance: Floats | float,
    day_variance: Floats | None = None,
    parameters: Floats | None = None,
) -> Fit:
    """Apply the lines to the event windows.

    The variance of a column is ``s^2`` times the sessions that its days span, and that of the line over
    the same days: the full forecast covariance, summed (Campbell, Lo and MacKinlay 1997, section 4.4).

    Parameters
    ----------
    designs : Designs
    coefficients : ndarray of shape (n, k)
    left : Residuals
        What the lines leave of the estimation window.
    parameter_variance : ndarray of shape (n, C), or 0
        Variance that the uncertainty of the parameters adds to each column.
    day_variance : ndarray of shape (n, L), optional
        Variance of each day's own disturbance, in place of ``s^2`` a session.
    parameters : ndarray of shape (n, P), optional
        The parameters to report, if not the coefficients.
    """
    values = designs.columns.sums(_abnormal(designs, coefficients))
    if day_variance is None:
        own = left.variance[:, None] * designs.each(designs.spans)
    else:
        there = designs.each(designs.ahead)[:, 0] > 0
        own = np.where(there, day_variance, 0) @ designs.columns.membership
    return Fit(
        observations=left.observations,
        degrees_of_freedom=left.degrees_of_freedom,
        parameters=coefficients if parameters is None else parameters,
        sigma=np.sqrt(left.variance),
        r_squared=left.r_squared,
        values=values,
        variances=np.where(np.isfinite(values), own + parameter_variance, np.nan),
        residuals=np.where(left.used, left.values, np.nan),
    )


def least_squares_fit(designs: Designs, coefficients: Floats, *, parameters: Floats | None = None) -> Fit:
    """Apply lines with as many estimated parameters as regressors, whose covariance is ``s^2 (X'X)^-1``."""
    left = residuals_of(designs, coefficients, estimated=coefficients.shape[1])
    shared = left.variance[:, None] * designs.each(designs.leverages)
    return forecast(designs, coefficients, left, parameter_variance=shared, parameters=parameters)


def row_products(left: Floats, right: Floats) -> Floats:
    """Return the inner product of each row; (n, M) and (n, M) to (n,)."""
    return np.asarray(np.einsum("ij,ij->i", left, right), dtype=np.float64)


def _abnormal(designs: Designs, coefficients: Floats) -> Floats:
    """Return ``A_t = y_t - x_t'b``; NaN on the days that are missing; shape (n, L)."""
    ahead = designs.each(designs.ahead)
    abnormal = np.asarray(designs.event - (coefficients[:, None] @ ahead)[:, 0], dtype=np.float64)
    return np.where(ahead[:, 0] > 0, abnormal, np.nan)


def _squared_deviations(designs: Designs) -> Floats:
    """Squared deviations of the scaled returns from their mean a session, summed; shape (n,)."""
    intercept = designs.past[:, 0]
    lengths = row_products(intercept, intercept)
    mean = row_products(designs.returns, designs.each(intercept) * np.ones_like(designs.returns))
    mean /= np.where(lengths > 0, lengths, np.nan)[designs.of]
    away = designs.returns - mean[:, None] * designs.each(intercept)
    return row_products(away, away)
