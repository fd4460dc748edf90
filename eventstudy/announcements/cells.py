"""The cells of a row turned into values, each by one function that says what it refuses.

An empty cell is None: the file does not say. Whatever else cannot be read raises
``AnnouncementInvalidError``.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from eventstudy.announcements.announcement import Security
from eventstudy.announcements.words import clean
from eventstudy.errors import CalendarError
from eventstudy.exchanges import exchange, mic_of

if TYPE_CHECKING:
    from eventstudy.announcements.columns import Row

MOST_UNITS = 1_000_000_000
MOST_OPT_OUT_DAYS = 36_500

_ID = re.compile(r"\w[\w.-]{0,99}")
_SYMBOL = re.compile(r"[A-Z0-9^][A-Z0-9.^=&_-]{0,63}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)
_WHOLE = re.compile(r"([0-9]{1,15})(\.0+)?")
_GROUPED = re.compile(r"[0-9]{1,3}([,'_ \u00a0\u202f][0-9]{3})+(\.[0-9]+)?")
_SEPARATOR = re.compile(r"[,'_ \u00a0\u202f]")

_TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def read_id(row: Row) -> str:
    """Return the id: letters, digits, dots, dashes and underscores, for it names files too."""
    text = row.text("id")
    if not _ID.fullmatch(text):
        needed = "letters, digits, dots, dashes and underscores, at most 100 and no dot or dash first"
        raise row.error("id", f"'{text}' is not an id; write {needed}")
    return text


def read_securities(row: Row) -> tuple[Security, ...]:
    """Return the listed lines: symbols and, in parallel, the MICs of their exchanges.

    One MIC may serve several symbols; where there is none, the symbol's suffix says it, or nothing does.
    """
    symbols = _symbols(row)
    mics = _mics(row)
    if mics and (not symbols or len(mics) not in {1, len(symbols)}):
        counts = f"{len(mics)} exchanges for {len(symbols)} securities"
        raise row.error("exchange", f"{counts}; write one for each, with ';' between, or none")
    if len(mics) == 1 and len(symbols) > 1:
        _agree(row, mics[0], symbols)
    stated = mics * len(symbols) if len(mics) == 1 else mics or (None,) * len(symbols)
    return tuple(Security(symbol, mic or mic_of(symbol)) for symbol, mic in zip(symbols, stated, strict=True))


def read_currency(row: Row) -> str | None:
    """Return the currency as three capital letters."""
    text = row.text("currency").upper()
    if text and not _CURRENCY.fullmatch(text):
        raise row.error("currency", f"'{text}' is not a currency; write three letters such as USD")
    return text or None


def read_value(row: Row) -> float | None:
    """Return the announced value, zero or more."""
    text = row.text("value")
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise row.error("value", _not_a_number(text, "a number of 0 or more such as 21000000"))
    return float(text)


def read_units(row: Row) -> int | None:
    """Return how many units are bought, one or more."""
    return _whole(row, "units", 1, MOST_UNITS)


def read_opt_out_days(row: Row) -> int | None:
    """Return the days within which a side may walk away, zero or more."""
    return _whole(row, "opt_out_days", 0, MOST_OPT_OUT_DAYS)


def read_binding(row: Row) -> bool | None:
    """Return whether the parties are bound."""
    text = row.text("binding").lower()
    if text and text not in _TRUTHS:
        raise row.error("binding", f"'{text}' is neither yes nor no; write yes, no, true, false, 1 or 0")
    return _TRUTHS.get(text)


def read_url(row: Row) -> str | None:
    """Return the address; only of the web, for reports make links of it."""
    text = row.text("url")
    if text and (clean(text) != text or not _URL.fullmatch(text)):
        raise row.error("url", f"'{text}' is not a web address; write one that begins with https://")
    return text or None


def _symbols(row: Row) -> tuple[str, ...]:
    text = row.text("security").upper()
    symbols = tuple(part.strip() for part in text.split(";")) if text else ()
    for symbol in symbols:
        if not _SYMBOL.fullmatch(symbol):
            needed = "a symbol such as 1725.HK, with ';' between several"
            raise row.error("security", f"'{symbol}' is not a symbol; write {needed}")
    if len(set(symbols)) < len(symbols):
        raise row.error("security", f"'{text}' names a symbol twice; write it once")
    return symbols


def _mics(row: Row) -> tuple[str | None, ...]:
    text = row.text("exchange").upper()
    return tuple(_mic(row, part.strip()) for part in text.split(";")) if text else ()


def _mic(row: Row, text: str) -> str | None:
    try:
        return exchange(text).mic if text else None
    except CalendarError as error:
        raise row.error("exchange", str(error)) from error


def _agree(row: Row, mic: str | None, symbols: tuple[str, ...]) -> None:
    """Refuse one exchange for several symbols where a suffix says another."""
    for symbol in symbols:
        if mic_of(symbol) not in {None, mic}:
            problem = f"'{mic}' cannot serve '{symbol}', whose suffix says {mic_of(symbol)}"
            raise row.error("exchange", f"{problem}; write one exchange for each security, or none")


def _whole(row: Row, column: str, least: int, most: int) -> int | None:
    text = row.text(column)
    if not text:
        return None
    shape = _WHOLE.fullmatch(text)
    if shape is None or not least <= int(shape[1]) <= most:
        raise row.error(column, _not_a_number(text, f"a whole number from {least} to {most}"))
    return int(shape[1])


def _not_a_number(text: str, needed: str) -> str:
    if _GROUPED.fullmatch(text):
        return f"'{text}' has thousands separators; write {_SEPARATOR.sub('', text)}"
    seen = "is negative" if text.startswith("-") and _NUMBER.fullmatch(text[1:]) else "cannot be used"
    return f"'{text}' {seen}; write {needed}"
