"""The reference set: strata, comparison of signatures, detectable sizes."""

from __future__ import annotations

import numpy as np
import pytest
from calm_panel import calm_panel

from eventstudy.analysis.calibration.detectable import LEVEL, PowerCurves
from eventstudy.analysis.calibration.matching import MATCHED
from eventstudy.analysis.calibration.placebo_windows import placebo_windows
from eventstudy.analysis.calibration.reference import Comparison, ReferenceSet, Strata, reference_set
from eventstudy.analysis.event import Event
from eventstudy.analysis.signature import Signatures, signatures
from eventstudy.arrays import date_of

PANEL = calm_panel(30, 700)


@pytest.fixture(scope="module")
def reference() -> ReferenceSet:
    """Return the reference set of a panel on which nothing happens."""
    return made(seed=1)


def made(seed: int) -> ReferenceSet:
    """Build one."""
    nothing = np.zeros(PANEL.prices.shape, dtype=np.bool_)
    windows = placebo_windows(PANEL, nothing, last=20, seed=seed, most=20_000)
    return reference_set(windows, PANEL.securities, seed=seed, simulated=True)


def events(count: int) -> Signatures:
    """Measure events on days on which nothing happens."""
    rng = np.random.default_rng(6)
    rows, columns = rng.integers(0, 30, count), rng.integers(260, 670, count)
    return signatures(
        PANEL,
        [
            Event(f"e{k}", PANEL.securities[row], date_of(PANEL.sessions[0, column]))
            for k, (row, column) in enumerate(zip(rows, columns, strict=True))
        ],
    )


def test_counts_add_up(reference: ReferenceSet) -> None:
    """Windows and up-legs of the strata are all windows and all up-legs."""
    assert reference.windows.sum() == 30 * (700 - 231 - 20) or reference.windows.sum() <= 20_000
    assert reference.gated.sum() == len(reference.legs)
    assert (reference.gated > MATCHED).all()
    assert reference.securities == PANEL.securities


def test_strata_are_of_equal_size(reference: ReferenceSet) -> None:
    """Each stratum holds about as many windows as the others, unless shares tie."""
    assert reference.strata.number == len(reference.windows)
    assert reference.windows.min() > 0


def test_strata_by_zero_returns() -> None:
    """The stratum counts the edges that a share of zero returns reaches."""
    assert Strata(np.array([0.1, 0.3])).of(np.array([0.0, 0.1, 0.2, 0.3, 0.9])).tolist() == [0, 1, 1, 2, 2]


def test_events_on_calm_days_are_ordinary(reference: ReferenceSet) -> None:
    """About 5 % of up-legs on which nothing was announced have a p-value of 5 % or less."""
    found = events(3_000)
    compared = reference.compare(found)
    gated = found.components["up_strength"] > 2
    assert (np.isfinite(compared.p_value) == gated).all()
    assert compared.matched[gated].tolist() == [MATCHED] * int(gated.sum())
    share = (compared.p_value[gated] <= 0.05).mean()
    assert share == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / gated.sum()) + 0.01)


def test_the_same_seed_gives_the_same_bits(reference: ReferenceSet) -> None:
    """A set built again gives the same p-values and sizes to the bit."""
    found, again = events(300), made(seed=1)
    one, two = reference.compare(found), again.compare(found)
    assert one.p_value.tobytes() == two.p_value.tobytes()
    assert one.detectable_half.tobytes() == two.detectable_half.tobytes()


def test_larger_pumps_are_found_more_often(reference: ReferenceSet) -> None:
    """Power rises with the size, from about the level to near one."""
    for rates in reference.curves.rates:
        assert (np.diff(rates) >= 0).all()
        assert rates[0] <= LEVEL + 0.05
        assert rates[-1] > 0.8


def test_detectable_size_is_read_off_the_curve() -> None:
    """Between two sizes the power is taken as a straight line, and sizes are told in price."""
    curves = PowerCurves(np.array([2.0, 4.0, 8.0]), np.array([[0.1, 0.3, 0.7], [0.6, 0.9, 1.0]]))
    sigma, stratum = np.array([0.02, 0.04]), np.array([0, 1])
    assert curves.minimum_detectable(sigma, stratum, 0.5) == pytest.approx(np.expm1([6 * 0.02, 2 * 0.04]))
    assert curves.minimum_detectable(sigma, stratum, 0.8)[0] == np.inf


def test_without_enough_windows_nothing_is_detectable_or_known() -> None:
    """A small set gives neither p-values nor detectable sizes, and says how many windows there were."""
    small = calm_panel(3, 400)
    windows = placebo_windows(small, np.zeros(small.prices.shape, dtype=np.bool_), last=20, seed=1)
    reference = reference_set(windows, small.securities, seed=1, simulated=True)
    found = signatures(small, [Event("e", "S00", date_of(small.sessions[0, 300]))])
    compared = reference.compare(found)
    assert np.isnan([compared.p_value[0], compared.detectable_half[0], compared.detectable_most[0]]).all()
    assert compared.available[0] == len(reference.legs) < MATCHED


def test_a_set_of_nothing_is_a_set() -> None:
    """A panel without a single whole window makes an empty set, which compares with nothing."""
    short = calm_panel(2, 60)
    windows = placebo_windows(short, np.zeros(short.prices.shape, dtype=np.bool_), last=20, seed=1)
    reference = reference_set(windows, short.securities, seed=1, simulated=True)
    assert len(reference.legs) == 0
    assert reference.securities == ()


def test_comparisons_are_put_back_in_order(reference: ReferenceSet) -> None:
    """Groups compared on their own come back in the order of all events."""
    found = events(40)
    parts = [np.arange(1, 40, 2), np.arange(0, 40, 2)]
    whole = Comparison.gathered(40, [(rows, reference.compare(found.take(rows))) for rows in parts])
    assert whole.p_value.tobytes() == reference.compare(found).p_value.tobytes()
    assert whole.strata.tolist() == reference.compare(found).strata.tolist()
