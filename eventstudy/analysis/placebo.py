"""Cumulative abnormal returns of every security on every day, as if each day were an event.

The market model is estimated anew for every pseudo-event, by rolling sums: differences of prefix sums. These
lose digits where a row holds a number much larger than its neighbours, so every cell is held to a bound on
its rounding error, and cells that fail it are computed again from their own returns in two passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from eventstudy.analysis.line import lines
from eventstudy.analysis.models.fit import ROUNDING
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Booleans, Floats, Integers

PARAMETERS = 2

_LEAST = PARAMETERS + 1

_TOLERANCE = 1e-11
"""Rounding that a sum of squares may carry, as a share of it."""

_ROUNDOFF = float(np.finfo(np.float64).eps) / 2

_HOPELESS = 2.0
"""A share of the sum of squares that the residual sum of squares, being a part of it, never exceeds."""

_CELLS = 40_000
"""Cells in a block of rows: few enough that its buffers stay in the cache."""

_REDONE = 512
"""Cells that are computed again at a time."""


class PlaceboCars(NamedTuple):
    """CARs and SCARs of pseudo-events; both of shape (S, D).

    Attributes
    ----------
    car : ndarray
        Cumulative abnormal return with day 0 on that day, as a fraction. NaN where the windows leave the
        panel, a day of the event window is missing, or the model is not identified.
    scar : ndarray
        The CAR over its forecast standard error; NaN also where the residuals have no variance.
    """

    car: Floats
    scar: Floats


def placebo_cars(
    returns: Floats,
    market: Floats,
    estimation: Window,
    window: Window,
    *,
    which: Integers | None = None,
    min_observations: int = _LEAST,
) -> PlaceboCars:
    """Estimate the market model around every day and sum the abnormal returns of its event window.

    CAR = sum over the window of R - alpha - beta R_m; SCAR = CAR / (s sqrt(C_L)), with
    C_L = L + L^2/M + (sum R_m - L mean)^2 / S_mm. Both agree with least squares of every pseudo-event alone
    to 1e-10, the CAR in units of its standard error. A day whose windows leave the sessions from the benchmark's
    first return to its last has none.

    Parameters
    ----------
    returns : ndarray of shape (S, D)
        Returns of S securities on D sessions, as fractions; NaN where missing.
    market : ndarray of shape (D,) or (B, D)
        Returns of the benchmark, or of B benchmarks.
    estimation, window : Window
        Sessions counted from day 0.
    which : ndarray of shape (S,), int64, optional
        The benchmark of each security; without it all have the first.
    min_observations : int
        Estimation returns that a pseudo-event must have; never fewer than 3.

    Raises
    ------
    EstimationError
        If the estimation window is shorter than ``min_observations``.

    References
    ----------
    Brown and Warner (1980), "Measuring Security Price Performance", Journal of Financial Economics 8,
    pp. 205-258: events on securities and days drawn at random. Variance of the CAR: Campbell, Lo and
    MacKinlay (1997), section 4.4; Mikkelson and Partch (1988).
    """
    least = max(min_observations, _LEAST)
    if len(estimation) < least:
        raise EstimationError(
            f"estimation window {estimation}: has {len(estimation)} sessions, needs {least}; widen --estimation"
        )
    benchmarks, found = np.atleast_2d(market), PlaceboCars(np.empty(returns.shape), np.empty(returns.shape))
    span = _span(benchmarks)
    layout = _Layout(estimation, window, days=span.stop - span.start, least=least)
    part = PlaceboCars(*(whole[:, span] for whole in found))
    for whole, known in zip(found, part, strict=True):
        whole[:, : span.start] = whole[:, span.stop :] = np.nan
        known[:, : layout.inside.start] = known[:, layout.inside.stop :] = np.nan
    if layout.count:
        owner = np.zeros(len(returns), dtype=np.int64) if which is None else which
        for rows in _same(owner):
            _fill(part, returns[:, span], benchmarks[owner[rows[0]], span], rows, layout)
    return found


def _span(benchmarks: Floats) -> slice:
    """Return the sessions from the first to the last on which a benchmark has a return.

    The first session of a panel has none: without it, rows that lack nothing else need no masks.
    """
    known = np.flatnonzero(np.isfinite(benchmarks).any(axis=0))
    return slice(int(known[0]), int(known[-1]) + 1) if len(known) else slice(0, 0)


@dataclass(frozen=True)
class _Layout:
    """Which positions of the panel can be day 0, and where their windows lie."""

    estimation: Window
    window: Window
    days: int
    least: int

    @property
    def first(self) -> int:
        """The first position that can be day 0."""
        return max(0, -self.estimation.first, -self.window.first)

    @property
    def count(self) -> int:
        """How many positions can be day 0, P."""
        last = self.days - 1 - max(0, self.estimation.last, self.window.last)
        return max(0, last - self.first + 1)

    @property
    def inside(self) -> slice:
        """The positions that can be day 0."""
        return slice(self.first, self.first + self.count)

    @property
    def noise(self) -> float:
        """Rounding of a difference of prefix sums over what it may be, as a share of the later prefix sum.

        Each of M additions rounds by at most half an eps of the running sum, up or down by chance.
        """
        return _ROUNDOFF * float(np.sqrt(len(self.estimation))) / _TOLERANCE

    def rolling(self, prefix: Floats, window: Window) -> Floats:
        """Sum over the window around every day 0, from prefix sums; shape (r, D + 1) to (r, P)."""
        start = self.first + window.first
        stop = start + len(window)
        return prefix[:, stop : stop + self.count] - prefix[:, start : start + self.count]

    def upto(self, prefix: Floats) -> Floats:
        """Sum up to the end of both windows of every day 0; shape (r, D + 1) to (r, P)."""
        stop = self.first + max(self.estimation.last, self.window.last) + 1
        return prefix[:, stop : stop + self.count]


class _Dates(NamedTuple):
    """What the market does around every day 0; of shape (1, P), or (r, P) where rows miss days.

    ``share`` is L / M; ``away`` is sum R_m - L mean; ``factor`` is C_L / (M - 2); ``guard`` is the share of
    a row's sum of squares below which a residual sum of squares is doubtful.
    """

    mean: Floats
    share: Floats
    inverse_spread: Floats
    away: Floats
    factor: Floats
    guard: Floats


def _same(owner: Integers) -> list[Integers]:
    """Rows with the same owner, a group an owner."""
    order = np.argsort(owner, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(owner[order])) + 1)
    return [group for group in groups if len(group)]


def _fill(found: PlaceboCars, returns: Floats, x: Floats, rows: Integers, layout: _Layout) -> None:
    """Fill in the rows whose benchmark is x, of shape (D,)."""
    complete = bool(np.isfinite(x).all())
    shared = _dates(x[None], np.ones((1, len(x))), layout) if complete else None
    for block in _blocks(rows, layout.days):
        cars = _cars(returns[block], x, shared, layout)
        found.car[block, layout.inside], found.scar[block, layout.inside] = cars


def _cars(y: Floats, x: Floats, shared: _Dates | None, layout: _Layout) -> PlaceboCars:
    """Return the CARs of a block of rows, those without a missing day by the tables they share."""
    squares = _prefix(y * y)
    complete = np.isfinite(squares[:, -1])
    if shared is None or not complete.any():
        return _gapped(y, x, layout)
    if complete.all():
        return _block(y, x, squares, shared, layout)
    found = PlaceboCars(*np.empty((2, len(y), layout.count)))
    found.car[complete], found.scar[complete] = _block(y[complete], x, squares[complete], shared, layout)
    found.car[~complete], found.scar[~complete] = _gapped(y[~complete], x, layout)
    return found


def _blocks(rows: Integers, days: int) -> Iterator[Integers | slice]:
    """Cut rows into blocks; rows that follow each other become a slice, which copies nothing."""
    height = max(1, _CELLS // days)
    for start in range(0, len(rows), height):
        block = rows[start : start + height]
        consecutive = block[-1] - block[0] == len(block) - 1
        yield slice(int(block[0]), int(block[-1]) + 1) if consecutive else block


def _gapped(y: Floats, x: Floats, layout: _Layout) -> PlaceboCars:
    """Return the CARs of rows that miss days: sums run over the days that exist."""
    paired = np.isfinite(y) & np.isfinite(x)
    own = np.where(paired, y, 0)
    market = np.where(paired, x, 0)
    dates = _dates(market, paired.astype(np.float64), layout)
    return _block(own, market, _prefix(own * own), dates, layout, missing=~paired)


def _dates(x: Floats, there: Floats, layout: _Layout) -> _Dates:
    """Sum the market around every day 0; x is zero where ``there`` is."""
    length = float(len(layout.window))
    counts = _prefix(there)
    count = layout.rolling(counts, layout.estimation)
    count[(count < layout.least) | (layout.rolling(counts, layout.window) < length)] = np.nan
    sums, squares = _prefix(x), _prefix(x * x)
    mean = layout.rolling(sums, layout.estimation) / count
    spread = layout.rolling(squares, layout.estimation) - count * mean * mean
    level = layout.upto(squares)
    doubtful = ~(spread > layout.noise * level)
    spread[doubtful] = 1
    away = layout.rolling(sums, layout.window) - length * mean
    leverage = np.sqrt(np.maximum(level / spread, 1))
    return _Dates(
        mean=mean,
        share=length / count,
        inverse_spread=1 / spread,
        away=away,
        factor=(length + length**2 / count + away * away / spread) / (count - PARAMETERS),
        guard=np.where(doubtful, _HOPELESS, layout.noise * leverage),
    )


def _block(
    y: Floats,
    x: Floats,
    squares: Floats,
    dates: _Dates,
    layout: _Layout,
    *,
    missing: Booleans | None = None,
) -> PlaceboCars:
    """Return the CARs of a block of rows of shape (r, D), those in doubt computed again."""
    car, unexplained = _rolled(y, x, squares, dates, layout)
    rows, positions = _doubtful(unexplained, squares, dates, layout)
    unexplained[rows, positions] = np.nan
    unexplained *= dates.factor
    np.sqrt(unexplained, out=unexplained)
    scar = np.divide(car, unexplained, out=unexplained)
    if len(rows):
        exact = y if missing is None else np.where(missing, np.nan, y)
        for start in range(0, len(rows), _REDONE):
            some = rows[start : start + _REDONE], positions[start : start + _REDONE]
            car[some], scar[some] = _directly(exact, np.broadcast_to(x, y.shape), *some, layout)
    return PlaceboCars(car, scar)


def _rolled(y: Floats, x: Floats, squares: Floats, dates: _Dates, layout: _Layout) -> tuple[Floats, Floats]:
    """Return CAR and residual sum of squares around every day 0, by rolling sums; each of shape (r, P)."""
    sums = _prefix(y)
    total = layout.rolling(sums, layout.estimation)
    unexplained = layout.rolling(squares, layout.estimation)
    products = layout.rolling(_prefix(y * x), layout.estimation)
    car = layout.rolling(sums, layout.window)
    # From here everything is done in place: a fresh buffer a step would cost as much as the step.
    scratch = total * dates.mean
    products -= scratch
    beta = np.multiply(products, dates.inverse_spread, out=scratch)
    products *= beta
    unexplained -= products
    beta *= dates.away
    car -= beta
    expected = np.multiply(total, dates.share, out=scratch)
    car -= expected
    expected *= total
    expected *= 1 / len(layout.window)
    unexplained -= expected
    return car, unexplained


def _doubtful(
    unexplained: Floats, squares: Floats, dates: _Dates, layout: _Layout
) -> tuple[Integers, Integers]:
    """Return the cells whose residual sum of squares may be rounding: their rows and positions.

    A residual sum of squares is what is left of the sum of squares, whose prefix sums round by a share of
    their own size; by Cauchy and Schwarz the products with the market round by no more than ``leverage``
    times as much.
    """
    rounding = len(layout.estimation) * ROUNDING**2
    most = np.maximum(squares[:, -1] * dates.guard.max(axis=1), rounding)
    rows = np.flatnonzero(~(unexplained.min(axis=1) > most))
    guard = np.broadcast_to(dates.guard, unexplained.shape)[rows]
    bound = np.maximum(layout.upto(squares)[rows] * guard, rounding)
    which, positions = np.nonzero(unexplained[rows] <= bound)
    return rows[which], positions


def _directly(
    y: Floats, x: Floats, rows: Integers, positions: Integers, layout: _Layout
) -> tuple[Floats, Floats]:
    """Return CAR and SCAR of single cells, from their own windows in two passes."""
    days = positions + layout.first

    def around(values: Floats, window: Window) -> Floats:
        cells: Floats = sliding_window_view(values, len(window), axis=1)[rows, days + window.first]
        return cells

    fitted = lines(around(y, layout.estimation), around(x, layout.estimation), minimum=layout.least)
    ahead = around(x, layout.window)
    car = fitted.errors(around(y, layout.window), ahead).sum(axis=1)
    error = fitted.sigma * np.sqrt(fitted.factor(ahead.sum(axis=1), len(layout.window)))
    return car, car / error


def _prefix(values: Floats) -> Floats:
    """Sum from the first day up to each; shape (r, D) to (r, D + 1), the first column zero."""
    sums = np.empty((len(values), values.shape[1] + 1))
    sums[:, 0] = 0
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums
