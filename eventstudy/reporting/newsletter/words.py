"""The paragraphs of an edition, written from the numbers: neutral, and no stronger than the verdict.

Where prices alone cannot tell, the paragraph says so, and the terms of the contract carry the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.calibration.matching import GATE, MATCHED
from eventstudy.analysis.verdict import LIKE, STRONG, Tier
from eventstudy.counting import counted
from eventstudy.reporting.captions.words import day_text, listed, of_simulated, who
from eventstudy.reporting.contract import contract_count
from eventstudy.reporting.verdict import detectable, left_out_sentence, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.event import Dropped
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.flag import ContractFlag

METHOD = (
    "How it was found. A share's path is its return beyond its benchmark, by a robust beta of the 250 sessions that end "
    f"31 sessions before the announcement. A rise of more than {GATE:.0f} times its usual move is compared with the "
    f"{MATCHED:,} rises nearest in size, of other shares of its market on days without an announcement in the registry; "
    "q-values are those of Benjamini and Hochberg over all announcements of the edition, or of Benjamini and Yekutieli "
    "where several share a day. Contract flags come from the announcement and from dated facts with their sources; what "
    "is not known is unknown, never no."
)
"""How the verdicts were found, for a reader who wants to know in one paragraph."""

_TOLD = 4
"""Findings of contract flags that a paragraph gives in full."""

_PRICES_CANNOT_TELL = frozenset({Tier.UNTESTABLE, Tier.PENDING})


def announced(announcement: Announcement) -> str:
    """Say who announced what, and when."""
    lines = ", ".join(one.symbol for one in announcement.securities)
    name = who(announcement.issuer.name, lines) if lines else f"{announcement.issuer.name} (not listed)"
    when = _when(announcement)
    what = announcement.headline.strip().rstrip(".") or "an announcement without a headline"
    return f"{when} {name} announced: {what}."


def _when(announcement: Announcement) -> str:
    moment = announcement.announced
    if moment.precision == "month":
        return f"In {day_text(moment.date).split(' ', 1)[1]}"
    return f"On {day_text(moment.date)}"


def verdict_words(found: Signatures, decided: Verdicts, i: int) -> str:
    """Say what the prices say of an event: the tier's sentence, and how large a pump would have been found."""
    said = f"{sentence(found, decided, i)} {detectable(decided, i)}".strip()
    if decided.tier[i] is Tier.UNTESTABLE and "price alone cannot tell" not in said:
        said = f"{said} Price alone cannot tell."
    return said


def left_out_words(dropped: Dropped) -> str:
    """Say why the prices say nothing of an announcement."""
    return left_out_sentence(dropped) or f"Not studied: {dropped.reason}."


def contract_words(flags: Sequence[ContractFlag], *, carry: bool) -> str:
    """Say how many contract flags tripped, and what they found.

    ``carry`` says that a deal was announced of which prices alone cannot tell: its terms then carry the case.
    """
    tripped = [one for one in flags if one.tripped]
    count = contract_count(flags)
    if not any(one.tripped is not None for one in flags):
        return "Nothing is known of the terms that contract flags look at."
    if not tripped:
        return f"The terms: {count}."
    head = f"The terms of the contract carry the case: {count}." if carry else f"The terms: {count}."
    told = " ".join(one.sentence for one in tripped[:_TOLD])
    others = [one.name.replace("_", " ") for one in tripped[_TOLD:]]
    more = f" Also tripped: {listed(others)}." if others else ""
    return f"{head} {told}{more}"


def prices_tell(tier: Tier) -> bool:
    """Say whether a tier is one on which the prices have a say."""
    return tier not in _PRICES_CANNOT_TELL


def summary(found: Signatures, decided: Verdicts, total: int) -> tuple[str, ...]:
    """Sum an edition up: how many announcements, how many could be tested, how many stand out."""
    studied = len(found)
    flagged = [found.events[i] for i in range(studied) if decided.flagged[i]]
    tested = len(decided.edition)
    first = f"{counted(total, 'announcement')}, of which {studied} can be set beside prices."
    if not tested:
        second = "No rise could be compared with those of other shares, so no verdict rests on a p-value."
    elif not flagged:
        second = f"{counted(tested, 'rise')} compared with what such shares do anyway: none stands out at q <= {LIKE:.2f}."
    else:
        names = listed([f"{event.security} on {day_text(event.day0)}" for event in flagged])
        second = (
            f"{counted(tested, 'rise')} compared with what such shares do anyway: {len(flagged)} of them pump-and-dump-like "
            f"at q <= {LIKE:.2f}: {names}."
        )
    return tuple(of_simulated(one, simulated=found.simulated) for one in (f"{first} {second}",))


def sureness(decided: Verdicts) -> tuple[str, ...]:
    """Say how sure this is, in sentences for readers."""
    tested = len(decided.edition)
    said = ["Prices describe a shape. They do not say why a price moved, nor by whose hand."]
    if tested:
        said.append(
            f"{counted(tested, 'event')} tested together. Of those flagged at q <= {LIKE:.2f} at most "
            f"{decided.expected_false(LIKE):.1f} are expected to be false alarms, at q <= {STRONG:.2f} at most "
            f"{decided.expected_false(STRONG):.1f}."
        )
    else:
        said.append("No event was tested, so nothing is flagged, and nothing is cleared.")
    said.append(
        "A rise that is ordinary for such shares is not thereby cleared, and one that stands out is not thereby explained."
    )
    return tuple(said)
