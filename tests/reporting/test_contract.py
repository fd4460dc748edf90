"""Contract flags as JSON and as a table."""

from __future__ import annotations

import json

from eventstudy.announcements.flags.flag import ContractFlag
from eventstudy.reporting.contract import NOTE, contract_count, contract_json, contract_table
from eventstudy.reporting.screen import Screen
from eventstudy.reporting.tables import to_json, to_text

YES = ContractFlag("unit_price_gap", True, 0.175, "times", "below 0.33", "It is low.", ("here", "there"))  # noqa: FBT003
NO = ContractFlag("cadence", False, 0.58, "p", "below 0.05", "It is usual.", ("here",))  # noqa: FBT003
OPEN = ContractFlag("no_deposit", None, None, "", "nothing paid", "Unknown: not told.", (), "not told")
FLAGS = (YES, NO, OPEN)


def test_they_are_counted_and_not_scored() -> None:
    """The count says how many tripped and how many are unknown, and nothing is weighed."""
    assert contract_count(FLAGS) == "1 of 3 contract flags tripped, 1 unknown"
    content = contract_json(FLAGS)
    assert isinstance(content, dict)
    assert [content[key] for key in ("tripped", "unknown", "count")] == [1, 1, 3]
    assert not [key for key in content if "score" in key]


def test_json_says_why_something_is_unknown() -> None:
    """An unknown flag is null with its reason; one that is known has none."""
    flags = json.loads(to_json(contract_json(FLAGS)))["flags"]
    assert [(one["tripped"], one["reason"]) for one in flags] == [
        (True, None),
        (False, None),
        (None, "not told"),
    ]
    assert flags[0]["value"] == 0.175
    assert flags[0]["sources"] == ["here", "there"]
    assert flags[2]["unit"] is None


def test_the_table_is_for_people() -> None:
    """A row says yes, no or unknown, with value, threshold and finding, under the count; sources stand below."""
    table = contract_table(FLAGS, "deal")
    assert table.title == "deal: 1 of 3 contract flags tripped, 1 unknown"
    assert table.rows[0] == (
        "unit_price_gap",
        "yes",
        "0.175 times",
        "below 0.33",
        "It is low.",
    )
    assert table.notes == (NOTE, "unit_price_gap: here ; there", "cadence: here")
    assert [row[1] for row in table.rows] == ["yes", "no", "unknown"]
    assert table.rows[2][2] is None
    assert NOTE in to_text(table, screen=Screen(100))
