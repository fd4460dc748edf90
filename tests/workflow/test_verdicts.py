"""Verdicts from announcements and prices: every sort of event, the guard, the sector, and thin stores."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from placebo_market import names, panel_of, quiet_returns
from thick_market import CHOICES, IDS, PLANTS, announcements, series, shelf

from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.analysis.verdict import Tier
from eventstudy.announcements.announcement import Security
from eventstudy.arrays import date_of
from eventstudy.prices.peers import peers_of
from eventstudy.workflow.flag import measure
from eventstudy.workflow.inputs import FileShelf
from eventstudy.workflow.shelves import PeerShelf
from eventstudy.workflow.verdicts import FEWEST_SECTOR, Judged, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.announcements.announcement import Announcement

NOBODY: Mapping[str, Sequence[str]] = {}


def judged(
    prices: FileShelf,
    said: Sequence[Announcement] | None = None,
    *,
    everything: Sequence[Announcement] | None = None,
    peers: Mapping[str, Sequence[str]] = NOBODY,
    heard: list[str] | None = None,
) -> tuple[Judged, list[str]]:
    """Measure and judge announcements; return the ids too."""
    chosen = announcements() if said is None else said
    every, inside = everything or chosen, PeerShelf(prices, peers)
    found = measure(chosen, every, inside, CHOICES)
    listen = [] if heard is None else heard
    done = judge(
        found.signatures, found.beside.findings, every, inside, CHOICES, peers=peers, say=listen.append
    )
    return done, [event.id for event in found.signatures.events]


@pytest.fixture(scope="module")
def usual() -> dict[str, tuple[Tier, str | None]]:
    """Judge the market with every sort of event."""
    done, ids = judged(shelf())
    return {
        name: (tier, why)
        for name, tier, why in zip(ids, done.verdicts.tier, done.verdicts.reason, strict=True)
    }


@pytest.mark.parametrize(
    ("name", "tier"), [("pump", Tier.STRONG), ("news", Tier.NO_REVERSAL), ("nothing", Tier.NO_UP_LEG)]
)
def test_planted_truths_are_told_apart(
    usual: dict[str, tuple[Tier, str | None]], name: str, tier: Tier
) -> None:
    """A pump is strongly alike, news that lasts has no reversal, and a calm share has no up-leg."""
    assert usual[name] == (tier, None)


def test_a_spike_is_no_pump(usual: dict[str, tuple[Tier, str | None]]) -> None:
    """A single print that fakes a rise and a fall makes the event untestable, and the day and kind are named."""
    tier, reason = usual["spiked"]
    assert tier is Tier.UNTESTABLE
    assert reason is not None
    assert reason.startswith("prices at fault on 2024-03-19: spike; ")


def test_one_issuer_is_tested_once_a_window() -> None:
    """A second rise of an issuer, inside the window of its first, is not tested beside it."""
    prices = shelf()
    close = prices.series["9001.HK"].close.copy()
    shape = np.array([0.2, 0.2, 0.0, -0.15, -0.15, -0.1]).cumsum()
    close[412:418] *= np.exp(shape)
    prices.series["9001.HK"] = replace(prices.series["9001.HK"], close=close, adj_close=close)
    done, ids = judged(prices, announcements(["pump", "twice"]))
    assert ids == ["pump", "twice"]
    assert done.verdicts.same_window_as == (None, "pump")
    assert done.verdicts.tested.tolist() == [True, False]


def test_the_announced_leave_the_reference_set() -> None:
    """Windows near an announcement of the registry are no placebo windows, chosen or not."""
    prices, pump = shelf(), announcements(["pump"])
    (alone,) = judged(prices, pump)[0].references.values()
    (among,) = judged(prices, pump, everything=announcements())[0].references.values()
    assert among.windows.sum() < alone.windows.sum()


def test_sets_are_told_by_market_and_window() -> None:
    """A contract with a long opt-out window has a longer W, and a reference set of that W."""
    first, second = announcements(["pump", "news"])
    longer = replace(second, terms=replace(second.terms, opt_out_days=45))
    done, _ = judged(shelf(peers=2), [first, longer])
    assert list(done.references) == ["XHKG, W = 20", "XHKG, W = 36"]
    assert [one.last for one in done.references.values()] == [20, 36]
    assert len(done.verdicts.tier) == 2


def test_a_thin_store_says_what_it_lacks() -> None:
    """With few shares there is no p-value; the remark counts windows, names curated peers, and says what to run."""
    done, _ = judged(shelf(peers=2), announcements(["pump"]))
    (remark,) = done.remarks
    assert done.verdicts.tier == (Tier.UNTESTABLE,)
    assert np.isnan(done.verdicts.q_value).all()
    assert remark.startswith("the reference set of XHKG is too thin for p-values: ")
    assert "needs 1,000; it would like " in remark
    for peer in peers_of("9001.HK", "XHKG", NOBODY):
        assert peer in remark
    assert remark.endswith("; run: eventstudy prices fetch --peers")
    assert judged(shelf(), announcements(["pump"]))[0].remarks == ()


def test_own_peers_are_wished_for_first() -> None:
    """The reader's own list of peers is what a thin store would like."""
    done, _ = judged(shelf(peers=2), announcements(["pump"]), peers={"9001.HK": ["7777.HK", "9002.HK"]})
    assert "it would like 7777.HK; run" in done.remarks[0]


def test_each_share_has_its_own_sector() -> None:
    """Two shares on one exchange are each held against their own peers, not against the first one's."""
    prices = shelf(peers=12)
    shape = np.array([0.2, 0.2, 0.0, -0.15, -0.15, -0.1])
    others = [symbol for symbol in prices.series if symbol.startswith("30")]
    moved = others[:FEWEST_SECTOR]
    for symbol in moved:
        close = prices.series[symbol].close.copy()
        close[400:406] *= np.exp(1.3 * shape.cumsum())
        prices.series[symbol] = replace(prices.series[symbol], close=close, adj_close=close)
    pump, other = announcements(["pump", "news"])
    # A twin of the pump on the same day, whose peers are the shares that moved alike.
    twin = replace(other, announced=pump.announced, securities=(Security("9002.HK", "XHKG"),))
    prices.series["9002.HK"] = replace(prices.series["9001.HK"], security="9002.HK")
    peers = {"9001.HK": others[FEWEST_SECTOR : 2 * FEWEST_SECTOR], "9002.HK": moved}
    for said in ([pump, twin], [twin, pump]):
        done, ids = judged(prices, said, peers=peers)
        agrees = dict(zip(ids, done.verdicts.sector_agrees, strict=True))
        assert agrees == {"pump": True, "news": False}


def test_no_market_move_makes_a_pump() -> None:
    """A share that rises and falls with its benchmark alone has no up-leg: the market is taken out."""
    returns, market = quiet_returns(1, 420, seed=8)
    shape = np.array([0.1, 0.1, 0.0, -0.1, -0.1])
    market[300:305] += shape
    returns[0, 300:305] += 0.8 * shape
    panel = panel_of(returns, market)
    day0 = date_of(int(panel.sessions[0, 300]))
    found = signatures(panel, [Event("a", names(1)[0], day0)])
    assert found.components["up_strength"][0] < 2


def test_made_up_prices_mark_the_reference_set() -> None:
    """A set of simulated prices says so."""
    prices = FileShelf(series(peers=2, simulated=True), "prices.csv")
    done, _ = judged(prices, announcements(["pump"]))
    assert all(one.simulated for one in done.references.values())


def test_nothing_measured_builds_nothing() -> None:
    """Without a measured event no reference set is built, and nothing is said."""
    heard: list[str] = []
    done, ids = judged(FileShelf({}, "prices.csv"), heard=heard)
    assert (ids, heard, done.remarks, dict(done.references)) == ([], [], (), {})
    assert len(PLANTS) == len(IDS)


def test_what_an_event_was_compared_with_is_at_hand() -> None:
    """The scores beside a tested event are a thousand, and as many reach its own as its p-value counts, up to the floor."""
    chosen, prices = announcements(), PeerShelf(shelf(), {})
    found = measure(chosen, chosen, prices, CHOICES)
    done, ids = judged(shelf())
    scores = done.comparable_scores(found.signatures)
    pump, nothing = ids.index("pump"), ids.index("nothing")
    assert scores.shape == (len(ids), 1_000)
    assert np.isnan(scores[nothing]).all()
    reach = int((scores[pump] >= found.signatures.components["reversal_score"][pump]).sum())
    floor = 1 / (1 + int(done.verdicts.comparison.stretches[pump]))
    assert done.verdicts.comparison.p_value[pump] == pytest.approx(max((1 + reach) / 1_001, floor))
    some = found.signatures.take(np.array([pump]))
    np.testing.assert_array_equal(done.only(found.signatures, some).comparable_scores(some)[0], scores[pump])
