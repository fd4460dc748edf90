"""The documents say what the program does."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventstudy.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("eventstudy ")]


def test_the_reference_is_the_commands_own_help() -> None:
    """docs/commands.md is what the commands say of themselves; write it with: python docs/commands.py."""
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "docs" / "commands.py"))["document"]()


def test_the_readme_starts_short() -> None:
    """About twenty lines and one picture come before the first heading."""
    opening = README.split("\n## ")[0]
    assert len(opening.splitlines()) <= 25
    assert re.findall(r"!\[.+\]\((.+)\)", opening) == ["docs/demo-event.png"]
    assert (ROOT / "docs" / "demo-event.png").stat().st_size < 200_000


def test_two_commands_come_first() -> None:
    """The first two blocks of the README are one line each: the demo, and the tests that CI runs."""
    demo, tests = (block.strip() for block in BLOCKS[:2])
    assert "\n" not in demo + tests
    assert demo.endswith("eventstudy demo --out demo")
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_readme_parses(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No command of the README is a usage error: each option and argument exists."""
    monkeypatch.chdir(tmp_path)
    for name in ("announcements.csv", "prices.csv.gz", "index.csv"):
        (tmp_path / name).touch()
    result = CliRunner().invoke(main, [*shlex.split(line)[1:], "--help"])
    assert result.exit_code == 0, result.output


def test_links_lead_somewhere() -> None:
    """Every relative link of the README and of docs leads to a file."""
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
