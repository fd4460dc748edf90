"""Series of one security from several files, joined day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Floats


def joined(known: PriceSeries, more: PriceSeries, path: Path) -> PriceSeries:
    """Return the days of both series; ``path`` is where ``more`` comes from.

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
    ours, theirs = _numbers(known), _numbers(more)
    _, at, there = np.intersect1d(known.days, more.days, return_indices=True)
    same = (ours[at] == theirs[there]) | (np.isnan(ours[at]) & np.isnan(theirs[there]))
    if not same.all():
        day = date_of(more.days[there[np.flatnonzero(~same.all(axis=1))[0]]])
        raise _contradiction(path, "date", more, f"{day} has other numbers in an earlier file")
    days, first = np.unique(np.concatenate([known.days, more.days]), return_index=True)
    close, adj_close, volume = np.concatenate([ours, theirs])[first].T
    source = known.source if known.source == more.source else "file"
    return PriceSeries(
        known.security, days, close, adj_close, volume, known.currency or more.currency, source
    )


def _numbers(series: PriceSeries) -> Floats:
    return np.column_stack([series.close, series.adj_close, series.volume])


def _contradiction(path: Path, column: str, series: PriceSeries, seen: str) -> PriceInvalidError:
    return PriceInvalidError(path, None, column, f"{series.security}: {seen}; keep one of the two")
