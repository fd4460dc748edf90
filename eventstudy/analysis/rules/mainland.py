"""The rules of Shanghai and Shenzhen.

- The deviation of a session is the simple change of the close minus that of the index; deviations of
  sessions are summed, not compounded. Other readings of Shenzhen's rule compound both; see docs/rules.md.
- "Within three sessions" is met by fewer, too: issuers' announcements name two (e.g. of 5 and 6 Dec 2023).
- The count restarts on the session after an alert, and on resumption (SZSE 2023, on licai.cofool.com): no
  sum crosses a session without a close, and the change over a suspension is not counted.
- An alert before the first session of the window is not known, so that a sum may begin there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.rules.rule import Measured, changes, summed

if TYPE_CHECKING:
    from eventstudy.analysis.rules.rule import Rule, RuleWindow
    from eventstudy.arrays import Booleans, Floats, Integers

ALERT_WITHIN = 3

_LENGTHS = np.arange(1, ALERT_WITHIN + 1)[:, None]
_REPEATS_WITHIN = 10
_NOT_MEASURED = "a close or an index close is missing, or the prices begin too late"


def price_deviation(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge the summed deviation of up to three sessions; ``limits`` is the sum that trips, either way."""
    if "main" in rule.boards and window.special_treatment:
        return "the share is under special treatment: cn_st_abnormal judges it"
    return _deviation(window, rule.limits[0])


def special_treatment(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge the same of a share marked ST or *ST, which has a lower limit.

    Of two ``limits`` nobody knows which is in force: the higher trips, and below the lower nothing does.
    """
    if window.special_treatment is None:
        return "whether the share is under special treatment is not given"
    if not window.special_treatment:
        return "the share is not under special treatment"
    lower, higher = rule.limits[0], rule.limits[-1]
    found = _deviation(window, higher)
    if lower == higher:
        return found
    clear = alerts(deviations(window), lower) == 0
    return replace(found, known=found.known & clear, missing=f"{found.missing}, or {rule.silence}")


def _deviation(window: RuleWindow, limit: float) -> Measured:
    daily = deviations(window)
    signs = alerts(daily, limit)
    sums = np.where(_since_alert(signs) >= _LENGTHS, _sums(daily, ALERT_WITHIN), 0.0)
    shown = np.take_along_axis(sums, np.abs(np.nan_to_num(sums)).argmax(axis=0)[None], axis=0)[0]
    known = _long_enough(daily, ALERT_WITHIN)
    return Measured(shown, np.abs(shown), signs != 0, known, limit, "fraction", _NOT_MEASURED)


def deviations(window: RuleWindow) -> Floats:
    """Return the change of the close minus the change of the index, a fraction; shape (n,)."""
    return changes(window.closes) - changes(window.index)


def alerts(daily: Floats, limit: float) -> Integers:
    """Find the sessions whose summed deviation reaches the limit, either way; the count restarts after each.

    Parameters
    ----------
    daily : ndarray of shape (n,)
        Deviations, a fraction.
    limit : float

    Returns
    -------
    ndarray of shape (n,)
        1 for an alert upwards, -1 for one downwards, 0 for none.
    """
    sums = _sums(daily, ALERT_WITHIN)
    reached = np.abs(sums) >= limit
    shortest = reached.argmax(axis=0)
    begins = np.where(reached.any(axis=0), np.arange(len(daily)) - shortest, -1)
    found = np.zeros(len(daily), np.int64)
    restart = 0
    while (later := np.flatnonzero(begins >= restart)).size:
        at = int(later[0])
        found[at] = np.sign(sums[shortest[at], at])
        restart = at + 1
    return found


def _since_alert(signs: Integers) -> Integers:
    """Count the sessions since the last alert before each, itself included; all of them before the first."""
    columns = np.arange(len(signs))
    last = np.maximum.accumulate(np.where(signs != 0, columns, -1))
    before: Integers = np.concatenate([[-1], last[:-1]])
    return np.asarray(columns - before, np.int64)


def _sums(daily: Floats, most: int) -> Floats:
    """Sum the last 1 to ``most`` sessions; shape (most, n)."""
    return np.stack([summed(daily, length) for length in range(1, most + 1)])


def _long_enough(daily: Floats, length: int) -> Booleans:
    """Whether a session has a deviation, and the window has as many sessions before it as the rule looks at."""
    return np.isfinite(daily) & (np.arange(len(daily)) >= length)


def turnover(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge the mean turnover of three sessions against the five before, and its sum."""
    if not window.shares:
        return "shares outstanding are not given"
    times, least = rule.limits
    daily = window.volumes / window.shares
    three, eight = summed(daily, 3), summed(daily, 8)
    five = eight - three
    ratio = np.round(three / 3 / (np.where(five > 0, five, np.nan) / 5), 8)
    met = (ratio >= times) & (three >= least)
    return Measured(
        ratio, ratio, met, np.isfinite(ratio), times, "times", "a volume is missing, or none traded before"
    )


def serious(window: RuleWindow, rule: Rule) -> Measured | str:
    """Judge repeated alerts one way, and the summed deviations of ten and of thirty sessions.

    The value is the multiple of the nearest of the five thresholds. The count does not restart after a
    serious alert. ``limits`` are the alerts, the sums of 10 sessions up and down, those of 30, and the sum
    of an ordinary alert.
    """
    if "main" in rule.boards and window.special_treatment:
        return "the alerts of a share under special treatment have other limits, and are not counted here"
    times, up10, down10, up30, down30, ordinary = rule.limits
    daily = deviations(window)
    signs = alerts(daily, ordinary)
    repeated = [_recent(signs == sign) / times for sign in (1, -1)]
    long = [_sums(daily, n) / limit for n, limit in ((10, up10), (10, down10), (30, up30), (30, down30))]
    nearest = np.fmax.reduce(np.concatenate([*long, np.stack(repeated)]), axis=0)
    known = _long_enough(daily, 30)
    return Measured(nearest, nearest, nearest >= 1, known, 1.0, "times the nearest limit", _NOT_MEASURED)


def _recent(marks: Booleans) -> Floats:
    """Count the marks of the last ten sessions."""
    total = np.concatenate([np.zeros(_REPEATS_WITHIN), np.cumsum(marks)])
    return np.asarray(total[_REPEATS_WITHIN:] - total[:-_REPEATS_WITHIN], np.float64)
