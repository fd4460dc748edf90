"""Quantiles of a share's own ordinary windows are those of the paths that signatures would have there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from placebo_market import quiet_panel

from eventstudy.analysis.calibration.ordinary import EACH, FEWEST, QUANTILES, ordinary_paths
from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import date_of

if TYPE_CHECKING:
    from eventstudy.arrays import Booleans
    from eventstudy.prices.panel import Panel

LAST = 20


def nothing(panel: Panel) -> Booleans:
    """Mark no announcement."""
    return np.zeros(panel.prices.shape, dtype=np.bool_)


def test_quantiles_agree_with_signatures_one_by_one() -> None:
    """Each session's quantiles are those of the paths of signatures at every day 0 on which nothing was announced."""
    panel = quiet_panel(2, 420)
    windows = placebo_windows(panel, nothing(panel), last=LAST, seed=0, each=EACH)
    days = [date_of(day) for day in windows.day0[windows.security == panel.rows["S1"]].tolist()]
    paths = np.concatenate([signatures(panel, [Event("a", "S1", day)]).path for day in days])
    found = ordinary_paths(panel, nothing(panel), [("S1", LAST)])["S1", LAST]
    assert found.windows == len(days) > FEWEST
    np.testing.assert_allclose(found.quantiles, np.quantile(paths, QUANTILES, axis=0), atol=1e-12)


def test_windows_of_announcements_are_left_out() -> None:
    """A window that would reach into one of an announcement is no ordinary one."""
    panel = quiet_panel(2, 420)
    marks = nothing(panel)
    marks[panel.rows["S0"], 330] = True
    free = ordinary_paths(panel, nothing(panel), [("S0", LAST)])["S0", LAST]
    busy = ordinary_paths(panel, marks, [("S0", LAST), ("S1", LAST)])
    assert busy["S0", LAST].windows == free.windows - 2 * (LAST + 10) - 1
    assert busy["S1", LAST].windows == free.windows


def test_a_share_with_a_short_history_has_none() -> None:
    """Fewer than a hundred windows have no quantiles, and another share of the panel is not touched by that."""
    panel = quiet_panel(2, 420)
    prices = panel.prices.copy()
    prices[0, :150] = np.nan
    panel = replace(panel, prices=prices)
    assert set(ordinary_paths(panel, nothing(panel), [("S0", LAST), ("S1", LAST)])) == {("S1", LAST)}


def test_each_window_length_has_its_own() -> None:
    """A longer window has quantiles to its own end."""
    panel = quiet_panel(2, 420)
    found = ordinary_paths(panel, nothing(panel), [("S0", LAST), ("S0", 30)])
    assert [one.quantiles.shape for one in found.values()] == [(4, 31), (4, 41)]


def test_a_long_history_is_thinned_evenly() -> None:
    """Of many windows as many as asked for are measured, the gaps between them differing by a session at most."""
    panel = quiet_panel(1, 700)
    every = placebo_windows(panel, nothing(panel), last=LAST, seed=0)
    some = placebo_windows(panel, nothing(panel), last=LAST, seed=0, each=90)
    assert len(every) > 300
    assert len(some) == 90
    places = np.searchsorted(every.day0, some.day0)
    assert set(np.diff(places)) <= {len(every) // 90, len(every) // 90 + 1}
    few = placebo_windows(panel, nothing(panel), last=LAST, seed=0, each=10_000)
    np.testing.assert_array_equal(few.day0, every.day0)
