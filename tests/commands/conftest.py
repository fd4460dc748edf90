"""The command line in this process, with a store and settings of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine
from many_events import Files as ManyFiles
from many_events import write_many
from market import Files, write_market

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return a command line that reads no settings but its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENTSTUDY_DATABASE", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return CommandLine(f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a small market as files."""
    return write_market(tmp_path)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> ManyFiles:
    """Return a market with thirteen events as files, which nobody changes."""
    return write_many(tmp_path_factory.mktemp("many"))
