"""Regressions of many events at once: every distinct design is held, and factored, once.

Events that share a window of regressors and lack no return share a design; an event that lacks a return,
or whose returns span several sessions, has its own. So n events have g designs, and often g is far below n.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING

if TYPE_CHECKING:
    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.models.fit import FitWindows
    from eventstudy.arrays import Booleans, Floats, Integers

COLLINEAR = 1e-10
"""A regressor of which the regressors before it leave no more than this share unexplained adds nothing."""


@dataclass(frozen=True, eq=False)
class Designs:
    """The regressions of n events on k regressors, the intercept first.

    With returns from trade to trade, a return that spans d sessions has d times the variance, so that the
    regression is of ``y / sqrt(d)`` on ``[sqrt(d), x / sqrt(d)]``, and the intercept is a session's.

    Attributes
    ----------
    returns : ndarray of shape (n, M)
        Estimation returns over the root of their duration; zero where the session does not count.
    event : ndarray of shape (n, L)
        Returns of the event window; NaN where missing.
    of : ndarray of shape (n,), int64
        The design of each event.
    past : ndarray of shape (g, k, M)
        Regressors of the estimation window over the root of the duration; zero where the session does not
        count. The first is the root of the duration.
    ahead : ndarray of shape (g, k, L)
        Regressors of the event window; zero where the day is missing. The first is the duration.
    columns : Columns
        The days and windows to forecast.

    References
    ----------
    Maynes and Rumsey (1993), "Conducting Event Studies with Thinly Traded Stocks", Journal of Banking and
    Finance 17, pp. 148-149.
    """

    returns: Floats
    event: Floats
    of: Integers
    past: Floats
    ahead: Floats
    columns: Columns

    @cached_property
    def used(self) -> Booleans:
        """Which estimation sessions count; shape (g, M)."""
        used: Booleans = self.past[:, 0] > 0
        return used

    @cached_property
    def observations(self) -> Integers:
        """Estimation sessions that count; shape (g,)."""
        return np.asarray(np.count_nonzero(self.used, axis=1), dtype=np.int64)

    @cached_property
    def spans(self) -> Floats:
        """Sessions that the days of each column span, where the days exist; shape (g, C)."""
        return np.asarray(self.ahead[:, 0] @ self.columns.membership, dtype=np.float64)

    @cached_property
    def factors(self) -> Factors:
        """Q and the inverse of R; NaN where there is no more data than parameters, or no full rank."""
        g, k, m = self.past.shape
        # LAPACK gives k columns only where there are k rows.
        stacked = np.zeros((g, max(m, k), k))
        stacked[:, :m] = self.past.swapaxes(1, 2)
        q, r = np.linalg.qr(stacked)
        lengths = np.sqrt(np.einsum("gkm,gkm->gk", self.past, self.past))
        least = np.maximum(COLLINEAR * lengths, ROUNDING * np.sqrt(self.observations)[:, None])
        new = np.abs(np.diagonal(r, axis1=1, axis2=2)) > least
        full = new.all(axis=1) & (self.observations > k)
        r[~full] = np.eye(k)
        inverse = np.linalg.inv(r)
        inverse[~full] = np.nan
        return Factors(np.ascontiguousarray(q[:, :m].swapaxes(1, 2)), inverse)

    @cached_property
    def leverages(self) -> Floats:
        """``z'(X'X)^-1 z = |R^-T z|^2`` with z the sum of x_t over the days of a column; shape (g, C)."""
        sums = self.ahead @ self.columns.membership
        turned = self.factors.inverse.swapaxes(1, 2) @ sums
        return np.asarray(np.einsum("gkc,gkc->gc", turned, turned), dtype=np.float64)

    def each(self, of_designs: Floats) -> Floats:
        """Return what the design of each event has: (g, ...) to (n, ...), or (1, ...) where all share it."""
        return of_designs if len(of_designs) == 1 or self._own else of_designs[self.of]

    @cached_property
    def _own(self) -> bool:
        """Whether every event has its own design, in order, so that nothing need be copied."""
        return bool(np.array_equal(self.of, np.arange(len(self.past))))

    def coefficients(self) -> Floats:
        """Solve the least squares of every event, ``b = R^-1 Q'y``; shape (n, k).

        References
        ----------
        Golub and Van Loan (2013), "Matrix Computations", 4th edition, section 5.3.3.
        """
        along = self.each(self.factors.q) @ self.returns[:, :, None]
        return np.asarray((self.each(self.factors.inverse) @ along)[:, :, 0], dtype=np.float64)


class Factors(NamedTuple):
    """The orthogonal factors X = QR of g designs: Q' of shape (g, k, M), and R^-1 of shape (g, k, k)."""

    q: Floats
    inverse: Floats


def designs_of(windows: FitWindows, past: Floats, ahead: Floats) -> Designs:
    """Lay out the regressions of the windows' returns on a constant and regressors.

    A session counts only if the security and all regressors have a return on it.

    Parameters
    ----------
    windows : FitWindows
        Returns of n events, as fractions.
    past, ahead : ndarray of shape (u, K, M) and (u, K, L)
        Regressors in the u distinct windows; K may be zero.
    """
    known_past, known_ahead = _all_there(past), _all_there(ahead)
    there_past = _there(windows.estimation, windows.estimation_durations)
    there_ahead = _there(windows.event, windows.event_durations)
    which = windows.which
    own = _lacking(known_past[which], there_past) | _lacking(known_ahead[which], there_ahead)
    if windows.estimation_durations is not None:
        own[:] = True
    elif windows.event_durations is not None:
        own |= (windows.event_durations != 1).any(axis=1)
    kept = np.unique(which[~own])
    source = np.concatenate([kept, which[own]])
    of = np.where(own, len(kept) + np.cumsum(own) - 1, np.searchsorted(kept, which))
    used, days = known_past[source], known_ahead[source]
    used[len(kept) :] &= there_past[own]
    days[len(kept) :] &= there_ahead[own]
    root = None if windows.estimation_durations is None else np.sqrt(windows.estimation_durations)
    returns = windows.estimation if root is None else windows.estimation / root
    return Designs(
        returns=returns if used.all() else np.where(used[of], returns, 0),
        event=windows.event,
        of=of,
        past=_past(past[source], used, root),
        ahead=_laid(_spans(windows.event_durations, own, len(kept)), ahead[source], days),
        columns=windows.columns,
    )


def _all_there(regressors: Floats) -> Booleans:
    """Return the sessions on which all regressors have a return; (u, K, T) to (u, T)."""
    return np.asarray(np.isfinite(regressors).all(axis=1), dtype=np.bool_)


def _lacking(known: Booleans, there: Booleans) -> Booleans:
    """Return the events that lack a return where their regressors have one."""
    return np.asarray((known & ~there).any(axis=1), dtype=np.bool_)


def _there(returns: Floats, durations: Floats | None) -> Booleans:
    there = np.isfinite(returns)
    return there if durations is None else there & (durations > 0)


def _spans(durations: Floats | None, own: Booleans, shared: int) -> Floats | None:
    """Return the durations of the designs: of one session where events share them, each event's own elsewhere."""
    if durations is None:
        return None
    return np.concatenate([np.ones((shared, durations.shape[1])), durations[own]])


def _past(regressors: Floats, used: Booleans, root: Floats | None) -> Floats:
    return _laid(root, regressors if root is None else regressors / root[:, None], used)


def _laid(first: Floats | None, regressors: Floats, there: Booleans) -> Floats:
    """Put the first column (ones, unless given) before the regressors, all zero where nothing is there."""
    designs, more, sessions = regressors.shape
    laid = np.empty((designs, 1 + more, sessions))
    laid[:, 0] = 1 if first is None else first
    laid[:, 1:] = regressors
    if not there.all():
        laid[~np.broadcast_to(there[:, None], laid.shape)] = 0
    return laid
