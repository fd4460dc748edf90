"""The ranked dot plot of all events that were compared with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import RankingPicture, Words
from eventstudy.plotting.ranking import Ranked
from eventstudy.reporting.captions.ranking import HEADING, alt, caption, numbers, subtitle, title
from eventstudy.reporting.captions.words import brief_day
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.workflow.pictures.material import Material

MOST_ROWS = 24


def ranking(material: Material) -> tuple[Illustration, ...]:
    """Return the dot plot; none where no event was tested."""
    found, decided = material.found, material.decided
    compared = [i for i in material.by_strength() if decided.tested[i]]
    compared.sort(key=lambda i: (not decided.flagged[i], float(decided.comparison.p_value[i])))
    if not compared:
        return ()
    shown = compared[:MOST_ROWS]
    spans = np.quantile(material.comparable_scores[shown], (0.05, 0.5, 0.95), axis=1).T
    rows = tuple(_row(material, i, span) for i, span in zip(shown, spans.tolist(), strict=True))
    words = Words(
        title(decided, len(compared)),
        subtitle(len(shown), len(compared)),
        material.brief_source(),
        found.simulated,
    )
    names = [material.issuer(i) for i in range(len(found))]
    picture = RankingPicture(words, rows, HEADING)
    return (
        Illustration("ranking", picture, caption(found, decided), alt(found, decided, shown, names, spans)),
    )


def _row(material: Material, i: int, span: Sequence[float]) -> Ranked:
    found, (low, middle, high) = material.found, span
    return Ranked(
        name=material.issuer(i),
        when=brief_day(found.events[i].day0),
        numbers=numbers(material.decided, i),
        score=float(found.components["reversal_score"][i]),
        low=low,
        middle=middle,
        high=high,
        marked=bool(material.decided.flagged[i]),
    )
