"""The picture of one event: its path beside the ordinary windows of its share."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.ordinary import OrdinaryPaths, ordinary_paths
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.placement import place
from eventstudy.plotting import EventPicture, Fan, Words
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.captions.event import Subject, alt, caption, source_line, subtitle, title
from eventstudy.reporting.verdict import given_back
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.arrays import Booleans
    from eventstudy.workflow.pictures.material import Material


def event_illustrations(material: Material) -> tuple[Illustration, ...]:
    """Return the picture of every measured event, in their order."""
    found = material.found
    wanted = [(event.security, int(last)) for event, last in zip(found.events, found.last, strict=True)]
    ordinary = ordinary_paths(material.flagged.measured.joined.panel, _occupied(material), wanted)
    names = event_names(found.events)
    return tuple(_illustration(material, i, names[i], ordinary.get(wanted[i])) for i in range(len(found)))


def _occupied(material: Material) -> Booleans:
    """Mark day 0 of every announcement of the securities at hand."""
    joined = material.flagged.measured.joined
    marks = np.zeros(joined.panel.prices.shape, dtype=np.bool_)
    spots = place(joined.panel, EventTable.of(joined.events))
    marks[spots.row[spots.found], spots.position[spots.found]] = True
    return marks


def _illustration(material: Material, i: int, name: str, ordinary: OrdinaryPaths | None) -> Illustration:
    found, subject = material.found, _subject(material, i, ordinary)
    words = Words(
        title=title(found, i, subject.issuer),
        subtitle=subtitle(found, i, subject),
        source=source_line(subject),
        simulated=found.simulated,
    )
    picture = _picture(material, i, words, ordinary)
    quantiles = None if ordinary is None else ordinary.quantiles
    return Illustration(
        name, picture, caption(found, material.decided, i, subject), alt(found, i, subject, quantiles)
    )


def _subject(material: Material, i: int, ordinary: OrdinaryPaths | None) -> Subject:
    announcement, security = material.announcement(i), material.found.events[i].security
    source = material.source(security)
    if announcement.url:
        source += f". Announcement: {announcement.url}"
    return Subject(
        announcement.issuer.name,
        announcement.headline,
        material.flagged.measured.benchmarks[security],
        source,
        ordinary.windows if ordinary else 0,
    )


def _picture(material: Material, i: int, words: Words, ordinary: OrdinaryPaths | None) -> EventPicture:
    """Gather everything that the picture of one event needs."""
    found = material.found
    inside = found.sessions[i] != NO_SESSION
    known = bool(np.isfinite(found.components["give_back"][i]))
    return EventPicture(
        words=words,
        offsets=found.offsets[inside],
        path=found.path[i][inside],
        band=found.band[i][inside],
        volume_z=found.volume_z[i][inside],
        day0=found.events[i].day0,
        peak=_offset(int(found.peak_offset[i])),
        trough=_offset(int(found.trough_offset[i])),
        give_back=given_back(found, i) if known else None,
        expiry=_offset(int(found.expiry[i])),
        path_name="price beyond its benchmark since the close before day 0 (signature's path)",
        fan=None if ordinary is None else Fan(ordinary.quantiles, ordinary.windows),
    )


def _offset(value: int) -> int | None:
    return None if value < 0 else value


def event_names(events: Sequence[Event]) -> tuple[str, ...]:
    """Name pictures after their announcements, and after the security too where there are several."""
    count = Counter(event.id for event in events)
    return tuple(
        slug(event.id if count[event.id] == 1 else f"{event.id}-{event.security}") for event in events
    )


def slug(name: str) -> str:
    """Write a name as newsletter services take it in a file's name; other scripts keep their letters."""
    return re.sub(r"[^\w]+|_", "-", name.lower()).strip("-")
