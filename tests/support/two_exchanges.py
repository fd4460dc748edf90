"""A made-up market on two exchanges, and its events written out one by one with pandas and statsmodels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import statsmodels.api as sm

from eventstudy.analysis.event import Event
from eventstudy.analysis.study import EventStudy
from eventstudy.analysis.window import Window
from eventstudy.prices.factors import FactorTable
from eventstudy.prices.panel import Panel, PanelRow
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.result import StudyResult
    from eventstudy.arrays import Floats, Integers

DAYS = pd.bdate_range("2021-01-04", periods=330)
FACTORS = ("mkt_rf", "smb", "hml", "umd", "rmw", "cma")

DESIGN = EventStudy(
    estimation=Window(-100, -9),
    window=Window(-4, 5),
    subwindows=(Window(-1, 1), Window(0, 0), Window(2, 5)),
    min_observations=40,
    allow_partial=True,
)
"""A gap of four sessions between the windows, and a sub-window of one day."""


@dataclass(frozen=True, eq=False)
class Market:
    """A panel and a factor table, and the same numbers as frames.

    Attributes
    ----------
    panel : Panel
    factors : FactorTable
    frames : dict of str to DataFrame
        For every security its exchange's sessions, with the columns price, volume and benchmark, and the factors.
    daily : DataFrame
        The factors on every weekday.
    """

    panel: Panel
    factors: FactorTable
    frames: dict[str, pd.DataFrame]
    daily: pd.DataFrame


def draw_market(seed: int, *, missing: float = 0.0, securities: int = 4) -> Market:
    """Draw two exchanges that close on different days, the second of which also ends earlier.

    A share of the prices of securities, and a quarter as many of the benchmarks, is missing.
    """
    rng = np.random.default_rng(seed)
    factors = pd.DataFrame(rng.normal(0.0002, 0.006, (len(DAYS), 6)), index=DAYS, columns=list(FACTORS))
    factors["rf"] = rng.uniform(0.00005, 0.00015, len(DAYS))
    frames: dict[str, pd.DataFrame] = {}
    number = np.arange(len(DAYS))
    for name, trades in (("N", number % 37 != 5), ("S", (number % 23 != 7) & (number < 322))):
        common = factors[["mkt_rf", "smb"]].sum(axis=1).to_numpy() + rng.normal(0.0003, 0.008, len(DAYS))
        benchmark = _holes(rng, _walk(common), missing / 4)
        for place in range(securities):
            own = rng.uniform(0.4, 1.6) * common + rng.uniform(0.008, 0.03) * rng.standard_t(5, len(DAYS))
            frame = factors.assign(
                price=_holes(rng, _walk(own), missing),
                volume=np.round(rng.lognormal(8, 1, len(DAYS))),
                benchmark=benchmark,
            )
            frames[f"{name}{place}"] = frame[trades]
    return market_of(frames, factors)


def market_of(frames: dict[str, pd.DataFrame], factors: pd.DataFrame) -> Market:
    """Lay frames out as a panel; the first letter of a security names its exchange."""
    rows = [
        PanelRow(
            _series(name, frame["price"], frame["volume"]),
            _series(f"^{name[0]}", frame["benchmark"], frame["benchmark"]),
            _epoch_days(frame.index),
        )
        for name, frame in frames.items()
    ]
    table = FactorTable(
        tuple(factors.columns), _epoch_days(factors.index), factors.to_numpy().T.copy(), "factors.csv"
    )
    return Market(Panel.assemble(rows), table, frames, factors)


def staggered(market: Market, *, each: int = 2) -> list[Event]:
    """Return some events of every security; two exchanges share days 0, and windows overlap in part."""
    both = DAYS
    for frame in market.frames.values():
        both = both[both.isin(frame.index)]
    return [
        Event(f"{name}-{turn}", name, both[125 + 7 * (place % 4) + 70 * turn].date())
        for place, name in enumerate(market.frames)
        for turn in range(each)
    ]


@dataclass(frozen=True, eq=False)
class Cut:
    """One event: y and its regressors by session; NaN where missing.

    Attributes
    ----------
    past, ahead : DataFrame
        Rows are the sessions of the estimation and the event window; columns are y, x and the factors.
    """

    past: pd.DataFrame
    ahead: pd.DataFrame


def cut(market: Market, event: Event, design: EventStudy = DESIGN, *, excess: bool = False) -> Cut:
    """Cut the windows of one event out of its security's frame; x is the benchmark's return."""
    frame = market.frames[event.security]
    prices = frame[["price", "benchmark"]]
    change = prices.apply(np.log).diff() if design.returns == "log" else prices.pct_change(fill_method=None)
    rate = frame["rf"] if excess else 0.0
    lines = frame[list(FACTORS)].assign(y=change["price"] - rate, x=change["benchmark"] - rate)
    at = int(frame.index.get_indexer(pd.DatetimeIndex([event.day0]))[0])
    # Beyond the ends of the frame there are rows without a day.
    numbered = lines.reset_index(names="day")
    past, ahead = (
        numbered.reindex(at + window.offsets).set_index("day")
        for window in (design.estimation, design.window)
    )
    return Cut(past, ahead)


@dataclass(frozen=True, eq=False)
class Expected:
    """What one event's model must say.

    Attributes
    ----------
    parameters : ndarray of shape (P,)
    sigma : float
    degrees : int
    residuals : ndarray of shape (M,)
        NaN where missing.
    abnormal : ndarray of shape (L,)
        NaN where missing.
    covariance : ndarray of shape (L, L)
        Of the forecast errors.
    r_squared : float
        NaN where it is not compared.
    """

    parameters: Floats
    sigma: float
    degrees: int
    residuals: Floats
    abnormal: Floats
    covariance: Floats
    r_squared: float = float("nan")


def ols(event: Cut, names: Sequence[str] = ("x",)) -> Expected:
    """Regress by statsmodels on the sessions that lack nothing."""
    y, x = event.past["y"], sm.add_constant(event.past[list(names)], has_constant="add")
    used = (y.notna() & x.notna().all(axis=1)).to_numpy()
    fit = sm.OLS(y[used], x[used]).fit()
    ahead = sm.add_constant(event.ahead[list(names)], has_constant="add").to_numpy()
    expected = from_line(
        event, np.asarray(fit.params), x.to_numpy(), ahead, degrees=int(fit.df_resid), cov=fit.cov_params()
    )
    there = np.isfinite(expected.abnormal)
    errors = fit.get_prediction(ahead[there]).se_obs
    np.testing.assert_allclose(np.sqrt(np.diag(expected.covariance)[there]), errors, rtol=1e-11)
    return replace(expected, r_squared=float(fit.rsquared))


def from_line(
    event: Cut, line: Floats, past: Floats, ahead: Floats, *, degrees: int, cov: object
) -> Expected:
    """Apply a line to both windows: the covariance is s^2 I + X Cov X'."""
    residuals = event.past["y"].to_numpy() - past @ line
    variance = float(np.nansum(residuals**2)) / degrees
    covariance = variance * np.eye(len(ahead)) + ahead @ np.asarray(cov) @ ahead.T
    abnormal = event.ahead["y"].to_numpy() - ahead @ line
    return Expected(line, variance**0.5, degrees, residuals, abnormal, covariance)


def check_event(result: StudyResult, i: int, expected: Expected, *, rtol: float = 1e-10) -> None:
    """Hold everything that a result says of one event to what its model must say."""
    there = np.isfinite(expected.abnormal)
    np.testing.assert_allclose(result.parameters[i], expected.parameters, rtol=rtol, atol=1e-14)
    np.testing.assert_allclose(result.sigma[i], expected.sigma, rtol=rtol)
    assert result.degrees_of_freedom[i] == expected.degrees
    assert result.observations[i] == np.isfinite(expected.residuals).sum()
    residuals = result.residuals.all()[i]
    np.testing.assert_allclose(residuals, expected.residuals, rtol=rtol, atol=1e-15)
    np.testing.assert_allclose(result.abnormal_returns[i], expected.abnormal, rtol=rtol, atol=1e-15)
    variances = np.where(there, np.diag(expected.covariance), np.nan)
    np.testing.assert_allclose(result.abnormal_variances[i], variances, rtol=rtol)
    if np.isfinite(expected.r_squared):
        np.testing.assert_allclose(result.r_squared[i], expected.r_squared, rtol=1e-9)
    for w, window in enumerate(result.windows):
        days = days_of(expected, result.design.window, window)
        if not len(days):
            assert np.isnan([result.windowed.car[i, w], result.windowed.standard_error[i, w]]).all()
            continue
        car, variance = expected.abnormal[days].sum(), expected.covariance[np.ix_(days, days)].sum()
        np.testing.assert_allclose(result.windowed.car[i, w], car, rtol=rtol, atol=1e-15)
        np.testing.assert_allclose(result.windowed.standard_error[i, w] ** 2, variance, rtol=rtol)


def days_of(expected: Expected, whole: Window, window: Window) -> Integers:
    """Return the places in the event window of the days that a window covers and the event has."""
    inside = (whole.offsets >= window.first) & (whole.offsets <= window.last)
    return np.flatnonzero(inside & np.isfinite(expected.abnormal))


def _walk(returns: Floats) -> Floats:
    return np.asarray(60 * np.exp(np.cumsum(returns)), dtype=np.float64)


def _holes(rng: np.random.Generator, prices: Floats, share: float) -> Floats:
    return np.where(rng.random(len(prices)) < share, np.nan, prices)


def _series(name: str, price: pd.Series[float], volume: pd.Series[float]) -> PriceSeries:
    closes, volumes = (np.asarray(one, dtype=np.float64) for one in (price, volume))
    return PriceSeries(name, _epoch_days(price.index), closes, np.full_like(closes, np.nan), volumes)


def _epoch_days(index: pd.Index[pd.Timestamp]) -> Integers:
    return index.to_numpy().astype("datetime64[D]").astype(np.int64)
