"""The columns of an announcement file: our names, the other names people give them, and one row of them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.announcements.words import clean
from eventstudy.errors import AnnouncementInvalidError
from eventstudy.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COLUMNS = (
    "id",
    "issuer",
    "issuer_country",
    "security",
    "exchange",
    "announced_at",
    "timezone",
    "precision",
    "headline",
    "kind",
    "counterparty",
    "counterparty_country",
    "value",
    "currency",
    "units",
    "opt_out_days",
    "binding",
    "url",
)
"""Every column that is read, in the order in which they are written."""

REQUIRED = ("id", "security", "announced_at")
"""The columns that no file may lack."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "ticker": "security",
        "symbol": "security",
        "mic": "exchange",
        "tz": "timezone",
        "announced": "announced_at",
        "announced_local": "announced_at",
        "date": "announced_at",
        "title": "headline",
        "issuer_name": "issuer",
        "company": "issuer",
        "source_url": "url",
        "link": "url",
    }
)
"""Other names that are understood, and what they stand for."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of a file's names stands for which of ours.

    Attributes
    ----------
    places : mapping of str to int
        Our name to the place of the column in the file.
    renamed : tuple of (str, str)
        The file's name and ours, where they differ.
    ignored : tuple of str
        Names that stand for nothing.
    """

    places: Mapping[str, int]
    renamed: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file under our names, and where it stands.

    Attributes
    ----------
    path : Path
    number : int
        The line that the row starts on, the header being line 1; the entry's number in JSON and TOML.
    columns : Columns
    cells : mapping of str to str
        Our name to the text of the cell; a missing cell is absent.
    """

    path: Path
    number: int
    columns: Columns
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell without the blanks around it; empty where the file says nothing."""
        return self.cells.get(column, "").strip()

    def error(self, column: str, problem: str) -> AnnouncementInvalidError:
        """Return the error that names this row and one of its columns."""
        return AnnouncementInvalidError(self.path, self.number, column, clean(problem))


def resolve(path: Path, number: int, names: Sequence[str]) -> Columns:
    """Find our columns among the names of a file; a name of ours goes before another name for it.

    Raises
    ------
    AnnouncementInvalidError
        If a required column is missing or two columns mean the same.
    """
    exact: dict[str, list[int]] = {}
    other: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        folded = _folded(name)
        if folded in COLUMNS:
            exact.setdefault(folded, []).append(place)
        elif folded in ALIASES:
            other.setdefault(ALIASES[folded], []).append(place)
    places = {}
    for ours, found in (other | exact).items():
        if len(found) > 1:
            seen = " and ".join(f"'{clean(names[place])}'" for place in found)
            problem = f"columns {seen} mean the same; keep one of them"
            raise AnnouncementInvalidError(path, number, ours, problem)
        places[ours] = found[0]
    for ours in REQUIRED:
        if ours not in places:
            raise AnnouncementInvalidError(path, number, ours, _missing(ours, names))
    return _columns(names, places)


def _folded(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _columns(names: Sequence[str], places: Mapping[str, int]) -> Columns:
    chosen = {place: ours for ours, place in places.items()}
    return Columns(
        places=places,
        renamed=tuple((names[place], ours) for place, ours in sorted(chosen.items()) if names[place] != ours),
        ignored=tuple(name for place, name in enumerate(names) if place not in chosen and name.strip()),
    )


def _missing(ours: str, names: Sequence[str]) -> str:
    seen = ", ".join(clean(name) for name in names) or "no columns"
    spare = [name for name in map(_folded, names) if name not in COLUMNS and name not in ALIASES]
    near = nearest(ours, spare)
    hint = f"add a column '{ours}'" if near is None else f"rename '{near}' to '{ours}'"
    return f"is missing; {', '.join(REQUIRED)} are required and the file has {seen}; {hint}"
