"""``eventstudy flag`` on a market with enough shares: tiers, exit code 5, and every format."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from thick_market import IDS, write_thick

if TYPE_CHECKING:
    from pathlib import Path

    from command_line import CommandLine
    from market import Files

TIERS = {
    "pump": "strong (q <= 0.10)",
    "news": "up-leg, no reversal",
    "nothing": "no up-leg",
    "spiked": "untestable",
    "twice": "no up-leg",
}


@pytest.fixture(scope="module")
def thick(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return the market with every sort of event as files, which nobody changes."""
    return write_thick(tmp_path_factory.mktemp("thick"))


def test_every_event_has_its_tier_and_numbers(cli: CommandLine, thick: Files) -> None:
    """JSON carries tier, sentence, p, q and the detectable pump of each event, and the edition's counts."""
    found = cli.json("flag", *thick.options)
    assert found["calibrated"] is True
    assert found["simulated"] is False
    verdicts = {event["id"]: event["verdict"] for event in found["events"]}
    assert {name: one["tier"] for name, one in verdicts.items()} == TIERS
    pump = verdicts["pump"]
    assert (pump["matched"], pump["p_value"]) == (1_000, pytest.approx(1 / (1 + pump["separate_rises"])))
    assert pump["q_value"] == pytest.approx(2 * pump["p_value"])
    assert pump["sentence"].startswith("9001.HK rose 51.2% beyond its benchmark by day 2 and gave back")
    assert pump["minimum_detectable_pump"]["power_50"] < pump["minimum_detectable_pump"]["power_80"]
    assert found["edition"]["tested"] == 2
    assert found["edition"]["flagged"] == 1
    (reference,) = found["references"]
    assert (reference["market"], reference["securities"]) == ("XHKG, W = 20", 48)


def test_a_flag_can_fail_the_run(cli: CommandLine, thick: Files) -> None:
    """With --fail-on-flag a flagged event ends the run with exit code 5 and its name, after the report."""
    result = cli("flag", *thick.options, "--fail-on-flag", code=5)
    assert "1 flagged: pump" in result.stderr
    assert "strong (q <= 0.10)" in result.stdout
    cli("flag", "news", "nothing", *thick.options, "--fail-on-flag")
    cli("flag", *thick.options)


@pytest.mark.parametrize(("level", "code"), [("0.001", 0), ("0.02", 5), ("1", 5)])
def test_the_largest_q_that_counts(cli: CommandLine, thick: Files, level: str, code: int) -> None:
    """--fdr sets the q-value up to which a flag fails the run; it flags nothing that is not flagged."""
    result = cli("flag", *thick.options, "--fail-on-flag", "--fdr", level, code=code)
    assert ("1 flagged: pump" in result.stderr) == (code == 5)


def test_csv_has_a_row_an_event(cli: CommandLine, thick: Files) -> None:
    """CSV carries the tier, the reason and the numbers; a missing number is an empty cell."""
    rows = list(csv.DictReader(io.StringIO(cli("flag", *thick.options, "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == list(IDS)
    assert {row["id"]: row["tier"] for row in rows} == TIERS
    by_id = {row["id"]: row for row in rows}
    assert float(by_id["pump"]["p_value"]) == pytest.approx(1 / 146, rel=1e-3)
    assert by_id["nothing"]["p_value"] == ""
    assert by_id["spiked"]["reason"].startswith("prices at fault on 2024-03-19: spike")


def test_the_same_twice(cli: CommandLine, thick: Files) -> None:
    """Two runs print the same bytes, whether the reference set was built or kept; only the first says that it builds."""
    first, second = (cli("flag", "pump", *thick.options, "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    assert "building the reference set" not in second.stderr


def test_simulated_prices_stay_marked(cli: CommandLine, tmp_path: Path) -> None:
    """Verdicts on made-up prices say SIMULATED above every table, and in JSON of the reference set too."""
    files = write_thick(tmp_path, peers=3, simulated=True)
    text = cli("flag", *files.options).stdout
    for title in ("Verdicts: ", "In words", "What events were compared with"):
        assert f"SIMULATED DATA: fictional issuers and made-up prices\n{title}" in text
    found = cli.json("flag", *files.options)
    assert found["simulated"] is True
    assert all(one["simulated"] for one in found["references"])
