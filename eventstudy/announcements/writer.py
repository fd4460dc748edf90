"""Writes announcements as CSV, JSON or TOML, so that the reader gives back what was written."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Literal, TypeAlias
from zoneinfo import ZoneInfo

from eventstudy.announcements.announcement import Precision
from eventstudy.announcements.columns import COLUMNS
from eventstudy.drafts import write_whole
from eventstudy.errors import AnnouncementInvalidError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement, Moment

    Cell: TypeAlias = str | int | float | bool | None

Format: TypeAlias = Literal["csv", "json", "toml"]

SCHEMA = "eventstudy/announcements/1"

_FORMATS: Mapping[str, Format] = {".csv": "csv", ".json": "json", ".toml": "toml"}
_FORMULA = re.compile(r"'*[=+\-@\t]")
_EXACT = 2.0**53
_DELETE, _ESCAPED_DELETE = "\x7f", r"\u007f"


def write_announcements(announcements: Iterable[Announcement], path: Path) -> None:
    """Write a ``.csv``, ``.json`` or ``.toml`` file, whole or not at all.

    Raises
    ------
    AnnouncementInvalidError
        If the ending is none of these.
    OSError
        If the folder cannot be written to; an older file is then untouched.
    """
    known = _FORMATS.get(path.suffix.lower())
    if known is None:
        problem = f"ending '{path.suffix}' is unknown; use one of {', '.join(_FORMATS)}"
        raise AnnouncementInvalidError(path, None, None, problem)
    write_whole(path, announcements_as(known, announcements))


def announcements_as(format: Format, announcements: Iterable[Announcement]) -> str:  # noqa: A002  -- the option's name
    """Return announcements as the text of a CSV, JSON or TOML file, ending in a line break."""
    rows = [_cells(announcement) for announcement in announcements]
    if format == "csv":
        return _csv(rows)
    if format == "toml":
        return _toml(rows)
    document = {"schema": SCHEMA, "announcements": rows}
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _cells(announcement: Announcement) -> dict[str, Cell]:
    """Lay an announcement out under the columns of a file, in their order."""
    terms = announcement.terms
    mics = [security.mic for security in announcement.securities]
    return {
        "id": announcement.id,
        "issuer": announcement.issuer.name,
        "issuer_country": announcement.issuer.country,
        "security": ";".join(security.symbol for security in announcement.securities),
        "exchange": ";".join(mic or "" for mic in mics) if any(mics) else None,
        "announced_at": _time(announcement.announced),
        "timezone": announcement.announced.timezone,
        "precision": announcement.announced.precision.value,
        "headline": announcement.headline or None,
        "kind": announcement.kind,
        "counterparty": terms.counterparty,
        "counterparty_country": terms.counterparty_country,
        "value": _plain(terms.value),
        "currency": terms.currency,
        "units": terms.units,
        "opt_out_days": terms.opt_out_days,
        "binding": terms.binding,
        "url": announcement.url,
    }


def _time(moment: Moment) -> str:
    """Write a time; the second of two equal ones needs its offset to be told from the first."""
    if moment.precision is Precision.MINUTE and moment.local.fold:
        return moment.local.replace(tzinfo=ZoneInfo(moment.timezone)).isoformat(timespec="minutes")
    return str(moment)


def _plain(value: float | None) -> int | float | None:
    """Write a whole value without its ``.0``, as people do."""
    return int(value) if value is not None and value.is_integer() and value < _EXACT else value


def _csv(rows: Sequence[Mapping[str, Cell]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([_csv_cell(row[column]) for column in COLUMNS] for row in rows)
    return text.getvalue()


def _csv_cell(cell: Cell) -> str:
    """Write a cell; a quote keeps a spreadsheet from running it as a formula, and the reader takes it off."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case str() if _FORMULA.match(cell):
            return f"'{cell}"
    return str(cell)


def _toml(rows: Iterable[Mapping[str, Cell]]) -> str:
    return (
        "\n".join(f"[[announcement]]\n{''.join(_toml_lines(row))}" for row in rows) or "announcement = []\n"
    )


def _toml_lines(row: Mapping[str, Cell]) -> Iterator[str]:
    for column, cell in row.items():
        if cell is not None:
            # JSON's escapes are TOML's, but for the one control character that JSON leaves as it is.
            yield f"{column} = {json.dumps(cell, ensure_ascii=False).replace(_DELETE, _ESCAPED_DELETE)}\n"
