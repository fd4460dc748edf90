"""A snapshot of price series in one file, which is mapped into memory instead of read.

The file holds, series after series, nine vectors of eight-byte numbers: the epoch days and ``NUMBERS``,
each contiguous. Behind them stands a directory (content hash, place, days), its SHA-256, how many entries
it has, and a mark. A series is known by its content hash alone, so that nothing in a snapshot can be out of
date: what has changed has another hash and is not found. The file is replaced, never changed, and whoever
has mapped it keeps what was mapped; it may be deleted at any moment.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
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
_ENTRY = np.dtype([("hash", "S64"), ("first", "<i8"), ("days", "<i8")])
_END = np.dtype([("digest", "V32"), ("entries", "<i8"), ("mark", "V8")])
_WORD = 8
_VECTORS = 1 + len(NUMBERS)

Block: TypeAlias = "tuple[Integers, Floats]"
"""The days of a series, shape (n,), and its numbers, shape (8, n)."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Series that are mapped into memory, by content hash.

    Attributes
    ----------
    places : mapping of str to (int, int)
        Where the vectors of each series begin, in words, and how many days it has.
    words : ndarray, float64
        All vectors, read-only.
    """

    places: Mapping[str, tuple[int, int]]
    words: Floats

    def block(self, content_hash: str) -> Block:
        """Return the days and numbers of a series that is there, as views."""
        first, days = self.places[content_hash]
        vectors = self.words[first : first + _VECTORS * days].reshape(_VECTORS, days)
        return vectors[0].view("<i8"), vectors[1:]

    @property
    def days(self) -> int:
        """How many days all its series have together."""
        return len(self.words) // _VECTORS


EMPTY = Snapshot({}, np.empty(0))


def open_snapshot(path: Path) -> Snapshot:
    """Map a snapshot; an empty one where there is none, or where it is damaged.

    The directory must have its checksum and the file the size that follows from it.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            entries = _directory(file, size)
            if not len(entries):
                return EMPTY
            words = np.memmap(file, dtype="<f8", mode="r", shape=(int(entries["days"].sum()) * _VECTORS,))
    except OSError:
        # What cannot be read is as good as absent: the tables have it all.
        return EMPTY
    names = entries["hash"].astype("U64").tolist()
    places = zip(entries["first"].tolist(), entries["days"].tolist(), strict=True)
    return Snapshot(dict(zip(names, places, strict=True)), np.asarray(words))


def write_snapshot(path: Path, blocks: Iterable[tuple[str, Block]]) -> None:
    """Write series, by content hash, one after the other, in place of what was there.

    Raises
    ------
    OSError
        If the file cannot be written; it is then what it was before.
    """
    entries: list[tuple[str, int, int]] = []
    first = 0
    with draft_of(path) as draft, draft.open("wb") as file:
        for name, (days, numbers) in blocks:
            file.write(days.astype("<i8").tobytes())
            file.write(np.ascontiguousarray(numbers, "<f8").data)
            entries.append((name, first, len(days)))
            first += _VECTORS * len(days)
        file.write(_ending(np.array(entries, dtype=_ENTRY)))
        # A file must not take its name before its content is on the disk.
        file.flush()
        os.fsync(file.fileno())


def _directory(file: BinaryIO, size: int) -> NDArray[np.void]:
    """Return the directory of a sound file; an empty one else."""
    nothing = np.empty(0, dtype=_ENTRY)
    if size < _END.itemsize:
        return nothing
    file.seek(size - _END.itemsize)
    (end,) = np.frombuffer(file.read(_END.itemsize), dtype=_END)
    start = size - _END.itemsize - int(end["entries"]) * _ENTRY.itemsize
    if end["mark"].tobytes() != _MARK or not 0 <= start < size:
        return nothing
    file.seek(start)
    directory = file.read(size - _END.itemsize - start)
    entries = np.frombuffer(directory, dtype=_ENTRY)
    whole = int(entries["days"].sum()) * _VECTORS * _WORD == start
    if hashlib.sha256(directory).digest() != end["digest"].tobytes() or not whole:
        return nothing
    return entries


def _ending(entries: NDArray[np.void]) -> bytes:
    directory = entries.tobytes()
    end = np.array([(hashlib.sha256(directory).digest(), len(entries), _MARK)], dtype=_END)
    return directory + end.tobytes()
