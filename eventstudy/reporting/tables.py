"""Tables of values as text, CSV, Markdown or JSON; deterministic, and never a NaN.

A cell is a number, a text, a truth value or None. A column says how its numbers are written for people;
CSV and JSON carry the numbers themselves.
"""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Cell: TypeAlias = str | float | int | bool | None
Json: TypeAlias = str | float | int | bool | Sequence["Json"] | Mapping[str, "Json"] | None

Format = Literal["table", "json", "csv", "md"]

SIMULATED_LINE = "SIMULATED DATA: fictional issuers and made-up prices"
"""What stands on every table that rests on made-up prices."""

P_VALUE = "0.4f"
"""How a p-value is written: to four places, and as less than the smallest where it would read as zero."""

_SMALLEST_P = 0.0001

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in JSON and CSV, its heading for people, and how its numbers are written.

    Attributes
    ----------
    key, heading : str
    form : str
        A format specification such as ``+.1%``; empty for text.
    wide : bool
        Whether its text may be cut to make a table fit the terminal.
    """

    key: str
    heading: str
    form: str = ""
    wide: bool = False


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
        [_shown(cell, column).replace("|", "\\|") for cell, column in _cells(table, row)]
        for row in table.rows
    ]
    lines = [f"| {' | '.join(line)} |" for line in [heads, rules, *body]]
    return "\n".join([*_above(table, "**{}**"), *lines, *_below(table)]) + "\n"


def to_text(table: Table, *, width: int = 10_000) -> str:
    """Write the table in aligned columns no wider than ``width``; wide columns give way first."""
    shown = [[_shown(cell, column) for cell, column in _cells(table, row)] for row in table.rows]
    heads = [column.heading for column in table.columns]
    sizes = [max(map(display_width, column)) for column in zip(heads, *shown, strict=True)]
    sizes = _fitted(sizes, [column.wide for column in table.columns], width)
    rule = ["-" * size for size in sizes]
    lines = [_aligned(row, sizes, table.columns) for row in [heads, rule, *shown]]
    return "\n".join([*_above(table, "{}"), *lines, *_below(table)]) + "\n"


def to_people(tables: Iterable[Table], form: Format, *, width: int) -> str:
    """Write tables one below the other, those without rows left out: as Markdown, or as text of a width."""
    shown = [table for table in tables if table.rows]
    return "\n".join(to_markdown(one) if form == "md" else to_text(one, width=width) for one in shown)


def _above(table: Table, form: str) -> list[str]:
    return [form.format(table.title), ""] if table.title else []


def _below(table: Table) -> list[str]:
    return ["", *table.notes] if table.notes else []


def _cells(table: Table, row: tuple[Cell, ...]) -> list[tuple[Cell, Column]]:
    return list(zip(row, table.columns, strict=True))


def _shown(cell: Cell, column: Column) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) or not column.form:
        return str(cell)
    if column.form == P_VALUE and cell < _SMALLEST_P:
        return f"<{_SMALLEST_P}"
    return format(cell, column.form)


def _fitted(sizes: list[int], wide: list[bool], width: int) -> list[int]:
    """Shrink the wide columns, the widest first, until the row fits; none below twelve."""
    sizes = list(sizes)
    while sum(sizes) + 2 * (len(sizes) - 1) > width:
        candidates = [i for i, may in enumerate(wide) if may and sizes[i] > 12]  # noqa: PLR2004  -- stated above
        if not candidates:
            break
        sizes[max(candidates, key=sizes.__getitem__)] -= 1
    return sizes


def _aligned(row: Sequence[str], sizes: Sequence[int], columns: Sequence[Column]) -> str:
    cells = [
        _pad(_cut(cell, size), size, right=bool(column.form))
        for cell, size, column in zip(row, sizes, columns, strict=True)
    ]
    return "  ".join(cells).rstrip()


def display_width(text: str) -> int:
    """Return how many terminal cells a text takes; a Chinese character takes two."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
        if not unicodedata.combining(one)
    )


def _cut(text: str, size: int) -> str:
    if display_width(text) <= size:
        return text
    while display_width(text) > size - 1:
        text = text[:-1]
    return f"{text}…"


def _pad(text: str, size: int, *, right: bool) -> str:
    gap = " " * (size - display_width(text))
    return gap + text if right else text + gap
