"""The trial of the signature on the prices at hand: its size, its power, and what naive rules do beside it.

Securities are split in two: the reference set is built from the one half, and everything is measured on the
other. Shapes are laid into real returns, so what is found is how the test does on such shapes in such
shares: it is no rate of success on real manipulations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.arms import SIZES, UNTOUCHED, Outcome
from eventstudy.analysis.calibration.matching import GATE
from eventstudy.analysis.calibration.measures import Rate, Roc, Scored, area, area_interval, rate, roc
from eventstudy.analysis.calibration.registries import Candidates, RegistryRates, registry_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.arrays import Booleans, Floats

LEVELS = (0.05, 0.01)

UP_STRENGTHS = ((2, 3), (3, 4), (4, 6), (6, 10), (10, np.inf))
"""Bins of the up-leg, in sigmas, in each of which the size must hold."""

NATURAL_JUMP = float(np.log(1.10))
"""The two-day abnormal jump, as a log fraction, from which an untouched window is a natural jump."""

_LARGE = (0.20, 0.30, 0.50)
_SIGMAS = ((1, 2), (2, 3), (3, 4), (4, 6), (6, 8), (8, 12), (12, 20), (20, 40))
"""Sizes of pumps, in daily sigmas, between which the power is told."""

_TWO_SIDED = 1.96

QS = np.linspace(0.02, 0.40, 20)


@dataclass(frozen=True, eq=False)
class Trial:
    """What a trial measured.

    Attributes
    ----------
    size : mapping of (str, float) to Rate
        Share of untouched windows with an up-leg that the test flags, by liquidity stratum ("1" is the most
        liquid; "all") and level.
    plain_size : mapping of (str, float) to Rate
        The same of the prototype's test.
    by_up_strength, plain_by_up_strength : mapping of str to Rate
        At 5 %, by the size of the up-leg in sigmas.
    natural_jump, plain_natural_jump : Rate
        At 5 %, of untouched windows that jump by 10 % on day 0 and day 1.
    flagged, plain_flagged : mapping of str to Rate
        Share of all windows of an arm that are flagged at 5 %, by the key of the arm.
    areas : mapping of str to mapping of str to float
        AUC by score and control, pumps of 20 to 50 % against each.
    area_intervals : mapping of str to (float, float)
        95 % intervals of those of the score that is tested, by control.
    curves : mapping of str to Roc
        ROC of the score against each control.
    power_by_sigmas : mapping of str to Rate
        Power at 5 % by the size of a pump in daily sigmas.
    registry, plain_registry : RegistryRates
    rules : mapping of str to mapping of str to float
        Share that naive rules flag, by rule and arm.
    """

    size: Mapping[tuple[str, float], Rate]
    plain_size: Mapping[tuple[str, float], Rate]
    by_up_strength: Mapping[str, Rate]
    plain_by_up_strength: Mapping[str, Rate]
    natural_jump: Rate
    plain_natural_jump: Rate
    flagged: Mapping[str, Rate]
    plain_flagged: Mapping[str, Rate]
    areas: Mapping[str, Mapping[str, float]]
    area_intervals: Mapping[str, tuple[float, float]]
    curves: Mapping[str, Roc]
    power_by_sigmas: Mapping[str, Rate]
    registry: RegistryRates
    plain_registry: RegistryRates
    rules: Mapping[str, Mapping[str, float]]


def split(securities: int, seed: int) -> Booleans:
    """Draw the half of the securities that the reference set is built from; shape (securities,)."""
    rng = np.random.Generator(np.random.PCG64(seed))
    chosen = np.zeros(securities, dtype=np.bool_)
    chosen[rng.permutation(securities)[: (securities + 1) // 2]] = True
    return chosen


def summarise(outcomes: Mapping[str, Outcome], *, seed: int) -> Trial:
    """Count what became of the arms.

    Parameters
    ----------
    outcomes : mapping of str to Outcome
        By the key of the arm; every arm of ``arms.ARMS``.
    seed : int
        Draws the bootstrap and the registries.
    """
    calm = outcomes[UNTOUCHED.key]
    jumped = calm.gated & (calm.jump >= NATURAL_JUMP)
    return Trial(
        size=_sizes(calm, calm.p_value, seed),
        plain_size=_sizes(calm, calm.plain_p_value, seed),
        by_up_strength=_by_up_strength(calm, calm.p_value, seed),
        plain_by_up_strength=_by_up_strength(calm, calm.plain_p_value, seed),
        natural_jump=_found(calm, calm.p_value, jumped, seed),
        plain_natural_jump=_found(calm, calm.plain_p_value, jumped, seed),
        flagged={key: _found(one, one.p_value, _all(one), seed) for key, one in outcomes.items()},
        plain_flagged={key: _found(one, one.plain_p_value, _all(one), seed) for key, one in outcomes.items()},
        areas=_areas(outcomes),
        area_intervals=_area_intervals(outcomes, seed),
        curves={
            name: roc(_pumps(outcomes, _score), control)
            for name, control in _controls(outcomes, _score).items()
        },
        power_by_sigmas=_power_by_sigmas(outcomes, seed),
        registry=registry_rates(_offered(outcomes, plain=False), QS, seed=seed),
        plain_registry=registry_rates(_offered(outcomes, plain=True), QS, seed=seed),
        rules=_rules(outcomes),
    )


def _all(one: Outcome) -> Booleans:
    return np.ones(len(one), dtype=np.bool_)


def _found(one: Outcome, p_value: Floats, among: Booleans, seed: int, level: float = LEVELS[0]) -> Rate:
    hit = np.nan_to_num(p_value, nan=1.0) <= level
    return rate(hit[among], one.security[among], seed=seed)


def _sizes(calm: Outcome, p_value: Floats, seed: int) -> dict[tuple[str, float], Rate]:
    groups = {"all": calm.gated}
    groups |= {str(k + 1): calm.gated & (calm.stratum == k) for k in np.unique(calm.stratum).tolist()}
    return {
        (name, level): _found(calm, p_value, among, seed, level)
        for name, among in groups.items()
        for level in LEVELS
    }


def _by_up_strength(calm: Outcome, p_value: Floats, seed: int) -> dict[str, Rate]:
    out = {}
    for low, high in UP_STRENGTHS:
        among = calm.gated & (calm.up_strength > low) & (calm.up_strength <= high)
        out[_between(low, high)] = _found(calm, p_value, among, seed)
    return out


def _between(low: float, high: float) -> str:
    return f"{low:g}-{high:g}" if np.isfinite(high) else f"over {low:g}"


def _score(one: Outcome) -> Floats:
    return one.score


def _security(one: Outcome) -> Floats:
    return one.security.astype(np.float64)


def _plain_score(one: Outcome) -> Floats:
    return one.plain_score


def _give_back(one: Outcome) -> Floats:
    return np.nan_to_num(one.give_back, nan=0.0)


def _jump_t(one: Outcome) -> Floats:
    return np.abs(one.jump_t)


_SCORES: Mapping[str, Callable[[Outcome], Floats]] = {
    "reversal score": _score,
    "pds": _plain_score,
    "give-back alone": _give_back,
    "|t| of day 0 and 1": _jump_t,
}


def _pooled(outcomes: Mapping[str, Outcome], name: str, sizes: Sequence[float]) -> list[Outcome]:
    return [one for one in outcomes.values() if one.arm.name == name and one.arm.size in sizes]


def _pumps(outcomes: Mapping[str, Outcome], score: Callable[[Outcome], Floats]) -> Floats:
    return np.concatenate([score(one) for one in _pooled(outcomes, "pump", _LARGE)])


def _controls(outcomes: Mapping[str, Outcome], score: Callable[[Outcome], Floats]) -> dict[str, Floats]:
    calm = outcomes[UNTOUCHED.key]
    return {
        "permanent news": np.concatenate([score(one) for one in _pooled(outcomes, "permanent", _LARGE)]),
        "partial reversal": np.concatenate([score(one) for one in _pooled(outcomes, "partial", _LARGE)]),
        "natural jumps": score(calm)[calm.up_strength > GATE],
        "nothing": score(calm),
    }


def _areas(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, float]]:
    return {
        name: {
            control: area(_pumps(outcomes, score), values)
            for control, values in _controls(outcomes, score).items()
        }
        for name, score in _SCORES.items()
    }


def _area_intervals(outcomes: Mapping[str, Outcome], seed: int) -> dict[str, tuple[float, float]]:
    pumps = Scored(_pumps(outcomes, _score), _pumps(outcomes, _security).astype(np.int64))
    of = _controls(outcomes, _security)
    return {
        name: area_interval(pumps, Scored(values, of[name].astype(np.int64)), seed=seed)
        for name, values in _controls(outcomes, _score).items()
        if len(values) and len(pumps.score)
    }


def _power_by_sigmas(outcomes: Mapping[str, Outcome], seed: int) -> dict[str, Rate]:
    pumps = _pooled(outcomes, "pump", SIZES)
    sigmas = np.concatenate([one.sigmas for one in pumps])
    security = np.concatenate([one.security for one in pumps])
    hit = np.nan_to_num(np.concatenate([one.p_value for one in pumps]), nan=1.0) <= LEVELS[0]
    out = {}
    for low, high in _SIGMAS:
        among = (sigmas > low) & (sigmas <= high)
        out[_between(low, high)] = rate(hit[among], security[among], seed=seed)
    return out


def _offered(outcomes: Mapping[str, Outcome], *, plain: bool) -> dict[str, Candidates]:
    offered = {}
    for name in ("pump", "permanent", "partial", UNTOUCHED.name):
        arms = [one for one in outcomes.values() if one.arm.name == name]
        offered[name] = Candidates(
            np.concatenate([one.plain_p_value if plain else one.p_value for one in arms]),
            np.concatenate([one.plain_score if plain else one.score for one in arms]),
            np.concatenate([one.up_down for one in arms]),
        )
    return offered


def _rules(outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, float]]:
    rules: dict[str, Callable[[Outcome], Booleans]] = {
        "+10 % then -10 %": lambda one: one.up_down,
        "three days sum to 20 %": lambda one: one.three_days,
        "|t| of day 0 and 1 above 1.96": lambda one: np.abs(one.jump_t) > _TWO_SIDED,
    }
    return {
        name: {key: float(rule(one).mean()) for key, one in outcomes.items()} for name, rule in rules.items()
    }
