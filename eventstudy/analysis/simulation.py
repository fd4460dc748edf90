"""A made-up market with pump-and-dump shapes planted into it; everything that rests on it says SIMULATED.

Issuers, counterparties and symbols are invented: no exchange lists a symbol that ends in ``.SIM``. Prices
are closes on the sessions that the caller gives, oldest first; returns are log returns as fractions. The
numbers come from numpy's PCG64 and its own distributions: the same seed gives the same market on every
machine with the same numpy (NEP 19 lets a later numpy draw differently).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.analysis.simulation_plants import (
    FEWEST_SESSIONS,
    RUN_UP_SESSIONS,
    MarketDesign,
    Plant,
    draw_plants,
)
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.arrays import Floats, Integers

__all__ = ["BENCHMARK", "MarketDesign", "Plant", "SimulatedIssuer", "SimulatedMarket", "simulate_market"]

BENCHMARK = "MARKET.SIM"
"""The symbol of the simulated benchmark."""

_STEMS = (
    "Quorblat",
    "Zephandra",
    "Mirelune",
    "Voxtarra",
    "Brindolo",
    "Skylumba",
    "Nebuzzle",
    "Cosmoodle",
    "Farquillo",
    "Gravitoon",
    "Humblorb",
    "Ixolanta",
    "Jubilorbit",
    "Kumquasar",
    "Lollapulsar",
    "Moonwhistle",
    "Noodlestar",
    "Orbadoodle",
    "Plinkosat",
    "Quasinaut",
    "Rumblestar",
    "Snorbital",
    "Thistlenova",
    "Umbrasprocket",
)

_MARKET_SIGMA = 0.011
_TAIL_FREEDOM = 5
_CLUSTER_MEMORY = 0.95
_CLUSTER_SIGMA = 0.12
_VOLUME_SIGMA = 0.45
_LOT = 1000

# The spread table of the Hong Kong exchange up to 20 dollars: below each price, its tick.
_TICK_BELOW = np.array([0.25, 0.5, 10.0])
_TICKS = np.array([0.001, 0.005, 0.01, 0.02])


@dataclass(frozen=True, slots=True)
class SimulatedIssuer:
    """An issuer that does not exist.

    Attributes
    ----------
    name, symbol : str
    beta : float
        Slope of its returns on the benchmark's.
    sigma : float
        Standard deviation of its own daily log returns, as a fraction.
    """

    name: str
    symbol: str
    beta: float
    sigma: float


@dataclass(frozen=True, eq=False)
class SimulatedMarket:
    """Prices of S invented issuers on D sessions, and the truth behind them.

    Attributes
    ----------
    sessions : ndarray of shape (D,)
        Epoch days, as given.
    benchmark : ndarray of shape (D,)
        Closes of the benchmark, ``BENCHMARK``.
    issuers : tuple of SimulatedIssuer, length S
    closes, volumes : ndarray of shape (S, D)
        Closes, and shares traded.
    plants : tuple of Plant
        The announcements, by day 0.
    """

    sessions: Integers
    benchmark: Floats
    issuers: tuple[SimulatedIssuer, ...]
    closes: Floats
    volumes: Floats
    plants: tuple[Plant, ...]


def simulate_market(sessions: Integers, *, seed: int, design: MarketDesign | None = None) -> SimulatedMarket:
    """Make up a market.

    Returns follow one factor, ``beta market + noise``. Noise is t-distributed with five degrees of
    freedom, and its variance comes in clusters (log variance is a first-order autoregression), scaled so
    that its standard deviation stays sigma; both have mean zero. The first pump-and-dump is a small one,
    a 10 % pop on a contract with an opt-out window of 15 days; sizes then go up to 50 %.

    Parameters
    ----------
    sessions : ndarray of shape (D,)
        Epoch days, ascending; at least ``FEWEST_SESSIONS``.
    seed : int
    design : MarketDesign, optional

    Raises
    ------
    EstimationError
        If the sessions are too few, or there are more issuers or announcements than places for them.
    """
    design = design or MarketDesign()
    _check(len(sessions), design)
    rng = np.random.Generator(np.random.PCG64(seed))
    issuers = _issuers(rng, design)
    plants = draw_plants(rng, design, len(sessions))
    market = _MARKET_SIGMA * _clustered(rng, 1, len(sessions))[0]
    own = _clustered(rng, len(issuers), len(sessions))
    betas = np.array([issuer.beta for issuer in issuers])
    sigmas = np.array([issuer.sigma for issuer in issuers])
    planted = _planted(plants, own.shape)
    returns = betas[:, None] * market + design.noise * sigmas[:, None] * own + planted
    start = np.exp(rng.uniform(np.log(0.4), np.log(6.0), len(issuers)))
    closes = start[:, None] * np.exp(np.cumsum(returns, axis=1))
    return SimulatedMarket(
        sessions=sessions,
        benchmark=10_000 * np.exp(np.cumsum(market)),
        issuers=issuers,
        closes=_on_ticks(closes) if design.ticks else closes,
        volumes=_volumes(rng, own, plants),
        plants=plants,
    )


def _check(count: int, design: MarketDesign) -> None:
    if count < FEWEST_SESSIONS:
        raise EstimationError(
            f"simulated market: {count} sessions are too few; give at least {FEWEST_SESSIONS}"
        )
    if not 1 <= design.issuers <= len(_STEMS):
        raise EstimationError(f"simulated market: {design.issuers} issuers; there are 1 to {len(_STEMS)}")
    if design.announcements > 2 * design.issuers:
        raise EstimationError(
            f"simulated market: {design.announcements} announcements of {design.issuers} issuers; "
            "an issuer makes at most two"
        )


def _issuers(rng: np.random.Generator, design: MarketDesign) -> tuple[SimulatedIssuer, ...]:
    betas = rng.uniform(0.4, 1.3, design.issuers)
    sigmas = rng.uniform(0.02, 0.05, design.issuers)
    return tuple(
        SimulatedIssuer(f"{stem} Imaginary Space", f"{stem.upper()}.SIM", float(beta), float(sigma))
        for stem, beta, sigma in zip(_STEMS, betas, sigmas, strict=False)
    )


def _clustered(rng: np.random.Generator, rows: int, count: int) -> Floats:
    """Draw fat-tailed noise of mean 0 and variance 1 whose variance comes in clusters; shape (rows, count)."""
    shocks = rng.standard_normal((rows, count))
    log_sigma = np.empty((rows, count))
    stationary = _CLUSTER_SIGMA / np.sqrt(1 - _CLUSTER_MEMORY**2)
    log_sigma[:, 0] = stationary * shocks[:, 0]
    for day in range(1, count):
        log_sigma[:, day] = _CLUSTER_MEMORY * log_sigma[:, day - 1] + _CLUSTER_SIGMA * shocks[:, day]
    # E exp(2 h) = exp(2 Var h) for a normal h of mean 0.
    scale = np.exp(log_sigma - stationary**2) * np.sqrt((_TAIL_FREEDOM - 2) / _TAIL_FREEDOM)
    noise: Floats = scale * rng.standard_t(_TAIL_FREEDOM, (rows, count))
    return noise


def _planted(plants: tuple[Plant, ...], shape: tuple[int, ...]) -> Floats:
    planted = np.zeros(shape)
    for plant in plants:
        first = plant.day0 - RUN_UP_SESSIONS
        planted[plant.issuer, first : first + len(plant.returns)] += plant.returns
    return planted


def _volumes(rng: np.random.Generator, own: Floats, plants: tuple[Plant, ...]) -> Floats:
    """Draw log-normal volumes in whole lots, larger on large moves and around what is planted."""
    usual = np.exp(rng.uniform(np.log(3e5), np.log(2e7), len(own)))
    noise = _VOLUME_SIGMA * rng.standard_normal(own.shape) + 0.25 * np.minimum(np.abs(own), 4.0)
    factor = np.ones(own.shape)
    for plant in plants:
        busy = max(plant.rise + plant.hold + plant.fall, 1)
        # The burst fades over the sessions that are planted; good news alone fades within days.
        fading = np.exp(-np.arange(busy) / busy)
        factor[plant.issuer, plant.day0 : plant.day0 + busy] *= 1 + (plant.volume - 1) * fading
    return np.ceil(usual[:, None] * np.exp(noise) * factor / _LOT) * _LOT


def _on_ticks(closes: Floats) -> Floats:
    """Round to the tick of the price, and to at least one tick."""
    tick = _TICKS[np.searchsorted(_TICK_BELOW, closes, side="right")]
    rounded: Floats = np.maximum(np.round(closes / tick), 1) * tick
    return np.round(rounded, 3)
