"""The rules of the Taiwan Stock Exchange and of the Taipei Exchange (TPEx).

- "Cumulative" is the sum of the daily simple changes of six sessions (from general knowledge).
- The averages of the market and of the sector are stood in for by their indices.
- A difference counts in the direction of the share: +35 % differs from a market of +10 % by 25 points,
  and -35 % from one of +10 % by 45.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.rules.rule import Measured, changes, summed

if TYPE_CHECKING:
    from eventstudy.analysis.rules.rule import Rule, RuleWindow
    from eventstudy.arrays import Booleans, Floats

SESSIONS = 6

_LONGEST = 30

_PRICES = "a close or an index close is missing, or the prices begin too late"
_SECTOR = "the sector's index is not given or has gaps, or a close or an index close is missing"


def attention_price(window: RuleWindow, rule: Rule) -> Measured:
    """Judge the six-session change; ``limits`` are the change, the lower one, its dollars, the difference.

    TWSE asks for more than both changes, TPEx for more than the first and for the second reached.
    """
    alone, together, dollars, difference = rule.limits
    total = _six(window.closes)
    moved = np.full(len(total), np.nan)
    moved[SESSIONS - 1 :] = np.abs(window.closes[SESSIONS - 1 :] - window.closes[: 1 - SESSIONS])
    size = np.abs(total)
    enough = size >= together if "ROCO" in rule.exchanges else size > together
    own = (size > alone) | (enough & (moved >= dollars))
    beyond = _beyond(total, _six(window.index))
    sector = np.full(len(total), np.nan) if window.sector is None else _beyond(total, _six(window.sector))
    met = own & (beyond >= difference) & (sector >= difference)
    ruled_out = (np.isfinite(total) & ~own) | (beyond < difference) | (sector < difference)
    missing = _PRICES if window.sector is not None else _SECTOR
    return Measured(total, size, met, met | ruled_out, alone, "fraction", missing)


def _six(closes: Floats) -> Floats:
    return summed(changes(closes), SESSIONS)


def _beyond(total: Floats, other: Floats) -> Floats:
    return np.asarray(np.round(np.sign(total) * (total - other), 10), np.float64)


def attention_turnover(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge six-session and daily turnover, over the market's; ``limits`` in the order of the condition."""
    if not window.shares:
        return "shares outstanding are not given"
    total_limit, total_over, day_limit, day_over, money = rule.limits
    daily = window.volumes / window.shares
    total = summed(daily, SESSIONS)
    market = np.full(len(daily), np.nan) if window.market_turnover is None else window.market_turnover
    own = (total > total_limit) & (daily >= day_limit) & (window.volumes * window.closes >= money)
    over_total, over_day = np.round(total - summed(market, SESSIONS), 10), np.round(daily - market, 10)
    met = own & (over_total >= total_over) & (over_day >= day_over)
    measured = np.isfinite(total) & np.isfinite(window.closes)
    ruled_out = (measured & ~own) | (over_total < total_over) | (over_day < day_over)
    missing = "the market's turnover is not given, or a volume is missing"
    return Measured(total, total, met, met | ruled_out, total_limit, "fraction", missing)


def disposition(window: RuleWindow, rule: Rule, price: Rule) -> Measured:
    """Judge how often attention notices come; ``price`` is the price rule of the same exchange.

    The value is the multiple of the nearest limit. Without the exchange's own notices, three price notices
    in a row still trip it, but nothing is known not to.
    """
    row, row_any, of_ten, of_thirty = rule.limits
    own = attention_price(window, price)
    parts = [_last(own.met, int(row)) / row]
    if window.notices is not None:
        told = window.notices
        parts += [
            _last(told, int(row_any)) / row_any,
            _last(told, 10) / of_ten,
            _last(told, _LONGEST) / of_thirty,
        ]
    nearest = np.max(parts, axis=0)
    known = summed(np.where(own.known, 1.0, np.nan), int(row)) == row
    enough = known & (np.arange(len(known)) >= _LONGEST - 1) & (window.notices is not None)
    missing = "earlier attention notices of kinds 1 to 8 are not given, or the price rule is unknown"
    return Measured(nearest, nearest, nearest >= 1, enough, 1.0, "times the nearest limit", missing)


def _last(marks: Booleans, length: int) -> Floats:
    """Count the marks of the last so many sessions."""
    total = np.concatenate([np.zeros(length), np.cumsum(marks)])
    return np.asarray(total[length:] - total[:-length], np.float64)
