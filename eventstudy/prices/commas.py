"""Whether the numbers of a file have decimal commas: decided over the whole file, and never guessed.

A number shows a decimal comma if its comma can be nothing else (``12,5``, ``0,123``, ``1.234,56``), and a decimal point if it has
a point and no comma after it. ``1,234`` shows neither. Where columns are separated by commas, a comma in a
number is never a decimal mark, and the file is not looked through.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.prices.sheets import Sheet

_COMMA = re.compile(
    r"[+-]?(?:\d{1,3}(?:\.\d{3})+,\d*|(?:\d{4,}|0\d*),\d+|\d{1,3},(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3}){2,})"
)
_POINT = re.compile(r"[+-]?(?:\d*\.\d*(?:[eE][+-]?\d+)?|\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,})")
_EITHER = re.compile(r"[+-]?\d{1,3},\d{3}")


class _Seen(NamedTuple):
    row: int
    column: str
    text: str


def has_decimal_commas(path: Path, sheet: Sheet, places: Sequence[int]) -> bool:
    """Say whether the numbers at these places have decimal commas.

    Raises
    ------
    PriceInvalidError
        If some numbers have decimal commas and some have points, or if a comma could mean either.
    """
    if sheet.delimiter in {None, ","}:
        return False
    seen: dict[re.Pattern[str], _Seen] = {}
    for chunk in sheet.chunks(places):
        for place, texts in zip(places, chunk.columns, strict=True):
            _look(chunk.rows, sheet.header[place], texts, seen)
    return _decision(path, seen)


def _look(rows: Sequence[int], column: str, texts: Sequence[str], seen: dict[re.Pattern[str], _Seen]) -> None:
    """Remember the first number of each sort."""
    if _POINT in seen and "," not in "".join(texts):
        return
    for row, text in zip(rows, texts, strict=True):
        for sort in (_COMMA, _POINT, _EITHER):
            if sort not in seen and sort.fullmatch(text.strip()):
                seen[sort] = _Seen(row, column, text.strip())


def _decision(path: Path, seen: dict[re.Pattern[str], _Seen]) -> bool:
    comma, point, either = (seen.get(sort) for sort in (_COMMA, _POINT, _EITHER))
    if comma and point:
        raise PriceInvalidError(
            path,
            comma.row,
            comma.column,
            f"number '{comma.text}' has a decimal comma, but '{point.text}' in row {point.row}, column "
            f"'{point.column}', a point; write all numbers one way",
        )
    if either and not comma and not point:
        raise PriceInvalidError(
            path,
            either.row,
            either.column,
            f"number '{either.text}' could be {either.text.replace(',', '')} or "
            f"{either.text.replace(',', '.')}, and no number of the file decides; write decimal points",
        )
    return comma is not None
