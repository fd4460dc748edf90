"""Which column of a file is which of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.columns import Kind, match_columns

FILE = Path("prices.csv")


def test_our_own_names_are_found_wherever_they_stand() -> None:
    """Columns are found by name, in any order, and nothing is reported."""
    layout = match_columns(FILE, ("close", "source", "date", "security"))
    assert dict(layout.place) == {"security": 3, "date": 2, "close": 0, "source": 1}
    assert layout.renamed == ()
    assert layout.ignored == ()


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("ticker", "security"),
        ("Symbol", "security"),
        ("INDEX", "security"),
        ("Day", "date"),
        ("Date", "date"),
        ("Adj Close", "adj_close"),
        ("adjclose", "adj_close"),
        ("Vol", "volume"),
        ("CURRENCY", "currency"),
    ],
)
def test_an_alias_is_read_and_reported(theirs: str, ours: str) -> None:
    """A column under another name or in other letters is read, and the renaming is reported."""
    needed = tuple(name for name in ("security", "date", "close") if name != ours)
    layout = match_columns(FILE, (*needed, theirs))
    assert layout.place[ours] == len(needed)
    assert layout.renamed == ((theirs, ours),)


def test_our_own_name_wins_over_an_alias() -> None:
    """Beside a column 'security', a column 'index' is only a row number, and is ignored."""
    layout = match_columns(FILE, ("index", "security", "date", "close"))
    assert layout.place["security"] == 1
    assert layout.ignored == ("index",)


def test_what_is_not_read_is_reported() -> None:
    """Columns that we do not read are named, a nameless one as such."""
    layout = match_columns(FILE, ("", "security", "date", "turnover", "close", "Repaired?"))
    assert layout.ignored == ("(unnamed)", "turnover", "Repaired?")


@pytest.mark.parametrize("rivals", [("ticker", "symbol"), ("close", "Close")])
def test_two_columns_for_one_are_refused(rivals: tuple[str, str]) -> None:
    """Two columns that could both be ours are refused by name rather than picked from."""
    others = tuple(name for name in ("security", "date", "close") if name not in rivals)
    header = (*rivals, *(name for name in others if rivals[0] != "ticker" or name != "security"))
    with pytest.raises(PriceInvalidError, match=f"'{rivals[0]}' and '{rivals[1]}' could both be it; keep"):
        match_columns(FILE, header)


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    """The message for a missing column names file, column, what the file has, and a remedy."""
    with pytest.raises(PriceInvalidError) as caught:
        match_columns(FILE, ("security", "date", "last"))
    assert (caught.value.path, caught.value.row, caught.value.column) == (FILE, None, "close")
    assert str(caught.value) == (
        "prices.csv, column 'close': missing; the file has security, date, last; "
        "add it, or rename the column that holds it; commas, semicolons, tabs or bars must separate the columns, "
        "and a matrix of closes needs a date column and symbols in capitals"
    )


def test_a_file_of_one_unnamed_security_is_told_what_to_do() -> None:
    """A download has no security; where its name is no symbol either, the message says what would name it."""
    with pytest.raises(
        PriceInvalidError, match=r"pass --security SYMBOL, name the file .* 1725\.HK\.csv, or add"
    ):
        match_columns(FILE, YAHOO)


YAHOO = ("Date", "Open", "High", "Low", "Close", "Adj Close", "Volume")
STOOQ = ("Date", "Open", "High", "Low", "Close", "Volume")
BULK = tuple(
    f"<{name}>"
    for name in ["TICKER", "PER", "DATE", "TIME", "OPEN", "HIGH", "LOW", "CLOSE", "VOL", "OPENINT"]
)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("security", "date", "close"), Kind.ROWS),
        (("date", "close"), Kind.ROWS),
        (YAHOO, Kind.YAHOO),
        ((*YAHOO, "Dividends", "Stock Splits", "Repaired?"), Kind.YAHOO),
        ((*STOOQ, "Dividends", "Stock Splits"), Kind.YAHOO),
        (("Date", "Open", "High", "Low", "Close*", "Adj Close**", "Volume"), Kind.YAHOO),
        (STOOQ, Kind.STOOQ),
        (("Data", "Otwarcie", "Najwyzszy", "Najnizszy", "Zamkniecie", "Wolumen"), Kind.STOOQ),
        (BULK, Kind.STOOQ_BULK),
        (("Date", "^HSI", "1725.HK"), Kind.WIDE),
        (("", "A", "B"), Kind.WIDE),
    ],
)
def test_a_layout_is_known_by_its_header(header: tuple[str, ...], kind: Kind) -> None:
    """Each layout is told from the others by the names of its columns alone."""
    assert match_columns(Path("A.csv"), header).kind is kind


def test_a_matrix_needs_symbols_in_its_header() -> None:
    """A column of another name beside the date is not taken for a security."""
    with pytest.raises(PriceInvalidError, match="column 'close': missing; the file has date, last"):
        match_columns(FILE, ("date", "last"))


def test_a_matrix_has_each_security_once() -> None:
    """Two columns of one security are refused."""
    with pytest.raises(PriceInvalidError, match=r"column 'A\.HK': names two columns; keep one"):
        match_columns(FILE, ("date", "A.HK", "a.hk"))


@pytest.mark.parametrize("header", [("security", "date", "close"), ("date", "A", "B")])
def test_a_file_that_names_its_securities_takes_no_other_name(header: tuple[str, ...]) -> None:
    """A symbol given for a file that has its own is refused rather than ignored."""
    with pytest.raises(PriceInvalidError, match="leave out --security"):
        match_columns(FILE, header, security="C")


def test_a_given_security_wins_over_the_files_name() -> None:
    """The symbol that a person gives holds, in capitals."""
    assert match_columns(Path("A.csv"), YAHOO, security="b.hk").security == "B.HK"
