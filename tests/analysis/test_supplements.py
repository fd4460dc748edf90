"""What a study says beyond its tests equals plain computations on the same prices."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from two_exchanges import DESIGN, Market, cut, draw_market, market_of, ols, staggered

from eventstudy.analysis.event import Event
from eventstudy.analysis.inference.resampling import permutation, skewness_bootstrap
from eventstudy.analysis.supplements import calendar_time, resampled, resampled_column, single_events
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.study import EventStudy
    from eventstudy.analysis.volume import AbnormalVolume
    from eventstudy.arrays import Floats
    from eventstudy.prices.returns import ReturnKind

FIGURES = {"market_model": ("x",), "capm": ("x",), "ff3": ("mkt_rf", "smb", "hml")}


@pytest.fixture(scope="module", params=[0.0, 0.04], ids=["whole", "holes"])
def market(request: pytest.FixtureRequest) -> Market:
    """Draw two exchanges, with all their prices and without some of them."""
    return draw_market(311, missing=request.param)


# --- single events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("returns", ["log", "simple"])
@pytest.mark.parametrize("model", list(FIGURES))
def test_bhar_compounds_what_was_held_and_what_was_expected(
    market: Market, model: str, returns: ReturnKind
) -> None:
    """prod(1 + R) - prod(1 + E R) over the window, the risk-free rate back in; NaN with a missing day."""
    design = replace(DESIGN, model=model, returns=returns)
    events = staggered(market)
    found = single_events(design.fit(market.panel, events, factors=market.factors)).bhar
    excess = model != "market_model"
    for i, event in enumerate(events):
        one = cut(market, event, design, excess=excess)
        whole = cut(market, event, design).ahead["y"].to_numpy()
        expected = whole - ols(one, FIGURES[model]).abnormal
        if returns == "log":
            bhar = np.exp(whole.sum()) - np.exp(expected.sum())
        else:
            bhar = np.prod(1 + whole) - np.prod(1 + expected)
        np.testing.assert_allclose(found[i], bhar, rtol=1e-9, atol=1e-14)


def test_bhar_from_trade_to_trade_needs_a_trade_on_the_last_day(market: Market) -> None:
    """A return covers the sessions without a trade before it; after the last trade nothing is known."""
    design = replace(DESIGN, gaps="trade_to_trade", allow_partial=True)
    result = design.fit(market.panel, staggered(market))
    found = single_events(result).bhar
    own = result.residuals.estimator.cutter.own(result.placed, design.window)
    for i, returns in enumerate(own):
        there = np.isfinite(returns)
        expected = np.where(there, returns - result.abnormal_returns[i], 0)
        bhar = np.exp(returns[there].sum()) - np.exp(expected.sum())
        np.testing.assert_allclose(found[i], bhar if there[-1] else np.nan, rtol=1e-9, atol=1e-14)


def _sq_p_value(abnormal: float, residuals: Sequence[float]) -> float:
    if not np.isfinite(abnormal):
        return np.nan
    below = 1 + sum(e <= abnormal for e in residuals)
    above = 1 + sum(e >= abnormal for e in residuals)
    return min(1, 2 * min(below, above) / (len(residuals) + 1))


def test_the_sq_test_counts_residuals_beyond_the_abnormal_return(market: Market) -> None:
    """Every day of every event is ranked among its own estimation residuals."""
    events = staggered(market)
    found = single_events(DESIGN.fit(market.panel, events)).sq_p_value
    for i, event in enumerate(events):
        one = ols(cut(market, event))
        residuals = one.residuals[np.isfinite(one.residuals)].tolist()
        np.testing.assert_allclose(found[i], [_sq_p_value(a, residuals) for a in one.abnormal], rtol=1e-12)


@pytest.mark.parametrize("gaps", ["lumped", "trade_to_trade"])
def test_the_sq_test_measures_days_as_it_measures_residuals(gaps: str) -> None:
    """From trade to trade a day that spans four sessions counts by its return over two; lumped, as it is."""
    whole = draw_market(313)
    frame = whole.frames["N0"]
    holes = frame.index[[150, 151, *range(197, 200)]]
    market = market_of({"N0": frame.assign(price=frame["price"].mask(frame.index.isin(holes)))}, whole.daily)
    design = replace(DESIGN, gaps="lumped" if gaps == "lumped" else "trade_to_trade")
    result = design.fit(market.panel, [Event("e", "N0", frame.index[200].date())])
    abnormal = result.abnormal_returns[0].copy()
    assert result.durations is not None
    assert result.durations[0, 4] == 4
    if gaps == "trade_to_trade":
        abnormal[4] /= 2
    residuals = result.residuals.all()[0]
    expected = [_sq_p_value(a, residuals[np.isfinite(residuals)].tolist()) for a in abnormal]
    np.testing.assert_allclose(single_events(result).sq_p_value[0], expected, rtol=1e-12)


def test_volatility_is_the_mean_of_squares_over_their_forecast(market: Market) -> None:
    """The ratio and its upper tail under F(L, d)."""
    events = staggered(market)
    found = single_events(DESIGN.fit(market.panel, events)).volatility
    for i, event in enumerate(events):
        one = ols(cut(market, event))
        squares = (one.abnormal**2 / np.diag(one.covariance))[np.isfinite(one.abnormal)]
        np.testing.assert_allclose(found.ratio[i], squares.mean(), rtol=1e-10)
        tail = stats.f.sf(squares.mean(), len(squares), one.degrees)
        np.testing.assert_allclose(found.p_value[i], tail, rtol=1e-8)


def _excess(volume: AbnormalVolume) -> Floats:
    return volume.values  # noqa: PD011 - no pandas here


def _logs(market: Market) -> dict[str, pd.Series[float]]:
    return {name: np.log(frame["volume"] + 0.000255) for name, frame in market.frames.items()}


def _windows(
    market: Market, event: Event, line: pd.Series[float]
) -> tuple[pd.Series[float], pd.Series[float]]:
    at = int(market.frames[event.security].index.get_indexer(pd.DatetimeIndex([event.day0]))[0])
    return line.iloc[at - 100 : at - 8], line.iloc[at - 4 : at + 6]


def test_abnormal_volume_is_log_volume_less_its_mean(market: Market) -> None:
    """V - mean(V), over s sqrt(1 + 1/M), against t(M - 1)."""
    events = staggered(market)
    volume = single_events(DESIGN.fit(market.panel, events)).volume
    for i, event in enumerate(events):
        past, ahead = _windows(market, event, _logs(market)[event.security])
        abnormal = ahead - past.mean()
        t = abnormal / (past.std() * np.sqrt(1 + 1 / len(past)))
        np.testing.assert_allclose(_excess(volume)[i], abnormal, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(volume.t[i], t, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(volume.p_value[i], 2 * stats.t.sf(abs(t), len(past) - 1), rtol=1e-8)


def test_abnormal_volume_beyond_what_the_market_s_volume_lets_expect(market: Market) -> None:
    """OLS on the mean log volume of the other securities of the same exchange."""
    events = staggered(market)
    volume = single_events(DESIGN.fit(market.panel, events), volume_model="market").volume
    logs = _logs(market)
    for i, event in enumerate(events):
        others = [
            line for name, line in logs.items() if name[0] == event.security[0] and name != event.security
        ]
        past, ahead = _windows(market, event, logs[event.security])
        market_past, market_ahead = _windows(market, event, pd.concat(others, axis=1).mean(axis=1))
        fit = sm.OLS(past.to_numpy(), sm.add_constant(market_past.to_numpy())).fit()
        forecast = fit.get_prediction(sm.add_constant(market_ahead.to_numpy(), has_constant="add"))
        abnormal = ahead - forecast.predicted_mean
        np.testing.assert_allclose(_excess(volume)[i], abnormal, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(volume.sigma[i], np.sqrt(fit.mse_resid), rtol=1e-10)
        np.testing.assert_allclose(volume.t[i], abnormal / forecast.se_obs, rtol=1e-9, atol=1e-12)


def test_turnover_is_volume_as_a_share_of_the_shares_outstanding(market: Market) -> None:
    """log(100 n / S + 0.000255) where S is known, nothing where it is not; the level drops out of the excess."""
    events = staggered(market)
    result, first = DESIGN.fit(market.panel, events), events[0].security
    turnover = single_events(result, shares={first: 2e8}).volume
    for i, event in enumerate(events):
        if event.security != first:
            assert np.isnan(_excess(turnover)[i]).all()
            continue
        known = _logs(market)[first]
        volumes = pd.Series(np.exp(known) - 0.000255, index=known.index)
        logs = pd.Series(np.log(100 * volumes / 2e8 + 0.000255), index=volumes.index)
        past, ahead = _windows(market, event, logs)
        np.testing.assert_allclose(_excess(turnover)[i], ahead - past.mean(), rtol=1e-7, atol=1e-9)


def test_a_security_alone_on_its_exchange_has_no_market_of_volumes() -> None:
    """Without another security there is nothing to compare with: NaN, without a warning."""
    whole = draw_market(317)
    market = market_of({name: whole.frames[name] for name in ("N0", "S0")}, whole.daily)
    result = DESIGN.fit(market.panel, staggered(market))
    assert np.isnan(_excess(single_events(result, volume_model="market").volume)).all()
    assert np.isfinite(_excess(single_events(result).volume)).all()


# --- calendar time ---------------------------------------------------------------------------------------


def _portfolio(
    market: Market, events: Sequence[Event], design: EventStudy, names: Sequence[str], *, excess: bool
) -> pd.DataFrame:
    """Average y and regressors over the events of each calendar day, and count them."""
    held: dict[pd.Timestamp, list[list[float]]] = defaultdict(list)
    for event in events:
        ahead = cut(market, event, design, excess=excess).ahead[["y", *names]].dropna()
        for day, row in zip(ahead.index, ahead.to_numpy().tolist(), strict=True):
            held[day].append(row)
    rows = {day: [*np.mean(rows, axis=0), len(rows)] for day, rows in sorted(held.items())}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["y", *names, "n"])


@pytest.mark.parametrize("model", [*FIGURES, "scholes_williams"])
def test_the_calendar_time_portfolio_is_regressed_day_by_day(market: Market, model: str) -> None:
    """Alpha by OLS, and by WLS with the number of events, on the model's own regressors."""
    design = replace(DESIGN, model=model)
    events = staggered(market)
    found = calendar_time(design.fit(market.panel, events, factors=market.factors))
    names = FIGURES.get(model, ("x",))
    days = _portfolio(market, events, design, names, excess=model in {"capm", "ff3"})
    x = sm.add_constant(days[list(names)].to_numpy())
    assert (days["n"] > 1).any()
    for alpha, weights in ((found.ols, np.ones(len(days))), (found.wls, days["n"].to_numpy())):
        fit = sm.WLS(days["y"].to_numpy(), x, weights=weights).fit()
        np.testing.assert_allclose([alpha.alpha, *alpha.betas], fit.params, rtol=1e-9)
        np.testing.assert_allclose([alpha.standard_error, *alpha.beta_standard_errors], fit.bse, rtol=1e-9)
        np.testing.assert_allclose(alpha.p_value, fit.pvalues[0], rtol=1e-8)
        assert alpha.days == len(days)
        assert alpha.mean_events == pytest.approx(days["n"].mean())


def test_a_portfolio_may_hold_part_of_the_event_window(market: Market) -> None:
    """What a sub-window holds is what a study of that window alone would hold, where no return is missing."""
    events, part = staggered(market), Window(DESIGN.window.first + 1, DESIGN.window.last - 1)
    alone = replace(DESIGN, window=part, subwindows=(), allow_partial=True)
    found = calendar_time(DESIGN.fit(market.panel, events), part).ols
    other = calendar_time(alone.fit(market.panel, events)).ols
    np.testing.assert_allclose([found.alpha, *found.betas], [other.alpha, *other.betas], rtol=1e-10)
    assert found.days == other.days


def test_ctar_averages_abnormal_returns_by_calendar_day(market: Market) -> None:
    """The daily means over the events of both exchanges, tested against their own spread."""
    events = staggered(market)
    found = calendar_time(DESIGN.fit(market.panel, events)).ctar
    lines = [
        pd.Series(ols(one).abnormal, index=one.ahead.index)
        for one in (cut(market, event) for event in events)
    ]
    days = pd.concat(lines).dropna().groupby(level=0).mean()
    theirs = stats.ttest_1samp(days, 0)
    expected = [float(days.mean()), float(theirs.statistic), float(theirs.pvalue)]
    np.testing.assert_allclose([found.mean, found.t, found.p_value], expected, rtol=1e-9)
    assert found.days == len(days)


# --- resampling ------------------------------------------------------------------------------------------


def _sign_patterns(sums: Sequence[float]) -> float:
    """Return the share of all sign patterns whose sum is at least as far from zero."""
    seen = abs(sum(sums))
    patterns = list(itertools.product((-1, 1), repeat=len(sums)))
    far = [abs(sum(s * x for s, x in zip(signs, sums, strict=True))) >= seen - 1e-9 for signs in patterns]
    return sum(far) / len(far)


def test_every_day_and_window_can_be_resampled(market: Market) -> None:
    """The column of the event window is the event window; a day is tested by its own standardised returns."""
    result, day = DESIGN.fit(market.panel, staggered(market)), 2
    whole = resampled(result, draws=499, seed=3)
    assert resampled_column(result, len(DESIGN.window), draws=499, seed=3) == whole
    found = resampled_column(result, day, draws=499, seed=3)
    assert found.permutation == permutation(result.abnormal_t[:, day], draws=499, seed=3)
    assert found.skewness_bootstrap == skewness_bootstrap(result.abnormal_returns[:, day], draws=499, seed=3)


def test_signs_are_flipped_event_by_event_or_cluster_by_cluster(market: Market) -> None:
    """With all patterns at hand the p-values are exact: by event, by day 0 and by security."""
    events = [event for event in staggered(market) if event.security[1] in "012"]
    result = DESIGN.fit(market.panel, events)
    found = resampled(result, draws=5000, seed=1)
    assert (found.draws, found.seed) == (5000, 1)
    frame = pd.DataFrame(
        {"t": result.t, "day": [one.day0 for one in events], "security": [one.security for one in events]}
    )
    assert len(frame) == 12
    assert frame["day"].nunique() < 12
    assert found.permutation == pytest.approx(_sign_patterns(frame["t"].tolist()), rel=1e-12)
    for by, p_value in (("day", found.wild_by_day), ("security", found.wild_by_security)):
        assert p_value == pytest.approx(_sign_patterns(frame.groupby(by)["t"].sum().tolist()), rel=1e-12)


def test_the_same_seed_draws_the_same(market: Market) -> None:
    """The skewness bootstrap is that of the CARs, and a seed repeats it."""
    result = DESIGN.fit(market.panel, staggered(market))
    found = resampled(result, draws=200, seed=7)
    assert found.skewness_bootstrap == skewness_bootstrap(result.car, draws=200, seed=7)
    assert found == resampled(result, draws=200, seed=7)
    assert found != resampled(result, draws=200, seed=8)


def test_an_empty_study_has_empty_supplements(market: Market) -> None:
    """Nothing is said of nobody, in the right shapes and without a warning."""
    result = DESIGN.fit(market.panel, [])
    one, calendar, drawn = single_events(result), calendar_time(result), resampled(result, draws=50, seed=1)
    assert one.sq_p_value.shape == _excess(one.volume).shape == (0, 10)
    assert one.bhar.shape == one.volatility.ratio.shape == (0,)
    assert np.isnan([calendar.ols.alpha, calendar.wls.t, calendar.ctar.mean]).all()
    assert np.isnan([drawn.permutation, drawn.wild_by_day, drawn.wild_by_security]).all()
