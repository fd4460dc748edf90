"""A study from prices to averages: real data against statsmodels, a textbook case, and the edges."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy import Event, EventStudy, Panel, StudyResult, Window
from eventstudy.analysis.inference.tests import TESTS
from eventstudy.analysis.models import MODELS
from eventstudy.arrays import date_of
from eventstudy.errors import EstimationError, WindowError
from eventstudy.prices.panel import NO_SESSION, PanelRow
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

EXACT = 1e-10
REFERENCE = Path(__file__).parents[1] / "reference"

DAYS = pd.bdate_range("2022-01-03", periods=400)
SHORT = EventStudy(estimation=Window(-80, -6), window=Window(-5, 5))


def _panel(seed: int, *, securities: int = 4, benchmark: str = "M") -> Panel:
    return Panel.from_frame(_closes(seed, securities=securities, benchmark=benchmark), benchmark=benchmark)


def _closes(seed: int, *, securities: int = 4, benchmark: str = "M") -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    market = draw.normal(0.0003, 0.01, len(DAYS))
    own = draw.uniform(0.5, 1.5, securities)[:, None] * market + draw.normal(0, 0.02, (securities, len(DAYS)))
    walk = 100 * np.exp(np.cumsum(np.vstack([own, market]), axis=1))
    return pd.DataFrame(walk.T, index=DAYS, columns=[*(f"S{i}" for i in range(securities)), benchmark])


def _event(security: str, position: int, *, name: str | None = None) -> Event:
    return Event(name or f"{security}@{position}", security, DAYS[position].date())


EVENTS = [_event("S0", 120), _event("S1", 200), _event("S2", 200), _event("S3", 333), _event("S0", 250)]


def _same(left: StudyResult, right: StudyResult) -> None:
    """Assert that two results hold the same numbers."""
    for name in (
        "alpha",
        "beta",
        "sigma",
        "sessions",
        "abnormal_returns",
        "abnormal_variances",
        "car",
        "p_value",
    ):
        np.testing.assert_array_equal(getattr(left, name), getattr(right, name))


# --- against statsmodels, on real prices ---------------------------------------------------------------


@pytest.fixture(scope="module")
def us_space(shared: Path) -> pd.DataFrame:
    """Lay out adjusted closes of 22 US space shares, and closes of ^GSPC, wide."""
    prices = pd.read_csv(shared / "us_space" / "daily_ohlcv_2015_20240308.csv.gz", parse_dates=["date"])
    indices = pd.read_csv(shared / "indices" / "daily_ohlcv.csv.gz", parse_dates=["date"])
    wide = prices.set_index(["date", "ticker"])["adj_close"].unstack()  # noqa: PD010 - pivot_table would average
    wide["^GSPC"] = indices[indices["index"] == "^GSPC"].set_index("date")["close"].reindex(wide.index)
    return wide


@pytest.fixture(scope="module")
def announced(shared: Path) -> list[Event]:
    """Read the 22 announcements of those shares, day 0 being the file's own reaction date."""
    rows = pd.read_csv(shared / "us_space" / "announcements.csv")
    return [
        Event(
            f"{row.ticker}-{row.reaction_date}",
            str(row.ticker),
            dt.date.fromisoformat(str(row.reaction_date)),
        )
        for row in rows.itertuples()
    ]


@pytest.mark.shared
@pytest.mark.parametrize("missing", [0.0, 0.04])
def test_real_events_agree_with_statsmodels(
    us_space: pd.DataFrame, announced: list[Event], missing: float
) -> None:
    """All 22 lines, forecast errors by day and CAR variances equal OLS, whole and with closes taken out."""
    closes = us_space.mask(np.random.default_rng(79).random(us_space.shape) < missing)
    design = EventStudy(allow_partial=True)
    result = design.fit(Panel.from_frame(closes, benchmark="^GSPC"), announced)
    assert len(result.events) == 22
    change = closes.apply(np.log).diff()
    for i, event in enumerate(result.events):
        at = int(closes.index.get_indexer(pd.DatetimeIndex([event.day0]))[0])
        pair = change[["^GSPC", event.security]]
        past = pair.iloc[max(at - 250, 0) : at - 10].dropna()
        window = pair.iloc[at - 10 : at + 11]
        ols = sm.OLS(past[event.security].to_numpy(), sm.add_constant(past["^GSPC"].to_numpy())).fit()
        there = window.notna().all(axis=1).to_numpy()
        ahead = sm.add_constant(window["^GSPC"].to_numpy()[there], has_constant="add")
        forecast = ols.get_prediction(ahead)
        abnormal = window[event.security].to_numpy()[there] - forecast.predicted_mean
        whole = ahead.sum(axis=0)
        kept = np.flatnonzero(np.isfinite(result.abnormal_returns[i]))
        np.testing.assert_array_equal(kept, np.flatnonzero(there))
        assert result.observations[i] == len(past)
        np.testing.assert_allclose([result.alpha[i], result.beta[i]], ols.params, rtol=EXACT)
        np.testing.assert_allclose(result.sigma[i], np.sqrt(ols.mse_resid), rtol=EXACT)
        np.testing.assert_allclose(result.r_squared[i], ols.rsquared, rtol=1e-9)
        np.testing.assert_allclose(result.abnormal_returns[i][kept], abnormal, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(np.sqrt(result.abnormal_variances[i][kept]), forecast.se_obs, rtol=EXACT)
        error = np.sqrt(len(kept) * ols.mse_resid + whole @ ols.cov_params() @ whole)
        np.testing.assert_allclose(result.car_standard_error[i], error, rtol=EXACT)
        np.testing.assert_allclose(result.t[i], abnormal.sum() / error, rtol=1e-9)
        np.testing.assert_allclose(
            result.p_value[i], 2 * stats.t.sf(abs(abnormal.sum() / error), ols.df_resid), rtol=1e-8
        )


@pytest.mark.shared
def test_the_real_event_whose_window_is_not_over(us_space: pd.DataFrame, announced: list[Event]) -> None:
    """Ten sessions after 26 February 2024 end on 11 March, and the prices on the 8th."""
    result = EventStudy().fit(Panel.from_frame(us_space, benchmark="^GSPC"), announced)
    assert len(result.events) == 21
    (drop,) = result.dropped
    assert (drop.id, drop.security) == ("LUNR-2024-02-26", "LUNR")
    assert drop.reason == "pending until 2024-03-11: prices end on 2024-03-08"


# --- a textbook case -----------------------------------------------------------------------------------


def test_gillette() -> None:
    """On an estimation window with Benninga's line the abnormal returns and t values are those of his page."""
    book = tomllib.loads((REFERENCE / "benninga_gillette.toml").read_text(encoding="utf-8"))
    past_market, past_stock = _sample_on_the_line(book)
    market = np.concatenate([past_market, np.array(book["market"]) / 100])
    stock = np.concatenate([past_stock, np.array(book["stock"]) / 100])
    days = np.concatenate([pd.bdate_range(end="2005-01-25", periods=253), pd.DatetimeIndex(book["days"])])
    closes = pd.DataFrame(
        {"GILLETTE": np.cumprod(np.r_[50, 1 + stock]), "SP500": np.cumprod(np.r_[1000, 1 + market])},
        index=days,
    )
    design = EventStudy(estimation=Window(-254, -3), window=Window(-2, 3), returns="simple")
    result = design.fit(
        Panel.from_frame(closes, benchmark="SP500"), [Event("bid", "GILLETTE", dt.date(2005, 1, 28))]
    )
    assert result.observations[0] == book["observations"]
    assert result.beta[0] == pytest.approx(book["slope"], rel=1e-9)
    assert result.sigma[0] == pytest.approx(book["steyx"], rel=1e-9)
    assert result.r_squared[0] == pytest.approx(book["r_squared"], rel=1e-9)
    # The printed inputs carry two decimals of a per cent and four of the line: 9e-5 at most.
    np.testing.assert_allclose(result.abnormal_returns[0], np.array(book["abnormal"]) / 100, atol=1e-4)
    np.testing.assert_allclose(result.abnormal_returns[0] / result.sigma[0], book["t"], atol=0.005)


def test_airlines() -> None:
    """Of three airlines that each have their own day 0 and market, AAR and CAAR are those of the textbook."""
    book = tomllib.loads((REFERENCE / "ross_airlines.toml").read_text(encoding="utf-8"))
    rows = [
        _book_row(name, book[name], seed, start)
        for seed, (name, start) in enumerate(zip(AIRLINES, (0, 7, 30), strict=True))
    ]
    design = EventStudy(
        model="market_adjusted",
        estimation=Window(-60, -5),
        window=Window(-4, 4),
        returns="simple",
        min_observations=50,
    )
    result = design.fit(Panel.assemble(rows), [_book_event(row) for row in rows])
    for i, name in enumerate(AIRLINES):
        abnormal = np.array(book[name]["stock"]) - np.array(book[name]["market"])
        np.testing.assert_allclose(100 * result.abnormal_returns[i], abnormal, atol=1e-10)
    np.testing.assert_allclose(100 * result.aar, book["aar"], atol=1e-10)
    np.testing.assert_allclose(100 * result.caar, book["caar"], atol=1e-10)
    assert 100 * result.mean_car == pytest.approx(book["caar"][-1], abs=1e-10)


AIRLINES = ("delta", "united", "american")


def _book_row(name: str, book: dict[str, list[float]], seed: int, start: int) -> PanelRow:
    """Let 60 sessions of made-up returns go before the nine of the book."""
    days = DAYS[start : start + 70].to_numpy().astype("datetime64[D]").astype(np.int64)
    draw = np.random.default_rng(seed)

    def series(symbol: str, ending: list[float]) -> PriceSeries:
        prices = 40 * np.cumprod(np.r_[1, 1 + draw.normal(0, 0.01, 60), 1 + np.array(ending) / 100])
        absent = np.full(len(days), np.nan)
        return PriceSeries(symbol, days, np.asarray(prices, dtype=np.float64), absent, absent)

    return PanelRow(series(name, book["stock"]), series(f"^{name}", book["market"]), days)


def _book_event(row: PanelRow) -> Event:
    return Event("wage cut", row.series.security, date_of(int(row.sessions[-5])))


def _sample_on_the_line(book: dict[str, float]) -> tuple[Floats, Floats]:
    """Draw returns whose least-squares line has exactly the book's intercept, slope, steyx and R squared."""
    n = int(book["observations"])
    raw = np.random.default_rng(83).normal(size=(n, 2))
    frame = np.linalg.qr(np.column_stack([np.ones(n), raw]))[0]
    unexplained = book["steyx"] ** 2 * (n - 2)
    explained = unexplained * book["r_squared"] / (1 - book["r_squared"])
    market = frame[:, 1] * np.sqrt(explained) / book["slope"]
    return market, book["intercept"] + book["slope"] * market + frame[:, 2] * np.sqrt(unexplained)


# --- what must not matter, and what must ---------------------------------------------------------------


def test_order_does_not_matter() -> None:
    """The same events in another order have the same numbers each, and the same averages."""
    panel, order = _panel(89), [3, 0, 4, 2, 1]
    first, second = SHORT.fit(panel, EVENTS), SHORT.fit(panel, [EVENTS[i] for i in order])
    assert second.events == tuple(EVENTS[i] for i in order)
    np.testing.assert_array_equal(second.abnormal_returns, first.abnormal_returns[order])
    np.testing.assert_allclose(second.caar, first.caar, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100), st.sampled_from(["log", "simple"]))
def test_currency_does_not_matter(seed: int, rate: float, kind: str) -> None:
    """Shares quoted in another currency at a fixed rate give the same study."""
    design = EventStudy(
        estimation=SHORT.estimation, window=SHORT.window, returns="log" if kind == "log" else "simple"
    )
    closes = _closes(seed)
    study = design.fit(Panel.from_frame(closes, benchmark="M"), EVENTS)
    closes[["S0", "S1", "S2", "S3"]] *= rate
    other = design.fit(Panel.from_frame(closes, benchmark="M"), EVENTS)
    np.testing.assert_allclose(other.beta, study.beta, rtol=1e-8, atol=1e-10)
    for name in TESTS:
        assert other.tests[name].window.statistic == pytest.approx(
            study.tests[name].window.statistic, rel=1e-6, abs=1e-9
        )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(-0.5, 1.0), st.integers(0, 4))
def test_a_planted_jump_is_found_on_its_day_and_nowhere_else(seed: int, jump: float, which: int) -> None:
    """A jump of the price on day 0 adds itself to that abnormal return and changes nothing else."""
    closes, event = _closes(seed), EVENTS[which]
    calm = SHORT.fit(Panel.from_frame(closes, benchmark="M"), [event])
    closes.loc[pd.Timestamp(event.day0) :, event.security] *= np.exp(jump)
    shaken = SHORT.fit(Panel.from_frame(closes, benchmark="M"), [event])
    planted = np.where(SHORT.window.offsets == 0, jump, 0)
    np.testing.assert_allclose(shaken.abnormal_returns[0] - calm.abnormal_returns[0], planted, atol=1e-12)
    assert shaken.sigma[0] == calm.sigma[0]


def test_two_grids_give_what_two_panels_give() -> None:
    """Securities of exchanges that close on different days do not disturb each other in one panel."""
    rows = [_row("A", DAYS[::2], 97), _row("B", DAYS[1:], 101)]
    events = [Event("a", "A", DAYS[200].date()), Event("b", "B", DAYS[311].date())]
    together = SHORT.fit(Panel.assemble(rows), events)
    assert together.benchmarks == ("^A", "^B")
    for i, (row, event) in enumerate(zip(rows, events, strict=True)):
        alone = SHORT.fit(Panel.assemble([row]), [event])
        np.testing.assert_allclose(together.abnormal_returns[i], alone.abnormal_returns[0], rtol=1e-12)
        np.testing.assert_array_equal(together.sessions[i], alone.sessions[0])


def _row(name: str, days: pd.DatetimeIndex, seed: int) -> PanelRow:
    draw = np.random.default_rng(seed)
    sessions = days.to_numpy().astype("datetime64[D]").astype(np.int64)

    def series(symbol: str) -> PriceSeries:
        prices = 50 * np.exp(np.cumsum(draw.normal(0, 0.02, len(sessions))))
        absent = np.full_like(prices, np.nan)
        return PriceSeries(symbol, sessions, prices, absent, absent, source="simulated")

    return PanelRow(series(name), series(f"^{name}"), sessions)


def test_made_up_prices_mark_the_result() -> None:
    """A result that rests on simulated prices says so."""
    assert SHORT.fit(Panel.assemble([_row("A", DAYS, 103)]), []).simulated
    assert not SHORT.fit(_panel(103), []).simulated


def test_the_sessions_of_the_window_are_dated() -> None:
    """Day 0 stands in the middle of -5:5; past the end of the panel there is no session."""
    design = EventStudy(estimation=SHORT.estimation, window=SHORT.window, allow_partial=True)
    result = design.fit(_panel(107), [_event("S0", 200), _event("S1", 398)])
    assert [date_of(int(day)) for day in result.sessions[0]] == [day.date() for day in DAYS[195:206]]
    np.testing.assert_array_equal(result.sessions[1][7:], NO_SESSION)
    assert np.isnan(result.abnormal_returns[1][7:]).all()
    assert np.isfinite(result.abnormal_returns[1][:7]).all()


def test_the_studied_events_keep_their_expiry() -> None:
    """An opt-out expiry comes out as it went in, with or without a dropped event beside it."""
    expiry = dt.date(2022, 11, 1)
    events = [Event("a", "S0", DAYS[200].date(), expiry=expiry), Event("b", "X", DAYS[200].date()), EVENTS[1]]
    result = SHORT.fit(_panel(157), events)
    assert [event.expiry for event in result.events] == [expiry, None]
    assert result.events == [events[0], events[2]]


def test_parameters_have_names() -> None:
    """A parameter is asked for by name; one that the model lacks is NaN for every event."""
    mean = replace(SHORT, model="constant_mean").fit(_panel(159), EVENTS)
    np.testing.assert_array_equal(mean.alpha, mean.parameter("alpha"))
    assert mean.parameter_names == ("alpha",)
    assert np.isnan(mean.beta).all()
    assert mean.beta.shape == (5,)


def test_sub_windows_stand_beside_the_window() -> None:
    """Their CARs, errors and tests are those of a study whose whole window they are."""
    inner = Window(-1, 2)
    design = replace(SHORT, subwindows=(inner, Window(0, 0)))
    result, alone = design.fit(_panel(161), EVENTS), replace(SHORT, window=inner).fit(_panel(161), EVENTS)
    assert result.windows == (SHORT.window, inner, Window(0, 0))
    np.testing.assert_allclose(result.windowed.car[:, 1], alone.car, rtol=1e-12)
    np.testing.assert_allclose(result.windowed.standard_error[:, 1], alone.car_standard_error, rtol=1e-12)
    np.testing.assert_allclose(result.windowed.p_value[:, 1], alone.p_value, rtol=1e-10)
    for name in ("bmp", "grank_t", "wilcoxon", "adjusted_patell"):
        found, expected = result.tests[name].subwindows[inner], alone.tests[name].window
        np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_j1_and_j2() -> None:
    """J1 is CAAR over its forecast error, and J2 is Patell's statistic."""
    result = SHORT.fit(_panel(163), EVENTS)
    j1 = result.car.mean() / np.sqrt(result.car_variances.sum() / 25)
    assert result.j1.window.statistic == pytest.approx(j1, rel=1e-12)
    j2 = np.sqrt(5 * (75 - 4) / (75 - 2)) * result.t.mean()
    assert result.j2.window.statistic == pytest.approx(j2, rel=1e-10)
    assert result.tests["patell"].window.statistic == pytest.approx(j2, rel=1e-10)


# --- the design ----------------------------------------------------------------------------------------


def test_a_design_is_a_value() -> None:
    """Equal designs are equal, hash alike and fit alike."""
    assert EventStudy() == EventStudy(model="market_model", window=Window(-10, 10))
    assert len({EventStudy(), EventStudy(), EventStudy(returns="simple")}) == 2
    _same(SHORT.fit(_panel(139), EVENTS), SHORT.fit(_panel(139), EVENTS))


def test_only_the_tests_asked_for_are_run() -> None:
    """The result holds the tests of the design, in its order."""
    design = EventStudy(estimation=SHORT.estimation, window=SHORT.window, tests=("bmp", "patell"))
    assert list(design.fit(_panel(149), EVENTS).tests) == ["bmp", "patell"]


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    """A misspelt model or test is answered with the nearest known name, and all known ones."""
    with pytest.raises(
        EstimationError, match=r"model 'market_modle': unknown; did you mean 'market_model'\?"
    ):
        EventStudy(model="market_modle")
    with pytest.raises(
        EstimationError, match=r"test 'patel': .*'patell'\? known: cross_sectional_t, crude_dependence_t, "
    ):
        EventStudy(tests=("bmp", "patel"))
    with pytest.raises(EstimationError, match=r"returns 'percent': unknown; known: log, simple$"):
        EventStudy(returns="percent")  # type: ignore[arg-type]  # what an untyped caller may write


@pytest.mark.parametrize("estimation", [Window(-250, -10), Window(-250, 5), Window(20, 90)])
def test_overlapping_windows_are_refused_with_a_remedy(estimation: Window) -> None:
    """The estimation window must end before the event window starts; the day before is enough."""
    with pytest.raises(WindowError, match=f"estimation window {estimation}: .*end it at -11 or earlier"):
        EventStudy(estimation=estimation)
    assert EventStudy(estimation=Window(-250, -11)).estimation.last == -11


def test_an_unknown_way_over_gaps_is_refused() -> None:
    """A misspelt way is answered with the nearest."""
    with pytest.raises(EstimationError, match="returns over gaps 'lump': unknown; did you mean 'lumped'"):
        EventStudy(gaps="lump")  # type: ignore[arg-type]  # what an untyped caller may write


def test_garch_counts_sessions() -> None:
    """A variance that moves from session to session does not go from trade to trade."""
    with pytest.raises(EstimationError, match="use market_model with trade_to_trade"):
        EventStudy(model="garch_market_model", gaps="trade_to_trade")


def test_leads_count_sessions() -> None:
    """Models with leads and lags take daily returns only."""
    with pytest.raises(
        EstimationError,
        match="model 'dimson': its leads and lags count sessions, so returns cannot be 'lumped'",
    ):
        EventStudy(model="dimson", gaps="lumped")


@pytest.mark.parametrize("model", ["market_model", "ff3", "constant_mean"])
@pytest.mark.parametrize("factors", [("rf",), ("smb",)])
def test_factors_belong_to_the_factor_model(model: str, factors: tuple[str, ...]) -> None:
    """A model with regressors of its own does not silently ignore factors, the risk-free rate among them."""
    with pytest.raises(EstimationError, match=f"model '{model}' has its own regressors, not {factors[0]}"):
        EventStudy(model=model, factors=factors)


def test_a_design_says_which_factors_it_needs() -> None:
    """The columns of the factor table, rf last where returns are in excess of it, and whether a benchmark is used."""
    assert EventStudy().needs_factors == ()
    assert EventStudy(model="capm").needs_factors == ("rf",)
    assert EventStudy(model="ff3").needs_factors == ("mkt_rf", "smb", "hml", "rf")
    assert EventStudy(model="factor_model", factors=("rf", "oil")).needs_factors == ("oil", "rf")
    users = {name for name in MODELS if EventStudy(model=name).uses_benchmark}
    assert set(MODELS) - users == {"constant_mean", "ff3", "carhart", "ff5"}


@pytest.mark.parametrize(
    ("subwindows", "match"),
    [((Window(-6, 0),), "leaves the event window"), ((Window(0, 1),) * 2, "name each one once")],
)
def test_sub_windows_lie_inside_and_once(subwindows: tuple[Window, ...], match: str) -> None:
    """A sub-window that leaves the event window, or stands twice, is refused."""
    with pytest.raises(WindowError, match=match):
        EventStudy(window=Window(-5, 5), subwindows=subwindows)


def test_too_few_observations_are_refused() -> None:
    """Four observations leave Patell without a variance; five do."""
    with pytest.raises(EstimationError, match="min_observations 4: the tests need at least 5"):
        EventStudy(min_observations=4)
    assert EventStudy(min_observations=5).min_observations == 5


def test_an_event_given_twice_is_refused() -> None:
    """The same id on the same security may stand once; on another security it may stand again."""
    panel = _panel(151)
    with pytest.raises(EstimationError, match="event 'e' on S0: given 2 times"):
        SHORT.fit(panel, [_event("S0", 200, name="e"), _event("S0", 201, name="e")])
    assert len(SHORT.fit(panel, [_event("S0", 200, name="e"), _event("S1", 200, name="e")]).events) == 2
