"""The pictures of an edition: those of all events together, and those that belong to one story."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from eventstudy.workflow.pictures.averages import averages
from eventstudy.workflow.pictures.event import event_illustrations
from eventstudy.workflow.pictures.heatmap import heatmap
from eventstudy.workflow.pictures.histogram import histograms
from eventstudy.workflow.pictures.illustration import distinct
from eventstudy.workflow.pictures.ladder import ladders
from eventstudy.workflow.pictures.multiples import multiples
from eventstudy.workflow.pictures.price_line import price_lines
from eventstudy.workflow.pictures.ranking import ranking
from eventstudy.workflow.pictures.table import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Pictures in their places.

    Attributes
    ----------
    together : tuple of Illustration
        Of all events.
    stories : mapping of str to tuple of Illustration
        Of each announcement, by its id.
    """

    together: tuple[Illustration, ...]
    stories: Mapping[str, tuple[Illustration, ...]]

    @property
    def everything(self) -> tuple[Illustration, ...]:
        """All pictures."""
        return (*self.together, *(one for part in self.stories.values() for one in part))


def album(material: Material, order: Sequence[str]) -> Album:
    """Gather the pictures of an edition whose announcements are told in an order.

    A story shows the paths of its events, their places among comparable windows, and the ladder of its unit price; the
    first story of a share also shows the share's price, where that has several announcements.
    """
    together = (
        *multiples(material),
        *tables(material),
        *ranking(material),
        *averages(material),
        *heatmap(material),
    )
    pictures = _Pictures(material)
    parts = [together, *(tuple(pictures.of(name)) for name in order)]
    named = iter(distinct(one for part in parts for one in part))
    first, *others = [tuple(islice(named, len(part))) for part in parts]
    return Album(first, dict(zip(order, others, strict=True)))


class _Pictures:
    """Hands out the pictures of one story after another."""

    def __init__(self, material: Material) -> None:
        self._events = material.found.events
        self._paths = event_illustrations(material)
        self._places = histograms(material)
        self._ladders = ladders(material)
        several = [event.security for event in self._events]
        self._prices = {
            security: one for security, one in price_lines(material).items() if several.count(security) > 1
        }

    def of(self, name: str) -> Iterator[Illustration]:
        """Return the pictures of an announcement; the price of a share comes once."""
        for i, event in enumerate(self._events):
            if event.id == name:
                yield self._paths[i]
                if i in self._places:
                    yield self._places[i]
                if event.security in self._prices:
                    yield self._prices.pop(event.security)
        if name in self._ladders:
            yield self._ladders[name]
