"""The deals that an issuer announced, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.announcements.ledger import DEALS, Outcome
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.ledger import FollowUp


@dataclass(frozen=True, slots=True)
class PastDeal:
    """One deal, counted once whether registry, ledger or both know it.

    Attributes
    ----------
    id : str
        Of its announcement, or of its fact where the registry does not have it.
    on : Span
    kind, text : str
    source : str or None
        Where the deal can be read.
    follow_ups : tuple of FollowUp
        What is known of it, in order of time.
    """

    id: str
    on: Span
    kind: str
    text: str
    source: str | None
    follow_ups: tuple[FollowUp, ...]

    @property
    def outcome(self) -> Outcome:
        """The latest outcome that is evidenced."""
        evidenced = [one.outcome for one in self.follow_ups if one.outcome is not Outcome.NOT_EVIDENCED]
        return evidenced[-1] if evidenced else Outcome.NOT_EVIDENCED


def past_deals(announcements: Sequence[Announcement], evidence: Evidence) -> tuple[PastDeal, ...]:
    """Return every deal of an issuer up to ``evidence.as_of``, in order of time.

    Parameters
    ----------
    announcements : sequence of Announcement
        All that the registry has of the issuer.
    evidence : Evidence
        Its ledgers, and what the reader recorded.
    """
    told = sorted(evidence.follow_ups(), key=lambda one: one.on)
    facts = {
        one.id: evidence.announced(one, announcements[0]) if announcements else None
        for one in evidence.facts(DEALS)
    }
    found = [
        _announced(one, [one.id, *(fact for fact, same in facts.items() if same == one.id)], told)
        for one in announcements
        if one.kind in DEALS and Span.of(one.announced).last <= evidence.as_of
    ]
    found += [
        PastDeal(one.id, one.on, one.kind, one.text, one.source, _of([one.id], told))
        for one in evidence.facts(DEALS)
        if facts[one.id] is None
    ]
    return tuple(sorted(found, key=lambda one: one.on))


def _announced(one: Announcement, ids: Iterable[str], told: Iterable[FollowUp]) -> PastDeal:
    return PastDeal(one.id, Span.of(one.announced), one.kind, one.headline, one.url, _of(ids, told))


def _of(ids: Iterable[str], told: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    wanted = set(ids)
    return tuple(one for one in told if one.deal in wanted)
