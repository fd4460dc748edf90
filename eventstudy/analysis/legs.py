"""The up-leg and the down-leg of abnormal paths, and the components that measure them.

``C(u)`` is the sum of the abnormal log returns of the sessions 0 to ``u``, both included; ``U`` = 10 is
the last session on which a peak may stand; ``W`` is the last session of an event's own window; ``s`` is
its robust daily sigma. Column ``u`` of an array is session ``u``, unless the text says otherwise.

What the formulas of the definition leave open is settled here:

- The peak ``A`` is the greater of 0 and the highest ``C(u)``, ``u <= U``; of equals the earliest counts.
  Where ``A`` is 0 there is no up-leg: ``peak`` and ``pds`` are 0, and whatever is measured from the
  peak (``time_to_peak, dump, give_back, dump_strength, dump_speed, half_life, residual, av_up, av_down,
  dump_volume_share``) is undefined, NaN. ``up_strength`` stands, and is then not positive.
- The trough ``v*`` is the earliest lowest point from the peak to ``W``. Where nothing lies below the peak
  ``v*`` is the peak's own session: ``dump`` and ``dump_speed`` are 0 and there is no down-leg, so
  ``av_down`` is undefined and ``dump_volume_share`` is 0.
- Where day 0's return spans a suspension, each suspended session counts among the sessions of a rise.
- ``dump_strength`` looks at every session after the peak, not at the trough alone, and can be negative.
- ``give_back`` alone needs ``A >= 2s``: a share of next to nothing means nothing. ``residual`` is given
  for every positive peak, and is as shaky as the peak is small.
- ``half_life`` counts from the peak; it is undefined if half was never gone within the window.
- ``tent`` starts its rise on session -5, -3, -1 or 0, with ``C(-1) = 0`` and ``C`` continued backwards;
  its peak stands on session 0 to ``U``. A start that needs a missing return is left out; start 0 never is.
- ``pds`` is 0 where ``give_back`` is undefined: there is no up-leg to give back.
- ``steady_tent``, ``steady_give_back``, ``lasting`` and ``reversal_score`` are measured on the steady path:
  every level is the mean of itself and its two neighbours, as far as they exist, told from the steady level of
  session -1 on. A close of a thin share lies at the bid or at the ask (Roll 1984), so that a rise and a fall
  may be one stray print; a steady path does not believe a single one.
- The fall of ``steady_tent`` may begin up to five sessions after the peak. ``lasting`` is ``1 - mean C / A``
  over the last eight sessions of the window, held between 0 and 1.2. ``reversal_score`` is the steady tent
  times the steady give-back times the root of ``lasting``; 0 where the steady give-back is undefined.
- The up-leg is session 0 to the peak, the down-leg the session after the peak to the trough, and the
  volume of ``dump_volume_share`` is compared with that of sessions 0 to ``W``. A leg with a session whose
  volume is missing has no volume component.
- ``expiry_drop`` sums sessions ``E-1`` to ``E+3`` (E = 0 uses session -1) and is undefined without E.

References
----------
Roll, R. (1984), "A Simple Implicit Measure of the Effective Bid-Ask Spread in an Efficient Market", Journal of
Finance 39, 1127-1139.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from eventstudy.analysis.signature_path import levels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.arrays import Booleans, Floats, Integers

PEAK_BY = 10
"""U: the last session on which a peak may stand."""

SMALLEST_PEAK = 2.0
"""The peak, in sigmas, from which a share of it means something."""

MOST_GIVEN_BACK = 1.2

LONGEST_HOLD = 5
"""Sessions that a path may pause near its peak before the fall of ``steady_tent`` begins."""

AT_THE_END = 8
"""The sessions before the end of the window, W included, over which ``lasting`` is averaged."""

_RISES_FROM = (0, -1, -3, -5)
_EXPIRY = np.arange(-1, 4)


@dataclass(frozen=True, eq=False)
class Reaction:
    """What n events did around day 0, as the formulas need it.

    Attributes
    ----------
    before : ndarray of shape (n, 10)
        Abnormal log returns of sessions -10 to -1; NaN where missing.
    after : ndarray of shape (n, W+1)
        Abnormal log returns of sessions 0 to the longest W; NaN beyond an event's own W, finite up to it.
    sigma : ndarray of shape (n,)
        Robust daily sigma s, as a fraction; positive.
    expiry : ndarray of shape (n,)
        E, the session on which an opt-out window ends; -1 without one. W is at least E + 3.
    volumes, volume_z : ndarray of shape (n, W+1)
        Shares traded, and the abnormal log volume in sigmas; NaN where missing and beyond an event's W.
    lumped : ndarray of shape (n,), optional
        Suspended sessions that day 0's return spans: what it usually brings is that of one session more for each.
    """

    before: Floats
    after: Floats
    sigma: Floats
    expiry: Integers
    volumes: Floats
    volume_z: Floats
    lumped: Integers | None = None

    @property
    def before_day0(self) -> Integers:
        """Suspended sessions that day 0's return spans; shape (n, 1)."""
        none = np.zeros(len(self.sigma), dtype=np.int64)
        return (none if self.lumped is None else self.lumped)[:, None]


@dataclass(frozen=True, eq=False)
class Legs:
    """Where the path of each event stood highest, and where lowest after that.

    Attributes
    ----------
    path : ndarray of shape (n, W+1)
        C, the cumulative abnormal log return; NaN beyond an event's own W.
    peak : ndarray of shape (n,)
        A, as a log fraction of the price; 0 without an up-leg.
    peak_offset, trough_offset : ndarray of shape (n,)
        u* and v*, in sessions from day 0; -1 without an up-leg.
    """

    path: Floats
    peak: Floats
    peak_offset: Integers
    trough_offset: Integers

    @property
    def rose(self) -> Booleans:
        """Whether there is an up-leg at all."""
        return self.peak > 0

    @property
    def since_peak(self) -> Integers:
        """Sessions from the peak to each session, negative before it; shape (n, W+1)."""
        return np.arange(self.path.shape[1]) - self.peak_offset[:, None]

    @property
    def fall(self) -> Floats:
        """How far each session lies below the peak; NaN before the peak and without an up-leg."""
        seen = (self.since_peak >= 0) & self.rose[:, None]
        return np.where(seen, self.peak[:, None] - self.path, np.nan)


def find_legs(after: Floats) -> Legs:
    """Find the peak and the trough of every path.

    Parameters
    ----------
    after : ndarray of shape (n, W+1)
        Abnormal log returns from day 0 on; NaN beyond an event's own W.
    """
    path = np.cumsum(after, axis=1)
    early = path[:, : PEAK_BY + 1]
    top, height = early.argmax(axis=1), early.max(axis=1)
    rose = height > 0
    open_to_fall = (np.arange(path.shape[1]) >= top[:, None]) & np.isfinite(path)
    bottom = np.where(open_to_fall, path, np.inf).argmin(axis=1)
    return Legs(path, np.where(rose, height, 0.0), np.where(rose, top, -1), np.where(rose, bottom, -1))


def measure(reaction: Reaction, legs: Legs) -> Mapping[str, Floats]:
    """Compute every component.

    Parameters
    ----------
    reaction : Reaction
    legs : Legs
        The legs of ``reaction.after``.

    Returns
    -------
    mapping of str to ndarray of shape (n,)
        The components of ``components.COMPONENTS``, in that order; NaN where one is undefined.
    """
    s, peak = reaction.sigma, legs.peak
    run_up = reaction.before.sum(axis=1)
    up_strength = _up_strength(legs, reaction)
    dump = _masked(_at(legs.fall, legs.trough_offset), legs.rose)
    share = _ratio(dump, peak)
    give_back = _masked(np.minimum(share, MOST_GIVEN_BACK), peak >= SMALLEST_PEAK * s)
    tops = legs.path[:, : PEAK_BY + 1]
    tent = (
        np.minimum(_rise(reaction.before, tops, reaction.before_day0), _fall(legs.path, PEAK_BY)).max(axis=1)
        / s
    )
    up = np.minimum(up_strength, peak / (SMALLEST_PEAK * s))
    return {
        "run_up": run_up,
        "run_up_z": run_up / (s * np.sqrt(reaction.before.shape[1])),
        "jump": legs.path[:, 1].copy(),
        "peak": peak,
        "time_to_peak": _masked(legs.peak_offset, legs.rose),
        "up_strength": up_strength,
        "dump": dump,
        "give_back": give_back,
        "dump_strength": _dump_strength(legs, s),
        "dump_speed": _dump_speed(legs, dump, s),
        "half_life": _half_life(legs),
        "residual": _ratio(_last(legs.path), peak),
        **_volume(reaction, legs),
        "expiry_drop": _expiry_drop(reaction),
        "tent": tent,
        "pds": _pds(tent, up, give_back),
        **_steady(reaction),
    }


def _masked(values: Floats | Integers, defined: Booleans) -> Floats:
    return np.where(defined, values, np.nan)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Divide, leaving out what has no whole."""
    return part / np.where(whole > 0, whole, np.nan)


def _at(values: Floats, column: Integers) -> Floats:
    return np.take_along_axis(values, column[:, None], axis=1)[:, 0]


def _last(path: Floats) -> Floats:
    """C(W), the last finite number of each row."""
    return _at(path, np.isfinite(path).sum(axis=1) - 1)


def _up_strength(legs: Legs, reaction: Reaction) -> Floats:
    early = legs.path[:, : PEAK_BY + 1]
    sessions = np.arange(1, PEAK_BY + 2) + reaction.before_day0
    best: Floats = (early / np.sqrt(sessions)).max(axis=1)
    return best / reaction.sigma


def _dump_strength(legs: Legs, s: Floats) -> Floats:
    spans = np.sqrt(np.where(legs.since_peak > 0, legs.since_peak, np.nan))
    steepest: Floats = np.fmax.reduce(legs.fall / spans, axis=1)
    return steepest / s


def _dump_speed(legs: Legs, dump: Floats, s: Floats) -> Floats:
    """Divide the fall by its sessions; a fall of nothing has none, and speed 0."""
    sessions: Integers = np.maximum(legs.trough_offset - legs.peak_offset, 1)
    return dump / sessions / s


def _half_life(legs: Legs) -> Floats:
    after: Booleans = (legs.since_peak > 0) & legs.rose[:, None]
    halved: Booleans = after & (legs.path <= legs.peak[:, None] / 2)
    return _masked(halved.argmax(axis=1) - legs.peak_offset, np.any(halved, axis=1))


def _volume(reaction: Reaction, legs: Legs) -> dict[str, Floats]:
    steps = np.arange(legs.path.shape[1])
    up = steps <= legs.peak_offset[:, None]
    down = (steps > legs.peak_offset[:, None]) & (steps <= legs.trough_offset[:, None])
    inside = np.isfinite(legs.path)
    traded_down = np.where(down, reaction.volumes, 0.0).sum(axis=1)
    traded = np.where(inside, reaction.volumes, 0.0).sum(axis=1)
    length = np.where(down.any(axis=1), down.sum(axis=1), np.nan)
    return {
        "av_up": _masked(np.where(up, reaction.volume_z, -np.inf).max(axis=1), legs.rose),
        "av_down": np.where(down, reaction.volume_z, 0.0).sum(axis=1) / length,
        "dump_volume_share": _masked(_ratio(traded_down, traded), legs.rose),
    }


def _expiry_drop(reaction: Reaction) -> Floats:
    """-(AR(E-1) + ... + AR(E+3)) / (s sqrt(5))."""
    known = np.concatenate([reaction.before[:, -1:], reaction.after], axis=1)
    has_one = reaction.expiry >= 0
    columns = np.where(has_one, reaction.expiry, 0)[:, None] + 1 + _EXPIRY
    total = np.take_along_axis(known, columns, axis=1).sum(axis=1)
    return _masked(-total / (reaction.sigma * np.sqrt(len(_EXPIRY))), has_one)


def _steady(reaction: Reaction) -> dict[str, Floats]:
    """Measure the steady path."""
    s, known = reaction.sigma, reaction.before.shape[1]
    returns = np.diff(_calmed(np.concatenate([reaction.before, reaction.after], axis=1), known), axis=1)
    before, legs = returns[:, :known], find_legs(returns[:, known:])
    fall = sliding_window_view(_fall(legs.path, PEAK_BY + LONGEST_HOLD), LONGEST_HOLD + 1, axis=1).max(axis=2)
    tent = np.minimum(_rise(before, legs.path[:, : PEAK_BY + 1], reaction.before_day0), fall).max(axis=1) / s
    give_back = np.minimum(
        _ratio(_masked(_at(legs.fall, legs.trough_offset), legs.rose), legs.peak), MOST_GIVEN_BACK
    )
    give_back = _masked(give_back, legs.peak >= SMALLEST_PEAK * s)
    lasting = _lasting(legs)
    score = np.maximum(tent, 0.0) * np.sqrt(lasting) * give_back
    return {
        "steady_tent": tent,
        "steady_give_back": give_back,
        "lasting": lasting,
        "reversal_score": np.where(np.isnan(give_back), 0.0, score),
    }


def _calmed(returns: Floats, zero: int) -> Floats:
    """Return the level before the first session and after each, every one the mean of itself and its neighbours.

    Parameters
    ----------
    returns : ndarray of shape (n, T)
        Column ``zero`` is day 0.
    """
    base = np.zeros((len(returns), 1))
    path = levels(np.concatenate([base, returns], axis=1), zero + 1)
    known = np.isfinite(path)
    total, count = np.where(known, path, 0.0), known.astype(np.float64)
    for values in (total, count):
        middle = values.copy()
        values[:, 1:] += middle[:, :-1]
        values[:, :-1] += middle[:, 1:]
    return np.where(known, total / np.maximum(count, 1), np.nan)


def _lasting(legs: Legs) -> Floats:
    """Return 1 - mean C / A over the last eight sessions of each window, between 0 and 1.2."""
    length = np.isfinite(legs.path).sum(axis=1)
    columns = length[:, None] - 1 - np.arange(AT_THE_END)
    left = np.take_along_axis(legs.path, columns, axis=1).mean(axis=1)
    gone: Floats = np.clip(1 - _ratio(left, legs.peak), 0.0, MOST_GIVEN_BACK)
    return gone


def _rise(before: Floats, tops: Floats, lumped: Integers) -> Floats:
    """Return the steepest rise to each peak: max over s0 of [C(u) - C(s0-1)] / sqrt(u - s0 + 1)."""
    best = np.full_like(tops, -np.inf)
    for start in _RISES_FROM:
        climbed = tops + before[:, before.shape[1] + start :].sum(axis=1)[:, None]
        best = np.fmax(best, climbed / np.sqrt(np.arange(PEAK_BY + 1) - start + 1 + lumped))
    return best


def _fall(path: Floats, last: int) -> Floats:
    """Return the steepest fall from each session up to ``last``: max over v > b of [C(b) - C(v)] / sqrt(v - b)."""
    spans = np.arange(path.shape[1]) - np.arange(last + 1)[:, None]
    roots = np.sqrt(np.where(spans > 0, spans, np.nan))
    steepest: Floats = np.fmax.reduce((path[:, : last + 1, None] - path[:, None, :]) / roots, axis=2)
    return steepest


def _pds(tent: Floats, up: Floats, give_back: Floats) -> Floats:
    """Root of T+ times root of min(z_up, A/2s)+ times GB; 0 where there is nothing to give back."""
    strength = np.sqrt(np.maximum(tent, 0.0)) * np.sqrt(np.maximum(up, 0.0))
    return strength * np.where(np.isnan(give_back), 0.0, give_back)
