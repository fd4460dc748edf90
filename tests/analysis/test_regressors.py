"""What models regress on: benchmarks, or factors laid on every exchange's sessions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from two_exchanges import Market, draw_market

from eventstudy.analysis.models import MODELS, model_of
from eventstudy.analysis.placement import Placement
from eventstudy.analysis.regressors import Regressors, regressors_of
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.returns import returns

if TYPE_CHECKING:
    from eventstudy.arrays import Floats
    from eventstudy.prices.returns import ReturnKind

NAN = np.nan


@pytest.fixture(scope="module")
def market() -> Market:
    """Draw two exchanges of two securities each; the second is the shorter one."""
    return draw_market(251, securities=2)


def test_a_benchmark_serves_its_own_securities(market: Market) -> None:
    """Without factors a row is a benchmark, and every security names its own."""
    found = regressors_of(MODELS["market_model"], market.panel, "log", None)
    np.testing.assert_array_equal(found.values[:, 0], market.panel.returns("log").benchmarks)
    np.testing.assert_array_equal(found.row, [0, 0, 1, 1])
    assert found.risk_free is None
    assert found.prices is market.panel.benchmark_prices
    assert regressors_of(MODELS["market_model"], market.panel, "simple", None).kind == "simple"


def test_factors_lie_on_every_grid(market: Market) -> None:
    """A row is a grid; each session has the factor of its own day, and what pads a short grid has none."""
    found = regressors_of(MODELS["ff3"], market.panel, "log", market.factors)
    assert found.values.shape == (2, 3, market.panel.sessions.shape[1])
    np.testing.assert_array_equal(found.row, market.panel.grid)
    for grid, name in enumerate(("N0", "S0")):
        frame = market.frames[name]
        np.testing.assert_array_equal(
            found.values[grid, :, : len(frame)], frame[["mkt_rf", "smb", "hml"]].to_numpy().T
        )
        assert found.risk_free is not None
        np.testing.assert_array_equal(found.risk_free[grid, : len(frame)], frame["rf"])
    padding = market.panel.sessions[1] == NO_SESSION
    assert padding.any()
    assert np.isnan(found.values[1][:, padding]).all()


def test_the_capm_takes_the_risk_free_rate_off_each_benchmark_on_its_own_grid(market: Market) -> None:
    """The rate is that of the session, so it differs by exchange; the benchmark's prices are kept beside."""
    found = regressors_of(MODELS["capm"], market.panel, "log", market.factors)
    gross = market.panel.returns("log").benchmarks
    assert found.prices is market.panel.benchmark_prices
    for grid, name in enumerate(("N0", "S0")):
        rate = market.frames[name]["rf"].to_numpy()
        np.testing.assert_array_equal(found.values[grid, 0, : len(rate)], gross[grid, : len(rate)] - rate)


def test_named_factors_need_no_risk_free_rate(market: Market) -> None:
    """Factors without rf leave returns as they are; their order is the model's."""
    model = model_of("factor_model", factors=("cma", "smb"))
    found = regressors_of(model, market.panel, "log", market.factors)
    assert found.risk_free is None
    frame = market.frames["N0"]
    np.testing.assert_array_equal(found.values[0, :, : len(frame)], frame[["cma", "smb"]].to_numpy().T)


def test_a_model_of_factors_needs_a_table(market: Market) -> None:
    """Without factors the message lists what is needed."""
    with pytest.raises(EstimationError, match="the model needs mkt_rf, smb, hml, rf; pass --factors FILE"):
        regressors_of(MODELS["ff3"], market.panel, "log", None)
    with pytest.raises(EstimationError, match="no factor table: the model needs rf"):
        regressors_of(MODELS["capm"], market.panel, "log", None)


def test_an_unknown_factor_is_answered_with_the_nearest(market: Market) -> None:
    """A misspelt column is told the nearest, and all there are."""
    model = model_of("factor_model", factors=("smd",))
    with pytest.raises(
        EstimationError,
        match=r"factor 'smd': not a column of factors.csv; did you mean '\w+'\? columns: mkt_rf, smb, hml, umd",
    ):
        regressors_of(model, market.panel, "log", market.factors)


def _without(market: Market, name: str, *places: int) -> Market:
    days = market.panel.sessions[market.panel.grid[market.panel.securities.index(name)]][list(places)]
    keep = ~np.isin(market.factors.days, days)
    table = replace(market.factors, days=market.factors.days[keep], values=market.factors.values[:, keep])
    return replace(market, factors=table)


@pytest.mark.parametrize(("places", "others"), [((100,), ""), ((100, 101, 150), " and 2 other sessions")])
def test_a_session_without_factors_is_refused(market: Market, places: tuple[int, ...], others: str) -> None:
    """A day on which securities trade and the table has no row is named, and the others are counted."""
    day = market.frames["N0"].index[100].date()
    with pytest.raises(EstimationError, match=f"no row for {day}{others} on which the securities trade"):
        regressors_of(MODELS["ff3"], market.panel, "log", _without(market, "N0", *places).factors)


def test_days_before_and_after_the_factors_are_missing(market: Market) -> None:
    """A table that begins later or ends earlier than the prices leaves their sessions without a factor."""
    keep = slice(40, -40)
    table = replace(market.factors, days=market.factors.days[keep], values=market.factors.values[:, keep])
    found = regressors_of(MODELS["ff3"], market.panel, "log", table)
    inside = np.isin(market.panel.sessions, table.days)
    np.testing.assert_array_equal(np.isfinite(found.values).all(axis=1), inside)


def test_windows_of_all_regressors_are_cut_together() -> None:
    """Every distinct window has all K regressors, from its own row; NaN over an end."""
    values = np.arange(24.0).reshape(2, 3, 4)
    regressors = Regressors(values, np.arange(2), np.zeros(2, np.int64))
    placed = Placement(np.array([1, 0]), np.array([1, 3]), np.ones(2, np.bool_))
    cut = regressors.cut(placed, Window(0, 1))
    np.testing.assert_array_equal(cut, [[[13, 14], [17, 18], [21, 22]], [[3, NAN], [7, NAN], [11, NAN]]])


def _over(regressors: Regressors, durations: list[float]) -> Floats:
    """Return one regressor over what the returns of a window -2:2 around the third session span."""
    placed = Placement(np.zeros(1, dtype=np.int64), np.array([2]), np.ones(1, dtype=np.bool_))
    found: Floats = regressors.over(placed, Window(-2, 2), np.array([durations]))[0, 0]
    return found


def _factor(values: list[float]) -> Regressors:
    none = np.zeros(1, dtype=np.int64)
    return Regressors(np.array([[values]]), none, none)


def _benchmark(prices: list[float], kind: ReturnKind) -> Regressors:
    none, level = np.zeros(1, dtype=np.int64), np.array([prices])
    return Regressors(returns(level, kind)[:, None], none, none, prices=level, kind=kind)


def test_factors_add_up_over_what_the_return_spans() -> None:
    """Over d sessions their last d values add up; a session without a return has none."""
    found = _over(_factor([1, 2, 4, 8, 16]), [1, 1, NAN, 2, 5])
    np.testing.assert_array_equal(found, [1, 2, NAN, 12, 31])


def test_a_span_of_factors_with_a_missing_session_is_missing() -> None:
    """Nothing is added up over a hole, and nothing after it is lost."""
    found = _over(_factor([1, NAN, 4, 8, 16]), [1, 1, 2, 2, 1])
    np.testing.assert_array_equal(found, [1, NAN, NAN, 12, 16])


@pytest.mark.parametrize("kind", ["log", "simple"])
def test_benchmarks_are_priced_at_both_ends(kind: ReturnKind) -> None:
    """A benchmark's return over a span needs the prices at its ends only, as a security's does."""
    found = _over(_benchmark([10, 11, NAN, 16.5, 33], kind), [NAN, 1, 1, 2, 3])
    growth = np.array([NAN, 1.1, NAN, 1.5, 3.0])
    np.testing.assert_allclose(found, np.log(growth) if kind == "log" else growth - 1, rtol=1e-12)


def test_spans_of_a_benchmark_beyond_its_row_are_missing() -> None:
    """Before the first price there is nothing to measure from."""
    np.testing.assert_array_equal(
        _over(_benchmark([1, 1, 1, 1, 1], "log"), [1, 2, 2, 3, 5]), [NAN, NAN, 0, 0, NAN]
    )


def test_spans_beyond_the_row_are_missing() -> None:
    """A window that hangs over the panel's ends has no regressors there."""
    none = np.zeros(1, dtype=np.int64)
    regressors = Regressors(np.array([[[1.0, 2.0]]]), none, none)
    placed = Placement(none, np.array([1]), np.ones(1, dtype=np.bool_))
    found = regressors.over(placed, Window(-2, 2), np.ones((1, 5)))
    np.testing.assert_array_equal(found, [[[NAN, 1, 2, NAN, NAN]]])


def test_the_risk_free_rate_adds_up_over_a_span() -> None:
    """The rate of every session in the span counts; without a rate it is zero."""
    none = np.zeros(1, dtype=np.int64)
    placed = Placement(none, np.array([1]), np.ones(1, dtype=np.bool_))
    values, rate = np.zeros((1, 1, 3)), np.array([[0.25, 0.5, 1.0]])
    spans, window = np.array([[1.0, 2.0, 3.0]]), Window(-1, 1)
    with_rate = Regressors(values, none, none, risk_free=rate)
    np.testing.assert_array_equal(with_rate.risk_free_over(placed, window, spans), [[0.25, 0.75, 1.75]])
    without = Regressors(values, none, none)
    np.testing.assert_array_equal(without.risk_free_over(placed, window, spans), [[0, 0, 0]])
