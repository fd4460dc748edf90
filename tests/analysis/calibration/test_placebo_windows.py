"""Placebo windows are measured as signatures are, and touch no announcement."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from placebo_market import LAST, panel_of, quiet_panel, quiet_returns, quiet_windows

from eventstudy.analysis.calibration.placebo_windows import components_of, placebo_windows
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import signatures
from eventstudy.arrays import Booleans, date_of
from eventstudy.prices.panel import Panel

PANEL = quiet_panel()
NAMES = ("up_strength", "reversal_score", "pds", "give_back", "jump", "tent", "lasting")


def nothing(panel: Panel) -> Booleans:
    """Return marks of no announcement at all."""
    return np.zeros(panel.prices.shape, dtype=np.bool_)


@pytest.mark.parametrize("last", [20, 27], ids=["W = 20", "W of a long opt-out"])
def test_windows_are_signatures_of_the_same_day(last: int) -> None:
    """A window has the returns, sigma and components that a signature of its day 0 has, number for number."""
    windows = quiet_windows(PANEL, last=last)
    chosen = windows.take(np.arange(5, len(windows), 61))
    found = components_of(chosen.abnormal, chosen.sigma, NAMES)
    for i in range(len(chosen)):
        day0 = date_of(int(chosen.day0[i]))
        # An opt-out window that ends on session E gives W = E + 5.
        column = int(np.searchsorted(PANEL.sessions[0], chosen.day0[i]))
        expiry = date_of(int(PANEL.sessions[0, column + last - 5])) if last > LAST else None
        alone = signatures(PANEL, [Event("a", PANEL.securities[chosen.security[i]], day0, expiry)])
        assert alone.last[0] == last
        assert chosen.abnormal[i] == pytest.approx(alone.abnormal_returns[0], abs=1e-14)
        assert chosen.sigma[i] == pytest.approx(alone.sigma[0], rel=1e-12)
        assert chosen.zero_return_share[i] == alone.zero_return_share[0]
        for name in NAMES:
            assert found[name][i] == pytest.approx(alone.components[name][0], rel=1e-9, nan_ok=True), name


def test_every_day_0_with_its_windows_is_there() -> None:
    """With 200 estimation returns asked for, day 0 runs from the 231st return to W before the last session."""
    windows = quiet_windows(PANEL)
    columns = np.searchsorted(PANEL.sessions[0], windows.day0[windows.security == 0])
    # The return of column 0 is missing; 200 returns end 31 sessions before day 0.
    assert columns.tolist() == list(range(231, 420 - LAST))


def test_windows_stay_clear_of_announcements() -> None:
    """No window's sessions -10 to W meet those of an announcement of its share; other shares keep theirs."""
    occupied = nothing(PANEL)
    occupied[1, 300] = True
    windows = placebo_windows(PANEL, occupied, last=LAST, seed=1)
    columns = np.searchsorted(PANEL.sessions[0], windows.day0)
    theirs = columns[windows.security == 1]
    assert not ((theirs >= 270) & (theirs <= 330)).any()
    assert {269, 331} <= set(theirs.tolist())
    assert ((windows.security == 0).sum()) == 169


def test_announcements_leave_estimation_windows() -> None:
    """Sessions -1 to 1 of an announcement do not count for the sigma of later windows, as for signatures."""
    returns, market = quiet_returns(1, 420, seed=2)
    returns[0, 240:243] += np.array([0.5, -0.5, 0.4])
    panel = panel_of(returns, market)
    occupied = nothing(panel)
    occupied[0, 241] = True
    windows = placebo_windows(panel, occupied, last=LAST, seed=1)
    day0 = date_of(int(windows.day0[-1]))
    events = [Event("b", "S0", day0, None), Event("a", "S0", date_of(int(panel.sessions[0, 241])), None)]
    beside = signatures(panel, events).only({"b"})
    assert windows.sigma[-1] == pytest.approx(beside.sigma[0], rel=1e-12)
    assert quiet_windows(panel).sigma[-1] > windows.sigma[-1]


@pytest.mark.parametrize("hole", ["share", "benchmark", "split"])
def test_holes_and_splits_leave_no_window(hole: str) -> None:
    """A missing close of share or benchmark, and a return above one in size, spoil every window that spans it."""
    prices, market = PANEL.prices.copy(), PANEL.benchmark_prices.copy()
    if hole == "share":
        prices[0, 300] = np.nan
    elif hole == "benchmark":
        market[0, 300] = np.nan
    else:
        prices[0, 301:] *= 4
    panel = replace(PANEL, prices=prices, benchmark_prices=market)
    windows = quiet_windows(panel)
    columns = np.searchsorted(panel.sessions[0], windows.day0[windows.security == 0])
    first = 301 if hole == "split" else 300
    assert not ((columns >= first - LAST) & (columns <= 311)).any()
    assert {first - LAST - 1, 312} <= set(columns.tolist())
    assert np.isfinite(windows.abnormal).all()


def test_zero_returns_and_flat_shares_are_left_out() -> None:
    """A share with more than half zero returns, and one that never moves, have no windows."""
    returns, market = quiet_returns(3, 420, seed=3)
    returns[0] = 0.0
    returns[1, np.arange(420) % 5 < 3] = 0.0
    windows = quiet_windows(panel_of(returns, market))
    assert set(windows.security.tolist()) == {2}


def test_a_sample_is_drawn_by_seed() -> None:
    """Of too many windows as many as allowed are drawn, the same by the same seed, in order, none twice."""
    ours, again, other = (
        placebo_windows(PANEL, nothing(PANEL), last=LAST, seed=seed, most=50) for seed in (4, 4, 5)
    )
    assert len(ours) == len(other) == 50
    assert ours.abnormal.tobytes() == again.abnormal.tobytes()
    assert ours.day0.tolist() != other.day0.tolist()
    pairs = list(zip(ours.security.tolist(), ours.day0.tolist(), strict=True))
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize(
    "panel",
    [Panel.assemble([]), quiet_panel(2, 25), replace(PANEL, prices=np.full_like(PANEL.prices, np.nan))],
    ids=["no security", "too short", "no price"],
)
def test_no_windows(panel: Panel) -> None:
    """Panels without a usable window give none, in arrays of the usual width."""
    windows = quiet_windows(panel)
    assert len(windows) == 0
    assert windows.abnormal.shape == (0, 31)
    assert components_of(windows.abnormal, windows.sigma)["reversal_score"].shape == (0,)


def test_blocks_do_not_matter() -> None:
    """Components come out the same whether paths are computed together or one by one."""
    windows = quiet_windows(PANEL)
    together = components_of(windows.abnormal, windows.sigma)["reversal_score"]
    some = windows.take(np.array([600, 3, 511, 512]))
    assert (
        components_of(some.abnormal, some.sigma)["reversal_score"].tolist()
        == together[[600, 3, 511, 512]].tolist()
    )
