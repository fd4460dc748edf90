"""Which findings of price checks fall into the windows of which events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.reporting.findings import Beside
from eventstudy.workflow.inputs import FileShelf, StoreShelf
from eventstudy.workflow.shelves import innermost, made_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Event
    from eventstudy.analysis.window import Window
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Booleans, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.quality.finding import Finding
    from eventstudy.workflow.events import Choices, Joined
    from eventstudy.workflow.inputs import PriceShelf

_COUNTED_IN_SESSIONS = ("calendar_gap", "stale_run", "zero_volume_run", "suspension")
"""Kinds whose size says how many sessions the run has."""

_THROUGHOUT = "currency_change"
"""A kind that holds for every day of its series."""


def findings_beside(
    joined: Joined,
    events: Sequence[Event],
    windows: Sequence[Window],
    *,
    shelf: PriceShelf,
    choices: Choices,
    mics: Mapping[str, str],
) -> Beside:
    """Return the findings that touch one of the windows of an event, in its security or its benchmark.

    A portfolio of peers brings the findings of its members.

    Stored prices bring the findings of their last check, and are named where they have none or changed since; those of
    files are checked now. ``mics`` are the exchanges of the securities, as the announcements name them.
    """
    users: dict[str, list[int]] = {}
    for i, event in enumerate(events):
        benchmark = joined.benchmarks.get(event.security)
        used = (event.security, *(made_from(shelf, benchmark) if benchmark else ()))
        for symbol in dict.fromkeys(used):
            users.setdefault(symbol, []).append(i)
    found, unchecked = findings_of(tuple(users), innermost(shelf), choices, mics)
    touched: list[tuple[Finding, tuple[str, ...]]] = []
    for symbol in sorted(found):
        theirs = [events[i] for i in users[symbol]]
        within = _within(found[symbol], theirs, windows, joined.panel)
        for one, hit in zip(found[symbol], within, strict=True):
            if hit.any():
                touched.append((one, tuple(dict.fromkeys(theirs[i].id for i in np.flatnonzero(hit)))))
    return Beside(tuple(one for one, _ in touched), tuple(ids for _, ids in touched), unchecked)


def mics(announcements: Sequence[Announcement]) -> dict[str, str]:
    """Return the exchange of each security that names one."""
    return {line.symbol: line.mic for one in announcements for line in one.securities if line.mic}


def findings_of(
    symbols: Sequence[str], shelf: PriceShelf, choices: Choices, mics: Mapping[str, str]
) -> tuple[dict[str, tuple[Finding, ...]], tuple[str, ...]]:
    """Return findings by symbol, and the symbols whose prices nobody has checked as they stand."""
    if isinstance(shelf, StoreShelf):
        from eventstudy.prices.finding_store import FindingStore  # noqa: PLC0415  -- files need no SQLAlchemy

        checked = FindingStore(shelf.engine).load(symbols)
        stale = (symbol for symbol in symbols if symbol not in checked or not checked[symbol].fresh)
        return {symbol: one.findings for symbol, one in checked.items()}, tuple(sorted(stale))
    if isinstance(shelf, FileShelf):
        from eventstudy.workflow.check import (  # noqa: PLC0415  -- a store needs none
            Places,
            check_all,
            indices,
            with_benchmarks,
        )

        places = Places(mics, indices())
        series = shelf.load(with_benchmarks(symbols, places, choices))
        return check_all(series, symbols, places, choices), ()
    return {}, tuple(sorted(symbols))


def _within(
    findings: Sequence[Finding], events: Sequence[Event], windows: Sequence[Window], panel: Panel
) -> Booleans:
    """Say which findings touch which events, shape (findings, events)."""
    touched = np.zeros((len(findings), len(events)), dtype=bool)
    rows = np.array([panel.rows[event.security] for event in events], dtype=np.int64)
    day0 = np.array([epoch_day(event.day0) for event in events], dtype=np.int64)
    for grid in np.unique(panel.grid[rows]):
        here = panel.grid[rows] == grid
        first, last = _places(findings, panel.sessions[grid])
        zero = np.searchsorted(panel.sessions[grid], day0[here])
        for window in windows:
            after = first[:, None] <= zero + window.last
            touched[:, here] |= after & (last[:, None] >= zero + window.first)
    return touched


def _places(findings: Sequence[Finding], sessions: Integers) -> tuple[Integers, Integers]:
    """Return the first and the last session of each finding, as places on a grid."""
    days = np.array([epoch_day(one.session) for one in findings], dtype=np.int64)
    first = np.searchsorted(sessions, days).astype(np.int64)
    length = [int(one.size or 1) if one.kind in _COUNTED_IN_SESSIONS else 1 for one in findings]
    last = first + np.array(length, dtype=np.int64) - 1
    throughout = np.array([one.kind == _THROUGHOUT for one in findings], dtype=bool)
    last[throughout] = len(sessions)
    return first, last
