"""A straight line through every row, by least squares in two passes: means first, then centred products.

An observation counts only where both y and x exist; NaN is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats, Integers


@dataclass(frozen=True, eq=False)
class Lines:
    """A fitted line a row, y = alpha + beta x + e; every array of shape (n,).

    Attributes
    ----------
    observations, degrees_of_freedom : ndarray, int64
        Observations used, and those less the parameters (never below zero).
    alpha, beta : ndarray
        NaN where there are too few observations, or where x does not vary.
    sigma : ndarray
        Residual standard deviation; NaN where it is not above rounding.
    mean, spread : ndarray
        Mean of x, and the sum of its squared deviations.
    """

    observations: Integers
    degrees_of_freedom: Integers
    alpha: Floats
    beta: Floats
    sigma: Floats
    mean: Floats
    spread: Floats

    def errors(self, y: Floats, x: Floats) -> Floats:
        """Return y less what the line says at x; shape (n, L)."""
        return y - self.alpha[:, None] - self.beta[:, None] * x

    def factor(self, x_sum: Floats, days: int) -> Floats:
        """Return the forecast variance of a sum of errors over ``days``, in units of sigma squared.

        C_L = L + L^2/M + (sum of x - L mean)^2 / S_xx: Campbell, Lo and MacKinlay (1997), section 4.4;
        Mikkelson and Partch (1988).

        Parameters
        ----------
        x_sum : ndarray of shape (n, ...)
            Sum of x over the L days.
        days : int
            L.
        """
        over = (slice(None),) + (None,) * (x_sum.ndim - 1)
        count = np.maximum(self.observations, 1)[over]
        factor: Floats = days + days**2 / count + (x_sum - days * self.mean[over]) ** 2 / self.spread[over]
        return factor


def lines(y: Floats, x: Floats, *, minimum: int = 3) -> Lines:
    """Fit a line to every row; rows with fewer than ``minimum`` paired observations have none.

    Parameters
    ----------
    y, x : ndarray of shape (n, M)
    minimum : int
        At least 3: two points make a line without a variance.
    """
    paired = np.isfinite(y + x)
    observations: Integers = np.count_nonzero(paired, axis=1)
    count = np.where(observations >= max(minimum, 3), observations, np.nan)
    y_mean, y_centred = _centred(y, paired, count)
    x_mean, x_centred = _centred(x, paired, count)
    spread = _products(x_centred, x_centred)
    spread[~(spread > count * ROUNDING**2)] = np.nan
    beta = _products(x_centred, y_centred) / spread
    residual = y_centred - beta[:, None] * x_centred
    return Lines(
        observations=observations,
        degrees_of_freedom=np.maximum(observations - 2, 0),
        alpha=y_mean - beta * x_mean,
        beta=beta,
        sigma=_above_rounding(np.sqrt(_products(residual, residual) / (count - 2))),
        mean=x_mean,
        spread=spread,
    )


def levels(y: Floats) -> Lines:
    """Fit a constant to every row: the line of slope zero, whatever x is.

    Parameters
    ----------
    y : ndarray of shape (n, M)
    """
    there = np.isfinite(y)
    observations: Integers = np.count_nonzero(there, axis=1)
    count = np.where(observations > 1, observations, np.nan)
    mean, centred = _centred(y, there, count)
    flat = np.zeros(len(y))
    return Lines(
        observations=observations,
        degrees_of_freedom=np.maximum(observations - 1, 0),
        alpha=mean,
        beta=flat,
        sigma=_above_rounding(np.sqrt(_products(centred, centred) / (count - 1))),
        mean=flat,
        spread=np.full(len(y), np.inf),
    )


def _centred(values: Floats, counted: Booleans, count: Floats) -> tuple[Floats, Floats]:
    mean = np.where(counted, values, 0).sum(axis=1) / count
    return mean, np.where(counted, values - mean[:, None], 0)


def _products(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->i", left, right), dtype=np.float64)


def _above_rounding(sigma: Floats) -> Floats:
    return np.where(sigma > ROUNDING, sigma, np.nan)
