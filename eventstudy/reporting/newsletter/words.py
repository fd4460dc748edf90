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
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Dropped
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.flag import ContractFlag

_THE_PATH = (
    "A share's path is its return beyond its benchmark, by a robust beta of the 220 sessions that end 31 sessions before "
    "day 0, the first session that could react. Sizes are changes in price since the last close before day 0."
)
_THE_COMPARISON = (
    f"A rise of more than {GATE:.0f} times the share's usual move is compared with the {MATCHED:,} rises nearest in size, of "
    "other shares of its market and liquidity, on days without an announcement in the registry. The p-value is the share of "
    "them that came back as fully and as fast. q-values are those of Benjamini and Hochberg over all announcements of the "
    "edition, or of Benjamini and Yekutieli where several share a day."
)
_THE_TERMS = (
    "Contract flags come from the announcement and from dated facts with their sources. They are counted, not weighed. What "
    "is not known is unknown, never no."
)

METHODS = (
    ("The path", _THE_PATH),
    ("The comparison", _THE_COMPARISON),
    ("The terms", _THE_TERMS),
)
"""How it was found, for a reader who wants to know in three paragraphs: headings, and what stands below them."""

_MANY = 3
"""Tripped flags from which on a contract is named at the top."""

_REMEDIES = ("run: ", "give the day: ")
"""How a reason goes on for who runs the command."""

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
    """Say why the prices say nothing of an announcement; what its author could do about it is not for readers."""
    plain = "; ".join(part for part in dropped.reason.split("; ") if not part.startswith(_REMEDIES))
    return left_out_sentence(dropped) or f"Its price was not studied: {plain}."


def contract_words(flags: Sequence[ContractFlag], *, carry: bool) -> str:
    """Say how many contract flags tripped, and what they found.

    ``carry`` says that a deal was announced of which prices alone cannot tell: its terms then carry the case, if more
    than one flag tripped.
    """
    tripped = [one for one in flags if one.tripped]
    count = contract_count(flags)
    if not any(one.tripped is not None for one in flags):
        return "Nothing is known of the terms that contract flags look at."
    if not tripped:
        return f"The terms: {count}."
    whole = carry and len(tripped) > 1
    head = f"The terms of the contract carry the case: {count}." if whole else f"The terms: {count}."
    told = " ".join(one.sentence for one in tripped[:_TOLD])
    others = [one.name.replace("_", " ") for one in tripped[_TOLD:]]
    more = f" Also tripped: {listed(others)}." if others else ""
    return f"{head} {told}{more}"


def prices_tell(tier: Tier) -> bool:
    """Say whether a tier is one on which the prices have a say."""
    return tier not in _PRICES_CANNOT_TELL


def summary(
    found: Signatures,
    decided: Verdicts,
    issuers: Mapping[str, str],
    contracts: Mapping[str, Sequence[ContractFlag]],
) -> tuple[str, ...]:
    """Sum an edition up: what was announced and studied, what stands out, and whose contract tripped most flags.

    Parameters
    ----------
    found, decided
    issuers : mapping of str to str
        Name of the issuer by announcement.
    contracts : mapping of str to sequence of ContractFlag
        By announcement.
    """
    said = f"{_studied(found, len(contracts))} {_most_flags(issuers, contracts)}".strip()
    if len(found):
        said = f"{said} {_standing_out(found, decided)}"
    return (of_simulated(said, simulated=found.simulated),)


def _studied(found: Signatures, total: int) -> str:
    announcements, studied = counted(total, "announcement"), len({event.id for event in found.events})
    if studied == total:
        return f"{announcements}, each set beside prices."
    if not studied:
        return f"{announcements}, none of which could be set beside prices: what is known of their terms is told."
    return f"{announcements}, of which {studied} can be set beside prices."


def _most_flags(issuers: Mapping[str, str], contracts: Mapping[str, Sequence[ContractFlag]]) -> str:
    """Name the announcement whose contract tripped most flags, where that is more than a few."""
    tripped = {name: sum(bool(one.tripped) for one in flags) for name, flags in contracts.items()}
    name = max(tripped, key=tripped.__getitem__, default=None)
    if name is None or tripped[name] < _MANY:
        return ""
    known = sum(one.tripped is not None for one in contracts[name])
    return f"Most contract flags tripped on {issuers[name]} ({name}): {tripped[name]} of the {known} that are known."


def _standing_out(found: Signatures, decided: Verdicts) -> str:
    tested = counted(len(decided.edition), "rise")
    flagged = [event for event, one in zip(found.events, decided.flagged, strict=True) if one]
    if not len(decided.edition):
        return "No rise could be compared with those of other shares, so no verdict rests on a p-value."
    if not flagged:
        return f"{tested} compared with what such shares do anyway: none stands out at q <= {LIKE:.2f}."
    names = listed([f"{event.security} on {day_text(event.day0)}" for event in flagged])
    return (
        f"{tested} compared with what such shares do anyway: {len(flagged)} of them pump-and-dump-like at q <= "
        f"{LIKE:.2f}: {names}."
    )


def sureness(decided: Verdicts) -> tuple[str, ...]:
    """Say how sure this is, in sentences for readers."""
    said = [
        "Prices describe a shape. They do not say why a price moved, nor by whose hand.",
        _alarms(decided),
    ]
    said.append(
        "A rise that is ordinary for such shares is not thereby cleared, and one that stands out is not thereby explained."
    )
    return tuple(said)


def _alarms(decided: Verdicts) -> str:
    tested = counted(len(decided.edition), "event")
    if not len(decided.edition):
        return "No event was tested, so nothing is flagged, and nothing is cleared."
    if not decided.flagged.any():
        return f"{tested} tested together, and none of them is flagged."
    return (
        f"{tested} tested together. Of those flagged at q <= {LIKE:.2f} at most {decided.expected_false(LIKE):.1f} are "
        f"expected to be false alarms, at q <= {STRONG:.2f} at most {decided.expected_false(STRONG):.1f}."
    )
