"""Days that should be there and are not, and days that should not be there: gaps, suspensions, closed days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of, runs_of
from eventstudy.prices.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.arrays import Booleans, Integers
    from eventstudy.prices.quality.finding import Surroundings
    from eventstudy.prices.series import PriceSeries

SUSPENDED = 3
"""So many sessions in a row without a close, on days the source knows, are no slip of the source."""

_OVERLAY = "add the day to the calendar overlay with its source (docs/data.md, Day 0) and report it"


def calendar_gap(series: PriceSeries, around: Surroundings) -> Iterator[Finding]:
    """Find sessions without a price.

    Rule: sessions of the exchange between the first and the last day of the series without a row, and days
    whose close is empty, fewer than three in a row (more are a ``suspension``). Each run is found once, on
    its first session. Size: sessions in the run. Source of the sessions: the exchange's published calendar.

    Confusions: a source that leaves the days of a suspension out, as many files do, shows a gap; a session
    that the benchmark does not have either means that the calendar is wrong, and the remedy says so.
    """
    for days in _runs_of(_absent(series, around.sessions), around.sessions):
        yield Finding(
            series.security, date_of(days[0]), "calendar_gap", float(len(days)), _gap_remedy(days, around)
        )
    for first, length in _empty_runs(series, around):
        if length < SUSPENDED:
            remedy = "the source has no close: fetch the days again, or take them from another source"
            yield Finding(series.security, date_of(series.days[first]), "calendar_gap", float(length), remedy)


def _absent(series: PriceSeries, sessions: Integers | None) -> Integers:
    """Return the sessions within the series that have no row."""
    if sessions is None or not len(series):
        return np.empty(0, dtype=np.int64)
    within = sessions[(sessions > series.days[0]) & (sessions < series.days[-1])]
    return np.setdiff1d(within, series.days, assume_unique=True)


def _runs_of(days: Integers, sessions: Integers | None) -> Iterator[Integers]:
    """Divide sessions into runs of neighbours."""
    if sessions is not None and len(days):
        yield from np.split(days, np.flatnonzero(np.diff(np.searchsorted(sessions, days)) > 1) + 1)


def _gap_remedy(days: Integers, around: Surroundings) -> str:
    market = around.market_days
    if around.index:
        return f"fetch the days again; if the exchange was closed, {_OVERLAY}"
    spanned = len(market) and market[0] < days[0] and days[-1] < market[-1]
    if spanned and not np.isin(days, market).any():
        return f"the benchmark has no price either: if the exchange was closed, {_OVERLAY}"
    return "fetch the days again or import them from another source; if trading was suspended, leave them out"


def suspension(series: PriceSeries, around: Surroundings) -> Iterator[Finding]:
    """Find runs of days on which the exchange traded and the security did not.

    Rule: the close is empty on three sessions or more in a row, with closes before and after. Size: sessions
    in the run. A rule of this program: one or two empty closes are found to be slips of the source, such as
    the one of 2024-07-05 that Yahoo has for all of Hong Kong.

    Confusions: a suspension that the source fills with the last close and no volume is a ``zero_volume_run``;
    one whose days it leaves out is a ``calendar_gap``; a source that lost a week looks like a suspension.
    """
    for first, length in _empty_runs(series, around):
        if length >= SUSPENDED:
            yield Finding(
                series.security,
                date_of(series.days[first]),
                "suspension",
                float(length),
                "look up the exchange's notice; an announcement in the halt is read at the resumption",
            )


def _empty_runs(series: PriceSeries, around: Surroundings) -> Iterator[tuple[int, int]]:
    """Return where each run of empty closes starts, and how many there are, between known closes."""
    known = np.isfinite(series.close)
    if not known.any():
        return
    open_days = _is_session(series.days, around.sessions)
    places = np.flatnonzero(known | open_days)
    first, last = np.flatnonzero(known[places])[[0, -1]]
    empty = runs_of(~known[places])
    for start, length in zip(empty.first, empty.length, strict=True):
        if first < start < last:
            yield int(places[start]), int(length)


def _is_session(days: Integers, sessions: Integers | None) -> Booleans:
    return np.ones(len(days), dtype=bool) if sessions is None else np.isin(days, sessions)


def closed_day_row(series: PriceSeries, around: Surroundings) -> Iterator[Finding]:
    """Find closes on days on which the exchange was closed.

    Rule: a day with a close that is no session, within the published calendar. Each day is found for itself.
    Size: the return of that close over the one before, as a fraction; None for the first.

    Confusions: where the market's index has a price too, the calendar is wrong and not the row; an index row
    on a closed day always means that.
    """
    if around.sessions is None or not len(around.sessions):
        return
    known = np.flatnonzero(series.close > 0)
    days = series.days[known]
    spanned = (days >= around.sessions[0]) & (days <= around.sessions[-1])
    for place in np.flatnonzero(spanned & ~np.isin(days, around.sessions)):
        close = series.close[known]
        size = float(close[place] / close[place - 1] - 1) if place else None
        remedy = _closed_remedy(around, int(days[place]))
        yield Finding(series.security, date_of(days[place]), "closed_day_row", size, remedy)


def _closed_remedy(around: Surroundings, day: int) -> str:
    if around.index:
        return f"an index has prices only when its exchange trades, so the calendar is wrong: {_OVERLAY}"
    if day in around.market_days:
        return f"the benchmark has a price too, so the calendar is wrong: {_OVERLAY}"
    return "remove the row: the exchange was closed, and studies leave the price out"
