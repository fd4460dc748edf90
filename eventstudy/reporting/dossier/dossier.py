"""What a dossier is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.reporting.tables import Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the page.

    Attributes
    ----------
    anchor : str
        Its place on the page.
    title, subtitle, caption, source : str
    svg : str
        An ``svg`` element that tells its content to who cannot see it.
    """

    anchor: str
    title: str
    subtitle: str
    caption: str
    source: str
    svg: str


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """One announcement.

    Attributes
    ----------
    anchor, heading, tier : str
        Where it stands, who and when, and the verdict.
    url : str or None
    marked : bool
        Whether it is flagged.
    paragraph : str
    sureness : tuple of str
        How sure this is, in sentences.
    pictures : tuple of Picture
    tables, details : tuple of Table
        Terms with their evidence; and what is folded away: ledger, exchange rules, components. Those without rows are
        left out.
    """

    anchor: str
    heading: str
    tier: str
    url: str | None
    marked: bool
    paragraph: str
    sureness: tuple[str, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]
    details: tuple[Table, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dossier:
    """Everything on the page.

    Attributes
    ----------
    title, subtitle : str
    summary, sureness : tuple of str
        Paragraphs.
    overview : Table
        A row for every event; ``links`` gives the anchor of each.
    links : tuple of str
    pictures : tuple of Picture
        Of all events together.
    chapters : tuple of Chapter
    left_out : Table
    method : tuple of (str, str)
        Headings and what stands below them.
    provenance : tuple of Table
    sprite : str
        The letters of all pictures.
    light, dark : mapping of str to str
        Colours by name.
    logo : str
    simulated : bool
    """

    title: str
    subtitle: str
    summary: tuple[str, ...]
    sureness: tuple[str, ...]
    overview: Table
    links: tuple[str, ...]
    pictures: tuple[Picture, ...]
    chapters: tuple[Chapter, ...]
    left_out: Table
    method: tuple[tuple[str, str], ...]
    provenance: tuple[Table, ...]
    sprite: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    logo: str
    simulated: bool
