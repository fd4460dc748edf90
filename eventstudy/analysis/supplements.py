"""What a study says beyond its tests: of single events, of the calendar, and on request.

Everything here is computed from a ``StudyResult`` when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from eventstudy.analysis.cutting import BLOCK
from eventstudy.analysis.inference.resampling import permutation, skewness_bootstrap, wild_bootstrap
from eventstudy.analysis.long_run import bhar, calendar_time_alpha, ctar, simple
from eventstudy.analysis.placement import calendar_days, gather
from eventstudy.analysis.single_event import abnormal_volatility, sq_test
from eventstudy.analysis.volume import AbnormalVolume, abnormal_volume, log_volume

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.analysis.long_run import CalendarTimeAlpha, MeanCtar
    from eventstudy.analysis.result import StudyResult
    from eventstudy.analysis.single_event import VolatilityTest
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Floats, Integers
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
    return SingleEvents(
        sq_p_value=_sq(result),
        bhar=_bhar(result),
        volatility=abnormal_volatility(abnormal, result.abnormal_variances, result.degrees_of_freedom),
        volume=_volume(result, volume_model, shares),
    )


def _sq(result: StudyResult) -> Floats:
    abnormal, found = result.abnormal_returns, np.empty(result.abnormal_returns.shape)
    scales = result.residuals.estimator.cutter.event_scales(result.placed)
    # Residuals from trade to trade are per root of their duration; so is what they are compared with.
    scaled = abnormal if scales is None else abnormal / scales
    for numbers, p_values in result.residuals.each(
        lambda numbers, rows: (numbers, sq_test(rows, scaled[numbers]))
    ):
        found[numbers] = p_values
    return found


def _bhar(result: StudyResult) -> Floats:
    cutter = result.residuals.estimator.cutter
    own = cutter.own(result.placed, result.design.window)
    expected = own - result.abnormal_returns
    if result.design.returns == "log":
        own, expected = simple(own), simple(expected)
    if cutter.trades is None:
        whole = cutter.filled(result.placed, np.isfinite(own) & np.isfinite(expected)).all(axis=1)
        return np.where(whole, bhar(own, expected, skip_missing=True), np.nan)
    # A return from trade to trade covers the sessions before it, but none covers those after the last trade.
    return np.where(np.isfinite(own[:, -1]), bhar(own, expected, skip_missing=True), np.nan)


def _volume(result: StudyResult, model: VolumeModel, shares: Mapping[str, float] | None) -> AbnormalVolume:
    panel = result.panel
    logs = log_volume(panel.volumes, None if shares is None else _outstanding(panel, shares))
    market = None if model == "mean" else _sums_by_grid(panel, logs)
    # No events make one empty block, so that the arrays of an empty result have their shapes.
    starts = range(0, max(len(result.events), 1), BLOCK)
    blocks = [
        _volumes_of(result, np.arange(start, min(start + BLOCK, len(result.events))), logs, market)
        for start in starts
    ]
    names = [field.name for field in fields(AbnormalVolume)]
    return AbnormalVolume(*(np.concatenate([getattr(one, name) for one in blocks]) for name in names))


def _volumes_of(
    result: StudyResult, numbers: Integers, logs: Floats, market: tuple[Floats, Floats] | None
) -> AbnormalVolume:
    """Measure the abnormal volume of a block of events."""
    placed = result.placed.take(numbers)
    windows = (result.design.estimation, result.design.window)
    own = [gather(logs, placed.row, placed.position, window, fill=np.nan) for window in windows]
    if market is None:
        return abnormal_volume(*own)
    total, count = market
    grid, others = result.panel.grid[placed.row], []
    for volumes, window in zip(own, windows, strict=True):
        number = gather(count, grid, placed.position, window, fill=0) - np.isfinite(volumes)
        rest = gather(total, grid, placed.position, window, fill=0) - np.nan_to_num(volumes)
        others.append(np.where(number > 0, rest / np.maximum(number, 1), np.nan))
    return abnormal_volume(*own, market_estimation=others[0], market_event=others[1])


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


def calendar_time(result: StudyResult, window: Window | None = None) -> CalendarTime:
    """Regress the calendar-time portfolio of the event windows on the model's regressors.

    Parameters
    ----------
    result : StudyResult
    window : Window, optional
        The part of the event window for which an event stays in the portfolio; all of it if not given.
    """
    cutter, whole = result.residuals.estimator.cutter, result.design.window
    held = whole if window is None else window
    part = slice(held.first - whole.first, held.last - whole.first + 1)
    returns, factors = cutter.event(result.placed)
    days = calendar_days(result.panel, result.placed, held)
    returns, factors = returns[:, part], factors[:, :, part]
    return CalendarTime(
        ols=calendar_time_alpha(returns, days, factors),
        wls=calendar_time_alpha(returns, days, factors, weighting="wls"),
        ctar=ctar(result.abnormal_returns[:, part], days),
    )


@dataclass(frozen=True)
class Resampled:
    """p-values of a mean of zero, of a day or a window, that rest on no law.

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
    return resampled_column(result, len(result.design.window), draws=draws, seed=seed)


def resampled_column(result: StudyResult, column: int, *, draws: int, seed: int) -> Resampled:
    """Test the mean of one column of ``result.sample``, a day or a window, by resampling."""
    values, variances = result.sample.values[:, column], result.sample.variances[:, column]
    standardized = values / np.sqrt(variances)
    return Resampled(
        draws=draws,
        seed=seed,
        permutation=permutation(standardized, draws=draws, seed=seed),
        wild_by_day=wild_bootstrap(standardized, result.events.day0, draws=draws, seed=seed),
        wild_by_security=wild_bootstrap(standardized, result.placed.row, draws=draws, seed=seed),
        skewness_bootstrap=skewness_bootstrap(values, draws=draws, seed=seed),
    )
