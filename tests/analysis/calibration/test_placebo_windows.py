"""Placebo windows are measured as events are, and touch no announcement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.placebo_windows import components_of, placebo_windows
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import date_of

if TYPE_CHECKING:
    from eventstudy.prices.panel import Panel

PANEL = calm_panel(3, 330)
NOTHING = np.zeros(PANEL.prices.shape, dtype=np.bool_)


def windows_of(panel: Panel = PANEL, **options: int) -> set[tuple[int, int]]:
    """Return security and day 0 of every window."""
    found = placebo_windows(panel, np.zeros(panel.prices.shape, dtype=np.bool_), last=20, seed=1, **options)
    return set(zip(found.security.tolist(), found.day0.tolist(), strict=True))


def test_a_window_is_what_a_signature_of_that_day_is() -> None:
    """Abnormal returns, sigma, zero returns and components equal those of an event on the same day 0."""
    found = placebo_windows(PANEL, NOTHING, last=20, seed=1)
    for k in (0, len(found) // 2, len(found) - 1):
        name = PANEL.securities[found.security[k]]
        one = signatures(PANEL, [Event("e", name, date_of(found.day0[k]))])
        assert found.abnormal[k] == pytest.approx(one.abnormal_returns[0], rel=1e-12)
        assert found.sigma[k] == pytest.approx(one.sigma[0], rel=1e-12)
        assert found.zero_return_share[k] == one.zero_return_share[0]
        scored = components_of(found.abnormal[k : k + 1], found.sigma[k : k + 1], ("pds", "reversal_score"))
        for component, values in scored.items():
            assert values[0] == pytest.approx(one.components[component][0], rel=1e-9)


def test_every_session_with_a_whole_window_is_day_0_once() -> None:
    """From the 200th estimation return to W sessions before the end every session is a day 0."""
    first, last = 201 + 30, 330 - 1 - 20
    days = PANEL.sessions[0]
    assert windows_of() == {(row, int(days[p])) for row in range(3) for p in range(first, last + 1)}


def test_windows_keep_clear_of_announcements() -> None:
    """No window shares a session of -10 to W with one of an announcement, in that security alone."""
    occupied = NOTHING.copy()
    occupied[1, 270] = True
    found = placebo_windows(PANEL, occupied, last=20, seed=1)
    near = np.abs(found.day0 - PANEL.sessions[0, 270]) <= 30
    assert not near[found.security == 1].any()
    assert near[found.security == 0].any()


def test_a_missing_or_monstrous_return_ends_a_window() -> None:
    """A window with a missing close, or a return above one in size, is left out; later ones are not."""
    prices = PANEL.prices.copy()
    prices[0, 280] = np.nan
    prices[1, 280:] *= 4
    found = windows_of(replace(PANEL, prices=prices))
    for row in (0, 1):
        days = {day - int(PANEL.sessions[0, 0]) for security, day in found if security == row}
        assert not days & set(range(280 - 20, 280 + 11))
        assert {250, 300} <= days


def test_of_too_many_windows_a_sample_is_drawn() -> None:
    """The sample is a part of all windows, and the same for the same seed."""
    some = windows_of(most=40)
    assert len(some) == 40
    assert some < windows_of()
    assert some == windows_of(most=40)


def test_too_short_a_history_has_none() -> None:
    """A panel shorter than a window and its estimation has no windows, and its arrays keep their width."""
    short = calm_panel(2, 25)
    found = placebo_windows(short, np.zeros(short.prices.shape, dtype=np.bool_), last=20, seed=1)
    assert len(found) == 0
    assert found.abnormal.shape == (0, 31)
    assert components_of(found.abnormal, found.sigma)["up_strength"].shape == (0,)
