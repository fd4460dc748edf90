"""The features that decide which tests to read, measured on studies whose answer can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from two_exchanges import DAYS, DESIGN, Market, draw_market, staggered

from eventstudy.analysis.event import Event
from eventstudy.analysis.window import Window


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


def test_what_no_test_asked_for_is_not_known(market: Market) -> None:
    """Without an adjusted test nobody measured the correlation."""
    result = replace(DESIGN, tests=("bmp",)).fit(market.panel, staggered(market))
    assert np.isnan(result.situation.correlation)


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
