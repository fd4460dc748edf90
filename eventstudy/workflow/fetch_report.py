"""What a run of ``prices fetch`` says in the end: a row a symbol, in the order of the plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from eventstudy.arrays import date_of
from eventstudy.counting import counted
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.reporting.reports import Report
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.prices.store import PricesSaved
    from eventstudy.reporting.tables import Cell, Format
    from eventstudy.workflow.fetch_plan import Request
    from eventstudy.workflow.fetch_run import Came


class Outcome(StrEnum):
    """How it ended for one symbol."""

    FETCHED = "fetched"
    UP_TO_DATE = "up to date"
    KEPT = "kept"
    FAILED = "failed"
    LEFT = "left"
    PLANNED = "to fetch"


_COLUMNS = (
    Column("symbol", "symbol"),
    Column("outcome", "outcome"),
    Column("first", "first"),
    Column("last", "last"),
    Column("sessions", "sessions", "d"),
    Column("added", "added", "d"),
    Column("changed", "changed", "d"),
    Column("problem", "remark", prose=True),
)


@dataclass
class Fetched:
    """What came and what did not.

    Attributes
    ----------
    order : sequence of str
        The symbols, in the order of their rows.
    named : sequence of str
        Those of them that were asked for by name; the others are their company.
    resume : str or None
        The command to go on with, where the source asked to wait.
    """

    order: Sequence[str]
    named: Sequence[str] = ()
    resume: str | None = None
    _rows: dict[str, tuple[Cell, ...]] = field(default_factory=dict)

    def came(self, found: Came, saved: PricesSaved) -> None:
        """Note a series that came."""
        days, name = found.series.days, found.request.symbol
        span = (date_of(days[0]).isoformat(), date_of(days[-1]).isoformat())
        why = f"history rewritten, all of it asked again: {found.rewritten}" if found.rewritten else None
        self._rows[name] = (name, Outcome.FETCHED, *span, len(days), saved.added, saved.changed, why)

    def missed(self, symbol: str, outcome: Outcome, reason: str | None = None) -> None:
        """Note a series that was not fetched."""
        self._rows[symbol] = (symbol, outcome, *[None] * 5, reason)

    def planned(self, request: Request) -> None:
        """Note a series that would be fetched."""
        span = (request.first.isoformat(), request.last.isoformat())
        self._rows[request.symbol] = (request.symbol, Outcome.PLANNED, *span, *[None] * 4)

    def knows(self, symbol: str) -> bool:
        """Say whether it is known what came of a symbol."""
        return symbol in self._rows and self._rows[symbol][1] != Outcome.PLANNED

    @property
    def fetched(self) -> tuple[str, ...]:
        """The symbols that came."""
        return tuple(name for name, row in self._rows.items() if row[1] == Outcome.FETCHED)

    def count(self, outcome: Outcome) -> int:
        """Return how many symbols ended so."""
        return sum(row[1] == outcome for row in self._rows.values())

    def text(self, form: Format, *, screen: Screen = PLAIN) -> str:
        """Write a row for every symbol: what came of it, or why nothing did."""
        rows = tuple(self._rows[name] for name in self.order if name in self._rows)
        notes = (f"to go on later: {self.resume}",) if self.resume else ()
        return Report(Table(_COLUMNS, rows, notes=notes), "eventstudy/fetch/1").text(form, screen=screen)

    def totals(self) -> str:
        """Say in a line how many ended how."""
        counts = {outcome: self.count(outcome) for outcome in Outcome}
        parts = [f"{number} {outcome}" for outcome, number in counts.items() if number]
        return f"{counted(len(self._rows), 'series', 'series')}: {', '.join(parts)}"

    def refuse_if_incomplete(self) -> None:
        """End with exit code 4 where the source refused, or had nothing at all.

        Raises
        ------
        RateLimitedError
            If the source asked to wait.
        PriceUnavailableError
            If nothing came of what was asked for, and nothing of it was there.
        """
        if self.resume:
            raise RateLimitedError(f"the source asks to wait; what came is kept; later run: {self.resume}")
        failed = self.count(Outcome.FAILED)
        if failed and all(self._rows[name][1] == Outcome.FAILED for name in self.named or self._rows):
            raise PriceUnavailableError(f"none of {failed} series came; the reasons stand above")
