"""Tables: the same values in four formats."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.reporting.layout import display_width
from eventstudy.reporting.screen import Screen, Style
from eventstudy.reporting.tables import (
    P_VALUE,
    Column,
    Drawing,
    Table,
    marked,
    number,
    records,
    stress_yes,
    to_csv,
    to_json,
    to_markdown,
    to_text,
)

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

TABLE = Table(
    (Column("id", "event", wide=True), Column("car", "CAR", "+.1%"), Column("binding", "binding")),
    (("uspace-treefam", 0.1234, False), ("zte", None, None)),
    "Two events",
    ("a note",),
)


def test_text_aligns_columns_and_marks_missing() -> None:
    """Text puts numbers right, text left, and a dash where a value is missing."""
    assert to_text(TABLE) == (
        "Two events\n\n"
        "event              CAR  binding\n"
        "--------------  ------  -------\n"
        "uspace-treefam  +12.3%  no\n"
        "zte                  -  -\n\n"
        "a note\n"
    )


def test_text_fits_the_width() -> None:
    """Wide columns are cut and prose is broken, titles and notes too, until every line fits."""
    table = Table(
        (Column("id", "id"), Column("headline", "headline", wide=True), Column("why", "why", prose=True)),
        (("a", "a headline of some length", "a reason of some length that goes on"),),
        "A title that is longer than the terminal is wide",
        ("a note that is longer than the terminal is wide",),
    )
    narrow = to_text(table, screen=Screen(42))
    assert max(map(display_width, narrow.splitlines())) <= 42
    assert "a headline …" in narrow
    assert "terminal\n  is wide\n" in narrow
    assert max(map(len, to_text(table).splitlines())) > 42


def test_no_terminal_is_too_narrow() -> None:
    """A width of nothing, as some terminals say of themselves, is taken for a narrow one."""
    assert to_text(TABLE, screen=Screen(0)) == to_text(TABLE, screen=Screen(20))
    assert "+12.3%" in to_text(TABLE, screen=Screen(0))


def test_chinese_names_take_two_cells() -> None:
    """A Chinese character is two cells wide, so that columns after it stay aligned."""
    table = Table((Column("n", "name"), Column("x", "x", "d")), (("洲际航天", 1), ("ab", 22)))
    ends = [display_width(line) for line in to_text(table).splitlines()]
    assert ends == [12, 12, 12, 12]


def test_markdown_escapes_bars() -> None:
    """A bar inside a cell does not end the cell."""
    assert "a\\|b" in to_markdown(Table((Column("x", "x"),), (("a|b",),)))


def test_markdown_lists_its_notes() -> None:
    """Notes are a list: lines one below the other would run into one."""
    two = Table(TABLE.columns, TABLE.rows, notes=("one", "two"))
    assert to_markdown(two).endswith("\n\n- one\n- two\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_csv_defuses_formulas(text: str) -> None:
    """A text that a spreadsheet would run as a formula is written with a quote before it."""
    assert to_csv(Table((Column("x", "x"),), ((text,),))).splitlines()[1].strip('"') == f"'{text}"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_csv_keeps_full_precision(values: list[float]) -> None:
    """Every number read back from CSV is the number written."""
    text = to_csv(Table((Column("x", "x", ".1f"),), tuple((value,) for value in values)))
    assert [float(row["x"]) for row in csv.DictReader(io.StringIO(text))] == values


def test_json_refuses_nan_and_number_turns_it_into_null() -> None:
    """A missing number is null; a NaN that slipped through is refused rather than written."""
    assert json.loads(to_json({"x": number(float("nan"))})) == {"x": None}
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"x": float("nan")})


def test_no_p_value_reads_as_zero() -> None:
    """A tiny p-value is less than something, not nought; in CSV it is itself."""
    table = Table((Column("p", "p", P_VALUE),), ((1e-9,), (0.0123,)))
    assert to_text(table).split()[2:] == ["<0.0001", "0.0123"]
    assert "1e-09" in to_csv(table)


def test_records_are_keyed_by_column() -> None:
    """A row as an object has the columns' keys."""
    assert records(TABLE)[0] == {"id": "uspace-treefam", "car": 0.1234, "binding": False}


DRAWN = replace(TABLE, drawing=Drawing("path 0", ("▄▆█▅▄▄", "-"), "path: how it went"))


def test_styles_change_no_cell() -> None:
    """Without its escape codes a coloured table is the plain one, so that its columns stay aligned."""
    table = Table(
        (
            Column("id", "名称", wide=True),
            Column("why", "why", prose=True),
            Column("t", "t", style=stress_yes),
        ),
        (("洲际航天", "a reason of some length that goes on", "yes"), ("ab", "none", "no")),
        marked("Two events", simulated=True),
        ("a note",),
    )
    coloured = to_text(table, screen=Screen(42, coloured=True))
    assert ESCAPES.sub("", coloured) == to_text(table, screen=Screen(42))
    assert (
        "\x1b[1;7mSIMULATED DATA: fictional issuers and\x1b[0m\n\x1b[1;7mmade-up prices\x1b[0m\n" in coloured
    )
    assert "\x1b[1mTwo events\x1b[0m\n" in coloured
    assert "\x1b[2ma note\x1b[0m\n" in coloured
    assert "\x1b[1myes\x1b[0m\n" in coloured
    assert "\x1b[1mno\x1b[0m" not in coloured


def test_nothing_is_red() -> None:
    """No style is red: the product accuses nobody."""
    styles: tuple[Style, ...] = get_args(Style)
    codes = [Screen(coloured=True).paint("x", style).split("m")[0][2:].split(";") for style in styles]
    assert not {"31", "41", "91", "101"} & {code for each in codes for code in each}


def test_people_see_drawings() -> None:
    """A drawing stands behind the columns, or before prose, with its note below."""
    assert to_text(DRAWN) == (
        "Two events\n\n"
        "event              CAR  binding  path 0\n"
        "--------------  ------  -------  ------\n"
        "uspace-treefam  +12.3%  no       ▄▆█▅▄▄\n"
        "zte                  -  -        -\n\n"
        "a note\n"
        "path: how it went\n"
    )
    prose = replace(DRAWN, columns=(*TABLE.columns[:2], Column("why", "why", prose=True)))
    assert "+12.3%  ▄▆█▅▄▄  no\n" in to_text(prose)
    assert "| +12.3% | ▄▆█▅▄▄ | no |" in to_markdown(prose)
    assert "\n- path: how it went\n" in to_markdown(prose)


def test_blanks_of_a_drawing_stay_in_markdown() -> None:
    """A missing day keeps its cell: Markdown would drop a plain blank."""
    drawn = replace(DRAWN, drawing=Drawing("path   0", (" ▄  █ ", "-"), ""))
    assert "| \u00a0▄\u00a0\u00a0█\u00a0 |" in to_markdown(drawn)
    assert "| path 0 |" in to_markdown(drawn)


def test_a_drawing_gives_way_to_numbers() -> None:
    """A drawing goes below before numbers do, and where it has no room or cannot be written, it and its note go."""
    below = to_text(DRAWN, screen=Screen(38))
    numbers = to_text(TABLE).split("\n\n")[1]
    assert below.split("\n\n")[1] == numbers
    assert "uspace-treefam  ▄▆█▅▄▄\n" in below
    wide = replace(DRAWN, drawing=Drawing("path", ("▄" * 30, "-"), "path: how it went"))
    assert to_text(wide, screen=Screen(38)) == to_text(TABLE, screen=Screen(38))
    assert to_text(DRAWN, screen=Screen(blocks=False)) == to_text(TABLE)
    assert to_markdown(DRAWN, screen=Screen(blocks=False)) == to_markdown(TABLE)


def test_data_have_no_drawings() -> None:
    """CSV and objects are the same with a drawing and without."""
    assert to_csv(DRAWN) == to_csv(TABLE)
    assert records(DRAWN) == records(TABLE)
