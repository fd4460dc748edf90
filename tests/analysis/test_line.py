"""Lines through rows equal statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from eventstudy.analysis.line import levels, lines


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_a_line_is_least_squares(missing: float) -> None:
    """Coefficients, sigma and the forecast error of a sum equal those of OLS on the pairs there are."""
    draw = np.random.default_rng(1)
    x = draw.normal(0, 0.01, (5, 60))
    y = 0.001 + x * draw.uniform(-1, 2, (5, 1)) + draw.normal(0, 0.02, x.shape)
    y[draw.random(y.shape) < missing] = np.nan
    x[draw.random(x.shape) < missing] = np.nan
    ahead = draw.normal(0, 0.01, (5, 3))
    found = lines(y, x)
    factor = found.factor(ahead.sum(axis=1), 3)
    for i in range(5):
        paired = np.isfinite(y[i]) & np.isfinite(x[i])
        ols = sm.OLS(y[i, paired], sm.add_constant(x[i, paired])).fit()
        whole = sm.add_constant(ahead[i], has_constant="add").sum(axis=0)
        np.testing.assert_allclose([found.alpha[i], found.beta[i]], ols.params, rtol=1e-10)
        np.testing.assert_allclose(found.sigma[i] ** 2, ols.mse_resid, rtol=1e-10)
        assert found.degrees_of_freedom[i] == ols.df_resid
        variance = 3 * ols.mse_resid + whole @ ols.cov_params() @ whole
        np.testing.assert_allclose(found.sigma[i] ** 2 * factor[i], variance, rtol=1e-10)


def test_a_level_is_the_mean() -> None:
    """A level has slope zero, the sample standard deviation, and the forecast factor L + L^2/M."""
    y = np.array([[1.0, 2.0, np.nan, 4.0], [5.0, np.nan, np.nan, np.nan]])
    found = levels(y)
    np.testing.assert_allclose(found.alpha, np.array([7 / 3, np.nan]))
    np.testing.assert_allclose(found.sigma[0], np.std([1, 2, 4], ddof=1))
    assert np.isnan(found.sigma[1])
    np.testing.assert_array_equal(found.degrees_of_freedom, [2, 0])
    np.testing.assert_allclose(found.factor(np.array([9.0, 9.0]), 2)[0], 2 + 4 / 3)
    np.testing.assert_allclose(found.errors(np.ones((2, 1)), np.full((2, 1), 7.0))[0], 1 - 7 / 3)


def test_too_few_pairs_make_no_line() -> None:
    """Below the minimum, and with an x that stands still, all is NaN and nothing warns."""
    draw = np.random.default_rng(2)
    y, x = draw.normal(size=(3, 10)), draw.normal(size=(3, 10))
    y[0, 2:] = np.nan
    y[1, 7:] = np.nan
    x[2] = 4
    found = lines(y, x, minimum=8)
    assert np.isnan(found.beta).all()
    assert np.isnan(found.sigma).all()
    np.testing.assert_array_equal(found.observations, [2, 7, 10])
