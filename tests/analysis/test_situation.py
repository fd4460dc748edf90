"""The features that decide which tests to read, measured on studies whose answer can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_exchanges import DAYS, DESIGN, Market, draw_market, staggered

from eventstudy.analysis.event import Event
from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.prices.panel import Panel


@pytest.fixture(scope="module")
def market() -> Market:
    """Draw two exchanges."""
    return draw_market(307)


def test_features_are_those_of_the_sample(market: Market) -> None:
    """Counts, correlation, zero share, variance ratio and skewness are those of the result's own numbers."""
    events = staggered(market)
    result = DESIGN.fit(market.panel, events)
    found = result.situation
    assert found.events == 16
    assert found.distinct_days == len({event.day0 for event in events})
    assert result.evidence.correlation is not None
    assert found.correlation == result.evidence.correlation.value
    assert found.zero_return_share == pytest.approx(result.zero_return_share.mean(), rel=1e-12)
    assert found.recurring == 8
    assert found.variance_ratio == pytest.approx(np.var(result.t, ddof=1), rel=1e-10)
    shrunk = (15 / 16) ** 1.5
    assert found.skewness == pytest.approx(stats.skew(result.car) * shrunk, rel=1e-10)


def _covered(market: Market, events: list[Event], window: Window) -> int:
    """Count the events on the calendar day that most event windows cover, day by day."""
    # A window covers every day from its first to its last, closed ones too.
    spans: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for event in events:
        index = market.frames[event.security].index
        at = int(index.get_indexer(pd.DatetimeIndex([event.day0]))[0])
        spans.append((index[max(at + window.first, 0)], index[min(at + window.last, len(index) - 1)]))
    return max(sum(bool(first <= day <= last) for first, last in spans) for day in DAYS)


@pytest.mark.parametrize("window", [Window(-4, 5), Window(0, 0), Window(3, 9)])
def test_the_largest_cluster_is_counted_on_the_calendar_of_all_exchanges(
    market: Market, window: Window
) -> None:
    """Event windows of different exchanges that cover one day are counted together."""
    design = replace(DESIGN, window=window, subwindows=())
    events = staggered(market)
    result = design.fit(market.panel, events)
    assert len(result.events) == len(events)
    assert result.situation.largest_cluster == _covered(market, events, window)


def test_a_window_over_the_end_is_counted_on_the_days_there_are(market: Market) -> None:
    """Partial windows at the end of the shorter exchange cover its last days, and no days after."""
    events = [
        Event(name, name, market.frames[name].index[-1 - back].date())
        for back, name in enumerate(("S0", "S1", "N0", "N1"))
    ]
    result = DESIGN.fit(market.panel, events)
    assert len(result.events) == 4
    assert result.situation.largest_cluster == _covered(market, events, DESIGN.window)


def test_overlap_is_counted_within_a_security(market: Market) -> None:
    """Two events of one security nine sessions apart overlap in a window of ten; eleven apart they do not."""
    index = market.frames["N0"].index
    events = [Event(str(at), "N0", index[at].date()) for at in (150, 159, 170)]
    result = DESIGN.fit(market.panel, events)
    assert result.situation.overlapping == 2
    assert result.situation.recurring == 1
    assert result.recurrence.overlapping_pairs == 1


def test_the_correlation_is_measured_though_no_test_asked_for_it(market: Market) -> None:
    """With Patell's test alone the evidence lacks r, and the situation has the one that adjusted tests take."""
    events = staggered(market)
    alone = replace(DESIGN, tests=("patell",)).fit(market.panel, events)
    assert alone.evidence.correlation is None
    asked = DESIGN.fit(market.panel, events).evidence.correlation
    assert asked is not None
    assert alone.situation.correlation == pytest.approx(asked.value, rel=1e-12)


def test_the_correlation_of_very_many_events_is_not_known(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Above the number of events whose pairs are looked at, r is known only if a test asked for it."""
    monkeypatch.setattr("eventstudy.analysis.situation.PAIRWISE_EVENTS", 15)
    result = replace(DESIGN, tests=("patell",)).fit(market.panel, staggered(market))
    assert np.isnan(result.situation.correlation)


def _with_one_shock(seed: int) -> Panel:
    """Draw twelve securities whose returns beside the market are half one common shock, half their own."""
    draw = np.random.default_rng(seed)
    market, shock = draw.normal(0, 0.01, 400), draw.normal(0, 0.02, 400)
    returns = market + shock + draw.normal(0, 0.02, (12, 400))
    closes = 50 * np.exp(np.cumsum(np.vstack([returns, market]), axis=1))
    frame = pd.DataFrame(closes.T, index=pd.bdate_range("2022-01-03", periods=400))
    return Panel.from_frame(frame.set_axis([*(f"S{i}" for i in range(12)), "M"], axis=1), benchmark="M")


APART = EventStudy(estimation=Window(-100, -11), window=Window(-10, 10))


def _each_after(step: int) -> list[Event]:
    days = pd.bdate_range("2022-01-03", periods=400)
    return [Event(f"E{i}", f"S{i}", days[110 + step * i].date()) for i in range(12)]


@pytest.mark.parametrize("tests", [("bmp", "adjusted_bmp"), ("patell",)])
def test_windows_that_never_meet_share_no_days(tests: tuple[str, ...]) -> None:
    """Residuals that correlate do not make events dependent whose windows of 21 sessions lie 22 apart."""
    result = replace(APART, tests=tests).fit(_with_one_shock(311), _each_after(22))
    found = result.situation
    assert (found.events, found.largest_cluster, found.overlap) == (12, 1, 0.0)
    assert 11 * found.correlation > 1
    assert not any("share days" in line or "adjusted_bmp" in line for line in result.advice)


def test_windows_that_meet_share_days() -> None:
    """The same events a week apart are told to share days."""
    result = APART.fit(_with_one_shock(311), _each_after(5))
    assert result.advice[0].startswith("events share days (up to 5 of 12 event windows on one day")


def test_the_overlap_is_the_mean_over_pairs() -> None:
    """Of windows of 21 sessions, five apart, a pair k steps apart shares 21 - 5 k sessions."""
    result = APART.fit(_with_one_shock(313), _each_after(5))
    shares = [max(0, 21 - 5 * abs(i - j)) / 21 for i in range(12) for j in range(12) if i != j]
    assert result.situation.overlap == pytest.approx(np.mean(shares), rel=1e-12)


def test_events_on_one_day_overlap_wholly() -> None:
    """Equal windows have all their days in common."""
    assert APART.fit(_with_one_shock(317), _each_after(0)).situation.overlap == pytest.approx(1.0, rel=1e-12)


def test_one_event_has_no_spread(market: Market) -> None:
    """Of one event correlation, variance ratio and skewness are not defined; the counts are one."""
    found = DESIGN.fit(market.panel, staggered(market)[:1]).situation
    assert (found.events, found.distinct_days, found.largest_cluster) == (1, 1, 1)
    assert np.isnan([found.correlation, found.variance_ratio, found.skewness]).all()


def test_no_event_has_no_situation(market: Market) -> None:
    """Nothing is counted, and nothing is advised."""
    result = DESIGN.fit(market.panel, [])
    found = result.situation
    assert (found.events, found.distinct_days, found.largest_cluster, found.recurring) == (0, 0, 0, 0)
    assert np.isnan([found.zero_return_share, found.variance_ratio, found.skewness]).all()
    assert result.advice == ()
