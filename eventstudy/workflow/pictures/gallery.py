"""All kinds of pictures by name, and those of some kinds from the same results."""

from __future__ import annotations

from types import MappingProxyType
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
    from collections.abc import Callable, Iterable, Mapping

    from eventstudy.workflow.pictures.illustration import Illustration
    from eventstudy.workflow.pictures.material import Material

KINDS: Mapping[str, Callable[[Material], tuple[Illustration, ...]]] = MappingProxyType(
    {
        "event": event_illustrations,
        "prices": lambda material: tuple(price_lines(material).values()),
        "placebo": lambda material: tuple(histograms(material).values()),
        "ladder": lambda material: tuple(ladders(material).values()),
        "multiples": multiples,
        "table": tables,
        "ranking": ranking,
        "averages": averages,
        "heatmap": heatmap,
    }
)
"""Name -> what gathers the pictures of that kind; none where there is nothing to draw."""


def gallery(material: Material, kinds: Iterable[str]) -> tuple[Illustration, ...]:
    """Return the pictures of some kinds, in the order of ``KINDS``."""
    wanted = set(kinds)
    return distinct(one for name, gather in KINDS.items() if name in wanted for one in gather(material))
