"""Equality of price series, for the tests of files and of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.prices.series import PriceSeries


def same(left: PriceSeries, right: PriceSeries) -> bool:
    """Say whether two series are equal, NaN being equal to NaN."""
    return (left.security, left.currency, left.source) == (
        right.security,
        right.currency,
        right.source,
    ) and all(
        np.array_equal(getattr(left, name), getattr(right, name), equal_nan=True)
        for name in ("days", "close", "adj_close", "volume")
    )
