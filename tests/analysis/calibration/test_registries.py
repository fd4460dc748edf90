"""Simulated registries: false shares and power on planted p-values, and what naive rules do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from eventstudy.analysis.calibration.registries import (
    ANNOUNCEMENTS,
    TOP,
    Candidates,
    registry_rates,
)

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

QS = np.array([0.05, 0.10, 0.20, 0.40])


def one_sort(p_value: float, *, rule: bool = False) -> Candidates:
    """Offer one window only."""
    return Candidates(np.array([p_value]), np.array([1.0]), np.array([rule]))


def uniform(count: int, *, seed: int, share: float = 1.0) -> Candidates:
    """Offer windows with uniform p-values, of which a share passed the gate."""
    rng = np.random.default_rng(seed)
    p_value: Floats = np.where(rng.random(count) < share, rng.random(count), np.nan)
    return Candidates(p_value, rng.random(count), rng.random(count) < 0.1)


def test_a_registry_has_two_hundred() -> None:
    """Twenty of two hundred announcements are pumps."""
    assert (sum(ANNOUNCEMENTS.values()), ANNOUNCEMENTS["pump"]) == (200, 20)


def test_certain_pumps_are_all_found() -> None:
    """Where pumps have p-values of 0.0001 and nothing else was tested, all are found and nothing else is."""
    offered = {name: one_sort(1e-4 if name == "pump" else np.nan, rule=True) for name in ANNOUNCEMENTS}
    found = registry_rates(offered, QS, seed=1)
    assert found.power.tolist() == [1.0] * 4
    assert found.false_share.tolist() == [0.0] * 4
    assert found.precision == 1.0
    assert found.rule_power == 1.0
    assert found.rule_false_share == pytest.approx(0.9)


def test_q_values_decide() -> None:
    """With p = 0.08 for pumps and 1 for the rest, q = 0.8: found from there on only."""
    offered = {name: one_sort(0.08 if name == "pump" else 1.0) for name in ANNOUNCEMENTS}
    p_value = np.array([0.08] * 20 + [1.0] * 180)
    edge = false_discovery_control(p_value)[0]
    assert edge == pytest.approx(0.8)
    found = registry_rates(offered, np.array([edge - 0.01, edge + 1e-9]), seed=1)
    assert found.power.tolist() == [0.0, 1.0]
    assert (found.rule_power, found.rule_false_share) == (0.0, 0.0)


def test_the_false_share_is_held() -> None:
    """Where p-values of the others are uniform the false share stays below q, and power grows with q."""
    offered = {name: uniform(5_000, seed=k, share=0.3) for k, name in enumerate(ANNOUNCEMENTS)}
    rng = np.random.default_rng(9)
    offered["pump"] = Candidates(rng.beta(0.15, 4, 5_000), rng.random(5_000), rng.random(5_000) < 0.9)
    found = registry_rates(offered, QS, seed=2)
    assert (found.false_share <= QS + 0.02).all()
    assert (np.diff(found.power) >= 0).all()
    assert 0.3 < found.power[1] < 1
    assert found.rule_power == pytest.approx(0.9, abs=0.02)
    # 18 of the 180 others trip the rule, beside 18 of the 20 pumps.
    assert found.rule_false_share == pytest.approx(0.5, abs=0.03)


def test_nothing_but_noise() -> None:
    """Where pumps are like everything else, a top list holds one in ten, and few are flagged."""
    offered = {name: uniform(5_000, seed=k) for k, name in enumerate(ANNOUNCEMENTS)}
    found = registry_rates(offered, QS, seed=3)
    assert found.precision == pytest.approx(0.1, abs=0.02)
    assert found.power[1] < 0.02


def test_untested_windows_come_last_and_ties_go_by_score() -> None:
    """Of equal p-values the higher score comes first; windows without a p-value come after all others."""
    offered = {name: one_sort(np.nan) for name in ANNOUNCEMENTS}
    offered["pump"] = Candidates(np.array([0.5]), np.array([2.0]), np.array([False]))
    offered["permanent"] = Candidates(np.array([0.5]), np.array([1.0]), np.array([False]))
    assert registry_rates(offered, QS, seed=4).precision == 1.0 == TOP / 20
    offered["permanent"] = Candidates(np.array([0.5]), np.array([3.0]), np.array([False]))
    assert registry_rates(offered, QS, seed=4).precision == 0.0


def test_the_seed_decides() -> None:
    """The same seed draws the same registries."""
    offered = {name: uniform(500, seed=k) for k, name in enumerate(ANNOUNCEMENTS)}
    ours, again, other = (registry_rates(offered, QS, seed=seed) for seed in (5, 5, 6))
    assert ours.false_share.tolist() == again.false_share.tolist()
    assert ours.precision == again.precision != other.precision
