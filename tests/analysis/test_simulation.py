"""The simulated market: reproducible, of the stated betas and sigmas, with what was planted and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.analysis.simulation import BENCHMARK, MarketDesign, SimulatedMarket, simulate_market
from eventstudy.analysis.simulation_plants import FEWEST_SESSIONS, RUN_UP_SESSIONS
from eventstudy.arrays import Integers, date_of
from eventstudy.errors import EstimationError
from eventstudy.exchanges import mic_of
from eventstudy.prices.panel import Panel

QUIET = MarketDesign(pumps=0, permanent=0, nothing=0, ticks=False)


def sessions(count: int = 420) -> Integers:
    """Return weekdays from 2023-06-01 on, as epoch days."""
    weekdays: Integers = (
        pd.bdate_range("2023-06-01", periods=count).to_numpy().astype("datetime64[D]").astype(np.int64)
    )
    return weekdays


def scored(market: SimulatedMarket) -> Signatures:
    """Compute the signatures of everything announced."""
    events = []
    for number, plant in enumerate(market.plants):
        day0 = date_of(int(market.sessions[plant.day0]))
        days = plant.terms.opt_out_days
        expiry = None if days is None else day0 + dt.timedelta(days=days)
        events.append(Event(f"p{number}", market.issuers[plant.issuer].symbol, day0, expiry))
    rows = np.zeros(len(market.issuers), dtype=np.int64)
    panel = Panel(
        securities=tuple(issuer.symbol for issuer in market.issuers),
        sessions=market.sessions[None, :],
        grid=rows,
        prices=market.closes,
        volumes=market.volumes,
        benchmarks=(BENCHMARK,),
        benchmark_prices=market.benchmark[None, :],
        benchmark=rows,
        simulated=True,
    )
    return signatures(panel, events)


def test_same_seed_same_market() -> None:
    """One seed gives one market, to the last digit, and another seed another."""
    first, again, other = (simulate_market(sessions(), seed=seed) for seed in (7, 7, 8))
    for name in ("benchmark", "closes", "volumes"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
        assert not np.array_equal(getattr(first, name), getattr(other, name))
    assert first.plants == again.plants
    assert first.issuers == again.issuers


def test_size() -> None:
    """By default 24 issuers make 28 announcements, of which 8 are pumps and 8 lasting news."""
    market = simulate_market(sessions(), seed=1)
    truths = [plant.truth for plant in market.plants]
    assert market.closes.shape == market.volumes.shape == (24, 420)
    assert (len(truths), truths.count("pump-and-dump"), truths.count("permanent news")) == (28, 8, 8)


def test_symbols_belong_to_nobody() -> None:
    """Every name and symbol is used once, and no symbol ends like one of an exchange."""
    issuers = simulate_market(sessions(), seed=1).issuers
    assert len({issuer.symbol for issuer in issuers}) == len({issuer.name for issuer in issuers}) == 24
    for symbol in [BENCHMARK, *(issuer.symbol for issuer in issuers)]:
        assert symbol.endswith(".SIM")
        assert mic_of(symbol) is None


def test_betas_and_sigmas_are_those_stated() -> None:
    """Regression on ten thousand sessions finds every beta and sigma that the market states."""
    market = simulate_market(sessions(10_000), seed=3, design=QUIET)
    moves, index = np.diff(np.log(market.closes), axis=1), np.diff(np.log(market.benchmark))
    for issuer, own in zip(market.issuers, moves, strict=True):
        slope, intercept = np.polyfit(index, own, 1)
        # Five standard errors of the slope and more of the sigma, whose own error fat tails enlarge.
        assert slope == pytest.approx(issuer.beta, abs=5 * issuer.sigma / (index.std() * 100))
        assert np.std(own - slope * index - intercept) == pytest.approx(issuer.sigma, rel=0.12)


def test_ranges() -> None:
    """Betas lie in 0.4 to 1.3 and daily sigmas in 2 to 5 %."""
    issuers = simulate_market(sessions(), seed=4).issuers
    assert all(0.4 <= issuer.beta <= 1.3 for issuer in issuers)
    assert all(0.02 <= issuer.sigma <= 0.05 for issuer in issuers)


def test_nothing_planted_does_not_drift() -> None:
    """Without announcements the mean return is zero within four standard errors."""
    market = simulate_market(sessions(10_000), seed=5, design=QUIET)
    index = np.diff(np.log(market.benchmark))
    betas = np.array([issuer.beta for issuer in market.issuers])[:, None]
    own = np.diff(np.log(market.closes), axis=1) - betas * index
    assert abs(index.mean()) < 4 * index.std() / np.sqrt(len(index))
    assert abs(own.mean()) < 4 * own.std() / np.sqrt(own.size)


def test_tails_are_fat_and_variance_clusters() -> None:
    """Returns have more extremes than a normal law, and large moves follow large moves."""
    market = simulate_market(sessions(10_000), seed=6, design=QUIET)
    index = np.diff(np.log(market.benchmark))
    scaled = index / index.std()
    assert np.mean(scaled**4) > 4
    assert np.corrcoef(np.abs(scaled[1:]), np.abs(scaled[:-1]))[0, 1] > 0.1


def test_planted_paths_are_exact_without_noise() -> None:
    """Without noise and ticks a share less beta times the market is the planted path and nothing else."""
    market = simulate_market(sessions(), seed=9, design=MarketDesign(noise=0.0, ticks=False))
    moves, index = np.diff(np.log(market.closes), axis=1), np.diff(np.log(market.benchmark))
    for plant in market.plants:
        own = moves[plant.issuer] - market.issuers[plant.issuer].beta * index
        path = np.cumsum(own[plant.day0 - 1 :])
        before = own[plant.day0 - 1 - RUN_UP_SESSIONS : plant.day0 - 1]
        assert before.sum() == pytest.approx(np.log1p(plant.run_up), abs=1e-9)
        assert path[: plant.rise + 1].max() == pytest.approx(np.log1p(plant.size), abs=1e-9)
        end = plant.rise + plant.hold + plant.fall
        expected = (1 - plant.give_back) * np.log1p(plant.size)
        assert path[end : end + 8] == pytest.approx(np.full(8, expected), abs=1e-9)
        assert path[max(plant.rise - 1, 0) : plant.rise + plant.hold] == pytest.approx(
            np.log1p(plant.size), abs=1e-9
        )


def test_planted_shapes_are_found() -> None:
    """Peaks are what was planted within the noise of ten sessions, and pumps score above the rest."""
    scores: dict[str, list[float]] = {"pump-and-dump": [], "permanent news": [], "nothing": []}
    for seed in range(4):
        market = simulate_market(sessions(), seed=seed)
        result = scored(market)
        assert result.dropped == ()
        assert result.simulated
        for number, plant in enumerate(market.plants):
            scores[plant.truth].append(float(result.components["pds"][number]))
            top = plant.rise - 1
            if top >= 0:
                reached = result.path[number, 10 + top]
                spread = market.issuers[plant.issuer].sigma * np.sqrt(plant.rise)
                # Clusters and tails: the noise of a day may be several times its usual sigma.
                assert reached == pytest.approx(np.log1p(plant.size), abs=8 * spread)
    pumps = np.array(scores["pump-and-dump"])[:, None]
    assert np.mean(pumps > scores["permanent news"]) > 0.8
    assert np.mean(pumps > scores["nothing"]) > 0.9


def test_volume_bursts() -> None:
    """Around planted moves shares trade in whole lots at a multiple of the usual; after nothing, as usual."""
    market = simulate_market(sessions(), seed=2)
    assert (market.volumes % 1000 == 0).all()
    assert (market.volumes > 0).all()
    usual = np.log(market.volumes) - np.log(np.median(market.volumes, axis=1))[:, None]
    moved = [usual[plant.issuer, plant.day0] for plant in market.plants if plant.truth != "nothing"]
    quiet = [usual[plant.issuer, plant.day0] for plant in market.plants if plant.truth == "nothing"]
    assert np.mean(moved) > np.log(3)
    assert np.mean(quiet) < np.log(2)


def test_ticks_make_zero_returns() -> None:
    """Closes stand on ticks, are never zero, and some days end where the day before did."""
    market = simulate_market(sessions(), seed=2)
    low = market.closes[(market.closes > 0.5) & (market.closes < 10)]
    assert low * 100 == pytest.approx(np.round(low * 100), abs=1e-6)
    assert (market.closes > 0).all()
    assert 0.02 < np.mean(np.diff(market.closes, axis=1) == 0) < 0.4


def test_rounding_is_all_that_ticks_do() -> None:
    """The market with ticks is the one without, each close within half a tick."""
    rounded = simulate_market(sessions(), seed=2)
    exact = simulate_market(sessions(), seed=2, design=MarketDesign(ticks=False))
    away = np.abs(rounded.closes - exact.closes)
    assert (away[(exact.closes > 0.5) & (exact.closes < 10)] <= 0.005 + 1e-9).all()
    assert (away[exact.closes < 0.2] <= 0.001).all()


def test_fewest_sessions() -> None:
    """The fewest sessions are enough, and one fewer is refused with the number needed."""
    market = simulate_market(sessions(FEWEST_SESSIONS), seed=1)
    assert scored(market).dropped == ()
    with pytest.raises(EstimationError, match=f"too few; give at least {FEWEST_SESSIONS}"):
        simulate_market(sessions(FEWEST_SESSIONS - 1), seed=1)


@pytest.mark.parametrize("issuers", [0, 25])
def test_number_of_issuers(issuers: int) -> None:
    """A market needs an issuer, and there are names for 24."""
    with pytest.raises(EstimationError, match=f"{issuers} issuers; there are 1 to 24"):
        simulate_market(sessions(), seed=1, design=replace(QUIET, issuers=issuers))


def test_number_of_announcements() -> None:
    """Two issuers make four announcements and no fifth."""
    design = MarketDesign(issuers=2, pumps=1, permanent=1, nothing=2)
    assert len(simulate_market(sessions(), seed=1, design=design).plants) == 4
    with pytest.raises(EstimationError, match="an issuer makes at most two"):
        simulate_market(sessions(), seed=1, design=replace(design, nothing=3))
