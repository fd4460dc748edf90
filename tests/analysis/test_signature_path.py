"""Robust beta and sigma, the path and its band, and abnormal volume."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.robust.norms import HuberT

from eventstudy.analysis.signature_path import RobustFit, band, levels, robust_fit, volume_z

DAYS = 220
seeds = st.integers(0, 10_000)


def one_factor(seed: int, *, events: int = 1, beta: float = 0.8) -> tuple[np.ndarray, np.ndarray]:
    """Draw returns of a market and of shares with fat-tailed noise."""
    rng = np.random.default_rng(seed)
    market = 0.01 * rng.standard_normal((events, DAYS))
    return beta * market + 0.02 * rng.standard_t(4, (events, DAYS)), market


@pytest.mark.parametrize("seed", range(5))
def test_beta_is_that_of_statsmodels(seed: int) -> None:
    """Beta equals statsmodels' Huber regression with its scale held at the MAD of the first residuals."""
    returns, market = one_factor(seed)
    x = sm.add_constant(market[0])
    # statsmodels' own MAD is divided by 0.67448975, which differs from 1.4826 in the sixth digit.
    scale = 1.4826 * np.median(np.abs(sm.OLS(returns[0], x).fit().resid))
    model = sm.RLM(returns[0], x, M=HuberT(1.345))
    theirs = model.fit(start_scale=scale, update_scale=False, conv="coefs", tol=1e-13, maxiter=300)
    assert robust_fit(returns, market).beta[0] == pytest.approx(theirs.params[1], rel=1e-8)


def test_sigma_is_put_together_from_its_definition() -> None:
    """Sigma is the geometric mean of the standard deviation with M - 2 d.f. and of the MAD."""
    returns, market = one_factor(3)
    fit = robust_fit(returns, market)
    e = (returns - fit.beta[:, None] * market)[0]
    expected = math.sqrt(float(np.std(e, ddof=2)) * 1.4826 * float(np.median(np.abs(e - np.median(e)))))
    assert fit.sigma[0] == pytest.approx(expected, rel=1e-12)
    assert fit.observations[0] == DAYS
    assert fit.spread[0] == pytest.approx(DAYS * np.var(market), rel=1e-12)


def test_exact_without_noise() -> None:
    """A share that is beta times the market plus a constant has that beta and no sigma."""
    _, market = one_factor(1)
    fit = robust_fit(0.001 + 1.7 * market, market)
    assert fit.beta[0] == pytest.approx(1.7, rel=1e-12)
    assert fit.sigma[0] == pytest.approx(0, abs=1e-15)


@given(seeds, st.floats(-3, 3), st.floats(0.1, 10))
def test_equivariance(seed: int, shift: float, factor: float) -> None:
    """Adding c times the market adds c to beta and leaves sigma; stretching returns stretches both."""
    returns, market = one_factor(seed)
    plain = robust_fit(returns, market)
    moved = robust_fit(factor * returns + shift * market, market)
    assert moved.beta[0] == pytest.approx(factor * plain.beta[0] + shift, abs=1e-7)
    assert moved.sigma[0] == pytest.approx(factor * plain.sigma[0], rel=1e-6)


@given(seeds)
def test_missing_days_take_no_part(seed: int) -> None:
    """Days without a return of the share or the market give what leaving them out gives."""
    returns, market = one_factor(seed)
    gone = np.random.default_rng(seed).choice(DAYS, 30, replace=False)
    holed, holed_market = returns.copy(), market.copy()
    holed[0, gone[:15]] = np.nan
    holed_market[0, gone[15:]] = np.nan
    ours = robust_fit(holed, holed_market)
    without = robust_fit(np.delete(returns, gone, axis=1), np.delete(market, gone, axis=1))
    for name in ("beta", "sigma", "spread"):
        assert getattr(ours, name)[0] == pytest.approx(getattr(without, name)[0], rel=1e-9)
    assert ours.observations[0] == DAYS - 30


def test_jumps_mislead_least_squares_more() -> None:
    """With 20 % jumps on 2 % of days beta's error is less than two thirds of that of least squares."""
    returns, market = one_factor(11, events=400)
    rng = np.random.default_rng(12)
    jumps = np.where(rng.random(returns.shape) < 0.02, 0.2, 0.0)
    jumped = returns + jumps
    x = market - market.mean(axis=1)[:, None]
    least_squares = (jumped * x).sum(axis=1) / (x * x).sum(axis=1)
    error = np.sqrt(np.mean((robust_fit(jumped, market).beta - 0.8) ** 2))
    assert error < np.sqrt(np.mean((least_squares - 0.8) ** 2)) * 2 / 3


def test_nothing_is_lost_without_jumps() -> None:
    """On normal returns beta's error is at most a tenth above that of least squares, the best there is."""
    rng = np.random.default_rng(5)
    market = 0.01 * rng.standard_normal((400, DAYS))
    returns = 0.8 * market + 0.03 * rng.standard_normal((400, DAYS))
    x = market - market.mean(axis=1)[:, None]
    least_squares = (returns * x).sum(axis=1) / (x * x).sum(axis=1)
    error = np.sqrt(np.mean((robust_fit(returns, market).beta - 0.8) ** 2))
    assert error < 1.1 * np.sqrt(np.mean((least_squares - 0.8) ** 2))


def test_what_cannot_be_fitted_is_missing() -> None:
    """A market that stands still and a row without days have neither beta nor sigma, and no warning."""
    returns, market = one_factor(1, events=2)
    market[0] = 0.001
    returns[1] = np.nan
    fit = robust_fit(returns, market)
    assert np.isnan(fit.beta).all()
    assert np.isnan(fit.sigma).all()
    assert fit.observations.tolist() == [DAYS, 0]


def test_levels() -> None:
    """The path is 0 on session -1, sums from day 0 on, and shows the run-up arriving at 0."""
    path = levels(np.array([[9.0, 1.0, 2.0, 4.0, 8.0, 16.0]]), 3)
    assert path.tolist() == [[-3.0, -2.0, 0.0, 4.0, 12.0, 28.0]]


def test_levels_with_a_hole() -> None:
    """What lies behind a missing session, seen from -1, is missing; the other side stands."""
    path = levels(np.array([[9.0, 1.0, np.nan, 4.0, 8.0]]), 3)
    assert np.isnan(path[0, :2]).all()
    assert path[0, 2:].tolist() == [0.0, 4.0, 12.0]


def test_band_covers_what_it_says() -> None:
    """On simulated markets on which nothing happens the band holds 95 % of the paths on every session."""
    events, after = 4000, 21
    rng = np.random.default_rng(2)
    market = 0.02 * rng.standard_normal((events, 60 + after))
    returns = 0.8 * market + 0.02 * rng.standard_normal(market.shape)
    fit = robust_fit(returns[:, :60], market[:, :60])
    zeros = np.zeros((events, 2))
    later = np.concatenate([zeros, (returns - fit.beta[:, None] * market)[:, 60:]], axis=1)
    later_market = np.concatenate([zeros, market[:, 60:]], axis=1)
    steps = np.abs(np.arange(-2, after) + 1) * np.ones((events, 1), dtype=np.int64)
    width = band(fit, levels(later_market, 2), steps)
    covered = (np.abs(levels(later, 2)) <= width).mean(axis=0)
    # The sigma of 60 days is itself uncertain, which costs about half a point.
    assert covered[2:] == pytest.approx(0.945, abs=0.012)


def test_band_by_hand() -> None:
    """Four sessions over which the market rose 3 %, with Sxx of 0.01: 1.96 s sqrt(4 + 0.09)."""
    fit = RobustFit(np.array([1.0]), np.array([0.02]), np.array([0.01]), np.array([220]))
    width = band(fit, np.array([[0.0, 0.03]]), np.array([[0, 4]]))
    assert width[0] == pytest.approx([0.0, 1.96 * 0.02 * math.sqrt(4.09)])


def test_volume_is_measured_against_the_usual() -> None:
    """Volume e^2 times the median, with a MAD of log volume of 1, is 2/1.4826 sigmas above it."""
    usual = np.exp(np.array([[9.0, 10.0, 11.0, 9.0, 11.0]]))
    z = volume_z(np.exp(np.array([[12.0, 10.0]])), usual, min_observations=5)
    assert z[0] == pytest.approx([2 / 1.4826, 0.0], abs=1e-6)


def test_flat_volume_has_a_floor() -> None:
    """Where log volume hardly varies its spread counts as 0.3."""
    z = volume_z(np.array([[2e6]]), np.full((1, 60), 1e6), min_observations=60)
    assert z[0, 0] == pytest.approx(math.log(2) / 0.3)


def test_unit_of_volume_cancels() -> None:
    """Counting in lots of 500 moves a large volume's z by next to nothing."""
    rng = np.random.default_rng(1)
    usual, now = rng.lognormal(13, 0.5, (1, 100)), rng.lognormal(14, 0.5, (1, 5))
    in_lots = volume_z(now / 500, usual / 500, min_observations=60)
    assert in_lots == pytest.approx(volume_z(now, usual, min_observations=60), abs=1e-5)


def test_too_few_volumes() -> None:
    """With fewer volumes than asked for there is no abnormal volume; one more and there is."""
    usual = np.full((2, 60), 1e6)
    usual[0, 0] = np.nan
    z = volume_z(np.full((2, 1), 1e6), usual, min_observations=60)
    assert np.isnan(z[0, 0])
    assert z[1, 0] == 0
