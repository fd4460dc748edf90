"""Which findings touch which events: by window, by run, and by grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checked_series import clean, weekdays

from eventstudy.analysis.event import Event
from eventstudy.analysis.window import Window
from eventstudy.arrays import date_of
from eventstudy.prices.panel import Panel, PanelRow
from eventstudy.workflow.beside import findings_beside
from eventstudy.workflow.events import Choices, Joined
from eventstudy.workflow.inputs import FileShelf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.prices.series import PriceSeries

DAYS = weekdays(250)
WINDOWS = Window(-60, -11), Window(-5, 5)
CHOICES = Choices(None, {}, 0)


class OtherShelf:
    """Prices of which nobody knows whether they were checked."""

    def missing(self, *symbols: str) -> str:
        """Say that there is nothing."""
        return f"no prices of {', '.join(symbols)}"

    def remarks(self, symbol: str) -> tuple[str, ...]:
        """Say nothing."""
        del symbol
        return ()

    def load(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Return nothing: it is not asked."""
        raise AssertionError(symbols)

    def symbols(self) -> tuple[str, ...]:
        """Name nothing."""
        return ()


def joined(series: PriceSeries, *day0: int) -> Joined:
    """Return one security with events on some of its days, against an untroubled market."""
    market = clean(99, symbol="^M")
    events = tuple(Event(f"e{day}", series.security, date_of(DAYS[day])) for day in day0)
    panel = Panel.assemble([PanelRow(series, market, DAYS)])
    return Joined(panel, events, (), {}, {series.security: "^M"}, {series.security: "file"})


def touched(series: PriceSeries, kind: str, *day0: int) -> list[tuple[str, ...]]:
    """Return the events that each finding of a kind touches."""
    both = joined(series, *day0)
    shelf = FileShelf({series.security: series, "^M": clean(99, symbol="^M")}, "prices.csv")
    found = findings_beside(both, both.events, WINDOWS, shelf=shelf, choices=CHOICES, mics={})
    return [ids for one, ids in zip(found.findings, found.events, strict=True) if one.kind == kind]


@pytest.mark.parametrize(
    ("at", "expected"),
    [(40, True), (39, False), (89, True), (90, False), (94, False), (95, True), (105, True), (106, False)],
)
def test_both_ends_of_both_windows_count(at: int, expected: bool) -> None:  # noqa: FBT001  -- a row of the table
    """A spike on the first or the last session of a window touches the event; one beside it does not."""
    close = clean(1, sigma=0.01, symbol="A").close.copy()
    close[at] *= 1.45
    series = replace(clean(1, symbol="A"), close=close, adj_close=close.copy(), volume=np.full(250, np.nan))
    assert touched(series, "spike", 100) == ([("e100",)] if expected else [])


def test_a_run_that_reaches_into_a_window_touches_it() -> None:
    """A week without trades that starts before the window and ends in it is found beside the event."""
    series = clean(2, symbol="A")
    volume = series.volume.copy()
    volume[30:41] = 0
    assert touched(replace(series, volume=volume), "zero_volume_run", 100) == [("e100",)]
    volume[40] = 1e6
    assert touched(replace(series, volume=volume), "zero_volume_run", 100) == []


def test_each_event_is_named_that_is_touched() -> None:
    """Of three events of a security, a finding names those in whose windows it lies."""
    close = clean(3, sigma=0.01, symbol="A").close.copy()
    close[100] *= 1.45
    series = replace(clean(3, symbol="A"), close=close, adj_close=close.copy(), volume=np.full(250, np.nan))
    assert touched(series, "spike", 98, 107, 130) == [("e98", "e130")]


@pytest.mark.parametrize("shared_by_market", [True, False])
def test_a_folder_is_checked_against_the_benchmark_too(*, shared_by_market: bool) -> None:
    """A jump that the market shares is no spike, also where the study itself never asked for that market."""
    quiet, market = clean(3, sigma=0.01, symbol="A"), clean(99, sigma=0.01, symbol="^M")
    series, moved = (_with_jump(one) for one in (quiet, market))
    there = {"A": series, "^M": moved if shared_by_market else market, "^N": clean(98, symbol="^N")}
    read: dict[str, PriceSeries] = {}
    shelf = FileShelf(read, "lake", lambda names: read.update((name, there[name]) for name in names))
    both = replace(joined(series, 100), benchmarks={"A": "^N"})
    choices = Choices("^N", {"A": "^M"}, 0)
    found = findings_beside(both, both.events, WINDOWS, shelf=shelf, choices=choices, mics={})
    spikes = [one for one in found.findings if (one.kind, one.security) == ("spike", "A")]
    assert len(spikes) == (0 if shared_by_market else 1)


def _with_jump(series: PriceSeries) -> PriceSeries:
    close = series.close.copy()
    close[100] *= 1.45
    return replace(series, close=close, adj_close=close.copy(), volume=np.full(len(close), np.nan))


def test_a_shelf_that_says_nothing_of_checks_is_unchecked() -> None:
    """Prices that are neither of files nor of the store are named as unchecked."""
    both = joined(clean(4, symbol="A"), 100)
    found = findings_beside(both, both.events, WINDOWS, shelf=OtherShelf(), choices=CHOICES, mics={})
    assert (found.findings, found.unchecked) == ((), ("A", "^M"))


def test_no_event_has_no_finding() -> None:
    """Without events nothing is looked for."""
    both = joined(clean(5, symbol="A"))
    found = findings_beside(both, (), WINDOWS, shelf=OtherShelf(), choices=CHOICES, mics={})
    assert (found.findings, found.events, found.unchecked) == ((), (), ())
