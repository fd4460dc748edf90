"""A snapshot of price series in one file, which is mapped into memory instead of read.

The file holds vectors of eight-byte numbers, each contiguous: epoch days, once for all series that have the
same, and ``NUMBERS`` of each series. Behind them stands a directory (content hash, place of the numbers,
place and number of the days), its SHA-256, how long vectors and directory are, and a mark. A series is known by its content hash alone, so that nothing in a snapshot can be out of
date: what has changed has another hash and is not found. The file is replaced, never changed, and whoever
has mapped it keeps what was mapped; it may be deleted at any moment.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import numpy as np

from eventstudy.drafts import draft_of
from eventstudy.prices.series import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from eventstudy.arrays import Floats, Integers

_MARK = b"evstprc1"
_ENTRY = np.dtype([("hash", "S64"), ("numbers_at", "<i8"), ("days_at", "<i8"), ("days", "<i8")])
_END = np.dtype([("digest", "V32"), ("words", "<i8"), ("entries", "<i8"), ("mark", "V8")])
_WORD = 8

Block: TypeAlias = "tuple[Integers, Floats]"
"""The days of a series, shape (n,), and its numbers, shape (8, n)."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Series that are mapped into memory, by content hash.

    Attributes
    ----------
    places : mapping of str to (int, int, int)
        Where the numbers of each series and its days begin, in words, and how many days it has.
    words : ndarray, float64
        All vectors, read-only.
    """

    places: Mapping[str, tuple[int, int, int]]
    words: Floats
    _days: dict[tuple[int, int], Integers] = field(default_factory=dict)

    def block(self, content_hash: str) -> Block:
        """Return the days and numbers of a series that is there, as views; equal days are one array."""
        numbers_at, days_at, days = self.places[content_hash]
        numbers = self.words[numbers_at : numbers_at + len(NUMBERS) * days].reshape(len(NUMBERS), days)
        shared = self._days.get((days_at, days))
        if shared is None:
            shared = self._days[days_at, days] = self.words[days_at : days_at + days].view("<i8")
        return shared, numbers

    @property
    def days(self) -> int:
        """How many days all its series have together."""
        return sum(days for _, _, days in self.places.values())


EMPTY = Snapshot({}, np.empty(0))


def open_snapshot(path: Path) -> Snapshot:
    """Map a snapshot; an empty one where there is none, or where it is damaged.

    The directory must have its checksum and the file the size that follows from it.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            entries, length = _directory(file, size)
            if not len(entries):
                return EMPTY
            words = np.memmap(file, dtype="<f8", mode="r", shape=(length,))
    except OSError:
        # What cannot be read is as good as absent: the tables have it all.
        return EMPTY
    names = entries["hash"].astype("U64").tolist()
    places = zip(*(entries[name].tolist() for name in ("numbers_at", "days_at", "days")), strict=True)
    return Snapshot(dict(zip(names, places, strict=True)), np.asarray(words))


def write_snapshot(path: Path, blocks: Iterable[tuple[str, Block]]) -> None:
    """Write series, by content hash, one after the other, in place of what was there.

    Raises
    ------
    OSError
        If the file cannot be written; it is then what it was before.
    """
    entries: list[tuple[str, int, int, int]] = []
    known: dict[bytes, int] = {}
    with draft_of(path) as draft, draft.open("wb") as file:
        for name, (days, numbers) in blocks:
            raw = days.astype("<i8").tobytes()
            key = hashlib.sha256(raw).digest()
            if key not in known:
                known[key] = file.tell() // _WORD
                file.write(raw)
            entries.append((name, file.tell() // _WORD, known[key], len(days)))
            file.write(np.ascontiguousarray(numbers, "<f8").data)
        file.write(_ending(np.array(entries, dtype=_ENTRY), file.tell() // _WORD))
        # A file must not take its name before its content is on the disk.
        file.flush()
        os.fsync(file.fileno())


def _directory(file: BinaryIO, size: int) -> tuple[NDArray[np.void], int]:
    """Return the directory of a sound file, and how many words lie before it; an empty one else."""
    nothing = np.empty(0, dtype=_ENTRY), 0
    if size < _END.itemsize:
        return nothing
    file.seek(size - _END.itemsize)
    (end,) = np.frombuffer(file.read(_END.itemsize), dtype=_END)
    words, entries = int(end["words"]), int(end["entries"])
    whole = words * _WORD + entries * _ENTRY.itemsize + _END.itemsize == size
    if end["mark"].tobytes() != _MARK or not whole or min(words, entries) < 0:
        return nothing
    file.seek(words * _WORD)
    directory = file.read(entries * _ENTRY.itemsize)
    if _digest(directory, words) != end["digest"].tobytes():
        return nothing
    return np.frombuffer(directory, dtype=_ENTRY), words


def _digest(directory: bytes, words: int) -> bytes:
    return hashlib.sha256(directory + words.to_bytes(_WORD, "little")).digest()


def _ending(entries: NDArray[np.void], words: int) -> bytes:
    directory = entries.tobytes()
    end = np.array([(_digest(directory, words), words, len(entries), _MARK)], dtype=_END)
    return directory + end.tobytes()
