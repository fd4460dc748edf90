"""Returns from trade to trade: where a session has no price, the next return spans it too.

References
----------
Maynes and Rumsey (1993), "Conducting Event Studies with Thinly Traded Stocks", Journal of Banking and Finance
17, pp. 148-149.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from eventstudy.prices.returns import real_prices

if TYPE_CHECKING:
    from eventstudy.arrays import Floats
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.returns import ReturnKind

Gaps: TypeAlias = Literal["missing", "lumped", "trade_to_trade"]

GAPS: tuple[str, ...] = get_args(Gaps)
"""What to do with returns over sessions without a price."""


@dataclass(frozen=True, eq=False)
class Trades:
    """Returns of S securities from one price to the next.

    Attributes
    ----------
    returns : ndarray of shape (S, D)
        Return from the last price before the session; NaN where the session has no price.
    durations : ndarray of shape (S, D)
        Sessions that the return spans, 1 as a rule; NaN where there is none.
    weighted : bool
        Whether a return's variance is taken as proportional to its duration.
    """

    returns: Floats
    durations: Floats
    weighted: bool


def trades_of(panel: Panel, kind: ReturnKind, gaps: Gaps) -> Trades:
    """Measure the returns of a panel's securities from price to price.

    ``trade_to_trade`` counts a close on a session without volume as no trade: it repeats an older price.
    """
    prices = real_prices(panel.prices)
    if gaps == "trade_to_trade":
        prices[panel.volumes == 0] = np.nan
    sessions = np.arange(prices.shape[1])
    there = np.isfinite(prices)
    latest = np.maximum.accumulate(np.where(there, sessions, -1), axis=1)
    before = np.concatenate([np.full((len(prices), 1), -1), latest[:, :-1]], axis=1)
    known = there & (before >= 0)
    earlier = np.take_along_axis(prices, before.clip(0), axis=1)
    growth = np.where(known, prices, np.nan) / earlier
    returns = np.log(growth) if kind == "log" else growth - 1
    durations = np.where(known, sessions - before, np.nan)
    return Trades(returns, durations, weighted=gaps == "trade_to_trade")
