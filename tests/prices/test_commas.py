"""Decimal commas: read where a file shows them, refused where it could be either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.files import read_prices

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.prices.files import PriceFile


def read(folder: Path, *closes: str, mark: str = ";") -> PriceFile:
    """Read a file with these closes."""
    rows = [mark.join(("A", f"2024-01-{day:02}", close)) for day, close in enumerate(closes, 1)]
    path = folder / "prices.csv"
    path.write_text("\n".join([mark.join(("security", "date", "close")), *rows]) + "\n", encoding="utf-8")
    return read_prices(path)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_decimal_commas_are_read_and_said(tmp_path: Path, mark: str) -> None:
    """Where one number can only have a decimal comma, all commas are decimal commas, and a note says so."""
    file = read(tmp_path, "1234,56", "1,234", "7", "", mark=mark)
    np.testing.assert_array_equal(file.series[0].close, [1234.56, 1.234, 7, np.nan])
    assert "numbers read with decimal commas" in file.notes


def test_decimal_points_between_semicolons_are_read_as_they_stand(tmp_path: Path) -> None:
    """A file without a comma in its numbers has decimal points, whatever separates its columns."""
    file = read(tmp_path, "1.234", "0.5")
    assert file.series[0].close.tolist() == [1.234, 0.5]
    assert file.notes == ()


@pytest.mark.parametrize(
    ("closes", "row", "problem"),
    [
        (
            ("7", "1,234"),
            3,
            "number '1,234' could be 1234 or 1.234, and no number of the file decides; write decimal points",
        ),
        (
            ("1.5", "12,5"),
            3,
            "number '12,5' has a decimal comma, but '1.5' in row 2, column 'close', a point; write all numbers one way",
        ),
        (
            ("1.234", "12,5"),
            3,
            (
                "number '12,5' has a decimal comma, but '1.234' in row 2, column 'close', a point; write all numbers one "
                "way"
            ),
        ),
        (
            ("1.234,5",),
            2,
            "number '1.234,5' has thousands separators; write 1234,5 (prices import --repair reads it as 1234.5)",
        ),
        (
            ("1,234.5",),
            2,
            "number '1,234.5' has thousands separators; write 1234.5 (prices import --repair reads it as 1234.5)",
        ),
    ],
)
def test_a_comma_that_could_be_either_is_refused(
    tmp_path: Path, closes: tuple[str, ...], row: int, problem: str
) -> None:
    """Never is one of two readings picked; the number that shows the trouble is named."""
    with pytest.raises(PriceInvalidError) as caught:
        read(tmp_path, *closes)
    assert (caught.value.row, caught.value.column, caught.value.problem) == (row, "close", problem)
