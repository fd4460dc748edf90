"""``eventstudy prices check``, and what it found beside the studies that rest on the prices."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from eventstudy.database import connect
from eventstudy.prices.finding_store import FindingStore
from eventstudy.prices.quality.kinds import KINDS
from eventstudy.prices.store import PriceStore

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files

IN_ESTIMATION, BEFORE = "2024-10-15", "2023-12-15"


def spoil(path: Path, symbol: str, day: str, factor: float) -> None:
    """Multiply one close of a price file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if (row["security"], row["date"]) == (symbol, day):
            row["close"] = repr(float(row["close"]) * factor)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def spoiled(files: Files) -> Files:
    """Return the market with a close of 1725.HK a hundred times too high within its estimation window."""
    spoil(files.prices, "1725.HK", IN_ESTIMATION, 100)
    return files


def test_help_names_every_kind(cli: CommandLine) -> None:
    """The kinds that --kind takes stand in its help."""
    shown = cli("prices", "check", "--help").stdout
    assert all(kind in shown for kind in KINDS)


def test_files_are_checked_without_a_store(cli: CommandLine, spoiled: Files, tmp_path: Path) -> None:
    """A fault in a file is printed with security, session, kind, size and remedy, and no database is made."""
    found = cli.json("prices", "check", "--prices", str(spoiled.prices))
    (one,) = [row for row in found["findings"] if row["kind"] == "unit_error"]
    assert list(one) == ["security", "session", "kind", "size", "remedy"]
    assert (one["security"], one["session"]) == ("1725.HK", IN_ESTIMATION)
    assert one["size"] == pytest.approx(100)
    assert found["schema"] == "eventstudy/check/1"
    assert found["checked"] == ["1725.HK", "^HSI"]
    assert not found["simulated"]
    assert not (tmp_path / "store.db").exists()


def test_clean_prices_are_said_to_be_clean(cli: CommandLine, files: Files) -> None:
    """Nothing found is an empty list, a sentence, and exit code 0."""
    assert cli.json("prices", "check", "--prices", str(files.prices))["findings"] == []
    printed = cli("prices", "check", "--prices", str(files.prices))
    assert printed.stdout == "0 findings in 2 series\n"
    assert "2 series checked: nothing found" in printed.stderr


def test_kinds_and_symbols_are_picked(cli: CommandLine, spoiled: Files) -> None:
    """--kind and SYMBOL show a part; the summary still counts all that was found."""
    options = ["prices", "check", "--prices", str(spoiled.prices)]
    other = cli(*options, "--kind", "spike")
    assert other.stdout == "0 findings in 2 series\n"
    assert "unit_error 1" in other.stderr
    assert cli.json(*options, "^HSI")["checked"] == ["^HSI"]
    assert "no prices of X.HK in prices.csv" in cli(*options, "X.HK", code=3).stderr


def test_every_format_is_written(cli: CommandLine, spoiled: Files) -> None:
    """Table, CSV and Markdown have the finding, and CSV says whether prices are made up."""
    options = ["prices", "check", "--prices", str(spoiled.prices)]
    assert "unit_error" in cli(*options).stdout
    assert "| 1725.HK | 2024-10-15 | unit_error |" in cli(*options, "--format", "md").stdout
    rows = list(csv.DictReader(cli(*options, "--format", "csv").stdout.splitlines()))
    assert (rows[0]["kind"], rows[0]["simulated"]) == ("unit_error", "false")


def test_an_empty_store_has_nothing_to_check(cli: CommandLine) -> None:
    """Without prices the command ends with exit code 3 and says what to run."""
    assert "prices fetch" in cli("prices", "check", code=3).stderr


def test_an_unknown_exchange_is_said(cli: CommandLine, tmp_path: Path) -> None:
    """Where nothing names the exchange, the calendar is not checked, and that is said."""
    path = tmp_path / "us.csv"
    path.write_text("security,date,close\nRKLB,2024-01-06,5\nRKLB,2024-01-08,6\n")
    printed = cli("prices", "check", "--prices", str(path))
    assert printed.stdout == "0 findings in 1 series\n"
    assert "no exchange known of RKLB" in printed.stderr


def test_the_registry_says_the_exchange(cli: CommandLine, tmp_path: Path) -> None:
    """A symbol without a suffix is checked against the exchange that an announcement names."""
    prices, announcements = tmp_path / "us.csv", tmp_path / "a.csv"
    prices.write_text("security,date,close\nRKLB,2024-01-06,5\nRKLB,2024-01-08,6\n")
    announcements.write_text("id,security,announced_at,exchange\na,RKLB,2024-01-08,XNAS\n")
    cli("announcements", "import", str(announcements))
    cli("prices", "import", str(prices))
    (one,) = cli.json("prices", "check")["findings"]
    assert (one["session"], one["kind"]) == ("2024-01-06", "closed_day_row")


def test_announcements_that_name_the_exchange_have_prices_checked_anew(
    cli: CommandLine, tmp_path: Path
) -> None:
    """Prices imported before their exchange was known are checked against it once announcements name it."""
    prices, announcements = tmp_path / "us.csv", tmp_path / "a.csv"
    prices.write_text("security,date,close\nRKLB,2024-01-06,5\nRKLB,2024-01-08,6\n")
    announcements.write_text("id,security,announced_at,exchange\na,RKLB,2024-01-08,XNAS\n")
    assert "checked" not in cli("prices", "import", str(prices)).stderr
    assert "closed_day_row 1" in cli("announcements", "import", str(announcements)).stderr
    assert "checked" not in cli("announcements", "import", str(announcements)).stderr


def test_files_and_store_show_the_same_beside_a_study(cli: CommandLine, spoiled: Files) -> None:
    """A finding in the estimation window stands beside the study and the signature, from files and store."""
    from_files = cli.json("study", *spoiled.options)
    (one,) = from_files["findings"]
    assert (one["kind"], one["events"]) == ("unit_error", ["uspace-treefam"])
    assert from_files["unchecked"] == []
    cli("announcements", "import", str(spoiled.announcements))
    assert "checked, and found: unit_error 1;" in cli("prices", "import", str(spoiled.prices)).stderr
    assert cli.json("study")["findings"] == from_files["findings"]
    assert cli.json("flag")["findings"] == from_files["findings"]
    for command in ("study", "flag"):
        assert "Findings of prices check in these windows" in cli(command).stdout


def test_unchecked_prices_are_said(cli: CommandLine, files: Files) -> None:
    """A study on stored prices that changed since they were checked says so; a check ends that."""
    cli("announcements", "import", str(files.announcements))
    cli("prices", "import", str(files.prices))
    assert cli.json("study")["unchecked"] == []
    store = PriceStore(connect(cli.database))
    series = store.load(["1725.HK"])["1725.HK"]
    store.save([replace(series, volume=series.volume + 1)], fetched_at=dt.datetime.now(dt.UTC))
    printed = cli("study", "--format", "json")
    assert '"1725.HK"\n  ]' in printed.stdout
    assert "not checked as they stand: prices of 1725.HK; run: eventstudy prices check" in printed.stderr
    cli("prices", "check", "1725.HK")
    assert cli.json("study")["unchecked"] == []


def test_a_finding_outside_the_windows_is_left_out(cli: CommandLine, files: Files) -> None:
    """A fault before the estimation window is found by the check and does not stand beside the study."""
    spoil(files.prices, "1725.HK", BEFORE, 100)
    assert cli.json("prices", "check", "--prices", str(files.prices))["findings"]
    assert cli.json("study", *files.options)["findings"] == []


def test_a_fault_of_the_benchmark_stands_beside_the_study(cli: CommandLine, files: Files) -> None:
    """What is wrong with the benchmark touches the event that is measured against it."""
    spoil(files.prices, "^HSI", IN_ESTIMATION, 100)
    (one,) = cli.json("study", *files.options)["findings"]
    assert (one["security"], one["events"]) == ("^HSI", ["uspace-treefam"])


def test_the_command_ends_with_0_in_a_process_of_its_own(spoiled: Files) -> None:
    """With faults found, the real command ends with exit code 0, data on stdout and the count on stderr."""
    command = [sys.executable, "-m", "eventstudy", "prices", "check", "--prices", str(spoiled.prices)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "unit_error" in done.stdout
    assert done.stderr == "2 series checked: unit_error 1\n"


def test_a_corrected_benchmark_has_its_shares_checked_anew(cli: CommandLine, files: Files) -> None:
    """What was found in a share rests on its benchmark: importing another one checks the share again."""
    cli("prices", "import", str(files.prices))
    checked = FindingStore(connect(cli.database)).load(["1725.HK"])["1725.HK"].checked_at
    lines = files.prices.read_text().splitlines(keepends=True)
    files.prices.write_text("".join(line for line in lines if not line.startswith("1725.HK")))
    spoil(files.prices, "^HSI", IN_ESTIMATION, 1.001)
    cli("prices", "import", str(files.prices))
    assert FindingStore(connect(cli.database)).load(["1725.HK"])["1725.HK"].checked_at > checked
