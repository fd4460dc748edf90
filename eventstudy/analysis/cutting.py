"""Cut the estimation and event windows of many events out of a panel's returns.

The regressors depend only on the session and on the market, so a block of events shares them: they are cut
once for each distinct window, and every event says which one is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.models.fit import FitWindows
from eventstudy.analysis.placement import gather
from eventstudy.analysis.window import Window
from eventstudy.prices.returns import zero_return_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.regressors import Regressors
    from eventstudy.analysis.resumptions import Resumptions
    from eventstudy.analysis.trades import Trades
    from eventstudy.arrays import Booleans, Floats, Integers


BLOCK = 512
"""Events whose windows are cut at a time: they stay in the processor's cache, and memory stays bounded."""

_NONE: Integers = np.empty(0, dtype=np.int64)


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
    resumptions : Resumptions or None
        Returns of day 0 that span a suspension, where ``trades`` does not weigh them already.
    """

    returns: Floats
    regressors: Regressors
    estimation: Window
    columns: Columns
    leads: int = 0
    trades: Trades | None = None
    covered: Booleans | None = None
    resumptions: Resumptions | None = None

    def cut(self, placed: Placement) -> FitWindows:
        """Cut the windows of the events that are placed so."""
        past, ahead = self._side(placed, self.estimation), self._side(placed, self.columns.window)
        distinct, which = self._distinct(placed)
        weighted = self.trades is not None and self.trades.weighted
        regressors = self._regressors(distinct, self.columns.window, ahead.durations, self.leads)
        estimation = self._regressors(distinct, self.estimation, past.durations, self.leads)
        spans = ahead.durations if weighted else None
        here, at = self._resumed(placed)
        if len(here):
            # Each of these events needs regressors of its own: those of its date, but for day 0.
            own = regressors[which[here]]
            own[:, :, self._zero + self.leads] = self._known(at).regressors
            regressors = np.concatenate([regressors, own])
            estimation = np.concatenate([estimation, estimation[which[here]]])
            which = which.copy()
            which[here] = len(regressors) - len(here) + np.arange(len(here))
            if self.trades is None:
                spans = self._spanned(np.ones(ahead.returns.shape), here, at)
        return FitWindows(
            estimation=past.returns,
            event=ahead.returns,
            estimation_regressors=estimation,
            event_regressors=regressors,
            which=which,
            columns=self.columns,
            gap=self.columns.window.first - self.estimation.last - 1,
            estimation_durations=past.durations if weighted else None,
            event_durations=spans,
        )

    def event(self, placed: Placement) -> tuple[Floats, Floats]:
        """Cut returns and regressors of the event windows alone; shapes (n, L) and (n, K, L)."""
        ahead = self._side(placed, self.columns.window)
        regressors = self._regressors(placed, self.columns.window, ahead.durations, 0)
        here, at = self._resumed(placed)
        if len(here):
            regressors[here, :, self._zero] = self._known(at).regressors
        return ahead.returns, regressors

    def own(self, placed: Placement, window: Window) -> Floats:
        """Cut a window of the securities' own returns; shape (n, len(window))."""
        own = gather(self.returns, placed.row, placed.position, window, fill=np.nan)
        here, at = self._resumed(placed)
        if len(here):
            known = self._known(at)
            offsets = np.arange(window.first, window.last + 1)
            # Flat rows of the suspension have returns of zero, and day 0's return spans them.
            own[here] = np.where((offsets < 0) & (offsets > -known.spans[:, None]), np.nan, own[here])
            if window == self.columns.window:
                own[here, self._zero] = known.returns
        return own

    def durations(self, placed: Placement, window: Window) -> Floats | None:
        """Cut the sessions that each return spans; None where every one spans its own."""
        spans, (here, at) = self._trade_durations(placed, window), self._resumed(placed)
        if spans is None and len(here):
            spans = np.where(np.isfinite(self.own(placed, window)), 1.0, np.nan)
        if spans is None:
            return None
        return self._spanned(spans, here, at) if window == self.columns.window else spans

    def event_scales(self, placed: Placement) -> Floats | None:
        """Return the root of the durations of the event window; None where variances do not grow with them."""
        if self.trades is not None and self.trades.weighted:
            return np.sqrt(
                gather(self.trades.durations, placed.row, placed.position, self.columns.window, fill=np.nan)
            )
        here, at = self._resumed(placed)
        # Returns that are only lumped count alike, whatever they span.
        if self.trades is not None or not len(here):
            return None
        return np.sqrt(self._spanned(np.ones((len(placed.row), len(self.columns.window))), here, at))

    def filled(self, placed: Placement, there: Booleans) -> Booleans:
        """Tell the sessions of event windows that a return covers: its own, or one that spans it.

        Parameters
        ----------
        placed : Placement
        there : ndarray of shape (n, L), bool
            Sessions with an abnormal return.
        """
        spans = None if there.all() else self.durations(placed, self.columns.window)
        if spans is None:
            return there
        days = np.arange(there.shape[1], dtype=np.float64)
        begin = np.where(there & np.isfinite(spans), days - spans + 1, np.inf)
        begin = np.minimum.accumulate(begin[:, ::-1], axis=1)[:, ::-1]
        return there | (begin <= days)

    @property
    def _zero(self) -> int:
        """The place of day 0 in the event window."""
        return -self.columns.window.first

    def _resumed(self, placed: Placement) -> tuple[Integers, Integers]:
        """Say which events have a day 0 that spans a suspension, and where its return stands."""
        if self.resumptions is None:
            return _NONE, _NONE
        return self.resumptions.find(placed.row * self.returns.shape[1] + placed.position)

    def _known(self, at: Integers) -> Resumptions:
        assert self.resumptions is not None  # noqa: S101  -- _resumed names none otherwise
        return self.resumptions.take(at)

    def _spanned(self, spans: Floats, here: Integers, at: Integers) -> Floats:
        """Write the sessions that day 0 of some events spans into theirs; the array given is changed."""
        if len(here):
            spans[here, self._zero] = self._known(at).spans
        return spans

    def zero_return_share(self, placed: Placement) -> Floats:
        """Return the share of the estimation returns that are zero; shape (n,)."""
        share = np.empty(len(placed.row))
        for start in range(0, len(share), BLOCK):
            numbers = np.arange(start, min(start + BLOCK, len(share)))
            share[numbers] = zero_return_share(self._uncovered(placed.take(numbers), self.estimation))
        return share

    def _side(self, placed: Placement, window: Window) -> _Side:
        """Cut one window of the securities' returns, less the risk-free rate where the model asks for that."""
        returns, durations = self._uncovered(placed, window), self._trade_durations(placed, window)
        if self.regressors.risk_free is not None and durations is None:
            grid = self.regressors.grid[placed.row]
            returns -= gather(self.regressors.risk_free, grid, placed.position, window, fill=np.nan)
        elif durations is not None:
            returns -= self.regressors.risk_free_over(placed, window, durations)
        here, at = self._resumed(placed)
        if len(here) and window == self.columns.window:
            known = self._known(at)
            returns[here, self._zero] = known.returns - known.risk_free
        return _Side(returns, durations)

    def _trade_durations(self, placed: Placement, window: Window) -> Floats | None:
        if self.trades is None:
            return None
        return gather(self.trades.durations, placed.row, placed.position, window, fill=np.nan)

    def _uncovered(self, placed: Placement, window: Window) -> Floats:
        """Cut own returns, in the estimation window without the sessions that other events claim."""
        own = self.own(placed, window)
        if self.covered is not None and window == self.estimation:
            own[gather(self.covered, placed.row, placed.position, window, fill=False)] = np.nan
        return own

    def _distinct(self, placed: Placement) -> tuple[Placement, Integers]:
        """Name the distinct windows of regressors by one event each, and each event's among them."""
        if self.trades is not None:
            # A return spans its own security's sessions, so every event has its own regressors.
            return placed, np.arange(len(placed.row))
        key = self.regressors.row[placed.row] * self.returns.shape[1] + placed.position
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        return placed.take(first), which.reshape(-1)

    def _regressors(self, placed: Placement, window: Window, durations: Floats | None, leads: int) -> Floats:
        if durations is not None:
            return self.regressors.over(placed, window, durations)
        return self.regressors.cut(placed, widened(window, leads))


class _Side(NamedTuple):
    """Returns of one window, and the sessions that they span; None where every one spans its own."""

    returns: Floats
    durations: Floats | None


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
