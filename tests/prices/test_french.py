"""Factor files are read as Kenneth French publishes them; the numbers here are made up."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.arrays import date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.factors import read_factor_files, read_factors
from eventstudy.prices.french import published_records

if TYPE_CHECKING:
    from pathlib import Path

PROSE = (
    "This file was created by a program using a database.\r\n"
    "The Tbill return is the simple daily rate that, over the number of trading days\r\n"
    "in the month, compounds to a month's rate.\r\n"
    "\r\n"
)
FOOTER = "\r\nCopyright 2020 Somebody\r\n"
THREE = (
    PROSE + ",Mkt-RF,SMB,HML,RF\r\n"
    "20200102,    0.86,   -0.97,   -0.34,    0.006\r\n"
    "20200103,   -0.67,    0.30,  -99.99,    0.006\r\n"
    "20200106,    0.36,   -0.20,   -999,     0.006\r\n"
    "20200107,   -0.19,   -0.03,   -0.25,    0.006\r\n" + FOOTER
)
MOMENTUM = (
    PROSE + "Missing data are indicated by -99.99 or -999.\r\n\r\n"
    ",Mom   ,\r\n"
    "20200103,    0.50,\r\n"
    "20200106,   -0.61,\r\n"
    "20200107,    0.02,\r\n"
    "20200108,    0.33,\r\n" + FOOTER
)


def _file(folder: Path, text: str, name: str = "F-F_Research_Data_Factors_daily.CSV") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_the_published_layout_is_read_as_it_is(tmp_path: Path) -> None:
    """Prose and copyright are passed over, per cent become fractions, and codes of missing returns NaN."""
    path = _file(tmp_path, THREE)
    table = read_factors(path)
    rows = np.genfromtxt(path, delimiter=",", skip_header=5, max_rows=4)
    expected = np.where(np.isin(rows, [-99.99, -999]), np.nan, rows)[:, 1:].T / 100
    assert table.names == ("mkt_rf", "smb", "hml", "rf")
    np.testing.assert_allclose(table.values, expected, rtol=1e-15)
    assert np.isnan(table.values).sum() == 2
    assert [date_of(day).strftime("%Y%m%d") for day in table.days] == [f"{row:.0f}" for row in rows[:, 0]]


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """The layout, its unit, and the days of missing returns are named; without any, only the first two."""
    layout, missing = read_factors(_file(tmp_path, THREE)).notes
    assert layout.endswith("read as Kenneth French publishes it, in per cent")
    assert missing.endswith("missing by its codes: hml on 2020-01-03, 2020-01-06")
    assert len(read_factors(_file(tmp_path, MOMENTUM)).notes) == 1


def test_many_missing_days_are_counted(tmp_path: Path) -> None:
    """Three days are named, the others counted."""
    rows = "".join(f"202001{day:02d},  -99.99\n" for day in range(2, 7)) + "20200107,   0.5\n"
    (_, missing) = read_factors(_file(tmp_path, f"Prose\n,SMB\n{rows}")).notes
    assert missing.endswith("smb on 2020-01-02, 2020-01-03, 2020-01-04 and 2 more days")


def test_the_unit_needs_no_word(tmp_path: Path) -> None:
    """The layout is in per cent whether that is said or not."""
    path = _file(tmp_path, THREE)
    np.testing.assert_array_equal(read_factors(path).values, read_factors(path, percent=True).values)


def test_fractions_in_the_layout_are_refused(tmp_path: Path) -> None:
    """Numbers too small for per cent cannot be what the layout says."""
    with pytest.raises(
        PriceInvalidError, match="fractions already; multiply them by 100, as the layout has them"
    ):
        read_factors(_file(tmp_path, "Prose\n,SMB\n20200102,0.0012\n20200103,-0.0031\n"))


def test_a_comma_at_the_end_of_lines_is_no_column(tmp_path: Path) -> None:
    """The momentum file ends its lines with a comma; its factor is umd."""
    table = read_factors(_file(tmp_path, MOMENTUM))
    assert table.names == ("umd",)
    np.testing.assert_allclose(table.values, [[0.005, -0.0061, 0.0002, 0.0033]], rtol=1e-12)


def test_a_zip_is_read_as_it_is_published(tmp_path: Path) -> None:
    """The only file of the archive is read; several are refused, and so is what is no archive."""
    path = tmp_path / "F-F_Research_Data_Factors_daily_CSV.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("F-F_Research_Data_Factors_daily.CSV", THREE)
    plain = read_factors(_file(tmp_path, THREE))
    np.testing.assert_array_equal(read_factors(path).values, plain.values)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("more.csv", MOMENTUM)
    with pytest.raises(PriceInvalidError, match=r"more\.csv .* must hold one file"):
        read_factors(path)
    with pytest.raises(PriceInvalidError, match="cannot be read"):
        read_factors(_file(tmp_path, THREE, "not.zip"))


def test_files_of_different_factors_are_joined_by_day(tmp_path: Path) -> None:
    """Only the days that every file has are kept, each with the numbers of its file."""
    three = _file(tmp_path, THREE, "three.CSV")
    momentum = _file(tmp_path, MOMENTUM, "momentum.CSV")
    table = read_factor_files([three, momentum])
    assert table.names == ("mkt_rf", "smb", "hml", "rf", "umd")
    assert table.days.tolist() == read_factors(three).days[1:].tolist()
    np.testing.assert_allclose(table.values[4], [0.005, -0.0061, 0.0002], rtol=1e-12)
    np.testing.assert_array_equal(table.values[:4], read_factors(three).values[:, 1:])
    assert table.source == f"{three}, {momentum}"
    assert len(table.notes) == 3


def test_one_factor_in_two_files_must_agree(tmp_path: Path) -> None:
    """The same returns are taken once; other ones are refused with the file and the column."""
    three = _file(tmp_path, THREE, "three.CSV")
    same = _file(tmp_path, "date,rf\n2020-01-02,0.00006\n2020-01-07,0.00006\n", "same.csv")
    assert read_factor_files([three, same]).names == ("mkt_rf", "smb", "hml", "rf")
    other = _file(tmp_path, "date,rf\n2020-01-02,0.00007\n2020-01-07,0.00006\n", "other.csv")
    with pytest.raises(PriceInvalidError, match=r"differs from the rf of .*three\.CSV") as caught:
        read_factor_files([three, other])
    assert caught.value.column == "rf"


def test_files_without_a_common_day_are_refused(tmp_path: Path) -> None:
    """Factors of different periods make no table."""
    three = _file(tmp_path, THREE, "three.CSV")
    later = _file(tmp_path, "date,umd\n2021-01-04,0.001\n", "later.csv")
    with pytest.raises(PriceInvalidError, match="has no day that"):
        read_factor_files([three, later])


@pytest.mark.parametrize(
    ("text", "row", "says"),
    [
        ("Prose\n\n,SMB\n202001,  0.5\n", 4, "has a row a month; take the file of daily factors"),
        ("Prose\n\n,SMB\n2020,  0.5\n", 4, "has a row a year"),
        (
            "Prose\n\n,SMB\n20200102,  0.5\n\nSecond\n,SMB\n20200102,  0.5\n",
            8,
            "rows go on here, after line 5",
        ),
        ("Prose\n,SMB\n20200102,  0.5\n2020010,  0.5\n20200106,  0.5\n", 5, "rows go on here, after line 4"),
        ("Prose\n,SMB,HML\n20200102,  0.5,  0.1\n20200103,  0.5\n", 4, "2 cells, but the header has 3"),
        ("Prose\n,SMB\n20200102,  0.5\n20200103,  x\n", 4, "'x' cannot be read"),
        ("Prose\n,SMB\n20200102,  -99.99\n20200103,  -999\n", 3, "stands in every row; delete the column"),
        ("Prose\n,SMB\n20200102,  0.5\n20200230,  0.5\n", 4, "does not exist"),
    ],
)
def test_what_does_not_fit_the_layout_is_refused(tmp_path: Path, text: str, row: int, says: str) -> None:
    """Months, a second table, broken rows and empty columns are refused with their line."""
    with pytest.raises(PriceInvalidError, match=re.escape(says)) as caught:
        read_factors(_file(tmp_path, text))
    assert caught.value.row == row


@pytest.mark.parametrize(
    "text",
    [
        "",
        "date,SMB\n20200102,0.5\n",
        ",SMB\n20200102,0.001\n",
        "\n\n,SMB\n20200102,0.001\n",
        "Prose\ndate,SMB\n20200102,0.001\n",
        "Prose\n,1,2\n20200102,0.001\n",
    ],
)
def test_other_files_are_none_of_the_layout(tmp_path: Path, text: str) -> None:
    """Without prose above, a date column without a name is that of a plain file, and its codes are refused."""
    assert published_records(tmp_path / "factors.csv", text) is None
