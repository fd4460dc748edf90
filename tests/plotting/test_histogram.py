"""Every comparable window is in a bar, and those that reach the event are the coloured ones."""

from __future__ import annotations

import numpy as np
import pytest
from all_pictures import words
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from eventstudy.plotting import HistogramPicture
from eventstudy.plotting.house import LIGHT


def counted(scores: list[float], score: float) -> tuple[int, int]:
    """Return how many windows the bars hold, and how many of those are in the accent colour."""
    figure = HistogramPicture(words(), np.array(scores), score, "m", "b").figure()
    bars = [
        (round(bar.get_height()), to_hex(bar.get_facecolor()))  # type: ignore[attr-defined]  # bars are rectangles
        for bar in figure.axes[0].patches
    ]
    return sum(count for count, _ in bars), sum(count for count, shade in bars if shade == LIGHT.accent)


def test_the_lowest_windows_are_not_lost_to_rounding() -> None:
    """Where the event has the highest score, the first edge is forty widths below it and still holds the lowest."""
    for seed in range(40):
        scores = np.random.default_rng(seed).exponential(1.0, 50).tolist()
        assert counted(scores, max(scores)) == (50, 1)
    assert counted([0.0] * 7 + [1.2, 3.6], 3.6) == (9, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1, 20), min_size=1, max_size=30), st.floats(-2, 25))
def test_bars_count_every_window(scores: list[float], score: float) -> None:
    """Bars add up to the windows, coloured ones to those at or above the event's score."""
    assert counted(scores, score) == (len(scores), sum(one >= score for one in scores))


@pytest.mark.parametrize("score", [1.0, 5.0])
def test_windows_of_one_score_have_one_bar(score: float) -> None:
    """Equal scores are one bar, on the event's line or left of it."""
    assert counted([1.0] * 10, score) == (10, 10 if score == 1.0 else 0)
