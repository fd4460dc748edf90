"""Symbols as files spell them: what can be one, and how Stooq's become Yahoo-style ones.

Stooq writes the country after a dot (``aapl.us``), and names its downloads ``aapl_us_d.csv``; see its page
"Free Historical Market Data", https://stooq.com/db/h/. Endings that we have no exchange for are left as they are.
"""

from __future__ import annotations

import re

from eventstudy.exchanges import mic_of

_PLAIN = re.compile(r"\^?[A-Z0-9](?:[A-Z0-9&=.\-]{0,18}[A-Z0-9])?", re.ASCII)
_DOWNLOAD = re.compile(r"(?P<name>\^?[a-z0-9.\-]+?)(?:_(?P<country>[a-z]{2}))?_d", re.ASCII | re.IGNORECASE)
_ENDINGS = {"US": "", "UK": ".L", "JP": ".T", "HK": ".HK", "DE": ".DE"}
_HONG_KONG_DIGITS = 4


def plausible(text: str) -> bool:
    """Say whether a text looks like a symbol: capitals and digits, or an exchange's ending that we know.

    >>> plausible("1725.HK"), plausible("^HSI"), plausible("rklb.us"), plausible("prices"), plausible("2024")
    (True, True, True, False, False)
    """
    known = mic_of(text) is not None or text.upper().rpartition(".")[2] in _ENDINGS
    spelled = text.upper() if known else text
    return bool(_PLAIN.fullmatch(spelled)) and any(letter.isalpha() for letter in spelled)


def from_stem(stem: str) -> str | None:
    """Return the symbol that a file's name without ending says, or None where it says none.

    >>> from_stem("1725.HK"), from_stem("aapl_us_d"), from_stem("prices")
    ('1725.HK', 'AAPL', None)
    """
    download = _DOWNLOAD.fullmatch(stem)
    if download:
        country = download["country"]
        return from_stooq(f"{download['name']}.{country}" if country else download["name"])
    return from_stooq(stem) if plausible(stem) else None


def from_stooq(symbol: str) -> str:
    """Return the Yahoo-style symbol, in capitals; Yahoo writes at least four digits in Hong Kong.

    >>> [from_stooq(one) for one in ("aapl.us", "700.hk", "vod.uk", "7203.jp", "^spx", "cdr.pl")]
    ['AAPL', '0700.HK', 'VOD.L', '7203.T', '^SPX', 'CDR.PL']
    """
    head, dot, country = symbol.upper().rpartition(".")
    if not dot or country not in _ENDINGS:
        return symbol.upper()
    if country == "HK" and head.isdigit():
        head = head.zfill(_HONG_KONG_DIGITS)
    return head + _ENDINGS[country]
