"""The three formats of an announcement file, each turned into rows of text under our column names.

A file that cannot be taken apart is an exception; one entry that cannot be used is a value among the rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
import tomllib
import zlib
from typing import TYPE_CHECKING, TypeAlias

from eventstudy.announcements.columns import Columns, Row, resolve
from eventstudy.errors import AnnouncementInvalidError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Value: TypeAlias = "str | bool | int | float | dt.date | dt.time | list[Value] | dict[str, Value] | None"
    Entry: TypeAlias = "Row | AnnouncementInvalidError"

ENDINGS = (".csv", ".csv.gz", ".json", ".toml")
"""The endings that are read."""

_ESCAPED = re.compile(r"'+[=+\-@\t]")


def load(path: Path) -> tuple[Entry, ...]:
    """Read the rows of a file; its ending says which format it is in.

    Raises
    ------
    AnnouncementInvalidError
        If the file cannot be opened, decoded or taken apart, or a CSV header lacks a required column.
    """
    name = path.name.lower()
    if not name.endswith(ENDINGS):
        problem = f"ending '{path.suffix}' is unknown; use one of {', '.join(ENDINGS)}"
        raise AnnouncementInvalidError(path, None, None, problem)
    if name.endswith(".json"):
        return _json(path, _text(path))
    if name.endswith(".toml"):
        return _toml(path, _text(path))
    return _csv(path, _text(path))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".gz":
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        problem = f"cannot be read ({error}); check that it is there and whole"
        raise AnnouncementInvalidError(path, None, None, problem) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # error.object is what was decoded: the data without a byte-order mark.
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise AnnouncementInvalidError(path, line, None, problem) from error


def _csv(path: Path, text: str) -> tuple[Entry, ...]:
    records = _records(path, text)
    line, names = next(records, (1, []))
    if not names:
        raise AnnouncementInvalidError(path, None, None, "is empty; the first line must name the columns")
    columns = resolve(path, line, names)
    return tuple(_csv_row(path, number, columns, len(names), cells) for number, cells in records)


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every record that is not blank with the line it starts on; quoted cells may span lines."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"is not valid CSV ({error}); check the quotes of the row that starts here"
        raise AnnouncementInvalidError(path, line, None, problem) from error


def _csv_row(path: Path, number: int, columns: Columns, width: int, cells: list[str]) -> Entry:
    if len(cells) > width:
        problem = f"{len(cells)} cells under {width} columns; put a cell that holds commas in quotes"
        return AnnouncementInvalidError(path, number, None, problem)
    found = {ours: _unescaped(cells[at]) for ours, at in columns.places.items() if at < len(cells)}
    return Row(path, number, columns, found)


def _unescaped(cell: str) -> str:
    """Take off the quote that the writer puts before what a spreadsheet would run as a formula."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def _json(path: Path, text: str) -> tuple[Entry, ...]:
    try:
        document: Value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise AnnouncementInvalidError(path, None, None, f"is not valid JSON: {error}") from error
    return _entries(path, _under(path, document, "announcements") if isinstance(document, dict) else document)


def _once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """Build an object as TOML does: a key that stands twice is refused, not overwritten."""
    found: dict[str, Value] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"key '{key}' stands twice in one object; keep one of them")
        found[key] = value
    return found


def _toml(path: Path, text: str) -> tuple[Entry, ...]:
    try:
        document: dict[str, Value] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnnouncementInvalidError(path, None, None, f"is not valid TOML: {error}") from error
    return _entries(path, _under(path, document, "announcement"))


def _under(path: Path, document: Mapping[str, Value], key: str) -> Value:
    if key not in document:
        problem = f"has no '{key}'; {suggestion(nearest(key, document))}put the announcements there"
        raise AnnouncementInvalidError(path, None, None, problem)
    return document[key]


def _entries(path: Path, listed: Value) -> tuple[Entry, ...]:
    if not isinstance(listed, list):
        problem = "holds something else where the announcements go; write a list of them"
        raise AnnouncementInvalidError(path, None, None, problem)
    return tuple(_entry(path, number, entry) for number, entry in enumerate(listed, start=1))


def _entry(path: Path, number: int, entry: Value) -> Entry:
    if not isinstance(entry, dict):
        problem = f"is {entry!r:.40}; write an object with the columns as keys"
        return AnnouncementInvalidError(path, number, None, problem)
    try:
        columns = resolve(path, number, tuple(entry))
        values = tuple(entry.values())
        cells = {ours: _cell(path, number, ours, values[at]) for ours, at in columns.places.items()}
    except AnnouncementInvalidError as error:
        return error
    return Row(path, number, columns, cells)


def _cell(path: Path, number: int, column: str, value: Value) -> str:
    """Write a native value as the text that a CSV cell would hold."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool() | int() | float():
            return str(value).lower()
        case dt.date():
            return value.isoformat()
    problem = f"holds {value!r:.40}; write one text, number, date or true/false"
    raise AnnouncementInvalidError(path, number, column, problem)
