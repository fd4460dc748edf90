"""The reference set: the up-legs of a market on which nothing was announced, by liquidity."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.calibration.detectable import PowerCurves, power_curves
from eventstudy.analysis.calibration.matching import (
    GATE,
    MATCHED,
    Matched,
    UpLegs,
    matched_p_values,
    matched_scores,
    tail_slope,
)
from eventstudy.analysis.calibration.placebo_windows import components_of
from eventstudy.analysis.signature_windows import RUN_UP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.analysis.signature import Signatures
    from eventstudy.arrays import Booleans, Floats, Integers

SCORE = "reversal_score"
"""The component that is tested."""

MOST_STRATA = 3

WORTH_SPLITTING = 1.5
"""A market is split by liquidity into as many strata as leave each this many times the windows that matching
needs."""

POWERS = (0.5, 0.8)
"""The powers at which the minimum detectable pump is told."""

_DAYS_A_SESSION = 7 / 5
"""Calendar days that a session takes, weekends included."""

STRANGER = -1
"""The number of a security that the reference set does not know."""


class Strata(NamedTuple):
    """Liquidity strata, by the zero-return shares between them, ascending."""

    edges: Floats

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.edges) + 1

    def of(self, zero_return_share: Floats) -> Integers:
        """Return the stratum of each share: 0 has the fewest zero returns; shape (n,)."""
        found: Integers = np.searchsorted(self.edges, zero_return_share, side="right")
        return found


@dataclass(frozen=True, eq=False)
class Comparison:
    """n events beside the reference set of their market; every array of shape (n,).

    Attributes
    ----------
    p_value : ndarray
        NaN without an up-leg to speak of, and with too few comparable windows.
    matched : ndarray
        Windows the event was compared with; 0 without an up-leg.
    stretches, securities : ndarray
        Stretches of history, and other securities, that these windows are of.
    available : ndarray
        Windows with an up-leg that its stratum holds.
    reversal_share : ndarray
        Share of the windows it was compared with that gave back half of their peak; NaN without a p-value.
    stratum, strata : ndarray
        Its liquidity, 0 having the fewest zero returns, and how many strata its market has.
    detectable_half, detectable_most : ndarray
        The smallest pump found with a power of 50 and 80 %, as a simple fraction; infinite where the largest
        that was tried is found less often, NaN where nothing is known.
    """

    p_value: Floats
    matched: Integers
    stretches: Integers
    securities: Integers
    available: Integers
    reversal_share: Floats
    stratum: Integers
    strata: Integers
    detectable_half: Floats
    detectable_most: Floats

    def take(self, numbers: Integers) -> Comparison:
        """Return the comparison of some of the events."""
        return Comparison(*(getattr(self, field.name)[numbers] for field in fields(self)))

    @classmethod
    def gathered(cls, count: int, parts: Sequence[tuple[Integers, Comparison]]) -> Comparison:
        """Put the comparisons of some events each back into the order of all ``count`` events."""
        none, unknown = np.zeros(count, dtype=np.int64), np.full(count, np.nan)
        blank = {
            "matched": none,
            "stretches": none,
            "securities": none,
            "available": none,
            "stratum": none,
            "strata": none,
        }
        whole = cls(**{field.name: blank.get(field.name, unknown).copy() for field in fields(cls)})
        for rows, part in parts:
            for field in fields(cls):
                getattr(whole, field.name)[rows] = getattr(part, field.name)
        return whole


@dataclass(frozen=True, eq=False)
class ReferenceSet:
    """Placebo windows of one market with an up-leg to speak of.

    Attributes
    ----------
    last : int
        W of every window.
    seed : int
        What the windows, and the shapes of ``curves``, were drawn with.
    securities : tuple of str
        Securities with at least one window, gated or not.
    legs : UpLegs
        The gated windows; ``security`` points into ``securities``.
    reversed : ndarray, bool
        Which of the gated windows gave back half of their peak.
    strata : Strata
    windows, gated : ndarray of shape (strata,)
        Windows measured, and those with an up-leg, of each stratum.
    slope : float
        See ``matching``.
    curves : PowerCurves
        How often a pump laid into these windows is found, by its size in sigmas.
    simulated : bool
        Whether any of the prices are made up.
    """

    last: int
    seed: int
    securities: tuple[str, ...]
    legs: UpLegs
    reversed: Booleans
    strata: Strata
    windows: Integers
    gated: Integers
    slope: float
    curves: PowerCurves
    simulated: bool

    def number_of(self, securities: Sequence[str]) -> Integers:
        """Return the number of each security here, or ``STRANGER``."""
        known = {name: number for number, name in enumerate(self.securities)}
        return np.array([known.get(name, STRANGER) for name in securities], dtype=np.int64)

    def p_values(self, legs: UpLegs) -> Matched:
        """Compare up-legs with the windows of other securities nearest to them."""
        return matched_p_values(self.legs, legs, slope=self.slope, marks=self.reversed).floored()

    def reversal_shares(self, legs: UpLegs) -> Floats:
        """Return the share that gave back half of the peak among the windows each up-leg is compared with.

        It is NaN where there are too few of them. The nearest windows to a large rise are mostly smaller, and small
        rises are given back more often: on 402 thin US shares 56 % were to be expected of rises of 4 to 6 sigmas, and
        51 % reversed (63 and 62 % of all rises).
        """
        return _reversal_share(self.p_values(legs))

    def compare(self, found: Signatures) -> Comparison:
        """Compare signatures with the windows of other securities nearest to them."""
        legs = self._legs(found)
        stratum = legs.stratum
        matched = self.p_values(legs)
        half, most = (self.curves.minimum_detectable(found.sigma, stratum, power) for power in POWERS)
        strata = np.full_like(stratum, self.strata.number)
        return Comparison(
            p_value=matched.p_value,
            matched=matched.matched,
            stretches=matched.stretches,
            securities=matched.securities,
            available=self.gated[stratum],
            reversal_share=_reversal_share(matched),
            stratum=stratum,
            strata=strata,
            detectable_half=half,
            detectable_most=most,
        )

    def comparable_scores(self, found: Signatures) -> Floats:
        """Return the scores of the windows that signatures are compared with; see ``matching.matched_scores``."""
        return matched_scores(self.legs, self._legs(found), slope=self.slope)

    def _legs(self, found: Signatures) -> UpLegs:
        return UpLegs(
            security=self.number_of([event.security for event in found.events]),
            stratum=self.strata.of(found.zero_return_share),
            up_strength=found.components["up_strength"],
            sigma=found.sigma,
            score=found.components[SCORE],
        )


def _reversal_share(found: Matched) -> Floats:
    share: Floats = np.where(np.isfinite(found.p_value), found.marked / np.maximum(found.matched, 1), np.nan)
    return share


def reference_set(
    windows: PlaceboWindows, securities: Sequence[str], *, seed: int, simulated: bool
) -> ReferenceSet:
    """Score placebo windows and put them into strata.

    Parameters
    ----------
    windows : PlaceboWindows
    securities : sequence of str
        Names of the rows that ``windows.security`` points to.
    seed : int
        Draws the shapes by which the detectable size is found.
    simulated : bool
    """
    scored = components_of(windows.abnormal, windows.sigma, ("up_strength", SCORE, "half_life"))
    present, number = np.unique(windows.security, return_inverse=True)
    strata = _strata(windows.zero_return_share, scored["up_strength"])
    every = UpLegs(
        security=number.astype(np.int64),
        stratum=strata.of(windows.zero_return_share),
        up_strength=scored["up_strength"],
        sigma=windows.sigma,
        score=scored[SCORE],
    )
    legs = replace(every.take(every.gated), stretch=_stretches(windows.take(every.gated)))
    slope = tail_slope(legs)
    return ReferenceSet(
        last=windows.last,
        seed=seed,
        securities=tuple(securities[row] for row in present.tolist()),
        legs=legs,
        reversed=np.isfinite(scored["half_life"][every.gated]),
        strata=strata,
        windows=_counted(every.stratum, strata.number),
        gated=_counted(legs.stratum, strata.number),
        slope=slope,
        curves=power_curves(windows, every, legs, slope=slope, strata=strata.number, seed=seed),
        simulated=simulated,
    )


def _stretches(windows: PlaceboWindows) -> Integers:
    """Give windows of one share that lie too near to each other to be apart the number of one stretch."""
    apart = (windows.last - RUN_UP.first + 1) * _DAYS_A_SESSION
    new = np.diff(windows.security, prepend=-1) != 0
    new |= np.diff(windows.day0, prepend=0) > apart
    return np.cumsum(new) - 1


def _counted(stratum: Integers, count: int) -> Integers:
    return np.bincount(stratum, minlength=count).astype(np.int64)


def _strata(zero_return_share: Floats, up_strength: Floats) -> Strata:
    """Split by the zero-return share into strata of equal size, as many as stay large enough.

    Shares that trade every day have none at all, and are often the most: an edge among them parts nothing.
    """
    gated: Booleans = up_strength > GATE
    count = int(np.clip(gated.sum() / (WORTH_SPLITTING * MATCHED), 1, MOST_STRATA))
    shares = np.arange(1, count) / count
    if not len(zero_return_share):
        return Strata(np.empty(0))
    edges = np.unique(np.quantile(zero_return_share, shares))
    return Strata(edges[edges > zero_return_share.min()])
