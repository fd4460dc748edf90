"""The rules of Hong Kong and of the American over-the-counter market that have numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.rules.rule import Measured

if TYPE_CHECKING:
    from eventstudy.analysis.rules.rule import Rule, RuleWindow


def volatility_control(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge the largest move in five minutes; ``limits`` are for the large, the middle and the small."""
    if window.tier == "outside":
        return "the mechanism covers only shares of the Hang Seng Composite size indices"
    if window.five_minute_moves is None:
        return "prices within the day are not given"
    if window.tier is None:
        return "which size index holds the share is not given"
    limit = dict(zip(("large", "mid", "small"), rule.limits, strict=True))[window.tier]
    moves = window.five_minute_moves
    size, known = np.abs(moves), np.isfinite(moves)
    return Measured(moves, size, size > limit, known, limit, "fraction", "prices within a day are missing")


def promotion(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge the days since the last promotional material; ``limits`` are the days for which a flag stays."""
    if window.last_promotion is None:
        return "whether the share was promoted is not given"
    days = np.asarray(window.sessions - window.last_promotion, np.float64)
    met = (days >= 0) & (days <= rule.limits[0])
    return Measured(days, -np.abs(days), met, np.isfinite(days), rule.limits[0], "days", "")
