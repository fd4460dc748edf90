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
    gross : ndarray of shape (R, K, D), or None
        The values before the risk-free rate was taken off them, where it was.
    compound : bool
        Whether returns over several sessions multiply (simple returns of a benchmark) rather than add up.
    """

    values: Floats
    row: Integers
    grid: Integers
    risk_free: Floats | None = None
    gross: Floats | None = None
    compound: bool = False

    def cut(self, placed: Placement, window: Window) -> Floats:
        """Cut windows of all K regressors; shape (n, K, len(window))."""
        width, count = self.values.shape[2], self.values.shape[1]
        each = (self.row[placed.row][:, None] * count + np.arange(count)).ravel()
        position = np.repeat(placed.position, count)
        flat = gather(self.values.reshape(-1, width), each, position, window, fill=np.nan)
        return flat.reshape(len(placed.row), count, len(window))

    def over(self, placed: Placement, window: Window, durations: Floats) -> Floats:
        """Add the regressors up over the sessions that each return spans; shape (n, K, len(window))."""
        row, values = self.row[placed.row], self.values if self.gross is None else self.gross
        total = np.stack(
            [
                _over(values[:, k], row, placed.position, window, durations, compound=self.compound)
                for k in range(values.shape[1])
            ],
            axis=1,
        )
        if self.gross is not None:
            total -= self.risk_free_over(placed, window, durations)[:, None]
        return total

    def risk_free_over(self, placed: Placement, window: Window, durations: Floats) -> Floats:
        """Add the risk-free rate up over the same sessions, zero without one; shape (n, len(window))."""
        if self.risk_free is None:
            return np.zeros(durations.shape)
        grid = self.grid[placed.row]
        return _over(self.risk_free, grid, placed.position, window, durations, compound=False)


def _over(
    values: Floats, row: Integers, position: Integers, window: Window, durations: Floats, *, compound: bool
) -> Floats:
    """Sum (or compound) rows of returns over the last ``durations`` sessions; NaN if one of them is missing."""
    terms = np.log1p(values) if compound else values
    missing = np.isnan(terms)
    levels = _running(np.where(missing, 0, terms))
    holes = _running(missing.astype(np.float64))
    columns = position[:, None] + window.offsets + 1
    inside = (columns >= 1) & (columns < levels.shape[1]) & np.isfinite(durations)
    last = np.where(inside, columns, 0)
    first = np.where(inside, last - np.where(inside, durations, 0).astype(np.int64), 0)
    rows = row[:, None]
    total = levels[rows, last] - levels[rows, first]
    whole = inside & (holes[rows, last] == holes[rows, first])
    return np.where(whole, np.expm1(total) if compound else total, np.nan)


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
        return Regressors(market[:, None, :], panel.benchmark, panel.grid, compound=kind == "simple")
    names = (*model.factors, RISK_FREE) if model.excess else model.factors
    laid = _laid(names, panel, factors)
    risk_free = np.ascontiguousarray(laid[:, -1]) if model.excess else None
    if model.factors:
        chosen = np.ascontiguousarray(laid[:, : len(model.factors)])
        return Regressors(chosen, panel.grid, panel.grid, risk_free)
    # A benchmark lies on the grid of the securities that it serves.
    grids = np.zeros(len(panel.benchmarks), dtype=np.int64)
    grids[panel.benchmark] = panel.grid
    gross = panel.returns(kind).benchmarks[:, None, :]
    net = gross - laid[grids, -1:]
    return Regressors(net, panel.benchmark, panel.grid, risk_free, gross, compound=kind == "simple")


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
