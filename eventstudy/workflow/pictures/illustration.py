"""A picture with its name, and with what is said of it where it cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def distinct(some: Iterable[Illustration]) -> tuple[Illustration, ...]:
    """Give pictures names of their own, also to file systems that do not tell capitals: a later twin gets a number."""
    taken: set[str] = set()
    found = []
    for one in some:
        name, number = one.name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{one.name}~{number}"
        taken.add(name.casefold())
        found.append(one if name == one.name else replace(one, name=name))
    return tuple(found)
