"""What a post is made of: headings, paragraphs and pictures, in order; every form of it is written from this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture where it stands in a post.

    Attributes
    ----------
    name : str
        Of its file, without an ending.
    title, alt, caption : str
    """

    name: str
    title: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where something can be read."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with what stands below it.

    Attributes
    ----------
    heading : str
    paragraphs : tuple of str
    pictures : tuple of Shown
        Below the paragraphs.
    links : tuple of Link
        Below the pictures.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    pictures: tuple[Shown, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """One edition.

    Attributes
    ----------
    title, subtitle : str
    overview : Section
        All events together.
    stories : tuple of Section
        One an event, the strongest verdict first.
    notes : Section
        How sure this is, how it was found, and what was left out.
    simulated : bool
    """

    title: str
    subtitle: str
    overview: Section
    stories: tuple[Section, ...]
    notes: Section
    simulated: bool

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in the order in which they are read."""
        return (self.overview, *self.stories, self.notes)

    @property
    def pictures(self) -> tuple[Shown, ...]:
        """All pictures in the order in which they are seen."""
        return tuple(one for section in self.sections for one in section.pictures)
