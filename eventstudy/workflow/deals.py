"""What deals are worth in one currency, and which exchange rates the registry needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import Precision
from eventstudy.exchanges import EXCHANGES
from eventstudy.prices.currencies import DOLLAR, LATEST, amount_on, rate_symbols
from eventstudy.workflow.inputs import StoreShelf, open_store, price_shelf
from eventstudy.workflow.shelves import rates_into

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.prices.currencies import Rate
    from eventstudy.settings import Settings
    from eventstudy.workflow.inputs import PriceShelf, Say

UNKNOWN = "unknown: {why}"


@dataclass(frozen=True, slots=True)
class DealValues:
    """The exchange rates by which announced values are told in one currency.

    Attributes
    ----------
    currency : str
        ISO 4217 code.
    rates : mapping of str to Rate or None
        By the currency of the value; None, or absent, where there is none.
    """

    currency: str
    rates: Mapping[str, Rate | None]

    def text(self, announcement: Announcement) -> str | None:
        """Write the value of a deal, or why it is not known; None where none was announced."""
        terms = announcement.terms
        if terms.value is None:
            return None
        if terms.currency is None:
            return UNKNOWN.format(why="no currency")
        if terms.currency == self.currency:
            return f"{terms.value:,.2f} {self.currency}"
        if announcement.announced.precision is Precision.MONTH:
            return UNKNOWN.format(why="dated only to the month")
        return self._converted(announcement, terms.value, self.rates.get(terms.currency))

    def _converted(self, announcement: Announcement, value: float, rate: Rate | None) -> str:
        found = None if rate is None else amount_on(value, rate, announcement.announced.date)
        if rate is None or found is None:
            return UNKNOWN.format(why="no rate")
        day, amount = found
        said = "SIMULATED rate" if rate.simulated else "rate"
        return f"{amount:,.2f} {self.currency} ({said} of {day})"

    @property
    def note(self) -> str:
        """How a value is converted."""
        return (
            f"values in {self.currency}: at the rate of the announcement's day, or the last of the {LATEST} calendar "
            "days before it"
        )


def deal_values(
    announcements: Sequence[Announcement], shelf: PriceShelf | None, *, currency: str
) -> DealValues:
    """Look up the rates that the announced values need; without a shelf there are none."""
    if shelf is None:
        return DealValues(currency, {})
    needed = {one.terms.currency for one in announcements if one.terms.value is not None}
    return DealValues(currency, rates_into(currency, needed, shelf))


def rate_shelf(
    files: Sequence[Path], announcements: Path | None, *, settings: Settings, say: Say
) -> PriceShelf | None:
    """Return where exchange rates are: in the files, else in the store that the announcements are from."""
    if files:
        return price_shelf(files, settings=settings, say=say)
    return None if announcements else StoreShelf(open_store(settings.database), settings.cache)


def currencies_needed(announcements: Sequence[Announcement], *, currency: str = DOLLAR) -> tuple[str, ...]:
    """Return the symbols of the rates that tell the values of deals, and the listed lines' prices, in one currency."""
    deals = [
        one.terms.currency for one in announcements if one.terms.value is not None and one.terms.currency
    ]
    lines = [
        known.currency
        for one in announcements
        for security in one.securities
        if security.mic and (known := EXCHANGES.get(security.mic))
    ]
    return tuple(dict.fromkeys(symbol for one in (*deals, *lines) for symbol in rate_symbols(one, currency)))
