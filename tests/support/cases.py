"""Signatures with planted components and comparisons with planted p-values, to reach every verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from placebo_market import quiet_panel

from eventstudy.analysis.calibration.reference import Comparison
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.analysis.verdict import Verdicts, verdicts
from eventstudy.arrays import date_of

if TYPE_CHECKING:
    from eventstudy.prices.panel import Panel

SHARES = 12


@dataclass(frozen=True)
class Case:
    """One event: its components, what it was compared with, and what else is known of it."""

    up_strength: float = 4.0
    half_life: float = 3.0
    p_value: float = 0.5
    issuer: str | None = None
    fault: str | None = None
    sector_agrees: bool | None = True
    detectable: float = 0.2
    detectable_most: float = 0.3
    session: int | None = None
    share: int | None = None
    available: int = 5_000


@cache
def _panel() -> Panel:
    return quiet_panel(SHARES, 420, seed=4)


def signatures_of(*cases: Case) -> Signatures:
    """Measure an event a case, each a session later than the one before where the case names none."""
    panel, events = _panel(), []
    for i, one in enumerate(cases):
        day = date_of(int(panel.sessions[0, 300 + i if one.session is None else one.session]))
        events.append(Event(f"e{i}", f"S{i if one.share is None else one.share}", day))
    found = signatures(panel, events)
    count = len(cases)
    planted = {
        "up_strength": np.array([one.up_strength for one in cases]),
        "half_life": np.array([one.half_life for one in cases]),
        "peak": np.full(count, np.log(1.25)),
        "give_back": np.full(count, 0.9),
        "dump": np.full(count, np.log(1.25) - np.log(1.025)),
        "reversal_score": np.full(count, 3.0),
    }
    return replace(
        found,
        components={**found.components, **planted},
        peak_offset=np.full(count, 2),
        trough_offset=np.full(count, 7),
    )


def comparison_of(*cases: Case) -> Comparison:
    """Give the events their planted p-values."""
    count = len(cases)
    p_value = np.array([one.p_value for one in cases])
    return Comparison(
        p_value=p_value,
        matched=np.where(np.isfinite(p_value), 1_000, 0),
        stretches=np.where(np.isfinite(p_value), 170, 0),
        securities=np.where(np.isfinite(p_value), 13, 0),
        available=np.array([one.available for one in cases], dtype=np.int64),
        reversal_share=np.where(np.isfinite(p_value), 0.5, np.nan),
        stratum=np.zeros(count, dtype=np.int64),
        strata=np.ones(count, dtype=np.int64),
        detectable_half=np.array([one.detectable for one in cases]),
        detectable_most=np.array([one.detectable_most for one in cases]),
    )


def decide(*cases: Case) -> tuple[Signatures, Verdicts]:
    """Measure and judge the cases."""
    found = signatures_of(*cases)
    decided = verdicts(
        found,
        comparison_of(*cases),
        issuers=[one.issuer or f"issuer {i}" for i, one in enumerate(cases)],
        faults=[one.fault for one in cases],
        sector_agrees=[one.sector_agrees for one in cases],
    )
    return found, decided
