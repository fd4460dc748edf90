"""How fast good news came before, beside the issuer's own habit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.announcements.chances import poisson_tail
from eventstudy.announcements.flags.flag import Measure
from eventstudy.announcements.ledger import POSITIVE
from eventstudy.announcements.span import Span

if TYPE_CHECKING:
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.evidence import Evidence
    from eventstudy.announcements.flags.flag import ContractFlag

WINDOW = dt.timedelta(days=90)
HISTORY = dt.timedelta(days=1096)
"""Three years."""

LEAST_HISTORY = dt.timedelta(days=365)
LEVEL = 0.05

MEASURE = Measure(
    "cadence", f"p below {LEVEL}: so many in {WINDOW.days} days would be rare by its own habit", "p"
)


class _Reading(NamedTuple):
    """The counts of one reading of the dates: the last 90 days, and the history before them."""

    recent: int
    before: int
    exposure: int

    @property
    def p_value(self) -> float:
        """Chance of so many or more at the rate of the history (Poisson 1837)."""
        return poisson_tail(self.recent, self.before * WINDOW.days / self.exposure)


def cadence(announcement: Announcement, evidence: Evidence) -> ContractFlag:
    """Compare the positive announcements of 90 days, this one among them, with the three years before."""
    if announcement.kind not in POSITIVE:
        return MEASURE.unknown(f"an announcement of the kind {announcement.kind} is not counted as good news")
    begins = min((ledger.begins for ledger in evidence.ledgers), default=None)
    if begins is None:
        return MEASURE.unknown("no ledger says since when the issuer's announcements were collected")
    span = Span.of(announcement.announced)
    exposure = min(HISTORY, span.first - WINDOW - begins)
    if exposure < LEAST_HISTORY:
        seen = f"only {max(exposure.days, 0)} days before the last {WINDOW.days} are covered"
        return MEASURE.unknown(f"{seen}, and {LEAST_HISTORY.days} are needed")
    events = _events(announcement, evidence)
    readings = [one for day in span.days() for one in _readings(day, events, begins)]
    mildest = max(readings, key=lambda one: one.p_value)
    if not mildest.before:
        return MEASURE.unknown(
            f"no earlier good news is at hand in {exposure.days} days, so there is no rate"
        )
    sources = (announcement.url or "", *(one.cited for one in evidence.facts(POSITIVE)))
    return MEASURE.over_days(
        mildest.p_value,
        _sentence(mildest, readings),
        sources,
        [one.p_value < LEVEL for one in readings],
    )


def _events(announcement: Announcement, evidence: Evidence) -> list[Span]:
    """Return when the issuer's other good news came: registry and ledger, no event twice."""
    others = [one for one in evidence.others if one.kind in POSITIVE and one.id != announcement.id]
    facts = [one for one in evidence.facts(POSITIVE) if evidence.announced(one, announcement) is None]
    return [Span.of(one.announced) for one in others] + [one.on for one in facts]


def _readings(day: dt.date, events: list[Span], begins: dt.date) -> tuple[_Reading, _Reading]:
    """Count for one day, first as few as the dates allow lately and as many before, then the other way."""
    edge = day - WINDOW
    start = max(begins, edge - HISTORY)
    recent, before = (edge + dt.timedelta(days=1), day), (start, edge)
    exposure = (edge - start).days
    mild = _Reading(
        1 + sum(one.within(*recent) for one in events), sum(one.touches(*before) for one in events), exposure
    )
    harsh = _Reading(
        1 + sum(one.touches(*recent) for one in events), sum(one.within(*before) for one in events), exposure
    )
    return mild, harsh


def _sentence(mildest: _Reading, readings: list[_Reading]) -> str:
    low, high = min(one.p_value for one in readings), mildest.p_value
    counts = sorted({one.recent for one in readings})
    told = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    p_value = f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f}"
    return (
        f"{told} positive announcements in {WINDOW.days} days, this one among them, after {mildest.before} in the "
        f"{mildest.exposure} days before; p {p_value} (Poisson), by what registry and ledger hold."
    )
