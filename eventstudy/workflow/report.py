"""A dossier from results: every picture, table and source of some announcements on one page."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import ContractTerms
from eventstudy.announcements.writer import announcements_as
from eventstudy.plotting import Sheet, TablePicture
from eventstudy.plotting.inline import InlinePictures
from eventstudy.reporting.contract import contract_evidence
from eventstudy.reporting.dossier.dossier import Chapter, Dossier, Picture
from eventstudy.reporting.dossier.render import render
from eventstudy.reporting.flag import component_table
from eventstudy.reporting.newsletter.words import METHODS, left_out_words, summary, sureness
from eventstudy.reporting.remarks import dropped_table
from eventstudy.reporting.rules import rules_table
from eventstudy.reporting.sureness import contract_sureness, event_sureness
from eventstudy.reporting.tables import Column, Table
from eventstudy.reporting.terms import ledger_table, terms_table
from eventstudy.reporting.verdict import reference_table, verdict_text
from eventstudy.workflow.edition.make import period_text, versions
from eventstudy.workflow.edition.stories import heading, paragraph, stories
from eventstudy.workflow.pictures.album import album
from eventstudy.workflow.pictures.event import slug
from eventstudy.workflow.pictures.table import overview
from eventstudy.workflow.provenance import price_table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from eventstudy.plotting import House
    from eventstudy.reporting.tables import Cell
    from eventstudy.workflow.edition.stories import Story
    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material


def write_report(
    material: Material,
    *,
    period: tuple[dt.date | None, dt.date | None],
    title: str | None,
    house: House,
    progress: Callable[..., Iterator[Illustration]],
) -> str:
    """Return the dossier of everything that was flagged, as the text of an HTML file.

    Parameters
    ----------
    material : Material
    period : (datetime.date or None, datetime.date or None)
        First and last day of the announcements.
    title : str or None
        Written from the period where it is None.
    house : House
    progress : callable
        Goes through the pictures with a bar.
    """
    told = stories(material)
    return render(
        _Pages(material, told, house, progress).dossier(title or f"Space announcements{period_text(*period)}")
    )


class _Pages:
    """Puts the pages of one dossier together; the letters of its pictures are shared."""

    def __init__(
        self,
        material: Material,
        told: Sequence[Story],
        house: House,
        progress: Callable[..., Iterator[Illustration]],
    ) -> None:
        self._material, self._told, self._house = material, told, house
        self._inline = InlinePictures(house.light)
        pictures = album(material, [story.id for story in told])
        every = [one for one in pictures.everything if not isinstance(one.picture, TablePicture)]
        self._drawn = {
            one.name: self._picture(one) for one in progress(every, label="Drawing", length=len(every))
        }
        self._album = pictures

    def dossier(self, title: str) -> Dossier:
        """Return the whole dossier."""
        material = self._material
        found, decided = material.found, material.decided
        anchors = {story.id: anchor for story, anchor in zip(self._told, self._anchors(), strict=True)}
        table = overview(material)
        ids = [found.events[i].id for i in material.by_strength()] + [one.id for one in found.dropped]
        return Dossier(
            title=title,
            subtitle="What share prices did around announcements, how sure one can be, and what it rests on",
            summary=summary(found, decided, material.issuers, material.flagged.contracts),
            sureness=(
                *sureness(decided),
                *(f"{one[0].upper()}{one[1:]}." for one in material.flagged.remarks),
            ),
            overview=replace(table, title="All announcements"),
            links=tuple(anchors[name] for name in ids),
            pictures=self._shown(self._album.together),
            chapters=tuple(self._chapter(story, anchors[story.id]) for story in self._told),
            left_out=replace(dropped_table(found.dropped, simulated=False), title="Left out"),
            method=METHODS,
            provenance=self._provenance(),
            sprite=self._inline.sprite,
            light=self._house.light.named,
            dark=self._house.dark.named,
            logo=self._house.logo,
            simulated=found.simulated,
        )

    def _anchors(self) -> list[str]:
        return [f"a{number}-{slug(story.id)}" for number, story in enumerate(self._told, start=1)]

    def _picture(self, one: Illustration) -> Picture:
        words = one.picture.words
        svg = self._inline.add(one.picture.figure(Sheet(house=self._house, bare=True)), one.alt)
        return Picture(f"picture-{one.name}", words.title, words.subtitle, one.caption, words.source, svg)

    def _shown(self, some: Sequence[Illustration]) -> tuple[Picture, ...]:
        return tuple(self._drawn[one.name] for one in some if one.name in self._drawn)

    def _chapter(self, story: Story, anchor: str) -> Chapter:
        material, announcement = self._material, self._material.announcements[story.id]
        flags = material.flagged.contracts.get(story.id, ())
        return Chapter(
            anchor=anchor,
            heading=heading(material, story),
            tier=self._tier(story),
            url=announcement.url,
            marked=any(bool(material.decided.flagged[i]) for i in story.events),
            paragraph=paragraph(material, story),
            sureness=(*self._sureness(story), contract_sureness(flags)),
            pictures=self._shown(self._album.stories[story.id]),
            tables=self._tables(story),
            details=tuple(self._details(story)),
        )

    def _tier(self, story: Story) -> str:
        decided = self._material.decided
        return " · ".join(verdict_text(decided, i) for i in story.events) or "no verdict from prices"

    def _sureness(self, story: Story) -> Iterator[str]:
        material = self._material
        for i in story.events:
            yield from event_sureness(material.found, material.decided, i, material.flagged.ramps.ramps[i])
        for one in material.found.dropped:
            if one.id == story.id:
                yield left_out_words(one)

    def _tables(self, story: Story) -> tuple[Table, ...]:
        """Return the terms, where any was announced, and the contract flags, where any is known."""
        announcement = self._material.announcements[story.id]
        terms = (terms_table(announcement),) if announcement.terms != ContractTerms() else ()
        return (*terms, *((self._flags(story),) if self._known_flags(story) else ()))

    def _flags(self, story: Story) -> Table:
        flags = self._material.flagged.contracts.get(story.id, ())
        return replace(contract_evidence(flags), title="Contract flags, with their evidence")

    def _known_flags(self, story: Story) -> bool:
        flags = self._material.flagged.contracts.get(story.id, ())
        return any(one.tripped is not None for one in flags)

    def _details(self, story: Story) -> Iterator[Table]:
        material = self._material
        announcement = material.announcements[story.id]
        yield ledger_table([one for one in material.known.ledgers if one.speaks_of(announcement)])
        if not self._known_flags(story):
            yield self._flags(story)
        for i in story.events:
            security = material.found.events[i].security
            yield rules_table(material.flagged.rules[i], title=f"Rules of the exchange, {security}")
            components = component_table(material.found, i)
            yield replace(components, title=f"Components of the signature, {security} (log returns)")

    def _provenance(self) -> tuple[Table, ...]:
        flagged = self._material.flagged
        return (
            price_table(flagged),
            replace(reference_table(flagged.judged.references, simulated=False), title="Reference sets"),
            replace(flagged.measured.beside.table(simulated=False), title="Findings in the prices"),
            _made_with(self._material, [story.id for story in self._told]),
        )


def _made_with(material: Material, ids: Sequence[str]) -> Table:
    """Return the versions of what computed and drew, and the hash of the announcements."""
    text = announcements_as("csv", [material.announcements[name] for name in ids])
    rows: tuple[tuple[Cell, ...], ...] = (
        *versions(),
        ("announcements, SHA-256 of their CSV", hashlib.sha256(text.encode()).hexdigest()),
        ("contracts looked at up to", str(material.known.as_of)),
    )
    return Table((Column("what", "what"), Column("value", "value")), rows, "Made with")
