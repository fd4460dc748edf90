"""What ``eventstudy study`` refuses: with which code, in which words, and with nothing on stdout."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import CommandLine
    from many_events import Files

    Rows = list[list[str]]


def refusal(cli: CommandLine, files: Files, *arguments: str, code: int) -> str:
    """Run a study that must fail, and return what it says of it."""
    result = cli("study", *files.options, *arguments, code=code)
    assert result.stdout == ""
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "fama"], "model 'fama': unknown; known: market_model, market_adjusted"),
        (["--model", "carhat"], "did you mean 'carhart'"),
        (["--tests", "patell,bpm"], "test 'bpm': unknown; did you mean 'bmp'"),
        (["--explain", "bindng"], "attribute 'bindng': unknown; did you mean 'binding'"),
        (["--explain", "binding,"], "attribute '': unknown; known are value, unit_price_gap"),
        (["--estimation", "-250:-5"], "must end before the event window -10:10 starts; end it at -11"),
        (["--estimation", "-250"], "window '-250': cannot be read; write FIRST:LAST"),
        (["--subwindow", "-1:11"], "sub-window -1:11: leaves the event window -10:10; widen --window"),
        (["--subwindow", "2:1"], "window 2:1: ends before it starts"),
        (["--subwindow", "0:1", "--subwindow", "0:1"], "name each one once"),
        (["--min-observations", "4"], "the tests need at least 5 with market_model"),
        (
            ["--model", "ff3"],
            "model 'ff3': needs daily factors; pass --factors FILE with mkt_rf, smb, hml, rf",
        ),
        (["--model", "capm"], "model 'capm': needs daily factors; pass --factors FILE with rf"),
        (
            ["--factors-in-percent"],
            "--factors-in-percent: says something of --factors FILE, which is not given",
        ),
        (
            ["--factor-columns", "smb"],
            "--factor-columns smb: belongs to --model factor_model, not to market_model",
        ),
        (["--leads", "2"], "--leads 2: belongs to --model dimson, not to market_model"),
        (["--leads", "3", "--model", "dimson"], "3 is not in the range 1<=x<=2"),
        (["--model", "dimson", "--returns-over-gaps", "lumped"], "its leads and lags count sessions"),
        (["--resample", "98"], "98 is not in the range 99<=x<=1000000"),
        (["--resample", "1000001"], "1000001 is not in the range 99<=x<=1000000"),
        (["--seed", "-1"], "-1 is not in the range x>=0"),
        (["--adjust", "bonferroni"], "'bonferroni' is not one of 'bh', 'by', 'holm'"),
        (["--shares", "1725.HK"], "'1725.HK' gives no number of shares; write SYMBOL=NUMBER"),
        (["--shares", "1725.HK=-3"], "gives no number of shares"),
        (
            ["--shares", "0001.HK=3", "--shares", "0001.hk=4"],
            "--shares 0001.HK: given more than once; give each security once",
        ),
        (["--volume-model", "men"], "'men' is not one of 'mean', 'market'"),
    ],
)
def test_a_design_that_makes_no_sense_is_a_usage_error(
    cli: CommandLine, many: Files, arguments: list[str], message: str
) -> None:
    """Wrong names, windows and combinations end with 2, before any file is read."""
    assert message in refusal(cli, many, *arguments, code=2)


def test_shares_of_a_security_that_is_not_studied_are_refused(cli: CommandLine, many: Files) -> None:
    """A mistyped symbol, or one of another announcement than those chosen, would otherwise pass unseen."""
    said = refusal(cli, many, "--shares", "0001.KH=3", code=1)
    assert (
        "shares of '0001.KH': no announcement to study is of this security; did you mean '0001.HK'?" in said
    )
    assert "shares of '0001.HK'" in refusal(cli, many, "event-0002", "--shares", "0001.HK=3", code=1)
    empty = cli("study", *many.options, "--since", "2030-01-01", "--shares", "0001.HK=3", code=3)
    assert "no announcement lies between --since and --until" in empty.stderr


def test_attributes_are_looked_at_before_any_work(cli: CommandLine, many: Files, tmp_path: Path) -> None:
    """A wrong attribute is named although the prices could not be read."""
    broken = tmp_path / "prices.csv"
    broken.write_text("nothing")
    options = ["--announcements", str(many.announcements), "--prices", str(broken)]
    assert "attribute 'bindng'" in cli("study", *options, "--explain", "bindng", code=2).stderr


def cell(row: int, column: int, text: str) -> Callable[[Rows], Rows]:
    """Return what writes a text into one cell, rows and columns counted from 0, the header being row 0."""

    def changed(rows: Rows) -> Rows:
        rows[row][column] = text
        return rows

    return changed


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda rows: rows[:100] + rows[120:],
            r"row 101, column 'date': no rows between \S+ and \S+, \d+ days; add the missing sessions, or cut",
        ),
        (
            lambda rows: rows[:200] + rows[201:],
            r"no row for \d{4}-\d\d-\d\d on which the securities trade; add the missing rows",
        ),
        (
            lambda rows: [*rows[:50], rows[49], *rows[50:]],
            r"row 51, column 'date': \S+ also stands in row 50; keep one of them",
        ),
        (
            lambda rows: [
                rows[0],
                *([row[0], *(str(100 * float(one)) for one in row[1:])] for row in rows[1:]),
            ],
            r"column '\w+': half of its days move by more than \S+: these are per cent; divide by 100, or pass --",
        ),
        (
            cell(70, 2, "-99.99"),
            "row 71, column 'smb': -99.99 is the code of a missing return; fill the cell",
        ),
        (cell(70, 3, ""), "row 71, column 'hml': is empty; a factor needs a return in every row"),
        (cell(70, 1, "n/a"), "row 71, column 'mkt_rf': number 'n/a' cannot be read"),
        (
            cell(70, 1, "nan"),
            "row 71, column 'mkt_rf': number 'nan' cannot be read; write the return, in digits with a decimal point$",
        ),
        (cell(70, 1, "inf"), "row 71, column 'mkt_rf': number 'inf' cannot be read; write the return"),
        (cell(70, 0, "2024-02-31"), r"row 71, column 'date': .*2024-02-31.* does not exist"),
        (
            cell(0, 2, "smbb"),
            "factor 'smb': not a column of .*; did you mean 'smbb'[?] columns: mkt_rf, smbb",
        ),
        (cell(0, 0, "when"), "column 'date': the file has when, mkt_rf, .*; it needs one date column"),
        (lambda rows: rows[:1], "has a header but no rows; add a row a session"),
        (lambda rows: [*rows[:9], rows[9][:3], *rows[10:]], "row 10: 3 cells, but the header has 8"),
        (lambda rows: rows[:0], "is empty; its first line must name the columns"),
    ],
)
def test_a_faulty_factor_file_is_refused(
    cli: CommandLine, many: Files, tmp_path: Path, change: Callable[[Rows], Rows], message: str
) -> None:
    """The message names the file, the row and the column as far as there is one, and what to do; the code is 1."""
    rows = [line.split(",") for line in many.factors.read_text().splitlines()]
    path = tmp_path / "factors.csv"
    path.write_text("".join(",".join(row) + "\n" for row in change(rows)))
    said = refusal(cli, many, "--model", "ff3", "--factors", str(path), code=1)
    assert said.startswith("Error: ")
    assert str(path) in said
    assert re.search(message, said), said


def test_fractions_that_are_said_to_be_per_cent_are_refused(cli: CommandLine, many: Files) -> None:
    """The other mistake is seen too."""
    arguments = ("--model", "ff3", "--factors", str(many.factors), "--factors-in-percent")
    said = refusal(cli, many, *arguments, code=1)
    assert "these are fractions already; leave out --factors-in-percent" in said


def test_an_unknown_factor_column_names_the_nearest(cli: CommandLine, many: Files) -> None:
    """factor_model is told which columns the file has."""
    arguments = ("--model", "factor_model", "--factors", str(many.factors), "--factor-columns", "mkt_rf,umdd")
    said = refusal(cli, many, *arguments, code=1)
    assert "factor 'umdd': not a column of" in said
    assert "did you mean 'umd'? columns: mkt_rf, smb, hml, rmw, cma, umd, rf" in said


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "factor_model names no factors"),
        (["--factor-columns", "smb,smb"], "name each one once"),
        (["--factor-columns", "smb,"], "--factor-columns smb,: names an empty column"),
    ],
)
def test_factor_model_needs_its_columns(
    cli: CommandLine, many: Files, columns: list[str], message: str
) -> None:
    """Without names, with a name twice or with an empty one, the model is a usage error."""
    arguments = ("--model", "factor_model", "--factors", str(many.factors), *columns)
    assert message in refusal(cli, many, *arguments, code=2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nan", "number 'nan' cannot be read; write digits with a decimal point, or leave the cell empty"),
        ("inf", "number 'inf' cannot be read"),
        ("-inf", "number '-inf' cannot be read"),
        ("1e999", "1e999 must be above zero and finite"),
        ("0", "0 must be above zero and finite; correct it, or leave the cell empty"),
        ("0.0", "0.0 must be above zero"),
        ("-3.5", "-3.5 must be above zero"),
    ],
)
def test_prices_that_cannot_be_are_refused_at_the_door(
    cli: CommandLine, many: Files, tmp_path: Path, text: str, problem: str
) -> None:
    """NaN, infinite, zero and negative prices are refused with file, row and column, whichever price it is."""
    lines = [line.split(",") for line in many.prices.read_text().splitlines()]
    for place, column in ((2, "close"), (4, "adj_close")):
        rows = [[*row, row[2]] for row in lines]
        rows[0][4] = "adj_close"
        rows[1000][place] = text
        path = tmp_path / "prices.csv"
        path.write_text("".join(",".join(row) + "\n" for row in rows))
        options = ["--announcements", str(many.announcements), "--prices", str(path)]
        result = cli("study", *options, code=1)
        assert result.stdout == ""
        assert f"{path}, row 1001, column '{column}': {problem}" in result.stderr
        assert result.stderr == cli("prices", "import", str(path), code=1).stderr


def test_garch_without_its_package_names_the_extra(
    cli: CommandLine, many: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where arch is not installed, the message says how to install it."""
    for name in ("arch", "arch.univariate"):
        monkeypatch.setitem(sys.modules, name, None)
    said = refusal(cli, many, "--model", "garch_market_model", code=1)
    assert "pip install 'space-eventstudy[garch]'" in said
