"""Signatures from announcements and prices to text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.analysis.signature_windows import ESTIMATION, RUN_UP
from eventstudy.analysis.window import Window
from eventstudy.reporting.findings import Beside
from eventstudy.reporting.flag import component_table, flag_json, flag_table, flat_table
from eventstudy.reporting.remarks import dropped_table
from eventstudy.reporting.tables import Format, Json, to_csv, to_json, to_people
from eventstudy.reporting.verdict import reference_table, sentence_table, verdict_table
from eventstudy.workflow.beside import findings_beside, mics
from eventstudy.workflow.events import join
from eventstudy.workflow.shelves import remarks_on
from eventstudy.workflow.verdicts import Judged, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf, Say
    from eventstudy.workflow.shelves import PeerShelf

SESSIONS_AFTER = 25
"""How far past day 0, or past the opt-out expiry, the prices are asked for: day W lies within it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Measured signatures, how day 0 was found, each security's benchmark and source, remarks, and findings."""

    signatures: Signatures
    notes: Mapping[tuple[str, str], str]
    benchmarks: Mapping[str, str]
    sources: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    beside: Beside = field(default_factory=Beside)


@dataclass(frozen=True, slots=True)
class Flagged:
    """Measured signatures and the verdicts on them."""

    measured: Measured
    judged: Judged

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of the prices, and of the reference sets."""
        return (*self.measured.remarks, *self.judged.remarks)

    def raised(self, level: float) -> tuple[str, ...]:
        """Name the flagged events with a q-value of at most ``level``."""
        decided = self.judged.verdicts
        return tuple(
            event.id
            for event, flagged, q in zip(
                self.measured.signatures.events, decided.flagged, decided.q_value, strict=True
            )
            if flagged and q <= level
        )

    def text(self, form: Format, *, width: int, verbose: bool) -> str:
        """Write the verdicts in one of the formats of ``--format``."""
        found, decided = self.measured.signatures, self.judged.verdicts
        if form == "json":
            return to_json(self._json())
        if form == "csv":
            return to_csv(flat_table(found, decided))
        tables = [
            verdict_table(found, decided),
            sentence_table(found, decided),
            flag_table(found, self.measured.notes, self.remarks),
            reference_table(self.judged.references, simulated=found.simulated),
            self.measured.beside.table(simulated=found.simulated),
        ]
        if verbose:
            tables += [component_table(found, i) for i in range(len(found))]
        left_out = dropped_table(found.dropped, simulated=found.simulated)
        return to_people([*tables, left_out], form, width=width)

    def _json(self) -> Mapping[str, Json]:
        measured, judged = self.measured, self.judged
        return flag_json(
            measured.signatures,
            judged.verdicts,
            references=judged.references,
            notes=measured.notes,
            beside=measured.beside,
            remarks=self.remarks,
        )


def measure(
    chosen: Sequence[Announcement], everything: Sequence[Announcement], shelf: PriceShelf, choices: Choices
) -> Measured:
    """Measure the chosen announcements.

    The other announcements of the same securities are joined too: they leave the estimation windows.
    """
    securities = {security for one in chosen for security in one.securities}
    ids = {one.id for one in chosen}
    neighbours = [one for one in everything if one.id in ids or securities & set(one.securities)]
    joined = join(neighbours, shelf, choices)
    unjoined = [one for one in joined.dropped if one.id in ids]
    found = signatures(joined.panel, joined.events).only(ids, also_dropped=unjoined)
    last = int(found.last.max(initial=0))
    windows = (ESTIMATION, Window(RUN_UP.first, last))
    beside = findings_beside(
        joined, found.events, windows, shelf=shelf, choices=choices, mics=mics(neighbours)
    )
    used = (*joined.benchmarks.values(), *joined.benchmarks)
    return Measured(found, joined.notes, joined.benchmarks, joined.sources, remarks_on(shelf, used), beside)


def flag_events(
    chosen: Sequence[Announcement],
    everything: Sequence[Announcement],
    shelf: PeerShelf,
    choices: Choices,
    *,
    say: Say,
) -> Flagged:
    """Measure the chosen announcements, and judge them by the reference set of their market."""
    measured = measure(chosen, everything, shelf, choices)
    judged = judge(
        measured.signatures,
        measured.beside.findings,
        everything,
        shelf,
        choices,
        peers=shelf.peers,
        say=say,
    )
    return Flagged(measured, judged)
