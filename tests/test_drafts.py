"""Files are written whole or not at all."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from eventstudy.drafts import draft_of, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_is_made_and_nothing_else_left(tmp_path: Path) -> None:
    """Writing makes the folder, writes the text as it is, and leaves no draft behind."""
    target = tmp_path / "new" / "a.csv"
    write_whole(target, "x\r\ny\n")
    assert target.read_bytes() == b"x\r\ny\n"
    assert list(target.parent.iterdir()) == [target]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    """An error while writing leaves the file as it was, and no draft."""
    target = tmp_path / "a.csv"
    target.write_text("old")

    def fail() -> None:
        with draft_of(target) as draft:
            draft.write_text("half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """What is no plain file, a pipe or a device, takes the text and is not replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text)
        write_whole(pipe, "x\n")
        assert read.result() == "x\n"
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link names is written, and the link goes on naming it."""
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real.csv")
    write_whole(link, "x\n")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_text() == "x\n"
