"""Pieces of sentences that all captions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.reporting.tables import SIMULATED_LINE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

SHAPE = "eventstudy: a shape of prices, which does not say why they moved."
"""What stands at the end of every source line."""

MINUS = "\N{MINUS SIGN}"


def signed(value: float) -> str:
    """Write a fraction as signed per cent; zero has no sign.

    >>> signed(0.1052), signed(-0.2), signed(-0.0001)
    ('+10.5%', '\N{MINUS SIGN}20.0%', '0.0%')
    """
    text = f"{value:+.1%}"
    return text[1:] if float(text[1:-1]) == 0 else text.replace("-", MINUS)


def who(issuer: str, security: str) -> str:
    """Name an issuer with its security, once where both are called the same.

    >>> who("USPACE", "1725.HK"), who("SPCE", "SPCE")
    ('USPACE (1725.HK)', 'SPCE')
    """
    return issuer if issuer == security else f"{issuer} ({security})"


def day_text(day: dt.date) -> str:
    """Write a date as a reader says it: 11 February 2025, without the name of a locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def brief_day(day: dt.date) -> str:
    """Write a date where there is little room: 11 Feb 2025."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def listed(texts: Sequence[str]) -> str:
    """Join texts as a sentence does.

    >>> listed(["day 0", "day 1", "day 4"])
    'day 0, day 1 and day 4'
    """
    return " and ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def of_simulated(text: str, *, simulated: bool) -> str:
    """Put what made-up data are before a text that rests on them."""
    return f"{SIMULATED_LINE}. {text}" if simulated else text
