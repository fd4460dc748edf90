"""Session times kept on disk: building an exchange's calendar takes longer than most studies.

A file is four bytes of checksum and then the numbers. Its name holds a digest of everything the numbers depend
on, so that a file never goes stale: what changes looks for another name. Files may be deleted at any time, and
a folder that cannot be written or read only costs the time of building again.
"""

from __future__ import annotations

import hashlib
import zlib
import zoneinfo
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.drafts import draft_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from eventstudy.arrays import Integers

_SUM = 4
"""Bytes of the checksum."""

_NUMBER = np.dtype("<i8")


def load_or_build(path: Path, rows: int, build: Callable[[], Integers]) -> Integers:
    """Return the numbers of a file; without a sound one, build them and write it.

    Parameters
    ----------
    path : Path
        Where they are kept; its folder is made if need be.
    rows : int
        Rows of the array.
    build : callable
        Makes the array of shape (rows, n), int64.
    """
    found = _read(path, rows)
    if found is None:
        found = build()
        with suppress(OSError):
            _write(path, found)
    return found


def digest(parts: Iterable[str], *, timezone: str) -> str:
    """Return a short name for the parts, the calendar libraries and the rules of a time zone.

    Parameters
    ----------
    parts : iterable of str
        What else the numbers depend on.
    timezone : str
        IANA zone whose clock the times were turned from.
    """
    found = hashlib.sha256(_rules(timezone))
    for text in (*parts, *(version(name) for name in ("exchange_calendars", "pandas"))):
        found.update(f"{text}\n".encode())
    return found.hexdigest()[:16]


def _rules(timezone: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        path = Path(folder, timezone)
        if path.is_file():
            return path.read_bytes()
    return version("tzdata").encode()


def _read(path: Path, rows: int) -> Integers | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    body = raw[_SUM:]
    if not body or raw[:_SUM] != _checksum(body):
        return None
    return np.frombuffer(body, _NUMBER).reshape(rows, -1).astype(np.int64, copy=False)


def _write(path: Path, numbers: Integers) -> None:
    body = np.ascontiguousarray(numbers, _NUMBER).tobytes()
    with draft_of(path) as draft:
        draft.write_bytes(_checksum(body) + body)


def _checksum(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_SUM, "little")
