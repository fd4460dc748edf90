"""Fit a model to all placed events, block by block, and reduce what their estimation windows say.

A block's windows stay in the processor's cache, and memory stays bounded whatever the number of events:
what an event leaves behind is a row of every array of ``Estimates``, and its share of the sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.models.fit import ROUNDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventstudy.analysis.cutting import Cutter
    from eventstudy.analysis.models.fit import Fit, Model
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Booleans, Floats, Integers

BLOCK = 512
"""Events fitted at a time."""


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

    def met(self, fit: Fit, days: int) -> Booleans:
        """Tell the events that can be studied; ``reasons`` says of the others why not. Shape (n,)."""
        # A variance of zero is screened here, before any sum is taken over events.
        identified = (fit.sigma > ROUNDING) & np.isfinite(fit.variances[:, days])
        usable: Booleans = (fit.observations >= self.observations) & identified
        there = np.isfinite(fit.values[:, :days])
        if not there.all():
            usable &= there.any(axis=1) if self.partial else there.all(axis=1)
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
    zero_return_share, positive_share : ndarray of shape (n,)
        Share of the estimation returns that are zero, and of the residuals that are positive.
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
    zero_return_share: Floats
    positive_share: Floats
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
            zero_return_share=np.empty(events),
            positive_share=np.empty(events),
            usable=np.zeros(events, dtype=np.bool_),
        )

    def put(self, numbers: Integers, fit: Fit, zero_return_share: Floats, usable: Booleans) -> None:
        """Fill in the rows of some events."""
        for name in _FITTED:
            getattr(self, name)[numbers] = getattr(fit, name)
        self.zero_return_share[numbers] = zero_return_share
        positive = (fit.residuals > 0).sum(axis=1, dtype=np.uint16)
        self.positive_share[numbers] = positive / np.maximum(fit.observations, 1)
        self.usable[numbers] = usable

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

    def blocks(self, placed: Placement) -> Iterator[Block]:
        """Fit the events in the order of their sessions, so that neighbours share regressors."""
        securities, sessions = self.cutter.returns.shape
        grid = self.cutter.regressors.grid[placed.row]
        order = np.argsort((grid * sessions + placed.position) * securities + placed.row)
        # No events make one empty block, so that the arrays of an empty result have their shapes.
        for start in range(0, max(len(order), 1), BLOCK):
            numbers = order[start : start + BLOCK]
            windows = self.cutter.cut(placed.take(numbers))
            share = windows.zero_return_share
            fit = self.model.fit(windows)
            usable = self.demands.met(fit, len(self.cutter.columns.window))
            yield Block(numbers, fit, share, usable)

    def estimate(self, placed: Placement, watch: Callable[[Block], None]) -> Estimates:
        """Fit all events; what cannot be studied is marked. Every block is shown to ``watch``."""
        columns = len(self.cutter.columns)
        kept = Estimates.empty(len(placed.row), parameters=len(self.model.parameters), columns=columns)
        for block in self.blocks(placed):
            kept.put(block.numbers, block.fit, block.zero_return_share, block.usable)
            watch(block)
        return kept


@dataclass(frozen=True, eq=False)
class Block:
    """The fits of some events.

    Attributes
    ----------
    numbers : ndarray of shape (b,), int64
        Which events they are.
    fit : Fit
    zero_return_share : ndarray of shape (b,)
    usable : ndarray of shape (b,), bool
    """

    numbers: Integers
    fit: Fit
    zero_return_share: Floats
    usable: Booleans
