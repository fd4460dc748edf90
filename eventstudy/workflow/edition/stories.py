"""The stories of an edition: one paragraph an announcement, with its pictures, the strongest verdict first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.announcements.ledger import DEALS
from eventstudy.reporting.captions.words import day_text, of_simulated, who
from eventstudy.reporting.newsletter.post import Link, Section, Shown
from eventstudy.reporting.newsletter.words import (
    announced,
    contract_words,
    left_out_words,
    prices_tell,
    verdict_words,
)
from eventstudy.reporting.verdict import STRENGTH, strength

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material


@dataclass(frozen=True, slots=True)
class Story:
    """One announcement of an edition: its id, and the numbers of its events."""

    id: str
    events: tuple[int, ...]


def stories(material: Material) -> tuple[Story, ...]:
    """Return the announcements of an edition: the strongest verdict first, those without one last.

    Of equals the one whose contract tripped more flags comes first, then the earlier one.
    """
    events: dict[str, list[int]] = {}
    for i, event in enumerate(material.found.events):
        events.setdefault(event.id, []).append(i)
    every = (*events, *material.flagged.contracts, *(one.id for one in material.found.dropped))
    found = [Story(name, tuple(events.get(name, ()))) for name in dict.fromkeys(every)]
    return tuple(sorted(found, key=lambda story: _order(material, story)))


def _order(material: Material, story: Story) -> tuple[tuple[int, float], int, str, str]:
    ranks = [strength(material.decided, i) for i in story.events]
    flags = sum(bool(one.tripped) for one in material.flagged.contracts.get(story.id, ()))
    when = str(material.announcements[story.id].announced)
    return min(ranks, default=(len(STRENGTH), 2.0)), -flags, when, story.id


def section(material: Material, story: Story, pictures: Iterable[Illustration]) -> Section:
    """Write one announcement: what was said, what prices say of it, and what its terms are."""
    announcement, simulated = material.announcements[story.id], material.found.simulated
    links = (Link("The announcement", announcement.url),) if announcement.url else ()
    return Section(
        heading=heading(material, story),
        paragraphs=(of_simulated(paragraph(material, story), simulated=simulated),),
        pictures=tuple(map(shown, pictures)),
        links=links,
    )


def heading(material: Material, story: Story) -> str:
    """Say who announced, and when."""
    announcement = material.announcements[story.id]
    lines = ", ".join(one.symbol for one in announcement.securities)
    name = who(announcement.issuer.name, lines) if lines else announcement.issuer.name
    day = day_text(announcement.announced.date)
    return f"{name}, {day.split(' ', 1)[1] if announcement.announced.precision == 'month' else day}"


def paragraph(material: Material, story: Story) -> str:
    """Write the paragraph of one announcement."""
    announcement, flags = material.announcements[story.id], material.flagged.contracts.get(story.id, ())
    told = any(prices_tell(material.decided.tier[i]) for i in story.events)
    parts = [announced(announcement)]
    parts += [verdict_words(material.found, material.decided, i) for i in story.events]
    parts += [left_out_words(one) for one in material.found.dropped if one.id == story.id]
    parts.append(contract_words(flags, carry=announcement.kind in DEALS and not told))
    return " ".join(parts)


def shown(illustration: Illustration) -> Shown:
    """Say of a picture what a post says of it."""
    title = illustration.picture.words.title
    return Shown(illustration.name, title, illustration.alt, illustration.caption)
