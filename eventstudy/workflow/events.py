"""The join: which announcement hits which security on which session, and what cannot be joined.

Nothing is left out silently: an announcement that does not become an event becomes a ``Dropped`` with
its reason.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.event import Dropped, Event, EventTable
from eventstudy.analysis.placement import place
from eventstudy.analysis.resumptions import moved, suspensions_before
from eventstudy.announcements.announcement import Announcement, Precision, Security
from eventstudy.arrays import Integers, date_of, epoch_day
from eventstudy.errors import CalendarError, EventStudyError
from eventstudy.prices.benchmarks import benchmark_for
from eventstudy.prices.calendar import SessionCalendar, calendar_from_days, exchange_calendar
from eventstudy.prices.day_zero import day_zero
from eventstudy.prices.panel import Panel, PanelRow
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.workflow.inputs import PriceShelf


@dataclass(frozen=True, slots=True)
class Joined:
    """Announcements and prices, joined.

    Attributes
    ----------
    panel : Panel
        A row for every security that has an event.
    events : tuple of Event
        In the order of the announcements.
    dropped : tuple of Dropped
        What could not be joined, with the reason.
    notes : mapping of (id, security) to str
        How day 0 was found, where that needs saying.
    benchmarks, sources : mapping of str to str
        The benchmark of each security, where it has one, and where the security's prices come from.
    """

    panel: Panel
    events: tuple[Event, ...]
    dropped: tuple[Dropped, ...]
    notes: Mapping[tuple[str, str], str]
    benchmarks: Mapping[str, str]
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a run decides about the join.

    Attributes
    ----------
    benchmark : str or None
        Benchmark of every security in this run.
    benchmarks : mapping of str to str
        Standing choices, by security or by MIC.
    sessions_after : int
        How many sessions after day 0 (or after the opt-out expiry) the panel must reach.
    benchmark_needed : bool
        Whether a security whose benchmark has no prices is left out. Otherwise it is studied without, on the
        sessions of its exchange.
    cache : Path or None
        Folder in which the sessions of exchanges are kept between runs; None for nowhere.
    """

    benchmark: str | None
    benchmarks: Mapping[str, str]
    sessions_after: int
    benchmark_needed: bool = True
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A security with its prices, its benchmark's, and its calendar (None where nothing says the exchange)."""

    series: PriceSeries
    benchmark: PriceSeries
    calendar: SessionCalendar | None


_NOTHING = np.empty(0)
_NO_BENCHMARK = PriceSeries("none", np.empty(0, dtype=np.int64), _NOTHING, _NOTHING, _NOTHING)
"""What stands beside a security that is studied without a benchmark."""


class _NotJoinedError(EventStudyError):
    """Why an announcement does not become an event; never leaves this module."""


def join(announcements: Sequence[Announcement], shelf: PriceShelf, choices: Choices) -> Joined:
    """Turn announcements into events on a panel of prices.

    Raises
    ------
    EventStudyError
        If the prices cannot be read at all; what is wrong with one announcement drops that one only.
    """
    dropped = [Dropped(one.id, "", "issuer not listed") for one in announcements if not one.securities]
    pairs = [(one, security) for one in announcements for security in one.securities]
    lines = _lines(tuple(dict.fromkeys(security for _, security in pairs)), shelf, choices)
    events: list[Event] = []
    notes: dict[tuple[str, str], str] = {}
    for announcement, security in pairs:
        try:
            event, note = _event(announcement, security, lines[security])
        except (_NotJoinedError, CalendarError) as problem:
            dropped.append(Dropped(announcement.id, security.symbol, str(problem)))
        else:
            events.append(event)
            if note:
                notes[event.id, event.security] = note
    used = {event.security for event in events}
    rows = [line for line in lines.values() if isinstance(line, _Line) and line.series.security in used]
    panel = _panel(rows, events, choices.sessions_after)
    resumed = moved(panel, events)
    dropped += resumed.dropped
    _note_moves(panel, resumed.events, notes)
    _note_strays(panel, resumed.events, notes)
    return Joined(
        panel=panel,
        events=resumed.events,
        dropped=tuple(dropped),
        notes=notes,
        benchmarks={
            row.series.security: row.benchmark.security for row in rows if row.benchmark is not _NO_BENCHMARK
        },
        sources={row.series.security: row.series.source for row in rows},
    )


def market_panel(securities: Sequence[Security], shelf: PriceShelf, choices: Choices) -> Panel:
    """Lay securities beside their benchmarks, as an event study does; those without prices are left out."""
    found = _lines(securities, shelf, choices)
    return _panel([line for line in found.values() if isinstance(line, _Line)], (), 0)


def _note_moves(panel: Panel, events: Sequence[Event], notes: dict[tuple[str, str], str]) -> None:
    """Say of which events day 0 is the session on which trading resumed, or on which prices go on."""
    late = [event for event in events if event.moved_from is not None]
    spots = place(panel, EventTable.of(late))
    for event, found in zip(late, suspensions_before(panel, spots.row, spots.position), strict=True):
        seen = f"no trade on {event.moved_from}: day 0 is {event.day0}, when trading resumed"
        if found is not None and found.kind == "neither":
            seen = f"{found.words}; day 0 is {event.day0}, the next session with prices"
        _add_note(notes, event, seen)


def _add_note(notes: dict[tuple[str, str], str], event: Event, seen: str) -> None:
    key = event.id, event.security
    notes[key] = f"{notes[key]}; {seen}" if key in notes else seen


def _note_strays(panel: Panel, events: Sequence[Event], notes: dict[tuple[str, str], str]) -> None:
    """Say of every event how many prices of its security fall on no session."""
    strays = Counter(security for security, _ in panel.strays)
    for event in events:
        if event.security in strays:
            seen = f"{strays[event.security]} prices of {event.security} fall on no session and are left out"
            _add_note(notes, event, seen)


def _lines(
    securities: Sequence[Security], shelf: PriceShelf, choices: Choices
) -> dict[Security, _Line | str]:
    """Find prices, benchmark and calendar of every security, or say in words what is missing."""
    benchmarks = {
        one: benchmark_for(one.symbol, one.mic, overrides=choices.benchmarks, run=choices.benchmark)
        for one in securities
    }
    wanted = dict.fromkeys(
        [one.symbol for one in securities] + [name for name in benchmarks.values() if name]
    )
    series = shelf.load(tuple(wanted))
    return {one: _line(one, benchmarks[one], series, shelf, choices) for one in securities}


def _line(
    security: Security,
    benchmark: str | None,
    series: Mapping[str, PriceSeries],
    shelf: PriceShelf,
    choices: Choices,
) -> _Line | str:
    if security.symbol not in series:
        return shelf.missing(security.symbol)
    found = _benchmark(security, benchmark, series, shelf)
    if isinstance(found, str):
        # Without an exchange nothing but a benchmark's dates says which days are sessions.
        if choices.benchmark_needed or not security.mic:
            return found
        found = _NO_BENCHMARK
    try:
        calendar = exchange_calendar(security.mic, cache=choices.cache) if security.mic else None
    except CalendarError as problem:
        return str(problem)
    return _Line(series[security.symbol], found, calendar)


def _benchmark(
    security: Security, name: str | None, series: Mapping[str, PriceSeries], shelf: PriceShelf
) -> PriceSeries | str:
    """Return the prices of a benchmark, or why there are none."""
    if name is None:
        return "no exchange known, so no benchmark: add an exchange column (MIC), or pass --benchmark SYMBOL"
    if name == security.symbol:
        return f"{name} is its own benchmark; pass another with --benchmark SYMBOL"
    return series[name] if name in series else f"benchmark {name}: {shelf.missing(name)}"


def _event(announcement: Announcement, security: Security, line: _Line | str) -> tuple[Event, str]:
    moment, problems = announcement.announced, [line] if isinstance(line, str) else []
    if moment.precision is Precision.MONTH:
        problems.append(f"dated only {moment}; give the day: --date {announcement.id}=YYYY-MM-DD")
    if isinstance(line, str) or problems:
        raise _NotJoinedError("; ".join(problems))
    calendar = line.calendar or calendar_from_days(
        line.benchmark.days, timezone=moment.timezone, name=f"{line.benchmark.security} dates"
    )
    instant = moment.instant if moment.precision is Precision.MINUTE else None
    found = day_zero(calendar, instant=instant, date=moment.date)
    _refuse_half_adjusted(line.series, calendar, epoch_day(found.day))
    return Event(announcement.id, security.symbol, found.day, announcement.opt_out_expires), found.note


def _refuse_half_adjusted(series: PriceSeries, calendar: SessionCalendar, day: int) -> None:
    """Refuse a day 0 whose return misses an adjusted close: the security traded, and was not suspended."""
    place = int(np.searchsorted(calendar.days, day))
    lost = np.intersect1d(calendar.days[max(place - 1, 0) : place + 1], series.half_adjusted)
    if len(lost):
        raise _NotJoinedError(
            f"{date_of(lost[0])} has a close and no adjusted close, while other days have one, so the return of "
            "day 0 is not known; fetch the whole series again, or give the file every adj_close or none"
        )


def _panel(lines: Sequence[_Line], events: Sequence[Event], sessions_after: int) -> Panel:
    """Lay the lines on their sessions, far enough to tell a pending event from one without a price."""
    unique = {line.series.security: line for line in lines}
    reach = {name: int(line.series.days[-1]) for name, line in unique.items()}
    for event in events:
        day = epoch_day(max(event.day0, event.expiry or event.day0))
        reach[event.security] = max(reach[event.security], day)
    grids = _grids(unique, reach, sessions_after)
    return Panel.assemble(
        [PanelRow(line.series, line.benchmark, grids[name]) for name, line in unique.items()]
    )


def _grids(lines: Mapping[str, _Line], reach: Mapping[str, int], sessions_after: int) -> dict[str, Integers]:
    """Give the securities of one calendar one grid; without a calendar the benchmark's dates are the grid."""
    shared: dict[str, list[str]] = {}
    for name, line in lines.items():
        if line.calendar is not None:
            shared.setdefault(line.calendar.name, []).append(name)
    grids = {name: line.benchmark.days for name, line in lines.items() if line.calendar is None}
    for names in shared.values():
        calendar = lines[names[0]].calendar
        days = calendar.days if calendar else lines[names[0]].benchmark.days
        first = np.searchsorted(days, min(int(lines[name].series.days[0]) for name in names))
        last = np.searchsorted(days, max(reach[name] for name in names), side="right") + sessions_after
        grids |= dict.fromkeys(names, days[first:last])
    return grids
