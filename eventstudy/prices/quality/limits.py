"""Closes at the daily price limit of exchanges that have one."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats
    from eventstudy.prices.quality.finding import Surroundings
    from eventstudy.prices.quality.moves import Moves

_FOREVER = dt.date(9999, 12, 31)

_SLACK = 1e-6
"""Relative; Yahoo's numbers went through 32-bit floats."""

_LONGEST_WEEKEND = 14
"""Calendar days: after a longer gap, the base price is not the close before."""


@dataclass(frozen=True, slots=True)
class LimitRule:
    """One rule of an exchange, as ``data/price_limits.toml`` describes it."""

    exchange: str
    symbols: tuple[str, ...]
    first: dt.date
    source: str
    last: dt.date = _FOREVER
    share: float | None = None
    rounding: Literal["nearest", "inward"] = "nearest"
    ticks: tuple[tuple[float, float], ...] = ()
    bands: tuple[tuple[float, float], ...] = ()


@cache
def limit_rules() -> tuple[LimitRule, ...]:
    """Return the packaged rules."""
    text = files("eventstudy.prices").joinpath("data/price_limits.toml").read_text(encoding="utf-8")
    return tuple(
        LimitRule(
            exchange=entry["exchange"],
            symbols=tuple(entry["symbols"]),
            first=entry["first"],
            source=entry["source"],
            last=entry.get("last", _FOREVER),
            share=entry.get("share"),
            rounding=entry.get("rounding", "nearest"),
            ticks=_steps(entry.get("ticks", [])),
            bands=_steps(entry.get("bands", [])),
        )
        for entry in tomllib.loads(text)["rule"]
    )


def _steps(pairs: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((below, size) for below, size in pairs)


def rules_of(symbol: str, mic: str) -> tuple[LimitRule, ...]:
    """Return the rules that hold for a symbol: those of its board, else those of all others."""
    here = [rule for rule in limit_rules() if rule.exchange == mic]
    board = [rule for rule in here if rule.symbols and symbol.startswith(rule.symbols)]
    return tuple(board or [rule for rule in here if not rule.symbols])


def price_limit(moves: Moves, around: Surroundings, explained: Booleans) -> Iterator[Finding]:
    """Find closes at the day's limit, where the price could not say what people thought.

    Rule: the close, with later splits taken out again, is the highest or lowest that the exchange's rule of
    that day allows, the close before being the base price, to within half a tick. Rules and their sources:
    ``prices/data/price_limits.toml``. Not looked at: sessions with a dividend or a split and those after a gap of more than two weeks,
    whose base price is another. Size: the return, as a fraction.

    Confusions: shares under special treatment in mainland China have a limit of 5 % that no symbol shows; a
    close may be at the limit by chance.

    Parameters
    ----------
    moves : Moves
        n known closes.
    around : Surroundings
    explained : ndarray of shape (n,), bool
        Moves that another kind explains.
    """
    if around.mic is None or around.index or len(moves.at) < 2:  # noqa: PLR2004  -- a move has two ends
        return
    printed = moves.close * _later_splits(moves)
    base = np.concatenate(([np.nan], printed[:-1]))
    plain = (
        (moves.dividends == 0) & ~explained & (np.diff(moves.days, prepend=moves.days[0]) <= _LONGEST_WEEKEND)
    )
    plain &= np.diff(_later_splits(moves), prepend=np.nan) == 0
    for rule in rules_of(moves.series.security, around.mic):
        held = (moves.days >= epoch_day(rule.first)) & (moves.days <= epoch_day(rule.last))
        for place in np.flatnonzero(held & plain & _at_limit(rule, base, printed)):
            size = float(printed[place] / base[place] - 1)
            yield Finding(
                moves.series.security,
                date_of(moves.days[place]),
                "price_limit",
                size,
                "the move was cut off and goes on in the next sessions: read a window, not this day alone",
            )


def _later_splits(moves: Moves) -> Floats:
    """Return by what the closes were divided, shape (n,): the product of all later splits."""
    splits = np.nan_to_num(moves.series.splits)
    ratio = np.where(splits > 0, splits, 1.0)
    after = np.cumprod(ratio[::-1])[::-1] / ratio
    return after[moves.at]


def _at_limit(rule: LimitRule, base: Floats, printed: Floats) -> Booleans:
    up, down = (_limit(rule, base, way) for way in (1.0, -1.0))
    slack = np.maximum(_half_tick(rule, printed), _SLACK * base)
    with np.errstate(invalid="ignore"):
        found: Booleans = (np.abs(printed - up) < slack) | (np.abs(printed - down) < slack)
    return found & (up > down)


def _limit(rule: LimitRule, base: Floats, way: float) -> Floats:
    """Return the limit price above (1.0) or below (-1.0) each base price; NaN where there is none."""
    if rule.share is None:
        return base + way * _step(rule.bands, base)
    raw = base * (1 + way * rule.share)
    tick = _step(rule.ticks, raw)
    if rule.rounding == "nearest":
        return np.floor(raw / tick + 0.5 + _SLACK) * tick
    ticks = np.floor(raw / tick + _SLACK) if way > 0 else np.ceil(raw / tick - _SLACK)
    return ticks * tick


def _half_tick(rule: LimitRule, price: Floats) -> Floats:
    return _step(rule.ticks, price) / 2 if rule.ticks else np.zeros(len(price))


def _step(steps: tuple[tuple[float, float], ...], price: Floats) -> Floats:
    """Return the step of the band that each price lies in; NaN above the last."""
    below, size = np.array(steps).T
    place = np.searchsorted(below, price * (1 + _SLACK), side="right")
    found: Floats = np.append(size, np.nan)[place]
    return found
