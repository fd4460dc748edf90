"""Placebo windows: what shares do around days on which nothing was announced, measured as a signature is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.legs import Reaction, find_legs, measure
from eventstudy.analysis.placement import gather
from eventstudy.analysis.signature import MOST_ZERO_RETURNS
from eventstudy.analysis.signature_path import robust_fit
from eventstudy.analysis.signature_windows import AROUND_AN_EVENT, ESTIMATION, RUN_UP
from eventstudy.analysis.window import Window
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.returns import zero_return_share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel

MOST_WINDOWS = 100_000
"""The windows that are measured; of more a seeded sample is drawn."""

LARGEST_RETURN = 1.0
"""The daily log return, in size, above which a window is left out: an unadjusted split, as a rule."""

QUIETEST = 0.005
"""The daily sigma below which a share is none to compare with: a shell that waits at its cash, or a peg."""

_BLOCK = 512


@dataclass(frozen=True, eq=False)
class PlaceboWindows:
    """n windows on which nothing was announced.

    Attributes
    ----------
    last : int
        W, the last session of every window.
    security : ndarray of shape (n,)
        Row of the panel.
    day0 : ndarray of shape (n,)
        Epoch days.
    abnormal : ndarray of shape (n, 10 + W + 1)
        Abnormal log returns of sessions -10 to W, as fractions; all finite.
    sigma : ndarray of shape (n,)
        Robust daily sigma s, as a fraction; positive.
    zero_return_share : ndarray of shape (n,)
        Share of the estimation returns that is zero.
    """

    last: int
    security: Integers
    day0: Integers
    abnormal: Floats
    sigma: Floats
    zero_return_share: Floats

    def __len__(self) -> int:
        return len(self.security)

    def take(self, numbers: Integers | Booleans) -> PlaceboWindows:
        """Return some of the windows."""
        return PlaceboWindows(
            self.last,
            self.security[numbers],
            self.day0[numbers],
            self.abnormal[numbers],
            self.sigma[numbers],
            self.zero_return_share[numbers],
        )


def placebo_windows(
    panel: Panel,
    occupied: Booleans,
    *,
    last: int,
    seed: int,
    min_observations: int = 200,
    most: int = MOST_WINDOWS,
    each: int | None = None,
) -> PlaceboWindows:
    """Measure every window of every security that touches no announcement.

    A window is left out where a return of sessions -10 to W is missing or larger than one in size, where it
    would reach into sessions -10 to W of an announcement, where the share is untestable, or where it hardly moves:
    the days on which a shell without business finds one say nothing of jumps of other shares.

    Parameters
    ----------
    panel : Panel
    occupied : ndarray of shape (S, D), bool
        Day 0 of the announcements of each security.
    last : int
        W.
    seed : int
        Draws the windows where there are more than ``most``.
    min_observations : int
        Fewest estimation returns. More than an event needs: a sigma of few returns is a poor one, and what
        is extreme in its units is so by accident.
    most : int
        Most windows to measure.
    each : int, optional
        Most windows of one security, evenly spread over those that it has; all of them without it.
    """
    returns = panel.returns("log")
    quiet = np.where(_near(occupied, max(AROUND_AN_EVENT)), np.nan, returns.securities)
    free = _finite_around(panel, last) & ~_near(occupied, last - RUN_UP.first)
    free &= _observations(panel, quiet) >= min_observations
    row, position = _drawn(free if each is None else _spread(free, each), seed, most)
    parts = [
        _measured(panel, quiet, row[k : k + _BLOCK], position[k : k + _BLOCK], last)
        for k in range(0, len(row), _BLOCK)
    ]
    return _joined(parts, last)


def components_of(
    abnormal: Floats, sigma: Floats, names: tuple[str, ...] = ("up_strength", "reversal_score")
) -> Mapping[str, Floats]:
    """Compute some components of paths, in blocks that fit the processor's cache.

    Parameters
    ----------
    abnormal : ndarray of shape (n, 10 + W + 1)
    sigma : ndarray of shape (n,)
    names : tuple of str
        Components that need no volume.
    """
    blocks = [
        _components(abnormal[k : k + _BLOCK], sigma[k : k + _BLOCK]) for k in range(0, len(sigma), _BLOCK)
    ]
    return {name: np.concatenate([np.empty(0), *(one[name] for one in blocks)]) for name in names}


def _components(abnormal: Floats, sigma: Floats) -> Mapping[str, Floats]:
    after = abnormal[:, len(RUN_UP) :]
    nothing = np.full_like(after, np.nan)
    without_expiry = np.full(len(sigma), -1, dtype=np.int64)
    reaction = Reaction(abnormal[:, : len(RUN_UP)], after, sigma, without_expiry, nothing, nothing)
    return measure(reaction, find_legs(after))


def _spread(free: Booleans, each: int) -> Booleans:
    """Keep at most so many marks of every row, evenly spread."""
    rank = np.cumsum(free, axis=1)
    count = np.maximum(rank[:, -1:], each)
    return free & (rank * each // count > (rank - 1) * each // count)


def _drawn(free: Booleans, seed: int, most: int) -> tuple[Integers, Integers]:
    """Return row and column of day 0 of every window to measure."""
    row, position = np.nonzero(free)
    if len(row) > most:
        rng = np.random.Generator(np.random.PCG64(seed))
        drawn = np.sort(rng.choice(len(row), most, replace=False))
        row, position = row[drawn], position[drawn]
    return row, position


def _observations(panel: Panel, quiet: Floats) -> Integers:
    """Count the estimation returns before every day 0; shape (S, D)."""
    market = panel.returns("log").benchmarks[panel.benchmark]
    total = _running(np.isfinite(quiet) & np.isfinite(market))
    columns = np.arange(quiet.shape[1])
    first, end = (columns + edge for edge in (ESTIMATION.first, ESTIMATION.last + 1))
    counted: Integers = total[:, np.maximum(end, 0)] - total[:, np.maximum(first, 0)]
    return counted


def _running(marks: Booleans) -> Integers:
    """Count the marks before each column, and before the end; shape (S, D + 1)."""
    return np.concatenate([np.zeros((len(marks), 1), dtype=np.int64), np.cumsum(marks, axis=1)], axis=1)


def _finite_around(panel: Panel, last: int) -> Booleans:
    """Mark the day 0s whose sessions -10 to W all have a usable return, of share and benchmark."""
    returns = panel.returns("log")
    market = returns.benchmarks[panel.benchmark]
    usable = np.abs(returns.securities) <= LARGEST_RETURN
    usable &= np.isfinite(market) & (panel.sessions[panel.grid] != NO_SESSION)
    bad = _running(~usable)
    whole = np.zeros_like(usable)
    length = last - RUN_UP.first + 1
    if usable.shape[1] >= length:
        whole[:, -RUN_UP.first : usable.shape[1] - last] = bad[:, length:] == bad[:, :-length]
    return whole


def _near(marks: Booleans, reach: int) -> Booleans:
    """Mark the columns within ``reach`` of a mark."""
    total, columns = _running(marks), np.arange(marks.shape[1])
    first, end = np.maximum(columns - reach, 0), np.minimum(columns + reach + 1, marks.shape[1])
    return np.asarray(total[:, end] > total[:, first], dtype=np.bool_)


def _measured(panel: Panel, quiet: Floats, row: Integers, position: Integers, last: int) -> PlaceboWindows:
    """Fit one block of windows and keep those that can be tested."""
    returns = panel.returns("log")
    market_row, shown = panel.benchmark[row], Window(RUN_UP.first, last)
    usual = gather(quiet, row, position, ESTIMATION, fill=np.nan)
    fit = robust_fit(usual, gather(returns.benchmarks, market_row, position, ESTIMATION, fill=np.nan))
    market = gather(returns.benchmarks, market_row, position, shown, fill=np.nan)
    share = gather(returns.securities, row, position, shown, fill=np.nan)
    zeros = zero_return_share(usual)
    found = PlaceboWindows(
        last=last,
        security=row,
        day0=panel.sessions[panel.grid[row], position],
        abnormal=share - fit.beta[:, None] * market,
        sigma=fit.sigma,
        zero_return_share=zeros,
    )
    return found.take((zeros <= MOST_ZERO_RETURNS) & (fit.sigma >= QUIETEST))


def _joined(parts: list[PlaceboWindows], last: int) -> PlaceboWindows:
    width = last - RUN_UP.first + 1
    nothing = np.empty(0, dtype=np.int64)
    return PlaceboWindows(
        last,
        np.concatenate([nothing, *(one.security for one in parts)]),
        np.concatenate([nothing, *(one.day0 for one in parts)]),
        np.concatenate([np.empty((0, width)), *(one.abnormal for one in parts)]),
        np.concatenate([np.empty(0), *(one.sigma for one in parts)]),
        np.concatenate([np.empty(0), *(one.zero_return_share for one in parts)]),
    )
