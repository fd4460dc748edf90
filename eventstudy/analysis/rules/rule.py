"""A rule of an exchange, the sessions of one security it is judged on, and what it finds.

Arrays are of shape (n,), one number a session, oldest first. Shares and deviations are fractions: 0.20 is
20 per cent, or 20 percentage points. NaN is a session without the number. What is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from eventstudy.arrays import epoch_day

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.arrays import Booleans, Floats, Integers

Tier: TypeAlias = Literal["large", "mid", "small", "outside"]

JUDGED_FROM = -5
"""The first session, counted from day 0, that is judged unless the reader says otherwise."""

_ROUNDING = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one rule.

    Attributes
    ----------
    id, title : str
    exchanges : tuple of str
        MICs where it holds.
    boards : tuple of str
        Boards of these exchanges where it holds, see ``boards.board_of``; empty means all.
    since, until : datetime.date or None
        First and last day in force; None where no such day is known.
    condition : str
        What must happen, in words.
    limits : tuple of float
        The numbers of this version, in the order of the condition.
    unchecked : str
        What the exchange looks at and we do not, or what could not be confirmed.
    source, url : str
    numeric : bool
        Whether it has a public threshold; otherwise it is a label and finds nothing.
    silence : str
        Why a label finds nothing, or what is not known of the limits.
    """

    id: str
    title: str
    exchanges: tuple[str, ...]
    since: dt.date | None
    until: dt.date | None
    condition: str
    source: str
    url: str
    limits: tuple[float, ...] = ()
    boards: tuple[str, ...] = ()
    unchecked: str = ""
    numeric: bool = True
    silence: str = "no public threshold"

    def holds(self, sessions: Integers) -> Booleans:
        """Whether this version is in force on epoch days; shape (n,)."""
        first = -np.inf if self.since is None else epoch_day(self.since)
        last = np.inf if self.until is None else epoch_day(self.until)
        return np.asarray((sessions >= first) & (sessions <= last), np.bool_)


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one version of a rule says of one security.

    Attributes
    ----------
    rule : str
        Its id.
    version : datetime.date or None
        Since when this version is in force.
    tripped : bool or None
        None is unknown.
    value, threshold : float or None
        On the session of the first trip, else the value nearest to a trip; in ``unit``.
    unit : str
    session : datetime.date or None
        Of the first trip.
    reason : str or None
        Why the answer is unknown.
    """

    rule: str
    version: dt.date | None
    tripped: bool | None
    value: float | None
    threshold: float | None
    unit: str
    session: dt.date | None
    reason: str | None


@dataclass(frozen=True, eq=False)
class RuleWindow:
    """Consecutive sessions of one security, and the facts that rules ask for.

    Attributes
    ----------
    symbol : str
    sessions : ndarray of shape (n,)
        Epoch days.
    closes, index, volumes : ndarray of shape (n,)
        Closes, those of the benchmark that the rule names, and shares traded. Exchanges reckon changes from
        reference prices after splits and dividends, which adjusted closes give.
    day0 : int
        Column of day 0.
    judged : tuple of int or None
        First and last column to judge, both included; None is session -5 to the last.
    sector, market_turnover : ndarray of shape (n,) or None
        Closes of the sector's index; average turnover of the whole market, a fraction a session.
    shares : float or None
        Shares that can be traded.
    special_treatment : bool or None
        Whether the mainland share is marked ST or *ST.
    notices : ndarray of shape (n,) or None
        Whether Taiwan's exchange published an attention notice of kinds 1 to 8.
    five_minute_moves : ndarray of shape (n,) or None
        The session's largest move against the price five minutes earlier, a fraction.
    tier : str or None
        Which size index of the Hang Seng Composite holds the share; ``outside`` is none.
    last_promotion : int or None
        Epoch day of the last known promotional material.
    """

    symbol: str
    sessions: Integers
    closes: Floats
    index: Floats
    volumes: Floats
    day0: int
    judged: tuple[int, int] | None = None
    sector: Floats | None = None
    market_turnover: Floats | None = None
    shares: float | None = None
    special_treatment: bool | None = None
    notices: Booleans | None = None
    five_minute_moves: Floats | None = None
    tier: Tier | None = None
    last_promotion: int | None = None

    @property
    def to_judge(self) -> Booleans:
        """Which columns to judge."""
        columns = np.arange(len(self.sessions))
        first, last = self.judged or (self.day0 + JUDGED_FROM, len(columns) - 1)
        return np.asarray((columns >= first) & (columns <= last), np.bool_)


@dataclass(frozen=True, eq=False)
class Measured:
    """What a rule measures on every session.

    Attributes
    ----------
    values : ndarray of shape (n,)
        NaN where nothing can be measured.
    nearness : ndarray of shape (n,)
        How near to a trip, the higher the nearer; finite where ``values`` is.
    met, known : ndarray of shape (n,)
        Whether the condition is met, and whether a condition not met is known not to be.
    threshold : float
    unit : str
    missing : str
        What is missing where it is not known.
    """

    values: Floats
    nearness: Floats
    met: Booleans
    known: Booleans
    threshold: float
    unit: str
    missing: str


def changes(closes: Floats) -> Floats:
    """Return the simple change to each session from the last, a fraction; NaN where either has no close."""
    found, real = np.full(len(closes), np.nan), np.where(closes > 0, closes, np.nan)
    found[1:] = real[1:] / real[:-1] - 1
    return found


def summed(values: Floats, length: int) -> Floats:
    """Sum each value with those of the sessions before it, ``length`` in all; NaN where one is missing.

    Sums are rounded at the tenth place, so that 20 per cent reached is not missed by the arithmetic.
    """
    found = np.full(len(values), np.nan)
    if len(values) >= length:
        found[length - 1 :] = np.lib.stride_tricks.sliding_window_view(values, length).sum(axis=1)
    return np.round(found, _ROUNDING)
