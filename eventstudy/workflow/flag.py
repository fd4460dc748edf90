"""Signatures from announcements and prices to text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eventstudy.analysis.ramp import ramps
from eventstudy.analysis.signature import signatures
from eventstudy.analysis.signature_windows import ESTIMATION, RUN_UP
from eventstudy.analysis.window import Window
from eventstudy.reporting.contract import contract_summary, contract_table
from eventstudy.reporting.findings import Beside
from eventstudy.reporting.flag import FlagParts, component_table, flag_json, flag_table, flat_table
from eventstudy.reporting.ramp import ramp_table
from eventstudy.reporting.remarks import dropped_table
from eventstudy.reporting.rules import rules_summary
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import to_csv, to_json, to_people
from eventstudy.reporting.verdict import reference_table, sentence_table, verdict_table
from eventstudy.workflow.beside import findings_beside, mics
from eventstudy.workflow.contract import flags_of, ledgers_of
from eventstudy.workflow.events import join
from eventstudy.workflow.exchange_rules import rules_beside
from eventstudy.workflow.inputs import StoreShelf
from eventstudy.workflow.shelves import innermost, remarks_on
from eventstudy.workflow.stream import FORGOTTEN, event_name, remember
from eventstudy.workflow.verdicts import judge

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from eventstudy.analysis.ramp import Ramps
    from eventstudy.analysis.rules.rule import RuleFinding
    from eventstudy.analysis.signature import Signatures
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.announcements.ledger import FollowUp, Ledger
    from eventstudy.reporting.tables import Format, Table
    from eventstudy.workflow.events import Choices, Joined
    from eventstudy.workflow.inputs import PriceShelf, Say
    from eventstudy.workflow.shelves import PeerShelf
    from eventstudy.workflow.stream import Remembered
    from eventstudy.workflow.verdicts import Judged

SESSIONS_AFTER = 25
"""How far past day 0, or past the opt-out expiry, the prices are asked for: day W lies within it."""


FEW = 3
"""Announcements whose contract flags are listed one by one without being asked."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Measured signatures, what they were joined from, remarks, and what a check found in the prices."""

    signatures: Signatures
    joined: Joined
    remarks: tuple[str, ...] = ()
    beside: Beside = field(default_factory=Beside)

    @property
    def benchmarks(self) -> Mapping[str, str]:
        """The benchmark of each security."""
        return self.joined.benchmarks

    @property
    def sources(self) -> Mapping[str, str]:
        """Where the prices of each security come from."""
        return self.joined.sources


@dataclass(frozen=True, slots=True)
class Flagged:
    """Measured signatures, the verdicts on them, ramps, contract flags, and the stream of tests.

    Attributes
    ----------
    measured : Measured
    judged : Judged
    ramps : Ramps
        Of the measured events.
    rules : tuple of tuple of RuleFinding
        What the exchange's own rules say of each measured event.
    contracts : mapping of str to tuple of ContractFlag
        By announcement, with or without prices.
    stream : Remembered
        q-values among all that was ever tested, by ``stream.event_name``; none where nothing is remembered.
    """

    measured: Measured
    judged: Judged
    ramps: Ramps
    rules: tuple[tuple[RuleFinding, ...], ...]
    contracts: Mapping[str, tuple[ContractFlag, ...]]
    stream: Remembered

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is to be said of the prices, and of the reference sets."""
        late = self.stream.late
        said = (
            (f"flagged only now among all events ever tested (q <= 0.10): {', '.join(late)}",) if late else ()
        )
        return (*self.measured.remarks, *self.judged.remarks, *said)

    @property
    def says_nothing(self) -> bool:
        """Whether there is neither a signature nor a contract flag that is known."""
        known = any(one.tripped is not None for flags in self.contracts.values() for one in flags)
        return not len(self.measured.signatures) and not known

    def raised(self, level: float) -> tuple[str, ...]:
        """Name the flagged events with a q-value of at most ``level``."""
        decided, events = self.judged.verdicts, self.measured.signatures.events
        pairs = zip(events, decided.flagged, decided.q_value, strict=True)
        return tuple(event.id for event, flagged, q in pairs if flagged and q <= level)

    def text(self, form: Format, *, screen: Screen = PLAIN, verbose: bool) -> str:
        """Write everything in one of the formats of ``--format``."""
        found, decided = self.measured.signatures, self.judged.verdicts
        if form == "json":
            return to_json(flag_json(self._parts()))
        if form == "csv":
            return to_csv(flat_table(found, decided, self.contracts))
        tables = [*self._verdict_tables(), *self._contract_tables(verbose=verbose), *self._other_tables()]
        if verbose:
            tables += [component_table(found, i) for i in range(len(found))]
        left_out = dropped_table(found.dropped, simulated=found.simulated)
        return to_people([*tables, left_out], form, screen=screen)

    def _parts(self) -> FlagParts:
        found = self.measured.signatures
        return FlagParts(
            signatures=found,
            decided=self.judged.verdicts,
            references=self.judged.references,
            ramps=self.ramps,
            rules=self.rules,
            contracts=self.contracts,
            stream=self._stream_q(),
            notes=self.measured.joined.notes,
            beside=self.measured.beside,
            remarks=self.remarks,
        )

    def _stream_q(self) -> list[float | None]:
        found = self.measured.signatures
        return [self.stream.q_values.get(event_name(found, i)) for i in range(len(found))]

    def _verdict_tables(self) -> list[Table]:
        found, decided = self.measured.signatures, self.judged.verdicts
        tables = [verdict_table(found, decided, self._stream_q()), sentence_table(found, decided)]
        return tables if tables[0].rows else []

    def _contract_tables(self, *, verbose: bool) -> list[Table]:
        simulated = self.measured.signatures.simulated
        tables = [contract_summary(self.contracts, simulated=simulated)]
        if verbose or len(self.contracts) <= FEW:
            tables += [
                contract_table(flags, name, simulated=simulated) for name, flags in self.contracts.items()
            ]
        return tables

    def _other_tables(self) -> list[Table]:
        found = self.measured.signatures
        if not len(found):
            return []
        ids = [event.id for event in found.events]
        return [
            flag_table(found, self.measured.joined.notes, self.remarks),
            ramp_table(self.ramps),
            rules_summary(ids, self.rules, simulated=found.simulated),
            reference_table(self.judged.references, simulated=found.simulated),
            self.measured.beside.table(simulated=found.simulated),
        ]


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
    return Measured(found, joined, remarks_on(shelf, used), beside)


def flag_events(
    chosen: Sequence[Announcement],
    everything: Sequence[Announcement],
    shelf: PeerShelf,
    choices: Choices,
    *,
    known: Known,
    say: Say,
    edition: Sequence[Announcement] = (),
) -> Flagged:
    """Measure announcements, judge them by the reference set of their market, and read their terms.

    ``edition`` are the announcements that the chosen ones were picked from, if they were: all of them are tested, for
    who shows the one with the smallest p-value of twenty has made twenty tests.
    """
    measured = measure(chosen, everything, shelf, choices)
    found = measured.signatures
    whole = measured if set(edition) <= set(chosen) else measure(edition, everything, shelf, choices)
    judged = judge(
        whole.signatures, whole.beside.findings, everything, shelf, choices, peers=shelf.peers, say=say
    )
    stream = FORGOTTEN if known.store is None else remember(known.store, whole.signatures, judged.verdicts)
    return Flagged(
        measured=measured,
        judged=judged.only(whole.signatures, found),
        ramps=ramps(measured.joined.panel, found.events),
        rules=rules_beside(found, measured.joined.panel, mics(everything)),
        contracts=flags_of(
            chosen, everything, known.ledgers, shelf=shelf, recorded=known.recorded, as_of=known.as_of
        ),
        stream=stream,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside announcements and prices.

    Attributes
    ----------
    ledgers : tuple of Ledger
    recorded : tuple of FollowUp
        What the registry says became of deals.
    store : Engine or None
        Where the stream of tests is remembered; None where announcements or prices are of files.
    as_of : datetime.date or None
        Nothing that happened to a contract later is looked at; today by default.
    """

    ledgers: tuple[Ledger, ...] = ()
    recorded: tuple[FollowUp, ...] = ()
    store: Engine | None = None
    as_of: dt.date | None = None


def known_of(ledgers: Sequence[Path], shelf: PeerShelf, *, database: str | None) -> Known:
    """Read the ledgers, and what the store remembers.

    ``database`` is the store that the announcements are from; None where they are of a file. The stream of tests goes
    on only where the prices are stored too.
    """
    if database is None:
        return Known(ledgers_of(ledgers))
    from eventstudy.workflow.follow_ups import stored_follow_ups  # noqa: PLC0415  -- plain files need no SQLAlchemy

    inner = innermost(shelf)
    return Known(
        ledgers_of(ledgers, database=database),
        stored_follow_ups(database),
        inner.engine if isinstance(inner, StoreShelf) else None,
    )
