"""``eventstudy db``: upgrade, check and backup, as a user meets them."""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from command_line import CommandLine

from eventstudy.announcements.bundled import bundled_ledgers
from eventstudy.schema import HEAD

if TYPE_CHECKING:
    from market import Files

PRICES = "security,date,close\nRKLB,2025-02-10,10\nRKLB,2025-02-11,11\n"


@pytest.fixture
def stocked(cli: CommandLine, tmp_path: Path, database_url: str) -> CommandLine:
    """Return a command line whose store, on SQLite or on PostgreSQL, has prices of one security."""
    del cli  # it has set the scene
    line = CommandLine(database_url)
    (tmp_path / "prices.csv").write_text(PRICES)
    line("prices", "import", str(tmp_path / "prices.csv"))
    return line


def states(line: CommandLine, *arguments: str, code: int = 0) -> dict[str, tuple[str, str]]:
    """Return what a check found, by subject."""
    rows = line.json("db", "check", *arguments, code=code)["rows"]
    return {row["subject"]: (row["state"], row["detail"]) for row in rows}


def test_no_database_is_nothing_to_check(cli: CommandLine, tmp_path: Path) -> None:
    """Where no database exists yet, check and backup end with 3 and make none."""
    for command in ("check", "backup"):
        assert "does not exist yet; the first import makes it" in cli("db", command, code=3).stderr
    assert not (tmp_path / "store.db").exists()


def test_an_empty_database_is_nothing_to_check(cli: CommandLine, postgres_url: str) -> None:
    """A server's database without our tables ends with 3, and stays without."""
    del cli
    line = CommandLine(postgres_url)
    for _ in range(2):
        assert "holds no tables of eventstudy yet" in line("db", "check", code=3).stderr


def test_a_sound_database(stocked: CommandLine) -> None:
    """Schema, integrity and content hashes are ok, and the snapshot has nothing before a study."""
    found = states(stocked, "--deep")
    assert {state for state, _ in found.values()} == {"ok"}
    assert found["schema"][1] == f"{HEAD}, as this version needs"
    assert found["content hashes"][1] == "all of 1 match their prices"
    assert found["snapshot"][1].startswith("0 of 1 series in ")
    assert states(stocked)["content hashes"][1] == "1 series, not compared with their prices"


def test_prices_changed_from_outside_are_found(cli: CommandLine, tmp_path: Path) -> None:
    """A deep check names the series whose prices are no longer those that were saved, and ends with 1."""
    (tmp_path / "prices.csv").write_text(PRICES)
    cli("prices", "import", str(tmp_path / "prices.csv"))
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE price SET close = 12 WHERE close = 11")
    connection.close()
    assert states(cli)["content hashes"][0] == "ok"
    state, detail = states(cli, "--deep", code=1)["content hashes"]
    assert state == "broken"
    assert "of RKLB do not match the prices" in detail


def test_a_damaged_snapshot_is_found(cli: CommandLine, files: Files) -> None:
    """One bit turned in the numbers of a snapshot is named by a deep check alone, and gone with the file."""
    cli("prices", "import", str(files.prices))
    options = ["--announcements", str(files.announcements), "--date", "uspace-treefam=2025-02-11"]
    cli("study", *options)
    detail = states(cli, "--deep")["snapshot"][1]
    assert detail.startswith("2 of 2 series in ")
    assert detail.endswith(", as they were saved")
    path = Path(detail.partition(" series in ")[2].removesuffix(", as they were saved"))
    raw = bytearray(path.read_bytes())
    close = float(files.prices.read_text().splitlines()[-1].split(",")[2])
    raw[raw.index(struct.pack("<d", close))] ^= 1
    path.write_bytes(raw)
    assert states(cli)["snapshot"][0] == "ok"
    state, detail = states(cli, "--deep", code=1)["snapshot"]
    assert state == "broken"
    assert detail == f"^HSI damaged in {path}; delete that file, it is made again from the tables"
    path.unlink()
    cli("study", *options)
    assert states(cli, "--deep")["snapshot"][0] == "ok"


def test_a_backup_is_a_store(cli: CommandLine, tmp_path: Path) -> None:
    """A copy of an SQLite file goes where it is wanted, never over another file, and is a store itself."""
    (tmp_path / "prices.csv").write_text(PRICES)
    cli("prices", "import", str(tmp_path / "prices.csv"))
    (row,) = cli.json("db", "backup", str(tmp_path / "copy.db"))["rows"]
    assert row["bytes"] == (tmp_path / "copy.db").stat().st_size
    assert (
        CommandLine(f"sqlite:///{tmp_path / 'copy.db'}").json("prices", "status")["rows"][0]["sessions"] == 2
    )
    assert "exists already" in cli("db", "backup", str(tmp_path / "copy.db"), code=1).stderr


def test_an_upgrade_with_nothing_to_do(stocked: CommandLine) -> None:
    """A database at the schema of this version is left alone, without a copy."""
    (row,) = stocked.json("db", "upgrade")["rows"]
    assert row == {"before": HEAD, "after": HEAD, "backup": None, "hashes_filled": 0}


def test_an_older_file_is_upgraded_by_any_command(cli: CommandLine, tmp_path: Path) -> None:
    """Prices of the first schema are there after the next command, with their hashes and a copy beside."""
    (tmp_path / "prices.csv").write_text(PRICES)
    cli("prices", "import", str(tmp_path / "prices.csv"))
    with sqlite3.connect(tmp_path / "store.db") as connection:
        for table in ("tested_event", "ledger", "follow_up", "price_finding", "price_check"):
            connection.execute(f"DROP TABLE {table}")
        for column in ("open", "high", "low", "dividends", "splits"):
            connection.execute(f"ALTER TABLE price DROP COLUMN {column}")
        for column in ("zone", "asked_first", "asked_last", "content_hash"):
            connection.execute(f"ALTER TABLE price_series DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    assert states(cli, code=1)["schema"] == (
        "broken",
        f"0001, and this version needs {HEAD}; run: eventstudy db upgrade",
    )
    assert cli.json("prices", "status")["rows"][0]["sessions"] == 2
    assert states(cli, "--deep")["content hashes"] == ("ok", "all of 1 match their prices")
    assert len(list(tmp_path.glob("store.db.*.bak"))) == 1


def test_a_server_that_does_not_answer(cli: CommandLine) -> None:
    """A refused connection is one line that says what to look at, without the password."""
    del cli
    error = CommandLine("postgresql://me:secret@127.0.0.1:9/x")("db", "check", code=1).stderr
    assert "see that the server runs, and check host, port, database, user and password" in error
    assert "secret" not in error
    assert error.count("\n") == 1


def test_a_store_through_a_lake(cli: CommandLine, tmp_path: Path) -> None:
    """What db export writes, db import reads into another database."""
    pytest.importorskip("pyarrow")
    (tmp_path / "prices.csv").write_text("security,date,close\nRKLB,2025-02-10,10\nASTS,2025-02-11,\n")
    cli("prices", "import", str(tmp_path / "prices.csv"))
    cli("db", "export", str(tmp_path / "lake"))
    other = CommandLine(f"sqlite:///{tmp_path / 'other.db'}")
    assert other.json("db", "import", str(tmp_path / "lake"))["rows"][0]["added"] == 2
    assert other("prices", "status").stdout == cli("prices", "status").stdout


def test_the_registry_goes_along(cli: CommandLine, tmp_path: Path) -> None:
    """Announcements and what became of them come back with the prices, and a second import adds nothing."""
    pytest.importorskip("pyarrow")
    (tmp_path / "prices.csv").write_text("security,date,close\nRKLB,2025-02-10,10\n")
    cli("prices", "import", str(tmp_path / "prices.csv"))
    cli("announcements", "import", "--bundled")
    told = ("--outcome", "lapsed", "--on", "2025-03", "--source", "https://example.org")
    cli("announcements", "follow-up", "uspace-treefam", *told)
    cli("announcements", "ledger", *map(str, bundled_ledgers()))
    cli("db", "export", str(tmp_path / "lake"))
    other = CommandLine(f"sqlite:///{tmp_path / 'other.db'}")
    for _ in range(2):
        other("db", "import", str(tmp_path / "lake"))
    for asked in (("export",), ("follow-up", "uspace-treefam"), ("ledger",)):
        assert other("announcements", *asked).stdout == cli("announcements", *asked).stdout


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"rows": [{"deal": "x"}]}', '{"rows": [{"deal": "x", "outcome": "y"}]}']
)
def test_a_damaged_registry_keeps_everything_out(cli: CommandLine, tmp_path: Path, content: str) -> None:
    """Follow-ups that cannot be read are refused by the name of their file, and no price is saved."""
    pytest.importorskip("pyarrow")
    (tmp_path / "prices.csv").write_text("security,date,close\nRKLB,2025-02-10,10\n")
    cli("prices", "import", str(tmp_path / "prices.csv"))
    cli("db", "export", str(tmp_path / "lake"))
    (tmp_path / "lake" / "follow_ups.json").write_text(content)
    other = CommandLine(f"sqlite:///{tmp_path / 'other.db'}")
    assert "follow_ups.json: cannot be read" in other("db", "import", str(tmp_path / "lake"), code=1).stderr
    assert "RKLB" not in other("prices", "status", code=3).output


def test_a_study_reads_a_lake(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """A folder of Parquet files serves wherever a price file does."""
    pytest.importorskip("pyarrow")
    cli("prices", "import", str(files.prices))
    lake = str(tmp_path / "lake")
    cli("db", "export", lake)
    options = ["--announcements", str(files.announcements), "--date", "uspace-treefam=2025-02-11"]
    from_file = cli.json("study", *options, "--prices", str(files.prices))
    assert cli.json("study", *options, "--prices", lake)["events"] == from_file["events"]
    assert len(cli.json("prices", "status", "--prices", lake)["rows"]) == 2


def test_only_what_a_study_needs_of_a_lake_is_read(cli: CommandLine, files: Files, tmp_path: Path) -> None:
    """A faulty security that no event names stops a command that reads all, and neither study nor check."""
    pytest.importorskip("pyarrow")
    lake = tmp_path / "lake"
    cli("prices", "import", str(files.prices))
    cli("db", "export", str(lake))
    faulty = {"security": ["BAD"], "date": ["2025-02-11"], "close": [-1.0]}
    pd.DataFrame(faulty).to_parquet(lake / "faulty.parquet")
    options = ["--announcements", str(files.announcements), "--date", "uspace-treefam=2025-02-11"]
    from_file = cli.json("study", *options, "--prices", str(files.prices))
    assert cli.json("study", *options, "--prices", str(lake)) == from_file
    findings = cli.json("prices", "check", "1725.HK", "--prices", str(files.prices))
    assert cli.json("prices", "check", "1725.HK", "--prices", str(lake)) == findings
    assert "must be above zero" in cli("prices", "status", "--prices", str(lake), code=1).stderr
