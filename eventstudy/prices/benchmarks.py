"""Which index a security is measured against, unless somebody says otherwise."""

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
    """The market index of an exchange: its Yahoo-style symbol, its name, and who publishes it."""

    symbol: str
    name: str
    source: str


@cache
def default_benchmarks() -> Mapping[str, Benchmark]:
    """Return the market index of every exchange, by MIC."""
    text = (files("eventstudy.prices") / "data" / "benchmarks.toml").read_text(encoding="utf-8")
    return MappingProxyType({mic: Benchmark(**entry) for mic, entry in tomllib.loads(text).items()})


def benchmark_for(
    symbol: str, mic: str | None, *, overrides: Mapping[str, str], run: str | None = None
) -> str | None:
    """Return the benchmark of a security.

    Parameters
    ----------
    symbol : str
    mic : str or None
        Its exchange, if known.
    overrides : mapping of str to str
        Standing choices, by symbol or by MIC; the symbol's goes first.
    run : str, optional
        The choice of this run; it beats everything.

    Returns
    -------
    str or None
        None where nothing names a benchmark.
    """
    if run:
        return run
    for key in (symbol, mic):
        if key is not None and key in overrides:
            return overrides[key]
    default = default_benchmarks().get(mic) if mic else None
    return default.symbol if default else None
