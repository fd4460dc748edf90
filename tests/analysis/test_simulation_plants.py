"""What is planted: shapes within the stated ranges, places that leave room, and invented contracts."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.analysis.simulation_plants import (
    APART,
    FIRST_DAY0,
    LAST_SESSIONS,
    RUN_UP_SESSIONS,
    MarketDesign,
    Plant,
    draw_plants,
)
from eventstudy.announcements.announcement import ContractTerms

COUNT = 420


@pytest.fixture(params=range(5))
def plants(request: pytest.FixtureRequest) -> tuple[Plant, ...]:
    """Announcements of five seeds."""
    rng = np.random.default_rng(int(request.param))
    return draw_plants(rng, MarketDesign(), COUNT)


def of(plants: tuple[Plant, ...], truth: str) -> list[Plant]:
    """Pick the announcements of one truth."""
    return [plant for plant in plants if plant.truth == truth]


def test_shape_by_hand() -> None:
    """A rise of 20 % in two sessions, one session on top and half of it given back in one."""
    plant = Plant(0, 300, "pump-and-dump", 0.2, 0.1, 2, 1, 1, 0.5, 3.0, ContractTerms())
    top = np.log(1.2)
    assert plant.returns == pytest.approx([np.log(1.1) / 10] * 10 + [top / 2, top / 2, 0.0, -top / 2])


def test_nothing_moves_nothing(plants: tuple[Plant, ...]) -> None:
    """An announcement of nothing plants no return and no volume."""
    for plant in of(plants, "nothing"):
        assert plant.returns.tolist() == [0.0] * RUN_UP_SESSIONS
        assert (plant.size, plant.volume) == (0.0, 1.0)


def test_pumps(plants: tuple[Plant, ...]) -> None:
    """Pumps rise in 1-3 sessions, hold for 0-5, fall in 1-8 and give back 0.8 to 1.2."""
    pumps = of(plants, "pump-and-dump")
    assert sorted(plant.size for plant in pumps) == pytest.approx(np.linspace(0.1, 0.5, 8))
    for plant in pumps:
        assert 1 <= plant.rise <= 3
        assert 0 <= plant.hold <= 5
        assert 1 <= plant.fall <= 8
        assert 0.8 <= plant.give_back <= 1.2
        assert 2 <= plant.volume <= 10
        assert 0 <= plant.run_up <= 0.3


def test_lasting_news(plants: tuple[Plant, ...]) -> None:
    """Lasting news has the sizes of the pumps and gives nothing back."""
    lasting = of(plants, "permanent news")
    assert sorted(plant.size for plant in lasting) == pytest.approx(np.linspace(0.1, 0.5, 8))
    assert all((plant.hold, plant.fall, plant.give_back) == (0, 0, 0) for plant in lasting)
    assert all(1 <= plant.rise <= 3 for plant in lasting)


def test_modest_case(plants: tuple[Plant, ...]) -> None:
    """The smallest pump is a 10 % pop without run-up on US$18m for 500 units with 15 days to walk away."""
    modest = min(of(plants, "pump-and-dump"), key=lambda plant: plant.size)
    terms = modest.terms
    assert (modest.size, modest.run_up) == (0.1, 0.0)
    assert (terms.value, terms.currency, terms.units, terms.opt_out_days) == (18e6, "USD", 500, 15)


def test_other_contracts(plants: tuple[Plant, ...]) -> None:
    """Every other contract has a value that is units times a unit price in whole thousands."""
    for plant in plants:
        assert plant.terms.value is not None
        assert plant.terms.units is not None
        assert plant.terms.value % (plant.terms.units * 1000) == 0
        assert plant.terms.opt_out_days in {None, 15, 30}
        assert plant.terms.counterparty


def test_places(plants: tuple[Plant, ...]) -> None:
    """Day 0 leaves room for both windows, and two announcements of one issuer stand apart."""
    assert list(plants) == sorted(plants, key=lambda plant: (plant.day0, plant.issuer))
    days: dict[int, list[int]] = {}
    for plant in plants:
        assert FIRST_DAY0 <= plant.day0 < COUNT - LAST_SESSIONS
        days.setdefault(plant.issuer, []).append(plant.day0)
    assert len(days) == 24
    for of_issuer in days.values():
        assert len(of_issuer) <= 2
        assert len(of_issuer) == 1 or of_issuer[1] - of_issuer[0] >= APART


def test_without_pumps_nothing_is_modest() -> None:
    """A market of lasting news alone has no case of the modest kind."""
    plants = draw_plants(np.random.default_rng(1), MarketDesign(pumps=0, nothing=0), COUNT)
    assert all(plant.terms.units != 500 for plant in plants)
    assert {plant.truth for plant in plants} == {"permanent news"}
