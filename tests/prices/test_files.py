"""Price files: what is read, what is refused and where, and that what is written reads back the same."""

from __future__ import annotations

import gzip
import importlib
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from same_series import same

from eventstudy.arrays import date_of
from eventstudy.errors import PriceInvalidError
from eventstudy.prices.files import read_prices
from eventstudy.prices.series import NUMBERS
from eventstudy.prices.writers import write_prices

if TYPE_CHECKING:
    from pathlib import Path

KINDS = [".csv", ".csv.gz", ".parquet"]


def written(folder: Path, text: str) -> Path:
    """Write a CSV file and return its path."""
    path = folder / "prices.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> PriceInvalidError:
    """Return the error with which a CSV file is refused."""
    with pytest.raises(PriceInvalidError) as caught:
        read_prices(written(folder, text))
    return caught.value


# --- reading -------------------------------------------------------------------------------------


def test_rows_in_any_order_become_series_in_order_of_first_appearance(tmp_path: Path) -> None:
    """Rows may be shuffled: each series is sorted by day, and securities keep the file's order."""
    path = written(
        tmp_path,
        "date,security,close,volume\n"
        "2025-02-12,B,2.5,10\n2025-02-12,A,1.5,\n2025-02-11,B,2.25,0\n2025-02-11,A,1.25,7\n",
    )
    second, first = read_prices(path).series
    assert (second.security, first.security) == ("B", "A")
    assert [date_of(day).isoformat() for day in first.days] == ["2025-02-11", "2025-02-12"]
    assert first.close.tolist() == [1.25, 1.5]
    np.testing.assert_array_equal(first.volume, [7, np.nan])
    assert second.volume.tolist() == [0, 10]
    assert first.days.dtype == np.int64
    assert first.close.dtype == np.float64


def test_an_empty_close_is_kept_as_a_missing_session(tmp_path: Path) -> None:
    """A row without a close stays in the series as NaN; no value is carried forward."""
    path = written(
        tmp_path,
        "security,date,close,adj_close\nA,2025-02-11,1,1\nA,2025-02-12,,\nA,2025-02-13,2,2\n",
    )
    (series,) = read_prices(path).series
    np.testing.assert_array_equal(series.close, [1, np.nan, 2])
    np.testing.assert_array_equal(series.adj_close, [1, np.nan, 2])


def test_columns_that_are_absent_are_missing_numbers(tmp_path: Path) -> None:
    """Without optional columns there is no adjusted close, volume or currency, and the source is the file."""
    (series,) = read_prices(written(tmp_path, "security,date,close\nA,2025-02-11,1\n")).series
    assert np.isnan(series.adj_close).all()
    assert np.isnan(series.volume).all()
    assert (series.currency, series.source) == (None, "file")


def test_the_renamed_and_the_ignored_are_reported(tmp_path: Path) -> None:
    """The file says which columns were read under another name and which were not read."""
    file = read_prices(written(tmp_path, "Ticker,Date,Turnover,close,Adj Close\nA,2025-02-11,1,1,1\n"))
    assert file.renamed_columns == (("Ticker", "security"), ("Date", "date"), ("Adj Close", "adj_close"))
    assert file.ignored_columns == ("Turnover",)


@pytest.mark.parametrize(
    ("cells", "source"),
    [
        (("yahoo", "yahoo"), "yahoo"),
        (("yahoo", "press"), "file"),
        (("yahoo", ""), "file"),
        (("", ""), "file"),
        (("simulated", "simulated"), "simulated"),
        (("simulated", "yahoo"), "simulated"),
        (("", "simulated"), "simulated"),
    ],
)
def test_a_source_holds_if_all_rows_agree(tmp_path: Path, cells: tuple[str, str], source: str) -> None:
    """A source that all rows share is kept; one simulated row marks the whole series."""
    text = f"security,date,close,source\nA,2025-02-11,1,{cells[0]}\nA,2025-02-12,1,{cells[1]}\n"
    (series,) = read_prices(written(tmp_path, text)).series
    assert series.source == source


def test_an_empty_currency_states_nothing(tmp_path: Path) -> None:
    """The currency of a series is the one that its rows state, though some leave it empty."""
    text = "security,date,close,currency\nA,2025-02-11,1,\nA,2025-02-12,1,HKD\nB,2025-02-12,1,\n"
    series = read_prices(written(tmp_path, text)).series
    assert [one.currency for one in series] == ["HKD", None]


def test_a_byte_order_mark_windows_lines_and_blank_lines_are_read(tmp_path: Path) -> None:
    """A file saved by a spreadsheet reads like any other, and blank lines still count as lines."""
    path = tmp_path / "prices.CSV"
    path.write_bytes(b"\xef\xbb\xbfsecurity,date,close\r\n\r\nA,2025-02-11,1\r\n")
    assert len(read_prices(path).series[0]) == 1
    error = refusal(tmp_path, "security,date,close\n\nA,2025-02-11,x\n")
    assert error.row == 3


def test_a_file_with_only_a_header_has_no_series(tmp_path: Path) -> None:
    """No rows are no series."""
    assert read_prices(written(tmp_path, "security,date,close\n")).series == ()


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("A,2025-02-31,1,1,1", "Day", "does not exist"),
        ("A,2025-02-13,1.2.3,1,1", "close", "cannot be read"),
        ('A,2025-02-13,"1,234",1,1', "close", "has thousands separators; write 1234"),
        ("A,2025-02-13,nan,1,1", "close", "number 'nan' cannot be read"),
        ("A,2025-02-13,inf,1,1", "close", "number 'inf' cannot be read"),
        ("A,2025-02-13,1,-Infinity,1", "Adj Close", "number '-Infinity' cannot be read"),
        ("A,2025-02-13,1e999,1,1", "close", "1e999 must be above zero and finite"),
        ("A,2025-02-13,0,1,1", "close", "0 must be above zero"),
        ("A,2025-02-13,-2,1,1", "close", "-2 must be above zero"),
        ("A,2025-02-13,1,0,1", "Adj Close", "0 must be above zero"),
        ("A,2025-02-13,1,-2,1", "Adj Close", "-2 must be above zero"),
        ("A,2025-02-13,1,1,-5", "Vol", "-5 must be zero or more"),
        (",2025-02-13,1,1,1", "Ticker", "empty; write the symbol"),
    ],
)
def test_a_bad_cell_is_refused_with_row_and_column(
    tmp_path: Path, row: str, column: str, problem: str
) -> None:
    """The message names the line of the file and the column as the file spells it."""
    error = refusal(tmp_path, f"Ticker,Day,close,Adj Close,Vol\nA,2025-02-11,1,1,1\n{row}\n")
    assert (error.row, error.column) == (3, column)
    assert problem in error.problem


def test_a_bad_cell_far_down_is_refused_with_its_own_row(tmp_path: Path) -> None:
    """Rows are counted through the whole file, not from where reading last paused."""
    good = "".join(f"S{number},2025-02-11,1\n" for number in range(2500))
    assert refusal(tmp_path, f"security,date,close\n{good}A,2025-02-11,x\n").row == 2502


def test_a_day_given_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    """Of several repeats the first in the file is named, with the row that it repeats."""
    error = refusal(
        tmp_path,
        "security,date,close\nB,2025-02-11,1\nA,2025-02-12,1\nB,2025-02-11,1\nA,2025-02-12,1\nB,2025-02-11,1\n",
    )
    assert (error.row, error.column) == (4, "date")
    assert error.problem == (
        "B has 2025-02-11 in row 2 already; keep one of the two rows (prices import --repair keeps one of them)"
    )


def test_two_currencies_in_one_security_are_refused_with_both_rows(tmp_path: Path) -> None:
    """The first row whose currency differs is named with the row that stated the other one."""
    error = refusal(
        tmp_path,
        "security,date,close,currency\nA,2025-02-13,1,HKD\nA,2025-02-12,1,\nA,2025-02-11,1,CNY\nA,2025-02-10,1,USD\n",
    )
    assert (error.row, error.column) == (4, "currency")
    assert error.problem == "A is in CNY here and in HKD in row 2; a security has one currency"


# --- files that are not price files --------------------------------------------------------------


def test_a_row_of_the_wrong_width_is_refused(tmp_path: Path) -> None:
    """An unquoted thousands separator makes a cell too many, and the message says so."""
    error = refusal(tmp_path, "security,date,close\nA,2025-02-11,1,234.5\n")
    assert (error.row, error.column) == (2, None)
    assert error.problem.startswith("4 cells, but the header has 3; numbers take no thousands separators")


def test_an_open_quote_is_refused(tmp_path: Path) -> None:
    """Text that is not CSV is refused with the line where reading stopped."""
    error = refusal(tmp_path, 'security,date,close\nA,2025-02-11,"1\n')
    assert error.row == 2
    assert "is not CSV" in error.problem


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """A file without a header is refused."""
    assert "is empty" in refusal(tmp_path, "").problem


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "latin.csv",
            "security,date,close,source\nA,2025-02-11,1,Börse\n".encode("latin-1"),
            "not UTF-8 text",
        ),
        ("plain.csv.gz", b"security,date,close\n", "cannot be read: Not a gzipped file"),
        (
            "cut.csv.gz",
            gzip.compress(b"security,date,close\nA,2025-02-11,1\n", mtime=0)[:-12],
            "cannot be read",
        ),
        ("text.parquet", b"security,date,close\n", "cannot be read as Parquet"),
        ("prices.xlsx", b"", "unknown kind of file; use .csv or .txt, .csv.gz or .txt.gz, or .parquet"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    """A broken file is refused by its name, in words."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PriceInvalidError, match=problem) as caught:
        read_prices(path)
    assert caught.value.path == path


def test_a_file_that_is_absent_is_refused(tmp_path: Path) -> None:
    """A path without a file is one of our errors, so that a command can say it in a line."""
    with pytest.raises(PriceInvalidError, match=r"cannot be read: .*No such file"):
        read_prices(tmp_path / "nowhere.csv")


# --- Parquet -------------------------------------------------------------------------------------


def test_a_parquet_file_by_pandas_is_read(tmp_path: Path) -> None:
    """Timestamps at midnight, integers and gaps that pandas wrote are read as they were."""
    path = tmp_path / "prices.parquet"
    frame = pd.DataFrame(
        {
            "ticker": pd.Categorical(["A", "A", "B"]),
            "Date": pd.to_datetime(["2025-02-11", "2025-02-12", "2025-02-11"]).tz_localize("Asia/Hong_Kong"),
            "close": [1.5, float("nan"), 3.25],
            "volume": [100, 200, 0],
            "tags": [["x"], [], []],
        }
    )
    frame.to_parquet(path)
    file = read_prices(path)
    first, second = file.series
    assert [date_of(day).isoformat() for day in first.days] == ["2025-02-11", "2025-02-12"]
    np.testing.assert_array_equal(first.close, [1.5, np.nan])
    assert (second.close.tolist(), second.volume.tolist()) == ([3.25], [0])
    assert file.ignored_columns == ("tags",)


def test_a_nan_in_parquet_is_a_missing_number(tmp_path: Path) -> None:
    """NaN and null both mean that there is no number."""
    arrow = pytest.importorskip("pyarrow")
    path = tmp_path / "prices.parquet"
    table = {"security": ["A", "A"], "date": ["2025-02-11", "2025-02-12"], "close": [float("nan"), None]}
    importlib.import_module("pyarrow.parquet").write_table(arrow.table(table), path)
    assert np.isnan(read_prices(path).series[0].close).tolist() == [True, True]


def test_a_bad_cell_in_parquet_is_refused_with_its_entry(tmp_path: Path) -> None:
    """In Parquet, which has no lines, the row is the entry's number from 1."""
    path = tmp_path / "prices.parquet"
    pd.DataFrame({"security": ["A", "B"], "date": ["2025-02-11"] * 2, "close": [1.0, -1.0]}).to_parquet(path)
    with pytest.raises(PriceInvalidError, match="must be above zero") as caught:
        read_prices(path)
    assert caught.value.row == 2


@pytest.mark.parametrize("group", [1, 2, 3, 100])
def test_the_securities_wanted_of_a_parquet_file(tmp_path: Path, group: int) -> None:
    """However the rows are grouped, those wanted come as from the whole file, spelled in any case."""
    names = ["A", " b", "A", "C", "B", "c", "A", "b"]
    dates = [f"2025-02-{10 + at // 2}" for at in range(8)]
    frame = pd.DataFrame({"ticker": names, "date": dates, "close": np.arange(1.0, 9.0)})
    path = tmp_path / "prices.parquet"
    frame.to_parquet(path, row_group_size=group)
    every = {one.security: one for one in read_prices(path).series}
    assert list(every) == ["A", "B", "C"]
    for wanted in ({"B"}, {"A", "C"}, {"B", "nobody"}, {"nobody"}):
        found = {one.security: one for one in read_prices(path, only=wanted).series}
        assert found.keys() == wanted & every.keys()
        assert all(same(every[name], one) for name, one in found.items())


@pytest.mark.parametrize("group", [2, 100])
def test_a_bad_cell_is_refused_where_its_security_is_wanted(tmp_path: Path, group: int) -> None:
    """Faults of other securities are skipped; one that is met keeps its entry's number in the whole file."""
    path = tmp_path / "prices.parquet"
    dates = [f"2025-02-1{at}" for at in range(5)]
    frame = pd.DataFrame({"security": [*"AABAB"], "date": dates, "close": [1.0, 1, 2, 3, -4]})
    frame.to_parquet(path, row_group_size=group)
    (series,) = read_prices(path, only={"A"}).series
    assert series.close.tolist() == [1, 1, 3]
    with pytest.raises(PriceInvalidError, match="row 5, column 'close'"):
        read_prices(path, only={"B"})


def test_the_securities_wanted_of_other_files(tmp_path: Path) -> None:
    """Of text and of a matrix all is read, and what was not asked for left out."""
    text = written(tmp_path, "security,date,close\nA,2025-02-11,1\nB,2025-02-11,2\n")
    wide = tmp_path / "wide.parquet"
    pd.DataFrame({"date": ["2025-02-11"], "AAA": [1.0], "BBB": [2.0]}).to_parquet(wide)
    assert [one.security for one in read_prices(text, only={"B"}).series] == ["B"]
    assert [one.security for one in read_prices(wide, only={"BBB"}).series] == ["BBB"]


def test_an_infinite_price_in_parquet_is_refused(tmp_path: Path) -> None:
    """Infinity is a number of Parquet's, and no price."""
    path = tmp_path / "prices.parquet"
    closes = [1.0, float("inf")]
    pd.DataFrame({"security": ["A", "B"], "date": ["2025-02-11"] * 2, "close": closes}).to_parquet(path)
    with pytest.raises(PriceInvalidError, match="number 'inf' cannot be read") as caught:
        read_prices(path)
    assert caught.value.row == 2


def test_a_parquet_column_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    """A list is no number."""
    path = tmp_path / "prices.parquet"
    pd.DataFrame({"security": ["A"], "date": ["2025-02-11"], "close": [[1.0]]}).to_parquet(path)
    with pytest.raises(PriceInvalidError, match=r"holds list.*; it must hold text, dates or numbers"):
        read_prices(path)


def test_parquet_without_pyarrow_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyarrow is not installed, the message says how to install it, and nothing is left behind."""
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(PriceInvalidError, match=r"pip install 'space-eventstudy\[parquet\]'"):
        write_prices([], tmp_path / "prices.parquet")
    assert list(tmp_path.iterdir()) == []


# --- other layouts -------------------------------------------------------------------------------

BULK = (
    "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\n"
    "AAPL.US,D,20240103,000000,2,3,1,2.5,200,0\r\n"
    "AAPL.US,D,20240102,000000,1,2,1,1.5,100,0\r\n"
    "700.HK,D,20240102,000000,1,2,1,1.5,100,0\r\n"
)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["prices.csv", "prices.txt", "prices.csv.gz"])
def test_the_mark_between_columns_is_found(tmp_path: Path, mark: str, name: str) -> None:
    """Commas, semicolons, tabs and bars part the columns alike, packed or not, after a byte-order mark."""
    text = "security,date,close,volume\nA,2025-02-11,1.5,7\n".replace(",", mark).encode("utf-8-sig")
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    (series,) = read_prices(tmp_path / name).series
    assert (series.security, series.close.tolist(), series.volume.tolist()) == ("A", [1.5], [7])


def test_stooq_bulk_data_is_read_under_yahoo_style_symbols(tmp_path: Path) -> None:
    """Compact dates, Stooq's names of columns and its endings of symbols are read; only days are taken."""
    path = tmp_path / "bulk.txt"
    path.write_text(BULK, encoding="utf-8")
    file = read_prices(path)
    assert [one.security for one in file.series] == ["AAPL", "0700.HK"]
    assert file.series[0].close.tolist() == [1.5, 2.5]
    assert file.ignored_columns == ("<TIME>", "<OPENINT>")
    path.write_text(BULK.replace("700.HK,D", "700.HK,5"), encoding="utf-8")
    with pytest.raises(PriceInvalidError, match="row 4, column '<PER>': '5' is no day; only daily bars"):
        read_prices(path)


def test_an_empty_cell_of_a_matrix_is_a_missing_session_between_closes(tmp_path: Path) -> None:
    """Between a security's closes an empty cell is a missing session; before the first and after the last, none."""
    text = "Date,A,B,C\n2024-01-04,1,,\n2024-01-03,,2,\n2024-01-02,3,,\n"
    first, second = read_prices(written(tmp_path, text)).series
    np.testing.assert_array_equal(first.close, [3, np.nan, 1])
    assert [date_of(day).isoformat() for day in second.days] == ["2024-01-03"]


def test_a_day_that_stands_twice_in_a_matrix_is_refused(tmp_path: Path) -> None:
    """A date in two rows is named with both."""
    error = refusal(tmp_path, "date,A,B\n2024-01-02,1,2\n2024-01-03,1,2\n2024-01-02,1,2\n")
    assert (error.row, error.column) == (4, "date")
    assert error.problem.startswith("A has 2024-01-02 in row 2 already")


def test_contradictions_within_a_day_are_said_and_kept(tmp_path: Path) -> None:
    """A close outside high and low is what the vendor wrote: it is read as it stands, and a note counts it."""
    text = "security,date,high,low,close\nA,2024-01-02,2,1,1.5\nA,2024-01-03,2,1,2.5\nA,2024-01-04,1,2,\n"
    file = read_prices(written(tmp_path, text))
    assert file.series[0].high.tolist() == [2, 2, 1]
    assert file.notes == (
        "high below low, or close outside of them, in 2 of 3 rows, first in row 3; kept as they stand",
    )


def test_two_zones_in_one_security_are_refused(tmp_path: Path) -> None:
    """A security trades by one clock."""
    error = refusal(
        tmp_path, "security,date,close,zone\nA,2025-02-13,1,Asia/Tokyo\nA,2025-02-12,1,Asia/Seoul\n"
    )
    assert (error.row, error.column) == (3, "zone")


# --- real data -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("us_space/daily_ohlcv_2015_20240308.csv.gz", "ticker"),
        ("indices/daily_ohlcv.csv.gz", "index"),
        ("thin_us/daily.csv.gz", "security"),
    ],
)
def test_real_files_read_as_pandas_reads_them(shared: Path, name: str, key: str) -> None:
    """On real prices every day, close, adjusted close and volume agrees with pandas' reading."""
    frame = pd.read_csv(shared / name, dtype=str, keep_default_na=False)
    series = read_prices(shared / name).series
    assert [one.security for one in series] == list(dict.fromkeys(frame[key]))
    assert sum(map(len, series)) == len(frame)
    groups = dict(tuple(frame.groupby(key)))
    for one in series:
        rows = groups[one.security].sort_values("date")
        assert [date_of(day).isoformat() for day in one.days] == rows["date"].to_list()
        for column in NUMBERS:
            if column in rows:
                expected = [float(text or "nan") for text in rows[column]]
                np.testing.assert_array_equal(getattr(one, column), expected)


def test_a_known_price_stands_where_it_should(shared: Path) -> None:
    """The Hang Seng Index closed at 23721.3008 on 2 January 2015 (first line of the file)."""
    hang_seng = read_prices(shared / "indices/daily_ohlcv.csv.gz").series[0]
    assert (hang_seng.security, date_of(hang_seng.days[0]).isoformat()) == ("^HSI", "2015-01-02")
    assert hang_seng.close[0] == 23721.3008


@pytest.mark.parametrize("header", ["security", "Security", "ticker"])
def test_symbols_are_read_in_upper_case(tmp_path: Path, header: str) -> None:
    """A symbol in lower case is the same security, as it is in announcements, under any name of the column."""
    path = written(tmp_path, f"{header},date,close\nspce,2025-02-11,1\nSPCE,2025-02-12,2\n")
    (one,) = read_prices(path).series
    assert (one.security, len(one)) == ("SPCE", 2)


def test_real_yahoo_downloads_read_as_pandas_reads_them(shared: Path) -> None:
    """Sixteen files as yfinance wrote them, newest or oldest first, agree with pandas in every number."""
    names = {
        "Open": "open",
        "High": "high",
        "Low": "low",
        "Close": "close",
        "Adj Close": "adj_close",
        "Volume": "volume",
        "Dividends": "dividends",
        "Stock Splits": "splits",
    }
    paths = sorted((shared / "yahoo/yfinance_bad_data").glob("*.csv"))
    assert paths
    for path in paths:
        (series,) = read_prices(path, security="X").series
        frame = pd.read_csv(path)
        frame["day"] = [text[:10] for text in frame.iloc[:, 0]]
        frame = frame.sort_values("day")
        assert [date_of(day).isoformat() for day in series.days] == frame["day"].to_list()
        for theirs, ours in names.items():
            # pandas' own parser rounds the last digit differently.
            np.testing.assert_allclose(getattr(series, ours), frame[theirs].astype(float), rtol=1e-15)


def test_real_semicolons_and_german_dates_are_read(shared: Path, tmp_path: Path) -> None:
    """Market data with dd.mm.yyyy between semicolons reads as its 822 days, given a header."""
    text = (shared / "events/sp500_additions/03_MarketData.csv").read_text(encoding="utf-8")
    file = read_prices(written(tmp_path, "security;date;close\n" + text))
    (series,) = file.series
    assert (series.security, len(series), file.notes) == ("SP500", 822, ("dates read as DD.MM.YYYY",))
    assert (date_of(series.days[1]).isoformat(), series.close[1]) == ("1996-10-01", 100.2575)
