"""Which index a security is measured against: the reader's choice, else the index of its exchange."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.prices.peers import CHOICES, Portfolio

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The default benchmark of one exchange.

    Attributes
    ----------
    mic : str
        The exchange.
    symbol : str
        Yahoo-style symbol of the index.
    name : str
        What its publisher calls it.
    source : str
        Who publishes it, and whether it counts dividends.
    """

    mic: str
    symbol: str
    name: str
    source: str


@cache
def default_benchmarks() -> Mapping[str, Benchmark]:
    """Return the default benchmark of every exchange we know, by MIC."""
    text = files("eventstudy.prices").joinpath("data/benchmarks.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, str]] = tomllib.loads(text)
    return MappingProxyType(
        {
            mic: Benchmark(mic, symbol=entry["symbol"], name=entry["name"], source=entry["source"])
            for mic, entry in entries.items()
        }
    )


def benchmark_for(
    symbol: str, mic: str | None, *, overrides: Mapping[str, str], run: str | None = None
) -> str | None:
    """Return the symbol of the benchmark of a security, or None where nothing says one.

    Where ``peers`` or ``small-caps`` is asked for, it is the name of the portfolio of the security's peers.

    Parameters
    ----------
    symbol, mic : str
        The security, and the MIC of its exchange (None where nothing says it).
    overrides : mapping of str to str
        The user's own benchmarks, by symbol or by MIC; a symbol's comes before its exchange's.
    run : str, optional
        The benchmark asked for in this run; it comes before all others.
    """
    default = default_benchmarks().get(mic) if mic else None
    chosen = (
        run
        or overrides.get(symbol)
        or (overrides.get(mic) if mic else None)
        or (default.symbol if default else None)
    )
    asked = next((choice for choice in CHOICES if choice == chosen), None)
    return chosen if asked is None else Portfolio(asked, symbol, mic).name
