"""Windows for the rules of exchanges, made from daily changes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.rules.judging import judge
from eventstudy.analysis.rules.rule import RuleWindow
from eventstudy.arrays import epoch_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.rules.rule import RuleFinding
    from eventstudy.arrays import Floats

QUIET = 31
"""Sessions without a move before the first move, so that the longest rule can be judged."""


def grown(changes: Sequence[float], start: float = 10.0) -> Floats:
    """Return closes that follow quiet sessions by these changes."""
    return start * np.cumprod(1 + np.array([*[0.0] * QUIET, *changes]))


def window(
    changes: Sequence[float],
    index: Sequence[float] = (),
    *,
    symbol: str = "600000.SS",
    first: dt.date = dt.date(2024, 1, 1),
    start: float = 10.0,
) -> RuleWindow:
    """Return a window whose moves, from day 0 on, are these; the index is quiet unless given."""
    closes = grown(changes, start)
    return RuleWindow(
        symbol=symbol,
        sessions=np.arange(len(closes), dtype=np.int64) + epoch_day(first),
        closes=closes,
        index=grown(list(index) or [0.0] * len(changes), 3000.0),
        volumes=np.full(len(closes), 1000.0),
        day0=QUIET,
    )


def finding(of: RuleWindow, rule: str, mic: str = "XSHG") -> RuleFinding:
    """Return the one finding of a rule."""
    (found,) = (one for one in judge(of, mic=mic) if one.rule == rule)
    return found
