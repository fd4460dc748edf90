"""``eventstudy prices import`` and ``export``: how files are understood is said, and nothing bad gets in."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files

YAHOO = (
    "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits\n"
    "2024-01-04 00:00:00+08:00,1.5,2,1.25,1.75,1.5,100,0,0\n"
    "2024-01-03 00:00:00+08:00,null,null,null,null,null,null,0,0\n"
    "2024-01-02 00:00:00+08:00,1,2,0.5,1.5,1.25,,0.25,2\n"
)
FAULTY = (
    "security,date,close,volume\n"
    'A,2024-01-02,"1,234.5",\n'
    "A,2024-01-03,-3,\n"
    "A,2024-01-04,4,\n"
    "A,2024-01-04,5,\n"
    "A,2024-01-05,6,7\n"
    "A,2024-01-05,6,7\n"
    "A,2999-01-01,6,\n"
)


def written(folder: Path, name: str, text: str) -> str:
    """Write a file and return its path."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_a_download_is_imported_and_its_reading_is_said(cli: CommandLine, tmp_path: Path) -> None:
    """A Yahoo download needs no column for its security, and stderr says what was read as what."""
    result = cli("prices", "import", written(tmp_path, "1725.HK.csv", YAHOO))
    assert result.stderr.startswith(
        "1725.HK.csv: a Yahoo download\n"
        "1725.HK.csv: columns read as Date = date, Open = open, High = high, Low = low, Close = close, "
        "Adj Close = adj_close, Volume = volume, Dividends = dividends, Stock Splits = splits\n"
        "1725.HK.csv: 1725.HK by the file's name\n"
    )
    (row,) = cli.json("prices", "status")["rows"]
    assert (row["security"], row["sessions"], row["missing"]) == ("1725.HK", 3, 1)


def test_a_file_that_names_no_security_needs_one(cli: CommandLine, tmp_path: Path) -> None:
    """Without a symbol the import is refused, and --security gives it; it is for one file only."""
    path = written(tmp_path, "table.csv", YAHOO)
    assert "pass --security SYMBOL" in cli("prices", "import", path, code=1).stderr
    assert (
        "names the security of one FILE"
        in cli("prices", "import", path, path, "--security", "A", code=2).stderr
    )
    cli("prices", "import", path, "--security", "1725.hk")
    assert [row["security"] for row in cli.json("prices", "status")["rows"]] == ["1725.HK"]


def test_repairs_are_listed_row_by_row_and_counted(cli: CommandLine, tmp_path: Path) -> None:
    """Without --repair nothing is saved; with it each repair is a line, and none makes up a number."""
    path = written(tmp_path, "faulty.csv", FAULTY)
    assert "faulty.csv, row 2, column 'close'" in cli("prices", "import", path, code=1).stderr
    cli("prices", "status", code=3)
    said = cli("prices", "import", path, "--repair").stderr.splitlines()
    lines = [line for line in said if ", row " in line]
    assert [line.split(": ", 1)[0] for line in lines] == [
        "faulty.csv, row 2, column 'close'",
        "faulty.csv, row 3, column 'close'",
        "faulty.csv, row 5, column 'date'",
        "faulty.csv, row 7, column 'date'",
        "faulty.csv, row 8, column 'date'",
    ]
    assert lines[0].endswith(": '1,234.5' read as 1234.5")
    assert lines[1].endswith(": '-3' left empty: it must be above zero and finite")
    assert lines[2].endswith(
        ": A has 2024-01-04 in row 4 already, with other numbers; kept as a missing session"
    )
    assert lines[3].endswith(": A has 2024-01-05 in row 6 already, with the same numbers; kept once")
    assert ": row left out: 2999-01-01 lies after today, " in lines[4]
    assert "faulty.csv: 5 repairs" in said
    target = tmp_path / "out.csv"
    cli("prices", "export", str(target))
    assert target.read_text(encoding="utf-8") == (
        "security,date,open,high,low,close,adj_close,volume,dividends,splits,currency,source,zone\n"
        "A,2024-01-02,,,,1234.5,,,,,,file,\n"
        "A,2024-01-03,,,,,,,,,,file,\n"
        "A,2024-01-04,,,,,,,,,,file,\n"
        "A,2024-01-05,,,,6,,7,,,,file,\n"
    )


def test_equal_stores_give_equal_bytes(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Series are written by symbol, whatever the order in which they came, and a second export is the first."""
    header, *rows = files.prices.read_text(encoding="utf-8").splitlines()
    backwards = written(tmp_path, "backwards.csv", "\n".join([header, *reversed(rows)]) + "\n")
    exports = []
    for number, path in enumerate((str(files.prices), backwards)):
        store = ("--database", f"sqlite:///{tmp_path}/{number}.db")
        cli(*store, "prices", "import", path)
        cli(*store, "prices", "export", str(tmp_path / f"{number}.csv.gz"))
        exports.append((tmp_path / f"{number}.csv.gz").read_bytes())
    assert exports[0] == exports[1]
    again = ("--database", f"sqlite:///{tmp_path}/again.db")
    cli(*again, "prices", "import", str(tmp_path / "0.csv.gz"))
    cli(*again, "prices", "export", str(tmp_path / "again.csv.gz"))
    assert (tmp_path / "again.csv.gz").read_bytes() == exports[0]
    assert gzip.decompress(exports[0]).startswith(b"security,date,open")


@pytest.mark.parametrize(
    ("layout", "name", "lost"),
    [
        ("yahoo", "1725.HK.csv", "currency"),
        ("stooq", "1725.HK.csv.gz", "currency"),
        ("wide", "closes.parquet", "volume, currency"),
    ],
)
def test_a_layout_says_what_it_cannot_hold_and_imports_unchanged(
    cli: CommandLine, files: Files, tmp_path: Path, *, layout: str, name: str, lost: str
) -> None:
    """What a layout has no place for is said; what it holds is found unchanged by an import."""
    cli("prices", "import", str(files.prices))
    target = str(tmp_path / name)
    said = cli("prices", "export", target, "1725.HK", "--layout", layout).stderr
    assert f"{name}: the layout '{layout}' does not hold {lost}; --layout rows does" in said
    again = cli.json("prices", "import", target)["rows"][0]
    assert (again["series"], again["added"], again["changed"]) == (1, 0, 0)


def test_a_download_of_another_name_is_said_to_name_no_security(
    cli: CommandLine, files: Files, tmp_path: Path
) -> None:
    """Where the file's name is no symbol, export says how to read it; several securities do not fit in one."""
    cli("prices", "import", str(files.prices))
    target = str(tmp_path / "out.csv")
    said = cli("prices", "export", target, "1725.HK", "--layout", "yahoo").stderr
    assert "out.csv: names no security; read it with --security 1725.HK" in said
    refused = cli("prices", "export", target, "--layout", "yahoo", code=1).stderr
    assert "the layout 'yahoo' holds one security, not 2" in refused


def test_prices_from_yahoo_are_for_personal_use(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Export says of series from Yahoo that they are not to be passed on."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,yahoo"))
    cli("prices", "import", str(files.prices))
    said = cli("prices", "export", str(tmp_path / "out.csv")).stderr
    assert "2 series from Yahoo, whose prices are for personal use: do not pass them on" in said


def test_made_up_prices_are_not_exported_as_real_ones(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """A layout that cannot say SIMULATED takes no simulated prices."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    cli("prices", "import", str(files.prices))
    refused = cli("prices", "export", str(tmp_path / "out.csv"), "--layout", "wide", code=1).stderr
    assert "is simulated, which the layout 'wide' cannot say; use --layout rows" in refused
    assert not (tmp_path / "out.csv").exists()


def test_a_study_refuses_what_an_import_refuses(cli: CommandLine, files: Files) -> None:
    """Prices that a study reads from a file go through the same checks, future days included."""
    files.prices.write_text(files.prices.read_text() + "1725.HK,2999-01-01,1,1,HKD,file\n")
    message = cli("study", *files.options, code=1).stderr
    assert "column 'date': 2999-01-01 lies after today, " in message


def test_row_numbers_are_no_symbols(cli: CommandLine, tmp_path: Path) -> None:
    """A column that pandas wrote for its row numbers is refused, not read as a security a row."""
    path = written(tmp_path, "frame.csv", "index,date,close\n0,2024-01-02,1\n1,2024-01-03,2\n")
    assert "'0' is the number of a row, no symbol" in cli("prices", "import", path, code=1).stderr
