"""Cut the estimation and event windows of many events out of a panel's returns.

The regressors depend only on the session and on the market, so a block of events shares them: they are cut
once for each distinct window, and every event says which one is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import FitWindows
from eventstudy.analysis.placement import gather
from eventstudy.analysis.window import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.regressors import Regressors
    from eventstudy.analysis.trades import Trades
    from eventstudy.arrays import Booleans, Floats, Integers


BLOCK = 512
"""Events whose windows are cut at a time: they stay in the processor's cache, and memory stays bounded."""


@dataclass(frozen=True, eq=False)
class Cutter:
    """What the windows of a study are cut from.

    Attributes
    ----------
    returns : ndarray of shape (S, D)
        Returns of the panel's securities, session by session; from trade to trade where ``trades`` is given.
    regressors : Regressors
    estimation : Window
    columns : Columns
    leads : int
        Sessions more on both sides of the regressors.
    trades : Trades or None
        Durations of the returns, where they may span several sessions.
    covered : ndarray of shape (S, D), bool, or None
        Sessions that other events of the same security claim, to be left out of estimation windows.
    """

    returns: Floats
    regressors: Regressors
    estimation: Window
    columns: Columns
    leads: int = 0
    trades: Trades | None = None
    covered: Booleans | None = None

    def cut(self, placed: Placement) -> FitWindows:
        """Cut the windows of the events that are placed so."""
        estimation, event = self.estimation_returns(placed), self.event_returns(placed)
        self._less_risk_free(placed, estimation, event)
        if self.trades is not None:
            return self._from_trade_to_trade(placed, self.trades, estimation, event)
        key = self.regressors.row[placed.row] * self.returns.shape[1] + placed.position
        distinct, which = np.unique(key, return_inverse=True)
        rows, positions = np.divmod(distinct, self.returns.shape[1])
        return FitWindows(
            estimation=estimation,
            event=event,
            estimation_regressors=self.regressors.cut(rows, positions, widened(self.estimation, self.leads)),
            event_regressors=self.regressors.cut(rows, positions, widened(self.columns.window, self.leads)),
            which=which.reshape(-1),
            columns=self.columns,
            gap=self._gap,
        )

    @property
    def _gap(self) -> int:
        return self.columns.window.first - self.estimation.last - 1

    def estimation_returns(self, placed: Placement) -> Floats:
        """Cut the estimation windows of the securities' own returns; shape (n, M)."""
        own = gather(self.returns, placed.row, placed.position, self.estimation, fill=np.nan)
        if self.covered is not None:
            taken = gather(self.covered, placed.row, placed.position, self.estimation, fill=False)
            own[taken] = np.nan
        return own

    def event_returns(self, placed: Placement) -> Floats:
        """Cut the event windows of the securities' own returns; shape (n, L)."""
        return gather(self.returns, placed.row, placed.position, self.columns.window, fill=np.nan)

    def event(self, placed: Placement) -> tuple[Floats, Floats]:
        """Cut returns and regressors of the event windows alone; shapes (n, L) and (n, K, L)."""
        returns, window = self.event_returns(placed), self.columns.window
        if self.trades is not None:
            durations = self.trades.durations
            spans = gather(durations, placed.row, placed.position, window, fill=np.nan)
            returns -= self.regressors.risk_free_over(placed, window, spans)
            return returns, self.regressors.over(placed, window, spans)
        if self.regressors.risk_free is not None:
            grid = self.regressors.grid[placed.row]
            returns -= gather(self.regressors.risk_free, grid, placed.position, window, fill=np.nan)
        return returns, self.regressors.cut(self.regressors.row[placed.row], placed.position, window)

    def event_durations(self, placed: Placement) -> Floats | None:
        """Cut the durations of event-window returns; None where variances do not grow with them."""
        if self.trades is None or not self.trades.weighted:
            return None
        durations = self.trades.durations
        return gather(durations, placed.row, placed.position, self.columns.window, fill=np.nan)

    def zero_return_share(self, placed: Placement) -> Floats:
        """Return the share of the estimation returns that are exactly zero; shape (n,)."""
        share = np.empty(len(placed.row))
        for start in range(0, len(share), BLOCK):
            numbers = np.arange(start, min(start + BLOCK, len(share)))
            own = self.estimation_returns(placed.take(numbers))
            there = np.isfinite(own).sum(axis=1)
            share[numbers] = (own == 0).sum(axis=1) / np.maximum(there, 1)
        return share

    def _less_risk_free(self, placed: Placement, estimation: Floats, event: Floats) -> None:
        if self.regressors.risk_free is None or self.trades is not None:
            return
        grid = self.regressors.grid[placed.row]
        safe = self.regressors.risk_free
        estimation -= gather(safe, grid, placed.position, self.estimation, fill=np.nan)
        event -= gather(safe, grid, placed.position, self.columns.window, fill=np.nan)

    def _from_trade_to_trade(
        self, placed: Placement, trades: Trades, estimation: Floats, event: Floats
    ) -> FitWindows:
        """Cut regressors that span what each return spans: every event has its own."""
        spans = [
            gather(trades.durations, placed.row, placed.position, window, fill=np.nan)
            for window in (self.estimation, self.columns.window)
        ]
        estimation -= self.regressors.risk_free_over(placed, self.estimation, spans[0])
        event -= self.regressors.risk_free_over(placed, self.columns.window, spans[1])
        past, ahead = (
            self.regressors.over(placed, window, span)
            for window, span in zip((self.estimation, self.columns.window), spans, strict=True)
        )
        return FitWindows(
            estimation=estimation,
            event=event,
            estimation_regressors=past,
            event_regressors=ahead,
            which=np.arange(len(estimation)),
            columns=self.columns,
            gap=self._gap,
            estimation_durations=spans[0] if trades.weighted else None,
            event_durations=spans[1] if trades.weighted else None,
        )


def widened(window: Window, sessions: int) -> Window:
    """Return the window with so many sessions more on both sides."""
    return Window(window.first - sessions, window.last + sessions)


def claimed(known: Sequence[Placement], window: Window, shape: tuple[int, ...]) -> Booleans:
    """Mark the sessions of the event windows of all events on each security.

    Parameters
    ----------
    known : sequence of Placement
        Where events stand; those not found mark nothing.
    window : Window
    shape : tuple of int
        S and D of the panel.

    Returns
    -------
    ndarray of shape (S, D), bool
    """
    edges: Integers = np.zeros((shape[0], shape[1] + 1), dtype=np.int64)
    row = np.concatenate([one.row[one.found] for one in known])
    position = np.concatenate([one.position[one.found] for one in known])
    np.add.at(edges, (row, (position + window.first).clip(0, shape[1])), 1)
    np.add.at(edges, (row, (position + window.last + 1).clip(0, shape[1])), -1)
    return np.asarray(np.cumsum(edges, axis=1)[:, :-1] > 0, dtype=np.bool_)


def spanning(covered: Booleans, durations: Floats) -> Booleans:
    """Mark the returns that span a session so marked, their own or one before it; all of shape (S, D)."""
    running = np.hstack([np.zeros((len(covered), 1), dtype=np.int64), np.cumsum(covered, axis=1)])
    spans = np.where(np.isfinite(durations), durations, 0).astype(np.int64)
    before = np.take_along_axis(running, np.arange(1, running.shape[1]) - spans, axis=1)
    return np.asarray(running[:, 1:] > before, dtype=np.bool_)
