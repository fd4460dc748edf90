"""``eventstudy flag`` measures, and gives no verdict."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from eventstudy.analysis.components import COMPONENTS

if TYPE_CHECKING:
    from command_line import CommandLine
    from market import Files


def test_components_come_with_units_and_a_tier(cli: CommandLine, files: Files) -> None:
    """Every component is there with its unit; two series are no reference set, so the tier is untestable."""
    found = cli.json("flag", *files.options)
    assert found["schema"] == "eventstudy/flag/1"
    assert found["calibrated"] is False
    assert [one["name"] for one in found["components"]] == [one.name for one in COMPONENTS]
    (event,) = found["events"]
    assert list(event["components"]) == [one.name for one in COMPONENTS]
    assert event["verdict"]["tier"] == "untestable"
    assert event["verdict"]["p_value"] is None
    assert "comparable windows in the reference set, needs 1,000" in event["verdict"]["reason"]


def test_a_thin_store_names_the_peers_it_would_like(cli: CommandLine, files: Files) -> None:
    """Without enough windows there is no p-value, and the curated peers and the command are named."""
    (note,) = cli.json("flag", *files.options)["price_notes"]
    assert note.startswith("the reference set of XHKG is too thin for p-values")
    assert "it would like" in note
    assert "1045.HK" in note
    assert note.endswith("run: eventstudy prices fetch --peers")


def test_contract_flags_need_no_prices(cli: CommandLine, files: Files) -> None:
    """The bundled announcement shows its flags with an empty store, and the command is done."""
    del files
    cli("announcements", "import", "--bundled")
    found = cli.json("flag", "uspace-treefam")
    flags = {one["name"]: one for one in found["contracts"]["uspace-treefam"]["flags"]}
    assert flags["unit_price_gap"]["tripped"] is True
    assert flags["opt_out_window"]["value"] == 15
    assert flags["financing_after"]["tripped"] is True
    assert found["events"] == []
    assert "no prices in the store" in found["dropped"][0]["reason"]


def test_pending_and_untestable_are_tiers(cli: CommandLine, files: Files) -> None:
    """An event whose window is open is pending until day W, and one with few returns is untestable."""
    rows = files.prices.read_text().splitlines()
    files.prices.write_text("\n".join(row for row in rows if ",2025-03-" not in row))
    (waiting,) = [one for one in cli.json("flag", *files.options)["dropped"] if one["id"] == "uspace-treefam"]
    assert waiting["tier"] == "pending until day W"
    files.prices.write_text("\n".join(row for row in rows if not re.search(",202(3|4-0|4-1[01])", row)))
    (short,) = [one for one in cli.json("flag", *files.options)["dropped"] if one["id"] == "uspace-treefam"]
    assert short["tier"] == "untestable"


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
    """Every table says SIMULATED, that of events left out too."""
    files.prices.write_text(files.prices.read_text().replace(",HKD,file", ",HKD,simulated"))
    text = cli("flag", *files.options).stdout
    assert text.count("SIMULATED DATA") == 10
    assert "SIMULATED DATA: fictional issuers and made-up prices\n2 left out" in text


def test_nothing_to_measure_ends_with_3(cli: CommandLine, files: Files) -> None:
    """Only an unlisted issuer leaves nothing to measure."""
    result = cli("flag", "spacesail", *files.options, code=3)
    assert "issuer not listed" in result.stdout
    assert "nothing to study: 1 left out" in result.stderr
