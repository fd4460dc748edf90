"""Symbols in the names of files and in Stooq's spelling."""

from __future__ import annotations

import pytest

from eventstudy.prices.symbols import from_stem, from_stooq, plausible


@pytest.mark.parametrize(
    ("stem", "symbol"),
    [
        ("1725.HK", "1725.HK"),
        ("1725.hk", "1725.HK"),
        ("BRK-B", "BRK-B"),
        ("^HSI", "^HSI"),
        ("aapl_us_d", "AAPL"),
        ("700_hk_d", "0700.HK"),
        ("^spx_d", "^SPX"),
        ("aapl.us", "AAPL"),
        ("prices", None),
        ("1398-HK-1d-bad-div", None),
        ("20240101", None),
        ("", None),
    ],
)
def test_a_files_name_is_a_symbol_only_where_it_looks_like_one(stem: str, symbol: str | None) -> None:
    """Capitals, digits and known endings are a symbol; an ordinary word is none."""
    assert from_stem(stem) == symbol


@pytest.mark.parametrize("name", ["aapl.us", "vod.uk", "7203.jp", "1.hk", "sap.de", "cdr.pl", "cdr"])
def test_a_translated_symbol_stays_what_it_is(name: str) -> None:
    """Translating twice is translating once."""
    once = from_stooq(name)
    assert from_stooq(once) == once


@pytest.mark.parametrize("word", ["last", "Close", "a b", "", "1", "Ä"])
def test_words_and_numbers_are_no_symbols(word: str) -> None:
    """What a header may say besides symbols is not taken for one."""
    assert not plausible(word)
