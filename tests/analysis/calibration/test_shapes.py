"""Shapes that are laid into returns rise, hold and fall as their name says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.calibration.shapes import SHAPES, Shape, draw_shapes

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

COUNT = 2_000
GIVEN_BACK = {
    "pump": (0.8, 1.2),
    "permanent": (0.0, 0.0),
    "partial": (0.10, 0.35),
    "expiry": (0.8, 1.2),
    "limited": (0.8, 1.2),
}


def drawn(shape: Shape, size: float = 0.5, *, last: int = 20, seed: int = 1) -> Floats:
    """Draw many shapes of one size."""
    return draw_shapes(np.random.default_rng(seed), shape, np.full(COUNT, size), last)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [0.1, 0.8])
def test_the_top_and_what_is_given_back(shape: Shape, size: float) -> None:
    """The path tops at the size that was asked for, by session 10, and keeps what its name says."""
    path = drawn(shape, size)[:, 10:].cumsum(axis=1)
    assert path.max(axis=1) == pytest.approx(np.log1p(size))
    assert (np.isclose(path, path.max(axis=1)[:, None]).argmax(axis=1) <= 10).all()
    back = 1 - path[:, -1] / np.log1p(size)
    low, high = GIVEN_BACK[shape]
    assert back.min() >= low - 1e-9
    assert back.max() <= high + 1e-9
    assert back.mean() == pytest.approx((low + high) / 2, abs=0.01)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_run_up_ends_where_the_rise_begins(shape: Shape) -> None:
    """Ten equal returns before day 0 add up to a run-up of 0 to 30 %."""
    before = drawn(shape)[:, :10]
    assert np.ptp(before, axis=1).max() == 0
    total = np.expm1(before.sum(axis=1))
    assert 0 <= total.min() < 0.01
    assert 0.29 < total.max() <= 0.30


def test_rise_hold_and_fall_of_a_pump() -> None:
    """A pump rises for 1 to 3 sessions, holds for 0 to 5, and falls for 1 to 8, each as often."""
    after = drawn("pump")[:, 10:]
    up, down = (after > 0).sum(axis=1), (after < 0).sum(axis=1)
    still = (after < 0).argmax(axis=1) - up
    for found, lengths in ((up, range(1, 4)), (still, range(6)), (down, range(1, 9))):
        values, counts = np.unique(found, return_counts=True)
        assert values.tolist() == list(lengths)
        assert counts == pytest.approx(COUNT / len(lengths), rel=0.25)


def test_an_expiry_falls_when_the_window_ends() -> None:
    """Timed by an opt-out window of 15 days, the fall begins on session 9 to 11."""
    first = (drawn("expiry")[:, 10:] < 0).argmax(axis=1)
    assert set(first.tolist()) == {9, 10, 11}


def test_a_limit_holds_every_day() -> None:
    """Under a limit of 10 % no session moves further than that."""
    assert np.abs(drawn("limited", 0.8)[:, 10:]).max() <= np.log(1.10) + 1e-12
    assert np.abs(drawn("pump", 0.8)[:, 10:]).max() > np.log(1.10)


@given(st.sampled_from(SHAPES), st.integers(0, 2**32 - 1))
def test_the_seed_decides(shape: Shape, seed: int) -> None:
    """The same seed draws the same bits."""
    size = np.array([0.1, 0.3])
    ours, again = (draw_shapes(np.random.default_rng(seed), shape, size, 25) for _ in range(2))
    assert ours.shape == (2, 36)
    assert ours.tobytes() == again.tobytes()


def test_no_windows_no_shapes() -> None:
    """No size draws no shape, in arrays of the usual width."""
    assert draw_shapes(np.random.default_rng(1), "pump", np.empty(0), 20).shape == (0, 31)
