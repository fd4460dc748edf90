"""Shapes rise and fall as they are said to."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.analysis.calibration.shapes import SHAPES, Shape, draw_shapes

COUNT, LAST = 500, 20


def drawn(shape: Shape, size: float = 0.3) -> np.ndarray:
    """Draw shapes of one size."""
    rng = np.random.Generator(np.random.PCG64(8))
    return draw_shapes(rng, shape, np.full(COUNT, size), LAST)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_top_is_the_size(shape: Shape) -> None:
    """Every shape reaches its size by day 10, from the close before day 0 on."""
    path = np.cumsum(drawn(shape)[:, 10:], axis=1)
    assert path.max(axis=1) == pytest.approx(np.log(1.3))
    assert (path.argmax(axis=1) <= 10).all()


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [("pump", 0.8, 1.2), ("permanent", 0, 0), ("partial", 0.10, 0.35), ("expiry", 0.8, 1.2)],
)
def test_what_is_given_back(shape: Shape, low: float, high: float) -> None:
    """Pumps give back 80 to 120 % of the rise, partial news 10 to 35 %, lasting news nothing."""
    path = np.cumsum(drawn(shape)[:, 10:], axis=1)
    share = (path.max(axis=1) - path[:, -1]) / path.max(axis=1)
    assert share.min() >= low - 1e-9
    assert share.max() <= high + 1e-9
    assert np.ptp(share) >= 0.8 * (high - low) - 1e-9


def test_a_run_up_comes_first() -> None:
    """Before day 0 the price rises by up to 30 %, evenly over ten sessions."""
    before = drawn("pump")[:, :10]
    assert (np.ptp(before, axis=1) < 1e-12).all()
    total = np.expm1(before.sum(axis=1))
    assert 0 <= total.min() < 0.05
    assert 0.25 < total.max() <= 0.3


def test_a_daily_limit_holds() -> None:
    """Under the limit no session rises by more than 10 %."""
    assert np.expm1(drawn("limited", 0.8)[:, 10:].max()) <= 0.10 + 1e-12


def test_at_expiry_it_falls_late() -> None:
    """A pump timed by an opt-out window falls from session 9 on."""
    returns = drawn("expiry")[:, 10:]
    first = (returns < 0).argmax(axis=1)
    assert set(first.tolist()) == {9, 10, 11}
