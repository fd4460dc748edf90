"""The words on a picture, computed from the numbers, and never saying more than they do.

Every number is the signature's: cumulative abnormal log returns from the last close before day 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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


def title(signatures: Signatures, i: int, issuer: str) -> str:
    """Say in one plain sentence what the path did: how far up, by when, and how much came back."""
    peak, give_back = (float(signatures.components[name][i]) for name in ("peak", "give_back"))
    last = int(signatures.last[i])
    if peak == 0:
        end = float(signatures.path[i][signatures.offsets == last][0])
        stood = f"{abs(end):.1%} {'above' if end > 0 else 'below'} it"
        return f"{issuer} did not rise beyond its benchmark by day 10; by day {last} it stood {stood}"
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


def subtitle(signatures: Signatures, i: int, subject: Subject) -> str:
    """Say what was announced, what is drawn, and against what."""
    event, peak = signatures.events[i], float(signatures.components["peak"][i])
    announced = f"{subject.headline.rstrip('.')} ({event.security})" if subject.headline else event.security
    in_price = f", where {peak:+.1%} is {np.expm1(peak):+.1%} in price" if peak > _TELLING else ""
    return (
        f"{announced}. Cumulative abnormal log return from the last close before "
        f"day 0{in_price}.{_spanned(signatures, i)} Benchmark {subject.benchmark}, beta {signatures.beta[i]:.2f}, daily noise {signatures.sigma[i]:.1%}"
    )


def _spanned(signatures: Signatures, i: int) -> str:
    """Say that day 0's return spans a suspension, where it does."""
    found = signatures.suspensions[i] if signatures.suspensions else None
    return "" if found is None else f" Day 0 spans: {found.words}."


def source_line(subject: Subject) -> str:
    """Say where the data come from, and what the picture is not."""
    return f"{subject.source}. eventstudy: a shape of prices, which does not say why they moved."
