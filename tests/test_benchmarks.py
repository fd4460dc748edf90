"""The benchmarks run, and the README shows the tables that they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _printed(script: str, *arguments: str) -> list[str]:
    command = [sys.executable, f"benchmarks/{script}", *arguments]
    run = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def _labels(lines: list[str]) -> list[tuple[str, ...]]:
    """Return the headings of tables, and what their rows are called."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [tuple(cell for cell in row if not cell[:1].isdigit()) for row in cells]


def test_the_readme_has_the_tables_of_the_kernel() -> None:
    """On a small panel the same headings and rows are printed as the README shows for a large one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Performance\n")[1].split("## Reference\n")[0].splitlines()
    shown = _labels(section)
    for row in dict.fromkeys(_labels(_printed("kernel.py", "--quick"))):
        named = tuple(cell for cell in row if "events" not in cell or cell == "events")
        assert any(set(named) <= set(one) for one in shown), row


def test_the_size_study_prints_its_tables() -> None:
    """With few replications every table of the size study is printed."""
    printed = _printed("size.py", "--replications", "20")
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    titles = [line for line in printed if line.startswith("#")]
    assert titles[0] == "## Size and power"
    assert len(titles) > 5
    assert all(title in method for title in titles)


def test_the_store_is_timed_on_every_database(postgres: object) -> None:
    """With small sizes the tables of both databases and of the whole panel are printed, the last as in the README."""
    assert postgres
    printed = _printed("store.py", "--quick")
    assert [line for line in printed if line.startswith("#")] == [
        "## SQLite",
        "## PostgreSQL",
        "## The whole panel",
        "## The README's table",
    ]
    assert sum(line.startswith("|---") for line in printed) == 6
    table = printed[printed.index("## The README's table") + 2 :]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [_without_numbers(line) for line in readme.splitlines()]
    first = shown.index(_without_numbers(table[0]))
    assert [_without_numbers(line) for line in table] == shown[first : first + len(table)]
    assert not shown[first + len(table)].startswith("|")


def _without_numbers(line: str) -> str:
    return re.sub(r"\d[\d,.]*", "#", line)


def test_the_benchmark_of_pictures_prints_its_ratio() -> None:
    """With few pictures both ways of drawing are timed, their ratio is printed, and the memory for more pictures."""
    printed = _printed("pictures.py", "--quick")
    assert [line.split(":")[0] for line in printed] == [
        "eventstudy", "script", "times faster", "memory of a process for 8 and 24 pictures",
    ]  # fmt: skip
