"""What is planted into a simulated market: announcements, their invented contracts and the shapes of prices.

No counterparty named here exists. Sizes are simple fractions of a price; planted returns are log returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from eventstudy.announcements.announcement import ContractTerms

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

Truth: TypeAlias = Literal["pump-and-dump", "permanent news", "nothing"]

FIRST_DAY0 = 255
"""The first session that an announcement may fall on: a whole estimation window comes before it."""

LAST_SESSIONS = 32
"""How many sessions at the end stay free of announcements, for windows to close."""

APART = 45
"""The fewest sessions between two announcements of one issuer."""

FEWEST_SESSIONS = FIRST_DAY0 + APART + LAST_SESSIONS + 1
"""The fewest sessions that leave room for an early and a late announcement."""

RUN_UP_SESSIONS = 10

_COUNTERPARTIES = (
    "Pretend Palmtree Holdings",
    "Make-Believe Orbital Leasing",
    "Notional Skies Ventures",
    "Fairytale Broadband Partners",
    "Hypothetical Harbour Telecom",
    "Figment Earth Imaging",
)

_MODEST = ContractTerms(
    counterparty=_COUNTERPARTIES[0],
    value=18_000_000.0,
    currency="USD",
    units=500,
    opt_out_days=15,
    binding=True,
)


@dataclass(frozen=True, slots=True)
class Plant:
    """One announcement, and what was planted around it.

    Attributes
    ----------
    issuer, day0 : int
        Index of the issuer, and of the session that reacts.
    truth : {"pump-and-dump", "permanent news", "nothing"}
    size : float
        Rise from the close before day 0 to the top, as a simple fraction.
    run_up : float
        Rise over the ten sessions before day 0, as a simple fraction.
    rise, hold, fall : int
        Sessions of the rise (the first is day 0), of standing at the top, and of the fall.
    give_back : float
        Share of the rise, in logs, that the fall takes away; 0 for what lasts.
    volume : float
        How many times the usual volume is traded on day 0.
    terms : ContractTerms
        Invented terms of the announced contract.
    """

    issuer: int
    day0: int
    truth: Truth
    size: float
    run_up: float
    rise: int
    hold: int
    fall: int
    give_back: float
    volume: float
    terms: ContractTerms

    @property
    def returns(self) -> Floats:
        """The planted log returns, from session ``-RUN_UP_SESSIONS`` on; shape (10 + rise + hold + fall,)."""
        top = np.log1p(self.size)
        return np.concatenate(
            [
                np.full(RUN_UP_SESSIONS, np.log1p(self.run_up) / RUN_UP_SESSIONS),
                np.full(self.rise, top / max(self.rise, 1)),
                np.zeros(self.hold),
                np.full(self.fall, -self.give_back * top / max(self.fall, 1)),
            ]
        )


@dataclass(frozen=True, slots=True)
class MarketDesign:
    """How large a market to make up, and of what.

    Attributes
    ----------
    issuers : int
        How many issuers; at most the 24 names there are.
    pumps, permanent, nothing : int
        How many announcements of each truth; at most two an issuer.
    noise : float
        Factor on the issuers' own returns; 0 leaves beta times the market and what is planted.
    ticks : bool
        Whether closes are rounded to ticks, so that a quiet day has a return of exactly zero.
    """

    issuers: int = 24
    pumps: int = 8
    permanent: int = 8
    nothing: int = 12
    noise: float = 1.0
    ticks: bool = True

    @property
    def announcements(self) -> int:
        """How many announcements there are."""
        return self.pumps + self.permanent + self.nothing


def draw_plants(rng: np.random.Generator, design: MarketDesign, count: int) -> tuple[Plant, ...]:
    """Give every announcement an issuer, a day and a shape."""
    truths: list[Truth] = ["pump-and-dump"] * design.pumps
    truths += ["permanent news"] * design.permanent
    truths += ["nothing"] * design.nothing
    sizes = np.concatenate(
        [_spread(design.pumps), rng.permutation(_spread(design.permanent)), np.zeros(design.nothing)]
    )
    places = _places(rng, design, count)
    plants = [
        _plant(rng, places[k], truth, float(sizes[k]), modest=k == 0 < design.pumps)
        for k, truth in enumerate(truths)
    ]
    return tuple(sorted(plants, key=lambda plant: (plant.day0, plant.issuer)))


def _spread(count: int) -> Floats:
    return np.linspace(0.10, 0.50, count)


def _places(rng: np.random.Generator, design: MarketDesign, count: int) -> list[tuple[int, int]]:
    """Draw issuers and days: an issuer's first announcement comes early, its second late."""
    end = count - LAST_SESSIONS
    middle = (FIRST_DAY0 + end - APART) // 2
    first = rng.permutation(design.issuers)
    second = rng.permutation(design.issuers)
    early = rng.integers(FIRST_DAY0, middle + 1, design.issuers)
    late = rng.integers(middle + APART, end, design.issuers)
    issuers, days = np.concatenate([first, second]), np.concatenate([early, late])
    return list(zip(issuers.tolist(), days.tolist(), strict=True))


def _plant(
    rng: np.random.Generator, place: tuple[int, int], truth: Truth, size: float, *, modest: bool
) -> Plant:
    """Draw a shape: rise 1-3 sessions, hold 0-5, fall 1-8, give-back 0.8-1.2, volume 2-10 times."""
    moves, falls = truth != "nothing", truth == "pump-and-dump"
    draw = rng.random(3)
    rise, hold, fall = (int(n) for n in rng.integers([1, 0, 1], [4, 6, 9]))
    return Plant(
        issuer=place[0],
        day0=place[1],
        truth=truth,
        size=size,
        run_up=0.3 * float(draw[0]) if moves and not modest else 0.0,
        rise=rise if moves else 0,
        hold=hold if falls else 0,
        fall=fall if falls else 0,
        give_back=0.8 + 0.4 * float(draw[1]) if falls else 0.0,
        volume=2 + 8 * float(draw[2]) if moves else 1.0,
        terms=_invented_terms(rng, modest=modest),
    )


def _invented_terms(rng: np.random.Generator, *, modest: bool) -> ContractTerms:
    """Draw the terms of a contract; the modest one is always US$18m for 500 units, 15 days to walk away."""
    pick = rng.integers([1, 10, 0], [len(_COUNTERPARTIES), 400, 4])
    unit_price = rng.integers(50, 3_000) * 1_000
    if modest:
        return _MODEST
    units = int(pick[1])
    return ContractTerms(
        counterparty=_COUNTERPARTIES[int(pick[0])],
        value=float(units * unit_price),
        currency="USD",
        units=units,
        opt_out_days=(None, None, 15, 30)[int(pick[2])],
        binding=True,
    )
