"""Whether a series is in the money of its exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.arrays import date_of
from eventstudy.exchanges import exchange
from eventstudy.prices.quality.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.prices.quality.finding import Surroundings
    from eventstudy.prices.series import PriceSeries


def currency_change(series: PriceSeries, around: Surroundings) -> Iterator[Finding]:
    """Find a series that is quoted in another currency than its exchange's.

    Rule: the series names a currency, its exchange is known, and the exchange's shares are usually quoted in
    another. Found once, on the first day. Size: None. A series cannot change its currency on the way: files
    and the store refuse that. A change of unit within it, pounds to pence, is a ``unit_error``.

    Confusions: a second counter in another currency (80700.HK in CNY) is quoted so rightly.
    """
    if around.mic is None or around.index or series.currency is None or not len(series):
        return
    usual = exchange(around.mic).currency
    if series.currency != usual:
        yield Finding(
            series.security,
            date_of(series.days[0]),
            "currency_change",
            None,
            f"in {series.currency}, where {exchange(around.mic).name} quotes in {usual}: see that this is a "
            "counter in that currency, and take a benchmark whose returns are in it",
        )
