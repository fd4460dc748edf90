"""Pseudo-events equal least squares of each one alone, whatever else stands in the row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm

from eventstudy.analysis.placebo import PlaceboCars, placebo_cars
from eventstudy.analysis.window import Window
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

ESTIMATION, WINDOW = Window(-40, -6), Window(-1, 2)
EXACT = 1e-10


def _panel(seed: int, *, rows: int = 4, days: int = 150) -> tuple[Floats, Floats]:
    """Draw daily returns of securities and of their market."""
    draw = np.random.default_rng(seed)
    market = draw.normal(0.0004, 0.01, days)
    own = draw.uniform(0.3, 1.8, (rows, 1)) * market + draw.normal(0, 0.02, (rows, days))
    return own, market


def _alone(own: Floats, market: Floats, day: int, least: int = 3) -> tuple[float, float]:
    """CAR and SCAR of one pseudo-event by statsmodels; NaN where it has none."""
    past, ahead = day + ESTIMATION.offsets, day + WINDOW.offsets
    if past[0] < 0 or ahead[-1] >= len(own):
        return np.nan, np.nan
    y, x = own[past], market[past]
    paired = np.isfinite(y) & np.isfinite(x)
    if paired.sum() < least or not np.isfinite(own[ahead] + market[ahead]).all():
        return np.nan, np.nan
    ols = sm.OLS(y[paired], sm.add_constant(x[paired])).fit()
    design = sm.add_constant(market[ahead], has_constant="add")
    car = (own[ahead] - design @ ols.params).sum()
    whole = design.sum(axis=0)
    return car, car / np.sqrt(len(ahead) * ols.mse_resid + whole @ ols.cov_params() @ whole)


def _assert_alone(found: PlaceboCars, own: Floats, market: Floats, least: int = 3) -> None:
    """Compare every cell; a CAR near zero is compared in units of its standard error."""
    benchmarks = np.broadcast_to(market, own.shape)
    for i in range(len(own)):
        pairs = [_alone(own[i], benchmarks[i], day, least) for day in range(own.shape[1])]
        car, scar = np.array(pairs).T
        np.testing.assert_array_equal(np.isfinite(found.car[i]), np.isfinite(car))
        np.testing.assert_allclose(found.scar[i], scar, rtol=EXACT, atol=EXACT)
        there = np.isfinite(scar)
        error = np.abs(car[there] / scar[there])
        away = np.abs(found.car[i] - car)[there]
        assert (away / (error + np.abs(car[there]))).max(initial=0) < EXACT


def test_every_cell_is_a_regression() -> None:
    """CAR and SCAR equal those of statsmodels on every day, and the rim of the panel has none."""
    own, market = _panel(1)
    found = placebo_cars(own, market, ESTIMATION, WINDOW)
    _assert_alone(found, own, market)
    assert np.isnan(found.car[:, :40]).all()
    assert np.isfinite(found.car[:, 40:148]).all()
    assert np.isnan(found.car[:, 148:]).all()


@pytest.mark.parametrize("where", [20, 60, 100])
@pytest.mark.parametrize("size", [10.0, 1e4, 1e8])
def test_a_bad_return_harms_only_the_windows_that_hold_it(size: float, where: int) -> None:
    """A jump of 1000 %, or a return that cannot be, leaves the digits of all other windows."""
    own, market = _panel(2)
    own[1, where] = size
    _assert_alone(placebo_cars(own, market, ESTIMATION, WINDOW), own, market)


def test_a_bad_return_of_the_market_harms_only_the_windows_that_hold_it() -> None:
    """The market's own sums are guarded as well."""
    own, market = _panel(3)
    market[50] = 1e4
    _assert_alone(placebo_cars(own, market, ESTIMATION, WINDOW), own, market)


def test_the_products_with_the_market_are_guarded() -> None:
    """A wild day of the market costs digits of beta even where the security hardly moved on it."""
    own, market = _panel(15, rows=12)
    market[25] = 6.0
    own = market + 0.012 * (own - market)
    own[:, 25] = 0.03
    _assert_alone(placebo_cars(own, market, ESTIMATION, WINDOW), own, market)


def test_missing_days_are_missing() -> None:
    """Estimation uses the days that exist; an event window with a hole has no CAR."""
    own, market = _panel(4)
    own[np.random.default_rng(5).random(own.shape) < 0.08] = np.nan
    own[0] = _panel(4)[0][0]
    own[2, 70] = 1e4
    own[3, 30:60] = np.nan
    market[90] = np.nan
    found = placebo_cars(own, market, ESTIMATION, WINDOW, min_observations=20)
    _assert_alone(found, own, market, least=20)
    assert np.isnan(found.car[3, 70])


def test_an_infinite_return_is_missing() -> None:
    """What is not a number is no return."""
    own, market = _panel(6)
    own[0, 80] = np.inf
    own[0, 81] = -np.inf
    holed = own.copy()
    holed[0, 80:82] = np.nan
    for one, other in zip(
        placebo_cars(own, market, ESTIMATION, WINDOW),
        placebo_cars(holed, market, ESTIMATION, WINDOW),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_securities_have_their_own_benchmarks() -> None:
    """``which`` names the benchmark of every row."""
    own, _ = _panel(7)
    markets = np.random.default_rng(8).normal(0, 0.01, (3, own.shape[1]))
    which = np.array([2, 0, 2, 1])
    found = placebo_cars(own, markets, ESTIMATION, WINDOW, which=which)
    _assert_alone(found, own, markets[which])


def test_rows_are_cut_into_blocks_without_a_seam() -> None:
    """Many rows give what each gives alone, with rows of two benchmarks mixed."""
    own, market = _panel(9, rows=700)
    markets = np.stack([market, market[::-1]])
    which = np.arange(700) % 2
    found = placebo_cars(own, markets, ESTIMATION, WINDOW, which=which)
    for i in (0, 1, 265, 266, 267, 699):
        one = placebo_cars(own[i : i + 1], markets[which[i]], ESTIMATION, WINDOW)
        np.testing.assert_array_equal(found.car[i], one.car[0])
        np.testing.assert_array_equal(found.scar[i], one.scar[0])


def test_a_price_that_stands_still_has_no_scar() -> None:
    """Without residual variance there is nothing to standardise by; the CAR is zero."""
    own, market = _panel(10)
    own[0] = 0
    own[1, :60] = 0.001
    own[2] = 1e-17 * own[2]
    found = placebo_cars(own, market, ESTIMATION, WINDOW)
    assert np.isnan(found.scar[0]).all()
    np.testing.assert_allclose(found.car[0, 40:148], 0, atol=1e-15)
    assert np.isnan(found.scar[1, 40:66]).all()
    assert np.isfinite(found.scar[1, 66:148]).all()
    assert np.isnan(found.scar[2]).all()


@pytest.mark.parametrize("missing", [False, True])
def test_a_market_that_stands_still_identifies_nothing(missing: bool) -> None:  # noqa: FBT001 - a parameter
    """Windows over which the market does not vary have no CAR, in rows with and without holes."""
    own, market = _panel(11)
    market[:50] = 0.0003
    if missing:
        own[:, 100] = np.nan
    found = placebo_cars(own, market, ESTIMATION, WINDOW)
    assert np.isnan(found.car[:, 40:56]).all()
    assert np.isfinite(found.car[:, 57:90]).all()


def test_an_index_fund_keeps_its_digits() -> None:
    """Returns that the market explains but for one part in a million are computed directly."""
    own, market = _panel(12)
    own[0] = 0.0001 + 1.1 * market + 1e-5 * own[0]
    found = placebo_cars(own[:1], market, ESTIMATION, WINDOW)
    car, scar = np.array([_alone(own[0], market, day) for day in range(40, 148)]).T
    np.testing.assert_allclose(found.scar[0, 40:148], scar, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.car[0, 40:148], car, atol=1e-14)


@pytest.mark.parametrize("days", [0, 10, 42])
def test_a_panel_shorter_than_the_windows_has_no_pseudo_events(days: int) -> None:
    """Nothing fits, and nothing is raised."""
    found = placebo_cars(np.zeros((2, days)), np.zeros(days), ESTIMATION, WINDOW)
    assert found.car.shape == (2, days)
    assert np.isnan(found.car).all()
    assert np.isnan(found.scar).all()


def test_an_estimation_window_after_the_event_is_allowed() -> None:
    """Windows may lie on either side of day 0; time reversed gives the same numbers."""
    own, market = _panel(13)
    ahead = placebo_cars(own[:, ::-1].copy(), market[::-1].copy(), Window(6, 40), Window(-2, 1))
    back = placebo_cars(own, market, ESTIMATION, WINDOW)
    np.testing.assert_allclose(ahead.car[:, ::-1], back.car, rtol=1e-9, atol=1e-12)


def test_an_estimation_window_too_short_is_refused() -> None:
    """The message says how long it is, how long it must be, and where to set it."""
    own, market = _panel(14)
    with pytest.raises(EstimationError, match="has 35 sessions, needs 60; widen --estimation"):
        placebo_cars(own, market, ESTIMATION, WINDOW, min_observations=60)


def test_sessions_before_the_benchmark_s_first_return_are_cut_off() -> None:
    """A panel whose first session has no returns, as prices give it, has the CARs of the rest of it."""
    own, market = _panel(97)
    rest = placebo_cars(own[:, 2:-1], market[2:-1], ESTIMATION, WINDOW)
    own[:, :2], market[:2], market[-1] = np.nan, np.nan, np.nan
    found = placebo_cars(own, market, ESTIMATION, WINDOW)
    for whole, part in zip(found, rest, strict=True):
        np.testing.assert_array_equal(whole[:, 2:-1], part)
        assert np.isnan(whole[:, :2]).all()
        assert np.isnan(whole[:, -1]).all()


def test_a_benchmark_without_returns_has_no_cars() -> None:
    """Everything is NaN, without a warning."""
    own, market = _panel(98)
    found = placebo_cars(own, np.full_like(market, np.nan), ESTIMATION, WINDOW)
    assert np.isnan(found.car).all()
    assert np.isnan(found.scar).all()
