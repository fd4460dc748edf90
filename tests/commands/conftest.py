"""The command line in this process, with a store and settings of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from market import Files, write_market

from eventstudy.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@dataclass
class CommandLine:
    """Runs commands against one empty store."""

    database: str

    def __call__(self, *arguments: str, code: int = 0) -> Result:
        """Run a command and hold it to its exit code."""
        result = CliRunner().invoke(main, ["--database", self.database, *arguments])
        assert result.exit_code == code, result.output
        return result

    def json(self, *arguments: str, code: int = 0) -> dict[str, list[dict[str, str]]]:
        """Run a command with ``--format json`` and read what it printed."""
        found: dict[str, list[dict[str, str]]] = json.loads(
            self(*arguments, "--format", "json", code=code).stdout
        )
        return found


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return a command line that reads no settings but its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("EVENTSTUDY_DATABASE", "EVENTSTUDY_YAHOO_URL", "EVENTSTUDY_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return CommandLine(f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a small market as files."""
    return write_market(tmp_path)
