"""From the text of cells to days and numbers; nothing that could be read in two ways is read at all.

An empty cell of a number is a missing number (NaN). Blanks around a cell do not count.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.repairs import Faults

# float() also takes '1_000', 'inf', 'nan' and the digits of every script. Text without any unusual
# character is none of these, which is quicker to see than that every cell is a number.
_UNUSUAL = re.compile(r"[^0-9+\-.eE]")
_NUMBER = re.compile(r"(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' ]\d{3})+(?:\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")
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
    faults : Faults, optional
        Where faults go that can be mended; without it they are refused.
    missing : str
        A text that stands for a missing number, besides the empty one.
    swapped : bool
        Whether the file has decimal commas; in ``texts`` commas and points have then changed places.
    """

    path: Path
    column: str
    rows: Sequence[int]
    texts: Sequence[str]
    faults: Faults | None = None
    missing: str = ""
    swapped: bool = False

    def shown(self, text: str) -> str:
        """Return a text as it stands in the file."""
        return text.translate(_SWAPPED) if self.swapped else text

    def settle(self, index: int, problem: str, *, offer: str, done: str) -> None:
        """Refuse one cell, or note its repair where faults are mended."""
        if self.faults is None:
            self.refuse(index, problem)
        self.faults.settle(self.rows[index], self.column, problem, offer=offer, done=done)

    def refuse(self, index: int, problem: str) -> NoReturn:
        """Raise the error of one cell."""
        raise PriceInvalidError(self.path, self.rows[index], self.column, problem)


def names(cells: Cells, known: dict[str, int]) -> Integers:
    """Return the code of every name; ``known`` holds the names met before, and the next code is its length.

    Blanks around a name are taken off before it is looked up.
    """
    return _coded([text.strip() for text in cells.texts], known)


def swapped(texts: Sequence[str]) -> list[str]:
    """Return numbers with decimal commas as numbers with decimal points."""
    return [text.translate(_SWAPPED) for text in texts]


def symbols(cells: Cells, known: dict[str, int], *, spelled: Callable[[str], str] = str.upper) -> Integers:
    """Return the code of every symbol, as ``spelled`` writes it; none may be empty.

    Raises
    ------
    PriceInvalidError
        If one is empty.
    """
    for text in dict.fromkeys(cells.texts):
        if not text.strip():
            cells.refuse(cells.texts.index(text), "empty; write the symbol in every row, e.g. 1725.HK")
    ours = {text: spelled(text.strip()) for text in dict.fromkeys(cells.texts)}
    return _coded([ours[text] for text in cells.texts], known)


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
    return _emptied(cells, values, (values <= 0) | np.isinf(values), "must be above zero and finite")


def amounts(cells: Cells) -> Floats:
    """Return what may be zero, but not negative, as a volume; NaN where the cell is empty.

    Raises
    ------
    PriceInvalidError
        If one cannot be read, is negative, or is too large for a number.
    """
    values = numbers(cells)
    return _emptied(cells, values, (values < 0) | np.isinf(values), "must be zero or more and finite")


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
    if not _UNUSUAL.search("".join(texts)):
        with suppress(ValueError):  # 1.2.3 has no unusual character; it is met again below
            return _floats(texts)
    return _floats([_plain(cells, index, text.strip(), remedy) for index, text in enumerate(texts)])


def _floats(texts: Sequence[str]) -> Floats:
    return np.fromiter((float(text or "nan") for text in texts), np.float64, len(texts))


def _plain(cells: Cells, index: int, text: str, remedy: str) -> str:
    """Return the number as float() takes it, or as a repair leaves it."""
    if _NUMBER.fullmatch(text):
        return text
    if text == cells.missing:
        return ""
    shown = cells.shown(text)
    if _GROUPED.fullmatch(text):
        plain = text.translate(_UNGROUP)
        cells.settle(
            index,
            f"number '{shown}' has thousands separators; write {cells.shown(plain)}",
            offer=f"reads it as {plain}",
            done=f"'{shown}' read as {plain}",
        )
        return plain
    if _DECIMAL_COMMA.fullmatch(text):
        cells.refuse(
            index,
            f"number '{shown}' has a decimal comma among columns that commas separate; put semicolons "
            "between the columns, or write a decimal point",
        )
    problem = f"number '{shown}' cannot be read; {remedy}"
    cells.settle(index, problem, offer="leaves the cell empty", done=f"'{shown}' left empty: no number")
    return ""


def _looked_up(known: Mapping[str, int], texts: Sequence[str]) -> Integers:
    return np.fromiter(map(known.__getitem__, texts), np.int64, len(texts))


def _emptied(cells: Cells, values: Floats, bad: Booleans, rule: str) -> Floats:
    """Return the values without the bad ones, which are refused unless mended."""
    for index in np.flatnonzero(bad).tolist():
        text = cells.shown(cells.texts[index].strip())
        cells.settle(
            index,
            f"{text} {rule}; correct it, or leave the cell empty",
            offer="leaves the cell empty",
            done=f"'{text}' left empty: it {rule}",
        )
    values[bad] = np.nan
    return values


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
