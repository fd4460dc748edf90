"""Which index a security is measured against: the reader's choice, else the index of its exchange."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

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
    return (
        run
        or overrides.get(symbol)
        or (overrides.get(mic) if mic else None)
        or (default.symbol if default else None)
    )
