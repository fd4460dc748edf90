"""Two-sided p-values, taken from the lower tail so that small ones keep their digits (never 1 - cdf)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers


def normal_p_value(statistic: Floats) -> Floats:
    """Return P(|Z| >= |statistic|) under N(0, 1); NaN stays NaN."""
    return np.asarray(2 * special.ndtr(-np.abs(statistic)), dtype=np.float64)


def t_p_value(statistic: Floats, degrees_of_freedom: Floats | Integers) -> Floats:
    """Return P(|T| >= |statistic|) under Student's t; NaN stays NaN."""
    return np.asarray(2 * special.stdtr(degrees_of_freedom, -np.abs(statistic)), dtype=np.float64)
