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
from eventstudy.reporting.tables import Format, to_csv, to_json, to_people
from eventstudy.workflow.beside import findings_beside, mics
from eventstudy.workflow.events import join
from eventstudy.workflow.shelves import remarks_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.events import Choices
    from eventstudy.workflow.inputs import PriceShelf

SESSIONS_AFTER = 25
"""How far past day 0, or past the opt-out expiry, the prices are asked for: day W lies within it."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """Measured signatures, how day 0 was found, each security's benchmark and source, remarks, and findings."""

    signatures: Signatures
    notes: Mapping[tuple[str, str], str]
    benchmarks: Mapping[str, str]
    sources: Mapping[str, str]
    remarks: tuple[str, ...] = ()
    beside: Beside = field(default_factory=Beside)

    def text(self, form: Format, *, width: int, verbose: bool) -> str:
        """Write the signatures in one of the formats of ``--format``."""
        if form == "json":
            return to_json(flag_json(self.signatures, self.notes, self.beside, self.remarks))
        if form == "csv":
            return to_csv(flat_table(self.signatures))
        found = self.beside.table(simulated=self.signatures.simulated)
        tables = [flag_table(self.signatures, self.notes, self.remarks), found]
        if verbose:
            tables += [component_table(self.signatures, i) for i in range(len(self.signatures.events))]
        left_out = dropped_table(self.signatures.dropped, simulated=self.signatures.simulated)
        return to_people([*tables, left_out], form, width=width)


def measure(
    chosen: Sequence[Announcement], everything: Sequence[Announcement], shelf: PriceShelf, choices: Choices
) -> Flagged:
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
    remarks = remarks_on(shelf, used)
    return Flagged(found, joined.notes, joined.benchmarks, joined.sources, remarks, beside)
