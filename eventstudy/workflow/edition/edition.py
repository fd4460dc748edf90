"""The value of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.plotting import Picture, Sheet
    from eventstudy.reporting.newsletter.post import Post
    from eventstudy.reporting.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One picture of an edition, by the name that the post calls it."""

    name: str
    picture: Picture


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """Everything that a bundle is written from.

    Attributes
    ----------
    post : Post
    drawings : tuple of Drawing
        Every picture that the post shows.
    sheet : Sheet
        What the pictures of the post are drawn on; those of the e-mail are of the preset ``email``.
    images_url : str
        What stands before the name of a picture in the e-mail.
    numbers, sources : Table
        ``numbers.csv`` and ``sources.csv``.
    versions : tuple of (str, str)
        Of what draws: another one may write other bytes.
    """

    post: Post
    drawings: tuple[Drawing, ...]
    sheet: Sheet
    images_url: str
    numbers: Table
    sources: Table
    versions: tuple[tuple[str, str], ...]
