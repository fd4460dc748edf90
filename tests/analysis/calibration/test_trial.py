"""A trial: its split, its arms and its registries, on a panel on which nothing happens."""

from __future__ import annotations

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.arms import ARMS, Outcome, run_arm
from eventstudy.analysis.calibration.matching import UpLegs
from eventstudy.analysis.calibration.placebo_windows import components_of, placebo_windows
from eventstudy.analysis.calibration.reference import reference_set
from eventstudy.analysis.calibration.registries import ANNOUNCEMENTS, Candidates, registry_rates
from eventstudy.analysis.calibration.trial import split, summarise

SECURITIES = 60


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """Run every arm on the half that the reference set does not hold."""
    panel = calm_panel(SECURITIES, 620)
    windows = placebo_windows(panel, np.zeros(panel.prices.shape, dtype=np.bool_), last=20, seed=1)
    chosen = split(SECURITIES, 5)
    known, unseen = windows.take(chosen[windows.security]), windows.take(~chosen[windows.security])
    reference = reference_set(known, panel.securities, seed=1, simulated=True)
    plain = components_of(known.abnormal, known.sigma, ("up_strength", "pds"))
    legs = UpLegs(
        known.security,
        reference.strata.of(known.zero_return_share),
        plain["up_strength"],
        known.sigma,
        plain["pds"],
    )
    legs = legs.take(legs.gated)
    drawn = np.random.default_rng(1).integers(0, len(unseen), 400)
    return {
        arm.key: run_arm(
            arm,
            unseen,
            reference,
            plain_legs=legs,
            which=drawn if arm.shape else np.arange(len(unseen)),
            seed=1,
        )
        for arm in ARMS
    }


def test_halves_share_no_security() -> None:
    """The split is by security, in halves, the same for the same seed and another for another."""
    chosen = split(403, 1)
    assert chosen.sum() == 202
    assert (chosen == split(403, 1)).all()
    assert (chosen != split(403, 2)).any()


def test_size_power_and_false_alarms(outcomes: dict[str, Outcome]) -> None:
    """On calm returns the test keeps its level, finds large pumps, and lets lasting news pass."""
    trial = summarise(outcomes, seed=1)
    assert trial.size["all", 0.05].low <= 0.06
    assert trial.size["all", 0.05].high >= 0.04
    assert trial.flagged["pump 80%"].value > 0.9
    assert trial.flagged["pump 10%"].value < trial.flagged["pump 30%"].value
    assert trial.flagged["permanent 30%"].value < trial.flagged["pump 30%"].value / 4
    assert trial.rules["+10 % then -10 %"]["permanent 50%"] > 0.15
    assert trial.areas["|t| of day 0 and 1"]["permanent news"] == pytest.approx(0.5, abs=0.05)
    assert trial.areas["reversal score"]["permanent news"] > 0.85


def test_registries_hold_their_promise(outcomes: dict[str, Outcome]) -> None:
    """False flags are far fewer than the naive rule's, and power rises with q."""
    registry = summarise(outcomes, seed=1).registry
    assert registry.false_share[0] < registry.rule_false_share / 4
    assert (registry.false_share < registry.rule_false_share).all()
    assert (np.diff(registry.power) >= 0).all()
    assert registry.rule_false_share > 0.5


def test_an_arm_is_the_same_twice(outcomes: dict[str, Outcome]) -> None:
    """Two summaries of one run agree in every number."""
    one, two = summarise(outcomes, seed=1), summarise(outcomes, seed=1)
    assert one.flagged == two.flagged
    assert one.registry.power.tobytes() == two.registry.power.tobytes()


def test_a_registry_of_clear_cases() -> None:
    """Where p-values tell pumps without fail, all are found, none is false, and the top 20 are pumps."""
    offered = {
        name: Candidates(
            np.full(9, 1e-5 if name == "pump" else 0.9),
            np.ones(9),
            np.ones(9, dtype=np.bool_),
        )
        for name in ANNOUNCEMENTS
    }
    found = registry_rates(offered, np.array([0.1]), seed=1)
    assert (found.power[0], found.false_share[0], found.precision) == (1, 0, 1)
    assert found.rule_false_share == pytest.approx(0.9)
