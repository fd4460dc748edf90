"""The estimation residuals of a study: kept where they are few, computed anew block by block where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eventstudy.analysis.estimates import Estimator
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Floats, Integers


Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Residuals:
    """Estimation residuals of n events over M sessions; NaN where missing.

    Attributes
    ----------
    estimator : Estimator
        What they come from.
    placed : Placement
        Where the n events stand.
    kept : ndarray of shape (n, M), or None
    """

    estimator: Estimator
    placed: Placement
    kept: Floats | None

    @classmethod
    def of(cls, estimator: Estimator, placed: Placement, all_: Floats | None, numbers: Integers) -> Residuals:
        """Take the residuals of the events that stay, from those of all that were fitted."""
        if all_ is not None and len(all_) > len(numbers):
            return cls(estimator, placed, all_[numbers])
        return cls(estimator, placed, all_)

    def each(self, work: Callable[[Integers, Floats], Made]) -> Iterator[Made]:
        """Yield what ``work`` makes of the numbers of some events and their residuals, until all came by."""
        orders = self.estimator.orders(self.placed)
        if self.kept is None:
            return (work(numbers, self._anew(numbers)) for numbers in orders)
        kept = self.kept
        return (work(numbers, kept[numbers]) for numbers in orders)

    def all(self) -> Floats:
        """Return the residuals of all events at once; shape (n, M)."""
        if self.kept is not None:
            return self.kept
        whole = np.empty((len(self.placed.row), len(self.estimator.cutter.estimation)))
        for numbers, rows in self.each(lambda numbers, rows: (numbers, rows)):
            whole[numbers] = rows
        return whole

    def _anew(self, numbers: Integers) -> Floats:
        return self.estimator.block(self.placed, numbers).fit.residuals
