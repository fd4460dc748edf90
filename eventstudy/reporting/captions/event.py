"""The words of the picture of one event.

Every number is the signature's, as a change in price from the last close before day 0, so that picture and verdict
give the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.captions.words import SHAPE, day_text, listed, of_simulated, signed, who
from eventstudy.reporting.verdict import given_back, rise, verdict_text

if TYPE_CHECKING:
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.arrays import Floats

_ALL_OF_IT = 0.995
_HARDLY_ANY = 0.05

_UNUSUAL_VOLUME = 2.0
_FEW_DAYS = 4
"""Days that an alt text names one by one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is about, in words.

    Attributes
    ----------
    issuer, headline, benchmark, source : str
        Who, what was announced, against which benchmark, and where the prices come from.
    ordinary : int
        Ordinary windows of the share that the path is drawn on; 0 for none.
    """

    issuer: str
    headline: str
    benchmark: str
    source: str
    ordinary: int = 0


def title(signatures: Signatures, i: int, issuer: str) -> str:
    """Say in one plain sentence what the path did: how far up, by when, and how much came back."""
    peak, give_back = (float(signatures.components[name][i]) for name in ("peak", "give_back"))
    if peak == 0:
        last = int(signatures.last[i])
        end = float(np.expm1(_level(signatures, i, last)))
        stood = f"{abs(end):.1%} {'above' if end > 0 else 'below'} it"
        return f"{issuer} did not rise beyond its benchmark by day 10; by day {last} it stood {stood}"
    rose = f"{issuer} rose {rise(signatures, i):.1%}"
    if not np.isfinite(give_back):
        return f"{rose} at most beyond its benchmark: less than twice its daily noise"
    gone = given_back(signatures, i)
    return f"{rose} beyond its benchmark by day {int(signatures.peak_offset[i])}, then {_came_back(gone)}"


def _came_back(share: float) -> str:
    if share >= _ALL_OF_IT:
        return "gave back all of it"
    if share <= _HARDLY_ANY:
        return "gave back hardly any of it"
    return f"gave back {share:.0%} of it"


def subtitle(signatures: Signatures, i: int, subject: Subject) -> str:
    """Say what was announced, what is drawn, and against what."""
    event = signatures.events[i]
    announced = f"{subject.headline.rstrip('.')} ({event.security})" if subject.headline else event.security
    return (
        f"{announced}. Price beyond its benchmark {subject.benchmark} (beta {signatures.beta[i]:.2f}) since the last "
        f"close before day 0.{_spanned(signatures, i)} Daily noise {signatures.sigma[i]:.1%}.{_ground(subject)}"
    )


def _ground(subject: Subject) -> str:
    if not subject.ordinary:
        return ""
    return f" Grey: nine in ten, and the middle half, of {subject.ordinary} windows of the share without an announcement."


def _spanned(signatures: Signatures, i: int) -> str:
    """Say that day 0's return spans a suspension, where it does."""
    found = signatures.suspensions[i] if signatures.suspensions else None
    return "" if found is None else f" Day 0 spans: {found.words}."


def source_line(subject: Subject) -> str:
    """Say where the data come from, and what the picture is not."""
    return f"{subject.source}. {SHAPE}"


def caption(signatures: Signatures, decided: Verdicts, i: int, subject: Subject) -> str:
    """Give the verdict with its numbers, and say what is drawn."""
    said = (
        f"{who(subject.issuer, signatures.events[i].security)}, day 0 {day_text(signatures.events[i].day0)}. "
        f"Verdict: {verdict_text(decided, i)}. The line is the price beyond {subject.benchmark} since the close before "
        f"day 0; {_drawn_beside(subject)}."
    )
    return of_simulated(said, simulated=signatures.simulated)


def _drawn_beside(subject: Subject) -> str:
    if not subject.ordinary:
        return "grey is the 95% band of the model if nothing happened"
    return "grey is where it went in nine of ten windows without an announcement, dashed the 95% band of the model"


def alt(signatures: Signatures, i: int, subject: Subject, ordinary: Floats | None = None) -> str:
    """Describe the picture to who cannot see it.

    ``ordinary`` are the quantiles that the fan shows, of shape (4, T).
    """
    event, last = signatures.events[i], int(signatures.last[i])
    subject_of = (
        f"Line chart of {who(subject.issuer, event.security)} beyond its benchmark, from session "
        f"{int(signatures.offsets[0])} to session {last} around day 0, {day_text(event.day0)}."
    )
    said = (subject_of, _course(signatures, i), _usual(signatures, i, ordinary), _volume(signatures, i))
    return of_simulated(" ".join(said), simulated=signatures.simulated)


def _course(signatures: Signatures, i: int) -> str:
    last = int(signatures.last[i])
    end = f"stands at {signed(np.expm1(_level(signatures, i, last)))} on day {last}"
    if signatures.peak_offset[i] < 0:
        return f"The line does not rise above its start; it {end}."
    trough = int(signatures.trough_offset[i])
    low = signed(np.expm1(_level(signatures, i, trough)))
    return (
        f"The line peaks at {signed(rise(signatures, i))} on day {int(signatures.peak_offset[i])}, falls to {low} by "
        f"day {trough} and {end}."
    )


def _usual(signatures: Signatures, i: int, ordinary: Floats | None) -> str:
    last = int(signatures.last[i])
    if ordinary is None:
        half = float(signatures.band[i][signatures.offsets == last][0])
        return f"The 95% band at the end reaches from {signed(np.expm1(-half))} to {signed(np.expm1(half))}."
    low, high = (signed(np.expm1(edge)) for edge in (ordinary[0, -1], ordinary[-1, -1]))
    return f"Nine in ten ordinary windows of the share end between {low} and {high}."


def _volume(signatures: Signatures, i: int) -> str:
    inside = (signatures.sessions[i] != NO_SESSION) & (signatures.volume_z[i] > _UNUSUAL_VOLUME)
    days = signatures.offsets[inside].tolist()
    if not np.isfinite(signatures.volume_z[i]).any():
        return "There is no volume."
    if not days:
        return "Volume is never more than two robust sigmas above its usual level."
    named = listed([f"day {one}" for one in days])
    where = f"on {named if len(days) <= _FEW_DAYS else counted(len(days), 'session')}"
    return f"Volume is more than two robust sigmas above its usual level {where}."


def _level(signatures: Signatures, i: int, offset: int) -> float:
    return float(signatures.path[i][signatures.offsets == offset][0])
