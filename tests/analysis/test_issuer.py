"""An issuer's announcements together: which count, their average path, and how often rises are given back."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.event import Event
from eventstudy.analysis.issuer import (
    apart,
    average_path,
    beside_usual,
    count_law,
    gave_back,
    reversals,
    rose,
)
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.prices.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Booleans, Floats

DAYS = pd.bdate_range("2021-01-04", periods=800)
FIRST = 300
CHANCES = st.lists(st.floats(0, 1), max_size=8)


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Two restless shares on which nothing happens."""
    rng = np.random.default_rng(4)
    market = np.cumsum(0.01 * rng.standard_normal(len(DAYS)))
    shares = 0.8 * market + np.cumsum(0.02 * rng.standard_normal((2, len(DAYS))), axis=1)
    closes = pd.DataFrame(np.exp(shares).T, index=DAYS, columns=["A", "B"]).assign(M=np.exp(market))
    return Panel.from_frame(closes, benchmark="M")


def measured(panel: Panel, *starts: int, security: str = "A") -> Signatures:
    """Measure events of a share, each so many sessions after the first that can be."""
    events = [Event(f"{security}{start}", security, DAYS[FIRST + start].date()) for start in starts]
    return signatures(panel, events)


def shaped(found: Signatures, up: Sequence[float], half_life: Sequence[float]) -> Signatures:
    """Give signatures the strength of their rises, and the sessions after which half was given back."""
    changed = {"up_strength": np.array(up), "half_life": np.array(half_life)}
    return replace(found, components={**found.components, **changed})


def every(found: Signatures) -> Booleans:
    """Mark all of them."""
    return np.ones(len(found), dtype=np.bool_)


def test_overlapping_windows_count_once(panel: Panel) -> None:
    """Of events 20 sessions apart the earlier counts; one 21 sessions after it counts again."""
    found = measured(panel, 0, 20, 21, 41, 42)
    same = ["X"] * 5
    assert apart(found, same, every(found)).tolist() == [True, False, True, False, True]


def test_only_candidates_hold_a_window(panel: Panel) -> None:
    """An event that is no candidate stands in nobody's way, and never counts."""
    found = measured(panel, 0, 10)
    assert apart(found, ["X", "X"], np.array([False, True])).tolist() == [False, True]


def test_issuers_do_not_disturb_each_other(panel: Panel) -> None:
    """Overlapping windows of two issuers both count."""
    found = measured(panel, 0, 10)
    assert apart(found, ["X", "Y"], every(found)).tolist() == [True, True]


def test_the_average_is_that_of_pandas_and_scipy(panel: Panel) -> None:
    """Mean, Student interval and the band of the mean agree with pandas, SciPy and the law of independent sums."""
    found = measured(panel, 0, 30, 60, 90, 120, 150)
    path = average_path(found)
    assert path is not None
    paths = pd.DataFrame(found.path)
    np.testing.assert_allclose(path.mean, paths.mean(), rtol=1e-12)
    later = path.offsets >= 0
    after = paths.loc[:, later]
    low, high = stats.t.interval(0.95, 5, loc=after.mean(), scale=after.sem())
    np.testing.assert_allclose(path.low[later], low, rtol=1e-10)
    np.testing.assert_allclose(path.high[later], high, rtol=1e-10)
    width = [math.hypot(*column) / 6 for column in found.band.T]
    np.testing.assert_allclose(path.ordinary, width, rtol=1e-12)
    assert path.announcements.tolist() == [6] * len(path.offsets)


def test_the_average_ends_with_the_shortest_window(panel: Panel) -> None:
    """Where one window is longer for its opt-out, sessions beyond the shorter are not averaged."""
    start = FIRST + 30
    longer = Event("longer", "A", DAYS[start].date(), DAYS[start + 25].date())
    found = signatures(panel, [Event("a", "A", DAYS[FIRST].date()), longer])
    path = average_path(found)
    assert path is not None
    assert found.offsets[-1] == 30
    assert path.offsets.tolist() == list(range(-10, 21))


def test_few_paths_have_no_interval(panel: Panel) -> None:
    """The spread of four paths gives no interval, and their mean still has the band of nothing."""
    path = average_path(measured(panel, 0, 30, 60, 90))
    assert path is not None
    assert np.isnan(path.low).all()
    assert np.isfinite(path.ordinary).all()


def test_one_path_is_its_own_average(panel: Panel) -> None:
    """The average of one announcement is its path, and the band its own."""
    found = measured(panel, 0)
    path = average_path(found)
    assert path is not None
    np.testing.assert_array_equal(path.mean, found.path[0])
    np.testing.assert_allclose(path.ordinary, found.band[0])


def test_a_missing_session_is_left_out_of_its_mean(panel: Panel) -> None:
    """Where one path lacks a session of the run-up the others are averaged there, and n says so."""
    found = measured(panel, 0, 30)
    holed = found.path.copy()
    holed[0, 2] = np.nan
    path = average_path(replace(found, path=holed))
    assert path is not None
    assert (path.announcements[2], path.announcements[3]) == (1, 2)
    assert path.mean[2] == found.path[1, 2]


def test_nothing_has_no_average(panel: Panel) -> None:
    """Without a signature there is no path."""
    assert average_path(measured(panel)) is None


def test_the_gate_and_the_half(panel: Panel) -> None:
    """A rise of exactly two sigmas is none, and a rise without a half-life was not given back."""
    found = shaped(measured(panel, 0, 30), [2.0, 2.01], [np.nan, 3.0])
    assert rose(found).tolist() == [False, True]
    assert gave_back(found).tolist() == [False, True]


def test_the_share_that_reversed(panel: Panel) -> None:
    """Two of three counted rises reversed, with SciPy's Wilson interval; what did not rise or count is left out."""
    starts = (0, 30, 60, 90, 120)
    found = shaped(measured(panel, *starts), [3, 3, 3, 1, 3], [4, np.nan, 9, 2, 2])
    got = reversals(found, np.array([True, True, True, True, False]))
    interval = stats.binomtest(2, 3).proportion_ci(method="wilson")
    assert got == pytest.approx((3, 2, interval.low, interval.high))
    assert got.share == pytest.approx(2 / 3)


def test_no_rise_has_no_share(panel: Panel) -> None:
    """Without a rise share and interval are missing, not zero."""
    got = reversals(shaped(measured(panel, 0), [1.0], [1.0]), np.array([True]))
    assert np.isnan([got.share, got.low, got.high]).all()


@given(CHANCES)
def test_the_law_of_counts(chances: list[float]) -> None:
    """It is what counting every pattern of successes and failures gives."""
    expected = np.zeros(len(chances) + 1)
    for pattern in itertools.product((False, True), repeat=len(chances)):
        expected[sum(pattern)] += math.prod(
            p if won else 1 - p for p, won in zip(chances, pattern, strict=True)
        )
    np.testing.assert_allclose(count_law(np.array(chances)), expected, atol=1e-12)


def test_equal_chances_are_binomial() -> None:
    """With one chance for all the law is SciPy's binomial."""
    law = count_law(np.full(12, 0.46))
    np.testing.assert_allclose(law, stats.binom.pmf(np.arange(13), 12, 0.46), rtol=1e-10)


def usual_of(panel: Panel, shares: Floats) -> tuple[int, int, float, float, float]:
    """Compare three rises, two of which reversed, with comparable ones."""
    found = shaped(measured(panel, 0, 30, 60), [3, 4, 5], [2, np.nan, 6])
    return beside_usual(found, every(found), shares)


def test_the_count_beside_comparable_rises(panel: Panel) -> None:
    """Two of three with chances 0.2, 0.5 and 0.6: at least two in 40 % of cases, at most two in 94 %."""
    assert usual_of(panel, np.array([0.2, 0.5, 0.6])) == pytest.approx((3, 2, 1.3 / 3, 0.40, 0.94))


def test_rises_without_comparable_ones_are_left_out(panel: Panel) -> None:
    """A rise whose comparable windows are too few takes no part on either side; without any nothing is said."""
    assert usual_of(panel, np.array([0.2, np.nan, 0.6])) == pytest.approx((2, 2, 0.4, 0.12, 1.0))
    nothing = usual_of(panel, np.full(3, np.nan))
    assert nothing[:2] == (0, 0)
    assert np.isnan(nothing[2:]).all()
