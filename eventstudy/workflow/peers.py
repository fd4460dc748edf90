"""The curated peers, and the user's own, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.errors import NothingToStudyError
from eventstudy.exchanges import EXCHANGES, mic_of
from eventstudy.prices.peers import Peer, curated, peers_of
from eventstudy.reporting.reports import Report
from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COLUMNS = (
    Column("symbol", "symbol"),
    Column("exchange", "exchange"),
    Column("name", "name"),
    Column("kind", "kind"),
    Column("why", "why", prose=True),
    Column("source", "source", prose=True),
)

_OWN = "your settings"


def peer_report(whose: str | None, *, overrides: Mapping[str, Sequence[str]]) -> Report:
    """List the peers of a security or of an exchange; of all exchanges where neither is named.

    Raises
    ------
    NothingToStudyError
        If nobody is listed as a peer.
    """
    name = whose.upper() if whose else None
    rows = _everyone() if name is None else _of(name, overrides)
    if not rows:
        raise NothingToStudyError(
            f"no peers of {name}: none are listed for its exchange; name them in the settings, [peers] and below it "
            f'"{name}" = ["...", "..."]; listed are those of {", ".join(_listed())}'
        )
    return Report(Table(_COLUMNS, rows, notes=_notes()), "eventstudy/peers/1")


_Row = tuple[str, str | None, str | None, str | None, str | None, str]


def _everyone() -> tuple[_Row, ...]:
    return tuple(_row(one) for one in curated().peers)


def _of(name: str, overrides: Mapping[str, Sequence[str]]) -> tuple[_Row, ...]:
    if name in EXCHANGES:
        own = overrides.get(name)
        listed = (*curated().of(name, "space"), *curated().of(name, "small_cap"))
        return tuple(map(_known, own)) if own else tuple(map(_row, listed))
    return tuple(map(_known, peers_of(name, None, overrides)))


def _known(symbol: str) -> _Row:
    """Return the row of a symbol, which only the user's settings may know."""
    listed = next((one for one in curated().peers if one.symbol == symbol), None)
    return _row(listed) if listed else (symbol, mic_of(symbol), None, None, None, _OWN)


def _row(one: Peer) -> _Row:
    return one.symbol, one.mic, one.name, one.kind, one.why, one.source


def _listed() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.mic for one in curated().peers))


def _notes() -> tuple[str, ...]:
    pools = "; ".join(" and ".join(pool) for pool in curated().pooled)
    return (
        f"list of {curated().made}: it knows who is listed then, not who was delisted before",
        f"peers are pooled across {pools}, which keep the same sessions and currency",
    )
