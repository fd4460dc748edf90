"""Announcements with several listed lines: each by its own exchange, and all in one currency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.side_by_side import Line, SideBySide
from eventstudy.reporting.tables import number
from eventstudy.workflow.study import fitted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.study import EventStudy
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Integers
    from eventstudy.prices.factors import FactorTable
    from eventstudy.prices.series import PriceSeries
    from eventstudy.reporting.study import Report
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf, Say
    from eventstudy.workflow.study import Study


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes
    ----------
    chosen, everything : sequence of Announcement
        The announcements of the study, and all there are.
    own, common : PriceShelf
        The same prices as they are, and all in the common currency.
    currency : str
        Its ISO 4217 code.
    """

    chosen: Sequence[Announcement]
    everything: Sequence[Announcement]
    own: PriceShelf
    common: PriceShelf
    currency: str


def compared(
    design: EventStudy,
    study: Study,
    asked: Comparison,
    choices: Choices,
    *,
    factors: FactorTable | None = None,
    say: Say,
) -> Study:
    """Add the lines of announcements that have several, studied once more in the common currency.

    Parameters
    ----------
    study : Study
        What was found in the lines' own currencies.
    say : Say
        Told where no announcement has several lines.

    Raises
    ------
    EstimationError
        If the factors do not serve the design.
    """
    studied = {event.id for event in study.result.events}
    several = [one for one in asked.chosen if len(one.securities) > 1 and one.id in studied]
    if not several:
        say("nothing to set side by side: no announcement that was studied has several listed lines")
        return study
    converted = fitted(design, several, asked.everything, asked.common, choices, factors=factors)
    found = _side_by_side(study.report, converted, several, asked)
    return replace(study, report=replace(study.report, side_by_side=found))


def _side_by_side(
    report: Report, converted: Report, several: Sequence[Announcement], asked: Comparison
) -> SideBySide:
    symbols = tuple(dict.fromkeys(line.symbol for one in several for line in one.securities))
    own, common = asked.own.load(symbols), asked.common.load(symbols)
    lines = [line for one in several for line in _lines(one, report.result, converted.result, own, common)]
    return SideBySide(
        asked.currency,
        report.result.design.window,
        tuple(lines),
        (*(f"{one.security}: {one.reason}" for one in converted.result.dropped), *converted.remarks),
        report.result.simulated or converted.result.simulated,
    )


def _lines(
    announcement: Announcement,
    result: StudyResult,
    converted: StudyResult,
    own: Mapping[str, PriceSeries],
    common: Mapping[str, PriceSeries],
) -> list[Line]:
    """Return the lines of one announcement that were studied, in the announcement's order."""
    places, others = _places(announcement, result), _places(announcement, converted)
    mics = {security.symbol: security.mic for security in announcement.securities}
    first = announcement.securities[0].symbol
    days = _ends(result, places[first]) if first in places else None
    lines = []
    for symbol, i in places.items():
        before, end = _ends(result, i)
        premiums = _premiums(common.get(symbol), common.get(first), days) if symbol != first else (None, None)
        other = others.get(symbol)
        lines.append(
            Line(
                id=announcement.id,
                security=symbol,
                exchange=mics[symbol],
                currency=own[symbol].currency,
                day0=result.events[i].day0,
                benchmark=result.benchmarks[i],
                car=number(result.car[i]),
                t=number(result.t[i]),
                car_common=None if other is None else number(converted.car[other]),
                t_common=None if other is None else number(converted.t[other]),
                before=None if before is None else date_of(before),
                close_before=_close(own[symbol], before),
                end=None if end is None else date_of(end),
                close_end=_close(own[symbol], end),
                premium_before=premiums[0],
                premium_end=premiums[1],
            )
        )
    return lines


def _places(announcement: Announcement, result: StudyResult) -> dict[str, int]:
    """Return which event of a result each listed line of the announcement is."""
    found = {event.security: i for i, event in enumerate(result.events) if event.id == announcement.id}
    symbols = (security.symbol for security in announcement.securities)
    return {symbol: found[symbol] for symbol in symbols if symbol in found}


def _ends(result: StudyResult, i: int) -> tuple[int | None, int | None]:
    """Return the session before day 0 and the last of the event window; None beyond the sessions known."""
    panel, position = result.panel, int(result.placed.position[i])
    sessions = panel.sessions[panel.grid[result.placed.row[i]]]
    return _session(sessions, position - 1), _session(sessions, position + result.design.window.last)


def _session(sessions: Integers, place: int) -> int | None:
    inside = 0 <= place < len(sessions) and sessions[place] != NO_SESSION
    return int(sessions[place]) if inside else None


def _premiums(
    line: PriceSeries | None, first: PriceSeries | None, days: tuple[int | None, int | None] | None
) -> tuple[float | None, float | None]:
    """Return what a line costs above the first one on two days; None where either has no close."""
    if line is None or first is None or days is None:
        return None, None
    return _premium(line, first, days[0]), _premium(line, first, days[1])


def _premium(line: PriceSeries, first: PriceSeries, day: int | None) -> float | None:
    price, base = _close(line, day), _close(first, day)
    return None if price is None or base is None else price / base - 1


def _close(series: PriceSeries, day: int | None) -> float | None:
    """Return the close of a day; None without one."""
    place = -1 if day is None else int(np.searchsorted(series.days, day))
    if not 0 <= place < len(series) or series.days[place] != day:
        return None
    return number(series.close[place])
