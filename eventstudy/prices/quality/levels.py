"""Closes on another level than their neighbours: by a hundred, or by a split that was not applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.prices.quality.finding import Finding
from eventstudy.prices.quality.moves import NEIGHBOURS, medians

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.quality.moves import Moves

_HUNDRED = float(np.log(100))
_ABOUT_A_HUNDRED = float(np.log(1.35))
"""The switch of unit may fall on a day on which the price moved by a third."""

_RATIOS = np.array([2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50], dtype=np.float64)
"""Splits and consolidations that are common, of new shares for an old one or the other way round."""

_NEAR = 10
"""Sessions: a split is applied late or early by days, not by months."""

_FAR = 8.0
_LIKE = 4.0
"""Usual moves: a jump is at least eight, and what is left of it without the split at most four."""

_EXACT = 0.02
"""How close to a common ratio a jump of a split that nobody recorded must be, in logarithms."""

_SLACK = 0.08
"""The most by which the return of the day of a lasting jump may hide its ratio, as volumes tell it too."""

_WEEKS = 30
"""Sessions: a longer stretch on another level than both neighbours is no slip of the source."""


def unit_error(moves: Moves, edges: Booleans) -> Iterator[Finding]:
    """Find closes a hundred times too high or too low: pence for pounds, cents for dollars.

    Rule: the close moves by a factor of 100 or 1/100, give or take a third, which no price does in a session;
    a consolidation of that ratio that the splits name is none. The level of most days, or of the latest
    ones where two have as many, is taken to be right, and each run of days on another is found once, on its first
    day. Size: by how many times its closes are too high (100) or too low (0.01). This is the 100x error
    of the yfinance documentation ("Price repair").

    Confusions: a consolidation by 100 that no column names; if most days are wrong, the right ones are found.
    """
    if not edges.any():
        return
    level = np.cumsum(np.where(edges, np.sign(moves.log), 0)).astype(np.int64)
    off = level - _usual_level(level)
    starts = np.flatnonzero((off != 0) & (np.diff(off, prepend=0) != 0))
    for place in starts:
        yield Finding(
            moves.series.security,
            date_of(moves.days[place]),
            "unit_error",
            float(100.0 ** off[place]),
            "divide the closes from here to the next jump by the size, or fetch the whole series again in one unit",
        )


def unit_edges(moves: Moves) -> Booleans:
    """Say at which closes the unit changes, shape (n,)."""
    edges: Booleans = np.abs(np.abs(moves.log) - _HUNDRED) <= _ABOUT_A_HUNDRED
    return edges & ~_recorded(moves)


def _usual_level(level: Integers) -> int:
    found, count = np.unique(level[::-1], return_counts=True)
    most = found[count == count.max()]
    return int(level[np.flatnonzero(np.isin(level, most))[-1]])


def _recorded(moves: Moves) -> Booleans:
    """Say which moves are as large as a split that the series names."""
    places, ratios = _splits(moves)
    size = np.abs(np.log(ratios))
    same = np.abs(np.abs(moves.log)[:, None] - size[None, :]) <= _ABOUT_A_HUNDRED
    near = np.abs(np.arange(len(moves.at))[:, None] - places[None, :]) <= _WEEKS
    found: Booleans = (same & near).any(axis=1)
    return found


@dataclass(frozen=True, slots=True)
class Shift:
    """A jump to, or from, a level that is wrong by a split.

    Attributes
    ----------
    place : int
        Which of the n known closes comes after the jump.
    until : int or None
        Which close is back on the old level; None where it stays.
    ratio : float
        By how many times the wrong closes are too high.
    recorded : bool
        Whether the series names the split.
    """

    place: int
    until: int | None
    ratio: float
    recorded: bool


def unadjusted_split(moves: Moves, shifts: tuple[Shift, ...]) -> Iterator[Finding]:
    """Find closes that a split was not applied to, or was applied to twice.

    Rule: the close, with its dividend, jumps by at least eight usual moves, and the ratio of a split is what
    it jumped by. Either the series names the split, the jump is within four usual moves of it, and it is
    within 10 sessions of the split's day, or is undone by another within 30 sessions; or no split is named, the
    ratio is a common one to within 2 %, and the jump is undone within 30 sessions, or stays while the shares
    traded change by the ratio the other way and the day itself trades no more than the days after it. The
    remedy then says "suspected". Size: by how many times the wrong closes are too high; 5 for a history that
    was not divided by five. The stretch that came back is found on its first day; else the days before the one
    found are taken to be wrong. This is the "missing split adjustment" of the yfinance documentation ("Price repair").

    Confusions: a fall by half on news has volumes that jump and fade, and is left alone, as is every
    lasting jump without volumes; a split smaller than eight usual moves cannot be seen; a close that only
    the adjusted close corrects is found too, and the remedy says that returns are right.
    """
    for one in shifts:
        yield Finding(
            moves.series.security,
            date_of(moves.days[one.place]),
            "unadjusted_split",
            one.ratio,
            _remedy(moves, one),
        )


def _remedy(moves: Moves, shift: Shift) -> str:
    adjusted = moves.series.adj_close[moves.at][shift.place - 1 : shift.place + 1]
    if np.isfinite(adjusted).all() and abs(np.log(adjusted[1] / adjusted[0])) < abs(np.log(shift.ratio)) / 2:
        return "adj_close is adjusted, so returns are right; give the closes adjusted for splits too"
    where = "before this session" if shift.until is None else f"to {date_of(moves.days[shift.until - 1])}"
    known = "" if shift.recorded else "suspected, as no split is recorded: see that there was one; "
    return f"{known}fetch the whole series again, or divide the closes {where} by the size"


def split_shifts(moves: Moves, taken: Booleans) -> tuple[Shift, ...]:
    """Return the jumps by splits, oldest first; ``taken`` are moves that another kind explains, shape (n,)."""
    far = (np.abs(moves.log) >= _FAR * moves.sigma) & ~moves.smallest
    jumps = np.flatnonzero(far & ~taken)
    back = _undone(moves, jumps)
    found: list[Shift] = []
    done = -1
    for jump in jumps:
        if jump <= done:
            continue
        shift = _named(moves, int(jump), back.get(int(jump))) or _suspected(moves, int(jump), back)
        if shift is not None:
            found.append(shift)
            done = shift.until or done
    return tuple(found)


def _undone(moves: Moves, jumps: Integers) -> dict[int, int]:
    """Return which jump undoes which: the next one, in the other direction and as large."""
    out, home = moves.log[jumps[:-1]], moves.log[jumps[1:]]
    gap = np.diff(jumps)
    like = np.minimum(_LIKE * moves.sigma * np.sqrt(gap), np.abs(out) / 4)
    undone = (np.abs(out + home) <= like) & (gap <= _WEEKS)
    return dict(zip(jumps[:-1][undone].tolist(), jumps[1:][undone].tolist(), strict=True))


def _splits(moves: Moves) -> tuple[Integers, Floats]:
    """Return where splits stand among the known closes, and their ratios."""
    splits = moves.series.splits
    at = np.flatnonzero((splits > 0) & (splits != 1))
    return np.searchsorted(moves.at, at).astype(np.int64), splits[at]


def _named(moves: Moves, jump: int, until: int | None) -> Shift | None:
    """Return the jump as that of a split that the series names, or None."""
    places, ratios = _splits(moves)
    size = np.log(ratios)
    like = np.minimum(_LIKE * moves.sigma, np.abs(size) / 3)
    same = np.abs(np.abs(moves.log[jump]) - np.abs(size)) <= like
    near = (np.abs(places - jump) <= _NEAR) if until is None else (places >= jump - _NEAR)
    fitting = np.flatnonzero(same & near)
    if not len(fitting):
        return None
    ratio = float(max(ratios[fitting[0]], 1 / ratios[fitting[0]]))
    return Shift(jump, until, _too_high(moves, jump, until, ratio), recorded=True)


def _too_high(moves: Moves, jump: int, until: int | None, ratio: float) -> float:
    """Return by how many times the wrong closes are too high: those in between, or those before."""
    rises = bool(moves.log[jump] > 0)
    return ratio if rises == (until is not None) else 1 / ratio


def _suspected(moves: Moves, jump: int, back: dict[int, int]) -> Shift | None:
    """Return the jump as that of a split that nobody recorded, or None."""
    until = back.get(jump)
    size = abs(moves.log[jump])
    if until is not None:
        size = (size + abs(moves.log[until])) / 2
    off = np.abs(np.log(_RATIOS) - size)
    nearest = int(np.argmin(off))
    ratio = float(_RATIOS[nearest])
    lasting = until is None and _shares_follow(moves, jump, ratio)
    brief = until is not None and not moves.busy[jump:until].any()
    slack = max(_EXACT, min(2 * moves.sigma, _SLACK)) if lasting else _EXACT
    if off[nearest] > slack or not (lasting or brief):
        return None
    return Shift(jump, until, _too_high(moves, jump, until, ratio), recorded=False)


def _shares_follow(moves: Moves, jump: int, ratio: float) -> bool:
    """Say whether volumes change for good by the ratio, against the price, with no rush on the day."""
    before, after = moves.volume[max(jump - NEIGHBOURS, 0) : jump], moves.volume[jump : jump + NEIGHBOURS]
    if min(len(before), len(after)) < NEIGHBOURS or np.isnan([*before, *after]).any():
        return False
    old, new = medians(before[None, :])[0], medians(after[None, :])[0]
    if min(old, new) <= 0:
        return False
    times = np.log(new / old) * -np.sign(moves.log[jump])
    calm = moves.volume[jump] <= 2 * new
    return bool(calm and np.log(ratio) / 2 <= times <= 2 * np.log(ratio))


def level_edges(units: Booleans, shifts: tuple[Shift, ...]) -> Booleans:
    """Say which moves a unit or a split explains, shape (n,)."""
    edges = units.copy()
    edges[[one.place for one in shifts]] = True
    edges[[one.until for one in shifts if one.until is not None]] = True
    return edges
