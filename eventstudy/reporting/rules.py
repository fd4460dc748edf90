"""What exchanges' rules find, as JSON and as a table; and the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.analysis.rules.catalogue import RULES
from eventstudy.reporting.tables import Cell, Column, Json, Table, marked, stress_yes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from eventstudy.analysis.rules.rule import Rule, RuleFinding

NOT_A_VERDICT = "a rule that trips says that its threshold was reached, and nothing about why"
"""What stands under every table of findings."""

_ANSWERS = {True: "yes", False: "no", None: "unknown"}

_FINDINGS = (
    Column("rule", "rule"),
    Column("since", "version"),
    Column("tripped", "tripped", style=stress_yes),
    Column("value", "value", ".4g"),
    Column("threshold", "threshold", ".4g"),
    Column("unit", "unit"),
    Column("session", "session"),
    Column("reason", "why unknown", prose=True),
)

_RULES = (
    Column("id", "id"),
    Column("exchanges", "exchange"),
    Column("title", "rule"),
    Column("condition", "condition"),
    Column("since", "since"),
    Column("until", "until"),
    Column("source", "source"),
    Column("unchecked", "not checked"),
)


def rules_json(findings: Sequence[RuleFinding]) -> Json:
    """Return the findings of one event, keyed as in ``RuleFinding``; what is unknown is None."""
    return [
        {
            "rule": one.rule,
            "version": _day(one.version),
            "tripped": one.tripped,
            "value": one.value,
            "threshold": one.threshold,
            "unit": one.unit or None,
            "session": _day(one.session),
            "reason": one.reason,
        }
        for one in findings
    ]


def rules_table(findings: Sequence[RuleFinding], *, title: str = "Rules of the exchange") -> Table:
    """Return the findings of one event as a table."""
    return Table(_FINDINGS, tuple(_row(one) for one in findings), title, (NOT_A_VERDICT,))


def rules_summary(ids: Sequence[str], findings: Sequence[Sequence[RuleFinding]], *, simulated: bool) -> Table:
    """Return a row for every event and rule of its exchange that has an answer; what is unknown stands below, once."""
    pairs = [(name, one) for name, each in zip(ids, findings, strict=True) for one in each]
    rows = tuple((name, *_row(one)) for name, one in pairs if one.tripped is not None)
    unknown = dict.fromkeys(f"{one.rule} ({one.reason})" for _, one in pairs if one.tripped is None)
    notes = (NOT_A_VERDICT, *([f"unknown: {'; '.join(unknown)}"] if unknown else []))
    title = marked("Rules of the exchanges, the benchmark standing in for the index", simulated=simulated)
    return Table((Column("id", "event"), *_FINDINGS), rows, title, notes)


def _row(one: RuleFinding) -> tuple[Cell, ...]:
    return (
        one.rule,
        _day(one.version),
        _ANSWERS[one.tripped],
        one.value,
        one.threshold,
        one.unit or None,
        _day(one.session),
        one.reason,
    )


def _described(rule: Rule) -> tuple[Cell, ...]:
    return (
        rule.id,
        ", ".join(rule.exchanges),
        rule.title,
        rule.condition,
        _day(rule.since),
        _day(rule.until),
        f"[{rule.source}]({rule.url})",
        rule.unchecked or None,
    )


def _day(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


RULES_TABLE = Table(_RULES, tuple(_described(rule) for rule in RULES))
"""Every version of every rule, as docs/rules.md prints it."""
