"""``eventstudy demo`` runs everything once, offline."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from command_line import CommandLine

from eventstudy.analysis.simulation import BENCHMARK

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the demo of this module writes."""
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def ran(folder: Path) -> Result:
    """Run the demo once for this module."""
    return CommandLine("sqlite://")("demo", "--out", str(folder))


def test_truth_stands_beside_what_was_found(ran: Result) -> None:
    """The planted truth is printed beside the verdict, under the word SIMULATED."""
    assert ran.stdout.count("SIMULATED DATA") == 3
    for truth in ("pump-and-dump", "permanent news", "nothing"):
        assert truth in ran.stdout
    assert "never why they moved, nor by whose hand" in ran.stdout


def test_the_folder_holds_every_room(ran: Result, folder: Path) -> None:
    """Registry, prices, store, study, components, truth and a picture for every event are there."""
    events = json.loads((folder / "study.json").read_text())["events"]
    assert {path.name for path in folder.iterdir()} == {
        "announcements.csv", "demo.db", "edition", "flag.csv", "flag.json", "flag.md", "pictures", "pictures.csv",
        "prices.csv.gz", "report.html", "study.csv", "study.json", "study.md", "truth.csv",
    }  # fmt: skip
    assert len(list((folder / "pictures").glob("*.png"))) == len(events) == 20
    assert "Try:" in ran.stderr


def test_planted_shapes_measure_as_planted(ran: Result, folder: Path) -> None:
    """Planted pump-and-dumps score higher than permanent news and than nothing, in the median."""
    assert ran.exit_code == 0
    scores: dict[str, list[float]] = {}
    with (folder / "truth.csv").open() as file:
        for row in csv.DictReader(file):
            scores.setdefault(row["truth"], []).append(float(row["reversal_score"]))
    median = {truth: sorted(values)[len(values) // 2] for truth, values in scores.items()}
    assert median["pump-and-dump"] > 1.5 * max(median["permanent news"], median["nothing"])


def test_the_files_give_the_same_study_without_a_database(ran: Result, folder: Path) -> None:
    """The commands read the demo's own files, give the same study, and say SIMULATED of it."""
    assert ran.exit_code == 0
    files = ["--announcements", str(folder / "announcements.csv"), "--prices", str(folder / "prices.csv.gz")]
    found = CommandLine("sqlite://").json("study", *files, "--benchmark", BENCHMARK)
    kept = json.loads((folder / "study.json").read_text())
    assert found["simulated"] is True
    assert [one["car"] for one in found["events"]] == [one["car"] for one in kept["events"]]


def test_running_it_again_changes_no_picture(ran: Result, folder: Path) -> None:
    """A second run into the same folder writes the same pictures, dossier and edition to the byte."""
    assert ran.exit_code == 0
    before = _pages(folder)
    CommandLine("sqlite://")("demo", "--out", str(folder), "-o", str(folder / "again.txt"))
    (folder / "again.txt").unlink()
    assert _pages(folder) == before


def _pages(folder: Path) -> dict[str, bytes]:
    """Return all pictures and pages by their paths."""
    written = [*(folder / "pictures").iterdir(), folder / "report.html", *(folder / "edition").rglob("*.*")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in written}
