"""The words of the small multiples of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.verdict import LIKE
from eventstudy.counting import counted
from eventstudy.reporting.captions.words import brief_day, day_text, listed, of_simulated, signed, who
from eventstudy.reporting.verdict import rise, verdict_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts

_NAMED = 3


def title(found: Signatures, decided: Verdicts) -> str:
    """Say how many of the events are flagged, of how many that could be compared."""
    flagged, tested = int(decided.flagged.sum()), int(decided.tested.sum())
    if flagged:
        are = "is" if flagged == 1 else "are"
        return f"{flagged} of {counted(len(found), 'event')} {are} pump-and-dump-like, at q ≤ {LIKE:.2f}"
    if tested:
        return f"None of {counted(tested, 'rise')} that could be compared is flagged, at q ≤ {LIKE:.2f}"
    return f"No rise after {counted(len(found), 'event')} could be compared with those of other shares"


def subtitle(found: Signatures, page: tuple[int, int]) -> str:
    """Say what the panels show, and which sheet of how many this is."""
    sheet = f" Sheet {page[0]} of {page[1]}." if page[1] > 1 else ""
    last = int(found.last.max())
    return (
        f"Price beyond its benchmark from ten sessions before day 0 (dashed) to day {last} at most, all on one scale; grey: "
        f"95% band if nothing happened. Percentages: the peak. In colour: flagged. The strongest verdict first.{sheet}"
    )


def note(found: Signatures, i: int) -> str:
    """Say in a few words when it was and how far up the price went."""
    day = brief_day(found.events[i].day0)
    if found.peak_offset[i] < 0:
        return f"{day}: no rise"
    return f"{day}: {signed(rise(found, i))}"


def caption(found: Signatures, decided: Verdicts, shown: Sequence[int], names: Sequence[str]) -> str:
    """Name the flagged events, and say of the others what they are."""
    flagged = [f"{names[i]} ({day_text(found.events[i].day0)})" for i in shown if decided.flagged[i]]
    if flagged:
        more = len(flagged) - _NAMED
        told = flagged[:_NAMED] + ([counted(more, "more event")] if more > 0 else [])
        first = f"Flagged: {listed(told)}."
    else:
        first = "None is flagged."
    return of_simulated(
        f"{first} What is not flagged is not cleared: most are no rises, or cannot be told from what such shares do anyway.",
        simulated=found.simulated,
    )


def alt(found: Signatures, decided: Verdicts, shown: Sequence[int], names: Sequence[str]) -> str:
    """Describe every panel in a few words."""
    panels = "; ".join(
        f"{who(names[i], found.events[i].security)}, {note(found, i)}, {verdict_text(decided, i)}"
        for i in shown
    )
    return of_simulated(
        f"Small line charts of {counted(len(shown), 'event')}, the strongest verdict first. {panels}.",
        simulated=found.simulated,
    )
