"""From the text of a cell to a day or a number, or to a refusal that names the row."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.cells import Cells, amounts, days, names, numbers, prices, swapped, symbols
from eventstudy.prices.repairs import Faults

if TYPE_CHECKING:
    import datetime as dt

EPOCH_2025_02_11 = 20130  # date -u -d 2025-02-11 +%s, over 86400


def column(*texts: str) -> Cells:
    """Return cells that begin in row 2."""
    return Cells(Path("prices.csv"), "x", range(2, 2 + len(texts)), texts)


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-11",
        " 2025-02-11 ",
        "2025-02-11T00:00",
        "2025-02-11 00:00:00",
        "2025-02-11 00:00:00.000000",
        "2025-02-11T00:00:00Z",
        "2025-02-11 00:00:00+08:00",
        "2025-02-11 00:00:00.000000-0500",
    ],
)
def test_an_iso_date_is_its_epoch_day(text: str) -> None:
    """An ISO date is read, and a midnight after it is dropped whatever its zone."""
    assert days(column(text), {}).tolist() == [EPOCH_2025_02_11]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-02-11 16:00:00", "is not midnight; a daily price has a date"),
        ("2025-02-11T00:00:01", "is not midnight"),
        ("2025-02-10T16:00:00Z", "is not midnight"),
        ("2025-02-30", "does not exist"),
        ("2025-13-01 00:00", "does not exist"),
        ("0000-01-01", "does not exist"),
        ("", "cannot be read; write YYYY-MM-DD"),
        ("11/02/2025", "cannot be read"),
        ("20250211", "cannot be read"),
        ("2025-2-11", "cannot be read"),
        ("2025-W07-2", "cannot be read"),
        ("2025-02-11x", "cannot be read"),
        ("٢٠٢٥-02-11", "cannot be read"),
    ],
)
def test_any_other_date_is_refused_with_its_row(text: str, reason: str) -> None:
    """A date that is not ISO, does not exist or has a time of day is refused where it first stands."""
    with pytest.raises(PriceInvalidError, match=reason) as caught:
        days(column("2025-02-11", text, text), {})
    assert caught.value.row == 3


@given(st.lists(st.dates(), min_size=1))
def test_every_date_survives(dates: list[dt.date]) -> None:
    """Every date that Python knows reads back as its epoch day, known texts included."""
    known: dict[str, int] = {}
    cells = column(*(date.isoformat() for date in dates))
    expected = [epoch_day(date) for date in dates]
    assert days(cells, known).tolist() == expected
    assert days(cells, known).tolist() == expected


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_every_float_survives(values: list[float]) -> None:
    """The shortest text of a float reads back as the same float."""
    assert numbers(column(*map(repr, values))).tolist() == values


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), (" 1.5 ", 1.5), ("+2", 2.0), (".5", 0.5), ("5.", 5.0), ("1E3", 1000.0), ("-1e-2", -0.01)],
)
def test_decimal_text_is_a_number(text: str, value: float) -> None:
    """Digits with a sign, a point and an exponent are a number, with or without blanks around them."""
    assert numbers(column(text)).tolist() == [value]


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_an_empty_cell_is_a_missing_number(text: str) -> None:
    """An empty or blank cell is NaN, not zero."""
    assert math.isnan(numbers(column(text, "1"))[0])


@pytest.mark.parametrize(
    "text",
    ["n/a", "nan", "NaN", "null", "inf", "-", "1_000", "1.2.3", "1-2", "e5", "0x10", "٣", "5.2 5"],
)
def test_text_that_is_no_number_is_refused(text: str) -> None:
    """Whatever is not plainly a decimal number is refused, even where float() would take it."""
    with pytest.raises(PriceInvalidError, match="cannot be read; write digits") as caught:
        numbers(column("1", "", text, text))
    assert caught.value.row == 4


def test_the_remedy_of_a_cell_may_be_the_callers() -> None:
    """Where an empty cell is refused too, the message does not advise one."""
    with pytest.raises(PriceInvalidError, match=r"number 'nan' cannot be read; write the return$"):
        numbers(column("nan"), remedy="write the return")


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1,234.5", "1234.5"), ("12,345,678", "12345678"), ("1 234", "1234"), ("1'234.50", "1234.50")],
)
def test_thousands_separators_are_refused_with_the_plain_number(text: str, plain: str) -> None:
    """A number with thousands separators is refused, and the message writes it without them."""
    with pytest.raises(PriceInvalidError, match=f"has thousands separators; write {plain}$"):
        numbers(column(text))


def test_a_decimal_comma_is_refused_even_where_faults_are_mended() -> None:
    """A decimal comma between columns that commas separate has no repair: 1,234 beside it could be either."""
    cells = replace(column("12,5"), faults=Faults(Path("prices.csv"), mend=True))
    with pytest.raises(
        PriceInvalidError, match="'12,5' has a decimal comma among columns that commas separate"
    ):
        numbers(cells)


def test_faults_that_are_mended_are_listed_with_their_rows() -> None:
    """A mended number is read or left empty, never made up, and each repair names row, column and text."""
    faults = Faults(Path("prices.csv"), mend=True)
    cells = replace(column("1,234.5", "n/a", "-2", "7", "0", "1e999"), faults=faults)
    np.testing.assert_array_equal(prices(cells), [1234.5, np.nan, np.nan, 7, np.nan, np.nan])
    assert faults.listed() == (
        "prices.csv, row 2, column 'x': '1,234.5' read as 1234.5",
        "prices.csv, row 3, column 'x': 'n/a' left empty: no number",
        "prices.csv, row 4, column 'x': '-2' left empty: it must be above zero and finite",
        "prices.csv, row 6, column 'x': '0' left empty: it must be above zero and finite",
        "prices.csv, row 7, column 'x': '1e999' left empty: it must be above zero and finite",
    )


def test_numbers_with_decimal_commas_are_shown_as_the_file_has_them() -> None:
    """Where commas and points have changed places for reading, messages still show the file's own text."""
    cells = replace(column(*swapped(["12,5", "1.234,56"])), swapped=True)
    with pytest.raises(
        PriceInvalidError, match=r"number '1\.234,56' has thousands separators; write 1234,56"
    ):
        numbers(cells)


@pytest.mark.parametrize("text", ["0", "-0.0", "-1.5", "1e999"])
def test_a_price_that_cannot_be_is_refused(text: str) -> None:
    """A price is above zero and finite."""
    with pytest.raises(PriceInvalidError, match=f"{text} must be above zero and finite") as caught:
        prices(column("1", text))
    assert caught.value.row == 3


def test_prices_keep_their_gaps() -> None:
    """A missing price is NaN and is not refused."""
    np.testing.assert_array_equal(prices(column("1.5", "", "2")), [1.5, np.nan, 2.0])


@pytest.mark.parametrize("text", ["-1", "1e999", "-1e999"])
def test_a_volume_that_cannot_be_is_refused(text: str) -> None:
    """A volume is not negative and is finite."""
    with pytest.raises(PriceInvalidError, match=f"{text} must be zero or more and finite"):
        amounts(column(text))


def test_a_volume_may_be_zero_or_missing() -> None:
    """No trade is a volume of zero; no figure is NaN."""
    np.testing.assert_array_equal(amounts(column("0", "")), [0.0, np.nan])


def test_names_are_numbered_as_they_first_appear() -> None:
    """Names get codes in order of first appearance, across calls and without regard to blanks."""
    known: dict[str, int] = {}
    assert names(column("B", "A", " B "), known).tolist() == [0, 1, 0]
    assert symbols(column("C", "A"), known).tolist() == [2, 1]
    assert list(known) == ["B", "A", "C"]


@pytest.mark.parametrize("text", ["", "  "])
def test_a_missing_symbol_is_refused(text: str) -> None:
    """A row without a symbol is refused."""
    with pytest.raises(PriceInvalidError, match="empty; write the symbol in every row") as caught:
        symbols(column("A", "A", text), {})
    assert caught.value.row == 4
