"""Suspensions at the command line: two lines of an issuer on two exchanges, and one that still does not trade."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from dual_listing import write_dual_listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from command_line import CommandLine
    from dual_listing import DualFiles


def suspend(files: DualFiles, suspended: Callable[[str, str], bool]) -> None:
    """Take rows away, by security and day."""
    with files.prices.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with files.prices.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row for row in rows if not suspended(row[0], row[1]))


@pytest.fixture
def files(tmp_path: Path) -> DualFiles:
    """Return an issuer listed in Hong Kong and Shenzhen, as files."""
    return write_dual_listing(tmp_path)


def test_each_line_reacts_when_it_trades_again(cli: CommandLine, files: DualFiles) -> None:
    """Hong Kong resumes on Wednesday and Shenzhen, back from its holiday but suspended, on Friday: each is its day 0."""
    halts = {"0763.HK": ("2025-02-03", "2025-02-04"), "000063.SZ": ("2025-02-05", "2025-02-06")}
    suspend(files, lambda security, day: day in halts.get(security, ()))
    events = {one["security"]: one for one in cli.json("study", *files.options)["events"]}
    for security, (first, last) in halts.items():
        assert events[security]["day0_moved_from"] == first
        assert events[security]["suspension"] == {
            "from": first,
            "to": last,
            "sessions": 2,
            "kind": "no_price",
        }
    assert (events["0763.HK"]["day0"], events["000063.SZ"]["day0"]) == ("2025-02-05", "2025-02-07")
    flagged = {one["security"]: one for one in cli.json("flag", *files.options)["events"]}
    assert {name: one["day0"] for name, one in flagged.items()} == {
        name: one["day0"] for name, one in events.items()
    }
    printed = cli("study", *files.options).stdout
    assert "no price from 2025-02-05 to 2025-02-06 (suspended, or the prices have a hole)" in printed


def test_a_line_that_still_does_not_trade_is_pending(cli: CommandLine, files: DualFiles) -> None:
    """Suspended and not back, it is left out with the reason; the other line is studied."""
    suspend(files, lambda security, day: security == "0763.HK" and day >= "2025-02-03")
    found = cli.json("study", *files.options)
    assert [one["security"] for one in found["events"]] == ["000063.SZ"]
    (left,) = found["dropped"]
    assert left["security"] == "0763.HK"
    assert left["reason"].startswith("suspended since 2025-02-03, or its prices end before that: pending")


def test_a_day_that_neither_line_nor_benchmark_traded_is_no_suspension(
    cli: CommandLine, files: DualFiles
) -> None:
    """The day may be a closure that the calendar lacks, so the study says so and calls nothing suspended."""
    suspend(files, lambda security, day: security in {"0763.HK", "^HSI"} and day == "2025-02-03")
    (event,) = (one for one in cli.json("study", *files.options)["events"] if one["security"] == "0763.HK")
    assert event["day0"] == "2025-02-04"
    assert event["suspension"]["kind"] == "neither"
    printed = " ".join(cli("study", *files.options).stdout.split())
    assert "no price of either on 2025-02-03: a closed day that the calendar does not know" in printed
    assert "suspended" not in printed


def test_a_model_without_a_benchmark_runs_without_its_prices(cli: CommandLine, files: DualFiles) -> None:
    """The constant mean needs the security's prices alone; other models leave the event out."""
    with_index = cli.json("study", *files.options, "--model", "constant_mean")
    suspend(files, lambda security, _: security in {"^HSI", "000300.SS"})
    alone = cli.json("study", *files.options, "--model", "constant_mean")
    assert [one["car"] for one in alone["events"]] == [one["car"] for one in with_index["events"]]
    assert alone["design"]["benchmark"] == "none"
    refused = cli("study", *files.options, code=3)
    assert "benchmark ^HSI: no prices of ^HSI" in " ".join(refused.stdout.split())


def test_a_missing_exchange_rate_is_no_suspension(cli: CommandLine, files: DualFiles) -> None:
    """Without a rate on day 0 the line is left out in that currency, for it did trade that day."""
    suspend(files, lambda security, day: (security, day) == ("HKD=X", "2025-02-03"))
    found = cli.json("study", *files.options, "--in-currency", "USD")
    assert [one["security"] for one in found["events"]] == ["000063.SZ"]
    (left,) = found["dropped"]
    assert left["reason"] == (
        "no exchange rate on 2025-02-03, its day 0: fetch it, or study the event in its own currency"
    )
    assert len(cli.json("study", *files.options)["events"]) == 2
