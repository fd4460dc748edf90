"""Windows are cut from a panel's returns, and regressors once for each distinct window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from two_exchanges import DESIGN, Market, cut, draw_market, staggered

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.cutting import Cutter, claimed, spanning, widened
from eventstudy.analysis.event import Event, EventTable
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.placement import Placement, place
from eventstudy.analysis.regressors import regressors_of
from eventstudy.analysis.trades import trades_of
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.trades import Gaps
    from eventstudy.arrays import Booleans

COLUMNS = Columns(DESIGN.window)


@pytest.fixture(scope="module")
def market() -> Market:
    """Draw two exchanges with holes."""
    return draw_market(257, missing=0.05)


def _cutter(market: Market, model: str, *, gaps: Gaps = "missing", covered: Booleans | None = None) -> Cutter:
    trades = None if gaps == "missing" else trades_of(market.panel, "log", gaps)
    return Cutter(
        returns=market.panel.returns("log").securities if trades is None else trades.returns,
        regressors=regressors_of(MODELS[model], market.panel, "log", market.factors),
        estimation=DESIGN.estimation,
        columns=COLUMNS,
        leads=MODELS[model].leads,
        trades=trades,
        covered=covered,
    )


def _placed(market: Market, events: Sequence[Event]) -> Placement:
    return place(market.panel, EventTable.of(events))


@pytest.mark.parametrize("model", ["market_model", "capm", "ff3"])
def test_windows_hold_the_returns_of_their_sessions(market: Market, model: str) -> None:
    """Returns of security and regressors, less the risk-free rate where the model asks, are the frame's."""
    events = staggered(market)
    windows = _cutter(market, model).cut(_placed(market, events))
    names = ["mkt_rf", "smb", "hml"] if model == "ff3" else ["x"]
    for i, event in enumerate(events):
        one, at = cut(market, event, excess=model != "market_model"), windows.which[i]
        np.testing.assert_array_equal(windows.estimation[i], one.past["y"])
        np.testing.assert_array_equal(windows.event[i], one.ahead["y"])
        np.testing.assert_array_equal(windows.estimation_regressors[at], one.past[names].to_numpy().T)
        np.testing.assert_array_equal(windows.event_regressors[at], one.ahead[names].to_numpy().T)


def test_events_of_one_day_and_benchmark_share_their_regressors(market: Market) -> None:
    """A window of regressors is cut once for all that use it, and once more for another exchange."""
    day = market.frames["N0"].index.intersection(market.frames["S0"].index)[150].date()
    events = [Event("e", name, day) for name in ("N0", "S1", "N1", "N3", "S0")]
    windows = _cutter(market, "market_model").cut(_placed(market, events))
    assert windows.estimation_regressors.shape == (2, 1, 92)
    np.testing.assert_array_equal(windows.which, [0, 1, 0, 0, 1])


def test_models_with_leads_get_more_sessions_of_the_market(market: Market) -> None:
    """B more sessions on both sides of both windows; the security's own windows stay."""
    events = staggered(market)
    plain = _cutter(market, "market_model").cut(_placed(market, events))
    wide = _cutter(market, "scholes_williams").cut(_placed(market, events))
    assert wide.estimation_regressors.shape[2] == 94
    np.testing.assert_array_equal(wide.estimation_regressors[:, :, 1:-1], plain.estimation_regressors)
    np.testing.assert_array_equal(wide.event_regressors[:, :, 1:-1], plain.event_regressors)
    np.testing.assert_array_equal(wide.estimation, plain.estimation)


def test_windows_belong_to_whoever_cut_them(market: Market) -> None:
    """A model that overwrites its windows does not change the panel."""
    placed = _placed(market, staggered(market))
    for model in ("market_model", "capm"):
        cutter = _cutter(market, model)
        first = cutter.cut(placed)
        kept = first.estimation.copy()
        first.estimation[:] = first.event[:] = 0
        np.testing.assert_array_equal(cutter.cut(placed).estimation, kept)


def test_the_gap_is_counted_between_the_windows(market: Market) -> None:
    """From -9 to -4 there are four sessions that belong to neither."""
    assert _cutter(market, "market_model").cut(_placed(market, staggered(market))).gap == 4


def test_covered_sessions_are_missing_from_the_estimation_window_only(market: Market) -> None:
    """What other events claim is no estimation return, but stays in the event window."""
    placed = _placed(market, [Event("e", "N0", market.frames["N0"].index[150].date())])
    covered = np.zeros(market.panel.prices.shape, dtype=np.bool_)
    covered[0, 100:103] = covered[0, 149:152] = True
    covered[1] = True
    whole = _cutter(market, "market_model").cut(placed)
    found = _cutter(market, "market_model", covered=covered).cut(placed)
    np.testing.assert_array_equal(found.event, whole.event)
    assert np.isnan(found.estimation[0, 50:53]).all()
    kept = np.r_[0:50, 53:92]
    np.testing.assert_array_equal(found.estimation[0, kept], whole.estimation[0, kept])


@pytest.mark.parametrize("gaps", ["lumped", "trade_to_trade"])
def test_returns_over_gaps_have_regressors_of_their_own(market: Market, gaps: Gaps) -> None:
    """Every event has its window of regressors; durations are told only where they weigh."""
    events = staggered(market)
    windows = _cutter(market, "capm", gaps=gaps).cut(_placed(market, events))
    np.testing.assert_array_equal(windows.which, np.arange(len(events)))
    assert windows.estimation_regressors.shape == (len(events), 1, 92)
    if gaps == "lumped":
        assert windows.estimation_durations is windows.event_durations is None
    else:
        assert windows.estimation_durations is not None
        np.testing.assert_array_equal(
            np.isfinite(windows.estimation_durations), np.isfinite(windows.estimation)
        )


def test_zero_returns_are_counted_among_the_returns_there_are(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The share is of the returns that exist, before the risk-free rate is taken off; covered ones do not count."""
    placed = _placed(
        market, [Event(name, name, market.frames[name].index[150].date()) for name in ("N0", "N1")]
    )
    returns = np.full(market.panel.prices.shape, 0.01)
    returns[0, 60:75] = 0
    returns[0, 100:112] = np.nan
    covered = np.zeros(returns.shape, dtype=np.bool_)
    covered[0, 60:65] = True
    for model in ("market_model", "capm"):
        cutter = replace(_cutter(market, model), returns=returns)
        np.testing.assert_allclose(cutter.zero_return_share(placed), [15 / 80, 0])
        excluding = replace(cutter, covered=covered)
        np.testing.assert_allclose(excluding.zero_return_share(placed), [10 / 75, 0])
        monkeypatch.setattr("eventstudy.analysis.cutting.BLOCK", 1)
        np.testing.assert_allclose(cutter.zero_return_share(placed), [15 / 80, 0])
    nothing = replace(_cutter(market, "market_model"), returns=np.full(returns.shape, np.nan))
    np.testing.assert_array_equal(nothing.zero_return_share(placed), [0, 0])


def test_no_events_have_empty_windows(market: Market) -> None:
    """Nothing is cut for nobody, in the right shapes."""
    for model, gaps in (("market_model", "missing"), ("capm", "lumped"), ("ff3", "trade_to_trade")):
        found = _cutter(market, model, gaps=gaps).cut(_placed(market, []))  # type: ignore[arg-type]  # a loop's str
        assert found.estimation.shape == (0, 92)
        assert found.event.shape == (0, 10)
        assert found.estimation_regressors.shape[::2] == (0, 92)


def test_a_widened_window_has_more_on_both_sides() -> None:
    """Two more sessions before and after."""
    assert widened(Window(-5, 3), 2) == Window(-7, 5)
    assert widened(Window(-5, 3), 0) == Window(-5, 3)


def _at(row: list[int], position: list[int], found: list[bool]) -> Placement:
    return Placement(np.array(row, np.int64), np.array(position, np.int64), np.array(found, np.bool_))


def test_events_claim_their_windows() -> None:
    """Windows that overlap or hang over an end are claimed once; events without a place claim nothing."""
    known = [
        _at([0, 0, 2, 2], [2, 3, 0, 9], [True, True, True, True]),
        _at([1, -1, 0], [5, 0, 8], [False, False, True]),
    ]
    expected = np.zeros((3, 10), dtype=np.bool_)
    expected[0, 1:6] = expected[0, 7:10] = expected[2, :3] = expected[2, 8:] = True
    np.testing.assert_array_equal(claimed(known, Window(-1, 2), (3, 10)), expected)


def test_a_window_beyond_the_panel_claims_nothing() -> None:
    """A window that lies past the last session, or before the first, covers no session."""
    placed = _at([0, 0], [9, 0], [True, True])
    assert not claimed([placed], Window(3, 5), (1, 10))[0, :3].any()
    np.testing.assert_array_equal(claimed([_at([0], [9], [True])], Window(3, 5), (1, 10)), np.zeros((1, 10)))
    np.testing.assert_array_equal(
        claimed([_at([0], [0], [True])], Window(-5, -3), (1, 10)), np.zeros((1, 10))
    )


def test_returns_that_span_a_marked_session_are_marked() -> None:
    """A return of three sessions is marked by any of its three; one without duration is not."""
    covered = np.array([[False, True, False, False, False, False, True, False]])
    durations = np.array([[np.nan, 1, 1, 3, np.nan, 2, np.nan, 2]])
    np.testing.assert_array_equal(
        spanning(covered, durations), [[False, True, False, True, False, False, False, True]]
    )


def test_where_every_return_spans_its_own_session_nothing_more_is_marked() -> None:
    """Durations of one leave the marks as they are."""
    covered = np.random.default_rng(5).random((3, 20)) < 0.3
    np.testing.assert_array_equal(spanning(covered, np.ones((3, 20))), covered)


def test_estimation_windows_that_begin_before_the_panel_are_missing_there(market: Market) -> None:
    """What hangs over the panel's start is missing, and not borrowed from the security before."""
    frame = market.frames["N1"]
    events = [Event(str(at), "N1", frame.index[at].date()) for at in (3, 60)]
    windows = _cutter(market, "market_model").cut(_placed(market, events))
    assert np.isnan(windows.estimation[0]).all()
    np.testing.assert_array_equal(windows.estimation[1][:40], np.nan)
    np.testing.assert_array_equal(windows.estimation[1][40:], cut(market, events[1]).past["y"].iloc[-52:])
