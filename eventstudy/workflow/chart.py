"""Pictures from signatures: one file an event."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from eventstudy.counting import counted
from eventstudy.plotting import PRESETS, EventPicture, Sheet, Words, missing_glyphs, save_figure
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.captions import Subject, source_line, subtitle, title
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table, marked, stamped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eventstudy.analysis.signature import Signatures
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.flag import Measured

Image = Literal["png", "svg", "pdf"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture and where it was written."""

    id: str
    security: str
    title: str
    path: Path
    problem: str | None


def draw(
    measured: Measured,
    announcements: Mapping[str, Announcement],
    place: Callable[[str, str], Path],
    *,
    preset: str,
    image: Image,
    progress: Callable[..., Iterator[int]],
) -> tuple[Drawn, ...]:
    """Draw every measured event; ``place`` says where the picture of an event and security goes.

    A picture whose words need letters that no installed font has says so in ``problem``.
    """
    found = measured.signatures
    drawn: list[Drawn] = []
    for i in progress(range(len(found.events)), label="Drawing", length=len(found.events)):
        event = found.events[i]
        picture = _picture(found, i, _subject(measured, i, announcements[event.id]))
        target = place(event.id, event.security)
        save_figure(picture.figure(Sheet(PRESETS[preset])), target, image)
        problem = missing_glyphs(picture.words.title + picture.words.subtitle + picture.words.source)
        drawn.append(Drawn(event.id, event.security, picture.words.title, target, problem))
    return tuple(drawn)


def _subject(measured: Measured, i: int, announcement: Announcement) -> Subject:
    security = measured.signatures.events[i].security
    source = "Prices: " + measured.sources[security]
    if announcement.url:
        source += f". Announcement: {announcement.url}"
    return Subject(announcement.issuer.name, announcement.headline, measured.benchmarks[security], source)


def _picture(signatures: Signatures, i: int, subject: Subject) -> EventPicture:
    """Gather everything that the picture of one event needs."""
    inside = signatures.sessions[i] != NO_SESSION
    event = signatures.events[i]
    give_back = float(signatures.components["give_back"][i])
    return EventPicture(
        words=Words(
            title=title(signatures, i, subject.issuer),
            subtitle=subtitle(signatures, i, subject),
            source=source_line(subject),
            simulated=signatures.simulated,
        ),
        offsets=signatures.offsets[inside],
        path=signatures.path[i][inside],
        band=signatures.band[i][inside],
        volume_z=signatures.volume_z[i][inside],
        day0=event.day0,
        peak=_offset(int(signatures.peak_offset[i])),
        trough=_offset(int(signatures.trough_offset[i])),
        give_back=give_back if np.isfinite(give_back) else None,
        expiry=_offset(int(signatures.expiry[i])),
        path_name="cumulative abnormal return (log), signature's path",
    )


def _offset(value: int) -> int | None:
    return None if value < 0 else value


def names_in(folder: Path, measured: Measured, image: Image) -> Callable[[str, str], Path]:
    """Name the pictures of a folder after their announcements, and after the security too where there are several."""
    events = measured.signatures.events
    count = Counter(event.id for event in events)
    names: dict[tuple[str, str], str] = {}
    for event in events:
        name = _slug(event.id if count[event.id] == 1 else f"{event.id}-{event.security}")
        taken = sum(other == name or other.startswith(f"{name}~") for other in names.values())
        names[event.id, event.security] = f"{name}~{taken + 1}" if taken else name

    def place(announcement: str, security: str) -> Path:
        return folder / f"{names[announcement, security]}.{image}"

    return place


def _slug(name: str) -> str:
    """Write a name as newsletter services take it in a file's name; other scripts keep their letters."""
    return re.sub(r"[^\w]+|_", "-", name.lower()).strip("-")


def drawn_report(drawn: Sequence[Drawn], *, simulated: bool) -> Report:
    """Return a row for every picture."""
    columns = (
        Column("id", "event"),
        Column("security", "security"),
        Column("file", "file"),
        Column("title", "title", wide=True),
    )
    rows = tuple((one.id, one.security, str(one.path), one.title) for one in drawn)
    table = Table(columns, rows, marked(counted(len(rows), "picture"), simulated=simulated))
    return Report(stamped(table, simulated=True) if simulated else table, "eventstudy/chart/1")
