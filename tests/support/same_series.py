"""Equality of price series, for the tests of files and of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.prices.series import PriceSeries


def same(left: PriceSeries, right: PriceSeries) -> bool:
    """Say whether two series are equal, NaN being equal to NaN."""
    heads = [(one.security, one.currency, one.source, one.zone) for one in (left, right)]
    return (
        heads[0] == heads[1]
        and np.array_equal(left.days, right.days)
        and np.array_equal(left.numbers, right.numbers, equal_nan=True)
    )
