"""Tables of values as text, CSV, Markdown or JSON; deterministic, and never a NaN.

A cell is a number, a text, a truth value or None. A column says how its numbers are written for people;
CSV and JSON carry the numbers themselves.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from eventstudy.reporting.layout import TextColumn, blocks, broken, hanging
from eventstudy.reporting.screen import PLAIN, Screen, Style

Cell: TypeAlias = str | float | int | bool | None
Json: TypeAlias = str | float | int | bool | Sequence["Json"] | Mapping[str, "Json"] | None

Format = Literal["table", "json", "csv", "md"]

SIMULATED_LINE = "SIMULATED DATA: fictional issuers and made-up prices"
"""What stands on every table that rests on made-up prices."""

P_VALUE = "0.4f"
"""The form of a p-value; see ``p_text``."""

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
    wide, prose : bool
        Whether its text may be cut, or broken into lines, to make a table fit the terminal.
    style : function of str to Style or None, or None
        In which style a cell's text is shown on a terminal with colours.
    """

    key: str
    heading: str
    form: str = ""
    wide: bool = False
    prose: bool = False
    style: Callable[[str], Style | None] | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A column of drawings in block characters: only for people, and the first to give way.

    Attributes
    ----------
    heading : str
    cells : tuple of str
        One for every row.
    note : str
        What is drawn; stands below the table wherever the drawings do.
    """

    heading: str
    cells: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with the lines that stand above and below, and drawings for people."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    notes: tuple[str, ...] = ()
    drawing: Drawing | None = None


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


def to_markdown(table: Table, *, screen: Screen = PLAIN) -> str:
    """Write the table as Markdown, numbers aligned right; drawings where the screen can write them."""
    heads = [column.heading for column in table.columns]
    rules = ["---:" if column.form else "---" for column in table.columns]
    body = [
        [shown(cell, column).replace("|", "\\|") for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    lines, notes = [heads, rules, *body], table.notes
    if table.drawing and screen.blocks:
        for line, cell in zip(lines, _drawn_cells(table.drawing), strict=True):
            line.insert(_before_prose(table), cell)
        notes = (*notes, table.drawing.note)
    above = [f"**{table.title}**", ""] if table.title else []
    below = ["", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join([*above, *(f"| {' | '.join(line)} |" for line in lines), *below]) + "\n"


def _drawn_cells(drawing: Drawing) -> list[str]:
    """Return the cells of a Markdown column; Markdown drops plain blanks at a cell's ends, and joins others."""
    return [
        " ".join(drawing.heading.split()),
        "---",
        *(cell.replace(" ", "\u00a0") for cell in drawing.cells),
    ]


def to_text(table: Table, *, screen: Screen = PLAIN) -> str:
    """Write the table in aligned columns no wider than the screen, as far as its columns give way."""
    width, columns, notes = screen.room, _text_columns(table), table.notes
    laid = blocks(columns, width, screen.paint)
    if table.drawing and screen.blocks:
        columns.insert(_before_prose(table), _drawn_column(table.drawing))
        bare, laid = laid, blocks(columns, width, screen.paint)
        notes = (*notes, table.drawing.note) if laid != bare else notes
    above = [line for part in table.title.splitlines() for line in _title_lines(part, screen)]
    below = [screen.paint(line, "faint") for note in notes for line in hanging(note, width)]
    return "\n\n".join("\n".join(lines) for lines in [above, *laid, below] if lines) + "\n"


def _text_columns(table: Table) -> list[TextColumn]:
    return [_text_column(table, place) for place in range(len(table.columns))]


def _before_prose(table: Table) -> int:
    """Return the place of a drawing: before prose, which has no edge in a pipe, else behind all."""
    proses = (place for place, column in enumerate(table.columns) if column.prose)
    return next(proses, len(table.columns))


def _text_column(table: Table, place: int) -> TextColumn:
    column = table.columns[place]
    texts = [shown(row[place], column) for row in table.rows]
    return TextColumn(
        [column.heading, *texts],
        right=bool(column.form),
        gives="cut" if column.wide else "broken" if column.prose else "never",
        styles=[column.style(text) for text in texts] if column.style else (),
    )


def _drawn_column(drawing: Drawing) -> TextColumn:
    return TextColumn([drawing.heading, *drawing.cells], gives="omitted")


def _title_lines(part: str, screen: Screen) -> list[str]:
    style: Style = "simulated" if part == SIMULATED_LINE else "heading"
    return [screen.paint(line, style) for line in broken(part, screen.room)]


def to_people(tables: Iterable[Table], form: Format, *, screen: Screen = PLAIN) -> str:
    """Write tables one below the other, those without rows left out: as Markdown, or as text for a screen."""
    write = to_markdown if form == "md" else to_text
    return "\n".join(write(one, screen=screen) for one in tables if one.rows)


def stress_yes(said: str) -> Style | None:
    """Stress what tripped."""
    return "stress" if said == "yes" else None


def shown(cell: Cell, column: Column) -> str:
    """Write a cell for people, as its column says."""
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str) or not column.form:
        return str(cell)
    return p_text(cell) if column.form == P_VALUE else format(cell, column.form)
