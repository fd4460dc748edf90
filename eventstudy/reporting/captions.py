"""The words on a picture, computed from the numbers, and never saying more than they do.

Every number is the signature's: cumulative abnormal log returns from the last close before day 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.plotting import EventPicture
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.flag import NOT_CALIBRATED

if TYPE_CHECKING:
    from eventstudy.analysis.signature import Signatures

_ALL_OF_IT = 0.995
_HARDLY_ANY = 0.05

_TELLING = 0.05
"""From which peak on a log return and a change in price are too far apart to be taken for each other."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is about, in words.

    Attributes
    ----------
    issuer, headline, benchmark, source : str
        Who, what was announced, against which benchmark, and where the prices come from.
    """

    issuer: str
    headline: str
    benchmark: str
    source: str


def event_picture(signatures: Signatures, i: int, subject: Subject) -> EventPicture:
    """Gather everything that the picture of one event needs."""
    inside = signatures.sessions[i] != NO_SESSION
    event = signatures.events[i]
    give_back = float(signatures.components["give_back"][i])
    return EventPicture(
        title=title(signatures, i, subject.issuer),
        subtitle=_subtitle(signatures, i, subject),
        source=f"{subject.source}. eventstudy, {NOT_CALIBRATED}.",
        offsets=signatures.offsets[inside],
        path=signatures.path[i][inside],
        band=signatures.band[i][inside],
        volume_z=signatures.volume_z[i][inside],
        day0=event.day0,
        dates=tuple(date_of(day) for day in signatures.sessions[i][inside]),
        peak=_offset(int(signatures.peak_offset[i])),
        trough=_offset(int(signatures.trough_offset[i])),
        give_back=give_back if np.isfinite(give_back) else None,
        expiry=_offset(int(signatures.expiry[i])),
        path_name="cumulative abnormal return (log), signature's path",
        simulated=signatures.simulated,
    )


def _offset(value: int) -> int | None:
    return None if value < 0 else value


def title(signatures: Signatures, i: int, issuer: str) -> str:
    """Say in one plain sentence what the path did: how far up, by when, and how much came back."""
    peak, give_back = (float(signatures.components[name][i]) for name in ("peak", "give_back"))
    last = int(signatures.last[i])
    if peak == 0:
        end = float(signatures.path[i][signatures.offsets == last][0])
        stood = f"{abs(end):.1%} {'above' if end > 0 else 'below'} it"
        return f"{issuer} did not rise beyond its benchmark in ten sessions; by day {last} it stood {stood}"
    if not np.isfinite(give_back):
        return f"{issuer} rose {peak:.1%} at most beyond its benchmark: less than twice its daily noise"
    day = int(signatures.peak_offset[i])
    return f"{issuer} rose {peak:.1%} beyond its benchmark by day {day}, then {_came_back(give_back)}"


def _came_back(give_back: float) -> str:
    if give_back >= _ALL_OF_IT:
        return "gave back all of it"
    if give_back <= _HARDLY_ANY:
        return "gave back hardly any of it"
    return f"gave back {give_back:.0%} of it"


def _subtitle(signatures: Signatures, i: int, subject: Subject) -> str:
    event, peak = signatures.events[i], float(signatures.components["peak"][i])
    in_price = f", where {peak:+.1%} is {np.expm1(peak):+.1%} in price" if peak > _TELLING else ""
    return (
        f"{subject.headline.rstrip('.')} ({event.security}). Cumulative abnormal log return from the last close before "
        f"day 0{in_price}. Benchmark {subject.benchmark}, beta {signatures.beta[i]:.2f}, daily noise {signatures.sigma[i]:.1%}"
    )
