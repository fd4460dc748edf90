"""Results of the made-up market of Hong Kong, as pictures and pages take them."""

from __future__ import annotations

from functools import cache

from thick_market import CHOICES, announcements, shelf

from eventstudy.workflow.flag import Known, flag_events
from eventstudy.workflow.pictures.material import Material
from eventstudy.workflow.shelves import PeerShelf


@cache
def thick_material() -> Material:
    """Flag every announcement of the market; what comes back is shared, and nobody changes it."""
    said, prices = announcements(), PeerShelf(shelf(), {})
    flagged = flag_events(said, said, prices, CHOICES, known=Known(), say=lambda _: None)
    return Material(flagged, {one.id: one for one in said}, Known(), prices)
