"""The columns of a price file: how its header is understood, and which layout it has.

A header cell is matched without regard to case, surrounding blanks or asterisks at its end (Yahoo's pages write
``Close*``); our own names win over aliases. The Polish names are those of stooq.pl.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from eventstudy.errors import PriceInvalidError
from eventstudy.prices.series import NUMBERS
from eventstudy.prices.sheets import stem_of
from eventstudy.prices.symbols import from_stem, plausible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TEXTS = ("currency", "source", "zone")
"""What a row may say in words, besides its security."""

COLUMNS = ("security", "date", *NUMBERS, *TEXTS)
"""Every column of ours."""

_ALIASES = {
    "security": ("ticker", "symbol", "index", "<ticker>"),
    "date": ("day", "datetime", "data", "<date>"),
    "open": ("<open>", "otwarcie"),
    "high": ("<high>", "najwyzszy"),
    "low": ("<low>", "najnizszy"),
    "close": ("<close>", "zamkniecie"),
    "adj_close": ("adj close", "adjclose", "adjusted close"),
    "volume": ("vol", "<vol>", "wolumen"),
    "dividends": ("dividend",),
    "splits": ("stock splits", "split"),
}
_UNNAMED = "(unnamed)"
_UNNAMED_DATE = ("", "__index_level_0__")
_PERIOD = "<per>"
_STOOQ = frozenset({"date", "open", "high", "low", "close", "volume"})


class Kind(StrEnum):
    """How a file lays out its prices."""

    ROWS = "rows"
    YAHOO = "a Yahoo download"
    STOOQ = "a Stooq download"
    STOOQ_BULK = "Stooq bulk data"
    WIDE = "a matrix of closes"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    Attributes
    ----------
    path : Path
        The file.
    kind : Kind
    place : mapping of str to int
        Our name to the column's position, from 0; absent where the file has no such column.
    spelling : mapping of str to str
        Our name to the file's own, for messages.
    ignored : tuple of str
        The file's columns that are not read.
    security : str or None
        The one security of a file that names none.
    closes : tuple of (str, int)
        The security and the position of every column of a matrix.
    period : int or None
        Where Stooq's bulk data says of each row that it is a day.
    """

    path: Path
    kind: Kind
    place: Mapping[str, int]
    spelling: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    security: str | None = None
    closes: tuple[tuple[str, int], ...] = ()
    period: int | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """Our names of the numbers that every security has."""
        return tuple(name for name in NUMBERS if name in self.place) or ("close",)

    @property
    def number_places(self) -> tuple[int, ...]:
        """Where numbers stand."""
        given = (self.place[name] for name in self.numbers if name in self.place)
        return (*given, *(place for _, place in self.closes))

    @property
    def places(self) -> tuple[int, ...]:
        """Every column that is read: ours, then those of a matrix, then Stooq's period."""
        period = () if self.period is None else (self.period,)
        return (*self.place.values(), *(place for _, place in self.closes), *period)

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The file's own name of every column that is read, and ours."""
        return tuple((theirs or _UNNAMED, ours) for ours, theirs in self.spelling.items())

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """Those of the columns whose names differ."""
        return tuple((theirs, ours) for theirs, ours in self.columns if theirs != ours)


def match_columns(path: Path, header: Sequence[str], *, security: str | None = None) -> Layout:
    """Find our columns in a header; ``security`` is that of a file which names none.

    Raises
    ------
    PriceInvalidError
        If a required column is missing, two columns could be the same one, or nothing says which security
        it is, or two things do.
    """
    found = {name: _candidates(header, name) for name in COLUMNS}
    if not found["date"] and header and header[0] in _UNNAMED_DATE:
        found["date"] = [0]
    _refuse_rivals(path, header, found)
    place = {name: places[0] for name, places in found.items() if places}
    if set(place) == {"date"} and len(header) > 1:
        return _matrix(path, header, place["date"], security)
    for name in ("date", "close"):
        if name not in place:
            raise PriceInvalidError(path, None, name, _missing(header))
    return _columns(path, header, place, security)


def _columns(path: Path, header: Sequence[str], place: Mapping[str, int], security: str | None) -> Layout:
    """Return the layout of a file that has a row a security and day."""
    if "security" in place and security is not None:
        raise PriceInvalidError(
            path, None, header[place["security"]], "names the securities; leave out --security"
        )
    folded = [_folded(cell) for cell in header]
    period = folded.index(_PERIOD) if _PERIOD in folded else None
    used = {*place.values(), period}
    return Layout(
        path=path,
        kind=_kind(place, period),
        place=place,
        spelling={name: header[at] for name, at in place.items()},
        ignored=tuple(cell or _UNNAMED for at, cell in enumerate(header) if at not in used),
        security=None if "security" in place else _only_security(path, security),
        period=period,
    )


def _kind(place: Mapping[str, int], period: int | None) -> Kind:
    if period is not None:
        return Kind.STOOQ_BULK
    if "security" in place:
        return Kind.ROWS
    if {"open", "high", "low"} <= set(place) and {"adj_close", "dividends", "splits"} & set(place):
        return Kind.YAHOO
    return Kind.STOOQ if set(place) == _STOOQ else Kind.ROWS


def _only_security(path: Path, security: str | None) -> str:
    found = security.upper() if security else from_stem(stem_of(path))
    if found is None:
        raise PriceInvalidError(
            path,
            None,
            "security",
            "missing, and the file's name is no symbol; pass --security SYMBOL, name the file by its symbol, "
            "e.g. 1725.HK.csv, or add a column 'security'",
        )
    return found


def _matrix(path: Path, header: Sequence[str], date: int, security: str | None) -> Layout:
    """Return the layout of a file with a column of closes for every security."""
    if security is not None:
        raise PriceInvalidError(path, None, None, "names its securities in the header; leave out --security")
    names = [cell for at, cell in enumerate(header) if at != date]
    if not all(map(plausible, names)):
        raise PriceInvalidError(path, None, "close", _missing(header))
    closes = tuple((cell.upper(), at) for at, cell in enumerate(header) if at != date)
    twice = [name for name, _ in closes if [one for one, _ in closes].count(name) > 1]
    if twice:
        raise PriceInvalidError(path, None, twice[0], "names two columns; keep one of them")
    return Layout(path, Kind.WIDE, {"date": date}, {"date": header[date]}, closes=closes)


def _refuse_rivals(path: Path, header: Sequence[str], found: Mapping[str, Sequence[int]]) -> None:
    for name, places in found.items():
        if len(places) > 1:
            rivals = " and ".join(f"'{header[place]}'" for place in places)
            raise PriceInvalidError(
                path, None, name, f"columns {rivals} could both be it; keep or rename one of them"
            )


def _candidates(header: Sequence[str], name: str) -> list[int]:
    """Return where a column of ours may stand: under its own name, else under an alias."""
    folded = [_folded(cell) for cell in header]
    own = [place for place, cell in enumerate(folded) if cell == name]
    return own or [place for place, cell in enumerate(folded) if cell in _ALIASES.get(name, ())]


def _folded(cell: str) -> str:
    return cell.strip().casefold().rstrip("*")


def _missing(header: Sequence[str]) -> str:
    return (
        f"missing; the file has {', '.join(cell or _UNNAMED for cell in header)}; add it, or rename the column "
        "that holds it; commas, semicolons, tabs or bars must separate the columns, and a matrix of closes "
        "needs a date column and symbols in capitals"
    )
