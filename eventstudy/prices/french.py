"""Daily factor files as Kenneth French publishes them.

Lines of prose stand above a header whose first cell is empty (``,Mkt-RF,SMB,HML,RF``). Below it stands a
row a day (``19260701,    0.10,   -0.25,   -0.27,    0.01``), and after the rows a copyright. Returns are per
cent; -99.99 and -999 are the codes of missing ones. In the momentum file every line ends with a comma more.

References
----------
Kenneth R. French, Data Library, Tuck School of Business at Dartmouth, "Fama/French 3 Factors [Daily]",
"Fama/French 5 Factors (2x3) [Daily]" and "Momentum Factor (Mom) [Daily]",
https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/data_library.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Record: TypeAlias = tuple[int, list[str]]
"""The number of a line, and its cells."""

MISSING_CODES = (-99.99, -999.0)
"""What stands in the place of a return that does not exist."""

_HEADER = re.compile(r"\s*,.*[A-Za-z]")
_PERIOD = re.compile(r"\s*(\d{8}|\d{6}|\d{4})\s*,", re.ASCII)
_PERIODS = {4: "a year", 6: "a month", 8: "a day"}


def published_records(path: Path, text: str) -> list[Record] | None:
    """Return the header and the daily rows of a file in this layout, or None of one in another.

    Parameters
    ----------
    path : Path
        Named in errors only.
    text : str
        The whole file.

    Raises
    ------
    PriceInvalidError
        If its rows are months or years, or if rows go on below the first table.
    """
    lines = text.splitlines()
    header = _header(lines)
    if header is None:
        return None
    ends = (number for number in range(header + 1, len(lines)) if _length(lines[number]) is None)
    end = next(ends, len(lines))
    _refuse_other_periods(path, lines, range(header + 1, end))
    _refuse_more_rows(path, lines, end)
    return [(number + 1, _cells(lines[number])) for number in range(header, end)]


def _header(lines: Sequence[str]) -> int | None:
    """Find the first header below some prose and right above a row; a plain file has no prose."""
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    candidates = range(first + 1, len(lines) - 1)
    return next((i for i in candidates if _HEADER.match(lines[i]) and _length(lines[i + 1])), None)


def _length(line: str) -> int | None:
    """Count the digits of the period that a row starts with; None where the line is no row."""
    found = _PERIOD.match(line)
    return len(found[1]) if found else None


def _refuse_other_periods(path: Path, lines: Sequence[str], rows: range) -> None:
    for number in rows:
        length = _length(lines[number])
        if length is not None and length != max(_PERIODS):
            raise PriceInvalidError(
                path,
                number + 1,
                None,
                f"has a row {_PERIODS[length]}; take the file of daily factors, whose rows start with YYYYMMDD",
            )


def _refuse_more_rows(path: Path, lines: Sequence[str], end: int) -> None:
    for number in range(end, len(lines)):
        if _length(lines[number]):
            raise PriceInvalidError(
                path,
                number + 1,
                None,
                f"rows go on here, after line {end + 1}, which is no row; correct that line, or cut the file there",
            )


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.split(",")]
    return cells[:-1] if not cells[-1] else cells
