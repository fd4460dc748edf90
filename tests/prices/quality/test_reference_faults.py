"""Yahoo's real faults and their repaired twins, as yfinance keeps them for its own tests."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checked_series import kinds

from eventstudy.arrays import epoch_day
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Floats

FAULTS = {
    "1398-HK-1d-bad-div": {"adjusted_close_break", "missing_dividend"},
    "3988-HK-1d-bad-div": {"adjusted_close_break", "missing_dividend"},
    "4063-T-1d-bad-stock-split": {"unadjusted_split"},
    "8TRA-DE-1d-missing-div-adjust": {"missing_dividend"},
    "AET-L-1d-100x-error": {"unit_error"},
    "CNE-L-1d-bad-stock-split": {"unadjusted_split"},
    "LA-V-1d-bad-stock-split": {"unadjusted_split"},
    "SSW-JO-1d-100x-error": {"unit_error"},
}

NO_TWIN = "3988-HK-1d-bad-div"


def rows_of(path: Path) -> PriceSeries:
    """Read one of the files: Yahoo's own columns, in either order of days."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.reader(file), key=lambda row: row[0])
    header = next(row for row in rows if row[4] == "Close")
    rows.remove(header)

    def numbers(name: str) -> Floats:
        place = header.index(name)
        return np.array([float(row[place] or "nan") for row in rows])

    days = np.array([epoch_day(dt.date.fromisoformat(row[0][:10])) for row in rows], dtype=np.int64)
    return PriceSeries(
        path.stem,
        days,
        numbers("Close"),
        numbers("Adj Close"),
        numbers("Volume"),
        dividends=numbers("Dividends"),
        splits=numbers("Stock Splits"),
    )


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_faulty_file_is_found_by_its_kind(shared: Path, name: str) -> None:
    """Each of the eight faulty files is found by the kind that its name says."""
    series = rows_of(shared / "yahoo" / "yfinance_bad_data" / f"{name}.csv")
    assert kinds(series) & FAULTS[name]


@pytest.mark.parametrize("name", [name for name in FAULTS if name != NO_TWIN])
def test_a_repaired_twin_is_not_accused(shared: Path, name: str) -> None:
    """No twin is accused of the fault that was repaired in it, nor of any other that changes prices."""
    series = rows_of(shared / "yahoo" / "yfinance_bad_data" / f"{name}-fixed.csv")
    assert kinds(series) <= {"calendar_gap", "zero_volume_run"}
