"""Findings of rules as JSON, as a table, and the page about the rules."""

from __future__ import annotations

import runpy
from pathlib import Path

from rule_windows import window

from eventstudy.analysis.rules.judging import judge
from eventstudy.reporting.rules import NOT_A_VERDICT, rules_json, rules_table
from eventstudy.reporting.tables import to_json, to_text

ROOT = Path(__file__).parent.parent.parent
FINDINGS = judge(window([0.08, 0.07, 0.10], [-0.01, 0.02, 0.03]), mic="XSHG")


def test_the_page_is_what_the_rules_say() -> None:
    """docs/rules.md is written from the code; write it with: python docs/rules.py."""
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "docs" / "rules.py"))["document"]()


def test_json_keeps_what_is_unknown() -> None:
    """A trip has its session, an unknown its reason, and what is missing is null."""
    found = rules_json(FINDINGS)
    assert '"tripped": true' in to_json(found)
    assert isinstance(found, list)
    assert found[1] == {
        "rule": "cn_st_abnormal",
        "version": "2023-04-10",
        "tripped": None,
        "value": None,
        "threshold": None,
        "unit": None,
        "session": None,
        "reason": "whether the share is under special treatment is not given",
    }


def test_the_table_says_yes_no_or_unknown() -> None:
    """The example trips the main board's rule, and the table says that this is no verdict."""
    text = to_text(rules_table(FINDINGS))
    row = next(line for line in text.splitlines() if line.startswith("cn_main_abnormal"))
    assert row.split() == [
        "cn_main_abnormal",
        "2006-07-01",
        "yes",
        "0.21",
        "0.2",
        "fraction",
        "2024-02-03",
        "-",
    ]
    assert "unknown" in text
    assert NOT_A_VERDICT in text
