"""What we ask of any place that daily prices come from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from eventstudy.prices.series import PriceSeries

LAG = dt.timedelta(minutes=30)
"""By how much a source may lag behind an exchange."""


@dataclass(frozen=True, slots=True)
class History:
    """What a source answered.

    Attributes
    ----------
    series : PriceSeries
        The days that it has; those that it lacks are absent, and a day without a close is NaN.
    complete_to : datetime.date
        The last day asked for of which it will not know more later: no session that is still to close.
    """

    series: PriceSeries
    complete_to: dt.date


class PriceSource(Protocol):
    """A place that daily prices come from; several threads may ask it at once."""

    def history(self, symbol: str, first: dt.date, last: dt.date, *, zone: str | None = None) -> History:
        """Return the daily prices of a security from ``first`` to ``last``, both days included.

        Days on which the source has no row are absent; a row without a close is kept as NaN. ``zone`` is
        the IANA zone of its exchange as far as we know; it saves a request, and decides nothing.

        Raises
        ------
        PriceUnavailableError
            If the source has nothing for the security in those days, or did not answer.
        RateLimitedError
            If the source asks to come back later.
        """
        ...
