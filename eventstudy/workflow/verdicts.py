"""Verdicts on measured signatures: each event beside the reference set of its market and of its window."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from eventstudy.analysis.calibration.matching import MATCHED
from eventstudy.analysis.calibration.reference import Comparison
from eventstudy.analysis.calibration.sector import agrees, sector_returns
from eventstudy.analysis.event import EventTable
from eventstudy.analysis.placement import place
from eventstudy.analysis.verdict import Verdicts, verdicts
from eventstudy.arrays import epoch_day
from eventstudy.prices.panel import NO_SESSION
from eventstudy.prices.peers import peers_of
from eventstudy.workflow.reference import GUARD, Homes, markets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.analysis.placement import Placement
    from eventstudy.analysis.signature import Signatures
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.panel import Panel
    from eventstudy.prices.quality.finding import Finding
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf, Say
    from eventstudy.workflow.reference import Market

FEWEST_SECTOR = 6
"""Space companies with prices that make a sector; with fewer the whole market stands in."""


@dataclass(frozen=True, eq=False)
class Judged:
    """Verdicts, and what is to be said of the reference sets behind them.

    Attributes
    ----------
    verdicts : Verdicts
    references : mapping of str to ReferenceSet
        By market and W, in words.
    compared_with : tuple of str, length n
        Which of the reference sets each event was compared with.
    remarks : tuple of str
        Which reference sets are too thin, and which peers would help.
    """

    verdicts: Verdicts
    references: Mapping[str, ReferenceSet]
    compared_with: tuple[str, ...]
    remarks: tuple[str, ...]

    def only(self, whole: Signatures, some: Signatures) -> Judged:
        """Return the verdicts on some of the signatures; they stay parts of their edition."""
        place = {(event.id, event.security): i for i, event in enumerate(whole.events)}
        numbers = [place[event.id, event.security] for event in some.events]
        return replace(
            self,
            verdicts=self.verdicts.take(np.array(numbers, dtype=np.int64)),
            compared_with=tuple(self.compared_with[number] for number in numbers),
        )

    def comparable_scores(self, found: Signatures) -> Floats:
        """Return the scores of the windows that each event was compared with; shape (n, 1000), NaN where none were.

        ``found`` are the signatures that were judged.
        """
        scores = np.full((len(found), MATCHED), np.nan)
        for name, reference in self.references.items():
            rows = np.array([i for i, one in enumerate(self.compared_with) if one == name], dtype=np.int64)
            if len(rows):
                scores[rows] = reference.comparable_scores(found.take(rows))
        return scores


def judge(
    found: Signatures,
    findings: Sequence[Finding],
    everything: Sequence[Announcement],
    shelf: PriceShelf,
    choices: Choices,
    *,
    peers: Mapping[str, Sequence[str]],
    say: Say,
) -> Judged:
    """Judge measured signatures.

    Parameters
    ----------
    found : Signatures
    findings : sequence of Finding
        What a check of the prices found.
    everything : sequence of Announcement
        The registry: its windows are no placebo windows.
    shelf : PriceShelf
        Every security that it holds belongs to the peer universe of its market.
    choices : Choices
    peers : mapping of str to sequence of str
        The user's own peers.
    say : callable
        Told when a reference set is built, which takes some seconds.
    """
    homes = Homes(everything, choices)
    symbols = [event.security for event in found.events]
    markets = markets_of(symbols, everything, shelf, choices, homes)
    groups = _groups(found, [homes.market(symbol) for symbol in symbols])
    references = {(key, last): markets[key].reference(last, say) for key, last, _ in groups}
    compared = [(rows, references[key, last].compare(found.take(rows))) for key, last, rows in groups]
    universe = _Universe(markets, homes, peers)
    issuers = {one.id: one.issuer.name for one in everything}
    decided = verdicts(
        found,
        Comparison.gathered(len(found), compared),
        issuers=[issuers[event.id] for event in found.events],
        faults=faults_of(found, findings),
        sector_agrees=universe.sector_agrees(found, groups),
    )
    names = {(key, last): f"{markets[key].name}, W = {last}" for key, last in references}
    compared_with = [""] * len(found)
    for key, last, rows in groups:
        for i in rows.tolist():
            compared_with[i] = names[key, last]
    return Judged(
        verdicts=decided,
        references={names[pair]: one for pair, one in references.items()},
        compared_with=tuple(compared_with),
        remarks=universe.remarks(symbols, groups, references),
    )


_Group: TypeAlias = "tuple[tuple[str, ...], int, Integers]"
"""The exchanges of a market, W, and the numbers of the events of both."""


def _groups(found: Signatures, whose: Sequence[tuple[str, ...]]) -> list[_Group]:
    """Group events by market and W, in the order in which they come."""
    by_pair: dict[tuple[tuple[str, ...], int], list[int]] = {}
    for i, pair in enumerate(zip(whose, found.last.tolist(), strict=True)):
        by_pair.setdefault(pair, []).append(i)
    return [(key, last, np.array(rows, dtype=np.int64)) for (key, last), rows in by_pair.items()]


def faults_of(found: Signatures, findings: Sequence[Finding]) -> list[str | None]:
    """Name of each event the finding inside sessions -10 to W that could fake its shape, if there is one."""
    blocking = [one for one in findings if one.kind in GUARD]
    return [_fault(found, i, blocking) for i in range(len(found))]


def _fault(found: Signatures, i: int, findings: Sequence[Finding]) -> str | None:
    days = found.sessions[i][found.sessions[i] != NO_SESSION]
    for one in findings:
        if one.security == found.events[i].security and days[0] <= epoch_day(one.session) <= days[-1]:
            return f"prices at fault on {one.session}: {one.kind}; {one.remedy}"
    return None


@dataclass(frozen=True, eq=False)
class _Universe:
    """The markets that events are compared with, and who belongs to whom."""

    markets: Mapping[tuple[str, ...], Market]
    homes: Homes
    peers: Mapping[str, Sequence[str]]

    def sector_agrees(self, found: Signatures, groups: Sequence[_Group]) -> list[bool | None]:
        """Say of each event whether both legs are left without its sector's path."""
        out: list[bool | None] = [None] * len(found)
        for key, last, rows in groups:
            for i, agreed in self._sector(found, rows, self.markets[key].panel, last):
                out[i] = agreed
        return out

    def _sector(
        self, found: Signatures, rows: Integers, panel: Panel, last: int
    ) -> Iterator[tuple[int, bool | None]]:
        spots = place(panel, EventTable.of([found.events[i] for i in rows.tolist()]))
        zero = int(np.searchsorted(found.offsets, 0))
        for here, members in self._sectors(found, rows, panel, spots):
            mine = rows[here]
            paths = found.path[mine, zero : zero + last + 1]
            sector = sector_returns(panel, spots.take(here), members, last)
            kept = agrees(paths, sector, found.peak_offset[mine], found.trough_offset[mine])
            yield from zip(mine.tolist(), kept, strict=True)

    def _sectors(
        self, found: Signatures, rows: Integers, panel: Panel, spots: Placement
    ) -> Iterator[tuple[Integers, Booleans]]:
        """Put together the events whose sectors are the same shares; of each group the places and the members."""
        alike: dict[bytes, list[int]] = {}
        members: dict[str, Booleans] = {}
        for k in np.flatnonzero(spots.found).tolist():
            symbol = found.events[rows[k]].security
            if symbol not in members:
                grid = panel.grid == panel.grid[spots.row[k]]
                members[symbol] = self._members(panel, symbol, grid)
            alike.setdefault(members[symbol].tobytes(), []).append(k)
        for marks, places in alike.items():
            yield np.array(places, dtype=np.int64), np.frombuffer(marks, dtype=np.bool_)

    def _members(self, panel: Panel, symbol: str, grid: Booleans) -> Booleans:
        """Mark the space companies that keep a share's sessions; all shares that do where they are too few."""
        space = {symbol, *peers_of(symbol, self.homes.mic(symbol), self.peers)}
        marks = grid & np.array([one in space for one in panel.securities], dtype=np.bool_)
        return marks if marks.sum() >= FEWEST_SECTOR else grid

    def remarks(
        self,
        symbols: Sequence[str],
        groups: Sequence[_Group],
        references: Mapping[tuple[tuple[str, ...], int], ReferenceSet],
    ) -> tuple[str, ...]:
        """Say which reference sets are too thin, and which peers would help."""
        said = [
            self._thin(self.markets[key], references[key, last], symbols[rows[0]])
            for key, last, rows in groups
            if references[key, last].gated.max(initial=0) < MATCHED
        ]
        return tuple(dict.fromkeys(said))

    def _thin(self, market: Market, reference: ReferenceSet, symbol: str) -> str:
        there = set(market.panel.securities)
        wanted = [one for one in peers_of(symbol, self.homes.mic(symbol), self.peers) if one not in there]
        like = f"; it would like {', '.join(wanted)}" if wanted else ""
        return (
            f"the reference set of {market.name} is too thin for p-values: "
            f"{int(reference.gated.sum()):,} windows with an up-leg from {len(reference.securities)} securities, "
            f"needs {MATCHED:,}{like}; run: eventstudy prices fetch --peers"
        )
