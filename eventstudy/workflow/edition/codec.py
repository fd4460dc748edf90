"""An edition as JSON and back, to the last bit: what is read draws what was written.

Values of our own are objects that name their class under ``is``; arrays name their type and write NaN as null.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from eventstudy.errors import EditionInvalidError
from eventstudy.plotting import PARTS, PICTURES, House, Preset, Sheet, Words
from eventstudy.plotting.house import Colours
from eventstudy.reporting.newsletter.post import Link, Post, Section, Shown
from eventstudy.reporting.tables import Column, Json, Table, to_json
from eventstudy.workflow.edition.edition import Drawing, Edition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA = "eventstudy/edition/1"

_Value: TypeAlias = object

_OURS: Mapping[str, type] = {
    one.__name__: one
    for one in (
        Colours, Column, Drawing, Edition, House, Link, Post, Preset, Section, Sheet, Shown, Table, Words, *PARTS, *PICTURES,
    )
}  # fmt: skip

_ARRAYS: Mapping[str, np.dtype[np.generic]] = {
    "float": np.dtype(np.float64),
    "int": np.dtype(np.int64),
    "bool": np.dtype(np.bool_),
}
_KINDS = {"f": "float", "i": "int", "b": "bool"}


def edition_json(edition: Edition) -> str:
    """Write an edition as JSON."""
    return to_json({"schema": SCHEMA, "edition": _written(edition)}) + "\n"


def read_edition(path: Path) -> Edition:
    """Read an edition that ``edition_json`` wrote.

    Raises
    ------
    EditionInvalidError
        If the file is no such JSON, or a part of it is missing or of another kind.
    """
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EditionInvalidError(
            f"{path}: cannot be read as JSON: {error}; write the edition again"
        ) from error
    schema = whole.get("schema") if isinstance(whole, dict) else None
    if schema != SCHEMA:
        raise EditionInvalidError(
            f"{path}: schema is {schema!r}, needs '{SCHEMA}'; pass the edition.json of a newsletter"
        )
    found = _read(whole.get("edition"), f"{path}: edition")
    if not isinstance(found, Edition):
        raise EditionInvalidError(
            f"{path}: holds {type(found).__name__}, needs an Edition; write the edition again"
        )
    return found


def _written(value: _Value) -> Json:
    """Return what stands for a value in JSON."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, dt.date):
        return {"is": "date", "day": value.isoformat()}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if dataclasses.is_dataclass(value):
        parts = {field.name: _written(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"is": type(value).__name__, **parts}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"an edition holds a {type(value).__name__}, which has no place in its JSON")


def _array(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Json:
    flat = values.ravel().tolist()
    known: list[Json] = [None if isinstance(one, float) and one != one else one for one in flat]  # noqa: PLR0124  -- NaN alone differs from itself
    return {"is": "array", "of": _KINDS[values.dtype.kind], "shape": list(values.shape), "values": known}


def _read(value: _Value, place: str) -> _Value:
    """Return the value that a piece of JSON stands for; ``place`` names it in messages."""
    if isinstance(value, list):
        return tuple(_read(one, f"{place}[{number}]") for number, one in enumerate(value))
    if not isinstance(value, dict):
        return value
    kind = str(value.get("is"))
    try:
        if kind == "array":
            return _read_array(value)
        if kind == "date":
            return dt.date.fromisoformat(value["day"])
        ours = _OURS[kind]
        parts = {name: _read(one, f"{place}.{name}") for name, one in value.items() if name != "is"}
        return ours(**parts)
    except (KeyError, TypeError, ValueError) as error:
        raise EditionInvalidError(
            f"{place}: cannot be read as {kind}: {error}; write the edition again"
        ) from error


def _read_array(value: Mapping[str, _Value]) -> _Value:
    kind = _ARRAYS[str(value["of"])]
    known = [np.nan if one is None else one for one in value["values"]]  # type: ignore[attr-defined]
    return np.array(known, dtype=kind).reshape(value["shape"])  # type: ignore[call-overload]
