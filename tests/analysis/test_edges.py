"""Edges that every study may meet: each has one answer, and none of them warns."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_exchanges import DESIGN, cut, draw_market, market_of, ols, staggered

from eventstudy.analysis.event import Event
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    from eventstudy.analysis.result import StudyResult

DAYS = pd.bdate_range("2022-01-03", periods=400)
SHORT = EventStudy(estimation=Window(-80, -6), window=Window(-5, 5))


def _closes(seed: int, *, securities: int = 4) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    market = draw.normal(0.0003, 0.01, len(DAYS))
    own = draw.uniform(0.5, 1.5, securities)[:, None] * market + draw.normal(0, 0.02, (securities, len(DAYS)))
    walk = 100 * np.exp(np.cumsum(np.vstack([own, market]), axis=1))
    return pd.DataFrame(walk.T, index=DAYS, columns=[*(f"S{i}" for i in range(securities)), "M"])


def _panel(closes: pd.DataFrame) -> Panel:
    return Panel.from_frame(closes, benchmark="M")


def _event(security: str, position: int, *, name: str | None = None) -> Event:
    return Event(name or f"{security}@{position}", security, DAYS[position].date())


EVENTS = [_event("S0", 120), _event("S1", 200), _event("S2", 205), _event("S3", 333), _event("S0", 250)]


def _statistics(result: StudyResult) -> dict[str, list[float]]:
    return {
        name: [*outcome.by_day.statistic.tolist(), outcome.window.statistic]
        for name, outcome in result.tests.items()
    }


def _same_tests(left: StudyResult, right: StudyResult, *, rtol: float = 1e-9) -> None:
    for name, statistics in _statistics(left).items():
        np.testing.assert_allclose(statistics, _statistics(right)[name], rtol=rtol, atol=1e-9, err_msg=name)


# --- missing returns -------------------------------------------------------------------------------------


def test_a_missing_event_day() -> None:
    """Without a return on day 0 an event is dropped, or, if partial windows are allowed, studied on the others."""
    closes = _closes(401)
    closes.loc[DAYS[200], "S1"] = np.nan
    panel = _panel(closes)
    whole = SHORT.fit(panel, EVENTS)
    (drop,) = whole.dropped
    said = f"no return on {DAYS[200].date()} and 1 other session in the event window: no price from"
    assert drop.reason.startswith(said)
    partial = replace(SHORT, allow_partial=True).fit(panel, EVENTS)
    np.testing.assert_array_equal(np.isnan(partial.abnormal_returns[1]), np.isin(np.arange(11), [5, 6]))
    assert partial.car[1] == pytest.approx(np.nansum(partial.abnormal_returns[1]), rel=1e-12)
    # The day's tests count four events, and equal those without the fifth; the window's count five.
    others = SHORT.fit(panel, [event for event in EVENTS if event.id != "S1@200"])
    for name in ("cross_sectional_t", "patell", "bmp", "sign", "wilcoxon", "hall_t"):
        found, expected = partial.tests[name], others.tests[name]
        assert found.by_day.statistic[5] == pytest.approx(expected.by_day.statistic[5], rel=1e-10)
        assert found.window.statistic != expected.window.statistic


def test_a_day_that_no_event_has() -> None:
    """A day on which the exchange quoted nothing is NaN by day, and the window goes on without it."""
    closes = _closes(403)
    closes.loc[DAYS[200], ["S1", "S2"]] = np.nan
    events = [_event("S1", 200), _event("S2", 200)]
    result = replace(SHORT, allow_partial=True).fit(_panel(closes), events)
    assert np.isnan(result.aar[5:7]).all()
    for outcome in result.tests.values():
        assert np.isnan(outcome.by_day.statistic[5:7]).all()
        assert np.isnan(outcome.by_day.p_value[5:7]).all()
    assert np.isfinite(result.tests["patell"].window.statistic)
    assert result.mean_car == pytest.approx(float(np.nansum(result.aar)), rel=1e-10)
    expected = np.where(np.isnan(result.aar), np.nan, np.nancumsum(result.aar))
    np.testing.assert_allclose(result.caar, expected, rtol=1e-12)
    assert np.isfinite(result.caar[[4, 7, 10]]).all()


def test_a_price_that_is_zero_negative_or_infinite_is_missing() -> None:
    """What is no price is treated as if it were not there."""
    holes = _closes(405)
    wrong = holes.copy()
    holes.loc[DAYS[[150, 170, 190]], "S1"] = np.nan
    for at, value in ((150, 0.0), (170, -4.0), (190, np.inf)):
        wrong.loc[DAYS[at], "S1"] = value
    _same_tests(SHORT.fit(_panel(wrong), EVENTS), SHORT.fit(_panel(holes), EVENTS), rtol=1e-12)


def test_unequal_histories() -> None:
    """Each event has the observations, degrees of freedom and Patell variance of its own history."""
    market = draw_market(407)
    frames = {
        name: frame.assign(price=frame["price"].where(np.arange(len(frame)) >= start))
        for (name, frame), start in zip(market.frames.items(), range(34, 114, 10), strict=False)
    }
    late = market_of(frames, market.daily)
    events = staggered(late, each=1)
    result = DESIGN.fit(late.panel, events)
    assert len(result.events) < len(events)
    assert all(drop.reason.endswith("estimation returns; at least 40 are needed") for drop in result.dropped)
    assert len(set(result.observations.tolist())) > 3
    numerator, variance = 0.0, 0.0
    for i, event in enumerate(result.events):
        one = ols(cut(late, event))
        assert result.observations[i] == np.isfinite(one.residuals).sum()
        assert result.degrees_of_freedom[i] == one.degrees
        numerator += one.abnormal.sum() / np.sqrt(one.covariance.sum())
        variance += one.degrees / (one.degrees - 2)
    assert result.tests["patell"].window.statistic == pytest.approx(numerator / np.sqrt(variance), rel=1e-10)


# --- nothing moves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("growth", [1.0, 1.001])
def test_constant_returns_are_screened_before_any_sum(growth: float) -> None:
    """A security without variance is dropped with its reason, and the others test as if it were not there."""
    closes = _closes(409)
    closes["S1"] = 50 * growth ** np.arange(400)
    result = SHORT.fit(_panel(closes), EVENTS)
    (drop,) = result.dropped
    assert (drop.id, drop.reason) == ("S1@200", "abnormal returns of the estimation window do not vary")
    others = SHORT.fit(_panel(closes), [event for event in EVENTS if event.security != "S1"])
    _same_tests(result, others, rtol=1e-12)


@pytest.mark.parametrize("growth", [1.0, 1.0003])
@pytest.mark.parametrize(
    "model", sorted(name for name in MODELS if EventStudy(model=name).needs_factors == ())
)
def test_a_market_without_variance(model: str, growth: float) -> None:
    """What a regression cannot use drops the event; models that need no slope go on."""
    if model == "garch_market_model":
        pytest.importorskip("arch")
    closes = _closes(411)
    closes["M"] = 1000 * growth ** np.arange(400)
    result = replace(SHORT, model=model).fit(_panel(closes), EVENTS)
    if model in {"market_adjusted", "constant_mean"}:
        assert len(result.events) == 5
        assert np.isfinite(result.t).all()
    else:
        assert len(result.dropped) == 5
        assert all("vary" in drop.reason for drop in result.dropped)
    if model == "market_model":
        assert result.dropped[0].reason == "returns of M in the estimation window do not vary"


def test_events_without_spread_have_no_t() -> None:
    """Two securities that move as one have no spread: tests that divide by it are undefined, and Patell's is not."""
    closes = _closes(413)
    closes["S1"] = 3 * closes["S0"]
    result = SHORT.fit(_panel(closes), [_event("S0", 200), _event("S1", 200)])
    for name in ("cross_sectional_t", "bmp", "adjusted_bmp", "johnson_t", "hall_t"):
        assert np.isnan(result.tests[name].window).all(), name
    assert np.isfinite(result.tests["patell"].window).all()


@pytest.mark.parametrize("seed", range(501, 511))
def test_events_that_move_as_one_are_one_event(seed: int) -> None:
    """Whatever rounding makes of r = 1, the adjusted tests are undefined, and the advice is that of one event."""
    closes = _closes(seed)
    closes["S1"] = 3 * closes["S0"]
    result = SHORT.fit(_panel(closes), [_event("S0", 200), _event("S1", 200)])
    assert result.situation.correlation == pytest.approx(1, abs=1e-12)
    for name in ("adjusted_patell", "adjusted_bmp"):
        assert np.isnan(result.tests[name].window).all(), name
        assert np.isnan(result.tests[name].by_day.statistic).all(), name
    (line,) = result.advice
    assert line.startswith(
        "events move as one (up to 2 of 2 event windows on one day, average correlation 1.000)"
    )


# --- few and many ----------------------------------------------------------------------------------------


def test_two_events_on_one_day_and_one_security() -> None:
    """Two announcements that react on the same session are two events with the same numbers, and are counted."""
    events = [_event("S0", 200, name="first"), _event("S0", 200, name="second")]
    result = SHORT.fit(_panel(_closes(109)), events)
    np.testing.assert_array_equal(result.abnormal_returns[0], result.abnormal_returns[1])
    assert np.isnan(result.tests["bmp"].window.statistic)
    assert result.recurrence.overlapping_pairs == 1
    assert result.situation.overlapping == 2
    assert any("overlap with another of the same security" in line for line in result.advice)


def test_two_events_on_one_day() -> None:
    """Two securities on one day have the correlation of their residuals, and every test but Hall's."""
    result = SHORT.fit(_panel(_closes(417)), [_event("S0", 200), _event("S1", 200)])
    found = result.evidence.correlation
    assert found is not None
    assert found.method == "aligned"
    expected = pd.DataFrame(result.residuals.all().T).corr().loc[0, 1]
    assert found.value == pytest.approx(expected, rel=1e-10)
    defined = {name for name, outcome in result.tests.items() if np.isfinite(outcome.window.statistic)}
    assert defined == set(TESTS) - {"hall_t"}


def test_one_event() -> None:
    """A single event has a CAR with its t; tests that need a spread across events are undefined."""
    result = SHORT.fit(_panel(_closes(113)), EVENTS[:1])
    np.testing.assert_allclose(result.caar[-1], result.car[0], rtol=1e-12)
    np.testing.assert_array_equal(result.aar, result.abnormal_returns[0])
    assert 0 <= result.p_value[0] <= 1
    defined = {name for name, outcome in result.tests.items() if np.isfinite(outcome.window.statistic)}
    assert defined == {
        "crude_dependence_t",
        "patell",
        "corrado_rank",
        "sign",
        "generalized_sign",
        "wilcoxon",
    }
    assert result.tests["patell"].window.statistic == pytest.approx(result.t[0] / np.sqrt(73 / 71), rel=1e-10)


@pytest.mark.parametrize(
    "model", ["market_model", "market_adjusted", "constant_mean", "dimson", "robust_market_model"]
)
@pytest.mark.parametrize("events", [[], [Event("e", "X", dt.date(2022, 6, 1))]], ids=["none", "unknown"])
def test_no_event_is_a_result(model: str, events: list[Event]) -> None:
    """Without a single event left the arrays are empty, the averages NaN, and nothing warns or raises."""
    result = replace(SHORT, model=model).fit(_panel(_closes(127)), events)
    assert len(result.events) == 0
    assert len(result.dropped) == len(events)
    assert result.abnormal_returns.shape == result.sessions.shape == (0, 11)
    assert result.t.shape == result.p_value.shape == result.car_standard_error.shape == (0,)
    assert result.aar.shape == (11,)
    assert np.isnan(result.caar).all()
    assert np.isnan(result.mean_car)
    assert all(np.isnan(test.window.p_value) for test in result.tests.values())
    assert np.isnan(result.j1.window.statistic)


def test_ten_thousand_events() -> None:
    """Events beyond one block are fitted like events alone, and all fifteen tests are defined, day by day."""
    draw = np.random.default_rng(131)
    panel = _panel(_closes(131, securities=60))
    events = [
        _event(f"S{security}", position, name=str(number))
        for number, (security, position) in enumerate(
            zip(draw.integers(0, 60, 10_000).tolist(), draw.integers(90, 390, 10_000).tolist(), strict=True)
        )
    ]
    result = SHORT.fit(panel, events)
    assert len(result.events) == 10_000
    for number in (0, 511, 512, 7_321, 9_999):
        alone = SHORT.fit(panel, [events[number]])
        np.testing.assert_allclose(
            result.abnormal_returns[number], alone.abnormal_returns[0], rtol=1e-12, atol=1e-16
        )
        np.testing.assert_allclose(result.car_variances[number], alone.car_variances[0], rtol=1e-12)
    correlation = result.evidence.correlation
    assert correlation is not None
    assert correlation.method == "overlap_weighted"
    assert len(result.tests) == 15
    for name, outcome in result.tests.items():
        assert np.isfinite([outcome.window, *zip(*outcome.by_day, strict=True)]).all(), name


def test_zero_returns_are_reported() -> None:
    """A share that moved on every second session only has half its estimation returns at zero."""
    closes = _closes(137)
    closes["S0"] = closes["S0"].to_numpy()[np.arange(len(DAYS)) // 2 * 2]
    result = SHORT.fit(_panel(closes), [_event("S0", 200), _event("S1", 200)])
    np.testing.assert_allclose(result.zero_return_share, [37 / 75, 0])


# --- what must not matter --------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), missing=st.sampled_from([0.0, 0.05]))
def test_the_order_of_events_does_not_matter(seed: int, missing: float) -> None:
    """In any order every test says the same."""
    market = draw_market(seed, missing=missing, securities=3)
    events = staggered(market)
    order = np.random.default_rng(seed).permutation(len(events))
    first = DESIGN.fit(market.panel, events)
    second = DESIGN.fit(market.panel, [events[i] for i in order])
    _same_tests(first, second)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    c=st.floats(0.05, 4),
    model=st.sampled_from(["market_model", "market_adjusted", "constant_mean", "dimson"]),
    missing=st.sampled_from([0.0, 0.05]),
)
def test_the_scale_of_returns_does_not_matter(seed: int, c: float, model: str, missing: float) -> None:
    """Log returns of securities and market, all c times as large, change no statistic."""
    market = draw_market(seed, missing=missing, securities=3)
    frames = {
        name: frame.assign(
            price=10 * (frame["price"] / 10) ** c, benchmark=10 * (frame["benchmark"] / 10) ** c
        )
        for name, frame in market.frames.items()
    }
    scaled = market_of(frames, market.daily)
    design, events = replace(DESIGN, model=model), staggered(market)
    first, second = design.fit(market.panel, events), design.fit(scaled.panel, events)
    np.testing.assert_allclose(second.car, c * first.car, rtol=1e-6, atol=1e-11)
    _same_tests(first, second, rtol=1e-7)


def test_identities() -> None:
    """J2 is Patell's window; adjusted tests are the plain ones times their factor; a window of one day is the day."""
    market = draw_market(419, missing=0.03)
    result = DESIGN.fit(market.panel, staggered(market))
    n, found = len(result.events), result.evidence.correlation
    assert found is not None
    inflation = 1 + (n - 1) * found.value
    tests = result.tests
    assert result.j2.window == tests["patell"].window
    assert tests["adjusted_patell"].window.statistic == pytest.approx(
        tests["patell"].window.statistic / np.sqrt(inflation), rel=1e-12
    )
    assert tests["adjusted_bmp"].window.statistic == pytest.approx(
        tests["bmp"].window.statistic * np.sqrt((1 - found.value) / inflation), rel=1e-12
    )
    for name, outcome in tests.items():
        day = [outcome.by_day.statistic[4], outcome.by_day.p_value[4]]
        np.testing.assert_allclose(outcome.subwindows[Window(0, 0)], day, rtol=1e-12, err_msg=name)
