"""A table in whatever format was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import Format, records, to_csv, to_json, to_markdown, to_text

if TYPE_CHECKING:
    from eventstudy.reporting.tables import Table


@dataclass(frozen=True, slots=True)
class Report:
    """One table, with the name of its JSON schema."""

    table: Table
    schema: str

    def text(self, form: Format, *, screen: Screen = PLAIN) -> str:
        """Write the table in one of the formats of ``--format``."""
        if form == "json":
            return to_json({"schema": self.schema, "rows": records(self.table), "notes": self.table.notes})
        if form == "csv":
            return to_csv(self.table)
        write = to_markdown if form == "md" else to_text
        return write(self.table, screen=screen)
