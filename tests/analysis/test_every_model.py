"""Every model, from prices on two exchanges to variances of CARs, equals a plain computation event by event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.robust.norms import HuberT
from two_exchanges import (
    DESIGN,
    Cut,
    Expected,
    Market,
    check_event,
    cut,
    draw_market,
    from_line,
    market_of,
    ols,
    staggered,
)

from eventstudy.analysis.event import Event
from eventstudy.analysis.models import MODELS
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.analysis.study import EventStudy
    from eventstudy.arrays import Floats
    from eventstudy.prices.returns import ReturnKind

MISSING = 0.03


@pytest.fixture(scope="module", params=[0.0, MISSING], ids=["whole", "holes"])
def market(request: pytest.FixtureRequest) -> Market:
    """Draw two exchanges, with all their prices and without some of them."""
    return draw_market(211, missing=request.param)


# --- what each model must say ----------------------------------------------------------------------------


def _market_adjusted(event: Cut) -> Expected:
    """Know that alpha = 0 and beta = 1: s^2 has as many degrees of freedom as residuals, no parameter errs."""
    past, ahead = (
        np.column_stack([np.ones(len(one)), one["x"].to_numpy()]) for one in (event.past, event.ahead)
    )
    count = int(event.past[["y", "x"]].notna().all(axis=1).sum())
    return from_line(event, np.array([0.0, 1.0]), past, ahead, degrees=count, cov=np.zeros((2, 2)))


def _constant_mean(event: Cut) -> Expected:
    """Let the mean err by s^2 / M, and by the same amount on every day."""
    own = event.past["y"].dropna().to_numpy()
    past, ahead = np.ones((len(event.past), 1)), np.ones((len(event.ahead), 1))
    variance = own.var(ddof=1) / len(own)
    return from_line(
        event, np.array([own.mean()]), past, ahead, degrees=len(own) - 1, cov=np.array([[variance]])
    )


def _robust(event: Cut) -> Expected:
    """RLM's line and its H1 covariance; s^2 = sum e^2 / (M - 2)."""
    x, ahead = (
        sm.add_constant(one[["x"]], has_constant="add").to_numpy() for one in (event.past, event.ahead)
    )
    y = event.past["y"].to_numpy()
    used = np.isfinite(y) & np.isfinite(x).all(axis=1)
    rlm = sm.RLM(y[used], x[used], M=HuberT()).fit(tol=1e-14, maxiter=1000)
    return from_line(
        event, np.asarray(rlm.params), x, ahead, degrees=int(used.sum()) - 2, cov=rlm.bcov_scaled
    )


def _around(event: Cut, used: pd.Series[bool], beta: float) -> Expected:
    """Draw the line of this slope through the means, with the market model's variance around it."""
    y, x = event.past["y"][used].to_numpy(), event.past["x"][used].to_numpy()
    line = np.array([y.mean() - beta * x.mean(), beta])
    only = Cut(event.past.where(used), event.ahead)
    past, ahead = (
        np.column_stack([np.ones(len(one)), one["x"].to_numpy()]) for one in (only.past, only.ahead)
    )
    e = y - line[0] - line[1] * x
    inverse = np.linalg.inv(past[used.to_numpy()].T @ past[used.to_numpy()])
    return from_line(only, line, past, ahead, degrees=len(y) - 2, cov=e @ e / (len(y) - 2) * inverse)


def _autocorrelation(x: Floats, lag: int) -> float:
    away = x - np.nanmean(x)
    return float(np.nansum(away[lag:] * away[:-lag]) / np.nansum(away**2))


def _lead_lag(market: Market, event: Event, leads: int, *, several: bool) -> Expected:
    """Scholes and Williams' three simple slopes, or Dimson's multiple regression weighted by Fowler and Rorke."""
    one = cut(market, event)
    wide = cut(
        market, event, replace(DESIGN, estimation=Window(-100 - leads, -9 + leads), min_observations=40)
    )
    around = wide.past["x"]
    shifted = pd.DataFrame({k: around.shift(-k) for k in range(-leads, leads + 1)}).loc[one.past.index]
    used = one.past["y"].notna() & shifted.notna().all(axis=1)
    y, x = one.past["y"][used].to_numpy(), shifted[used].to_numpy()
    rho = [_autocorrelation(around.to_numpy(), lag) for lag in range(1, leads + 1)]
    if several:
        slopes = sm.OLS(y, sm.add_constant(x)).fit().params[1:]
        if leads == 1:
            first = (1 + rho[0]) / (1 + 2 * rho[0])
            weights = np.array([first, 1, first])
        else:
            whole = 1 + 2 * rho[0] + 2 * rho[1]
            first, second = (1 + 2 * rho[0] + rho[1]) / whole, (1 + rho[0] + rho[1]) / whole
            weights = np.array([second, first, 1, first, second])
        return _around(one, used, float(weights @ slopes))
    simple = [sm.OLS(y, sm.add_constant(x[:, k])).fit().params[1] for k in range(3)]
    return _around(one, used, sum(simple) / (1 + 2 * rho[0]))


def _names(*names: str, excess: bool = True) -> Callable[[Market, Event], Expected]:
    return lambda market, event: ols(cut(market, event, excess=excess), names)


PLAIN: dict[str, tuple[EventStudy, Callable[[Market, Event], Expected]]] = {
    "market_model": (DESIGN, _names("x", excess=False)),
    "market_adjusted": (
        replace(DESIGN, model="market_adjusted"),
        lambda market, event: _market_adjusted(cut(market, event)),
    ),
    "constant_mean": (
        replace(DESIGN, model="constant_mean"),
        lambda market, event: _constant_mean(cut(market, event)),
    ),
    "capm": (replace(DESIGN, model="capm"), _names("x")),
    "ff3": (replace(DESIGN, model="ff3"), _names("mkt_rf", "smb", "hml")),
    "carhart": (replace(DESIGN, model="carhart"), _names("mkt_rf", "smb", "hml", "umd")),
    "ff5": (replace(DESIGN, model="ff5"), _names("mkt_rf", "smb", "hml", "rmw", "cma")),
    "scholes_williams": (
        replace(DESIGN, model="scholes_williams"),
        lambda market, event: _lead_lag(market, event, 1, several=False),
    ),
    "dimson": (
        replace(DESIGN, model="dimson"),
        lambda market, event: _lead_lag(market, event, 1, several=True),
    ),
    "dimson of two leads": (
        replace(DESIGN, model="dimson", leads=2),
        lambda market, event: _lead_lag(market, event, 2, several=True),
    ),
    "robust_market_model": (
        replace(DESIGN, model="robust_market_model"),
        lambda market, event: _robust(cut(market, event)),
    ),
    "factor_model": (
        replace(DESIGN, model="factor_model", factors=("umd", "hml")),
        _names("umd", "hml", excess=False),
    ),
    "factor_model in excess of rf": (
        replace(DESIGN, model="factor_model", factors=("mkt_rf", "cma", "rf")),
        _names("mkt_rf", "cma"),
    ),
}


def test_every_model_is_here() -> None:
    """No model escapes; GARCH has a test of its own."""
    assert {design.model for design, _ in PLAIN.values()} | {"garch_market_model"} == {
        *MODELS,
        "factor_model",
    }


@pytest.mark.parametrize("name", list(PLAIN))
def test_every_model_equals_the_plain_computation(market: Market, name: str) -> None:
    """Parameters, sigma, residuals, abnormal returns and every variance of every event are the plain ones."""
    design, plain = PLAIN[name]
    events = staggered(market)
    result = design.fit(market.panel, events, factors=market.factors)
    assert tuple(result.events) == tuple(events)
    rtol = 1e-8 if design.model == "robust_market_model" else 1e-10
    for i, event in enumerate(events):
        check_event(result, i, plain(market, event), rtol=rtol)


@pytest.mark.parametrize("model", ["market_model", "capm", "ff3"])
def test_simple_returns_too(market: Market, model: str) -> None:
    """Simple returns go the same way as log returns."""
    design = replace(PLAIN[model][0], returns="simple")
    names = ("mkt_rf", "smb", "hml") if model == "ff3" else ("x",)
    events = staggered(market)
    result = design.fit(market.panel, events, factors=market.factors)
    for i, event in enumerate(events):
        check_event(result, i, ols(cut(market, event, design, excess=model != "market_model"), names))


def test_garch_equals_the_package_arch() -> None:
    """Estimates, and the variance forecast over the gap to each day of one event, are arch's."""
    univariate = pytest.importorskip("arch.univariate")
    market = draw_market(223)
    design = replace(DESIGN, model="garch_market_model", estimation=Window(-200, -9))
    (event,) = [one for one in staggered(market) if one.id == "N2-1"]
    result = design.fit(market.panel, [event])
    one = cut(market, event, design)
    theirs = univariate.LS(
        100 * one.past["y"].to_numpy(),
        100 * one.past["x"].to_numpy(),
        volatility=univariate.GARCH(1, 0, 1),
        rescale=False,
    ).fit(disp="off")
    alpha, beta, omega, arch_1, garch_1 = np.asarray(theirs.params)
    line, units = np.array([alpha / 100, beta]), np.array([100.0, 1.0])
    steps = 4 + len(design.window)
    path = theirs.forecast(horizon=steps, x=np.zeros(steps)).variance.to_numpy()[0, 4:] / 1e4
    past, ahead = (
        np.column_stack([np.ones(len(each)), each["x"].to_numpy()]) for each in (one.past, one.ahead)
    )
    cov = theirs.param_cov.to_numpy()[:2, :2] / np.outer(units, units)
    expected = from_line(one, line, past, ahead, degrees=len(past) - 2, cov=cov)
    covariance = expected.covariance - expected.sigma**2 * np.eye(len(ahead)) + np.diag(path)
    parameters = np.array([*line, omega / 1e4, arch_1, garch_1])
    check_event(result, 0, replace(expected, covariance=covariance, parameters=parameters), rtol=1e-9)


# --- choices that every model shares ---------------------------------------------------------------------


def test_other_events_are_left_out_of_estimation_windows(market: Market) -> None:
    """Dropping by hand the days that other events claim, studied or only known of, gives the same line."""
    events = staggered(market)
    known = [
        Event("told", one.security, market.frames[one.security].index[160].date()) for one in events[::2]
    ]
    design = replace(DESIGN, exclude_other_events=True)
    result = design.fit(market.panel, events, others=known)
    assert len(result.events) == len(events)
    left_out = 0
    for i, event in enumerate(events):
        index = market.frames[event.security].index
        one = cut(market, event)
        past = one.past.copy()
        for other in (*events, *known):
            if other.security == event.security:
                at = int(index.get_indexer(pd.DatetimeIndex([other.day0]))[0])
                claimed = past.index.isin(index[at - 4 : at + 6])
                left_out += int(claimed.sum())
                past.loc[claimed, "y"] = np.nan
        check_event(result, i, ols(Cut(past, one.ahead)))
    assert left_out > 50


def _with_gaps(seed: int) -> Market:
    """Draw a market in which securities often lack a price, and half of those that are left had no volume."""
    whole = draw_market(seed)
    rng = np.random.default_rng(seed)
    frames = {}
    for name, frame in whole.frames.items():
        thin = rng.random(len(frame))
        price = frame["price"].where(thin > 0.15)
        frames[name] = frame.assign(
            price=price, volume=frame["volume"].where((thin < 0.15) | (thin > 0.25), 0.0)
        )
    return market_of(frames, whole.daily)


def _spanned(
    market: Market, event: Event, design: EventStudy, *, names: tuple[str, ...], excess: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Walk from trade to trade: y, d and every regressor over all sessions since the trade before."""
    frame = market.frames[event.security]
    change = np.log(frame["benchmark"]).diff() if design.returns == "log" else frame["benchmark"].pct_change()
    rows: dict[pd.Timestamp, dict[str, float]] = {}
    before = None
    for at, (price, volume) in enumerate(zip(frame["price"], frame["volume"], strict=True)):
        if not np.isfinite(price) or (design.gaps == "trade_to_trade" and volume == 0):
            continue
        if before is not None:
            span = slice(before + 1, at + 1)
            rate = float(frame["rf"].iloc[span].sum()) if excess else 0.0
            growth = price / frame["price"].iloc[before]
            row = {"y": (np.log(growth) if design.returns == "log" else growth - 1) - rate}
            row["d"] = at - before
            for name in names:
                part = (change if name == "x" else frame[name]).iloc[span].to_numpy()
                compounds = name == "x" and design.returns == "simple"
                row[name] = float(np.prod(1 + part) - 1 if compounds else part.sum())
                if name == "x":
                    row[name] -= rate
            rows[frame.index[at]] = row
        before = at
    lines = pd.DataFrame.from_dict(rows, orient="index").reindex(frame.index)
    at = int(frame.index.get_indexer(pd.DatetimeIndex([event.day0]))[0])
    first, last = (
        lines.iloc[at + window.first : at + window.last + 1] for window in (design.estimation, design.window)
    )
    return first, last


@pytest.mark.parametrize("returns", ["log", "simple"])
@pytest.mark.parametrize("gaps", ["lumped", "trade_to_trade"])
@pytest.mark.parametrize("model", ["market_model", "capm", "ff3"])
def test_returns_over_gaps_equal_weighted_least_squares(model: str, gaps: str, returns: ReturnKind) -> None:
    """Over d sessions alpha counts d times and the variance is d s^2 (Maynes and Rumsey), or both but once."""
    market = _with_gaps(227)
    weighted = gaps == "trade_to_trade"
    design = replace(DESIGN, model=model, gaps="trade_to_trade" if weighted else "lumped", returns=returns)
    names = ("mkt_rf", "smb", "hml") if model == "ff3" else ("x",)
    events = staggered(market)
    result = design.fit(market.panel, events, factors=market.factors)
    assert len(result.events) == len(events)
    for i, event in enumerate(events):
        past, ahead = _spanned(market, event, design, names=names, excess=model != "market_model")
        for one in (past, ahead):
            if not weighted:
                one["d"] = one["d"].where(one["d"].isna(), 1.0)
        used = past.notna().all(axis=1)
        wls = sm.WLS(past["y"][used], past.loc[used, ["d", *names]], weights=1 / past["d"][used]).fit()
        x = ahead[["d", *names]].to_numpy()
        scaled = (past["y"] - past[["d", *names]] @ wls.params) / np.sqrt(past["d"])
        expected = Expected(
            parameters=np.asarray(wls.params),
            sigma=float(np.sqrt(wls.scale)),
            degrees=int(wls.df_resid),
            residuals=scaled.to_numpy(),
            abnormal=ahead["y"].to_numpy() - x @ np.asarray(wls.params),
            covariance=wls.scale * np.diag(x[:, 0]) + x @ np.asarray(wls.cov_params()) @ x.T,
        )
        check_event(result, i, expected)


def test_a_lumped_return_out_of_another_event_s_window_is_left_out() -> None:
    """A return that spans a day of another event's window brings that event into the estimation window."""
    market = draw_market(229)
    frame = market.frames["N0"].copy()
    at = 200
    # The other event's window ends on session 125; the next price after it is that of session 128.
    frame.loc[frame.index[124:128], "price"] = np.nan
    frames = {**market.frames, "N0": frame}
    thin = market_of(
        frames,
        market.daily,
    )
    event, other = (Event(name, "N0", frame.index[day].date()) for name, day in (("e", at), ("o", 120)))
    design = replace(DESIGN, gaps="lumped", exclude_other_events=True)
    result = design.fit(thin.panel, [event], others=[other])
    residuals = result.residuals.all()[0]
    claimed = np.arange(116, 129) - (at - 100)
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(residuals)), claimed)


def test_zero_returns_are_counted_before_the_risk_free_rate_is_taken_off() -> None:
    """A price that stands still has a zero return in a model of excess returns too."""
    market = draw_market(233)
    frame = market.frames["N0"].copy()
    frame.loc[frame.index[60:79], "price"] = frame["price"].iloc[60]
    still = market_of(
        {"N0": frame},
        market.daily,
    )
    event = Event("e", "N0", frame.index[130].date())
    for model in ("market_model", "capm", "ff3"):
        for gaps in ("missing", "lumped"):
            design = replace(DESIGN, model=model, gaps="lumped" if gaps == "lumped" else "missing")
            result = design.fit(still.panel, [event], factors=still.factors)
            np.testing.assert_allclose(result.zero_return_share, [18 / 92])
