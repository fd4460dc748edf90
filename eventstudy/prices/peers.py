"""Which shares a security is compared with: the reader's list, else the curated one of its exchange.

A portfolio of peers serves as a benchmark under a name: ``peers of 1725.HK``, or ``small-caps of BA (XNYS)``
where the symbol does not say the exchange. ``peers`` are the space companies of the exchange, or its small
caps where no space company is listed there; ``small-caps`` are the small caps.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from eventstudy.exchanges import mic_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

Choice: TypeAlias = Literal["peers", "small-caps"]

CHOICES: tuple[Choice, ...] = get_args(Choice)
"""What can be asked for in place of a benchmark's symbol."""

# A name as it is printed ends with the number of its members.
_NAME = re.compile(rf"({'|'.join(CHOICES)}) of (\S+?)(?: \(([A-Z][A-Z0-9]{{3}})\))?(?: \(\d+\))?")


@dataclass(frozen=True, slots=True)
class Peer:
    """One company of the curated list.

    Attributes
    ----------
    symbol, mic, name : str
        Its line, the exchange of the line, and the company.
    kind : {"space", "small_cap"}
    why, source : str
        What makes it a peer, and who says so.
    """

    symbol: str
    mic: str
    name: str
    kind: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class PeerList:
    """The curated list.

    Attributes
    ----------
    made : datetime.date
        When it was made.
    pooled : tuple of tuple of str
        MICs of exchanges whose peers are pooled, because they keep the same sessions and currency.
    peers : tuple of Peer
    """

    made: dt.date
    pooled: tuple[tuple[str, ...], ...]
    peers: tuple[Peer, ...]

    def market(self, mic: str) -> tuple[str, ...]:
        """Return the exchanges whose peers a security of this exchange has."""
        return next((pool for pool in self.pooled if mic in pool), (mic,))

    def of(self, mic: str, kind: str) -> tuple[Peer, ...]:
        """Return the peers of one kind in the market of an exchange."""
        market = self.market(mic)
        return tuple(one for one in self.peers if one.mic in market and one.kind == kind)


@cache
def curated() -> PeerList:
    """Return the curated list that comes with the package."""
    text = files("eventstudy.prices").joinpath("data/peers.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    sources: dict[str, str] = content["sources"]
    entries: list[dict[str, str]] = content["peer"]
    return PeerList(
        made=content["made"],
        pooled=tuple(map(tuple, content["pooled"])),
        peers=tuple(Peer(**{**entry, "source": sources[entry["source"]]}) for entry in entries),
    )


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A portfolio of peers that is asked for: whose, of which kind, and the exchange (None if unknown)."""

    choice: Choice
    symbol: str
    mic: str | None

    @property
    def name(self) -> str:
        """The name under which it serves as a benchmark."""
        said = f" ({self.mic})" if self.mic and self.mic != mic_of(self.symbol) else ""
        return f"{self.choice} of {self.symbol}{said}"

    @classmethod
    def parse(cls, name: str) -> Portfolio | None:
        """Read such a name; None where it is another benchmark's.

        >>> Portfolio.parse("peers of 1725.HK")
        Portfolio(choice='peers', symbol='1725.HK', mic='XHKG')
        """
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        choice: Choice = "peers" if found[1] == "peers" else "small-caps"
        return cls(choice, found[2], found[3] or mic_of(found[2]))

    def members(self, overrides: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the symbols of the portfolio, without the security that it is for."""
        if self.choice == "peers":
            return peers_of(self.symbol, self.mic, overrides)
        return _listed(self.symbol, self.mic, "small_cap")


def peers_of(symbol: str, mic: str | None, overrides: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the peers of a security, without itself; none where nothing names any.

    Parameters
    ----------
    symbol, mic : str
        The security, and the MIC of its exchange; None where nothing says it but, perhaps, the list itself.
    overrides : mapping of str to sequence of str
        The user's own lists, by symbol or by MIC; a symbol's comes before its exchange's, and both before
        the curated one.
    """
    home = mic or home_of(symbol)
    own = overrides.get(symbol) or (overrides.get(home) if home else None)
    if own:
        return tuple(one for one in dict.fromkeys(own) if one != symbol)
    return _listed(symbol, home, "space") or _listed(symbol, home, "small_cap")


def home_of(symbol: str) -> str | None:
    """Return the exchange of a symbol: what its suffix says, else where the list has it; None for others.

    >>> home_of("1725.HK"), home_of("RKLB"), home_of("ABC")
    ('XHKG', 'XNAS', None)
    """
    return mic_of(symbol) or next((one.mic for one in curated().peers if one.symbol == symbol), None)


def components(benchmark: str, *, overrides: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the symbols whose prices a benchmark is made from: its peers, or itself."""
    portfolio = Portfolio.parse(benchmark)
    return (benchmark,) if portfolio is None else portfolio.members(overrides)


def _listed(symbol: str, mic: str | None, kind: str) -> tuple[str, ...]:
    home = mic or home_of(symbol)
    return tuple(one.symbol for one in curated().of(home, kind) if one.symbol != symbol) if home else ()
