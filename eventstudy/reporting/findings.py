"""Findings of ``prices check`` as text, CSV, Markdown and JSON: by themselves, and beside a study."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.counting import counted
from eventstudy.reporting.screen import PLAIN, Screen
from eventstudy.reporting.tables import Column, Table, marked, stamped, to_csv, to_json, to_people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.prices.quality.finding import Finding
    from eventstudy.reporting.tables import Cell, Format, Json

SCHEMA = "eventstudy/check/1"

_COLUMNS = (
    Column("security", "security"),
    Column("session", "session"),
    Column("kind", "kind"),
    Column("size", "size", "+.4g"),
    Column("remedy", "what to do", prose=True),
)

_WITHOUT_SIGN = frozenset(
    {"calendar_gap", "stale_run", "suspension", "unadjusted_split", "unit_error", "zero_volume_run"}
)
"""Kinds whose size is a number of sessions, or what closes are divided by; others are changes in price."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of some series found.

    Attributes
    ----------
    findings : tuple of Finding
        By security, session and kind.
    checked : tuple of str
        The symbols that were checked.
    no_exchange : tuple of str
        Those of them whose exchange nothing says.
    simulated : bool
        Whether some of the prices are made up.
    kinds : tuple of str
        The kinds to show; all where none is named.
    """

    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    no_exchange: tuple[str, ...]
    simulated: bool
    kinds: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings of the kinds to show."""
        return tuple(one for one in self.findings if not self.kinds or one.kind in self.kinds)

    def text(self, form: Format, *, screen: Screen = PLAIN) -> str:
        """Write the findings in one of the formats of ``--format``."""
        if form == "json":
            return to_json(self._json())
        if form == "csv":
            return to_csv(stamped(Table(_COLUMNS, tuple(map(_row, self.shown))), simulated=self.simulated))
        if not self.shown:
            return f"{self._title()}\n"
        return to_people([Table(_COLUMNS, tuple(map(_told, self.shown)), self._title())], form, screen=screen)

    def summary(self) -> str:
        """Count the findings by kind, and say what could not be checked."""
        kinds = Counter(one.kind for one in self.findings)
        by_kind = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        said = f"{counted(len(self.checked), 'series', 'series')} checked: {by_kind or 'nothing found'}"
        if self.no_exchange:
            said += (
                f"; no exchange known of {', '.join(self.no_exchange)}, so the calendar, price limits and the "
                "currency were not checked: name the exchange in the announcements"
            )
        return said

    def _title(self) -> str:
        found = counted(len(self.shown), "finding")
        return marked(
            f"{found} in {counted(len(self.checked), 'series', 'series')}", simulated=self.simulated
        )

    def _json(self) -> Json:
        return {
            "schema": SCHEMA,
            "findings": findings_json(self.shown),
            "checked": list(self.checked),
            "no_exchange": list(self.no_exchange),
            "simulated": self.simulated,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """What checks found in the prices that some events rest on.

    Attributes
    ----------
    findings : tuple of Finding
        By security, session and kind.
    events : tuple of tuple of str
        For each finding the ids of the events in whose estimation or event window it falls.
    unchecked : tuple of str
        Securities and benchmarks whose stored prices were never checked, or changed since.
    """

    findings: tuple[Finding, ...] = ()
    events: tuple[tuple[str, ...], ...] = ()
    unchecked: tuple[str, ...] = ()

    def table(self, *, simulated: bool) -> Table:
        """Return a row for every finding, with the events it touches."""
        columns = (*_COLUMNS, Column("events", "events", prose=True))
        rows = tuple(
            (*_told(one), ", ".join(ids)) for one, ids in zip(self.findings, self.events, strict=True)
        )
        return Table(columns, rows, marked("Findings of prices check in these windows", simulated=simulated))

    def json(self) -> dict[str, Json]:
        """Return the keys that a study's JSON gains."""
        findings = findings_json(self.findings)
        return {
            "findings": [
                {**one, "events": list(ids)} for one, ids in zip(findings, self.events, strict=True)
            ],
            "unchecked": list(self.unchecked),
        }

    def warning(self) -> str | None:
        """Say which prices nobody has checked as they stand, or None."""
        if not self.unchecked:
            return None
        return (
            f"not checked as they stand: prices of {', '.join(self.unchecked)}; run: eventstudy prices check"
        )


def _told(finding: Finding) -> tuple[Cell, ...]:
    """Return the row for people: a size that counts or divides has no sign."""
    security, session, kind, size, remedy = _row(finding)
    return (
        security,
        session,
        kind,
        f"{size:.4g}" if size is not None and kind in _WITHOUT_SIGN else size,
        remedy,
    )


def findings_json(findings: Sequence[Finding]) -> list[dict[str, Json]]:
    """Return the findings as objects of security, session, kind, size and remedy."""
    keys = [column.key for column in _COLUMNS]
    return [dict(zip(keys, _row(one), strict=True)) for one in findings]


def _row(finding: Finding) -> tuple[Cell, ...]:
    return (
        finding.security,
        finding.session.isoformat(),
        finding.kind,
        finding.size,
        finding.remedy,
    )
