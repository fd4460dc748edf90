"""The summary of a result, word for word."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

from eventstudy import Event, EventStudy, Panel, StudyResult, Window
from eventstudy.analysis.inference.tests import TESTS

DAYS = pd.bdate_range("2023-01-02", periods=120)
STUDY = EventStudy(
    estimation=Window(-60, -6),
    window=Window(0, 1),
    subwindows=(Window(0, 0),),
    min_observations=30,
    tests=("cross_sectional_t", "patell", "adjusted_bmp", "grank_t", "sign"),
)


def _panel() -> Panel:
    """Lay out three shares that rise by 5 % on their day 0, and a fourth whose prices end."""
    rng = np.random.default_rng(331)
    walk = rng.normal(0, 0.01, (120, 5))
    for column, at in enumerate((80, 90, 100)):
        walk[at, column] += 0.05
    closes = pd.DataFrame(100 * np.exp(np.cumsum(walk, axis=0)), index=DAYS, columns=[*"ABCD", "M"])
    closes.loc[DAYS[101] :, "D"] = np.nan
    return Panel.from_frame(closes, benchmark="M")


EVENTS = [
    Event(f"{name.lower()}", name, DAYS[at].date())
    for name, at in zip("ABCD", (80, 90, 100, 100), strict=True)
]


@pytest.fixture
def result() -> StudyResult:
    """Three events are studied, and one is pending."""
    return STUDY.fit(_panel(), EVENTS)


GOLDEN = """\
Event study: market_model, log returns
estimation window -60:-6, event window 0:1
benchmark M

3 events, 1 dropped
  d (D): pending until 2023-05-23: prices end on 2023-05-22

mean CAR 0:1       +5.13%

test of the window   statistic   p-value
----------------------------------------
cross_sectional_t       +4.340    0.0492
patell                  +7.079   <0.0001
adjusted_bmp            +4.572    0.0447
grank_t                 +2.669    0.0100
sign                    +1.732    0.0833

mean CAR 0:0       +5.09%

test of the window   statistic   p-value
----------------------------------------
cross_sectional_t       +6.362    0.0238
patell                 +10.008   <0.0001
adjusted_bmp            +9.340    0.0113
grank_t                 +2.772    0.0076
sign                    +1.732    0.0833

"""


def test_summary(result: StudyResult) -> None:
    """Drops come first, then the averages and tests of each window, then what the tests withstand, then advice."""
    notes = [f"{name}: {TESTS[name].note}" for name in STUDY.tests]
    (advice,) = result.advice
    assert advice.startswith("few events (3): read the CAR t and the SQ test of each event")
    assert result.summary() == GOLDEN + "\n".join([*notes, "", advice])


def test_simulated_prices_are_shouted(result: StudyResult) -> None:
    """A result of simulated prices says SIMULATED before any number."""
    text = dataclasses.replace(result, panel=dataclasses.replace(result.panel, simulated=True)).summary()
    assert text.index("SIMULATED prices") < text.index("3 events")


def test_one_event_has_undefined_tests() -> None:
    """What is not defined is called undefined, and has no p-value."""
    text = STUDY.fit(_panel(), EVENTS[:1]).summary()
    assert "1 event, 0 dropped" in text
    assert "\nadjusted_bmp         undefined\n" in text
    assert "one event: read its CAR t and its SQ test" in text


def test_several_benchmarks_are_named_once_each() -> None:
    """Benchmarks stand in the order of the events, each of them once."""
    north, south = _panel(), _panel()
    panel = dataclasses.replace(
        north,
        benchmarks=("^N", "^S"),
        benchmark_prices=np.vstack([north.benchmark_prices, south.benchmark_prices]),
        benchmark=np.array([1, 0, 1, 0]),
    )
    assert "\nbenchmark ^S, ^N\n" in STUDY.fit(panel, EVENTS).summary()


def test_days_0_that_moved_and_suspensions_are_named() -> None:
    """The session that day 0 moved from, the suspension that its return spans, and any other in the window."""
    panel = _panel()
    prices = panel.prices.copy()
    prices[0, 79:80] = prices[1, 91] = np.nan
    halted = dataclasses.replace(panel, prices=prices)
    events = [dataclasses.replace(EVENTS[0], moved_from=DAYS[79].date()), *EVENTS[1:]]
    text = dataclasses.replace(STUDY, allow_partial=True).fit(halted, events).summary()
    first, second = DAYS[79].date(), DAYS[91].date()
    assert f"\n  a (A): day 0 is {DAYS[80].date()}, moved from {first}\n" in text
    hole = "(suspended, or the prices have a hole), 1 session"
    assert f"\n  a (A): no price from {first} to {first} {hole}; the return of day 0 spans it\n" in text
    assert f"\n  b (B): in the event window: no price from {second} to {second} {hole}\n" in text


def test_no_event_has_no_average() -> None:
    """An empty result can be summarised too, and no line ends in a blank."""
    days = np.arange(3)
    panel = Panel(
        securities=("A",),
        sessions=days[None],
        grid=np.array([0]),
        prices=np.ones((1, 3)),
        volumes=np.ones((1, 3)),
        benchmarks=("M",),
        benchmark_prices=np.ones((1, 3)),
        benchmark=np.array([0]),
    )
    text = EventStudy().fit(panel, [Event("e", "B", dt.date(1970, 1, 2))]).summary()
    assert (
        "benchmark none\n\n0 events, 1 dropped\n  e (B): B: no prices\n\nmean CAR -10:10    undefined\n"
        in text
    )
    assert not any(line.endswith(" ") for line in text.splitlines())
