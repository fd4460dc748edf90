"""One ramp: whether the path of a share against its benchmark runs away upwards before or around an event.

The path is the log of the share's close over the benchmark's. It is tested for a stretch that ends on session -30 or
later, rises, and runs away from its own first value faster than a random walk with the share's own restlessness: the
largest Dickey-Fuller statistic of all such stretches, against wild bootstrap draws of the same path.

What it can tell: that a climb of weeks or months was steeper, or more accelerating, than chance makes it, when it
was so, and how much of it was given back by the end of the event's window. What it cannot: why. News that comes in
portions, a sector's boom that the benchmark misses and a promotion climb alike; only what is given back differs. And a
long climb hides in the share's own noise. Measured with a daily sigma of 3 % and a rise of 1.0 in logs (to 2.7 times):
over 60 sessions the test finds 8 of 10 steady and 9 of 10 accelerating climbs at 5 %, over 160 sessions 2 and 5. The
regression with a constant, which Phillips, Shi and Yu use, sees even less of steady climbs (over 110 sessions 1 of 10
against 4 here), as a steady climb is a drift to it. A pop of a few days is no ramp: the shortest stretch has about 32
sessions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.legs import MOST_GIVEN_BACK
from eventstudy.analysis.signature_windows import ESTIMATION
from eventstudy.analysis.supremum_adf import Rule, backward_statistics, backward_supremum, shortest_stretch
from eventstudy.arrays import runs_of
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.supremum_adf import Backward
    from eventstudy.arrays import Booleans, Floats, Integers

NEAR = ESTIMATION.last + 1
"""The first session on which a stretch may end that has to do with the event."""

LEVELS = (0.10, 0.05, 0.01)
"""The levels of the critical values."""

LEVEL = 0.05
"""The level at which a phase is stamped."""

FEWEST_DRAWS = 99
"""Draws below which the strictest level has no critical value."""

NAN = float("nan")


class PricePath(NamedTuple):
    """The sessions on which both the share and its benchmark have a close, the oldest first; shape (T,).

    Attributes
    ----------
    offsets : ndarray
        Sessions from day 0. A session without a close is left out, and the change over the hole is one change.
    ratio : ndarray
        Log of the share's close over the benchmark's, as a fraction.
    """

    offsets: Integers
    ratio: Floats


@dataclass(frozen=True, slots=True)
class Ramp:
    """What one path shows. Sessions are offsets from day 0; None and NaN where there is nothing to measure.

    Attributes
    ----------
    sessions, missing : int
        Sessions used, and sessions between the first and the last of them that have no close.
    reason : str or None
        Why there is no test, or no phase.
    statistic : float
        The largest statistic of all rising stretches that end on session -30 or later.
    p_value : float
        Share of draws that reach it, the path itself counted as one.
    critical : tuple of float
        What the statistic has to pass at each of ``LEVELS``.
    bar : float
        What 5 % of the backward statistics of all draws pass, session by session: the bar of the stamps.
    onset : int or None
        Session on which the most explosive stretch of the phase begins: about when the ramp did, or in the quiet
        before it.
    start, end : int or None
        First and last session of the phase, if the p-value is at most 5 %: the run of at least log(T) sessions on which
        the backward statistic lies above the bar, and that reaches session -30. The start is when the ramp could first
        be told from chance, not when it began.
    peak : int or None
        Session of the highest ratio from the onset to the end.
    size : float
        The rise from the onset to the peak, as a log fraction.
    days : int or None
        Sessions from the onset to the peak.
    give_back : float
        The fall from the peak to the lowest ratio after it, up to W, as a share of the size; at most 1.2.
    """

    sessions: int
    missing: int = 0
    reason: str | None = None
    statistic: float = NAN
    p_value: float = NAN
    critical: tuple[float, ...] = (NAN,) * len(LEVELS)
    bar: float = NAN
    onset: int | None = None
    start: int | None = None
    end: int | None = None
    peak: int | None = None
    size: float = NAN
    days: int | None = None
    give_back: float = NAN


class _Tested(NamedTuple):
    backward: Backward
    statistic: float
    p_value: float
    critical: tuple[float, ...]
    bar: float


def find_ramp(path: PricePath, *, draws: int, seed: int) -> Ramp:
    """Test a path for a ramp, and stamp and measure the ramp that it finds.

    Parameters
    ----------
    path : PricePath
        At least ``signature``'s 60 sessions before ``NEAR``, and one from it on.
    draws : int
        Bootstrap draws; a p-value is at least 1 / (1 + draws).
    seed : int
        The same seed gives the same draws, whatever other paths are tested.

    Raises
    ------
    EstimationError
        If there are fewer than ``FEWEST_DRAWS`` draws.

    References
    ----------
    Phillips, Shi and Yu (2015), International Economic Review 56, 1043-1078: the backward supremum statistic, the
    shortest stretch, the stamps and the least duration log(T). Kurozumi, Skrobotov and Tsarev (2023), Journal of
    Financial Econometrics 21, 1282-1307: a series measured from its first value, without a constant. Harvey,
    Leybourne, Sollis and Taylor (2016), Journal of Empirical Finance 38, 548-574: the wild bootstrap.
    """
    if draws < FEWEST_DRAWS:
        raise EstimationError(f"draws {draws}: the bootstrap of a ramp needs at least {FEWEST_DRAWS}")
    tested = _test(path, draws, seed)
    sessions, missing = len(path.ratio), int(path.offsets[-1] - path.offsets[0]) + 1 - len(path.ratio)
    phase = _phase(path, tested)
    found = _Measures() if phase is None else _measures(path, tested.backward, *phase)
    return Ramp(
        sessions,
        missing,
        None if phase else _why_not(tested.p_value, sessions),
        tested.statistic,
        tested.p_value,
        tested.critical,
        tested.bar,
        *found,
    )


def bootstrap_paths(ratio: Floats, *, draws: int, seed: int) -> Floats:
    """Redraw a path as a random walk: every change times a standard normal number of its own; shape (T, draws).

    A restless stretch stays restless and a quiet one quiet, so that a change of volatility is not read as a ramp.
    """
    weights = np.random.Generator(np.random.PCG64(seed)).standard_normal((draws, len(ratio) - 1))
    walks = np.zeros((len(ratio), draws))
    np.cumsum(np.diff(ratio)[:, None] * weights.T, axis=0, out=walks[1:])
    return walks


def _test(path: PricePath, draws: int, seed: int) -> _Tested:
    length = len(path.ratio)
    rule = Rule(shortest_stretch(length), constant=False, rising=True)
    near = slice(max(int(np.searchsorted(path.offsets, NEAR)), rule.shortest - 1), length)
    backward = backward_supremum(path.ratio[:, None], slice(rule.shortest - 1, length), rule)
    statistic = float(backward.statistic[near.start - rule.shortest + 1 :].max())
    drawn = backward_statistics(bootstrap_paths(path.ratio, draws=draws, seed=seed), near, rule)
    chance = np.sort(drawn.max(axis=0))
    reached = draws - int(np.searchsorted(chance, statistic, side="left"))
    return _Tested(
        backward,
        statistic,
        (1 + reached) / (1 + draws),
        tuple(_critical(chance, level) for level in LEVELS),
        _critical(np.sort(drawn, axis=None), LEVEL),
    )


def _critical(chance: Floats, level: float) -> float:
    """Return what a statistic must pass to have a p-value of at most the level; ``chance`` is sorted."""
    return float(chance[math.ceil((1 - level) * (len(chance) + 1) - 1e-9) - 1])


def _least(sessions: int) -> int:
    """Return the sessions of the shortest phase, log(T)."""
    return math.ceil(math.log(sessions))


def _why_not(p_value: float, sessions: int) -> str:
    if p_value > LEVEL:
        return f"not told from chance at {LEVEL:.0%}"
    return f"no explosive phase of at least {_least(sessions)} sessions"


def _phase(path: PricePath, tested: _Tested) -> tuple[int, int] | None:
    """Find the first and the last row of the most explosive phase that reaches ``NEAR``, if there is one."""
    if tested.p_value > LEVEL:
        return None
    early = np.full(len(path.ratio) - len(tested.backward.statistic), -np.inf)
    bsadf = np.concatenate([early, tested.backward.statistic[:, 0]])
    found = runs_of(bsadf > tested.bar)
    fits: Booleans = (found.length >= _least(len(path.ratio))) & (path.offsets[found.last] >= NEAR)
    phases = [(int(found.first[one]), int(found.last[one])) for one in np.flatnonzero(fits)]
    return max(phases, key=lambda rows: bsadf[rows[0] : rows[1] + 1].max(), default=None)


class _Measures(NamedTuple):
    """The last fields of a ``Ramp``, in their order."""

    onset: int | None = None
    start: int | None = None
    end: int | None = None
    peak: int | None = None
    size: float = NAN
    days: int | None = None
    give_back: float = NAN


def _measures(path: PricePath, backward: Backward, first: int, last: int) -> _Measures:
    before = len(path.ratio) - len(backward.statistic)
    top = int(backward.statistic[first - before : last - before + 1, 0].argmax()) + first
    onset = int(backward.first[top - before, 0])
    peak = onset + int(path.ratio[onset : last + 1].argmax())
    size = float(path.ratio[peak] - path.ratio[onset])
    fall = float(path.ratio[peak] - path.ratio[peak:].min())
    at = path.offsets
    return _Measures(
        int(at[onset]),
        int(at[first]),
        int(at[last]),
        int(at[peak]),
        size,
        int(at[peak] - at[onset]),
        min(fall / size, MOST_GIVEN_BACK),
    )
