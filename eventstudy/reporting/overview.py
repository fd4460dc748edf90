"""The table of an edition for readers: every event with what its price did and what that says, in changes of price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.counting import counted
from eventstudy.reporting.captions.words import of_simulated
from eventstudy.reporting.tables import Cell, Column, Table, marked, number
from eventstudy.reporting.verdict import given_back, left_out_tier, rise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.analysis.event import Dropped
    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.flags.flag import ContractFlag

TITLE = "What prices did around each announcement, and what that says"

COLUMNS = (
    Column("issuer", "issuer", prose=True),
    Column("day0", "day 0"),
    Column("rise", "rise", ".1%"),
    Column("by_day", "by day", "d"),
    Column("given_back", "given back", ".0%"),
    Column("p_value", "p", ".3f"),
    Column("q_value", "q", ".2f"),
    Column("flags", "contract flags"),
    Column("tier", "verdict", prose=True),
)


def overview_table(
    found: Signatures,
    decided: Verdicts,
    order: Sequence[int],
    issuers: Mapping[str, str],
    contracts: Mapping[str, Sequence[ContractFlag]],
) -> Table:
    """Return a row for every event in an order, then one for every announcement that was left out.

    Parameters
    ----------
    found, decided
    order : sequence of int
        Numbers of the events.
    issuers : mapping of str to str
        Name of the issuer by announcement.
    contracts : mapping of str to sequence of ContractFlag
        By announcement.
    """
    rows = [_row(found, decided, i, issuers, contracts) for i in order]
    rows += [_left_out(one, issuers, contracts) for one in found.dropped]
    title = f"{counted(len(found), 'event')}, {counted(len(found.dropped), 'announcement')} left out"
    return Table(COLUMNS, tuple(rows), marked(title, simulated=found.simulated))


def _row(
    found: Signatures,
    decided: Verdicts,
    i: int,
    issuers: Mapping[str, str],
    contracts: Mapping[str, Sequence[ContractFlag]],
) -> tuple[Cell, ...]:
    event, rose = found.events[i], bool(found.peak_offset[i] >= 0)
    back = rose and bool(np.isfinite(found.components["give_back"][i]))
    return (
        issuers[event.id],
        event.day0.isoformat(),
        rise(found, i) if rose else None,
        int(found.peak_offset[i]) if rose else None,
        given_back(found, i) if back else None,
        number(decided.comparison.p_value[i]),
        number(decided.q_value[i]),
        flag_count(contracts.get(event.id, ())),
        decided.tier[i].value,
    )


def _left_out(
    one: Dropped, issuers: Mapping[str, str], contracts: Mapping[str, Sequence[ContractFlag]]
) -> tuple[Cell, ...]:
    tier = left_out_tier(one) or "not studied"
    return issuers[one.id], None, None, None, None, None, None, flag_count(contracts.get(one.id, ())), tier


def flag_count(flags: Sequence[ContractFlag]) -> str | None:
    """Write how many contract flags tripped, of how many that are known; None where none is known."""
    known = [one for one in flags if one.tripped is not None]
    return f"{sum(bool(one.tripped) for one in known)} of {len(known)} known" if known else None


def alt(table: Table, *, simulated: bool) -> str:
    """Give every row as a list does, headings before the values."""
    rows = "; ".join(
        ", ".join(
            f"{column.heading} {_said(cell, column)}"
            for cell, column in zip(row, table.columns, strict=True)
            if cell is not None
        )
        for row in table.rows
    )
    return of_simulated(f"Table of {counted(len(table.rows), 'announcement')}: {rows}.", simulated=simulated)


def _said(cell: Cell, column: Column) -> str:
    return format(cell, column.form) if column.form and not isinstance(cell, str) else str(cell)
