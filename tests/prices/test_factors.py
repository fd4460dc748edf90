"""Factor files are read whole or refused with row and column; factors are laid on sessions unfilled."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.arrays import epoch_day
from eventstudy.errors import EstimationError, PriceInvalidError
from eventstudy.prices.factors import FactorTable, missing_sessions, read_factors

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = """Date,Mkt-RF,SMB,HML,RF
20240102,-0.0070,-0.0122,0.0106,0.00022
20240103,-0.0117,-0.0108,0.0005,0.00022
20240105,0.0013,-0.0091,0.0059,0.00022
"""


def _file(folder: Path, text: str, name: str = "factors.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _refused(folder: Path, text: str, says: str, *, percent: bool = False) -> PriceInvalidError:
    with pytest.raises(PriceInvalidError, match=says) as caught:
        read_factors(_file(folder, text), percent=percent)
    return caught.value


def _day(text: str) -> int:
    return epoch_day(dt.date.fromisoformat(text))


def test_a_file_of_factors_is_read(tmp_path: Path) -> None:
    """Names are ours, days are epoch days, and numbers are as written."""
    table = read_factors(_file(tmp_path, FRENCH))
    assert table.names == ("mkt_rf", "smb", "hml", "rf")
    assert table.days.tolist() == [_day("2024-01-02"), _day("2024-01-03"), _day("2024-01-05")]
    assert table.values[1].tolist() == [-0.0122, -0.0108, -0.0091]
    assert table.source == str(tmp_path / "factors.csv")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_cells_may_be_separated_otherwise(tmp_path: Path, delimiter: str) -> None:
    """Semicolons and tabs do as well as commas."""
    table = read_factors(_file(tmp_path, FRENCH.replace(",", delimiter), "factors.txt"))
    np.testing.assert_array_equal(table.values, read_factors(_file(tmp_path, FRENCH)).values)


def test_a_gzipped_file_is_read(tmp_path: Path) -> None:
    """What ends in .gz is unpacked."""
    path = tmp_path / "factors.csv.gz"
    path.write_bytes(gzip.compress(FRENCH.encode()))
    assert read_factors(path).names == ("mkt_rf", "smb", "hml", "rf")


def test_rows_may_come_in_any_order(tmp_path: Path) -> None:
    """Days are sorted, each with its own numbers; dates may have hyphens and the column no name."""
    text = ",Oil Price\n2024-01-05,0.03\n2024-01-02,0.01\n2024-01-03,0.02\n"
    table = read_factors(_file(tmp_path, text))
    assert table.names == ("oil_price",)
    assert table.values.tolist() == [[0.01, 0.02, 0.03]]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Mkt-RF", "mkt_rf"),
        ("MKT_RF", "mkt_rf"),
        ("Mom   ", "umd"),
        ("UMD", "umd"),
        ("WML", "umd"),
        ("RMW", "rmw"),
        ("CMA", "cma"),
        ("Space (EW)", "space_ew"),
    ],
)
def test_names_are_made_ours(tmp_path: Path, theirs: str, ours: str) -> None:
    """Lower case, underscores, and one name for momentum."""
    assert read_factors(_file(tmp_path, f"date,{theirs}\n2024-01-02,0.01\n")).names == (ours,)


def test_per_cent_is_divided_when_it_is_said(tmp_path: Path) -> None:
    """With percent, 1.25 is 0.0125, the risk-free rate included."""
    text = "date,SMB,RF\n2024-01-02,1.25,0.02\n2024-01-03,-0.5,0.02\n"
    table = read_factors(_file(tmp_path, text), percent=True)
    np.testing.assert_allclose(table.values, [[0.0125, -0.005], [0.0002, 0.0002]], rtol=1e-15)


def test_the_wrong_unit_is_refused(tmp_path: Path) -> None:
    """Per cent taken for fractions and fractions taken for per cent name the remedy."""
    per_cent = "date,SMB,RF\n2024-01-02,1.25,0.02\n2024-01-03,-0.5,0.02\n"
    error = _refused(tmp_path, per_cent, "divide by 100, or pass --factors-in-percent")
    assert error.column == "smb"
    error = _refused(tmp_path, FRENCH, "leave out --factors-in-percent", percent=True)
    assert error.column == "mkt_rf"


@pytest.mark.parametrize(("percent", "column"), [(False, "mkt_rf"), (True, "smb")])
def test_mixed_units_are_refused(tmp_path: Path, percent: bool, column: str) -> None:  # noqa: FBT001
    """One column in per cent and one in fractions: whatever is said, the other is named."""
    mixed = "date,Mkt-RF,SMB\n2024-01-02,0.70,0.0122\n2024-01-03,-1.17,-0.0108\n"
    assert _refused(tmp_path, mixed, "half of its days", percent=percent).column == column


def test_a_factor_that_stands_still_tells_no_unit(tmp_path: Path) -> None:
    """A column of zeros is read in either unit."""
    text = "date,Mkt-RF,UMD\n2024-01-02,0.70,0\n2024-01-03,-1.17,0\n"
    assert read_factors(_file(tmp_path, text), percent=True).values[1].tolist() == [0, 0]


@pytest.mark.parametrize(("rate", "percent"), [(0.02, False), (4.5, False), (0.21, True), (4.5, True)])
def test_a_rate_that_no_day_earns_is_refused(tmp_path: Path, rate: float, percent: bool) -> None:  # noqa: FBT001
    """A risk-free rate in per cent, or of a year, is above 0.002 a day: it names the column and the remedy."""
    text = f"date,rf\n2024-01-02,{rate}\n2024-01-03,{rate}\n"
    error = _refused(tmp_path, text, "no rate of a day; give it a day and as a fraction", percent=percent)
    assert error.column == "rf"


def test_the_risk_free_rate_may_be_small_nothing_or_negative(tmp_path: Path) -> None:
    """Interest below the bound is read as it stands, and too low for per cent it never is."""
    assert read_factors(_file(tmp_path, "date,rf\n2024-01-02,0.002\n")).values.tolist() == [[0.002]]
    assert read_factors(_file(tmp_path, "date,rf\n2024-01-02,0\n")).values.tolist() == [[0]]
    assert read_factors(_file(tmp_path, "date,rf\n2024-01-02,-0.0001\n")).values.tolist() == [[-0.0001]]
    assert read_factors(_file(tmp_path, "date,rf\n2024-01-02,0.001\n"), percent=True).values[0, 0] == 1e-5


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("2024-02-30,0.01", "date", "does not exist"),
        ("20241301,0.01", "date", "does not exist"),
        ("02/01/2024,0.01", "date", "write YYYY-MM-DD"),
        (",0.01", "date", "cannot be read"),
        ("2024-01-04,one", "SMB", "'one' cannot be read"),
        ("2024-01-04,", "SMB", "is empty"),
        ("2024-01-04,-99.99", "SMB", "-99.99 is the code of a missing return; fill the cell"),
        ("2024-01-04,-999", "SMB", "-999 is the code of a missing return"),
        ("2024-01-04,1e999", "SMB", "too large"),
        ("2024-01-04,inf", "SMB", "'inf' cannot be read"),
        ("2024-01-04,nan", "SMB", "'nan' cannot be read"),
        ("20240103,0.01", "date", "2024-01-03 also stands in row 2; keep one"),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(tmp_path: Path, row: str, column: str, says: str) -> None:
    """The message names the file, the row and the column, and says what is wrong."""
    error = _refused(tmp_path, f"date,SMB\n2024-01-03,0.01\n{row}\n", re.escape(says))
    assert error.row == 3
    assert error.column == column


def test_more_than_two_weeks_are_a_gap(tmp_path: Path) -> None:
    """Fourteen days between rows may be a holiday, fifteen are missing sessions; both dates are named."""
    text = "date,SMB\n2024-01-16,0.01\n2024-01-02,0.01\n"
    assert len(read_factors(_file(tmp_path, text)).days) == 2
    error = _refused(
        tmp_path,
        text.replace("2024-01-16", "2024-01-17"),
        "no rows between 2024-01-02 and 2024-01-17, 15 days",
    )
    assert error.row == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("date,SMB\n", "no rows"),
        ("SMB,HML\n0.01,0.02\n", "the file has SMB, HML; it needs one date column"),
        ("date\n2024-01-02\n", "at least one factor"),
        ("date,day,SMB\n2024-01-02,2024-01-02,0.01\n", "one date column"),
        ("date,Mom,UMD\n2024-01-02,0.01,0.01\n", "and 'Mom' are both umd"),
        ("date,--\n2024-01-02,0.01\n", "has no letters"),
        ("date,SMB\n2024-01-02,0.01,0.02\n", "3 cells, but the header has 2"),
        ("Made by hand\ndate,SMB\n2024-01-02,0.01\n", "delete notes above the header"),
        ("date;SMB\n2024-01-02;0,001\n", "write numbers with a decimal point"),
        ('date,SMB\n2024-01-02,"0.01\n', "is not CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """What the file lacks is said, and what to do."""
    _refused(tmp_path, text, re.escape(says))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A missing file, one that is not gzipped, and one that is not text."""
    with pytest.raises(PriceInvalidError, match="cannot be read"):
        read_factors(tmp_path / "none.csv")
    with pytest.raises(PriceInvalidError, match="cannot be read"):
        read_factors(_file(tmp_path, FRENCH, "factors.csv.gz"))
    (tmp_path / "bytes.csv").write_bytes(b"date,SMB\n\xff\xfe")
    with pytest.raises(PriceInvalidError, match="UTF-8"):
        read_factors(tmp_path / "bytes.csv")


def _table() -> FactorTable:
    return FactorTable(
        ("mkt_rf", "smb"),
        np.array([10, 11, 14], dtype=np.int64),
        np.array([[0.1, 0.2, 0.3], [-0.1, -0.2, -0.3]]),
        "factors.csv",
    )


def test_factors_are_laid_on_sessions() -> None:
    """Each factor stands on its session; a day that the table does not have is missing, on all sides."""
    laid = _table().laid_on(np.array([[9, 10, 11], [12, 14, 15]]), ("smb", "mkt_rf"))
    nan = np.nan
    np.testing.assert_array_equal(
        laid, [[[nan, -0.1, -0.2], [nan, 0.1, 0.2]], [[nan, -0.3, nan], [nan, 0.3, nan]]]
    )


@given(st.lists(st.lists(st.integers(5, 20), min_size=4, max_size=4), max_size=5))
def test_laying_is_looking_up(sessions: list[list[int]]) -> None:
    """Every number is the one that its day has in the table, or missing."""
    known = {10: 0.1, 11: 0.2, 14: 0.3}
    laid = _table().laid_on(np.array(sessions, dtype=np.int64).reshape(-1, 4), ("mkt_rf",))
    expected = [[[known.get(day, np.nan) for day in row]] for row in sessions]
    np.testing.assert_array_equal(laid, np.array(expected).reshape(-1, 1, 4))


def test_a_factor_that_is_not_there_is_refused() -> None:
    """The message names the factor, the file, and what it has."""
    with pytest.raises(EstimationError, match=r"'umd' is not in factors\.csv, which has mkt_rf, smb"):
        _table().laid_on(np.array([[10]]), ("umd",))


def test_sessions_without_a_row_are_told() -> None:
    """Those inside the table's span, ends included, that it does not have; none outside."""
    sessions = np.array([8, 10, 11, 12, 13, 14, 17], dtype=np.int64)
    assert missing_sessions(_table(), sessions).tolist() == [12, 13]


def test_a_quiet_factor_in_per_cent_is_seen(tmp_path: Path) -> None:
    """A file of one quiet factor in per cent, 0.1 to 0.2 a day, is refused as fractions."""
    path = tmp_path / "cma.csv"
    path.write_text("date,cma\n2024-01-02,0.10\n2024-01-03,-0.15\n2024-01-04,0.19\n")
    with pytest.raises(PriceInvalidError, match="these are per cent"):
        read_factors(path)
