"""The date column of a file: which forms are read, and that none is guessed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import Integers, date_of, epoch_day
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.cells import Cells
from eventstudy.prices.dates import NO_DAY, DateColumn, refuse_future
from eventstudy.prices.repairs import Faults

FILE = Path("prices.csv")


def read(*texts: str, faults: Faults | None = None) -> tuple[list[str], list[str]]:
    """Return the dates of a column that begins in row 2, and the notes; a row left out is empty."""
    column = DateColumn("date", faults or Faults(FILE))
    rows = np.arange(2, 2 + len(texts))
    days = column.days(column.codes(Cells(FILE, "date", rows.tolist(), texts)), rows)
    return ["" if day == NO_DAY else date_of(day).isoformat() for day in days], column.notes


@pytest.mark.parametrize(
    ("texts", "dates", "note"),
    [
        (("2024-12-31", "2024-01-02"), ["2024-12-31", "2024-01-02"], None),
        (("2022-01-03 00:00:00+08:00",), ["2022-01-03"], None),
        (("20241231", "20240102"), ["2024-12-31", "2024-01-02"], "YYYYMMDD"),
        (("2024/12/31",), ["2024-12-31"], "YYYY/MM/DD"),
        (("02.01.2024", "1.2.2024"), ["2024-01-02", "2024-02-01"], "DD.MM.YYYY"),
        (("02/01/2024", "31/12/2024"), ["2024-01-02", "2024-12-31"], "DD/MM/YYYY"),
        (("02/01/2024", "12/31/2024"), ["2024-02-01", "2024-12-31"], "MM/DD/YYYY"),
        (("31-12-2024 00:00",), ["2024-12-31"], "DD-MM-YYYY"),
        (("5/5/2024",), ["2024-05-05"], "DD/MM/YYYY"),
    ],
)
def test_a_form_that_has_one_reading_is_read(
    texts: tuple[str, ...], dates: list[str], note: str | None
) -> None:
    """A column is read in the one way it can be; any form but the ISO one is named."""
    assert read(*texts) == (dates, [f"dates read as {note}"] if note else [])


@pytest.mark.parametrize(
    ("texts", "row", "problem"),
    [
        (
            ("05/05/2024", "02/01/2024", "03/04/2024"),
            3,
            "'02/01/2024' could be day first or month first, and no row of the column decides; write YYYY-MM-DD",
        ),
        (
            ("2024-12-31", "2024-12-30", "20241229"),
            4,
            (
                "YYYYMMDD here, but YYYY-MM-DD in row 2; write all dates as YYYY-MM-DD (prices import --repair reads "
                "each by its own only reading)"
            ),
        ),
        (
            ("31/12/2024", "02/01/2024", "12/30/2024"),
            4,
            (
                "MM/DD/YYYY here, but DD/MM/YYYY in row 2; write all dates as YYYY-MM-DD (prices import --repair reads "
                "each by its own only reading)"
            ),
        ),
        (
            ("12/31/24",),
            2,
            "date '12/31/24' cannot be read; write YYYY-MM-DD (prices import --repair leaves the row out)",
        ),
        (
            ("2024-02-31",),
            2,
            (
                "date '2024-02-31' does not exist; write the day as YYYY-MM-DD (prices import --repair leaves the row "
                "out)"
            ),
        ),
        (
            ("2024-02-01 16:00:00",),
            2,
            (
                "time '2024-02-01 16:00:00' is not midnight; a daily price has a date: write YYYY-MM-DD (prices import "
                "--repair leaves the row out)"
            ),
        ),
    ],
)
def test_a_column_that_cannot_be_read_in_one_way_is_refused(
    texts: tuple[str, ...], row: int, problem: str
) -> None:
    """Ambiguous, mixed and unreadable dates are refused with the row that shows it."""
    with pytest.raises(PriceInvalidError) as caught:
        read(*texts)
    assert (caught.value.row, caught.value.column, caught.value.problem) == (row, "date", problem)


def test_mixed_forms_are_mended_each_by_its_only_reading() -> None:
    """With repair, each date of another form is read by itself and listed; what is none leaves its row out."""
    faults = Faults(FILE, mend=True)
    dates, notes = read("2024-12-31", "30.12.2024", "12/29/2024", "soon", faults=faults)
    assert dates == ["2024-12-31", "2024-12-30", "2024-12-29", ""]
    assert notes == []
    assert faults.listed() == (
        "prices.csv, row 3, column 'date': '30.12.2024' read as 2024-12-30",
        "prices.csv, row 4, column 'date': '12/29/2024' read as 2024-12-29",
        "prices.csv, row 5, column 'date': row left out: date 'soon' cannot be read",
    )


@pytest.mark.parametrize("texts", [("2024-12-31", "02/01/2024"), ("31/12/2024", "02/01/2024", "12/30/2024")])
def test_a_date_of_two_readings_is_not_mended(texts: tuple[str, ...]) -> None:
    """Where forms are mixed, a date that could be either is refused even with repair."""
    with pytest.raises(PriceInvalidError, match="'02/01/2024' could be day first or month first") as caught:
        read(*texts, faults=Faults(FILE, mend=True))
    assert caught.value.row == 3


FORMS = ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%m-%d-%Y"]


@pytest.mark.parametrize("form", FORMS)
@given(dates=st.lists(st.dates(min_value=dt.date(1900, 1, 1)), min_size=1, max_size=5))
def test_every_date_survives_its_form(form: str, dates: list[dt.date]) -> None:
    """Beside a date whose day exceeds 12, a column of any form reads back as the dates it was written from."""
    all_dates = [dt.date(2024, 12, 31), *dates]
    found, _ = read(*(date.strftime(form) for date in all_dates))
    assert found == [date.isoformat() for date in all_dates]


def test_a_day_after_today_is_refused_and_today_is_not() -> None:
    """The last day that may stand in a file is today; a later one is left out with repair."""
    today = dt.date(2025, 2, 11)
    days: Integers = np.array([epoch_day(today), epoch_day(today) + 1])
    rows: Integers = np.array([2, 3])
    with pytest.raises(PriceInvalidError) as caught:
        refuse_future(days, rows, today, "date", Faults(FILE))
    assert str(caught.value) == (
        "prices.csv, row 3, column 'date': 2025-02-12 lies after today, 2025-02-11; correct the date or delete the "
        "row (prices import --repair leaves the row out)"
    )
    mended = refuse_future(days, rows, today, "date", Faults(FILE, mend=True))
    assert mended.tolist() == [epoch_day(today), NO_DAY]
    assert refuse_future(days, rows, None, "date", Faults(FILE)).tolist() == days.tolist()
