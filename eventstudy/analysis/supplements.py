"""What a study says beyond its tests: of single events, of the calendar, and on request.

Everything here is computed from a ``StudyResult`` when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from eventstudy.analysis.inference.resampling import permutation, skewness_bootstrap, wild_bootstrap
from eventstudy.analysis.long_run import bhar, calendar_time_alpha, ctar, simple
from eventstudy.analysis.placement import calendar_days, gather
from eventstudy.analysis.single_event import abnormal_volatility, sq_test
from eventstudy.analysis.volume import abnormal_volume, log_volume

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.long_run import CalendarTimeAlpha, MeanCtar
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.single_event import VolatilityTest
    from eventstudy.analysis.volume import AbnormalVolume
    from eventstudy.arrays import Floats
    from eventstudy.prices.panel import Panel

VolumeModel: TypeAlias = Literal["mean", "market"]


@dataclass(frozen=True, eq=False)
class SingleEvents:
    """What can be said of each of n events by itself.

    Attributes
    ----------
    sq_p_value : ndarray of shape (n, L)
        Of the sample-quantile test of each day's abnormal return.
    bhar : ndarray of shape (n,)
        Buy-and-hold abnormal return, as a fraction.
    volatility : VolatilityTest
    volume : AbnormalVolume
        In logs.
    """

    sq_p_value: Floats
    bhar: Floats
    volatility: VolatilityTest
    volume: AbnormalVolume


def single_events(
    result: StudyResult, *, volume_model: VolumeModel = "mean", shares: Mapping[str, float] | None = None
) -> SingleEvents:
    """Say of each event what its own history allows to say.

    Parameters
    ----------
    result : StudyResult
    volume_model : {"mean", "market"}
        What a security's volume is compared with: its own mean, or what the mean volume of the panel's other
        securities explains.
    shares : mapping of str to float, optional
        Shares outstanding by security. Given, volume is turnover, and missing for securities not named.
    """
    abnormal = result.abnormal_returns
    spans = result.residuals.estimator.cutter.event_durations(result.placed)
    # Residuals from trade to trade are per root of their duration; so is what they are compared with.
    scaled = abnormal if spans is None else abnormal / np.sqrt(spans)
    return SingleEvents(
        sq_p_value=sq_test(result.residuals.all(), scaled),
        bhar=_bhar(result),
        volatility=abnormal_volatility(abnormal, result.abnormal_variances, result.degrees_of_freedom),
        volume=_volume(result, volume_model, shares),
    )


def _bhar(result: StudyResult) -> Floats:
    cutter, placed = result.residuals.estimator.cutter, result.placed
    own = gather(cutter.returns, placed.row, placed.position, result.design.window, fill=np.nan)
    expected = own - result.abnormal_returns
    return bhar(simple(own), simple(expected)) if result.design.returns == "log" else bhar(own, expected)


def _volume(result: StudyResult, model: VolumeModel, shares: Mapping[str, float] | None) -> AbnormalVolume:
    panel, placed = result.panel, result.placed
    windows = (result.design.estimation, result.design.window)
    logs = log_volume(panel.volumes, None if shares is None else _outstanding(panel, shares))
    own = [gather(logs, placed.row, placed.position, window, fill=np.nan) for window in windows]
    if model == "mean":
        return abnormal_volume(*own)
    total, count = _sums_by_grid(panel, logs)
    market = []
    for volumes, window in zip(own, windows, strict=True):
        grid = panel.grid[placed.row]
        others = gather(count, grid, placed.position, window, fill=0) - np.isfinite(volumes)
        rest = gather(total, grid, placed.position, window, fill=0) - np.nan_to_num(volumes)
        market.append(np.where(others > 0, rest / np.maximum(others, 1), np.nan))
    return abnormal_volume(*own, market_estimation=market[0], market_event=market[1])


def _outstanding(panel: Panel, shares: Mapping[str, float]) -> Floats:
    """Return the shares outstanding of every security, NaN where unknown; shape (S, 1)."""
    return np.array([[shares.get(name, np.nan)] for name in panel.securities])


def _sums_by_grid(panel: Panel, logs: Floats) -> tuple[Floats, Floats]:
    """Sum log volumes over the securities of each grid, and count them; both of shape (G, D)."""
    there = np.isfinite(logs)
    belongs = (panel.grid == np.arange(len(panel.sessions))[:, None]).astype(np.float64)
    return belongs @ np.where(there, logs, 0), belongs @ there


@dataclass(frozen=True, eq=False)
class CalendarTime:
    """The portfolio of all events whose window covers a day, day by day.

    Attributes
    ----------
    ols, wls : CalendarTimeAlpha
        Days weighted alike, and by the number of their events.
    ctar : MeanCtar
    """

    ols: CalendarTimeAlpha
    wls: CalendarTimeAlpha
    ctar: MeanCtar


def calendar_time(result: StudyResult) -> CalendarTime:
    """Regress the calendar-time portfolio of the event windows on the model's regressors."""
    windows = result.residuals.estimator.cutter.cut(result.placed)
    days = calendar_days(result.panel, result.placed, result.design.window)
    edge = result.residuals.estimator.cutter.leads
    factors = windows.event_regressors[windows.which][:, :, edge : edge + days.shape[1]]
    return CalendarTime(
        ols=calendar_time_alpha(windows.event, days, factors),
        wls=calendar_time_alpha(windows.event, days, factors, weighting="wls"),
        ctar=ctar(result.abnormal_returns, days),
    )


@dataclass(frozen=True)
class Resampled:
    """p-values of a mean CAR of zero that rest on no law.

    Attributes
    ----------
    draws, seed : int
    permutation : float
        By flipping the signs of standardised CARs.
    wild_by_day, wild_by_security : float
        By the wild bootstrap, events of one day 0 (of one security) flipped together.
    skewness_bootstrap : float
        Of Johnson's t of the CARs, by bootstrap.
    """

    draws: int
    seed: int
    permutation: float
    wild_by_day: float
    wild_by_security: float
    skewness_bootstrap: float


def resampled(result: StudyResult, *, draws: int, seed: int) -> Resampled:
    """Test the mean CAR of the event window by resampling."""
    return Resampled(
        draws=draws,
        seed=seed,
        permutation=permutation(result.t, draws=draws, seed=seed),
        wild_by_day=wild_bootstrap(result.t, result.events.day0, draws=draws, seed=seed),
        wild_by_security=wild_bootstrap(result.t, result.placed.row, draws=draws, seed=seed),
        skewness_bootstrap=skewness_bootstrap(result.car, draws=draws, seed=seed),
    )
