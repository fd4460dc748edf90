"""The words of the picture of an event among comparable windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.reporting.captions.words import day_text, of_simulated, signed, who
from eventstudy.reporting.tables import p_text
from eventstudy.reporting.verdict import given_back, rise, share_above, verdict_text

if TYPE_CHECKING:
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.arrays import Floats


def title(decided: Verdicts, i: int, issuer: str) -> str:
    """Say how many comparable windows came back as fully and as fast."""
    above, matched = share_above(decided, i)
    return f"At most {above:,} of {matched:,} comparable rises came back as {issuer}'s did"


def subtitle(found: Signatures, decided: Verdicts, i: int) -> str:
    """Say what was compared with what."""
    compared = decided.comparison
    event = found.events[i]
    return (
        f"{event.security}, day 0 {day_text(event.day0)}: rose {rise(found, i):.1%} beyond its benchmark and gave back "
        f"{max(given_back(found, i), 0):.0%}. Beside it the {int(compared.matched[i]):,} rises nearest in size, of "
        f"{int(compared.securities[i])} other shares, which see {int(compared.stretches[i]):,} separate rises."
    )


def mark(decided: Verdicts, i: int, issuer: str) -> str:
    """Name the event's line."""
    return f"{issuer}, p {p_text(float(decided.comparison.p_value[i]))}"


def caption(found: Signatures, decided: Verdicts, i: int, issuer: str) -> str:
    """Give the verdict, and say what the bars are."""
    said = (
        f"{who(issuer, found.events[i].security)}, day 0 {day_text(found.events[i].day0)}. Verdict: {verdict_text(decided, i)}. "
        "Bars are windows of other shares whose price rose as much on days without an announcement; those in colour came "
        "back as fully and as fast or more so. Windows overlap, so p is no finer than the separate rises allow."
    )
    return of_simulated(said, simulated=found.simulated)


def alt(found: Signatures, i: int, issuer: str, scores: Floats) -> str:
    """Describe the histogram in numbers."""
    own = float(found.components["reversal_score"][i])
    middle, reached = float(np.median(scores)), int((scores >= own).sum())
    said = (
        f"Histogram of the reversal scores of {len(scores):,} comparable windows, from {scores.min():.2f} to "
        f"{scores.max():.2f}, half of them below {middle:.2f}. A line marks "
        f"{who(issuer, found.events[i].security)} at {own:.2f}; {reached:,} windows reach it. It rose {signed(rise(found, i))}."
    )
    return of_simulated(said, simulated=found.simulated)
