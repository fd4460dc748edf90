"""The face: it answers at once, lists every command, and turns errors into exit codes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from eventstudy.cli import COMMANDS, main
from eventstudy.errors import NothingToStudyError

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("numpy", "pandas", "sqlalchemy", "statsmodels", "scipy", "matplotlib", "seaborn", "yfinance")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "eventstudy", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", ["--help", "--version", "study --help", "announcements import --help"])
def test_help_loads_nothing_heavy(arguments: str) -> None:
    """Help and version come without any of the heavy libraries."""
    code = (
        "import sys; from eventstudy.cli import main; "
        f"main({arguments.split()!r}, standalone_mode=False); "
        f"sys.exit(' '.join(name for name in {HEAVY!r} if name in sys.modules) or None)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_help_lists_every_command() -> None:
    """The help of the whole names every command with its one line."""
    text = run("--help").stdout
    for name, (_, line) in COMMANDS.items():
        assert f"{name} " in text
        assert line[:40] in text


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_table_keeps_its_word(name: str) -> None:
    """Every entry of the table is a command whose own first sentence is the table's line."""
    place, line = COMMANDS[name]
    module, _, attribute = place.partition(":")
    body = getattr(import_module(module), attribute)
    assert isinstance(body, click.Command)
    assert (body.help or "").replace("\n", " ").startswith(line.rstrip("."))


def test_a_typo_names_the_nearest_command() -> None:
    """An unknown command is a usage error that names the one probably meant."""
    result = run("stdy")
    assert result.returncode == 2
    assert "Did you mean 'study'" in result.stderr


def test_our_errors_end_with_their_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of our errors is one line on stderr and its own exit code, without a traceback."""

    @click.command()
    def fails() -> None:
        raise NothingToStudyError("nothing here; do that")

    monkeypatch.setattr("eventstudy.commands.doctor.doctor", fails)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 3
    assert result.stderr == "Error: nothing here; do that\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """An output file below a file is refused by name, with exit code 1."""
    (tmp_path / "file").touch()
    result = run("doctor", "-o", str(tmp_path / "file" / "out.txt"))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert str(tmp_path / "file") in result.stderr


def test_a_closed_pipe_is_no_error() -> None:
    """A reader that stops early, like head, gets no traceback."""
    command = f"{sys.executable} -m eventstudy --help | head -1"
    result = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert result.stdout.startswith("Usage:")
    assert result.stderr == ""
