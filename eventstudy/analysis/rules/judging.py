"""Which rules hold for a security, and what each of them finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from eventstudy.analysis.rules import elsewhere, mainland, taiwan
from eventstudy.analysis.rules.boards import board_of
from eventstudy.analysis.rules.catalogue import RULES
from eventstudy.analysis.rules.rule import RuleFinding
from eventstudy.arrays import date_of, epoch_day
from eventstudy.counting import counted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from eventstudy.analysis.rules.rule import Measured, Rule, RuleWindow
    from eventstudy.arrays import Booleans

    Judge: TypeAlias = Callable[[RuleWindow, Rule], Measured | str]


def rules_of(mic: str, on: dt.date) -> tuple[Rule, ...]:
    """Return the versions in force at an exchange on a day; none where we know of no rule."""
    day = np.array([epoch_day(on)])
    return tuple(rule for rule in RULES if mic in rule.exchanges and rule.holds(day)[0])


def judge(window: RuleWindow, *, mic: str) -> tuple[RuleFinding, ...]:
    """Judge the sessions of a window by every rule in force on some of them.

    Each session is judged by the version in force on it; a window that lies across a change of a rule has a
    finding for either version.

    Parameters
    ----------
    window : RuleWindow
    mic : str
        Exchange of the security.

    Returns
    -------
    tuple of RuleFinding
        In the order of ``catalogue.RULES``.
    """
    board = board_of(window.symbol, mic)
    due = window.to_judge
    return tuple(
        _finding(window, rule, mic, due & rule.holds(window.sessions))
        for rule in RULES
        if mic in rule.exchanges
        and (not rule.boards or board in rule.boards)
        and np.any(due & rule.holds(window.sessions))
    )


def _disposition(mic: str) -> Judge:
    price = next(
        r for r in RULES if mic in r.exchanges and r.id in {"tw_attention_price", "tpex_attention_price"}
    )
    return lambda window, rule: taiwan.disposition(window, rule, price)


_JUDGES: dict[str, Judge] = {
    "cn_main_abnormal": mainland.price_deviation,
    "cn_star_chinext_abnormal": mainland.price_deviation,
    "cn_st_abnormal": mainland.special_treatment,
    "cn_turnover_abnormal": mainland.turnover,
    "cn_serious": mainland.serious,
    "tw_attention_price": taiwan.attention_price,
    "tpex_attention_price": taiwan.attention_price,
    "tw_attention_turnover": taiwan.attention_turnover,
    "hk_vcm": elsewhere.volatility_control,
    "otc_promo": elsewhere.promotion,
}


def _finding(window: RuleWindow, rule: Rule, mic: str, due: Booleans) -> RuleFinding:
    if not rule.numeric:
        return _unknown(rule, rule.silence)
    measure = _disposition(mic) if rule.id == "tw_disposition" else _JUDGES[rule.id]
    found = measure(window, rule)
    return _unknown(rule, found) if isinstance(found, str) else _read(window, rule, found, due)


def _unknown(rule: Rule, reason: str) -> RuleFinding:
    return RuleFinding(rule.id, rule.since, None, None, None, "", None, reason)


def _read(window: RuleWindow, rule: Rule, found: Measured, due: Booleans) -> RuleFinding:
    """Take the first session that trips the rule, else the one that came nearest."""
    hits = np.flatnonzero(found.met & due)
    open_to_doubt = int((due & ~found.known).sum())
    seen = np.where(due & np.isfinite(found.values), found.nearness, -np.inf)
    at = int(hits[0]) if hits.size else int(seen.argmax())
    doubt = None if hits.size or not open_to_doubt else _doubt(open_to_doubt, int(due.sum()), found.missing)
    return RuleFinding(
        rule=rule.id,
        version=rule.since,
        tripped=True if hits.size else None if open_to_doubt else False,
        value=float(found.values[at]) if np.isfinite(seen[at]) else None,
        threshold=found.threshold,
        unit=found.unit,
        session=date_of(int(window.sessions[at])) if hits.size else None,
        reason=doubt,
    )


def _doubt(sessions: int, due: int, missing: str) -> str:
    return f"{sessions} of {counted(due, 'session')} cannot be judged: {missing}"
