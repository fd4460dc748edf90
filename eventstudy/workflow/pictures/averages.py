"""Average paths by kind of announcement."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.issuer import FEWEST_PATHS, apart, average_path
from eventstudy.plotting import AveragesPicture, Words
from eventstudy.plotting.averages import Average
from eventstudy.reporting.captions.averages import (
    ALL,
    DAY,
    alt,
    beyond_chance,
    caption,
    heading,
    subtitle,
    title,
)
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from eventstudy.analysis.issuer import AveragePath
    from eventstudy.arrays import Integers
    from eventstudy.workflow.pictures.material import Material

_MOST_KINDS = 5


def averages(material: Material) -> tuple[Illustration, ...]:
    """Return the picture; none where fewer than five windows of announcements lie apart."""
    found = material.found
    issuers = [material.issuer(i) for i in range(len(found))]
    kinds = [material.announcement(i).kind for i in range(len(found))]
    counted = (
        np.flatnonzero(apart(found, issuers, np.ones(len(found), dtype=np.bool_)))
        if len(found)
        else np.empty(0, int)
    )
    count = Counter(kinds[i] for i in counted.tolist())
    enough = [kind for kind, number in count.most_common(_MOST_KINDS) if number >= FEWEST_PATHS]
    members = {kind: counted[[kinds[i] == kind for i in counted]] for kind in enough}
    if len(count) > 1:
        members = {ALL: counted, **members}
    paths = {kind: path for kind, rows in members.items() if (path := _path(material, rows)) is not None}
    if not paths:
        return ()
    few = {kind: number for kind, number in count.most_common() if kind not in paths}
    words = Words(title(paths), subtitle(), material.brief_source(), found.simulated)
    picture = AveragesPicture(words, tuple(_average(kind, path) for kind, path in paths.items()), DAY)
    told = caption(paths, few, simulated=found.simulated)
    return (Illustration("averages", picture, told, alt(paths, simulated=found.simulated)),)


def _path(material: Material, rows: Integers) -> AveragePath | None:
    """Average some paths; None for too few of them, whose mean has no interval."""
    return average_path(material.found.take(rows)) if len(rows) >= FEWEST_PATHS else None


def _average(kind: str, path: AveragePath) -> Average:
    return Average(heading(kind, path), path.offsets, path.mean, path.low, path.high, beyond_chance(path))
