"""A picture with its name, and with what is said of it where it cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.plotting import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Illustration:
    """One picture of an edition.

    Attributes
    ----------
    name : str
        What its file is called, without an ending: small letters, digits and dashes, other scripts as they are.
    picture : Picture
    caption : str
        A sentence or two to print below it.
    alt : str
        What it shows, for who cannot see it; written from its numbers.
    """

    name: str
    picture: Picture
    caption: str
    alt: str
