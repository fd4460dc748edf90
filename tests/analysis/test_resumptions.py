"""Day 0 after a suspension, in a study and in a signature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_study import small_panel

from eventstudy import Event, EventStudy, Panel, Window
from eventstudy.analysis.event import Dropped
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.resumptions import moved
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import date_of
from eventstudy.prices.factors import FactorTable

NAN = np.nan
ZERO = 290
DESIGN = EventStudy(tests=(), window=Window(-5, 10))
EIGHT = (
    "market_model",
    "market_adjusted",
    "constant_mean",
    "scholes_williams",
    "dimson",
    "robust_market_model",
)


def halted(first: int, last: int, panel: Panel | None = None) -> Panel:
    """Take the closes of the first security away between two sessions."""
    whole = panel or small_panel()
    prices = whole.prices.copy()
    prices[0, first : last + 1] = NAN
    return replace(whole, prices=prices)


def on(panel: Panel, place: int = ZERO) -> Event:
    """Return an event of the first security on a session."""
    return Event("halt", panel.securities[0], date_of(panel.sessions[0, place]))


def market(panel: Panel, spans: int, kind: str) -> float:
    """Return the benchmark's return over the last sessions to day 0."""
    growth = panel.benchmark_prices[0, ZERO] / panel.benchmark_prices[0, ZERO - spans]
    return float(np.log(growth) if kind == "log" else growth - 1)


@pytest.mark.parametrize("kind", ["log", "simple"])
@pytest.mark.parametrize("model", EIGHT)
def test_day_0_spans_the_suspension_before_it_in_every_model(model: str, kind: str) -> None:
    """The return is from the last close; normal is four alphas and beta times the benchmark over four sessions."""
    panel = halted(ZERO - 3, ZERO - 1)
    design = replace(DESIGN, model=model, returns="log" if kind == "log" else "simple")
    result = design.fit(panel, [on(panel)])
    growth = panel.prices[0, ZERO] / panel.prices[0, ZERO - 4]
    own = np.log(growth) if kind == "log" else growth - 1
    alpha, beta = float(np.nan_to_num(result.alpha[0])), float(np.nan_to_num(result.beta[0]))
    assert result.abnormal_returns[0, 5] == pytest.approx(
        own - 4 * alpha - beta * market(panel, 4, kind), rel=1e-9
    )
    assert np.isnan(result.abnormal_returns[0, 2:5]).all()
    assert result.durations is not None
    assert result.durations[0, 5] == 4
    assert result.covered.all()
    assert result.car[0] == pytest.approx(np.nansum(result.abnormal_returns[0]), rel=1e-12)


def test_log_returns_over_a_suspension_add_up_to_what_daily_ones_would_have_been() -> None:
    """The estimates come from before the window, so the abnormal return is the sum of four daily ones."""
    whole, panel = small_panel(), halted(ZERO - 3, ZERO - 1)
    daily = DESIGN.fit(whole, [on(whole)])
    lumped = DESIGN.fit(panel, [on(panel)])
    assert lumped.abnormal_returns[0, 5] == pytest.approx(daily.abnormal_returns[0, 2:6].sum(), rel=1e-9)
    np.testing.assert_allclose(lumped.car, daily.car, rtol=1e-9)
    np.testing.assert_allclose(lumped.car_variances, daily.car_variances, rtol=1e-9)


@given(length=st.integers(1, 25))
@settings(max_examples=15, deadline=None)
def test_a_halt_of_any_length_loses_no_log_return(length: int) -> None:
    """However long trading was suspended, the lumped abnormal return is the sum of the daily ones."""
    whole, panel = small_panel(), halted(ZERO - length, ZERO - 1)
    wide = replace(DESIGN, window=Window(-25, 10), estimation=Window(-250, -26))
    daily, lumped = wide.fit(whole, [on(whole)]), wide.fit(panel, [on(panel)])
    spanned = daily.abnormal_returns[0, 25 - length : 26].sum()
    assert lumped.abnormal_returns[0, 25] == pytest.approx(spanned, rel=1e-9)


def test_a_benchmark_with_a_hole_in_the_suspension_is_priced_at_its_ends() -> None:
    """What the benchmark did not print while the security was suspended is not needed, by study or signature."""
    panel = halted(ZERO - 3, ZERO - 1)
    benchmark_prices = panel.benchmark_prices.copy()
    benchmark_prices[0, ZERO - 2] = NAN
    holed = replace(panel, benchmark_prices=benchmark_prices)
    for kind in ("log", "simple"):
        design = replace(DESIGN, returns="log" if kind == "log" else "simple")
        plain, found = design.fit(panel, [on(panel)]), design.fit(holed, [on(holed)])
        assert found.dropped == ()
        np.testing.assert_allclose(found.abnormal_returns, plain.abnormal_returns, rtol=1e-12)
    assert signatures(holed, [on(holed)]).suspensions == signatures(panel, [on(panel)]).suspensions


def test_a_halt_worked_by_hand() -> None:
    """The share closes at 10 on day -3, is suspended for two sessions, and resumes at 12.1; the market goes from 100 to 110.

    Log return over three sessions: ln 12.1/10 = 0.190620; market: ln 110/100 = 0.095310; abnormal, market
    adjusted: 0.095310. Before, the share moves by ln 1.02 = 0.019803 up and down in turn and the market not
    at all, so that s = 0.019803 and the standard error of day 0 is s times the root of 3, 0.034299.
    """
    days, zero = 140, 130
    prices = np.where(np.arange(days) % 2 == 1, 10.0, 10.2)
    prices[zero - 3], prices[zero - 2 : zero], prices[zero:] = 10.0, NAN, 12.1
    closes = pd.DataFrame(
        {"A": prices, "M": np.where(np.arange(days) < zero, 100.0, 110.0)},
        index=pd.bdate_range("2024-01-01", periods=days),
    )
    panel = Panel.from_frame(closes, benchmark="M")
    design = EventStudy(model="market_adjusted", estimation=Window(-101, -4), window=Window(0, 5), tests=())
    result = design.fit(panel, [Event("halt", "A", closes.index[zero].date())])
    assert result.abnormal_returns[0, 0] == pytest.approx(0.0953102, abs=1e-7)
    assert result.sigma[0] == pytest.approx(0.0198026, abs=1e-7)
    assert np.sqrt(result.abnormal_variances[0, 0]) == pytest.approx(0.0342992, abs=1e-7)


def test_the_variance_of_a_day_0_that_spans_is_that_of_a_window_of_as_many_days() -> None:
    """``s^2 (k + z'(X'X)^-1 z)`` is what the sub-window of the same sessions has."""
    whole, panel = small_panel(), halted(ZERO - 3, ZERO - 1)
    daily = replace(DESIGN, subwindows=(Window(-3, 0),)).fit(whole, [on(whole)])
    lumped = DESIGN.fit(panel, [on(panel)])
    assert lumped.abnormal_variances[0, 5] == pytest.approx(
        daily.windowed.standard_error[0, 1] ** 2, rel=1e-9
    )


def test_other_events_of_a_study_are_as_they_were() -> None:
    """One suspended security changes nothing for the others."""
    whole, panel = small_panel(), halted(ZERO - 3, ZERO - 1)
    second = Event("other", whole.securities[1], date_of(whole.sessions[0, ZERO]))
    alone = DESIGN.fit(whole, [second])
    both = DESIGN.fit(panel, [on(panel), second])
    np.testing.assert_allclose(both.abnormal_returns[1], alone.abnormal_returns[0], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(both.sample.variances[1], alone.sample.variances[0], rtol=1e-9)
    assert both.suspensions[1] is None


@pytest.mark.parametrize("kind", ["log", "simple"])
@pytest.mark.parametrize("model", ["capm", "ff3"])
def test_factors_and_the_risk_free_rate_count_on_every_session_of_a_halt(model: str, kind: str) -> None:
    """Of factors and the rate the four sessions add up; the benchmark of the CAPM is priced at both ends."""
    panel, spanned = halted(ZERO - 3, ZERO - 1), slice(ZERO - 3, ZERO + 1)
    draw = np.random.default_rng(41).normal(0, 0.01, (4, panel.sessions.shape[1]))
    draw[3] = np.linspace(0.0001, 0.0002, panel.sessions.shape[1])
    table = FactorTable(("mkt_rf", "smb", "hml", "rf"), panel.sessions[0], draw, "factors.csv")
    design = replace(DESIGN, model=model, returns="log" if kind == "log" else "simple")
    result = design.fit(panel, [on(panel)], factors=table)
    growth, rate = panel.prices[0, ZERO] / panel.prices[0, ZERO - 4], draw[3, spanned].sum()
    own = (np.log(growth) if kind == "log" else growth - 1) - rate
    capm = np.array([market(panel, 4, kind) - rate])
    values = capm if model == "capm" else draw[:3, spanned].sum(axis=1)
    alpha, slopes = result.parameters[0, 0], result.parameters[0, 1:]
    assert result.abnormal_returns[0, 5] == pytest.approx(own - 4 * alpha - slopes @ values, rel=1e-9)


def test_the_opt_out_expiry_is_counted_from_the_day_0_that_moved() -> None:
    """The expiry keeps its date and so comes sooner after day 0; one that day 0 has passed is none."""
    panel = halted(ZERO, ZERO + 2)
    for place, expected in ((ZERO + 12, 9), (ZERO + 3, 0), (ZERO + 2, -1)):
        (event,) = moved(panel, [replace(on(panel), expiry=date_of(panel.sessions[0, place]))]).events
        assert event.day0 == date_of(panel.sessions[0, ZERO + 3])
        found = signatures(panel, [event])
        assert found.dropped == ()
        assert found.expiry.tolist() == [expected]


def test_garch_sums_the_variances_of_the_sessions_spanned() -> None:
    """Day 0 over four sessions has the own variance of the four days together."""
    pytest.importorskip("arch")
    whole, panel = small_panel(), halted(ZERO - 3, ZERO - 1)
    design = replace(DESIGN, model="garch_market_model", subwindows=(Window(-3, 0),))
    daily, lumped = design.fit(whole, [on(whole)]), design.fit(panel, [on(panel)])
    assert not daily.dropped
    assert lumped.abnormal_variances[0, 5] == pytest.approx(
        daily.windowed.standard_error[0, 1] ** 2, rel=1e-6
    )


def test_day_0_moves_to_the_session_on_which_trading_resumes() -> None:
    """The calendar's day 0 is kept beside it, and the return spans the whole suspension."""
    panel = halted(ZERO - 2, ZERO + 3)
    found = moved(panel, [on(panel)])
    assert found.dropped == ()
    (event,) = found.events
    assert event == replace(on(panel, ZERO + 4), moved_from=date_of(panel.sessions[0, ZERO]))
    result = DESIGN.fit(panel, [event])
    assert result.durations is not None
    assert result.durations[0, 5] == 7
    assert result.suspensions[0] is not None
    assert result.suspensions[0].sessions == 6
    assert result.events[0].moved_from == event.moved_from


def flat(first: int, last: int) -> Panel:
    """Let the first security stand still without volume between two sessions, as Yahoo writes a suspension."""
    whole = small_panel()
    prices, volumes = whole.prices.copy(), np.ones_like(whole.volumes)
    prices[0, first : last + 1], volumes[0, first : last + 1] = prices[0, first - 1], 0
    return replace(whole, prices=prices, volumes=volumes)


def test_flat_rows_of_a_suspension_count_as_no_rows_do() -> None:
    """The return of day 0 spans the flat sessions, so their own zeros must not count beside it."""
    empty, still = halted(ZERO - 3, ZERO - 1), flat(ZERO - 3, ZERO - 1)
    for gaps in ("missing", "lumped"):
        design = replace(DESIGN, gaps="missing" if gaps == "missing" else "lumped")
        ours, theirs = design.fit(still, [on(still)]), design.fit(empty, [on(empty)])
        np.testing.assert_allclose(ours.car, theirs.car, rtol=1e-12)
        np.testing.assert_allclose(ours.car_variances, theirs.car_variances, rtol=1e-12)
    np.testing.assert_array_equal(signatures(still, [on(still)]).path, signatures(empty, [on(empty)]).path)


def test_flat_rows_to_the_end_are_pending() -> None:
    """A security that stands still to its last row has not resumed, and no resumption is made up for it."""
    panel = flat(ZERO, small_panel().prices.shape[1] - 1)
    found = moved(panel, [on(panel)])
    assert found.events == ()
    assert "pending until trading resumes" in found.dropped[0].reason


def test_a_suspension_that_has_not_ended_is_pending() -> None:
    """While the benchmark goes on, the event waits until trading resumes."""
    panel = halted(ZERO - 2, small_panel().prices.shape[1] - 1)
    found = moved(panel, [on(panel)])
    since = date_of(panel.sessions[0, ZERO - 2])
    assert found.events == ()
    assert found.dropped[0].reason.startswith(
        f"suspended since {since}, or its prices end before that: pending"
    )


def test_prices_that_end_for_both_are_no_suspension() -> None:
    """Where the benchmark ends too, the event stays and waits for prices."""
    panel = halted(ZERO, small_panel().prices.shape[1] - 1)
    market_prices = panel.benchmark_prices.copy()
    market_prices[:, ZERO:] = NAN
    both = replace(panel, benchmark_prices=market_prices)
    assert moved(both, [on(both)]).events == (on(both),)


def test_flat_rows_without_volume_move_day_0_too() -> None:
    """A liquid share that shows zero volume and one close for three sessions was halted."""
    whole = small_panel()
    prices, volumes = whole.prices.copy(), np.full_like(whole.prices, 1000.0)
    prices[0, ZERO : ZERO + 3], volumes[0, ZERO : ZERO + 3] = prices[0, ZERO - 1], 0.0
    panel = replace(whole, prices=prices, volumes=volumes)
    (event,) = moved(panel, [on(panel)]).events
    assert event.day0 == date_of(panel.sessions[0, ZERO + 3])
    result = DESIGN.fit(panel, [event])
    assert result.suspensions[0] is not None
    assert result.suspensions[0].kind == "no_trade"
    # The return is one day's, but the benchmark's is that of four sessions.
    own = np.log(prices[0, ZERO + 3] / prices[0, ZERO - 1])
    four = np.log(panel.benchmark_prices[0, ZERO + 3] / panel.benchmark_prices[0, ZERO - 1])
    expected = own - 4 * result.alpha[0] - result.beta[0] * four
    assert result.abnormal_returns[0, 5] == pytest.approx(expected, rel=1e-9)


def test_the_study_and_the_signature_span_the_same_suspension() -> None:
    """Both name it alike."""
    panel = halted(ZERO - 3, ZERO - 1)
    result, found = DESIGN.fit(panel, [on(panel)]), signatures(panel, [on(panel)])
    assert found.lumped.tolist() == [3]
    assert found.suspensions == result.suspensions


def test_a_suspension_elsewhere_in_the_window_stays_missing_and_is_named() -> None:
    """The event is dropped with the way out; kept in part, the suspension is still named."""
    panel = halted(ZERO + 4, ZERO + 5)
    (drop,) = DESIGN.fit(panel, [on(panel)]).dropped
    assert isinstance(drop, Dropped)
    assert "--returns-over-gaps lumped spans it" in drop.reason
    partial = replace(DESIGN, allow_partial=True).fit(panel, [on(panel)])
    assert [one.sessions for one in partial.other_suspensions[0]] == [2]
    assert partial.suspensions == (None,)
    for gaps in ("lumped", "trade_to_trade"):
        spanning = replace(DESIGN, gaps="lumped" if gaps == "lumped" else "trade_to_trade")
        result = spanning.fit(panel, [on(panel)])
        assert result.dropped == ()
        assert result.durations is not None
        assert result.durations[0, 11] == 3


def test_trade_to_trade_weighs_day_0_by_what_it_spans() -> None:
    """The return from trade to trade is the one over the suspension."""
    panel = halted(ZERO - 3, ZERO - 1)
    ours = replace(DESIGN, gaps="trade_to_trade").fit(panel, [on(panel)])
    plain = DESIGN.fit(panel, [on(panel)])
    np.testing.assert_allclose(ours.abnormal_returns, plain.abnormal_returns, rtol=1e-9)
    np.testing.assert_allclose(ours.abnormal_variances, plain.abnormal_variances, rtol=1e-9)
    assert ours.suspensions == plain.suspensions


def test_every_model_of_the_benchmark_was_tried() -> None:
    """The list above leaves out only factor models and the one with its own test."""
    assert set(EIGHT) < set(MODELS)
