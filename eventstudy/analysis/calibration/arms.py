"""The arms of a trial of the signature: what is laid into untouched windows, and what the test makes of it.

The windows are of securities that the reference set does not hold; nothing is fitted on them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.matching import UpLegs, matched_p_values
from eventstudy.analysis.calibration.placebo_windows import components_of
from eventstudy.analysis.calibration.reference import SCORE, STRANGER
from eventstudy.analysis.calibration.shapes import draw_shapes
from eventstudy.analysis.legs import PEAK_BY
from eventstudy.analysis.signature_windows import RUN_UP

if TYPE_CHECKING:
    from eventstudy.analysis.calibration.placebo_windows import PlaceboWindows
    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.analysis.calibration.shapes import Shape
    from eventstudy.arrays import Booleans, Floats, Integers

SIZES = (0.10, 0.15, 0.20, 0.30, 0.50, 0.80)
"""Rises that are laid in, as simple fractions."""

PLAIN = "pds"
"""The score of the definition, compared with the nearest windows as they are: the prototype's test."""

LOUDER = 2.0
"""What a window's returns are multiplied by from day 0 on, where volatility changes and nothing else does."""

_THREE_DAYS = 0.20
_BEFORE = len(RUN_UP)
_NEEDED = ("up_strength", SCORE, PLAIN, "give_back", "jump")


@dataclass(frozen=True, slots=True)
class Arm:
    """What is done to windows: a shape of one size laid in, louder returns, or nothing.

    ``shape`` is None where nothing is laid in; ``size`` is a simple fraction.
    """

    name: str
    shape: Shape | None = None
    size: float = 0.0
    louder: bool = False

    @property
    def key(self) -> str:
        """The arm's name with its size."""
        return f"{self.name} {self.size:.0%}" if self.shape else self.name


UNTOUCHED = Arm("untouched")

ARMS: tuple[Arm, ...] = (
    UNTOUCHED,
    Arm("louder", louder=True),
    *(
        Arm(shape, shape, size)
        for shape in ("pump", "permanent", "partial", "expiry", "limited")
        for size in SIZES
    ),
)
"""Every arm of a trial."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of the n windows of an arm; every array of shape (n,).

    Attributes
    ----------
    arm : Arm
    security : ndarray
        Row of the panel: windows of one share are no independent observations.
    stratum : ndarray
    sigmas : ndarray
        The size that was laid in, in daily sigmas (log).
    up_strength, score, plain_score : ndarray
        The up-leg, the score that is tested, and that of the definition.
    p_value, plain_p_value : ndarray
        Of both; NaN below the gate.
    give_back : ndarray
        NaN below a peak of two sigmas.
    jump : ndarray
        Abnormal return of day 0 and day 1, as a log fraction.
    jump_t : ndarray
        The same over ``s sqrt(2)``: the announcement-day t-statistic.
    up_down : ndarray, bool
        Whether the price rose by 10 % and fell by 10 % from its peak: the naive rule.
    three_days : ndarray, bool
        Whether abnormal simple returns of three sessions in a row sum to 20 %: the mainland exchanges' rule.
    """

    arm: Arm
    security: Integers
    stratum: Integers
    sigmas: Floats
    up_strength: Floats
    score: Floats
    plain_score: Floats
    p_value: Floats
    plain_p_value: Floats
    give_back: Floats
    jump: Floats
    jump_t: Floats
    up_down: Booleans
    three_days: Booleans

    def __len__(self) -> int:
        return len(self.security)

    @property
    def gated(self) -> Booleans:
        """Whether an up-leg was there to be tested."""
        return np.isfinite(self.p_value)


def run_arm(
    arm: Arm,
    windows: PlaceboWindows,
    reference: ReferenceSet,
    *,
    plain_legs: UpLegs,
    which: Integers,
    seed: int,
) -> Outcome:
    """Do to windows what an arm says, and test them.

    Parameters
    ----------
    arm : Arm
    windows : PlaceboWindows
        Of securities that the reference set does not hold.
    reference : ReferenceSet
    plain_legs : UpLegs
        The reference's windows with the score of the definition.
    which : ndarray of shape (n,)
        Windows to use.
    seed : int
    """
    rng = np.random.Generator(np.random.PCG64([seed, ARMS.index(arm)]))
    used = windows.take(which)
    abnormal = _treated(arm, used, rng)
    found = components_of(abnormal, used.sigma, _NEEDED)
    legs = UpLegs(
        security=np.full(len(used), STRANGER, dtype=np.int64),
        stratum=reference.strata.of(used.zero_return_share),
        up_strength=found["up_strength"],
        sigma=used.sigma,
        score=found[SCORE],
    )
    plain = replace(legs, score=found[PLAIN])
    return Outcome(
        arm=arm,
        security=used.security,
        stratum=legs.stratum,
        sigmas=np.log1p(arm.size) / used.sigma,
        up_strength=legs.up_strength,
        score=legs.score,
        plain_score=plain.score,
        p_value=reference.p_values(legs).p_value,
        plain_p_value=matched_p_values(plain_legs, plain, slope=0.0).p_value,
        give_back=found["give_back"],
        jump=found["jump"],
        jump_t=found["jump"] / (used.sigma * np.sqrt(2)),
        up_down=_up_down(abnormal[:, _BEFORE:]),
        three_days=_three_days(abnormal[:, _BEFORE:]),
    )


def _treated(arm: Arm, used: PlaceboWindows, rng: np.random.Generator) -> Floats:
    if arm.shape is not None:
        size = np.full(len(used), arm.size)
        return used.abnormal + draw_shapes(rng, arm.shape, size, used.last)
    if arm.louder:
        factor = np.where(np.arange(used.abnormal.shape[1]) >= _BEFORE, LOUDER, 1.0)
        return used.abnormal * factor
    return used.abnormal


def _up_down(after: Floats) -> Booleans:
    """Say where the path rises by 10 % by day 10 and then falls by 10 %, in price."""
    path = np.cumsum(after, axis=1)
    rows, peak = np.arange(len(path)), path[:, : PEAK_BY + 1].argmax(axis=1)
    top = path[rows, peak]
    later = np.where(np.arange(path.shape[1]) >= peak[:, None], path, np.inf).min(axis=1)
    return np.asarray((top >= np.log(1.1)) & (later - top <= np.log(0.9)), dtype=np.bool_)


def _three_days(after: Floats) -> Booleans:
    """Say where simple abnormal returns of three sessions in a row sum to 20 %, by day 10."""
    simple = np.expm1(after[:, : PEAK_BY + 3])
    sums = simple[:, :-2] + simple[:, 1:-1] + simple[:, 2:]
    return np.asarray((sums >= _THREE_DAYS).any(axis=1), dtype=np.bool_)
