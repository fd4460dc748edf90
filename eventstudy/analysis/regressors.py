"""The regressors of a model on a panel's sessions: its benchmarks, or factors laid on its grids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.placement import gather
from eventstudy.arrays import date_of
from eventstudy.counting import counted
from eventstudy.errors import EstimationError
from eventstudy.prices.factors import missing_sessions
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.returns import real_prices
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Model
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.window import Window
    from eventstudy.arrays import Floats, Integers
    from eventstudy.prices.factors import FactorTable
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.returns import ReturnKind

RISK_FREE = "rf"
"""The column of a factor table that holds the risk-free rate."""


@dataclass(frozen=True, eq=False)
class Regressors:
    """K regressors in R rows: a row a benchmark, or a row a grid of sessions.

    Attributes
    ----------
    values : ndarray of shape (R, K, D)
        Returns, as fractions a session.
    row : ndarray of shape (S,), int64
        Which of the rows serves each security.
    grid : ndarray of shape (S,), int64
        Which grid of sessions each security follows.
    risk_free : ndarray of shape (G, D), or None
        The risk-free rate on every grid, to be taken off the securities' returns.
    prices : ndarray of shape (R, D), or None
        Of benchmarks: a return over several sessions then needs only the prices at its two ends.
    kind : {"log", "simple"}
        What returns those of benchmarks are.
    """

    values: Floats
    row: Integers
    grid: Integers
    risk_free: Floats | None = None
    prices: Floats | None = None
    kind: ReturnKind = "log"

    def cut(self, placed: Placement, window: Window) -> Floats:
        """Cut windows of all K regressors; shape (n, K, len(window))."""
        width, count = self.values.shape[2], self.values.shape[1]
        each = (self.row[placed.row][:, None] * count + np.arange(count)).ravel()
        position = np.repeat(placed.position, count)
        flat = gather(self.values.reshape(-1, width), each, position, window, fill=np.nan)
        return flat.reshape(len(placed.row), count, len(window))

    def over(self, placed: Placement, window: Window, durations: Floats) -> Floats:
        """Return the regressors over the sessions that each return spans; shape (n, K, len(window)).

        Benchmarks are priced at both ends, as securities are; factors are added up, session by session.
        """
        row = self.row[placed.row]
        if self.prices is None:
            each = [self.values[:, k] for k in range(self.values.shape[1])]
            return np.stack([_sum(one, row, placed.position, window, durations) for one in each], axis=1)
        total = _change(self.prices, row, placed.position, window, durations, kind=self.kind)
        return (total - self.risk_free_over(placed, window, durations))[:, None]

    def risk_free_over(self, placed: Placement, window: Window, durations: Floats) -> Floats:
        """Add the risk-free rate up over the same sessions, zero without one; shape (n, len(window))."""
        if self.risk_free is None:
            return np.zeros(durations.shape)
        grid = self.grid[placed.row]
        return _sum(self.risk_free, grid, placed.position, window, durations)


def _change(
    prices: Floats, row: Integers, position: Integers, window: Window, durations: Floats, *, kind: ReturnKind
) -> Floats:
    """Return what rows of prices did over the last ``durations`` sessions; NaN if an end of them is missing."""
    columns = position[:, None] + window.offsets
    spans = np.where(np.isfinite(durations), durations, 0).astype(np.int64)
    inside = (columns - spans >= 0) & (columns < prices.shape[1]) & np.isfinite(durations)
    last, rows = np.where(inside, columns, 0), row[:, None]
    growth = real_prices(prices[rows, last]) / real_prices(prices[rows, last - np.where(inside, spans, 0)])
    return np.where(inside, np.log(growth) if kind == "log" else growth - 1, np.nan)


def _sum(values: Floats, row: Integers, position: Integers, window: Window, durations: Floats) -> Floats:
    """Sum rows of returns over the last ``durations`` sessions; NaN if one of them is missing."""
    missing = np.isnan(values)
    levels = _running(np.where(missing, 0, values))
    holes = _running(missing.astype(np.float64))
    columns = position[:, None] + window.offsets + 1
    inside = (columns >= 1) & (columns < levels.shape[1]) & np.isfinite(durations)
    last = np.where(inside, columns, 0)
    first = np.where(inside, last - np.where(inside, durations, 0).astype(np.int64), 0)
    rows = row[:, None]
    whole = inside & (holes[rows, last] == holes[rows, first])
    return np.where(whole, levels[rows, last] - levels[rows, first], np.nan)


def _running(values: Floats) -> Floats:
    """Sum along rows, with a zero in front."""
    return np.hstack([np.zeros((len(values), 1)), np.cumsum(values, axis=1)])


def regressors_of(model: Model, panel: Panel, kind: ReturnKind, factors: FactorTable | None) -> Regressors:
    """Lay out what the model regresses on.

    Raises
    ------
    EstimationError
        If the model needs factors that the table does not hold, or sessions lack a row of it.
    """
    if not (model.factors or model.excess):
        market = panel.returns(kind).benchmarks
        prices = panel.benchmark_prices
        return Regressors(market[:, None, :], panel.benchmark, panel.grid, prices=prices, kind=kind)
    names = (*model.factors, RISK_FREE) if model.excess else model.factors
    laid = _laid(names, panel, factors)
    risk_free = np.ascontiguousarray(laid[:, -1]) if model.excess else None
    if model.factors:
        chosen = np.ascontiguousarray(laid[:, : len(model.factors)])
        return Regressors(chosen, panel.grid, panel.grid, risk_free)
    # A benchmark lies on the grid of the securities that it serves.
    grids = np.zeros(len(panel.benchmarks), dtype=np.int64)
    grids[panel.benchmark] = panel.grid
    net = panel.returns(kind).benchmarks[:, None, :] - laid[grids, -1:]
    return Regressors(net, panel.benchmark, panel.grid, risk_free, panel.benchmark_prices, kind)


def _laid(names: tuple[str, ...], panel: Panel, factors: FactorTable | None) -> Floats:
    """Lay factors on every grid of the panel; shape (G, K, D)."""
    if factors is None:
        raise EstimationError(
            f"no factor table: the model needs {', '.join(names)}; pass --factors FILE with these columns"
        )
    for name in names:
        if name not in factors.names:
            guess = suggestion(nearest(name, factors.names))
            raise EstimationError(
                f"factor '{name}': not a column of {factors.source}; {guess}columns: {', '.join(factors.names)}"
            )
    for sessions in panel.sessions:
        _refuse_gaps(factors, sessions[sessions != NO_SESSION])
    return factors.laid_on(panel.sessions, names)


def _refuse_gaps(factors: FactorTable, sessions: Integers) -> None:
    missing = missing_sessions(factors, sessions)
    if len(missing):
        others = f" and {counted(len(missing) - 1, 'other session')}" if len(missing) > 1 else ""
        raise EstimationError(
            f"{factors.source}: no row for {date_of(missing[0])}{others} on which the securities trade; add the "
            "missing rows, or use factors of the market on which they are listed"
        )
