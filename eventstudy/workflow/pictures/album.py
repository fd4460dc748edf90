"""The pictures of an edition: those of all events together, and those that belong to one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.workflow.pictures.event import event_illustrations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material


@dataclass(frozen=True, slots=True, eq=False)
class Album:
    """Pictures in their places.

    Attributes
    ----------
    together : tuple of Illustration
        Of all events.
    events : tuple of tuple of Illustration
        Of each event.
    """

    together: tuple[Illustration, ...]
    events: tuple[tuple[Illustration, ...], ...]

    def of(self, events: Sequence[int]) -> tuple[Illustration, ...]:
        """Return the pictures of some events."""
        return tuple(one for i in events for one in self.events[i])

    @property
    def everything(self) -> tuple[Illustration, ...]:
        """All pictures."""
        return (*self.together, *(one for part in self.events for one in part))


def album(material: Material) -> Album:
    """Gather the pictures of an edition."""
    return Album((), tuple((one,) for one in event_illustrations(material)))
