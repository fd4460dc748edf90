"""``eventstudy flag`` measures, and gives no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eventstudy.analysis.components import COMPONENTS

if TYPE_CHECKING:
    from command_line import CommandLine
    from market import Files

VERDICTS = ("pump-and-dump-like", "strong", "ordinary for such shares", "untestable", "no up-leg")


def test_components_come_with_units_and_no_verdict(cli: CommandLine, files: Files) -> None:
    """Every component is there with its unit, the note says not yet calibrated, and no verdict word stands."""
    found = cli.json("flag", *files.options)
    assert found["schema"] == "eventstudy/flag/1"
    assert found["calibrated"] is False
    assert [one["name"] for one in found["components"]] == [one.name for one in COMPONENTS]
    (event,) = found["events"]
    assert list(event["components"]) == [one.name for one in COMPONENTS]
    text = cli("flag", *files.options, "--verbose").stdout
    assert "not yet calibrated" in text
    assert not [word for word in VERDICTS if word in text.lower()]


def test_a_planted_pop_is_measured(cli: CommandLine, files: Files) -> None:
    """A pop of 24 % over two sessions that falls back whole shows as such."""
    (event,) = cli.json("flag", *files.options)["events"]
    components: dict[str, float] = event["components"]
    assert components["peak"] == pytest.approx(0.24, abs=0.08)
    assert components["give_back"] > 0.7
    assert components["up_strength"] > 4
    assert event["expiry_session"] == 11


def test_all_formats_print(cli: CommandLine, files: Files) -> None:
    """Markdown and CSV carry the events, and CSV also those left out."""
    assert "| uspace-treefam |" in cli("flag", *files.options, "--format", "md").stdout
    rows = cli("flag", *files.options, "--format", "csv").stdout.splitlines()
    assert len(rows) == 4
    assert rows[2].startswith("spacesail,")


def test_simulated_prices_mark_what_is_left_out(cli: CommandLine, files: Files) -> None:
    """The table of events left out says SIMULATED as the table of the measured does."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    text = cli("flag", *files.options).stdout
    assert text.count("SIMULATED") == 2
    assert "SIMULATED DATA: fictional issuers and made-up prices\n2 left out" in text


def test_nothing_to_measure_ends_with_3(cli: CommandLine, files: Files) -> None:
    """Only an unlisted issuer leaves nothing to measure."""
    result = cli("flag", "spacesail", *files.options, code=3)
    assert "issuer not listed" in result.stdout
    assert "nothing to study: 1 left out" in result.stderr
