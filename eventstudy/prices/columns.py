"""The columns of a price file: the names we know, and how the names of a header are matched with them.

A header cell is matched without regard to case or surrounding blanks; our own names win over aliases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.errors import PriceInvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

REQUIRED = ("security", "date", "close")
OPTIONAL = ("adj_close", "volume", "currency", "source")
"""What may be absent. Further columns (open, high, low, dividends, splits …) are ignored, and reported."""

_ALIASES = {
    "security": ("ticker", "symbol", "index"),
    "date": ("day",),
    "adj_close": ("adj close", "adjclose"),
    "volume": ("vol",),
}
_UNNAMED = "(unnamed)"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each of our columns stands in a file.

    Attributes
    ----------
    path : Path
        The file.
    place : mapping of str to int
        Our name to the column's position, from 0; absent where the file has no such column.
    spelling : mapping of str to str
        Our name to the file's own, for messages.
    ignored : tuple of str
        The file's columns that are not read.
    """

    path: Path
    place: Mapping[str, int]
    spelling: Mapping[str, str]
    ignored: tuple[str, ...]

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """The file's own name and ours, where they differ."""
        return tuple((theirs, ours) for ours, theirs in self.spelling.items() if theirs != ours)


def match_columns(path: Path, header: Sequence[str]) -> Layout:
    """Find our columns in a header.

    Raises
    ------
    PriceInvalidError
        If a required column is missing, or two columns could be the same one.
    """
    found = {name: _candidates(header, name) for name in (*REQUIRED, *OPTIONAL)}
    for name, places in found.items():
        if len(places) > 1:
            rivals = " and ".join(f"'{header[place]}'" for place in places)
            raise PriceInvalidError(
                path, None, name, f"columns {rivals} could both be it; keep or rename one of them"
            )
        if not places and name in REQUIRED:
            raise PriceInvalidError(path, None, name, _missing(name, header))
    place = {name: places[0] for name, places in found.items() if places}
    return Layout(
        path=path,
        place=place,
        spelling={name: header[at] for name, at in place.items()},
        ignored=tuple(cell or _UNNAMED for at, cell in enumerate(header) if at not in set(place.values())),
    )


def _candidates(header: Sequence[str], name: str) -> list[int]:
    """Return where a column of ours may stand: under its own name, else under an alias."""
    folded = [cell.strip().casefold() for cell in header]
    own = [place for place, cell in enumerate(folded) if cell == name]
    return own or [place for place, cell in enumerate(folded) if cell in _ALIASES.get(name, ())]


def _missing(name: str, header: Sequence[str]) -> str:
    remedy = (
        "add a column 'security' with the symbol in every row, e.g. 1725.HK"
        if name == "security"
        else "add it, or rename the column that holds it; commas must separate the columns"
    )
    return f"missing; the file has {', '.join(cell or _UNNAMED for cell in header)}; {remedy}"
