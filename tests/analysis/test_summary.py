"""The summary of a result, word for word."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pytest

from eventstudy import Dropped, Event, EventStudy, Panel, StudyResult, Window


@pytest.fixture
def result() -> StudyResult:
    """Three events whose CARs are 5, 3 and 4 per cent, and one that was dropped."""
    abnormal = np.array([[0.02, 0.03], [0.01, 0.02], [-0.01, 0.05]])
    three = np.ones(3)
    return StudyResult(
        design=EventStudy(window=Window(0, 1)),
        events=tuple(Event(name, "ASTS", dt.date(2024, 1, 2)) for name in "abc"),
        benchmarks=("^GSPC", "^HSI", "^GSPC"),
        observations=np.full(3, 240),
        degrees_of_freedom=np.full(3, 238),
        alpha=0 * three,
        beta=three,
        sigma=0.01 * three,
        r_squared=0.5 * three,
        sessions=np.zeros((3, 2), dtype=np.int64),
        abnormal_returns=abnormal,
        abnormal_variances=np.full((3, 2), 1e-4),
        car_variances=np.full(3, 2e-4),
        zero_return_share=0 * three,
        dropped=(Dropped("d", "LUNR", "pending until 2024-03-11: prices end on 2024-03-08"),),
        simulated=False,
    )


GOLDEN = """\
Event study: market_model, log returns
estimation window -250:-11, event window 0:1
benchmark ^GSPC, ^HSI

3 events, 1 dropped
  d (LUNR): pending until 2024-03-11: prices end on 2024-03-08

CAAR 0:1       +4.00%

test of the window   statistic   p-value
----------------------------------------
cross_sectional_t       +6.928    0.0202
patell                  +4.878   <0.0001
bmp                     +6.928    0.0202

cross_sectional_t: robust to a variance that rises with the event; not to events that share days
patell: powerful when variances differ between events; robust neither to a variance that rises with the event \
nor to events that share days
bmp: robust to a variance that rises with the event and to variances that differ between events; not to events \
that share days"""


def test_summary(result: StudyResult) -> None:
    """Drops come first, then the average with its sign, then the tests with what they withstand."""
    assert result.summary() == GOLDEN


def test_simulated_prices_are_shouted(result: StudyResult) -> None:
    """A result of simulated prices says SIMULATED before any number."""
    text = dataclasses.replace(result, simulated=True).summary()
    assert text.index("SIMULATED prices") < text.index("3 events")


def test_one_event_has_undefined_tests(result: StudyResult) -> None:
    """What is not defined is called undefined, and has no p-value."""
    one = dataclasses.replace(
        result,
        events=result.events[:1],
        benchmarks=result.benchmarks[:1],
        degrees_of_freedom=result.degrees_of_freedom[:1],
        abnormal_returns=result.abnormal_returns[:1],
        abnormal_variances=result.abnormal_variances[:1],
        car_variances=result.car_variances[:1],
        dropped=(),
    ).summary()
    assert "1 event, 0 dropped" in one
    assert "\nbmp                  undefined\n" in one


def test_no_event_has_no_average() -> None:
    """An empty result can be summarised too."""
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
    text = EventStudy().fit(panel, []).summary()
    assert "benchmark none\n\n0 events, 0 dropped\n\nCAAR -10:10    undefined\n" in text
