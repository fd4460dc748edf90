"""Small multiples of all events, on as many sheets as they need."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import MultiplesPicture, Words
from eventstudy.plotting.multiples import Panel
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.captions.multiples import alt, caption, note, subtitle, title
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.workflow.pictures.material import Material

A_SHEET = 20
"""Panels on one sheet."""


def multiples(material: Material) -> tuple[Illustration, ...]:
    """Return sheets of small multiples; none where no event was measured."""
    order = material.by_strength()
    sheets = max(math.ceil(len(order) / A_SHEET), 1) if order else 0
    parts = [part.tolist() for part in np.array_split(np.array(order), sheets)] if sheets else []
    return tuple(_sheet(material, part, (k, sheets)) for k, part in enumerate(parts, start=1))


def _sheet(material: Material, shown: Sequence[int], page: tuple[int, int]) -> Illustration:
    found, decided = material.found, material.decided
    names = [material.issuer(i) for i in range(len(found))]
    words = Words(title(found, decided), subtitle(found, page), material.brief_source(), found.simulated)
    return Illustration(
        "multiples" if page[1] == 1 else f"multiples-{page[0]}",
        MultiplesPicture(words, tuple(_panel(material, i) for i in shown)),
        caption(found, decided, shown, names),
        alt(found, decided, shown, names),
    )


def _panel(material: Material, i: int) -> Panel:
    found = material.found
    inside = found.sessions[i] != NO_SESSION
    return Panel(
        heading=material.issuer(i),
        note=note(found, i),
        offsets=found.offsets[inside],
        path=found.path[i][inside],
        band=found.band[i][inside],
        marked=bool(material.decided.flagged[i]),
    )
