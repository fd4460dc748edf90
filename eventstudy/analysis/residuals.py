"""The estimation residuals of a study: kept where they are few, computed anew block by block where not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.estimates import BLOCK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.analysis.estimates import Estimator
    from eventstudy.analysis.placement import Placement
    from eventstudy.arrays import Floats, Integers


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

    def blocks(self) -> Iterator[tuple[Integers, Floats]]:
        """Hand out the numbers of some events and their residuals, until all have come by."""
        if self.kept is None:
            yield from ((block.numbers, block.fit.residuals) for block in self.estimator.blocks(self.placed))
            return
        for start in range(0, len(self.kept), BLOCK):
            rows = self.kept[start : start + BLOCK]
            yield np.arange(start, start + len(rows)), rows

    def all(self) -> Floats:
        """Return the residuals of all events at once; shape (n, M)."""
        if self.kept is not None:
            return self.kept
        whole = np.empty((len(self.placed.row), len(self.estimator.cutter.estimation)))
        for numbers, rows in self.blocks():
            whole[numbers] = rows
        return whole
