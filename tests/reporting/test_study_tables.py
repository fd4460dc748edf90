"""The tables of a study, for people and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_study import DESIGN, EVENTS, full_report, printed_tests, small_report

from eventstudy import EventStudy, Window
from eventstudy.reporting.layout import display_width
from eventstudy.reporting.screen import Screen
from eventstudy.reporting.sparkline import sparkline
from eventstudy.reporting.study import Report
from eventstudy.reporting.study_events import event_table, flat_table, single_table
from eventstudy.reporting.study_tables import people_tables, window_tables
from eventstudy.reporting.tables import SIMULATED_LINE, to_csv, to_people

GOLDEN = Path(__file__).parents[1] / "expected" / "study_tests.txt"


@pytest.fixture(scope="module")
def full() -> Report:
    """Return a study of which everything was asked."""
    return full_report()


def test_the_table_of_tests_word_for_word() -> None:
    """Statistics, p-values, notes and the advice below them stand as in tests/expected/study_tests.txt."""
    assert printed_tests() == GOLDEN.read_text(encoding="utf-8")


def test_every_table_has_a_title(full: Report) -> None:
    """Each table says what it is about; with everything asked for there are twelve."""
    titles = [table.title for table in people_tables(full, verbose=True)]
    assert titles == [
        "12 events studied, 1 dropped · market_model on log returns · estimation -250:-11 · window -10:10",
        "Findings of prices check in these windows",
        "Each event by itself",
        "CARs of sub-windows",
        f"Mean CAR over -10:10: {full.result.mean_car:+.2%}, n = 12",
        f"Mean CAR over -1:1: {float(full.result.windowed.car[:, 1].mean()):+.2%}, n = 12",
        "Day by day",
        "Calendar-time portfolio over -10:10: 76 days with 3.3 events on average",
        "Calendar-time portfolio over -1:1: 36 days with 1.0 events on average",
        "Mean CAR by resampling: 199 draws, seed 1",
        f"CAR regressed on value, binding: n = 12, R2 = {full.explained.r_squared if full.explained else 0:.2f}",
        "Diagnostics of the estimation residuals",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_tables_fit_the_terminal(full: Report, width: int) -> None:
    """No line is wider than the terminal, and no id is cut."""
    text = to_people(people_tables(full, verbose=True), "table", screen=Screen(width))
    assert max(map(display_width, text.splitlines())) <= width
    assert "…" not in text
    assert "event-11" in text


def test_simulated_prices_mark_every_table() -> None:
    """Every table of a study of made-up prices says so above its title."""
    tables = [table for table in people_tables(small_report(simulated=True), verbose=True) if table.rows]
    assert all(table.title.startswith(f"{SIMULATED_LINE}\n") for table in tables)


def test_notes_say_how_day_0_was_found(full: Report) -> None:
    """What needs saying of day 0 stands below the events, with their ids."""
    notes = event_table(full).notes
    assert "announced after the close: day 0 is the next session: event-00" in notes


def test_numbers_have_units(full: Report) -> None:
    """The notes say what alpha, the standard error, log volume and the volatility ratio are measured in."""
    notes = " ".join((*event_table(full).notes, *single_table(full).notes))
    for said in (
        "of one session",
        "standard error of the CAR's forecast",
        "+0.69 is twice as much",
        "in price",
    ):
        assert said in notes


def test_a_window_without_day_0_has_none_to_show() -> None:
    """Where the event window starts after day 0, day-0 columns are empty, and nothing fails."""
    report = small_report(EventStudy(window=Window(1, 5)))
    rows = list(csv.DictReader(io.StringIO(to_csv(flat_table(report)))))
    assert rows[0]["abnormal_return_day0"] == rows[0]["sq_p_value_day0"] == ""
    assert float(rows[0]["car"]) == report.result.car[0]
    notes = " ".join(single_table(report).notes)
    assert "SQ" not in notes
    assert "log volume" not in notes
    assert "BHAR" in notes


def test_the_smallest_sq_p_value_is_said(full: Report) -> None:
    """The note on SQ bounds its p-values, and they keep to it."""
    assert any("never below 2 / (n + 1)" in note for note in single_table(full).notes)
    assert full.single is not None
    bound = 2 / (full.result.observations[:, None] + 1)
    assert (full.single.sq_p_value >= bound * (1 - 1e-12)).all()


def test_csv_has_everything_of_every_event(full: Report) -> None:
    """A row has the event's estimates, single statistics, sub-windows, adjusted p-value and diagnostics."""
    rows = list(csv.DictReader(io.StringIO(to_csv(flat_table(full)))))
    assert [row["id"] for row in rows] == [*(f"event-{number:02d}" for number in range(EVENTS)), "pending"]
    first, last = rows[0], rows[-1]
    single, diagnostics = full.single, full.diagnostics
    assert single is not None
    assert diagnostics is not None
    assert full.adjusted is not None
    assert float(first["bhar"]) == single.bhar[0]
    assert float(first["car_-1:1"]) == full.result.windowed.car[0, 1]
    assert float(first["p_value_-1:1"]) == full.result.windowed.p_value[0, 1]
    assert float(first["adjusted_p_value"]) == full.adjusted[0]
    assert float(first["arch_lm_p"]) == diagnostics.arch_lm_p[0]
    assert (first["dropped"], first["simulated"]) == ("", "false")
    assert last["dropped"].startswith("pending until ")
    assert {last[key] for key in last} == {"pending", "S00", last["dropped"], "false", ""}


def test_an_undefined_mean_is_said_to_be(full: Report) -> None:
    """Without events there is no mean CAR, no J1, and no advice."""
    table = window_tables(DESIGN.fit(full.result.panel, []))[0]
    assert table.title == "Mean CAR over -10:10: undefined, n = 0"
    assert table.notes[0].startswith("J1 of CARs undefined, J2 of standardised CARs undefined")
    assert len(table.notes) == 1


def test_n_counts_the_events_that_have_the_window() -> None:
    """An event kept in part without a day of a sub-window does not count in the sub-window's mean."""
    design = replace(DESIGN, allow_partial=True)
    panel = small_report().result.panel
    prices = panel.prices.copy()
    prices[0, 256:261] = np.nan
    events = list(small_report().result.events)
    tables = window_tables(design.fit(replace(panel, prices=prices), events))
    assert [table.title.rpartition(", ")[2] for table in tables] == ["n = 12", "n = 11"]


def test_every_event_has_its_path_drawn(full: Report) -> None:
    """The event table draws how each CAR adds up; a day without a return is a blank, and CSV has no drawing."""
    panel = full.result.panel
    prices = panel.prices.copy()
    prices[0, 256:261] = np.nan
    design = replace(DESIGN, allow_partial=True)
    result = design.fit(replace(panel, prices=prices), list(full.result.events))
    table = event_table(Report(result, {}))
    assert table.drawing is not None
    assert len(table.drawing.cells) == len(table.rows)
    blanks = [cell == " " for cell in table.drawing.cells[0]]
    assert blanks == np.isnan(result.abnormal_returns[0]).tolist()
    assert 0 < sum(blanks) < len(blanks)
    assert table.drawing.cells[1] == sparkline(np.cumsum(result.abnormal_returns[1]), first=-10)
    assert flat_table(full).drawing is None
