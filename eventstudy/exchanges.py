"""The exchanges we know: MIC, name, time zone, currency and the suffix of Yahoo-style symbols.

Sources: ISO 10383 (MICs), the IANA time-zone database, and the suffix list of Yahoo Finance's help page
"Exchanges and data providers on Yahoo Finance".
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.errors import CalendarError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange.

    Attributes
    ----------
    mic : str
        Market identifier code of ISO 10383, e.g. ``XHKG``.
    name : str
        Name in plain English.
    timezone : str
        IANA zone of its clock, e.g. ``Asia/Hong_Kong``.
    currency : str
        ISO 4217 code in which its shares are usually quoted.
    suffix : str or None
        Ending of its Yahoo-style symbols with the dot, e.g. ``.HK``; None where symbols have none.
    """

    mic: str
    name: str
    timezone: str
    currency: str
    suffix: str | None


_TABLE = (
    Exchange("XHKG", "Hong Kong", "Asia/Hong_Kong", "HKD", ".HK"),
    Exchange("XSHG", "Shanghai", "Asia/Shanghai", "CNY", ".SS"),
    Exchange("XSHE", "Shenzhen", "Asia/Shanghai", "CNY", ".SZ"),
    Exchange("XNAS", "Nasdaq", "America/New_York", "USD", None),
    Exchange("XNYS", "New York", "America/New_York", "USD", None),
    Exchange("XBKK", "Bangkok", "Asia/Bangkok", "THB", ".BK"),
    Exchange("XKLS", "Kuala Lumpur", "Asia/Kuala_Lumpur", "MYR", ".KL"),
    Exchange("XSES", "Singapore", "Asia/Singapore", "SGD", ".SI"),
    Exchange("XTAI", "Taiwan", "Asia/Taipei", "TWD", ".TW"),
    Exchange("XTKS", "Tokyo", "Asia/Tokyo", "JPY", ".T"),
    Exchange("XKRX", "Korea", "Asia/Seoul", "KRW", ".KS"),
    Exchange("XASX", "Australia", "Australia/Sydney", "AUD", ".AX"),
    Exchange("XLON", "London", "Europe/London", "GBP", ".L"),
    Exchange("XPAR", "Paris", "Europe/Paris", "EUR", ".PA"),
    Exchange("XETR", "Xetra", "Europe/Berlin", "EUR", ".DE"),
    Exchange("XMIL", "Milan", "Europe/Rome", "EUR", ".MI"),
    Exchange("XTSE", "Toronto", "America/Toronto", "CAD", ".TO"),
)

EXCHANGES: Mapping[str, Exchange] = MappingProxyType({one.mic: one for one in _TABLE})
"""Every exchange we know, by MIC."""

_BY_SUFFIX = {one.suffix: one.mic for one in _TABLE if one.suffix}


def exchange(mic: str) -> Exchange:
    """Return the exchange of a MIC.

    Raises
    ------
    CalendarError
        If the MIC is not one we know; the message names the nearest.
    """
    known = EXCHANGES.get(mic)
    if known is None:
        hint = suggestion(nearest(mic.upper(), EXCHANGES, cutoff=0.5))
        raise CalendarError(f"unknown exchange '{mic}': {hint}known MICs are {', '.join(EXCHANGES)}")
    return known


def mic_of(symbol: str) -> str | None:
    """Return the MIC that the suffix of a Yahoo-style symbol says, or None where it says nothing.

    >>> mic_of("1725.HK"), mic_of("RKLB")
    ('XHKG', None)
    """
    head, dot, tail = symbol.rpartition(".")
    return _BY_SUFFIX.get(f".{tail.upper()}") if head and dot else None
