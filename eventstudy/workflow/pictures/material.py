"""What pictures are made of: what was found, and the announcements that it was found of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import SHAPE
from eventstudy.reporting.verdict import strength
from eventstudy.workflow.flag import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Floats
    from eventstudy.workflow.flag import Flagged
    from eventstudy.workflow.inputs import PriceShelf


@dataclass(frozen=True, eq=False)
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

    @cached_property
    def comparable_scores(self) -> Floats:
        """Scores of the windows that each event was compared with; shape (n, 1000), NaN where none were."""
        return self.flagged.judged.comparable_scores(self.found)

    def announcement(self, i: int) -> Announcement:
        """Return what was announced in event ``i``."""
        return self.announcements[self.found.events[i].id]

    def issuer(self, i: int) -> str:
        """Return who announced event ``i``."""
        return self.announcement(i).issuer.name

    @property
    def issuers(self) -> dict[str, str]:
        """Who made each announcement, by its id."""
        return {name: one.issuer.name for name, one in self.announcements.items()}

    def source(self, *securities: str) -> str:
        """Say where the prices of some securities come from."""
        sources = self.flagged.measured.sources
        return "Prices: " + "; ".join(dict.fromkeys(sources[one] for one in securities if one in sources))

    def by_strength(self) -> tuple[int, ...]:
        """Return the numbers of the events, the strongest verdict first, then by date."""
        events = self.found.events
        return tuple(
            sorted(
                range(len(events)), key=lambda i: (strength(self.decided, i), events[i].day0, events[i].id)
            )
        )

    def brief_source(self) -> str:
        """Say where the prices of all events come from, without a name for each."""
        shares = {event.security for event in self.found.events}
        return f"{self.source(*sorted(shares))} ({counted(len(shares), 'share')}). {SHAPE}"
