"""The words of the ranked dot plot of the tested events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.verdict import LIKE
from eventstudy.counting import counted
from eventstudy.reporting.captions.words import brief_day, of_simulated, who
from eventstudy.reporting.verdict import verdict_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.arrays import Floats

HEADING = "grey: nine in ten comparable windows, with their middle"


def title(decided: Verdicts, ranked: int) -> str:
    """Say how many of the events that were compared are flagged."""
    flagged = int(decided.flagged.sum())
    if flagged:
        are = "is" if flagged == 1 else "are"
        return f"{flagged} of {counted(ranked, 'rise')} that could be compared {are} pump-and-dump-like"
    return f"None of {counted(ranked, 'rise')} that could be compared is flagged, at q ≤ {LIKE:.2f}"


def subtitle(shown: int, ranked: int) -> str:
    """Say what a row is, and how many rows are left out."""
    left = f" The {shown} with the smallest p of {ranked}." if shown < ranked else ""
    return (
        "Each rise after an announcement beside windows of other shares that rose as much on days without one. "
        f"In colour: flagged at q ≤ {LIKE:.2f}.{left}"
    )


def numbers(decided: Verdicts, i: int) -> str:
    """Write p and q of an event; there is no q-value where it was not tested."""
    p_value, q_value = float(decided.comparison.p_value[i]), float(decided.q_value[i])
    return f"p {p_value:.3f}" + (f"  q {q_value:.2f}" if np.isfinite(q_value) else "")


def caption(found: Signatures, decided: Verdicts) -> str:
    """Say how to read it, and what it does not say."""
    tested = len(decided.edition)
    said = (
        f"Dots to the right of their grey bar came back more fully and faster than nineteen in twenty comparable windows. "
        f"{counted(tested, 'event')} tested together; of those flagged at most {decided.expected_false(LIKE):.1f} are expected "
        "to be false alarms. What is not flagged is not cleared."
    )
    return of_simulated(said, simulated=found.simulated)


def alt(
    found: Signatures, decided: Verdicts, shown: Sequence[int], names: Sequence[str], spans: Floats
) -> str:
    """Give every row in numbers; ``spans`` are the 5, 50 and 95 % points of its comparable windows, shape (k, 3)."""
    told = "; ".join(
        f"{who(names[i], found.events[i].security)} {brief_day(found.events[i].day0)}: {found.components['reversal_score'][i]:.2f}, comparable windows "
        f"{low:.2f} to {high:.2f}, {verdict_text(decided, i)}"
        for i, (low, _, high) in zip(shown, spans.tolist(), strict=True)
    )
    return of_simulated(
        f"Dot plot of the reversal scores of {counted(len(shown), 'event')}, ranked. {told}.",
        simulated=found.simulated,
    )
