"""What a price source must offer, shown by the smallest one that does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceUnavailableError
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.source import History, PriceSource

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class HeldPrices(PriceSource):
    """A price source that holds its series in a dictionary."""

    held: Mapping[str, PriceSeries]

    def history(
        self,
        symbol: str,
        first: dt.date,
        last: dt.date,
        *,
        zone: str | None = None,  # noqa: ARG002  -- days that are held need no zone
    ) -> History:
        """Return the days of a held series from ``first`` to ``last``."""
        if symbol not in self.held:
            raise PriceUnavailableError(f"{symbol}: not held")
        series = self.held[symbol]
        inside = (series.days >= epoch_day(first)) & (series.days <= epoch_day(last))
        return History(series.with_numbers(series.days[inside], series.numbers[:, inside]), last)


def test_a_dictionary_can_be_a_price_source() -> None:
    """Both days are included, and a security that the source does not have is an error."""
    closes = np.array([1.0, 2.0, 3.0, 4.0])
    source = HeldPrices({"A": PriceSeries("A", np.arange(4), closes, closes, closes)})
    got = source.history("A", dt.date(1970, 1, 2), dt.date(1970, 1, 3)).series
    assert got.close.tolist() == [2.0, 3.0]
    with pytest.raises(PriceUnavailableError):
        source.history("B", dt.date(1970, 1, 2), dt.date(1970, 1, 3))
