"""What pictures are made of: what was found, and the announcements that it was found of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.workflow.flag import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.flag import Flagged
    from eventstudy.workflow.inputs import PriceShelf


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Results and announcements.

    Attributes
    ----------
    flagged : Flagged
    announcements : mapping of str to Announcement
        The whole registry by id.
    known : Known
        Ledgers, what was recorded of deals, and up to which day.
    shelf : PriceShelf or None
        Where exchange rates are looked up; without it amounts stay in their currency.
    """

    flagged: Flagged
    announcements: Mapping[str, Announcement]
    known: Known = field(default_factory=Known)
    shelf: PriceShelf | None = None

    @property
    def found(self) -> Signatures:
        """The signatures; event ``i`` of them is number ``i`` of the verdicts too."""
        return self.flagged.measured.signatures

    @property
    def decided(self) -> Verdicts:
        """The verdicts."""
        return self.flagged.judged.verdicts

    def announcement(self, i: int) -> Announcement:
        """Return what was announced in event ``i``."""
        return self.announcements[self.found.events[i].id]

    def issuer(self, i: int) -> str:
        """Return who announced event ``i``."""
        return self.announcement(i).issuer.name

    def source(self, *securities: str) -> str:
        """Say where the prices of some securities come from."""
        sources = self.flagged.measured.sources
        return "Prices: " + "; ".join(dict.fromkeys(sources[one] for one in securities if one in sources))
