"""From the text of cells to days and numbers; nothing that could be read in two ways is read at all.

An empty cell of a number is a missing number (NaN). Blanks around a cell do not count.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.arrays import Booleans, Floats, Integers

# float() also takes '1_000', 'inf', 'nan' and the digits of every script. Text without any unusual
# character is none of these, which is quicker to see than that every cell is a number.
_UNUSUAL = re.compile(r"[^0-9+\-.eE]")
_NUMBER = re.compile(r"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?", re.ASCII)
_UNGROUP = str.maketrans("", "", ",' ")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_MIDNIGHT = re.compile(r"[0:.]+")
_REMEDY = "write digits with a decimal point, or leave the cell empty"


@dataclass(frozen=True, slots=True)
class Cells:
    """Some cells of one column, and where they stand in the file.

    Attributes
    ----------
    path : Path
    column : str
        The column's name, as the file spells it.
    rows, texts : sequence of int and of str, the same length
        The row of each cell and its text.
    """

    path: Path
    column: str
    rows: Sequence[int]
    texts: Sequence[str]

    def refuse(self, index: int, problem: str) -> NoReturn:
        """Raise the error of one cell."""
        raise PriceInvalidError(self.path, self.rows[index], self.column, problem)


def names(cells: Cells, known: dict[str, int]) -> Integers:
    """Return the code of every name; ``known`` holds the names met before, and the next code is its length.

    Blanks around a name are taken off before it is looked up.
    """
    return _coded([text.strip() for text in cells.texts], known)


def symbols(cells: Cells, known: dict[str, int]) -> Integers:
    """Return the code of every symbol, in upper case; none may be empty.

    Raises
    ------
    PriceInvalidError
        If one is empty.
    """
    for text in dict.fromkeys(cells.texts):
        if not text.strip():
            cells.refuse(cells.texts.index(text), "empty; write the symbol in every row, e.g. 1725.HK")
    return _coded([text.strip().upper() for text in cells.texts], known)


def _coded(texts: Sequence[str], known: dict[str, int]) -> Integers:
    for text in dict.fromkeys(texts):
        known.setdefault(text, len(known))
    return _looked_up(known, texts)


def days(cells: Cells, known: dict[str, int]) -> Integers:
    """Return the epoch day of every date; ``known`` remembers the texts already read.

    Raises
    ------
    PriceInvalidError
        If a date is not an ISO date that exists, or has a time other than midnight.
    """
    for text in dict.fromkeys(cells.texts):
        if text not in known:
            known[text] = _day(cells, text)
    return _looked_up(known, cells.texts)


def prices(cells: Cells) -> Floats:
    """Return prices; NaN where the cell is empty.

    Raises
    ------
    PriceInvalidError
        If one cannot be read, is zero or negative, or is too large for a number.
    """
    values = numbers(cells)
    _refuse_first(
        cells,
        (values <= 0) | np.isinf(values),
        "must be above zero and finite; correct it, or leave the cell empty",
    )
    return values


def volumes(cells: Cells) -> Floats:
    """Return volumes; NaN where the cell is empty.

    Raises
    ------
    PriceInvalidError
        If one cannot be read, is negative, or is too large for a number.
    """
    values = numbers(cells)
    _refuse_first(
        cells,
        (values < 0) | np.isinf(values),
        "must be zero or more and finite; correct it, or leave the cell empty",
    )
    return values


def numbers(cells: Cells, *, remedy: str = _REMEDY) -> Floats:
    """Return numbers, each the float nearest to its decimal text; NaN where the cell is empty.

    Parameters
    ----------
    cells : Cells
    remedy : str
        What to do with a cell that cannot be read.

    Raises
    ------
    PriceInvalidError
        If one cannot be read.
    """
    texts: Sequence[str] = cells.texts
    if _UNUSUAL.search("".join(texts)):
        texts = [text.strip() for text in texts]
        if not all(map(_NUMBER.fullmatch, texts)):
            _refuse_unreadable(cells, remedy)
    try:
        return np.fromiter((float(text or "nan") for text in texts), np.float64, len(texts))
    except ValueError:
        _refuse_unreadable(cells, remedy)


def _looked_up(known: Mapping[str, int], texts: Sequence[str]) -> Integers:
    return np.fromiter(map(known.__getitem__, texts), np.int64, len(texts))


def _refuse_unreadable(cells: Cells, remedy: str) -> NoReturn:
    index = next(i for i, text in enumerate(cells.texts) if not _NUMBER.fullmatch(text.strip()))
    text = cells.texts[index].strip()
    if _GROUPED.fullmatch(text):
        plain = text.translate(_UNGROUP)
        cells.refuse(index, f"number '{text}' has thousands separators; write {plain}")
    cells.refuse(index, f"number '{text}' cannot be read; {remedy}")


def _refuse_first(cells: Cells, bad: Booleans, rule: str) -> None:
    if bad.any():
        index = int(np.argmax(bad))
        cells.refuse(index, f"{cells.texts[index].strip()} {rule}")


def _day(cells: Cells, text: str) -> int:
    index, stripped = cells.texts.index(text), text.strip()
    stamp = _TIMESTAMP.fullmatch(stripped)
    if stamp and not _MIDNIGHT.fullmatch(stamp["time"]):
        cells.refuse(index, f"time '{stripped}' is not midnight; a daily price has a date: write YYYY-MM-DD")
    date = stamp["date"] if stamp else stripped
    if not _DATE.fullmatch(date):
        cells.refuse(index, f"date '{stripped}' cannot be read; write YYYY-MM-DD")
    try:
        return epoch_day(dt.date.fromisoformat(date))
    except ValueError:
        cells.refuse(index, f"date '{stripped}' does not exist; write the day as YYYY-MM-DD")
