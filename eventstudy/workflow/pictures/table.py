"""The table of an edition as pictures, on as many sheets as it needs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.plotting import TablePicture, Words
from eventstudy.plotting.table import TableColumn
from eventstudy.reporting.captions.words import of_simulated
from eventstudy.reporting.overview import TITLE, alt, overview_table
from eventstudy.reporting.tables import shown
from eventstudy.reporting.verdict import NOTE
from eventstudy.workflow.pictures.illustration import Illustration

if TYPE_CHECKING:
    from eventstudy.reporting.tables import Table
    from eventstudy.workflow.pictures.material import Material

A_SHEET = 16
"""Rows on one sheet."""

_SUBTITLE = (
    "Rise: the price beyond its benchmark at its highest by day 10. Given back: by the end of the window. p: the share of "
    "comparable rises that came back as fully and as fast. The strongest verdict first; in colour: flagged."
)


def overview(material: Material) -> Table:
    """Return the table of all events and of what was left out."""
    return overview_table(
        material.found, material.decided, material.by_strength(), material.issuers, material.flagged.contracts
    )


def tables(material: Material) -> tuple[Illustration, ...]:
    """Return the table as pictures; none where nothing was measured."""
    if not len(material.found):
        return ()
    table = overview(material)
    sheets = math.ceil(len(table.rows) / A_SHEET)
    parts = np.array_split(np.arange(len(table.rows)), sheets)
    marks = [bool(material.decided.flagged[i]) for i in material.by_strength()]
    marks += [False] * (len(table.rows) - len(marks))
    return tuple(
        _sheet(
            material,
            replace(table, rows=tuple(table.rows[row] for row in part.tolist())),
            tuple(marks[row] for row in part.tolist()),
            f"table-{number}" if sheets > 1 else "table",
        )
        for number, part in enumerate(parts, start=1)
    )


def _sheet(material: Material, table: Table, marks: tuple[bool, ...], name: str) -> Illustration:
    found = material.found
    columns = tuple(
        TableColumn(
            column.heading, tuple(shown(row[place], column) for row in table.rows), right=bool(column.form)
        )
        for place, column in enumerate(table.columns)
    )
    words = Words(TITLE, _SUBTITLE, material.brief_source(), found.simulated)
    return Illustration(
        name,
        TablePicture(words, columns, marks),
        of_simulated(f"{NOTE[0].upper()}{NOTE[1:]}.", simulated=found.simulated),
        alt(table, simulated=found.simulated),
    )
