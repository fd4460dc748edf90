"""Which column of a file is which of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.columns import match_columns

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
    layout = match_columns(FILE, ("", "security", "date", "open", "close", "Stock Splits"))
    assert layout.ignored == ("(unnamed)", "open", "Stock Splits")


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
        "add it, or rename the column that holds it; commas must separate the columns"
    )


def test_a_file_of_one_unnamed_security_is_told_what_to_add() -> None:
    """The layout of a Yahoo download has no security, and the message says how to add one."""
    with pytest.raises(
        PriceInvalidError, match=r"add a column 'security' with the symbol .* e\.g\. 1725\.HK"
    ):
        match_columns(FILE, ("Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"))
