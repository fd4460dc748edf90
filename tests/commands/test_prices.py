"""``eventstudy prices``: fetched through the real yfinance from a server of our own, imported, exported."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yahoo_server
from yahoo_server import Reply, chart, serve

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from command_line import CommandLine
    from market import Files

DAYS = [dt.date(2025, 2, 10), dt.date(2025, 2, 11), dt.date(2025, 2, 12)]


def test_an_import_twice_changes_nothing(cli: CommandLine, files: Files) -> None:
    """The second import of a price file finds every day unchanged, and status shows what is there."""
    first = cli.json("prices", "import", str(files.prices))["rows"][0]
    again = cli.json("prices", "import", str(files.prices))["rows"][0]
    assert first["series"] == 2
    assert again == {"series": 2, "added": 0, "changed": 0, "unchanged": first["added"]}
    listed = {row["security"]: row for row in cli.json("prices", "status")["rows"]}
    assert listed["1725.HK"]["last"] == "2025-03-31"
    assert listed["^HSI"]["currency"] == "HKD"
    assert (listed["^HSI"]["age_days"], listed["^HSI"]["findings"]) == (0, 0)
    of_files = cli.json("prices", "status", "--prices", str(files.prices))["rows"]
    assert of_files == [{name: row[name] for name in of_files[0]} for row in listed.values()]


def test_what_is_exported_imports_unchanged(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """Exported prices import without a change."""
    cli("prices", "import", str(files.prices))
    target = tmp_path / "out.csv.gz"
    assert "2 series written" in cli("prices", "export", str(target)).stderr
    again = cli.json("prices", "import", str(target))["rows"][0]
    assert (again["added"], again["changed"]) == (0, 0)
    assert "1 series written" in cli("prices", "export", str(tmp_path / "one.csv"), "^HSI").stderr


def test_nothing_stored_ends_with_3(cli: CommandLine, tmp_path: Path) -> None:
    """An empty store has no status and exports nothing."""
    assert "prices fetch" in cli("prices", "status", code=3).stderr
    assert "no prices of X.HK" in cli("prices", "export", str(tmp_path / "a.csv"), "X.HK", code=3).stderr
    assert "no listed security" in cli("prices", "fetch", code=3).stderr


def test_simulated_and_real_prices_do_not_mix(cli: CommandLine, files: Files) -> None:
    """A store refuses made-up prices for a series of real ones, and stays as it was."""
    cli("prices", "import", str(files.prices))
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    assert (
        "simulated prices and real ones cannot be one series"
        in cli("prices", "import", str(files.prices), code=1).stderr
    )
    assert {row["source"] for row in cli.json("prices", "status")["rows"]} == {"file"}


def test_a_bad_row_keeps_all_files_out(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """One bad file keeps the good ones out as well, named by file, row and column."""
    bad = tmp_path / "bad.csv"
    bad.write_text("security,date,close\nA.HK,2025-02-11,-1\n")
    message = cli("prices", "import", str(files.prices), str(bad), code=1).stderr
    assert "bad.csv, row 2, column 'close'" in message
    cli("prices", "status", code=3)


def fetch(
    folder: Path, scripts: Mapping[str, Sequence[Reply]], *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run ``prices fetch`` in a process of its own against a server that speaks Yahoo's wire format."""
    with serve(scripts) as server:
        environment = {
            **os.environ,
            "EVENTSTUDY_YAHOO_URL": server.base_url,
            "EVENTSTUDY_REQUESTS_PER_SECOND": "1000",
            "EVENTSTUDY_CACHE": str(folder / "cache"),
            "EVENTSTUDY_DATABASE": f"sqlite:///{folder / 'store.db'}",
        }
        command = [sys.executable, "-m", "eventstudy", "prices", "fetch", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_prices_come_from_yahoo(tmp_path: Path) -> None:
    """A fetched security is in the store with the days and the currency that Yahoo sent."""
    replies = {name: [chart(DAYS, [0.5, 0.6, 0.55])] for name in ("1725.HK", "^HSI")}
    result = fetch(tmp_path, replies, "1725.HK", "--since", "2025-02-10", "--until", "2025-02-12")
    assert result.returncode == 0, result.stderr
    assert "1725.HK" in result.stdout
    assert result.stderr == "2 series: 2 fetched\n"


def test_what_does_not_come_has_its_reason(tmp_path: Path) -> None:
    """An unknown symbol is named with the reason; the others are kept, and the exit code is 0."""
    replies = {
        "NONE.HK": [yahoo_server.UNKNOWN],
        "1725.HK": [chart(DAYS, [0.5, 0.6, 0.55])],
    }
    result = fetch(tmp_path, replies, "NONE.HK", "1725.HK", "--since", "2025-02-10", "--until", "2025-02-12")
    assert result.returncode == 0, result.stderr
    assert [line for line in result.stdout.splitlines() if line.startswith("NONE.HK")]
    assert "3 series: 1 fetched, 2 failed" in result.stderr
    alone = fetch(tmp_path, {"NONE.HK": [yahoo_server.UNKNOWN]}, "NONE.HK")
    assert alone.returncode == 4
    assert "none of 2 series came" in alone.stderr


def test_rate_limiting_ends_with_4_and_the_command_to_resume(tmp_path: Path) -> None:
    """When Yahoo asks to wait, the run ends with 4 and names what is left to fetch."""
    replies = {"A.HK": [yahoo_server.RATE_LIMITED], "B.HK": [chart(DAYS, [1.0, 1.0, 1.0])]}
    result = fetch(tmp_path, replies, "A.HK", "B.HK", "--since", "2025-02-10", "--until", "2025-02-12")
    assert result.returncode == 4
    command = "eventstudy prices fetch A.HK --since 2025-02-10 --until 2025-02-12"
    assert f"later run: {command}" in result.stderr
    assert (
        next(line for line in result.stdout.splitlines() if line.startswith("B.HK")).split()[1] == "fetched"
    )


def test_a_plan_is_shown_without_a_request(tmp_path: Path) -> None:
    """--dry-run names the days that would be asked for; nothing is asked, and nothing stored."""
    result = fetch(tmp_path, {}, "A.HK", "--since", "2025-02-10", "--until", "2025-02-12", "--dry-run")
    assert result.returncode == 0, result.stderr
    assert [line.split()[:5] for line in result.stdout.splitlines() if line.startswith("A.HK")] == [
        ["A.HK", "to", "fetch", "2025-02-10", "2025-02-12"]
    ]


@pytest.mark.parametrize("argument", ["--since", "--until"])
def test_a_bad_date_is_a_usage_error(cli: CommandLine, argument: str) -> None:
    """A date that is none is refused before anything is fetched."""
    assert "write YYYY-MM-DD" in cli("prices", "fetch", "1725.HK", argument, "tomorrow", code=2).stderr
