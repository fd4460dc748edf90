"""Text in columns: what gives way, and in which order, where the terminal is narrow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eventstudy.reporting.layout import TextColumn, blocks, broken, display_width, hanging

WORDS = st.text("ab洲", min_size=1, max_size=6)
PROSE = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def test_columns_that_fit_stand_side_by_side() -> None:
    """With room for all there is one block: headings, a rule, rows, and no blanks at the end of a line."""
    columns = [TextColumn(["name", "a", "bcd"]), TextColumn(["x", "1", "22"], right=True)]
    assert blocks(columns, 80) == [["name   x", "----  --", "a      1", "bcd   22"]]


def test_prose_is_broken_into_lines() -> None:
    """Prose goes on below itself, and the other columns stay empty there."""
    columns = [TextColumn(["t", "bmp"]), TextColumn(["note", "one two three four five six"], gives="broken")]
    assert blocks(columns, 29) == [
        ["t    note", "---  ------------------------", "bmp  one two three four five", "     six"]
    ]


def test_a_long_text_is_cut() -> None:
    """A column that may be cut ends in an ellipsis."""
    columns = [TextColumn(["id", "a"]), TextColumn(["headline", "a long headline"], gives="cut")]
    assert blocks(columns, 16)[0][-1] == "a   a long head…"


def test_columns_that_do_not_fit_stand_below() -> None:
    """A second block begins with the first column again, and no number is lost."""
    columns = [
        TextColumn(["event", "uspace"]),
        TextColumn(["alpha", "+0.1%"], right=True),
        TextColumn(["beta", "1.20"], right=True),
    ]
    assert blocks(columns, 15) == [
        ["event   alpha", "------  -----", "uspace  +0.1%"],
        ["event   beta", "------  ----", "uspace  1.20"],
    ]


def test_the_first_column_is_cut_last() -> None:
    """What names a row stays whole up to half of the width: two cut names may look the same."""
    names = TextColumn(["event", "spce-2021-05-22", "spce-2021-05-23"], gives="cut")
    columns = [names, TextColumn(["number", "1", "2"]), TextColumn(["another number", "3", "4"])]
    assert len(blocks(columns, 30)) == 2
    assert all("spce-2021-05-22" in "\n".join(block) for block in blocks(columns, 30))
    narrow = blocks(columns, 20)
    assert narrow[0][2].startswith("spce-2021-0…")


def test_a_table_of_one_column_is_no_trouble() -> None:
    """One column is one block, however narrow the terminal."""
    assert blocks([TextColumn(["a heading", "1"])], 4) == [["a heading", "---------", "1"]]


@given(st.lists(st.tuples(WORDS, PROSE), min_size=1, max_size=5), st.integers(40, 90))
def test_no_line_is_wider_than_asked_for(rows: list[tuple[str, str]], width: int) -> None:
    """Where columns can give way, every line fits, and every word of the prose is there."""
    columns = [
        TextColumn(["name", *(name for name, _ in rows)]),
        TextColumn(["note", *(note for _, note in rows)], gives="broken"),
    ]
    lines = [line for block in blocks(columns, width) for line in block]
    assert max(map(display_width, lines)) <= width
    assert sorted(" ".join(lines[2:]).split()) == sorted(" ".join(f"{a} {b}" for a, b in rows).split())


@given(PROSE, st.integers(12, 60))
def test_breaking_keeps_every_word(text: str, width: int) -> None:
    """Lines joined again are the text, and none is wider than asked for."""
    lines = broken(text, width)
    assert " ".join(lines) == text
    assert max(map(display_width, lines)) <= width


def test_a_word_that_is_too_long_stands_out() -> None:
    """A word is never broken: it could not be copied."""
    assert broken("see /a/very/long/path now", 8) == ["see", "/a/very/long/path", "now"]


def test_later_lines_of_a_note_are_set_in() -> None:
    """The start of a note shows where one ends and the next begins."""
    assert hanging("read adjusted_bmp or grank_t", 16) == ["read", "  adjusted_bmp", "  or grank_t"]
    assert hanging("short", 16) == ["short"]


def test_an_address_without_room_stands_out_alone() -> None:
    """A word longer than any column could be is kept whole, and other lines fit all the same."""
    address = f"https://example.org/{'a' * 60}"
    columns = [TextColumn(["id", "a"]), TextColumn(["source", f"one two {address} three"], gives="broken")]
    lines = blocks(columns, 40)[0]
    assert [line.strip() for line in lines if display_width(line) > 40] == [address]


def test_what_may_be_omitted_goes_below_and_then_away() -> None:
    """Where it does not fit a column that may be omitted stands in a block below, and on a narrower screen nowhere."""
    columns = [
        TextColumn(["event", "uspace"]),
        TextColumn(["alpha", "+0.1%"], right=True),
        TextColumn(["path", "▄▅▆▇▅▄"], gives="omitted"),
    ]
    numbers = ["event   alpha", "------  -----", "uspace  +0.1%"]
    assert blocks(columns, 21) == [["event   alpha  path", "------  -----  ------", "uspace  +0.1%  ▄▅▆▇▅▄"]]
    assert blocks(columns, 20) == [numbers, ["event   path", "------  ------", "uspace  ▄▅▆▇▅▄"]]
    assert blocks(columns, 13) == [numbers]


def test_styles_stand_around_texts_alone() -> None:
    """Blanks that align have no style, headings are headings, and each text has its own."""
    columns = [
        TextColumn(["a", "x"], styles=["stress"]),
        TextColumn(["number", "1"], right=True, styles=[None]),
    ]
    assert blocks(columns, 40, lambda text, style: f"<{style}:{text}>" if style else text) == [
        ["<heading:a>  <heading:number>", "<faint:-  ------>", "<stress:x>       1"]
    ]


def test_prose_gives_way_to_the_last() -> None:
    """Beside a long name prose has the room that is left, however little it is."""
    columns = [
        TextColumn(["test", "crude_dependence_t"]),
        TextColumn(["note", "one two three four"], gives="broken"),
    ]
    assert blocks(columns, 30)[0][2:] == ["crude_dependence_t  one two", " " * 20 + "three four"]
