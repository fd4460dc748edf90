"""What commands write on a terminal, which is a real one here, and what they write in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

import pytest

from eventstudy.reporting.layout import display_width

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from many_events import Files

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")

BLOCKS = set("▁▂▃▄▅▆▇█")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a person who never ran the command before."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "TERM": "xterm-256color",
        "PYTHONUTF8": "1",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "EVENTSTUDY_DATABASE": f"sqlite:///{tmp_path / 'store.db'}",
    }


def command(*arguments: str) -> list[str]:
    """Return the command as a process of its own."""
    return [sys.executable, "-c", "from eventstudy.cli import main; main()", *arguments]


def on_terminal(arguments: list[str], environment: Mapping[str, str], *, width: int) -> str:
    """Run a command on a terminal of some width and return what it wrote there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    with subprocess.Popen(arguments, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as running:
        os.close(theirs)
        written = read_all(ours)
    os.close(ours)
    assert running.returncode == 0, written
    return written.decode().replace("\r\n", "\n")


def read_all(terminal: int) -> bytes:
    """Read until nobody writes to the terminal any more, which Linux tells by an error."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def in_pipe(arguments: list[str], environment: Mapping[str, str]) -> str:
    """Run a command and return what it wrote to a pipe."""
    found = subprocess.run(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=True
    )
    return found.stdout.decode()


@pytest.mark.parametrize("name", ["study", "flag"])
@pytest.mark.parametrize("width", [80, 100])
def test_tables_fit_and_are_coloured(many: Files, home: dict[str, str], name: str, width: int) -> None:
    """On a terminal no line is longer than it is wide, headings are bold, and every path is drawn."""
    written = on_terminal(command(name, *many.options), home, width=width)
    plain = ESCAPES.sub("", written)
    assert max(map(display_width, plain.splitlines())) <= width
    assert "\x1b[1mevent\x1b[0m" in written
    assert BLOCKS & set(plain)


@pytest.mark.parametrize("silencer", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(many: Files, home: dict[str, str], silencer: dict[str, str]) -> None:
    """With NO_COLOR, or on a dumb terminal, tables fit all the same, without an escape code."""
    coloured = on_terminal(command("study", *many.options), home, width=80)
    plain = on_terminal(command("study", *many.options), {**home, **silencer}, width=80)
    assert "\x1b" not in plain
    assert plain == ESCAPES.sub("", coloured)


@pytest.mark.parametrize("form", ["table", "md", "csv", "json"])
def test_a_pipe_is_plain(many: Files, home: dict[str, str], form: str) -> None:
    """Nothing of a terminal gets into a pipe, and drawings only into what people read."""
    written = in_pipe(command("study", *many.options, "--format", form), home)
    assert "\x1b" not in written
    assert bool(BLOCKS & set(written)) is (form in {"table", "md"})


def test_a_file_is_plain(many: Files, home: dict[str, str], tmp_path: Path) -> None:
    """What -o writes from a terminal is what a pipe gets."""
    target = tmp_path / "study.txt"
    on_terminal(command("study", *many.options, "-o", str(target)), home, width=80)
    assert target.read_text(encoding="utf-8") == in_pipe(command("study", *many.options), home)


def test_where_blocks_cannot_be_written(many: Files, home: dict[str, str]) -> None:
    """In an encoding without blocks drawings are left out, with the note on them."""
    told = {**home, "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1"}
    found = subprocess.run(
        command("study", *many.options),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=told,
        check=True,
    )
    written = found.stdout.decode("latin-1")
    assert "path" not in written
    assert "?" not in written
