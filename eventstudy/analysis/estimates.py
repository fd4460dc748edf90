"""Fit a model to all placed events, block by block, and reduce what their estimation windows say.

A block's windows stay in the processor's cache, and memory stays bounded whatever the number of events:
what an event leaves behind is a row of every array of ``Estimates``, and its share of the sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from eventstudy.analysis.cutting import BLOCK
from eventstudy.analysis.models.fit import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventstudy.analysis.cutting import Cutter
    from eventstudy.analysis.models.fit import Fit, Model
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Booleans, Floats, Integers

Made = TypeVar("Made")


@dataclass(frozen=True)
class Demands:
    """What an event must bring to be studied.

    Attributes
    ----------
    observations : int
        Estimation returns, at least.
    partial : bool
        Whether some of its event window may be missing.
    """

    observations: int
    partial: bool

    def met(self, fit: Fit, days: int, filled: Callable[[Booleans], Booleans] | None = None) -> Booleans:
        """Tell the events that can be studied; ``reasons`` says of the others why not.

        Parameters
        ----------
        fit : Fit
        days : int
            L, the days of the event window.
        filled : callable, optional
            Turns the days with an abnormal return, of shape (n, L), into those that a return covers, its own
            or one that spans it.

        Returns
        -------
        ndarray of shape (n,), bool
        """
        # A variance of zero is screened here, before any sum is taken over events.
        identified = (fit.sigma > ROUNDING) & np.isfinite(fit.variances[:, days])
        usable: Booleans = (fit.observations >= self.observations) & identified
        there = np.isfinite(fit.values[:, :days])
        if not there.all():
            whole = there if filled is None else filled(there)
            usable &= there.any(axis=1) if self.partial else whole.all(axis=1)
        return usable


@dataclass(frozen=True, eq=False)
class Estimates:
    """What is kept of n fits, in the order of the events.

    Attributes
    ----------
    observations, degrees_of_freedom : ndarray of shape (n,), int64
    parameters : ndarray of shape (n, P)
    sigma, r_squared : ndarray of shape (n,)
    values, variances : ndarray of shape (n, C)
    usable : ndarray of shape (n,), bool
        Whether the event can be studied.
    """

    observations: Integers
    degrees_of_freedom: Integers
    parameters: Floats
    sigma: Floats
    r_squared: Floats
    values: Floats
    variances: Floats
    usable: Booleans

    @classmethod
    def empty(cls, events: int, *, parameters: int, columns: int) -> Estimates:
        """Make room for so many events."""
        return cls(
            observations=np.zeros(events, dtype=np.int64),
            degrees_of_freedom=np.zeros(events, dtype=np.int64),
            parameters=np.empty((events, parameters)),
            sigma=np.empty(events),
            r_squared=np.empty(events),
            values=np.empty((events, columns)),
            variances=np.empty((events, columns)),
            usable=np.zeros(events, dtype=np.bool_),
        )

    def put(self, block: Block) -> None:
        """Fill in the rows of a block of events."""
        for name in _FITTED:
            getattr(self, name)[block.numbers] = getattr(block.fit, name)
        self.usable[block.numbers] = block.usable

    def take(self, numbers: Integers) -> Estimates:
        """Return the rows of some events, in the order of their numbers; of all of them without a copy."""
        if len(numbers) == len(self.usable):
            return self
        return Estimates(*(getattr(self, name)[numbers] for name in self.__dataclass_fields__))


_FITTED = (
    "observations",
    "degrees_of_freedom",
    "parameters",
    "sigma",
    "r_squared",
    "values",
    "variances",
)


@dataclass(frozen=True, eq=False)
class Estimator:
    """A model, and the windows that it is fitted to.

    Attributes
    ----------
    model : Model
    cutter : Cutter
    demands : Demands
    """

    model: Model
    cutter: Cutter
    demands: Demands

    def orders(self, placed: Placement) -> list[Integers]:
        """Split events into blocks, in the order of their sessions, so that neighbours share regressors.

        No events make one empty block, so that the arrays of an empty result have their shapes.
        """
        securities, sessions = self.cutter.returns.shape
        grid = self.cutter.regressors.grid[placed.row]
        order = np.argsort((grid * sessions + placed.position) * securities + placed.row)
        return [order[start : start + BLOCK] for start in range(0, max(len(order), 1), BLOCK)]

    def block(self, placed: Placement, numbers: Integers) -> Block:
        """Fit one block of events."""
        some = placed.take(numbers)
        windows = self.cutter.cut(some)
        fit = self.model.fit(windows)
        usable = self.demands.met(
            fit, len(self.cutter.columns.window), lambda there: self.cutter.filled(some, there)
        )
        return Block(numbers, fit, usable, windows.estimation_durations)

    def room(self, placed: Placement) -> Estimates:
        """Make room for the estimates of all events."""
        columns = len(self.cutter.columns)
        return Estimates.empty(len(placed.row), parameters=len(self.model.parameters), columns=columns)

    def estimate(self, placed: Placement, into: Estimates, digest: Callable[[Block], Made]) -> Iterator[Made]:
        """Fit all events, keep what is estimated, and yield what ``digest`` makes of every block in turn."""
        for numbers in self.orders(placed):
            block = self.block(placed, numbers)
            into.put(block)
            yield digest(block)


@dataclass(frozen=True, eq=False)
class Block:
    """The fits of some events.

    Attributes
    ----------
    numbers : ndarray of shape (b,), int64
        Which events they are.
    fit : Fit
    usable : ndarray of shape (b,), bool
    durations : ndarray of shape (b, M), or None
        Sessions that each estimation return spans, where residuals are per root of them.
    """

    numbers: Integers
    fit: Fit
    usable: Booleans
    durations: Floats | None = None
