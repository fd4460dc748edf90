"""Tables of values as text, CSV, Markdown or JSON; deterministic, and never a NaN.

A cell is a number, a text, a truth value or None. A column says how its numbers are written for people;
CSV and JSON carry the numbers themselves.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from eventstudy.reporting.layout import TextColumn, blocks, broken, hanging

Cell: TypeAlias = str | float | int | bool | None
Json: TypeAlias = str | float | int | bool | Sequence["Json"] | Mapping[str, "Json"] | None

Format = Literal["table", "json", "csv", "md"]

SIMULATED_LINE = "SIMULATED DATA: fictional issuers and made-up prices"
"""What stands on every table that rests on made-up prices."""

P_VALUE = "0.4f"
"""The form of a p-value; see ``p_text``."""

_SMALLEST_P = 0.0001

_NARROWEST = 20
"""Columns of a terminal below which nobody reads a table, and no table is squeezed."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in JSON and CSV, its heading for people, and how its numbers are written.

    Attributes
    ----------
    key, heading : str
    form : str
        A format specification such as ``+.1%``; empty for text.
    wide, prose : bool
        Whether its text may be cut, or broken into lines, to make a table fit the terminal.
    """

    key: str
    heading: str
    form: str = ""
    wide: bool = False
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with the lines that stand above and below."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()


def marked(title: str, *, simulated: bool) -> str:
    """Put the word SIMULATED before a title that rests on made-up prices."""
    return f"{SIMULATED_LINE}\n{title}" if simulated else title


def stamped(table: Table, *, simulated: bool) -> Table:
    """Add a column that says of every row whether it rests on made-up prices, for CSV."""
    columns = (*table.columns, Column("simulated", "simulated"))
    return replace(table, columns=columns, rows=tuple((*row, simulated) for row in table.rows))


def p_text(p_value: float) -> str:
    """Write a p-value to four places, and as less than the smallest where it would read as zero."""
    return f"<{_SMALLEST_P}" if p_value < _SMALLEST_P else f"{p_value:.4f}"


def number(value: float) -> float | None:
    """Return the number, or None where it is not one: JSON has no NaN."""
    return float(value) if math.isfinite(value) else None


def numbers(values: Iterable[float]) -> list[float | None]:
    """Return the numbers, None for those that are none."""
    return [number(value) for value in values]


def to_json(value: Json) -> str:
    """Write JSON with sorted nothing, two spaces, and a refusal of NaN."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def records(table: Table) -> list[Mapping[str, Json]]:
    """Return the rows as objects, keyed by column."""
    return [dict(zip((column.key for column in table.columns), row, strict=True)) for row in table.rows]


def to_csv(table: Table) -> str:
    """Write the rows as CSV: full precision, missing as empty, formulas of a spreadsheet defused."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([[_plain(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
    return repr(cell)


def to_markdown(table: Table) -> str:
    """Write the table as Markdown, numbers aligned right."""
    heads = [column.heading for column in table.columns]
    rules = ["---:" if column.form else "---" for column in table.columns]
    body = [
        [shown(cell, column).replace("|", "\\|") for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    lines = [f"| {' | '.join(line)} |" for line in [heads, rules, *body]]
    above = [f"**{table.title}**", ""] if table.title else []
    below = ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join([*above, *lines, *below]) + "\n"


def to_text(table: Table, *, width: int = 10_000) -> str:
    """Write the table in aligned columns no wider than ``width``, as far as its columns give way."""
    width = max(width, _NARROWEST)
    columns = [
        TextColumn(
            [column.heading, *(shown(row[place], column) for row in table.rows)],
            right=bool(column.form),
            gives="cut" if column.wide else "broken" if column.prose else "never",
        )
        for place, column in enumerate(table.columns)
    ]
    above = [line for part in table.title.splitlines() for line in broken(part, width)]
    below = [line for note in table.notes for line in hanging(note, width)]
    return "\n\n".join("\n".join(lines) for lines in [above, *blocks(columns, width), below] if lines) + "\n"


def to_people(tables: Iterable[Table], form: Format, *, width: int) -> str:
    """Write tables one below the other, those without rows left out: as Markdown, or as text of a width."""
    shown = [table for table in tables if table.rows]
    return "\n".join(to_markdown(one) if form == "md" else to_text(one, width=width) for one in shown)


def shown(cell: Cell, column: Column) -> str:
    """Write a cell for people, as its column says."""
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) or not column.form:
        return str(cell)
    return p_text(cell) if column.form == P_VALUE else format(cell, column.form)
