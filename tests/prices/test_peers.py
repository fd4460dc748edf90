"""The curated list of peers is in order, and a security's peers are found in it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from eventstudy.exchanges import EXCHANGES, mic_of
from eventstudy.prices.benchmarks import benchmark_for
from eventstudy.prices.peers import CHOICES, Portfolio, components, curated, peers_of


def test_every_peer_is_cited() -> None:
    """Every entry has a name, a reason and a source with an address."""
    for one in curated().peers:
        assert one.name
        assert one.why
        assert re.search(r"https?://\S+", one.source), one.symbol
        assert one.kind in {"space", "small_cap"}


def test_every_symbol_fits_its_exchange() -> None:
    """The suffix says the exchange; where there is none, the exchange is one without suffixes."""
    for one in curated().peers:
        if EXCHANGES[one.mic].suffix is None:
            assert re.fullmatch(r"[A-Z]{1,5}", one.symbol), one.symbol
        else:
            assert mic_of(one.symbol) == one.mic, one.symbol


def test_no_symbol_stands_twice() -> None:
    """Each line is listed once."""
    assert max(Counter(one.symbol for one in curated().peers).values()) == 1


def test_no_issuer_is_its_own_peer() -> None:
    """In one market, an issuer has one line: another line of it would be no other company."""
    for one in curated().peers:
        market = curated().market(one.mic)
        names = [other.name for other in curated().peers if other.mic in market]
        assert names.count(one.name) == 1, one.name


def test_pooled_exchanges_keep_one_clock_and_currency() -> None:
    """Exchanges are pooled only where a session of one is a session of the other."""
    for pool in curated().pooled:
        assert len({(EXCHANGES[mic].timezone, EXCHANGES[mic].currency) for mic in pool}) == 1
        assert all(curated().market(mic) == pool for mic in pool)


@pytest.mark.parametrize("mic", ["XHKG", "XSHG", "XSHE", "XNAS", "XNYS", "XTKS", "XTAI"])
def test_the_main_markets_have_enough_peers(mic: str) -> None:
    """A security of these exchanges has at least three peers, whoever it is."""
    for symbol in [one.symbol for one in curated().peers if one.mic == mic]:
        assert len(peers_of(symbol, mic, overrides={})) >= 3


def test_peers_are_the_space_companies_of_the_market() -> None:
    """The security itself is left out, small caps too, and exchanges of one country are one market."""
    assert peers_of("1725.HK", "XHKG", overrides={}) == ("1045.HK", "0031.HK", "2357.HK", "0763.HK")
    assert set(peers_of("RKLB", "XNAS", overrides={})) >= {"ASTS", "SPCE", "PL"}
    assert "600118.SS" in peers_of("000063.SZ", "XSHE", overrides={})
    assert "RKLB" in peers_of("BA", "XNYS", overrides={})


def test_the_list_knows_where_its_own_are_listed() -> None:
    """A symbol without a suffix has the market that the list has it on, where nothing else says it."""
    assert peers_of("RKLB", None, {}) == peers_of("RKLB", "XNAS", {}) != ()
    assert peers_of("RKLB", None, {"XNAS": ("PL",)}) == ("PL",)


@pytest.mark.parametrize("mic", [None, "XXXX", "XETR"])
def test_nobody_is_made_up(mic: str | None) -> None:
    """Where nothing is listed there are no peers."""
    assert peers_of("ABC", mic, overrides={}) == ()


def test_the_readers_list_wins() -> None:
    """A symbol's own list comes before its exchange's, and both before the curated one; nobody stands twice."""
    overrides = {"1725.HK": ("A.HK", "1725.HK", "B.HK", "A.HK"), "XHKG": ("C.HK",)}
    assert peers_of("1725.HK", "XHKG", overrides=overrides) == ("A.HK", "B.HK")
    assert peers_of("0700.HK", "XHKG", overrides=overrides) == ("C.HK",)
    assert peers_of("RKLB", "XNAS", overrides=overrides) == peers_of("RKLB", "XNAS", overrides={})


def test_small_caps_are_a_choice_of_their_own() -> None:
    """They are never space companies, and the reader's lists of peers do not touch them."""
    found = Portfolio("small-caps", "1725.HK", "XHKG").members({"1725.HK": ("A.HK",)})
    assert found == ("1710.HK", "3336.HK", "3302.HK")
    assert Portfolio("small-caps", "ABC", None).members({}) == ()


@pytest.mark.parametrize(
    ("choice", "symbol", "mic", "name"),
    [
        ("peers", "1725.HK", "XHKG", "peers of 1725.HK"),
        ("small-caps", "1725.HK", "XHKG", "small-caps of 1725.HK"),
        ("peers", "RKLB", "XNAS", "peers of RKLB (XNAS)"),
        ("peers", "RKLB", None, "peers of RKLB"),
    ],
)
def test_a_portfolio_is_asked_for_by_name(choice: str, symbol: str, mic: str | None, name: str) -> None:
    """A benchmark of that choice is the security's own portfolio, whose name says all that makes it."""
    (known,) = [one for one in CHOICES if one == choice]
    assert benchmark_for(symbol, mic, overrides={}, run=choice) == name
    assert benchmark_for(symbol, mic, overrides={symbol: choice}) == name
    assert Portfolio.parse(name) == Portfolio.parse(f"{name} (4)") == Portfolio(known, symbol, mic)
    assert Portfolio(known, symbol, mic).name == name


@pytest.mark.parametrize("name", ["^HSI", "peers", "peers of ", "other of 1725.HK", "peers of 1725.HK (4) x"])
def test_other_names_ask_for_no_portfolio(name: str) -> None:
    """An index, or what is no such name, stands for itself."""
    assert Portfolio.parse(name) is None
    assert components(name, overrides={}) == (name,)


def test_a_portfolio_needs_the_prices_of_its_members() -> None:
    """What must be fetched for it are its members, by the reader's list too."""
    assert components("peers of 1725.HK", overrides={}) == ("1045.HK", "0031.HK", "2357.HK", "0763.HK")
    assert components("peers of 1725.HK", overrides={"XHKG": ("A.HK",)}) == ("A.HK",)
