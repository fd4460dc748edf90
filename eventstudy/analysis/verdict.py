"""The verdict on a signature: one of seven tiers, and the numbers that it follows from.

No tier says why a price moved, nor by whose hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.calibration.matching import GATE, MATCHED
from eventstudy.analysis.discovery import edition_q_values, expected_false
from eventstudy.prices.panel import NO_SESSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.calibration.reference import Comparison
    from eventstudy.analysis.discovery import Method
    from eventstudy.analysis.signature import Signatures
    from eventstudy.arrays import Booleans, Floats, Integers

LIKE = 0.20
"""The q-value up to which an event is pump-and-dump-like."""

STRONG = 0.10
"""The q-value up to which it is strongly so."""

LEVEL = 0.05
"""The p-value up to which an event can be flagged at all: an edition of one event controls nothing by itself."""

LARGEST_DETECTABLE = 0.40
"""The minimum detectable pump, at a power of 80 %, above which "ordinary" would say nothing."""


class Tier(StrEnum):
    """What may be said of an event, in these words and no stronger."""

    UNTESTABLE = "untestable"
    NO_UP_LEG = "no up-leg"
    NO_REVERSAL = "up-leg, no reversal"
    ORDINARY = "reversal, ordinary for such shares"
    LIKE = "pump-and-dump-like (q <= 0.20)"
    STRONG = "strong (q <= 0.10)"
    PENDING = "pending until day W"


FLAGGED = frozenset({Tier.LIKE, Tier.STRONG})


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The verdicts on n signatures; every array of shape (n,).

    Attributes
    ----------
    tier : tuple of Tier
    reason : tuple of str or None
        Why an event is untestable, or is not flagged though its q-value is small.
    tested : ndarray, bool
        Whether the event counts among the tests of its edition.
    q_value : ndarray
        False discovery rate at which the event is flagged; NaN where it is not tested.
    method : {"Benjamini-Hochberg", "Benjamini-Yekutieli"}
    edition : ndarray of shape (m,)
        q-values of all events that were tested together, of which these n may be a part.
    comparison : Comparison
    sector_agrees : tuple of bool or None
        Whether both legs are left when the sector's path is taken out; None where there is none.
    same_window_as : tuple of str or None
        The earlier event of the same issuer whose window holds this day 0: only that one is tested.
    """

    tier: tuple[Tier, ...]
    reason: tuple[str | None, ...]
    tested: Booleans
    q_value: Floats
    method: Method
    edition: Floats
    comparison: Comparison
    sector_agrees: tuple[bool | None, ...]
    same_window_as: tuple[str | None, ...]

    @property
    def flagged(self) -> Booleans:
        """Whether an event is pump-and-dump-like, strongly or not."""
        return np.array([one in FLAGGED for one in self.tier], dtype=np.bool_)

    def expected_false(self, level: float) -> float:
        """Return how many of the events flagged at a level are false, at most, in expectation."""
        return expected_false(self.edition, level)

    def take(self, numbers: Integers) -> Verdicts:
        """Return the verdicts on some of the events; they stay parts of their edition."""
        some = numbers.tolist()
        return replace(
            self,
            tier=tuple(self.tier[i] for i in some),
            reason=tuple(self.reason[i] for i in some),
            tested=self.tested[numbers],
            q_value=self.q_value[numbers],
            comparison=self.comparison.take(numbers),
            sector_agrees=tuple(self.sector_agrees[i] for i in some),
            same_window_as=tuple(self.same_window_as[i] for i in some),
        )


def verdicts(
    found: Signatures,
    comparison: Comparison,
    *,
    issuers: Sequence[str],
    faults: Sequence[str | None],
    sector_agrees: Sequence[bool | None],
) -> Verdicts:
    """Decide.

    In this order: an event is untestable where its prices are at fault; has no up-leg below the gate; is an
    up-leg without reversal where half of the peak was never given back; is untestable without a p-value; is
    flagged by its q-value and a p-value of at most 5 %, unless the reversal was its sector's; is untestable where no pump of 40 % or less would be
    found four times in five; and is ordinary otherwise.

    Parameters
    ----------
    found : Signatures
    comparison : Comparison
    issuers : sequence of str, length n
        One issuer counts once per window.
    faults : sequence of str or None, length n
        What is wrong with the prices of an event, if anything is.
    sector_agrees : sequence of bool or None, length n
    """
    sound = np.array([fault is None for fault in faults], dtype=np.bool_)
    candidates = sound & np.isfinite(comparison.p_value)
    repeats = repeats_of(found, issuers, candidates)
    tested = candidates & np.array([one is None for one in repeats], dtype=np.bool_)
    day0 = _day0(found)
    q_value, method = edition_q_values(np.where(tested, comparison.p_value, np.nan), day0)
    decided = [
        _decide(_Case(found, comparison, float(q_value[i]), faults[i], sector_agrees[i], repeats[i], i))
        for i in range(len(found))
    ]
    return Verdicts(
        tier=tuple(tier for tier, _ in decided),
        reason=tuple(reason for _, reason in decided),
        tested=tested,
        q_value=q_value,
        method=method,
        edition=q_value[tested],
        comparison=comparison,
        sector_agrees=tuple(sector_agrees),
        same_window_as=repeats,
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """One event among the arrays."""

    found: Signatures
    comparison: Comparison
    q: float
    fault: str | None
    agrees: bool | None
    repeat: str | None
    i: int

    @property
    def p(self) -> float:
        return float(self.comparison.p_value[self.i])

    @property
    def gated(self) -> bool:
        return bool(self.found.components["up_strength"][self.i] > GATE)

    @property
    def reversed(self) -> bool:
        return bool(np.isfinite(self.found.components["half_life"][self.i]))


def _decide(case: _Case) -> tuple[Tier, str | None]:
    """Return the tier of one event, and the reason where it needs one."""
    if case.fault is not None:
        return Tier.UNTESTABLE, case.fault
    if not case.gated:
        return Tier.NO_UP_LEG, None
    if not case.reversed:
        return Tier.NO_REVERSAL, None
    missing = _no_p_value(case)
    if missing is not None:
        return Tier.UNTESTABLE, missing
    rare = case.q <= LIKE and case.p <= LEVEL
    return _flag(case) if rare else _not_flagged(case)


def _flag(case: _Case) -> tuple[Tier, str | None]:
    if case.agrees is False:
        return Tier.ORDINARY, "its sector rose and fell alike"
    return (Tier.STRONG if case.q <= STRONG else Tier.LIKE), None


def _no_p_value(case: _Case) -> str | None:
    if case.repeat is not None:
        return f"day 0 lies in the window of {case.repeat} of the same issuer, which is tested in its place"
    if np.isfinite(case.p):
        return None
    available = int(case.comparison.available[case.i])
    return f"{available:,} comparable windows in the reference set, needs {MATCHED:,} of other securities"


def _not_flagged(case: _Case) -> tuple[Tier, str | None]:
    detectable = float(case.comparison.detectable_most[case.i])
    if detectable <= LARGEST_DETECTABLE:
        return Tier.ORDINARY, None
    size = (
        f"it takes a pump of {detectable:.0%}"
        if np.isfinite(detectable)
        else "no pump that was tried is enough"
    )
    return Tier.UNTESTABLE, f"price alone cannot tell: {size} to reach p 0.05 four times in five"


def _day0(found: Signatures) -> Integers:
    zero = int(np.searchsorted(found.offsets, 0))
    return found.sessions[:, zero]


def repeats_of(found: Signatures, issuers: Sequence[str], candidates: Booleans) -> tuple[str | None, ...]:
    """Name of each event the earlier one of its issuer whose window holds its day 0, if there is one."""
    day0 = _day0(found)
    end = np.where(found.sessions == NO_SESSION, -1, found.sessions).max(axis=1, initial=-1)
    open_until: dict[str, tuple[int, str]] = {}
    out: list[str | None] = [None] * len(found)
    for i in np.flatnonzero(candidates)[np.argsort(day0[candidates], kind="stable")].tolist():
        until, earlier = open_until.get(issuers[i], (-1, ""))
        if day0[i] <= until:
            out[i] = earlier
        else:
            open_until[issuers[i]] = int(end[i]), found.events[i].id
    return tuple(out)
