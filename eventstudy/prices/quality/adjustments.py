"""Whether the adjusted close is adjusted by the dividends, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of, runs_of
from eventstudy.counting import counted
from eventstudy.prices.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Floats
    from eventstudy.prices.quality.moves import Moves

_LEAST = 1e-4
"""No change of the ratio below this can be told from rounding, or matters."""

_SHARE = 0.1
"""How far from a dividend its adjustment may be, as a share of it: amounts are converted and rounded, and
some vendors divide by the close of the first day without the dividend."""

_DECIMALS = range(7)


@dataclass(frozen=True, eq=False)
class _Factors:
    """What each session's adjustment is, and what it should be, over the n known closes.

    Attributes
    ----------
    found, expected : ndarray of shape (n,)
        What the adjusted closes before the session are multiplied by; NaN where unknown.
    slack : ndarray of shape (n,)
        How much of the difference rounding explains.
    paid : ndarray of shape (n,)
        The dividend as a fraction of the close before.
    """

    found: Floats
    expected: Floats
    slack: Floats
    paid: Floats

    @property
    def absent(self) -> Booleans:
        """Sessions with a dividend and no adjustment at all."""
        none: Booleans = np.abs(self.found - 1) <= self.slack
        return none & (self.paid > 2 * self.slack)

    @property
    def wrong(self) -> Booleans:
        """Sessions with another adjustment than the dividend's."""
        allowed = self.slack + _SHARE * self.paid
        off: Booleans = np.abs(self.found - self.expected) > allowed
        return off & ~self.absent


def missing_dividend(moves: Moves) -> Iterator[Finding]:
    """Find dividends that the returns leave out.

    Rule: a session with a dividend D on which the adjusted close is not adjusted: its ratio to the close stays
    the same, where closes before should have been multiplied by 1 - D / C(t-1) (the CRSP convention, which
    Yahoo's help page on the adjusted close gives too). A session without a price in between does not hide it.
    A series that has dividends and no adjusted close at all leaves every one of them out.
    Size: the dividend as a fraction of the close before, which is what the return lacks.

    Confusions: a dividend that was announced and never paid.
    """
    factors = _factors(moves)
    unadjusted = ~np.isfinite(moves.series.adj_close).any()
    missing = (factors.paid > _LEAST) if unadjusted else factors.absent
    for place in np.flatnonzero(missing):
        yield Finding(
            moves.series.security,
            date_of(moves.days[place]),
            "missing_dividend",
            float(factors.paid[place]),
            "fetch the whole series again; else multiply every adj_close before the session by "
            f"{1 - factors.paid[place]:.6f}"
            if not unadjusted
            else "give the file an adj_close column: without one, returns leave dividends out",
        )


def adjusted_close_break(moves: Moves, explained: Booleans) -> Iterator[Finding]:
    """Find sessions at which the adjusted close is adjusted by something else than the dividend.

    Rule: the ratio of adjusted close to close changes by another factor than 1 - D / C(t-1), by more than
    rounding explains and a tenth of the dividend. Where nothing is known of dividends, only a factor above
    one is found, which no dividend can make. Size: the factor less the one expected; -0.02 lowers every earlier adjusted
    close, and raises the return of that session, by 2 %.

    Confusions: a split that only the adjusted close knows, which is an ``unadjusted_split``; rights issues
    and spin-offs, by which good sources adjust and which no column shows.

    Parameters
    ----------
    moves : Moves
        n known closes.
    explained : ndarray of shape (n,), bool
        Moves that another kind explains.
    """
    without = runs_of(np.isin(moves.days, moves.series.half_adjusted))
    for place, count in zip(without.first, without.length, strict=True):
        yield Finding(
            moves.series.security,
            date_of(moves.days[place]),
            "adjusted_close_break",
            None,
            f"{counted(int(count), 'close')} from here without an adjusted one, while other days have one: returns miss "
            "them; fetch the whole series again, or give the file every adj_close or none",
        )
    factors = _factors(moves)
    wrong = factors.wrong & ~explained
    if not np.isfinite(moves.series.dividends).any():
        wrong &= factors.found > 1
    for place in np.flatnonzero(wrong):
        size = float(factors.found[place] - factors.expected[place])
        yield Finding(
            moves.series.security,
            date_of(moves.days[place]),
            "adjusted_close_break",
            size,
            "fetch the whole series again: earlier adjusted closes were made at another time; a rights issue or "
            "a spin-off would also explain it",
        )


def _factors(moves: Moves) -> _Factors:
    close, adjusted = moves.close, moves.series.adj_close[moves.at]
    found, paid, slack = (np.full(len(close), np.nan) for _ in range(3))
    ratio = adjusted / close
    found[1:] = ratio[:-1] / ratio[1:]
    paid[1:] = moves.dividends[1:] / close[:-1]
    coarse = _half_a_unit(adjusted) / adjusted + _half_a_unit(close) / close
    slack[1:] = _LEAST + coarse[1:] + coarse[:-1]
    return _Factors(found, 1 - paid, slack, paid)


def _half_a_unit(values: Floats) -> float:
    """Return the most that rounding to the decimals of the values can have changed one; zero if to none."""
    known = values[np.isfinite(values)]
    for decimals in _DECIMALS:
        # Yahoo's numbers went through 32-bit floats, whose relative error is 6e-8.
        if np.allclose(known, np.round(known, decimals), rtol=2e-7, atol=0):
            return 0.5 * 10.0**-decimals
    return 0.0
