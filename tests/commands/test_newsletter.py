"""``eventstudy newsletter`` writes an edition, and the same one again."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from thick_market import write_thick

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files


@pytest.fixture(scope="module")
def thick(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the market with every sort of event as files, which nobody changes."""
    return write_thick(tmp_path_factory.mktemp("thick"))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_an_edition_is_written_and_written_again(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """--from edition.json writes the same folder to the last bit, and needs neither announcements nor prices."""
    out, again = tmp_path / "one", tmp_path / "two"
    result = cli(
        "newsletter", *thick.options, "--title", "Our edition", "--as-of", "2024-09-30", "--out", str(out)
    )
    assert result.stdout.startswith("Our edition: 5 announcements, ")
    found = files_of(out)
    assert len(found["email.html"]) < 100_000
    assert b"Contracts are looked at up to 30 September 2024." in found["post.md"]
    assert b"SIMULATED" not in found["post.html"]
    cli("newsletter", "--from", str(out / "edition.json"), "--out", str(again))
    assert files_of(again) == found


def test_its_tables_hold_every_number_and_source(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """numbers.csv is what flag prints as CSV, and sources.csv has the hash of every series of prices."""
    cli("newsletter", *thick.options, "--out", str(tmp_path / "e"))
    numbers = (tmp_path / "e" / "numbers.csv").read_text()
    assert numbers == cli("flag", *thick.options, "--format", "csv").stdout
    with (tmp_path / "e" / "sources.csv").open() as file:
        prices = [row["what"] for row in csv.DictReader(file) if not row["id"]]
    assert len([one for one in prices if "SHA-256" in one]) == 5


def test_dates_pick_the_edition(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """--since and --until pick the announcements, and name the edition."""
    result = cli(
        "newsletter",
        *thick.options,
        "--since",
        "2024-01-20",
        "--until",
        "2024-02-20",
        "--out",
        str(tmp_path / "e"),
    )
    assert ", 20 January 2024 to 20 February 2024: " in result.stdout
    assert json.loads((tmp_path / "e" / "edition.json").read_text())["schema"] == "eventstudy/edition/1"


def test_made_up_prices_are_said_everywhere(cli: CommandLine, tmp_path: Path) -> None:
    """SIMULATED stands on every form of the post, in every caption and alt text, and in the table of numbers."""
    made = write_thick(tmp_path / "made", simulated=True)
    cli("newsletter", "pump", *made.options, "--out", str(tmp_path / "e"))
    for name, content in files_of(tmp_path / "e").items():
        if name.endswith((".html", ".md", ".txt")):
            assert b"SIMULATED DATA" in content, name
    assert ",true\n" in (tmp_path / "e" / "numbers.csv").read_text()


def test_a_house_style_is_drawn_with(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """Colours and logo of --house reach the edition, and a house that cannot be read ends the run with its reason."""
    (tmp_path / "house.toml").write_text('logo = "BELT"\n[light]\naccent = "#123456"\n')
    cli(
        "newsletter",
        "pump",
        *thick.options,
        "--house",
        str(tmp_path / "house.toml"),
        "--out",
        str(tmp_path / "e"),
    )
    sheet = json.loads((tmp_path / "e" / "edition.json").read_text())["edition"]["sheet"]
    assert (sheet["house"]["logo"], sheet["house"]["light"]["accent"]) == ("BELT", "#123456")
    (tmp_path / "house.toml").write_text('lgo = "BELT"\n')
    result = cli(
        "newsletter",
        *thick.options,
        "--house",
        str(tmp_path / "house.toml"),
        "--out",
        str(tmp_path / "f"),
        code=1,
    )
    assert "has no 'lgo'" in result.stderr
    assert "did you mean 'logo'" in result.stderr
    assert not (tmp_path / "f").exists()


def test_a_folder_of_something_else_is_kept(cli: CommandLine, thick: Files, tmp_path: Path) -> None:
    """A folder that holds other files is refused before anything is drawn."""
    (tmp_path / "mine.txt").write_text("x")
    result = cli("newsletter", "pump", *thick.options, "--out", str(tmp_path), code=1)
    assert "mine.txt" in result.stderr


@pytest.mark.parametrize("command", ["newsletter", "report"])
def test_an_empty_period_ends_with_3(cli: CommandLine, thick: Files, tmp_path: Path, command: str) -> None:
    """Where no announcement lies between the dates nothing is written."""
    result = cli(command, *thick.options, "--since", "2030-01-01", "--out", str(tmp_path / "e"), code=3)
    assert "no announcement lies between --since and --until" in result.stderr
    assert not (tmp_path / "e").exists()
