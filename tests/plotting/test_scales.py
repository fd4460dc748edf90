"""Upright scales of log returns are marked at round changes in price."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from eventstudy.plotting.scales import in_price, price_scale, signed


@pytest.mark.parametrize(("low", "high"), [(-0.1, 0.2), (-0.02, 0.01), (-1.5, 2.0), (-6.0, 0.5), (0.0, 0.9)])
def test_ticks_are_round_changes_in_price(low: float, high: float) -> None:
    """Each tick stands at the logarithm of the change that is written beside it, inside the scale, zero among them."""
    axes = Figure().add_subplot()
    axes.set_ylim(low, high)
    price_scale(axes)
    ticks = np.asarray(axes.get_yticks())
    labels = [axes.yaxis.get_major_formatter()(tick, 0) for tick in ticks]
    assert len(ticks) >= 2
    assert (ticks >= low - 1e-9).all()
    assert (ticks <= high + 1e-9).all()
    for tick, label in zip(ticks, labels, strict=True):
        written = float(label.rstrip("%").replace("\N{MINUS SIGN}", "-")) / 100
        assert math.log1p(written) == pytest.approx(tick, abs=1e-9)
    assert "0%" in labels


@given(st.floats(-0.99, 20))
def test_a_log_return_is_told_as_the_change_that_it_is(change: float) -> None:
    """The change in price of a log return is what the price did."""
    assert in_price(math.log1p(change)) == pytest.approx(change, abs=1e-9)


@given(st.floats(-0.9, 9))
def test_signs_are_written_but_for_zero(change: float) -> None:
    """A rise has a plus, a fall a real minus, and what rounds to nothing has neither."""
    text = signed(change)
    value = float(text.rstrip("%").replace("\N{MINUS SIGN}", "-"))
    assert value == pytest.approx(100 * change, abs=0.0500001)
    assert text[0] in ("+\N{MINUS SIGN}" if value else "0")
