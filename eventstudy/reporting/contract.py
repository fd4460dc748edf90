"""Contract flags as JSON and as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.reporting.tables import Column, Json, Table, marked, stress_yes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.announcements.flags.flag import ContractFlag

SCHEMA = "eventstudy/contract/1"

NOTE = "contract flags are counted and listed, not weighed into a score; unknown is not no"

_COLUMNS = (
    Column("flag", "flag"),
    Column("tripped", "tripped", style=stress_yes),
    Column("value", "value", prose=True),
    Column("threshold", "trips at", prose=True),
    Column("sentence", "finding", prose=True),
)


def contract_count(flags: Sequence[ContractFlag]) -> str:
    """Write how many flags tripped and how many are unknown."""
    tripped, unknown = _counts(flags)
    return f"{tripped} of {len(flags)} contract flags tripped, {unknown} unknown"


def contract_json(flags: Sequence[ContractFlag]) -> Json:
    """Return the flags as an object; ``tripped`` is null where it is unknown, and ``reason`` says why."""
    tripped, unknown = _counts(flags)
    return {
        "schema": SCHEMA,
        "tripped": tripped,
        "unknown": unknown,
        "count": len(flags),
        "note": NOTE,
        "flags": [
            {
                "name": one.name,
                "tripped": one.tripped,
                "value": one.value,
                "unit": one.unit or None,
                "threshold": one.threshold,
                "sentence": one.sentence,
                "reason": one.reason,
                "sources": list(one.sources),
            }
            for one in flags
        ],
    }


def contract_summary(contracts: Mapping[str, Sequence[ContractFlag]], *, simulated: bool) -> Table:
    """Return a row for every announcement: how many of its flags tripped, which, and how many are unknown."""
    columns = (
        Column("id", "event", wide=True),
        Column("tripped", "tripped", "d"),
        Column("unknown", "unknown", "d"),
        Column("flags", "contract flags", prose=True, style=lambda _: "stress"),
    )
    rows = tuple(
        (
            name,
            *_counts(flags),
            ", ".join(one.name for one in flags if one.tripped) or None,
        )
        for name, flags in contracts.items()
    )
    count = len(next(iter(contracts.values()), ()))
    return Table(columns, rows, marked(f"Contract flags, of {count} each", simulated=simulated), (NOTE,))


def contract_table(flags: Sequence[ContractFlag], announcement: str, *, simulated: bool = False) -> Table:
    """Return a row for every flag of the announcement with this id, and the count above them."""
    rows = tuple((one.name, _tripped(one), _value(one), one.threshold, one.sentence) for one in flags)
    sources = tuple(f"{one.name}: {' ; '.join(one.sources)}" for one in flags if one.sources)
    return Table(
        _COLUMNS,
        rows,
        marked(f"{announcement}: {contract_count(flags)}", simulated=simulated),
        (NOTE, *sources),
    )


def contract_evidence(flags: Sequence[ContractFlag]) -> Table:
    """Return a row for every flag: whether it tripped and what was found, then value, threshold and sources."""
    columns = (*_COLUMNS[:2], _COLUMNS[-1], *_COLUMNS[2:4], Column("sources", "sources", prose=True))
    rows = tuple(
        (one.name, _tripped(one), one.sentence, _value(one), one.threshold, " ; ".join(one.sources) or None)
        for one in flags
    )
    return Table(columns, rows, notes=(NOTE,))


def _counts(flags: Sequence[ContractFlag]) -> tuple[int, int]:
    """Count the flags that tripped, and those that are unknown."""
    return sum(one.tripped is True for one in flags), sum(one.tripped is None for one in flags)


def _tripped(flag: ContractFlag) -> str:
    return {True: "yes", False: "no", None: "unknown"}[flag.tripped]


def _value(flag: ContractFlag) -> str | None:
    if flag.value is None:
        return None
    value = flag.value if isinstance(flag.value, str) else f"{flag.value:.3g}"
    return f"{value} {flag.unit}".strip()
