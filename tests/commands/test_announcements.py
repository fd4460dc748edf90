"""``eventstudy announcements`` keeps the registry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files


def counts(found: dict[str, list[dict[str, int]]]) -> dict[str, int]:
    """Return the only row of an import's report."""
    (row,) = found["rows"]
    return row


def test_importing_twice_changes_nothing(cli: CommandLine, files: Files) -> None:
    """The second import of a file finds every announcement unchanged."""
    path = str(files.announcements)
    assert counts(cli.json("announcements", "import", path))["added"] == 3
    assert counts(cli.json("announcements", "import", path)) == {
        "added": 0,
        "updated": 0,
        "unchanged": 3,
        "skipped": 0,
    }


BAD = "id,security,announced_at,timezone,value,exchange\ngood,1725.HK,2025-02-11,,,\n"


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        ("bad,1725.HK,2025-02-11T08:30,Asia/Hongkong,,", "timezone", "Asia/Hong_Kong"),
        ("bad,1725.HK,2025-02-30,,,", "announced_at", "2025-02-30"),
        ("bad,1725.HK,2025-02-11,,-5,", "value", "-5"),
        ("bad,1725.HK,2025-02-11,,,XHKK", "exchange", "XHKG"),
        ("good,1725.HK,2025-02-11,,,", "id", "row 2"),
        ("bad,1725.HK,2025-02-11,,,XNAS", "exchange", "contradicts 'XHKG' in row 2"),
    ],
)
def test_a_bad_row_keeps_everything_out(
    cli: CommandLine, tmp_path: Path, row: str, column: str, remedy: str
) -> None:
    """A bad row is refused with file, row, column and remedy; --skip-bad imports the rest and lists it."""
    path = tmp_path / "bad.csv"
    path.write_text(BAD + row + "\n")
    message = cli("announcements", "import", str(path), code=1).stderr
    assert f"bad.csv, row 3, column '{column}'" in message
    assert remedy in message
    cli("announcements", "list", code=3)
    found = cli.json("announcements", "import", str(path), "--skip-bad")
    assert counts(found)["added"] == 1
    assert f"row 3, column '{column}'" in str(found["notes"])


def test_a_skipped_row_refuses_no_other(cli: CommandLine, tmp_path: Path) -> None:
    """What a skipped row says counts for nothing: neither its id nor its exchange."""
    path = tmp_path / "some.csv"
    path.write_text(
        "id,security,announced_at,issuer,issuer_country,exchange\n"
        "a,A.HK,2025-02-11,One,HK,\n"
        "b,B;A.HK,2025-02-11,One,,XNAS;XNAS\n"
        "b,B,2025-02-11,Two,,XNYS\n"
    )
    assert counts(cli.json("announcements", "import", str(path), "--skip-bad"))["added"] == 2


def test_a_missing_column_is_named(cli: CommandLine, tmp_path: Path) -> None:
    """A file without a required column is refused with the column's name."""
    path = tmp_path / "bad.csv"
    path.write_text("id,security\na,1725.HK\n")
    assert "column 'announced_at'" in cli("announcements", "import", str(path), code=1).stderr


def test_nothing_to_import_is_a_usage_error(cli: CommandLine) -> None:
    """Neither a file nor --bundled is a usage error."""
    assert "pass --bundled" in cli("announcements", "import", code=2).stderr


@pytest.mark.parametrize("ending", ["csv", "json", "toml"])
def test_what_is_exported_imports_unchanged(cli: CommandLine, tmp_path: Path, ending: str) -> None:
    """The bundled registry, exported and imported again, is unchanged in every format."""
    cli("announcements", "import", "--bundled")
    target = tmp_path / f"all.{ending}"
    cli("announcements", "export", str(target))
    assert counts(cli.json("announcements", "import", str(target)))["unchanged"] == 22


def test_export_writes_to_stdout(cli: CommandLine, files: Files) -> None:
    """Without a file the announcements go to stdout, as CSV or JSON; Markdown is refused."""
    assert cli("announcements", "export", "--announcements", str(files.announcements)).stdout.startswith(
        "id,"
    )
    listed = cli.json("announcements", "export", "--announcements", str(files.announcements))
    assert [one["id"] for one in listed["announcements"]] == ["uspace-treefam", "spacesail", "monthly"]
    assert (
        "md"
        in cli(
            "announcements", "export", "--format", "md", "--announcements", str(files.announcements), code=2
        ).stderr
    )


def test_add_then_show(cli: CommandLine) -> None:
    """An announcement added on the command line is shown with its terms; what is unknown says unknown."""
    cli(
        "announcements", "add", "--id", "deal", "--announced-at", "2025-02-11T08:30", "--security", "1725.HK",
        "--value", "21000000", "--currency", "USD", "--units", "600", "--opt-out-days", "15", "--binding", "no",
    )  # fmt: skip
    text = cli("announcements", "show", "deal").stdout
    assert "35,000.00 USD" in text
    assert "2025-02-26" in text
    assert "2025-02-11T08:30 Asia/Hong_Kong (known to the minute)" in text
    assert any(line.split() == ["counterparty", "unknown"] for line in text.splitlines())
    assert (
        json.loads(cli("announcements", "show", "deal", "--format", "json").stdout)["announcements"][0][
            "units"
        ]
        == 600
    )


def test_a_bad_cell_on_the_command_line_is_refused(cli: CommandLine) -> None:
    """An impossible value given to add is refused by column."""
    message = cli(
        "announcements", "add", "--id", "x", "--security", "1725.HK", "--announced-at", "2025-02-30", code=1
    ).stderr
    assert "column 'announced_at'" in message


def test_list_can_be_narrowed(cli: CommandLine) -> None:
    """The list is in order of time and can be narrowed to a security or to dates."""
    cli("announcements", "import", "--bundled")
    assert "2 announcements" in cli("announcements", "list", "--security", "1725.HK").stdout
    assert "chinasat-10r" in cli("announcements", "list", "--since", "2025-02-20").stdout


def test_an_unknown_id_names_the_nearest(cli: CommandLine) -> None:
    """Showing an id that is not there names the one that was probably meant."""
    cli("announcements", "import", "--bundled")
    assert "did you mean 'zte-puzhan'" in cli("announcements", "show", "zte-puzan", code=1).stderr
