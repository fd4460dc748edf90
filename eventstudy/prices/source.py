"""What we ask of any place that daily prices come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt

    from eventstudy.prices.series import PriceSeries


class PriceSource(Protocol):
    """A place that daily prices come from."""

    def history(self, symbol: str, first: dt.date, last: dt.date) -> PriceSeries:
        """Return the daily prices of a security from ``first`` to ``last``, both days included.

        Days on which the source has no row are absent; a row without a close is kept as NaN.

        Raises
        ------
        PriceUnavailableError
            If the source has nothing for the security in those days, or did not answer.
        RateLimitedError
            If the source asks to come back later.
        """
        ...
