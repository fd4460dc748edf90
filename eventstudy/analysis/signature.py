"""The signature of an event: its robust abnormal path around day 0, and the components that describe it.

A pump-and-dump-like signature is a shape of prices, never an accusation. Offsets count sessions from day
0, windows are inclusive, returns are log returns as fractions; a missing number is NaN. The signature's
abnormal returns differ on purpose from a study's: intercept 0, a robust beta and sigma, and an estimation
window of [-250, -31] without the sessions next to other events of the same security.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.event import Dropped
from eventstudy.analysis.legs import Reaction, find_legs, measure
from eventstudy.analysis.signature_path import band, levels, robust_fit, volume_z
from eventstudy.analysis.signature_windows import (
    ESTIMATION,
    RUN_UP,
    SHORTEST,
    crowded_sessions,
    cut,
    finished,
    place,
)
from eventstudy.arrays import date_of
from eventstudy.prices.returns import zero_return_share

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.signature_path import RobustFit
    from eventstudy.analysis.signature_windows import SignatureWindows
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.suspensions import Suspension

MOST_ZERO_RETURNS = 0.5
"""The share of zero returns above which nothing can be said about a share."""

_ZERO = -RUN_UP.first
"""The column of day 0 where the first column is the first session of the run-up."""

_BLOCK = 512
_NO_SPREAD = 1e-9

Number = TypeVar("Number", np.float64, np.int64)


@dataclass(frozen=True, eq=False)
class Signatures:
    """The signatures of n events on T offsets.

    Attributes
    ----------
    events : tuple of Event, length n
        The events that have one, in the order given.
    offsets : ndarray of shape (T,)
        Sessions from day 0: -10 to the longest W.
    sessions : ndarray of shape (n, T)
        Epoch days; ``NO_SESSION`` beyond an event's own W.
    abnormal_returns : ndarray of shape (n, T)
        AR = r - beta m, as log fractions; NaN beyond W and where a run-up session has no return.
    path : ndarray of shape (n, T)
        Cumulative abnormal log return with session -1 at 0: C(u) from day 0 on, the run-up arriving at 0
        before it.
    band : ndarray of shape (n, T)
        Half-width of the 95 % forecast band of ``path`` if nothing happened.
    volume_z : ndarray of shape (n, T)
        Abnormal log volume, in sigmas.
    beta, sigma : ndarray of shape (n,)
        Robust slope on the benchmark, and robust daily sigma s as a fraction.
    observations : ndarray of shape (n,)
        Estimation returns used.
    zero_return_share : ndarray of shape (n,)
        Share of the estimation returns that is zero, see ``prices.returns.zero_return_share``.
    last : ndarray of shape (n,)
        W, the last session of each event's window.
    expiry : ndarray of shape (n,)
        E, the session on which the opt-out window ends; -1 without one.
    lumped : ndarray of shape (n,)
        Suspended sessions directly before day 0, which day 0's return includes; 0 as a rule.
    peak_offset, trough_offset : ndarray of shape (n,)
        Session of the peak, and of the lowest point from it to W; -1 without an up-leg.
    components : mapping of str to ndarray of shape (n,)
        The numbers of ``components.COMPONENTS``; how each is defined stands in ``legs``.
    dropped : tuple of Dropped
        Events without a signature, with the reason.
    simulated : bool
        Whether any of the prices are made up.
    suspensions : tuple of Suspension or None, length n
        The suspension that day 0's return spans.
    """

    events: tuple[Event, ...]
    offsets: Integers
    sessions: Integers
    abnormal_returns: Floats
    path: Floats
    band: Floats
    volume_z: Floats
    beta: Floats
    sigma: Floats
    observations: Integers
    zero_return_share: Floats
    last: Integers
    expiry: Integers
    lumped: Integers
    peak_offset: Integers
    trough_offset: Integers
    components: Mapping[str, Floats]
    dropped: tuple[Dropped, ...]
    simulated: bool
    suspensions: tuple[Suspension | None, ...] = ()

    def __len__(self) -> int:
        return len(self.events)

    def only(self, ids: Collection[str], *, also_dropped: Sequence[Dropped] = ()) -> Signatures:
        """Return the signatures of some events, with ``also_dropped`` before what was dropped here."""
        keep = np.array([event.id in ids for event in self.events], dtype=np.bool_)
        dropped = (*also_dropped, *(one for one in self.dropped if one.id in ids))
        return replace(self.take(np.flatnonzero(keep)), dropped=dropped)

    def take(self, numbers: Integers) -> Signatures:
        """Return the signatures of some events by their numbers; what was dropped stays."""
        return replace(
            self,
            events=tuple(self.events[number] for number in numbers),
            sessions=self.sessions[numbers],
            abnormal_returns=self.abnormal_returns[numbers],
            path=self.path[numbers],
            band=self.band[numbers],
            volume_z=self.volume_z[numbers],
            beta=self.beta[numbers],
            sigma=self.sigma[numbers],
            observations=self.observations[numbers],
            zero_return_share=self.zero_return_share[numbers],
            last=self.last[numbers],
            expiry=self.expiry[numbers],
            lumped=self.lumped[numbers],
            peak_offset=self.peak_offset[numbers],
            trough_offset=self.trough_offset[numbers],
            components={name: values[numbers] for name, values in self.components.items()},
            suspensions=tuple(self.suspensions[number] for number in numbers),
        )


def signatures(panel: Panel, events: Sequence[Event], *, min_observations: int = 60) -> Signatures:
    """Compute the signature of every event that the prices allow.

    From the estimation window of an event the sessions -1, 0 and 1 of every other event given for the
    same security are left out: they hold the leak, the reaction and the late reaction to it, whereas what
    drifts on after that belongs to the share's usual restlessness. Give the whole registry, not only the
    events of interest.

    Parameters
    ----------
    panel : Panel
    events : sequence of Event
    min_observations : int
        Fewest estimation returns.

    Returns
    -------
    Signatures
        Events that are not in the prices, still pending, without a return inside [0, W] or untestable are
        among ``dropped``.
    """
    placed, unplaced = place(panel, events)
    crowded = crowded_sessions(panel, placed)
    ready, pending = finished(panel, placed)
    longest = int(ready.last.max(initial=SHORTEST))
    parts = []
    # Blocks that fit the processor's cache are faster, and memory does not grow with the events.
    for first in range(0, max(len(ready.events), 1), _BLOCK):
        block = ready.take(np.arange(first, min(first + _BLOCK, len(ready.events))))
        windows = cut(panel, block, crowded, longest=longest)
        parts.append(_of_windows(windows, min_observations=min_observations))
    dropped = [*unplaced, *pending, *(one for part in parts for one in part.dropped)]
    turn = {event.id: number for number, event in enumerate(events)}
    dropped.sort(key=lambda one: turn[one.id])
    return _joined(parts, tuple(dropped), simulated=panel.simulated)


def _of_windows(windows: SignatureWindows, *, min_observations: int) -> Signatures:
    """Fit one block of events, drop what cannot be tested, and describe the rest."""
    fit = robust_fit(windows.usual_returns, windows.usual_market)
    reasons = _reasons(windows, fit, min_observations)
    keep = np.array([number for number in range(len(fit.beta)) if number not in reasons], dtype=np.int64)
    dropped = tuple(
        Dropped(
            windows.placed.events[number].id, windows.placed.events[number].security, reason, "untestable"
        )
        for number, reason in reasons.items()
    )
    return _described(windows.take(keep), fit.take(keep), dropped, min_observations=min_observations)


def _described(
    windows: SignatureWindows, fit: RobustFit, dropped: tuple[Dropped, ...], *, min_observations: int
) -> Signatures:
    shown = slice(RUN_UP.first - ESTIMATION.first, None)
    offsets, market = windows.offsets[shown], windows.market[:, shown]
    abnormal = windows.returns[:, shown] - fit.beta[:, None] * market
    abnormal_volume = volume_z(
        windows.volumes[:, shown], windows.usual_volumes, min_observations=min_observations
    )
    after = slice(_ZERO, None)
    reaction = Reaction(
        before=abnormal[:, :_ZERO],
        after=abnormal[:, after],
        sigma=fit.sigma,
        expiry=windows.placed.expiry,
        volumes=windows.volumes[:, shown][:, after],
        volume_z=abnormal_volume[:, after],
        lumped=windows.lumped,
    )
    legs = find_legs(reaction.after)
    return Signatures(
        events=windows.placed.events,
        offsets=offsets,
        sessions=windows.sessions[:, shown],
        abnormal_returns=abnormal,
        path=levels(abnormal, _ZERO),
        band=band(fit, levels(market, _ZERO), _steps(offsets, windows.lumped)),
        volume_z=abnormal_volume,
        beta=fit.beta,
        sigma=fit.sigma,
        observations=fit.observations,
        zero_return_share=zero_return_share(windows.usual_returns),
        last=windows.placed.last,
        expiry=windows.placed.expiry,
        lumped=windows.lumped,
        peak_offset=legs.peak_offset,
        trough_offset=legs.trough_offset,
        components=measure(reaction, legs),
        dropped=dropped,
        suspensions=windows.suspensions,
        simulated=False,
    )


def _steps(offsets: Integers, lumped: Integers) -> Integers:
    """Count the sessions between -1 and each session; those of a halt are behind day 0's return."""
    return np.abs(offsets + 1) + np.where(offsets >= 0, lumped[:, None], 0)


def _reasons(windows: SignatureWindows, fit: RobustFit, min_observations: int) -> dict[int, str]:
    """Say of each event that cannot be tested why, the first reason that applies."""
    zeros = zero_return_share(windows.usual_returns)
    holes = _holes(windows)
    few = fit.observations < min_observations
    flat = ~(fit.sigma > _NO_SPREAD)
    reasons = {}
    for number in np.flatnonzero(few | (zeros > MOST_ZERO_RETURNS) | holes.any(axis=1) | flat):
        if few[number]:
            reason = (
                f"{fit.observations[number]} estimation returns in {ESTIMATION}, needs {min_observations}"
            )
        elif zeros[number] > MOST_ZERO_RETURNS:
            reason = f"untestable: {100 * zeros[number]:.0f} % of estimation returns are zero"
        elif holes[number].any():
            reason = _hole(windows, int(number), int(holes[number].argmax()))
        else:
            reason = "untestable: the estimation returns of the share or of its benchmark never vary"
        reasons[int(number)] = reason
    return reasons


def _holes(windows: SignatureWindows) -> Booleans:
    """Mark the sessions of [0, W] without a return of the share or of its benchmark."""
    inside = (windows.offsets >= 0) & (windows.offsets <= windows.placed.last[:, None])
    return inside & ~(np.isfinite(windows.returns) & np.isfinite(windows.market))


def _hole(windows: SignatureWindows, number: int, column: int) -> str:
    whose = "benchmark return" if np.isfinite(windows.returns[number, column]) else "return"
    return f"no {whose} on {date_of(windows.sessions[number, column])}"


def _joined(parts: Sequence[Signatures], dropped: tuple[Dropped, ...], *, simulated: bool) -> Signatures:
    """Put blocks together, cut to the longest window that is left."""

    def tall(pick: Callable[[Signatures], NDArray[Number]]) -> NDArray[Number]:
        return np.concatenate([pick(part) for part in parts])

    last = tall(lambda part: part.last)
    width = _ZERO + 1 + int(last.max(initial=SHORTEST))
    return Signatures(
        events=tuple(event for part in parts for event in part.events),
        offsets=parts[0].offsets[:width],
        sessions=tall(lambda part: part.sessions[:, :width]),
        abnormal_returns=tall(lambda part: part.abnormal_returns[:, :width]),
        path=tall(lambda part: part.path[:, :width]),
        band=tall(lambda part: part.band[:, :width]),
        volume_z=tall(lambda part: part.volume_z[:, :width]),
        beta=tall(lambda part: part.beta),
        sigma=tall(lambda part: part.sigma),
        observations=tall(lambda part: part.observations),
        zero_return_share=tall(lambda part: part.zero_return_share),
        last=last,
        expiry=tall(lambda part: part.expiry),
        lumped=tall(lambda part: part.lumped),
        peak_offset=tall(lambda part: part.peak_offset),
        trough_offset=tall(lambda part: part.trough_offset),
        components={
            one.name: np.concatenate([part.components[one.name] for part in parts]) for one in COMPONENTS
        },
        dropped=dropped,
        suspensions=tuple(one for part in parts for one in part.suspensions),
        simulated=simulated,
    )
