"""Two series of one security as one: of equal standing, or the later one over the earlier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.series import NUMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.series import PriceSeries

_CLOSE = NUMBERS.index("close")


def joined(known: PriceSeries, more: PriceSeries, path: Path) -> PriceSeries:
    """Return the days of both series; ``path`` is where ``more`` comes from.

    What one of them does not know on any day (opening prices, say) contradicts nothing.

    Raises
    ------
    PriceInvalidError
        If they give a day different numbers, or differ in currency, or only one of them is simulated.
    """
    if None not in (known.currency, more.currency) and known.currency != more.currency:
        raise _contradiction(
            path, "currency", more, f"{more.currency} here, {known.currency} in an earlier file"
        )
    if known.simulated != more.simulated:
        raise _contradiction(path, "source", more, "simulated in one file and not in another")
    _, at, there = np.intersect1d(known.days, more.days, return_indices=True)
    ours, theirs = known.numbers, more.numbers
    told = ~(_unknown(ours) | _unknown(theirs))
    same = same_numbers(ours[told][:, at], theirs[told][:, there])
    if not same.all():
        day = date_of(more.days[there[np.argmin(same)]])
        raise _contradiction(path, "date", more, f"{day} has other numbers in an earlier file")
    source = known.source if known.source == more.source else "file"
    whole = _filled(theirs, there, ours, at)
    both = _both(
        known, more.with_numbers(more.days, whole), currency=known.currency or more.currency, source=source
    )
    lost = newly_without(both, known, more)
    if len(lost):
        seen = f"no adjusted close on {date_of(lost[0])}, while other days have one, so returns would miss it"
        raise PriceInvalidError(
            path, None, "adj_close", f"{more.security}: {seen}; give both files the column, or neither"
        )
    return both


def updated(known: PriceSeries, more: PriceSeries) -> PriceSeries:
    """Return the days of both series; on days that both have, the numbers of ``more`` hold.

    What ``more`` does not know on any day (opening prices, say) is kept from ``known`` on the days where
    both have the same close.
    """
    ours, theirs = known.numbers, more.numbers
    _, at, there = np.intersect1d(known.days, more.days, return_indices=True)
    alike = same_numbers(ours[_CLOSE : _CLOSE + 1, at], theirs[_CLOSE : _CLOSE + 1, there])
    latest = more.with_numbers(more.days, _filled(theirs, there[alike], ours, at[alike]))
    return _both(known, latest, currency=more.currency or known.currency, source=more.source)


def newly_without(both: PriceSeries, known: PriceSeries, more: PriceSeries) -> Integers:
    """Return the days that joining leaves without an adjusted close, though each part for itself has returns."""
    return np.setdiff1d(both.half_adjusted, np.union1d(known.half_adjusted, more.half_adjusted))


def _unknown(numbers: Floats) -> Booleans:
    """Say of each number but the close whether it is missing on every day; a close is always known or missing."""
    unknown: Booleans = np.isnan(numbers).all(axis=1) & (np.arange(len(numbers)) != _CLOSE)
    return unknown


def _filled(theirs: Floats, there: Integers, ours: Floats, at: Integers) -> Floats:
    """Return ``theirs`` with what it does not know on any day taken from ``ours``, on the days given."""
    unknown = _unknown(theirs)
    filled = theirs.copy()
    filled[np.ix_(unknown, there)] = ours[np.ix_(unknown, at)]
    return filled


def same_numbers(ours: Floats, theirs: Floats) -> Booleans:
    """Say of each day, a column of both arrays, whether all its numbers are the same; shape (n,)."""
    same: Booleans = ((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))).all(axis=0)
    return same


def _both(under: PriceSeries, over: PriceSeries, *, currency: str | None, source: str) -> PriceSeries:
    """Return the days of both, those of ``over`` where both have one."""
    days, place = np.unique(np.concatenate([over.days, under.days]), return_index=True)
    numbers = np.concatenate([over.numbers, under.numbers], axis=1)[:, place]
    head = replace(over, currency=currency, source=source, zone=over.zone or under.zone)
    return head.with_numbers(days, numbers)


def _contradiction(path: Path, column: str, series: PriceSeries, seen: str) -> PriceInvalidError:
    return PriceInvalidError(path, None, column, f"{series.security}: {seen}; keep one of the two")
