"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """Give a draft beside ``path`` to write to; it takes the path's place once all went well.

    The folder is made if need be. On an error the draft is removed and ``path`` stays what it was.
    """
    if path.exists() and not path.is_file():
        # A device or a pipe takes what is written as it comes; a file in its place would break it.
        yield path
        return
    # A link stays one, and what it names is written.
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    # The ending stays at the end: some writers choose the format by it.
    draft = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text file, UTF-8, line ends as they are."""
    with draft_of(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="")
