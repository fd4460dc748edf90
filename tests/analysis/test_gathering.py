"""What the estimation windows add up to, whether they are kept or stream by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from two_exchanges import DESIGN, Market, cut, draw_market, market_of, ols, staggered

from eventstudy.analysis.event import Event
from eventstudy.analysis.gathering import day_sums
from eventstudy.analysis.inference.tests import NEEDS_CORRELATION, NEEDS_RANKS, TESTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.result import StudyResult

GATHERING = "eventstudy.analysis.gathering"


@pytest.fixture(scope="module")
def market() -> Market:
    """Draw two exchanges with holes."""
    return draw_market(271, missing=0.04)


def _calendar(market: Market, events: Sequence[Event]) -> pd.DataFrame:
    """Let statsmodels leave residuals, by calendar day and event."""
    cuts = {event.id: cut(market, event) for event in events}
    rows = {name: pd.Series(ols(one).residuals, index=one.past.index) for name, one in cuts.items()}
    return pd.DataFrame({name: row[row.index.notna()] for name, row in rows.items()})


def _pairwise(calendar: pd.DataFrame) -> float:
    pairs = calendar.corr(min_periods=3).fillna(0).to_numpy()
    return float(pairs[np.triu_indices(len(pairs), 1)].mean())


def _overlap_weighted(calendar: pd.DataFrame) -> float:
    """Return q = sum_t [(sum_i z_it)^2 - sum_i z_it^2] / (n (n - 1)) over the calendar of all exchanges."""
    away = calendar - calendar.mean()
    z = (away / np.sqrt((away**2).sum())).fillna(0).to_numpy()
    n = z.shape[1]
    return float(sum(day.sum() ** 2 - (day**2).sum() for day in z) / (n * (n - 1)))


def _correlation(result: StudyResult) -> tuple[float, str]:
    found = result.evidence.correlation
    assert found is not None
    return found.value, found.method


# --- which correlation -----------------------------------------------------------------------------------


def test_staggered_events_are_paired_on_common_calendar_days(market: Market) -> None:
    """On two exchanges, with holes, the average is over the days of the union calendar that both events have."""
    events = staggered(market)
    value, method = _correlation(DESIGN.fit(market.panel, events))
    assert method == "pairwise"
    np.testing.assert_allclose(value, _pairwise(_calendar(market, events)), rtol=1e-10)


def test_events_of_one_day_and_exchange_are_aligned() -> None:
    """Windows that share all their days take the short way to the same average."""
    market = draw_market(277)
    day = market.frames["N0"].index[180].date()
    events = [Event(name, name, day) for name in ("N0", "N1", "N2", "N3")]
    value, method = _correlation(DESIGN.fit(market.panel, events))
    assert method == "aligned"
    np.testing.assert_allclose(value, _pairwise(_calendar(market, events)), rtol=1e-10)


@pytest.mark.parametrize("spoil", ["a day later", "another exchange", "a hole"])
def test_whatever_is_not_aligned_is_paired(spoil: str) -> None:
    """Another day 0, another exchange on the same day, or a missing return: pairs it is."""
    market = draw_market(281)
    common = market.frames["N0"].index.intersection(market.frames["S0"].index)
    day, later = common[180].date(), common[181].date()
    events = [Event(name, name, day) for name in ("N0", "N1", "N2")]
    if spoil == "a day later":
        events.append(Event("N3", "N3", later))
    elif spoil == "another exchange":
        events.append(Event("S0", "S0", day))
    else:
        frame = market.frames["N0"]
        frames = {
            **market.frames,
            "N0": frame.assign(price=frame["price"].mask(frame.index == frame.index[140])),
        }
        market = market_of(frames, market.daily)
    value, method = _correlation(DESIGN.fit(market.panel, events))
    assert method == "pairwise"
    np.testing.assert_allclose(value, _pairwise(_calendar(market, events)), rtol=1e-10)


def test_many_staggered_events_are_weighted_by_overlap(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bar the sums run over the union calendar of both exchanges, and the estimator has its own name."""
    events = staggered(market, each=2)
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", len(events) - 1)
    value, method = _correlation(DESIGN.fit(market.panel, events))
    assert method == "overlap_weighted"
    np.testing.assert_allclose(value, _overlap_weighted(_calendar(market, events)), rtol=1e-10)
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", len(events))
    assert _correlation(DESIGN.fit(market.panel, events))[1] == "pairwise"


def test_many_aligned_events_have_the_exact_correlation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all days are common the overlap weighs nothing, and the answer may be called aligned."""
    market = draw_market(283)
    day = market.frames["N0"].index[180].date()
    events = [Event(name, name, day) for name in ("N0", "N1", "N2", "N3")]
    exact, _ = _correlation(DESIGN.fit(market.panel, events))
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", 2)
    value, method = _correlation(DESIGN.fit(market.panel, events))
    assert method == "aligned"
    np.testing.assert_allclose(value, exact, rtol=1e-10)


def test_only_studied_events_correlate(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """Events that are dropped bring nothing to the sums, and the bar counts those that stay."""
    design = replace(DESIGN, min_observations=80)
    events = staggered(market)
    kept = list(design.fit(market.panel, events).events)
    assert 3 < len(kept) < len(events)
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", 3)
    value, method = _correlation(design.fit(market.panel, events))
    assert method == "overlap_weighted"
    np.testing.assert_allclose(value, _overlap_weighted(_calendar(market, kept)), rtol=1e-10)
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", len(kept))
    value, method = _correlation(design.fit(market.panel, events))
    assert method == "pairwise"
    np.testing.assert_allclose(value, _pairwise(_calendar(market, kept)), rtol=1e-10)


def test_estimation_windows_that_begin_before_the_panel(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What hangs over the panel's start adds nothing, least of all to the exchange before."""
    monkeypatch.setattr(f"{GATHERING}.PAIRWISE_EVENTS", 1)
    events = [Event(name, name, frame.index[60].date()) for name, frame in market.frames.items()]
    result = DESIGN.fit(market.panel, events)
    assert len(result.events) > 4
    value, method = _correlation(result)
    assert method == "overlap_weighted"
    np.testing.assert_allclose(value, _overlap_weighted(_calendar(market, list(result.events))), rtol=1e-10)


def test_one_event_has_no_correlation(market: Market) -> None:
    """There is no pair of one."""
    result = DESIGN.fit(market.panel, staggered(market)[:1])
    assert np.isnan(_correlation(result)[0])


# --- sums by session -------------------------------------------------------------------------------------


def test_day_sums_count_what_is_there() -> None:
    """Sums and counts by session skip what is missing; a session that nobody has counts none."""
    rows = np.array([[1.0, 2.0, np.nan], [3.0, np.nan, np.nan]])
    found = day_sums(rows)
    np.testing.assert_array_equal(found.sums, [4, 2, 0])
    np.testing.assert_array_equal(found.counts, [2, 1, 0])
    np.testing.assert_array_equal(day_sums(rows[:, :1]).sums, [4])
    np.testing.assert_array_equal(day_sums(np.empty((0, 3))).counts, [0, 0, 0])


def test_the_average_is_that_of_the_studied_events(market: Market) -> None:
    """Residuals of events that were dropped are not in the estimation window's AARs."""
    design = replace(DESIGN, min_observations=80)
    result = design.fit(market.panel, staggered(market))
    assert result.dropped
    rows = [ols(cut(market, event)).residuals for event in result.events]
    np.testing.assert_allclose(result.evidence.average.means, np.nanmean(rows, axis=0), rtol=1e-9, atol=1e-16)


def test_the_average_from_trade_to_trade_is_of_whole_returns(market: Market) -> None:
    """Residuals stand per root of their duration, but a portfolio earns the return that it earns."""
    design = replace(DESIGN, gaps="trade_to_trade")
    result = design.fit(market.panel, staggered(market))
    cutter, placed = result.residuals.estimator.cutter, result.placed
    spans = cutter.cut(placed).estimation_durations
    assert spans is not None
    assert (spans > 1).any()
    whole = np.nanmean(result.residuals.all() * np.sqrt(spans), axis=0)
    np.testing.assert_allclose(result.evidence.average.means, whole, rtol=1e-9, atol=1e-16)


# --- nothing that no test asks for, and the same numbers either way ---------------------------------------


def test_what_no_test_asks_for_is_not_gathered(market: Market) -> None:
    """Correlation and ranks are there exactly where a test needs them."""
    events = staggered(market)
    for name in TESTS:
        evidence = replace(DESIGN, tests=(name,)).fit(market.panel, events).evidence
        assert (evidence.correlation is not None) == (name in NEEDS_CORRELATION)
        assert (evidence.ranks is not None) == (name in NEEDS_RANKS)


@pytest.mark.parametrize("model", ["market_model", "capm", "dimson"])
@pytest.mark.parametrize("gaps", ["missing", "trade_to_trade"])
def test_residuals_kept_and_residuals_computed_anew_test_alike(
    market: Market, monkeypatch: pytest.MonkeyPatch, model: str, gaps: str
) -> None:
    """Every test, by day and by window, says the same when the residuals do not fit into memory."""
    if model == "dimson" and gaps != "missing":
        return
    design = replace(
        DESIGN,
        model=model,
        gaps="missing" if gaps == "missing" else "trade_to_trade",
        min_observations=78 if gaps == "missing" else 85,
    )
    events = staggered(market)
    kept = design.fit(market.panel, events, factors=market.factors)
    assert kept.dropped
    assert kept.residuals.kept is not None
    monkeypatch.setattr(f"{GATHERING}.KEPT_BYTES", len(events) * 92 * 8 - 1)
    for block in (512, 3):
        monkeypatch.setattr("eventstudy.analysis.estimates.BLOCK", block)
        anew = design.fit(market.panel, events, factors=market.factors)
        assert anew.residuals.kept is None
        for name in TESTS:
            found, expected = anew.tests[name], kept.tests[name]
            np.testing.assert_allclose(
                [*found.by_day.statistic, found.window.statistic],
                [*expected.by_day.statistic, expected.window.statistic],
                rtol=1e-9,
                atol=1e-12,
            )


def test_ranks_from_trade_to_trade_compare_like_with_like() -> None:
    """An event day that spans four sessions ranks by its return over two, as the residuals beside it do."""
    market = draw_market(293)
    frame = market.frames["N0"]
    hole = frame.index[197:200]
    market = market_of(
        {**market.frames, "N0": frame.assign(price=frame["price"].mask(frame.index.isin(hole)))}, market.daily
    )
    events = [Event(name, name, market.frames[name].index[200].date()) for name in ("N0", "N1", "N2")]
    design = replace(DESIGN, gaps="trade_to_trade")
    result = design.fit(market.panel, events)
    day, rows = 4, []
    for i in range(3):
        spans = np.ones(10)
        if i == 0:
            spans[day] = 4
        rows.append([*result.residuals.all()[i], *(result.abnormal_returns[i] / np.sqrt(spans))])
    ranks = pd.DataFrame(rows).rank(axis=1)
    u = ranks.div(1 + ranks.count(axis=1), axis=0) - 0.5
    means = u.mean()
    expected = means[92 + day] / np.sqrt((means**2).mean())
    assert result.tests["corrado_rank"].by_day.statistic[day] == pytest.approx(expected, rel=1e-10)
