"""Abnormal volume equals the regressions it stands for."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from eventstudy.analysis.volume import abnormal_volume, log_volume


def test_turnover_is_in_per_cent_of_the_shares() -> None:
    """50 of 10,000 shares are half a per cent; the offset is added after scaling."""
    np.testing.assert_allclose(log_volume(np.array([50.0]), 10_000.0), np.log(0.5 + 0.000255))
    shares = np.array([[100.0], [200.0]])
    np.testing.assert_allclose(
        log_volume(np.array([[1.0, 2.0], [2.0, 4.0]]), shares), np.log(np.array([[1, 2], [1, 2]]) + 0.000255)
    )


def test_a_day_without_trade_is_an_observation() -> None:
    """Zero has a logarithm; missing and impossible numbers have none."""
    found = log_volume(np.array([0.0, np.nan, -1.0, 7.0]))
    np.testing.assert_allclose(found, [np.log(0.000255), np.nan, np.nan, np.log(7.000255)])


@pytest.mark.parametrize("shares", [0.0, -5.0, float("nan")])
def test_unknown_shares_make_no_turnover(shares: float) -> None:
    """A volume is never mixed in among turnovers."""
    assert np.isnan(log_volume(np.array([1.0, 2.0]), shares)).all()


@pytest.mark.parametrize("missing", [0.0, 0.15])
@pytest.mark.parametrize("market", [False, True])
def test_abnormal_volume_is_a_forecast_error(market: bool, missing: float) -> None:  # noqa: FBT001 - a parameter
    """Values, sigma, t and p equal statsmodels' forecast on a constant, or on constant and market."""
    draw = np.random.default_rng(1)
    ours, theirs = draw.normal(10, 1, (4, 80)), draw.normal(12, 0.5, (4, 80))
    ours += 0.7 * theirs
    ours[draw.random(ours.shape) < missing] = np.nan
    theirs[draw.random(theirs.shape) < missing] = np.nan
    past, ahead = slice(0, 70), slice(70, 80)
    found = abnormal_volume(
        ours[:, past],
        ours[:, ahead],
        market_estimation=theirs[:, past] if market else None,
        market_event=theirs[:, ahead] if market else None,
    )
    for i in range(4):
        design = sm.add_constant(theirs[i], has_constant="add") if market else np.ones((80, 1))
        there = np.isfinite(design).all(axis=1) & np.isfinite(ours[i])
        ols = sm.OLS(ours[i, past][there[past]], design[past][there[past]]).fit()
        forecast = ols.get_prediction(design[ahead][there[ahead]])
        values = ours[i, ahead][there[ahead]] - forecast.predicted_mean
        t = values / forecast.se_obs
        np.testing.assert_array_equal(np.isfinite(found.values[i]), there[ahead])
        np.testing.assert_allclose(found.values[i][there[ahead]], values, rtol=1e-9)
        np.testing.assert_allclose(found.sigma[i], np.sqrt(ols.mse_resid), rtol=1e-10)
        np.testing.assert_allclose(found.t[i][there[ahead]], t, rtol=1e-9)
        np.testing.assert_allclose(
            found.p_value[i][there[ahead]], 2 * stats.t.sf(np.abs(t), ols.df_resid), rtol=1e-8
        )


def test_a_volume_that_stands_still_has_no_t() -> None:
    """Without variance there is nothing to compare with."""
    found = abnormal_volume(np.full((1, 30), 4.0), np.array([[4.0, 5.0]]))
    np.testing.assert_allclose(found.values, [[0, 1]])
    assert np.isnan(found.sigma).all()
    assert np.isnan(found.t).all()
    assert np.isnan(found.p_value).all()
