"""Signatures and their verdicts as JSON (schema ``eventstudy/flag/1``) and as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.analysis.components import COMPONENTS
from eventstudy.analysis.signature_windows import ESTIMATION
from eventstudy.arrays import date_of
from eventstudy.counting import counted
from eventstudy.prices.panel import NO_SESSION
from eventstudy.reporting.contract import contract_json
from eventstudy.reporting.ramp import ramp_json
from eventstudy.reporting.remarks import (
    SUSPENSION,
    day0_lines,
    day0_of,
    suspension_cells,
    suspension_json,
    suspension_lines,
)
from eventstudy.reporting.rules import rules_json
from eventstudy.reporting.tables import Cell, Column, Json, Table, marked, number
from eventstudy.reporting.verdict import NOTE, edition_json, left_out_sentence, left_out_tier, verdict_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.analysis.ramp import Ramps
    from eventstudy.analysis.rules.rule import RuleFinding
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.flags.flag import ContractFlag
    from eventstudy.reporting.findings import Beside

SCHEMA = "eventstudy/flag/1"

SHAPE = (
    "components measure the shape of a path: how rare it is, the verdict says; why it is so, no number says"
)
"""What stands beside every component."""

_SHOWN = (
    Column("run_up", "run-up", "+.1%"),
    Column("peak", "peak", "+.1%"),
    Column("time_to_peak", "day", ".0f"),
    Column("up_strength", "up s", ".1f"),
    Column("give_back", "give-back", ".0%"),
    Column("dump_strength", "down s", ".1f"),
    Column("residual", "left", "+.0%"),
    Column("av_up", "vol up", "+.1f"),
    Column("tent", "tent", ".2f"),
    Column("pds", "pds", ".2f"),
)

_IDENTITY = (
    Column("id", "event", wide=True),
    Column("security", "security"),
    Column("day0", "day 0"),
    Column("last", "W", "d"),
    Column("beta", "beta", ".2f"),
    Column("sigma", "s", ".1%"),
    Column("zero_return_share", "zeros", ".0%"),
)

_CONTRACT = (
    Column("contract_flags", "contract_flags"),
    Column("contract_unknown", "contract_unknown"),
)

_VERDICT = (
    Column("p_value", "p_value", "g"),
    Column("q_value", "q_value", "g"),
    Column("matched", "matched", "d"),
    Column("sector_agrees", "sector_agrees"),
    Column("detectable_half", "detectable_half", "g"),
    Column("detectable_most", "detectable_most", "g"),
    Column("reason", "reason"),
)


@dataclass(frozen=True, slots=True)
class FlagParts:
    """Everything that the object of ``flag --format json`` is made from.

    Attributes
    ----------
    signatures : Signatures, of n events
    decided : Verdicts
    references : mapping of str to ReferenceSet
    ramps : Ramps
        Of the same n events.
    rules : sequence of sequence of RuleFinding
        Of the same n events.
    contracts : mapping of str to sequence of ContractFlag
        By announcement, with or without a signature.
    stream : sequence of float or None, length n
        q-values in the stream of all tests.
    notes : mapping of (id, security) to str
    beside : Beside
    remarks : sequence of str
    """

    signatures: Signatures
    decided: Verdicts
    references: Mapping[str, ReferenceSet]
    ramps: Ramps
    rules: Sequence[Sequence[RuleFinding]]
    contracts: Mapping[str, Sequence[ContractFlag]]
    stream: Sequence[float | None]
    notes: Mapping[tuple[str, str], str]
    beside: Beside
    remarks: Sequence[str] = ()


def flag_json(parts: FlagParts) -> Mapping[str, Json]:
    """Return the object that ``flag --format json`` prints; a missing number is None."""
    signatures = parts.signatures
    return {
        "schema": SCHEMA,
        "simulated": signatures.simulated,
        **edition_json(parts.decided, parts.references),
        "note": NOTE,
        "components": [{"name": one.name, "unit": one.unit, "meaning": one.meaning} for one in COMPONENTS],
        "price_notes": list(parts.remarks),
        "events": [_event(parts, i) for i in range(len(signatures.events))],
        "contracts": {name: contract_json(flags) for name, flags in parts.contracts.items()},
        "dropped": [
            {
                "id": one.id,
                "security": one.security or None,
                "reason": one.reason,
                "tier": left_out_tier(one),
                "sentence": left_out_sentence(one),
            }
            for one in signatures.dropped
        ],
        **parts.beside.json(),
    }


def _event(parts: FlagParts, i: int) -> Json:
    signatures = parts.signatures
    event, expiry = signatures.events[i], int(signatures.expiry[i])
    inside = signatures.sessions[i] != NO_SESSION
    return {
        "id": event.id,
        "security": event.security,
        "day0": event.day0.isoformat(),
        "day0_note": parts.notes.get((event.id, event.security)),
        "day0_moved_from": day0_of(event),
        "suspension": suspension_json(signatures.suspensions[i]),
        "last_session": int(signatures.last[i]),
        "expiry_session": expiry if expiry >= 0 else None,
        "sessions_lumped_into_day0": int(signatures.lumped[i]),
        "observations": int(signatures.observations[i]),
        "zero_return_share": number(signatures.zero_return_share[i]),
        "beta": number(signatures.beta[i]),
        "sigma": number(signatures.sigma[i]),
        "verdict": verdict_json(signatures, parts.decided, i),
        "stream_q_value": parts.stream[i],
        "ramp": ramp_json(parts.ramps.ramps[i]),
        "exchange_rules": rules_json(parts.rules[i]),
        "components": {name: number(values[i]) for name, values in signatures.components.items()},
        "offsets": [int(offset) for offset in signatures.offsets[inside]],
        "sessions": [date_of(day).isoformat() for day in signatures.sessions[i][inside]],
        "path": [number(value) for value in signatures.path[i][inside]],
    }


def flag_table(
    signatures: Signatures, notes: Mapping[tuple[str, str], str], remarks: Sequence[str] = ()
) -> Table:
    """Return a row for every event with the components that tell most."""
    title = (
        f"{counted(len(signatures.events), 'event')} measured, {len(signatures.dropped)} dropped · signature's own model: "
        f"log returns, robust beta, no intercept, estimation {ESTIMATION}"
    )
    rows = tuple(
        (*_identity(signatures, i), *_values(signatures, i, _SHOWN)) for i in range(len(signatures.events))
    )
    below = (
        *day0_lines(notes, signatures.events),
        *suspension_lines(signatures.suspensions, signatures.events),
        *remarks,
        SHAPE,
    )
    return Table((*_IDENTITY, *_SHOWN), rows, marked(title, simulated=signatures.simulated), below)


def component_table(signatures: Signatures, i: int) -> Table:
    """Return every component of one event, with its unit and its meaning."""
    event = signatures.events[i]
    rows = tuple(
        (one.name, number(signatures.components[one.name][i]), one.unit, one.meaning) for one in COMPONENTS
    )
    columns = (
        Column("name", "component"),
        Column("value", "value", ".4f"),
        Column("unit", "unit"),
        Column("meaning", "meaning", prose=True),
    )
    title = f"{event.id} · {event.security} · day 0 {event.day0}"
    return Table(columns, rows, marked(title, simulated=signatures.simulated), (SHAPE,))


def flat_table(
    signatures: Signatures, decided: Verdicts, contracts: Mapping[str, Sequence[ContractFlag]]
) -> Table:
    """Return one table of everything, for CSV: verdict, components, and dropped events with their reason."""
    values = tuple(Column(one.name, one.name, "g") for one in COMPONENTS)
    columns = (
        *_IDENTITY,
        *SUSPENSION,
        *values,
        *_VERDICT,
        Column("tier", "tier"),
        *_CONTRACT,
        Column("dropped", "dropped"),
        Column("simulated", "simulated"),
    )
    measured = tuple(
        (
            *_identity(signatures, i),
            *suspension_cells(signatures.events[i], signatures.suspensions[i]),
            *_values(signatures, i, values),
            *_verdict_cells(decided, i),
            decided.tier[i].value,
            *_contract_cells(contracts.get(signatures.events[i].id, ())),
            None,
            signatures.simulated,
        )
        for i in range(len(signatures.events))
    )
    blank = (None,) * (len(columns) - 5 - len(_CONTRACT))
    left_out = tuple(
        (
            one.id,
            one.security or None,
            *blank,
            left_out_tier(one),
            *_contract_cells(contracts.get(one.id, ())),
            one.reason,
            signatures.simulated,
        )
        for one in signatures.dropped
    )
    return Table(columns, measured + left_out, notes=(SHAPE,))


def _verdict_cells(decided: Verdicts, i: int) -> tuple[Cell, ...]:
    compared = decided.comparison
    return (
        number(compared.p_value[i]),
        number(decided.q_value[i]),
        int(compared.matched[i]),
        decided.sector_agrees[i],
        number(compared.detectable_half[i]),
        number(compared.detectable_most[i]),
        decided.reason[i],
    )


def _contract_cells(flags: Sequence[ContractFlag]) -> tuple[Cell, ...]:
    tripped = " ".join(one.name for one in flags if one.tripped)
    unknown = " ".join(one.name for one in flags if one.tripped is None)
    return tripped or None, unknown or None


def _identity(signatures: Signatures, i: int) -> tuple[Cell, ...]:
    event = signatures.events[i]
    return (
        event.id,
        event.security,
        event.day0.isoformat(),
        int(signatures.last[i]),
        number(signatures.beta[i]),
        number(signatures.sigma[i]),
        number(signatures.zero_return_share[i]),
    )


def _values(signatures: Signatures, i: int, columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    return tuple(number(signatures.components[column.key][i]) for column in columns)
