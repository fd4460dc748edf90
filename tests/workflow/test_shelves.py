"""Prices made from other prices: portfolios of peers, and one currency for all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from dual_listing import PEERS, DictShelf, announcement, market

from eventstudy import EventStudy, Window
from eventstudy.prices.series import SIMULATED
from eventstudy.workflow.events import Choices, join
from eventstudy.workflow.shelves import CurrencyShelf, PeerShelf, remarks_on
from eventstudy.workflow.study import fitted

NAME = "peers of 0763.HK"
NOTHING: dict[str, tuple[str, ...]] = {}
CHOICES = Choices(benchmark=None, benchmarks={}, sessions_after=10)
DESIGN = EventStudy(window=Window(-2, 2))


def test_a_portfolio_is_made_when_it_is_asked_for() -> None:
    """It is handed out under the name asked for, says how many it holds, and agrees with pandas."""
    shelf = PeerShelf(market(), NOTHING)
    found = shelf.load([NAME, "^HSI"])
    made = found[NAME]
    assert (made.security, made.currency, made.source) == (
        "peers of 0763.HK (4)",
        "HKD",
        "equal-weighted peers",
    )
    assert found["^HSI"] is market().series["^HSI"]
    closes = pd.DataFrame({name: pd.Series(market().series[name].close) for name in PEERS})
    expected = (1 + closes.pct_change(fill_method=None).mean(axis=1).fillna(0)).cumprod() * 100
    np.testing.assert_allclose(made.close, expected, rtol=1e-12)
    assert shelf.remarks(made.security) == (
        f"{made.security}: {', '.join(PEERS)}, in equal parts every session",
    )


def test_a_printed_name_asks_for_the_same_portfolio() -> None:
    """The name with its number of members, as the output has it, is understood and not numbered twice."""
    found = PeerShelf(market(), NOTHING).load([f"{NAME} (4)"])
    assert found[f"{NAME} (4)"].security == f"{NAME} (4)"


def test_who_is_missing_is_told() -> None:
    """Peers without prices and sessions without enough returns are named and counted."""
    series = {name: one for name, one in market().series.items() if name != "0031.HK"}
    holed = series["1045.HK"].close.copy()
    holed[40] = np.nan
    series["1045.HK"] = replace(series["1045.HK"], close=holed)
    shelf = PeerShelf(DictShelf(series), NOTHING)
    made = shelf.load([NAME])[NAME]
    assert made.security == "peers of 0763.HK (3)"
    assert np.flatnonzero(np.isnan(made.close)).tolist() == [40, 41]
    (remark,) = shelf.remarks(made.security)
    assert "no prices of 0031.HK" in remark
    assert "2 sessions missing for want of 3 returns" in remark


def test_prices_on_closed_days_are_no_sessions() -> None:
    """A row of one peer on a day without trading adds no session to the portfolio."""
    series = dict(market().series)
    one = series["1045.HK"]
    closed = int(one.days[10]) + 1
    while closed in one.days:
        closed += 1
    days, numbers = np.append(one.days, closed), np.append(one.numbers, one.numbers[:, -1:], axis=1)
    order = np.argsort(days)
    series["1045.HK"] = one.with_numbers(days[order], numbers[:, order])
    made = PeerShelf(DictShelf(series), NOTHING).load([NAME])[NAME]
    assert made.days.tolist() == one.days.tolist()
    assert np.isfinite(made.close).all()


def test_the_readers_peers_are_taken() -> None:
    """A list of the settings replaces the curated one."""
    shelf = PeerShelf(market(), {"0763.HK": ("1045.HK", "0031.HK", "^HSI")})
    assert shelf.remarks(shelf.load([NAME])[NAME].security)[0].startswith(
        "peers of 0763.HK (3): 1045.HK, 0031.HK, ^HSI,"
    )


@pytest.mark.parametrize(
    ("name", "peers", "says"),
    [
        ("peers of ABC", {}, "no such shares are listed for an unknown exchange; name them in the settings"),
        ("small-caps of 600118.SS", {}, "no such shares are listed for XSHG"),
        (
            NAME,
            {"XHKG": ("1045.HK", "0031.HK", "X.HK")},
            "have returns on its sessions: no prices of X.HK here",
        ),
        (
            NAME,
            {"XHKG": ("1045.HK", "0031.HK")},
            "fewer than 3 of 1045.HK, 0031.HK have returns on its sessions: name more",
        ),
        ("^XYZ", {}, "no prices of ^XYZ here"),
    ],
)
def test_why_there_is_no_portfolio_is_told(name: str, peers: dict[str, tuple[str, ...]], says: str) -> None:
    """Nobody listed, prices missing, or too few names: each has its reason and remedy."""
    shelf = PeerShelf(market(), peers)
    assert shelf.load([name]) == {}
    assert says in shelf.missing(name)


def test_an_event_is_studied_against_its_peers() -> None:
    """The join takes the portfolio as the benchmark of each security, and made-up peers mark it."""
    shelf = PeerShelf(market(), NOTHING)
    choices = Choices(benchmark="peers", benchmarks={}, sessions_after=10)
    joined = join([announcement()], shelf, choices)
    assert joined.benchmarks == {"0763.HK": "peers of 0763.HK (4)"}
    assert [one.reason for one in joined.dropped] == [
        f"benchmark peers of 000063.SZ: {shelf.missing('peers of 000063.SZ')}"
    ]
    assert not joined.panel.simulated
    series = {**market().series, "0031.HK": replace(market().series["0031.HK"], source=SIMULATED)}
    assert join([announcement()], PeerShelf(DictShelf(series), NOTHING), choices).panel.simulated


def test_all_prices_come_in_one_currency() -> None:
    """Shares and indices are multiplied by the rate of each day, over the dollar where need be."""
    shelf = CurrencyShelf(market(), "HKD")
    found = shelf.load(["0763.HK", "000063.SZ", "000300.SS"])
    assert found["0763.HK"].close.tolist() == market().series["0763.HK"].close.tolist()
    own = market().series["000063.SZ"]
    rates = {
        name: pd.Series(one.close, one.days) for name, one in market().series.items() if name.endswith("=X")
    }
    cross = (rates["HKD=X"] / rates["CNY=X"]).reindex(own.days).to_numpy()
    np.testing.assert_allclose(found["000063.SZ"].close, own.close * cross, rtol=1e-12)
    assert {one.currency for one in found.values()} == {"HKD"}
    assert shelf.remarks("0763.HK") == ()
    assert remarks_on(shelf, found) == (
        "000063.SZ: CNY in HKD by CNY=X and HKD=X",
        "000300.SS: CNY in HKD by CNY=X and HKD=X",
    )


def test_a_suspension_is_seen_in_every_currency() -> None:
    """Flat rows without volume move with the rate: they are left out, for they are no closes of that day."""
    own = market().series["0763.HK"]
    close, volume = own.close.copy(), own.volume.copy()
    close[200:205], volume[200:205] = close[199], 0
    shelf = CurrencyShelf(
        DictShelf({**market().series, "0763.HK": replace(own, close=close, volume=volume)}), "USD"
    )
    found = shelf.load(["0763.HK"])["0763.HK"].close
    assert np.isnan(found[200:205]).all()
    assert np.isfinite(found[[199, 205]]).all()


def test_closes_without_a_rate_are_counted() -> None:
    """A day without a rate has no price, and the output says how many there are."""
    rate = market().series["HKD=X"]
    at = np.isin(rate.days, market().series["0763.HK"].days[[50, 60]])
    holed = replace(rate, close=np.where(at, np.nan, rate.close))
    shelf = CurrencyShelf(DictShelf({**market().series, "HKD=X": holed}), "USD")
    found = shelf.load(["0763.HK"])["0763.HK"]
    assert np.flatnonzero(np.isnan(found.close)).tolist() == [50, 60]
    (remark,) = shelf.remarks("0763.HK")
    assert "HKD in USD by HKD=X; 2 of" in remark


def test_what_cannot_be_converted_is_absent() -> None:
    """Without a rate, or without a currency, there are no prices, and the reason says what to do."""
    series = dict(market().series)
    del series["CNY=X"]
    series["^HSI"] = replace(series["^HSI"], currency=None)
    shelf = CurrencyShelf(DictShelf(series), "USD")
    assert list(shelf.load(["0763.HK", "000063.SZ", "^HSI", "nobody"])) == ["0763.HK"]
    assert shelf.missing("000063.SZ") == "no rate from CNY to USD: no prices of CNY=X here"
    assert "add a currency column" in shelf.missing("^HSI")
    assert shelf.missing("nobody") == "no prices of nobody here"


def test_returns_in_a_common_currency_add_the_currencys_own() -> None:
    """Measured against no benchmark, log returns in dollars are those in yuan plus those of the yuan."""
    design = replace(DESIGN, model="constant_mean")
    own = fitted(design, [announcement()], (), market(), CHOICES, factors=None).result
    common = fitted(
        design, [announcement()], (), CurrencyShelf(market(), "USD"), CHOICES, factors=None
    ).result
    place = [event.security for event in own.events].index("000063.SZ")
    rate = market().series["CNY=X"]
    dollars = (
        -pd.Series(np.log(rate.close), rate.days).reindex(own.panel.sessions[own.panel.grid[place]]).diff()
    )
    days = pd.Series(dollars.to_numpy()).iloc[int(own.placed.position[place]) + design.window.offsets]
    gained = common.panel.returns("log").securities - own.panel.returns("log").securities
    window = gained[own.placed.row[place], int(own.placed.position[place]) + design.window.offsets]
    np.testing.assert_allclose(window, days, atol=1e-12)


def test_a_common_currency_cancels_against_a_benchmark_of_the_same() -> None:
    """A market-adjusted return is the same in either currency, because both sides are converted."""
    design = replace(DESIGN, model="market_adjusted")
    own = fitted(design, [announcement()], (), market(), CHOICES, factors=None).result
    common = fitted(
        design, [announcement()], (), CurrencyShelf(market(), "USD"), CHOICES, factors=None
    ).result
    np.testing.assert_allclose(common.abnormal_returns, own.abnormal_returns, atol=1e-12)


def test_a_portfolio_is_made_of_converted_prices() -> None:
    """In a common currency the peers are converted first."""
    shelf = PeerShelf(market(), NOTHING).in_currency("USD")
    assert shelf.load([NAME])[NAME].currency == "USD"


def test_rates_of_different_days_are_no_rate() -> None:
    """Two halves over the dollar that never meet are told apart from rates that are not there."""
    series = dict(market().series)
    rate = series["CNY=X"]
    series["CNY=X"] = replace(rate, days=rate.days + 10_000)
    shelf = CurrencyShelf(DictShelf(series), "HKD")
    assert shelf.load(["000063.SZ"]) == {}
    assert shelf.missing("000063.SZ") == "no rate from CNY to HKD: CNY=X, HKD=X have no day in common"


def test_reasons_of_several_symbols_stand_together() -> None:
    """What is missing in the same way is named once."""
    shelf = PeerShelf(CurrencyShelf(market(), "AED"), NOTHING)
    assert shelf.load(["0763.HK", "^HSI", "nobody", "no one"]) == {}
    assert shelf.missing("0763.HK", "^HSI", "nobody", "no one") == (
        "no rate from HKD to AED: no prices of AED=X here; no prices of nobody, no one here"
    )


def test_without_an_exchange_the_peers_days_are_the_sessions() -> None:
    """Where nothing says the exchange, a day on which a peer has a price is a session."""
    shelf = PeerShelf(market(), {"ABC": ("1045.HK", "0031.HK", "2357.HK")})
    made = shelf.load(["peers of ABC"])["peers of ABC"]
    assert made.days.tolist() == market().series["1045.HK"].days.tolist()


def test_peers_that_never_trade_together_make_no_portfolio() -> None:
    """Three peers with one price each have no return to average."""
    series = {
        name: market()
        .series[name]
        .with_numbers(market().series[name].days[[place]], market().series[name].numbers[:, [place]])
        for place, name in enumerate(PEERS)
    }
    assert PeerShelf(DictShelf(series), NOTHING).load([NAME]) == {}
