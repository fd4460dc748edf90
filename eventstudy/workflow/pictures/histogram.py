"""Each tested event among the windows that it was compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.plotting import HistogramPicture, Words
from eventstudy.reporting.captions.histogram import alt, caption, mark, subtitle, title
from eventstudy.workflow.pictures.event import event_names
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from eventstudy.arrays import Floats
    from eventstudy.workflow.pictures.material import Material


def histograms(material: Material) -> dict[int, Illustration]:
    """Return the picture of each event that was tested, by its number; prices at fault are not compared."""
    scores, names = material.comparable_scores, event_names(material.found.events)
    return {
        i: _illustration(material, i, f"{names[i]}-placebo", scores[i])
        for i in range(len(material.found))
        if material.decided.tested[i]
    }


def _illustration(material: Material, i: int, name: str, scores: Floats) -> Illustration:
    found, decided, issuer = material.found, material.decided, material.issuer(i)
    score = float(found.components["reversal_score"][i])
    reached = int((scores >= score).sum())
    words = Words(
        title(decided, i, issuer),
        subtitle(found, decided, i),
        material.brief_source(),
        found.simulated,
    )
    picture = HistogramPicture(words, scores, score, mark(decided, i, issuer), f"{reached:,} reach it")
    return Illustration(name, picture, caption(found, decided, i, issuer), alt(found, i, issuer, scores))
