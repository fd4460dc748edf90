"""The command line in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner

from eventstudy.cli import main

if TYPE_CHECKING:
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

    def json(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Run a command with ``--format json`` and read what it printed."""
        found: dict[str, Any] = json.loads(self(*arguments, "--format", "json", code=code).stdout)
        return found
