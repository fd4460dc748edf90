"""The abnormal returns of n events, column by column: what every test starts from.

Returns are fractions. A missing abnormal return is NaN: a column's statistics use the events that have it.
Columns are the L days of the event window, then its windows (``Columns``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.inference.moments import Moments, moments

if TYPE_CHECKING:
    from eventstudy.analysis.columns import Columns
    from eventstudy.analysis.inference.evidence import Evidence
    from eventstudy.arrays import Floats, Integers


@dataclass(frozen=True, eq=False)
class Sample:
    """Abnormal returns with the variances that their model forecasts, and what the estimation windows say.

    Attributes
    ----------
    columns : Columns
        L days and W windows; C = L + W.
    values : ndarray of shape (n, C)
        Abnormal return of each day, then its sum over each window, as fractions; NaN where there is none.
    variances : ndarray of shape (n, C)
        Forecast-error variance of each.
    degrees_of_freedom : ndarray of shape (n,), int64
        Of each event's residual variance.
    evidence : Evidence
        Reductions of the estimation windows.
    """

    columns: Columns
    values: Floats
    variances: Floats
    degrees_of_freedom: Integers
    evidence: Evidence

    @cached_property
    def raw(self) -> Moments:
        """Moments across events of the abnormal returns; each of shape (C,)."""
        return moments(self.values)

    @cached_property
    def standardized(self) -> Moments:
        """Moments across events of SAR_it = A_it / sqrt(forecast variance); each of shape (C,)."""
        return moments(self.values, self.variances)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide where the denominator is above zero, and give NaN elsewhere; nothing is divided by zero."""
    undefined = np.full(np.broadcast(numerator, denominator).shape, np.nan)
    quotient: Floats = np.divide(numerator, denominator, out=undefined, where=denominator > 0)
    return quotient
