"""The heat map of events by days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import HeatmapPicture, Words
from eventstudy.reporting.captions.heatmap import alt, caption, subtitle, title
from eventstudy.reporting.captions.words import brief_day
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from eventstudy.workflow.pictures.material import Material

MOST_ROWS = 32


def heatmap(material: Material) -> tuple[Illustration, ...]:
    """Return the heat map; none where no event was measured."""
    found = material.found
    shown = material.by_strength()[:MOST_ROWS]
    if not shown:
        return ()
    rows = np.array(shown)
    sigmas = found.abnormal_returns[rows] / found.sigma[rows, None]
    names = [material.issuer(i) for i in range(len(found))]
    missing = int((~np.isfinite(sigmas)).sum())
    words = Words(
        title(found, sigmas),
        subtitle(len(shown), len(found), missing),
        material.brief_source(),
        found.simulated,
    )
    picture = HeatmapPicture(
        words=words,
        names=tuple(names[i] for i in shown),
        when=tuple(brief_day(found.events[i].day0) for i in shown),
        marked=tuple(bool(material.decided.flagged[i]) for i in shown),
        offsets=found.offsets,
        sigmas=sigmas,
    )
    return (Illustration("heatmap", picture, caption(found), alt(found, sigmas, shown, names)),)
