"""Hashes are those that anybody computes from the price files, and every source stands once."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from materials import thick_material
from thick_market import write_thick

from eventstudy.announcements.flags.flag import ContractFlag
from eventstudy.workflow.provenance import HASHED, price_table, source_table

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.workflow.flag import Flagged

MATERIAL = thick_material()


def lines_of(path: Path) -> dict[str, list[str]]:
    """Read the lines date,price of every security from a file."""
    lines: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lines[row["security"]].append(f"{row['date']},{row['close']}\n")
    return lines


def without(flagged: Flagged, security: str, *places: int) -> Flagged:
    """Leave out some prices of a security."""
    joined = flagged.measured.joined
    prices = joined.panel.prices.copy()
    prices[joined.panel.rows[security], list(places)] = np.nan
    panel = replace(joined.panel, prices=prices)
    return replace(flagged, measured=replace(flagged.measured, joined=replace(joined, panel=panel)))


def test_hashes_are_those_of_the_files(tmp_path: Path) -> None:
    """For every share and the benchmark: SHA-256 of one line a session, its ends and its number of prices."""
    lines = lines_of(write_thick(tmp_path).prices)
    table = price_table(MATERIAL.flagged)
    assert table.notes == (HASHED,)
    assert {row[0] for row in table.rows} >= {"9001.HK", "9002.HK", "^HSI"}
    for security, _, first, last, count, digest in table.rows:
        expected = lines[str(security)]
        assert (first, last) == (expected[0][:10], expected[-1][:10])
        assert count == len(expected)
        assert digest == hashlib.sha256("".join(expected).encode()).hexdigest()


def test_a_missing_price_is_no_line(tmp_path: Path) -> None:
    """A session without a price is left out of hash and number; the other shares keep theirs."""
    expected = lines_of(write_thick(tmp_path).prices)["9001.HK"]
    before = {row[0]: row for row in price_table(MATERIAL.flagged).rows}
    found = {row[0]: row for row in price_table(without(MATERIAL.flagged, "9001.HK", 3, 50)).rows}
    kept = [line for place, line in enumerate(expected) if place not in (3, 50)]
    assert found["9001.HK"][4:] == (len(kept), hashlib.sha256("".join(kept).encode()).hexdigest())
    assert found["9002.HK"] == before["9002.HK"]


def test_a_share_without_prices_has_no_ends() -> None:
    """Nothing is hashed then, and the first and the last day are unknown."""
    every = range(MATERIAL.flagged.measured.joined.panel.prices.shape[1])
    found = {row[0]: row for row in price_table(without(MATERIAL.flagged, "9001.HK", *every)).rows}
    assert found["9001.HK"][2:] == (None, None, 0, hashlib.sha256(b"").hexdigest())


def test_every_source_of_a_statement_stands_once() -> None:
    """The announcement's address comes first, then what flags rest on, without repetition; then the prices."""

    def flag(name: str, *sources: str) -> ContractFlag:
        return ContractFlag(name, True, 1.0, "", "", "It is.", sources=sources)  # noqa: FBT003  -- tripped

    said = replace(MATERIAL.announcements["pump"], url="https://a.example/1")
    contracts = {
        "pump": (flag("one", "https://a.example/1", "a paper", "", "a paper"), flag("two", "a paper"))
    }
    material = replace(
        MATERIAL,
        announcements={**MATERIAL.announcements, "pump": said},
        flagged=replace(MATERIAL.flagged, contracts=contracts),
    )
    rows = source_table(material, ["pump", "news"]).rows
    told = [row for row in rows if row[0] is not None]
    assert told == [
        ("pump", "announcement", "https://a.example/1"),
        ("pump", "contract flag one", "a paper"),
        ("pump", "contract flag two", "a paper"),
    ]
    prices = price_table(material.flagged).rows
    assert len(rows) == len(told) + len(prices)
    for row, (security, source, *_, digest) in zip(rows[len(told) :], prices, strict=True):
        assert str(row[1]).startswith(f"prices of {security}, ")
        assert str(row[1]).endswith(f"SHA-256 {digest}")
        assert row[2] == source
