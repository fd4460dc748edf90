"""Ramps in words and cells: what was found, what was not, and why."""

from __future__ import annotations

import datetime as dt
import json

from eventstudy.analysis.event import Event
from eventstudy.analysis.ramp import Ramps
from eventstudy.analysis.ramp_phase import Ramp
from eventstudy.reporting.ramp import NOTE, RAMP, ramp_cells, ramp_json, ramp_sentence, ramp_table
from eventstudy.reporting.tables import to_csv, to_json, to_text

FOUND = Ramp(
    sessions=270,
    missing=1,
    statistic=6.5,
    p_value=0.01,
    critical=(4.0, 4.5, 6.0),
    onset=-60,
    start=-12,
    end=1,
    peak=0,
    size=0.9,
    days=60,
    give_back=0.75,
)
NONE = Ramp(
    271,
    reason="not told from chance at 5%",
    statistic=1.5,
    p_value=0.4,
    critical=(2.0, 2.5, 3.0),
)
UNTESTED = Ramp(12, reason="untestable: 12 traded sessions in -250:-31, needs 60")


def three() -> Ramps:
    """Make a ramp, a path without one, and a path that could not be tested."""
    events = tuple(Event(name, "1725.HK", dt.date(2025, 2, 10)) for name in "abc")
    return Ramps(events, (FOUND, NONE, UNTESTED), draws=199, seed=7, simulated=True)


def test_json_has_every_number_and_none_for_those_that_are_missing() -> None:
    """It can be written without NaN, and names the levels of the critical values."""
    found = json.loads(to_json(ramp_json(FOUND)))
    assert found["critical_values"] == {"0.10": 4.0, "0.05": 4.5, "0.01": 6.0}
    assert (found["onset"], found["start"], found["end"], found["peak"]) == (-60, -12, 1, 0)
    assert found["reason"] is None
    untested = json.loads(to_json(ramp_json(UNTESTED)))
    assert untested["p_value"] is None
    assert untested["critical_values"] == {"0.10": None, "0.05": None, "0.01": None}
    assert untested["reason"] == UNTESTED.reason


def test_a_cell_stands_under_every_column() -> None:
    """Columns and cells agree in number, for what was found and what was not."""
    assert {len(ramp_cells(one)) for one in (FOUND, NONE, UNTESTED)} == {len(RAMP)}


def test_the_sentence_says_what_was_seen_and_no_more() -> None:
    """A ramp has its size, its length, its chance and its give-back; what is none has its reason."""
    assert ramp_sentence(FOUND) == (
        "The share rose to 2.5 times its level against its benchmark over 60 sessions up to session +0, which chance "
        "rarely makes (p 0.0100), and then gave back 75% of that rise, measured in logs."
    )
    assert ramp_sentence(NONE) == "No ramp: not told from chance at 5% (p 0.4000)."
    assert (
        ramp_sentence(UNTESTED)
        == "Not tested for a ramp: untestable: 12 traded sessions in -250:-31, needs 60."
    )


def test_the_table_counts_what_was_found_and_says_simulated() -> None:
    """The title counts ramps, draws and seed, and the note says what a ramp is not."""
    text = to_text(ramp_table(three()))
    assert text.startswith("SIMULATED DATA")
    assert "1 ramp in 3 events · 199 draws, seed 7" in text
    assert NOTE in text
    assert "-60" in text
    assert "+90.0%" in text
    assert "nan" not in text


def test_csv_leaves_what_is_missing_empty() -> None:
    """A path without a ramp has its p-value and its reason, and nothing between."""
    line = to_csv(ramp_table(three())).splitlines()[2]
    assert line == "b,1725.HK,1.5,0.4,,,,,,,,not told from chance at 5%"
