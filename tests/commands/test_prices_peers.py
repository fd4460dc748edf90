"""Peers on the command line: the list, the benchmark, and the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dual_listing import DualFiles, write_dual_listing

if TYPE_CHECKING:
    from command_line import CommandLine


@pytest.fixture
def dual(tmp_path: Path) -> DualFiles:
    """Return the dual listing as files."""
    return write_dual_listing(tmp_path)


def _symbols(found: dict[str, list[dict[str, str]]]) -> list[str]:
    return [row["symbol"] for row in found["rows"]]


def test_the_list_is_shown_with_its_sources(cli: CommandLine) -> None:
    """Of one security, of an exchange with its small caps, or of everybody."""
    of_one = cli.json("prices", "peers", "1725.hk")
    assert of_one["schema"] == "eventstudy/peers/1"
    assert _symbols(of_one) == ["1045.HK", "0031.HK", "2357.HK", "0763.HK"]
    assert all(row["source"] and row["why"] for row in of_one["rows"])
    of_exchange = _symbols(cli.json("prices", "peers", "XHKG"))
    assert {"1725.HK", "1710.HK"} < set(of_exchange)
    assert set(of_exchange) < set(_symbols(cli.json("prices", "peers")))
    assert "RKLB" not in _symbols(cli.json("prices", "peers", "RKLB"))
    assert "ASTS" in _symbols(cli.json("prices", "peers", "RKLB"))
    assert "list of 2026" in cli("prices", "peers", "1725.HK").stdout


def test_nobody_listed_is_told(cli: CommandLine) -> None:
    """An exchange without a list ends with 3, and the remedy is the settings."""
    assert "[peers]" in cli("prices", "peers", "OHB.DE", code=3).stderr


def test_the_settings_own_the_list(cli: CommandLine) -> None:
    """A list of the settings is shown instead, with its place as the source."""
    Path("eventstudy.toml").write_text('[peers]\n"1725.HK" = ["1045.hk", "XYZ.HK"]\nXETR = ["OHB.DE"]\n')
    found = cli.json("prices", "peers", "1725.HK")
    assert [(row["symbol"], row["source"][:13]) for row in found["rows"]][1] == ("XYZ.HK", "your settings")
    assert _symbols(found) == ["1045.HK", "XYZ.HK"]
    assert _symbols(cli.json("prices", "peers", "XETR")) == ["OHB.DE"]
    assert "peers.1725.HK" in cli("doctor").output


def test_a_study_against_peers_names_them(cli: CommandLine, dual: DualFiles) -> None:
    """The benchmark is the security's own portfolio; who is in it stands in the output, and who lacks one is dropped."""
    found = cli.json("study", *dual.options, "--benchmark", "peers")
    (event,) = found["events"]
    assert (event["security"], event["benchmark"]) == ("0763.HK", "peers of 0763.HK (4)")
    note = "peers of 0763.HK (4): 1725.HK, 1045.HK, 0031.HK, 2357.HK, in equal parts every session"
    assert found["price_notes"] == [note]
    assert "fewer than 3" in found["dropped"][0]["reason"]
    assert note in cli("study", *dual.options, "--benchmark", "peers").stdout
    flagged = cli.json("flag", *dual.options, "--benchmark", "peers")
    assert flagged["price_notes"][0] == note
    assert "prices fetch --peers" in flagged["price_notes"][1]
    assert note in cli("flag", *dual.options, "--benchmark", "peers").stdout
    for command in ("study", "flag"):
        csv = cli(command, *dual.options, "--benchmark", "peers", "--format", "csv")
        assert note in csv.stderr
        assert note not in csv.stdout


def test_a_setting_may_ask_for_peers(cli: CommandLine, dual: DualFiles) -> None:
    """[benchmarks] takes the word as --benchmark does, for one security."""
    Path("eventstudy.toml").write_text('[benchmarks]\n"0763.HK" = "peers"\n')
    found = cli.json("study", *dual.options)
    assert [one["benchmark"] for one in found["events"]] == ["peers of 0763.HK (4)", "000300.SS"]


def test_a_study_in_one_currency(cli: CommandLine, dual: DualFiles) -> None:
    """Every series says what it was converted with, and the numbers are not those of the own currencies."""
    own, dollars = cli.json("study", *dual.options), cli.json("study", *dual.options, "--in-currency", "usd")
    assert dollars["price_notes"] == [
        "^HSI: HKD in USD by HKD=X",
        "000300.SS: CNY in USD by CNY=X",
        "0763.HK: HKD in USD by HKD=X",
        "000063.SZ: CNY in USD by CNY=X",
    ]
    assert [one["car"] for one in own["events"]] != [one["car"] for one in dollars["events"]]


def test_a_currency_without_a_rate_drops_the_lines(cli: CommandLine, dual: DualFiles) -> None:
    """Nothing is converted without rates: exit code 3, and the reason names what to add."""
    found = cli.json("study", *dual.options, "--in-currency", "AED", code=3)
    says = "no rate from HKD to AED: no prices of AED=X in dual_prices.csv"
    assert says in found["dropped"][0]["reason"]


def test_lines_stand_side_by_side(cli: CommandLine, dual: DualFiles) -> None:
    """JSON has a row a line in both currencies, and people a table with the premium."""
    found = cli.json("study", *dual.options, "--side-by-side", "HKD")["side_by_side"]
    assert found["currency"] == "HKD"
    hong_kong, shenzhen = found["lines"]
    assert (hong_kong["day0"], shenzhen["day0"]) == ("2025-02-03", "2025-02-05")
    assert hong_kong["car"] == hong_kong["car_common"]
    assert shenzhen["car"] != shenzhen["car_common"]
    assert shenzhen["premium_end"] is not None
    text = cli("study", *dual.options, "--side-by-side", "HKD").stdout
    assert "Lines side by side, CARs over -10:10, in their own currency and in HKD" in text
    assert "premium at end" in text
    said = cli("study", *dual.options, "--side-by-side", "HKD", "--format", "csv").stderr
    assert "--side-by-side found is in --format json" in said


def test_currencies_that_mean_nothing_are_refused(cli: CommandLine, dual: DualFiles) -> None:
    """A code has three letters, and the two ways to convert exclude each other."""
    assert "'dollar' is no currency" in cli("study", *dual.options, "--in-currency", "dollar", code=2).stderr
    both = ("--in-currency", "USD", "--side-by-side", "USD")
    assert "take one" in cli("study", *dual.options, *both, code=2).stderr


def test_deal_values_are_told_in_dollars(cli: CommandLine, dual: DualFiles) -> None:
    """With rates at hand, from a file or the store, a value is told at the rate of the day; without, it is unknown."""
    listed = ("announcements", "list", "--announcements", str(dual.announcements))
    shown = ("announcements", "show", "zte-satellites", "--announcements", str(dual.announcements))
    assert "unknown: no rate" in cli(*listed).stdout
    assert "USD (rate of 2025-02-03)" in cli(*listed, "--prices", str(dual.prices)).stdout
    assert "value in HKD" in cli(*shown, "--currency", "hkd", "--prices", str(dual.prices)).stdout
    facts = cli(*shown, "--currency", "CNY").stdout.splitlines()
    assert ["value", "in", "CNY", "500,000,000.00", "CNY"] in [line.split() for line in facts]
    cli("announcements", "import", str(dual.announcements))
    assert "unknown: no rate" in cli("announcements", "show", "zte-satellites").stdout
    cli("prices", "import", str(dual.prices))
    assert "USD (rate of 2025-02-03)" in cli("announcements", "show", "zte-satellites").stdout
    assert "USD (rate of 2025-02-03)" in cli("announcements", "list").stdout
