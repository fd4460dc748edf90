"""The reference set of a market: who belongs to it, what is kept of it, and when it is built anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from thick_market import CHOICES, IDS, PLANTS, PUMP, SPIKED, announcements, days, series

from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.workflow.inputs import FileShelf
from eventstudy.workflow.reference import SEED, Homes, Market, markets_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.analysis.calibration.reference import ReferenceSet
    from eventstudy.announcements.announcement import Announcement
    from eventstudy.workflow.events import Choices

FEW = 3
"""Other shares: nothing here needs p-values."""


def market_of(
    prices: FileShelf, *, said: Sequence[Announcement] | None = None, choices: Choices = CHOICES
) -> Market:
    """Return the market of the pumped share."""
    everything = announcements() if said is None else said
    homes = Homes(everything, choices)
    (found,) = markets_of([PUMP.symbol], everything, prices, choices, homes).values()
    return found


def few() -> FileShelf:
    """Return a shelf of seven shares and their index."""
    return FileShelf(series(peers=FEW), "prices.csv")


class Built:
    """Counts what is said, which is once for every set that is built."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, text: str) -> None:
        """Count one."""
        assert text.startswith("building the reference set of XHKG: every window of ")
        self.times += 1


def same(one: ReferenceSet, other: ReferenceSet) -> bool:
    """Say whether two sets agree in every bit."""
    arrays = [
        (
            *(getattr(each.legs, name) for name in ("security", "stratum", "up_strength", "sigma", "score")),
            each.strata.edges,
            each.windows,
            each.gated,
            each.curves.sizes,
            each.curves.rates,
        )
        for each in (one, other)
    ]
    alike = all(mine.tobytes() == theirs.tobytes() for mine, theirs in zip(*arrays, strict=True))
    plain = [(each.last, each.seed, each.securities, each.slope, each.simulated) for each in (one, other)]
    return alike and plain[0] == plain[1]


def test_every_share_of_the_market_belongs() -> None:
    """All shares of the exchange belong, with or without an event; its index and other exchanges' do not."""
    prices = few()
    prices.series["RKLB"] = replace(prices.series["9001.HK"], security="RKLB", currency="USD")
    prices.series["HKD=X"] = replace(prices.series["9001.HK"], security="HKD=X")
    found = market_of(prices)
    assert found.name == "XHKG"
    assert set(found.panel.securities) == set(series(peers=FEW)) - {"^HSI"}
    assert found.panel.benchmarks == ("^HSI",)


def test_day_0_of_every_announcement_is_occupied() -> None:
    """The marks are on day 0 of the registry's events, and nowhere else."""
    found = market_of(few())
    rows, columns = np.nonzero(found.occupied)
    marked = {
        (found.panel.securities[row], column) for row, column in zip(rows, columns.tolist(), strict=True)
    }
    assert marked == {(plant.symbol, plant.column) for plant in PLANTS}
    assert len(IDS) == len(marked)


def test_faulty_closes_are_in_no_window() -> None:
    """A close that a check calls a spike is taken out, so that no placebo window spans it."""
    found = market_of(few(), said=[])
    row = found.panel.rows[SPIKED.symbol]
    assert SPIKED.spiked is not None
    assert np.isnan(found.panel.prices[row, SPIKED.spiked])
    assert not np.isnan(found.panel.prices[row, SPIKED.spiked - 1])
    windows = placebo_windows(found.panel, np.zeros_like(found.occupied), last=20, seed=SEED)
    columns = np.searchsorted(days(), windows.day0[windows.security == row])
    assert not ((columns >= SPIKED.spiked - 20) & (columns <= SPIKED.spiked + 10)).any()


def test_a_set_is_kept(tmp_path: Path) -> None:
    """The second run reads what the first one built, bit by bit."""
    say, choices = Built(), replace(CHOICES, cache=tmp_path)
    first, second = (market_of(few(), choices=choices).reference(20, say) for _ in range(2))
    assert say.times == 1
    assert same(first, second)
    assert same(first, market_of(few()).reference(20, say))
    assert len(list((tmp_path / "reference").glob("*.npz"))) == 1


@pytest.mark.parametrize("change", ["price", "benchmark", "registry", "W", "share", "simulated"])
def test_a_change_builds_it_anew(tmp_path: Path, change: str) -> None:
    """One other price, index level, announcement, share, mark or W makes another set."""
    say, choices, prices = Built(), replace(CHOICES, cache=tmp_path), few()
    market_of(prices, choices=choices).reference(20, say)
    said, last = announcements(), 20
    if change == "registry":
        said = announcements(["pump"])
    elif change == "W":
        last = 21
    elif change == "share":
        prices.series["9999.HK"] = replace(prices.series["9003.HK"], security="9999.HK")
    elif change == "simulated":
        prices.series["9003.HK"] = replace(prices.series["9003.HK"], source="simulated")
    else:
        symbol = "^HSI" if change == "benchmark" else "9003.HK"
        close = prices.series[symbol].close.copy()
        close[100] *= 1.0001
        prices.series[symbol] = replace(prices.series[symbol], close=close, adj_close=close)
    again = market_of(prices, said=said, choices=choices).reference(last, say)
    assert say.times == 2
    assert again.last == last
    assert again.simulated is (change == "simulated")


@pytest.mark.parametrize("damage", ["cut", "empty", "overwritten", "flipped", "another file"])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: str) -> None:
    """A file that was cut, emptied or overwritten is built anew, and is sound afterwards."""
    say, choices = Built(), replace(CHOICES, cache=tmp_path)
    first = market_of(few(), choices=choices).reference(20, say)
    (path,) = (tmp_path / "reference").glob("*.npz")
    whole = path.read_bytes()
    if damage == "flipped":
        middle = len(whole) // 2
        path.write_bytes(
            whole[:middle] + bytes(255 - one for one in whole[middle : middle + 64]) + whole[middle + 64 :]
        )
    elif damage == "another file":
        with path.open("wb") as file:
            np.savez(file, about=np.zeros(3, dtype=np.uint8))
    else:
        path.write_bytes({"cut": whole[:500], "empty": b"", "overwritten": b"not an archive"}[damage])
    second = market_of(few(), choices=choices).reference(20, say)
    assert say.times == 2
    assert same(first, second)
    assert same(market_of(few(), choices=choices).reference(20, say), first)
    assert say.times == 2


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    """Where the cache is no folder the set is built every time, and the run goes on."""
    (tmp_path / "cache").write_text("a file in the way")
    say, choices = Built(), replace(CHOICES, cache=tmp_path / "cache")
    first, second = (market_of(few(), choices=choices).reference(20, say) for _ in range(2))
    assert say.times == 2
    assert same(first, second)


def test_no_more_than_a_score_are_kept(tmp_path: Path) -> None:
    """Old sets make room for new ones."""
    say, choices = Built(), replace(CHOICES, cache=tmp_path)
    folder = tmp_path / "reference"
    folder.mkdir()
    for number in range(25):
        (folder / f"{number}.npz").write_bytes(b"old")
    market_of(few(), choices=choices).reference(20, say)
    assert len(list(folder.glob("*.npz"))) == 20


def test_an_empty_market_is_a_set_of_nothing() -> None:
    """A market without prices makes an empty set, without a word."""
    say = Built()
    found = market_of(FileShelf({}, "prices.csv"), said=[]).reference(20, say)
    assert (say.times, found.securities, found.gated.tolist()) == (0, (), [0])
