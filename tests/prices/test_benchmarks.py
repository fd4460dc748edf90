"""Which index a security is measured against."""

from __future__ import annotations

import pytest

from eventstudy.exchanges import EXCHANGES
from eventstudy.prices.benchmarks import benchmark_for, default_benchmarks


def test_every_exchange_has_a_cited_benchmark() -> None:
    """Every exchange we know has a default benchmark with its name and publisher, and no other has."""
    defaults = default_benchmarks()
    assert set(defaults) == set(EXCHANGES)
    for mic, benchmark in defaults.items():
        assert benchmark.mic == mic
        assert all((benchmark.symbol, benchmark.name, benchmark.source))
        assert "price index" in benchmark.source or "performance index" in benchmark.source


@pytest.mark.parametrize(
    ("mic", "symbol"),
    [("XHKG", "^HSI"), ("XSHE", "000300.SS"), ("XNAS", "^GSPC"), ("XBKK", "^SET.BK"), ("XMIL", "FTSEMIB.MI")],
)
def test_a_default_is_the_index_of_the_exchange(mic: str, symbol: str) -> None:
    """Without a choice of the reader's, the exchange says the benchmark."""
    assert benchmark_for("anything", mic, overrides={}) == symbol


def test_the_narrower_choice_wins() -> None:
    """The run comes before the symbol's override, this before the exchange's, and this before the default."""
    overrides = {"1725.HK": "^HSTECH", "XHKG": "^HSCE"}
    assert benchmark_for("1725.HK", "XHKG", overrides=overrides, run="^GSPC") == "^GSPC"
    assert benchmark_for("1725.HK", "XHKG", overrides=overrides) == "^HSTECH"
    assert benchmark_for("0700.HK", "XHKG", overrides=overrides) == "^HSCE"
    assert benchmark_for("0700.HK", "XHKG", overrides={"1725.HK": "^HSTECH"}) == "^HSI"


@pytest.mark.parametrize("mic", [None, "XXXX"])
def test_nothing_is_guessed_for_an_unknown_exchange(mic: str | None) -> None:
    """Without an exchange that we know there is no default, but a choice still holds."""
    assert benchmark_for("RKLB", mic, overrides={}) is None
    assert benchmark_for("RKLB", mic, overrides={"RKLB": "^IXIC"}) == "^IXIC"
    assert benchmark_for("RKLB", mic, overrides={}, run="^GSPC") == "^GSPC"
