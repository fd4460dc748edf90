"""All kinds of pictures by name, and those of some kinds from the same results."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.workflow.pictures.averages import averages
from eventstudy.workflow.pictures.event import event_illustrations
from eventstudy.workflow.pictures.heatmap import heatmap
from eventstudy.workflow.pictures.histogram import histograms
from eventstudy.workflow.pictures.multiples import multiples
from eventstudy.workflow.pictures.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material

KINDS: Mapping[str, Callable[[Material], tuple[Illustration, ...]]] = MappingProxyType(
    {
        "event": event_illustrations,
        "placebo": lambda material: tuple(histograms(material).values()),
        "multiples": multiples,
        "ranking": ranking,
        "averages": averages,
        "heatmap": heatmap,
    }
)
"""Name -> what gathers the pictures of that kind; none where there is nothing to draw."""


def gallery(material: Material, kinds: Iterable[str]) -> tuple[Illustration, ...]:
    """Return the pictures of some kinds, in the order of ``KINDS``."""
    wanted = set(kinds)
    return tuple(one for name, gather in KINDS.items() if name in wanted for one in gather(material))
