"""The minimum detectable pump: how large one must be for the test to find it so often.

A verdict of "ordinary" means little where no pump could have been told from what the share does anyway, so
every verdict comes with this size. Pumps of several sizes, in units of each window's own sigma, are laid into
placebo windows and tested as events are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import isotonic_regression

from eventstudy.analysis.calibration.matching import matched_p_values
from eventstudy.analysis.calibration.placebo_windows import components_of
from eventstudy.analysis.calibration.shapes import draw_shapes

if TYPE_CHECKING:
    from eventstudy.analysis.calibration.matching import UpLegs
    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.arrays import Booleans, Floats, Integers

LEVEL = 0.05
"""A pump is found where its p-value is at most this."""

SIZES = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0])
"""Sizes that are laid in: log rise to the top, in daily sigmas."""

PER_SIZE = 400
"""Windows of a stratum that each size is laid into."""


@dataclass(frozen=True, eq=False)
class PowerCurves:
    """How often a pump is found, by liquidity and size.

    Attributes
    ----------
    sizes : ndarray of shape (K,)
        Log rise, in daily sigmas.
    rates : ndarray of shape (strata, K)
        Share found at 5 %, made to rise with the size; NaN in a stratum too small for p-values.
    """

    sizes: Floats
    rates: Floats

    def minimum_detectable(self, sigma: Floats, stratum: Integers, power: float) -> Floats:
        """Return the smallest pump that is found with a power, as a simple fraction of the price; shape (n,).

        Infinite where the largest size is found less often; NaN where nothing is known.

        Parameters
        ----------
        sigma : ndarray of shape (n,)
            Robust daily sigmas, as fractions.
        stratum : ndarray of shape (n,)
        power : float
            Share of pumps found.
        """
        in_sigmas = np.array([self._size(rates, power) for rates in self.rates])
        found: Floats = np.expm1(in_sigmas[stratum] * sigma)
        return found

    def _size(self, rates: Floats, power: float) -> float:
        if np.isnan(rates).any():
            return float("nan")
        if rates[-1] < power:
            return float("inf")
        place = int(np.argmax(rates >= power))
        if place == 0:
            return float(self.sizes[0])
        low, high = rates[place - 1 : place + 1]
        share = (power - low) / (high - low)
        return float(self.sizes[place - 1] + share * (self.sizes[place] - self.sizes[place - 1]))


def power_curves(
    windows: PlaceboWindows, legs: UpLegs, reference: UpLegs, *, slope: float, strata: int, seed: int
) -> PowerCurves:
    """Lay pumps into windows drawn from every stratum, and test them.

    Parameters
    ----------
    windows : PlaceboWindows
    legs : UpLegs
        What they are compared by.
    reference : UpLegs
        The gated ones among them.
    slope : float
        See ``matching``.
    strata : int
    seed : int
    """
    rates = np.full((strata, len(SIZES)), np.nan)
    for stratum in range(strata):
        rng = np.random.Generator(np.random.PCG64([seed, stratum]))
        members = np.flatnonzero(legs.stratum == stratum)
        if len(members):
            drawn = rng.choice(members, (len(SIZES), PER_SIZE))
            shaped = _pumped(rng, windows, legs, drawn.ravel())
            p_value = matched_p_values(reference, shaped, slope=slope).p_value
            rates[stratum] = _rates(p_value, shaped.gated, drawn.shape)
    return PowerCurves(SIZES, rates)


def _pumped(rng: np.random.Generator, windows: PlaceboWindows, legs: UpLegs, which: Integers) -> UpLegs:
    """Lay a pump into each window, the sizes one after another."""
    sigma = windows.sigma[which]
    size = np.expm1(np.repeat(SIZES, len(which) // len(SIZES)) * sigma)
    scored = components_of(windows.abnormal[which] + draw_shapes(rng, "pump", size, windows.last), sigma)
    return replace(legs.take(which), up_strength=scored["up_strength"], score=scored["reversal_score"])


def _rates(p_value: Floats, gated: Booleans, shape: tuple[int, ...]) -> Floats:
    """Return the share found of every size; all NaN where there are too few windows for a p-value."""
    if np.isnan(p_value[gated]).any():
        return np.full(len(SIZES), np.nan)
    found = (np.nan_to_num(p_value, nan=1.0) <= LEVEL).reshape(shape).mean(axis=1)
    rising: Floats = isotonic_regression(found).x
    return rising
