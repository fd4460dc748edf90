"""Returns around events, drawn at random, and one event's regression written out in the plain way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.columns import Columns
from eventstudy.analysis.models.fit import Fit, FitWindows
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans, Floats

COLUMNS = Columns(Window(-4, 4), (Window(0, 1), Window(-4, -1)))


def draw(
    seed: int,
    *,
    n: int = 12,
    u: int = 4,
    m: int = 90,
    factors: int = 1,
    leads: int = 0,
    missing: float = 0.0,
    gap: int = 0,
) -> FitWindows:
    """Draw n events on u windows of regressors; a share of securities' and regressors' returns is missing."""
    rng = np.random.default_rng(seed)
    days = m + len(COLUMNS.window) + 4 * leads
    regressors = rng.normal(0.0004, 0.011, (u, factors, days))
    which = rng.integers(0, u, n)
    length = len(COLUMNS.window)
    past, ahead = regressors[:, :, : m + 2 * leads], regressors[:, :, m + 2 * leads :]
    slopes = rng.uniform(-0.5, 1.5, (n, 1, factors))
    noise = rng.normal(0.001, rng.uniform(0.005, 0.06, (n, 1)), (n, m + length))
    own = [
        (slopes @ part[which][:, :, leads : part.shape[2] - leads])[:, 0] + part_noise
        for part, part_noise in ((past, noise[:, :m]), (ahead, noise[:, m:]))
    ]
    for part in (*own, past, ahead):
        part[rng.random(part.shape) < missing] = np.nan
    return FitWindows(own[0], own[1], past.copy(), ahead.copy(), which, COLUMNS, gap=gap)


def with_durations(windows: FitWindows, seed: int) -> FitWindows:
    """Let every return that exists span one to four sessions; every event has its own regressors."""
    rng = np.random.default_rng(seed)
    past, ahead = (
        np.where(np.isfinite(part), rng.integers(1, 5, part.shape).astype(np.float64), np.nan)
        for part in (windows.estimation, windows.event)
    )
    n = len(windows.which)
    return replace(
        windows,
        estimation_regressors=windows.estimation_regressors[windows.which],
        event_regressors=windows.event_regressors[windows.which],
        which=np.arange(n),
        estimation_durations=past,
        event_durations=ahead,
    )


def taken(windows: FitWindows, events: list[int]) -> FitWindows:
    """Return some of the events."""
    at = np.array(events, dtype=np.int64)
    past, ahead = windows.estimation_durations, windows.event_durations
    return replace(
        windows,
        estimation=windows.estimation[at],
        event=windows.event[at],
        which=windows.which[at],
        estimation_durations=None if past is None else past[at],
        event_durations=None if ahead is None else ahead[at],
    )


@dataclass(frozen=True, eq=False)
class OneEvent:
    """One event without its missing sessions; regressors have the constant (or the duration) first."""

    y: Floats
    x: Floats
    d: Floats
    used: Booleans
    y_ahead: Floats
    x_ahead: Floats
    there: Booleans


def one_event(windows: FitWindows, i: int) -> OneEvent:
    """Return event i; y, x and d are unscaled, and the event window keeps its length."""
    at = windows.which[i]
    y, y_ahead = windows.estimation[i], windows.event[i]
    past, ahead = windows.estimation_regressors[at], windows.event_regressors[at]
    d = np.ones_like(y) if windows.estimation_durations is None else windows.estimation_durations[i]
    d_ahead = np.ones_like(y_ahead) if windows.event_durations is None else windows.event_durations[i]
    used = np.isfinite(y) & np.isfinite(past).all(axis=0)
    return OneEvent(
        y=y[used],
        x=np.column_stack([d, *past])[used],
        d=d[used],
        used=used,
        y_ahead=y_ahead,
        x_ahead=np.column_stack([d_ahead, *ahead]),
        there=np.isfinite(y_ahead) & np.isfinite(ahead).all(axis=0),
    )


def check_columns(
    fit: Fit, i: int, event: OneEvent, abnormal: Floats, covariance: Floats, *, rtol: float = 1e-10
) -> None:
    """Hold values and variances of one event to abnormal returns by day and their covariance matrix."""
    for c, members in enumerate(COLUMNS.membership.T):
        days = np.flatnonzero((members > 0) & event.there)
        if not len(days):
            assert np.isnan(fit.values[i, c])
            assert np.isnan(fit.variances[i, c])
            continue
        np.testing.assert_allclose(fit.values[i, c], abnormal[days].sum(), rtol=rtol, atol=1e-13)
        np.testing.assert_allclose(fit.variances[i, c], covariance[np.ix_(days, days)].sum(), rtol=rtol)
