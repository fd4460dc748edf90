"""Long-run abnormal returns, from their definitions and by statsmodels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from eventstudy.analysis.long_run import bhar, calendar_portfolio, calendar_time_alpha, ctar, simple

if TYPE_CHECKING:
    from eventstudy.analysis.long_run import Weighting
    from eventstudy.arrays import Floats, Integers


def test_bhar_is_the_difference_of_two_values() -> None:
    """1 invested in the security less 1 invested in the benchmark."""
    own, normal = np.array([[0.10, -0.05, 0.20]]), np.array([[0.01, 0.02, -0.01]])
    np.testing.assert_allclose(bhar(own, normal), 1.1 * 0.95 * 1.2 - 1.01 * 1.02 * 0.99, rtol=1e-14)


def test_log_returns_become_simple_ones() -> None:
    """The log of a price ratio of 1.1 is a return of 10 %."""
    np.testing.assert_allclose(simple(np.log([1.1, 0.5, 1.0])), [0.1, -0.5, 0.0], atol=1e-16)


def test_a_missing_day_leaves_no_bhar_unless_it_is_skipped() -> None:
    """Skipping holds neither side on that day; no day at all has no BHAR either way."""
    own = np.array([[0.1, np.nan, 0.2], [0.1, 0.1, 0.1], [np.nan] * 3])
    normal = np.array([[0.01, 0.02, 0.03], [0.01, np.nan, 0.01], [0.0] * 3])
    assert np.isnan(bhar(own, normal)).all()
    np.testing.assert_allclose(
        bhar(own, normal, skip_missing=True), [1.1 * 1.2 - 1.01 * 1.03, 1.1**2 - 1.01**2, np.nan], rtol=1e-14
    )
    assert np.isnan(bhar(np.empty((1, 0)), np.empty((1, 0)))).all()


def _events(seed: int, n: int = 15, length: int = 30, k: int = 1) -> tuple[Floats, Integers, Floats]:
    """Draw events that overlap in calendar time, some returns and factors missing."""
    draw = np.random.default_rng(seed)
    calendar = draw.normal(0, 0.01, (k, 120))
    days = draw.integers(1000, 1090, (n, 1)) + np.arange(length)
    factors = np.moveaxis(calendar[:, days - 1000], 0, 1) + draw.normal(0, 0.002, (n, k, length))
    returns = 0.001 + factors.sum(axis=1) + draw.normal(0, 0.02, (n, length))
    returns[draw.random(returns.shape) < 0.1] = np.nan
    factors[draw.random(factors.shape) < 0.02] = np.nan
    return returns, days, factors


def _by_loop(
    returns: Floats, days: Integers, factors: Floats, least: int
) -> tuple[list[float], list[list[float]], list[int]]:
    """Form the portfolio of each day in a plain loop."""
    y, x, counts = [], [], []
    for day in range(int(days.min()), int(days.max()) + 1):
        rows = [
            (returns[i, t], list(factors[i, :, t]))
            for i, t in zip(*np.nonzero(days == day), strict=True)
            if np.isfinite(returns[i, t]) and np.isfinite(factors[i, :, t]).all()
        ]
        if len(rows) >= least:
            y.append(sum(row[0] for row in rows) / len(rows))
            x.append([sum(row[1][k] for row in rows) / len(rows) for k in range(factors.shape[1])])
            counts.append(len(rows))
    return y, x, counts


@pytest.mark.parametrize("weighting", ["ols", "wls"])
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("least", [1, 3])
def test_the_alpha_is_that_of_statsmodels(weighting: Weighting, k: int, least: int) -> None:
    """Alpha, slopes, errors, t and p equal OLS, or WLS with weights n_t, on the daily portfolios."""
    returns, days, factors = _events(1, k=k)
    found = calendar_time_alpha(returns, days, factors, weighting=weighting, minimum_events=least)
    y, x, counts = _by_loop(returns, days, factors, least)
    weights = counts if weighting == "wls" else np.ones(len(y))
    fitted = sm.WLS(y, sm.add_constant(np.array(x)), weights=weights).fit()
    np.testing.assert_allclose(np.array([found.alpha, *found.betas]), fitted.params, rtol=1e-10)
    np.testing.assert_allclose([found.standard_error, *found.beta_standard_errors], fitted.bse, rtol=1e-10)
    np.testing.assert_allclose([found.t, found.p_value], [fitted.tvalues[0], fitted.pvalues[0]], rtol=1e-9)
    assert found.days == len(y)
    np.testing.assert_allclose(found.mean_events, np.mean(counts))


def test_one_market_needs_no_axis_of_factors() -> None:
    """A market of shape (n, L) is one factor."""
    returns, days, factors = _events(2)
    one = calendar_time_alpha(returns, days, factors[:, 0])
    other = calendar_time_alpha(returns, days, factors)
    assert one.alpha == other.alpha
    assert one.betas.shape == (1,)


def test_days_without_return_do_not_matter() -> None:
    """The position of a missing return is never looked at."""
    returns, days, factors = _events(3)
    moved = np.where(np.isfinite(returns), days, -(10**12))
    assert calendar_time_alpha(returns, moved, factors).t == calendar_time_alpha(returns, days, factors).t


@pytest.mark.parametrize("length", [0, 1, 2])
def test_too_few_days_have_no_alpha(length: int) -> None:
    """Two days make a line without a variance."""
    returns, days, factors = _events(4, n=1, length=length)
    returns[:], factors[:] = 0.01, np.arange(length)
    found = calendar_time_alpha(returns, days, factors)
    assert np.isnan([found.alpha, found.standard_error, found.t, found.p_value]).all()
    assert found.days == length


def test_a_market_that_stands_still_leaves_alpha_undefined() -> None:
    """A constant market cannot be told from alpha."""
    returns, days, factors = _events(5)
    found = calendar_time_alpha(returns, days, np.full_like(factors, 0.001))
    assert np.isnan([found.alpha, found.t]).all()


def test_a_portfolio_on_the_line_has_an_alpha_without_error() -> None:
    """Without residuals there is no t, and nothing is divided by zero."""
    _, days, factors = _events(6)
    factors = np.where(np.isfinite(factors), factors, 0.0)
    found = calendar_time_alpha(0.002 + 1.5 * factors[:, 0], days, factors)
    np.testing.assert_allclose(found.alpha, 0.002, rtol=1e-10)
    np.testing.assert_allclose(found.betas, 1.5, rtol=1e-10)
    assert np.isnan([found.standard_error, found.t, found.p_value]).all()


def test_the_portfolio_weighs_events_of_a_day_equally() -> None:
    """Two events on a common day average; days come out in order."""
    portfolio = calendar_portfolio(np.array([[0.1, 0.3], [0.5, np.nan]]), np.array([[7, 8], [7, 8]]))
    np.testing.assert_array_equal(portfolio.days, [7, 8])
    np.testing.assert_array_equal(portfolio.events, [2, 1])
    np.testing.assert_allclose(portfolio.returns, [0.3, 0.3])
    assert portfolio.factors.shape == (2, 0)


def test_the_mean_ctar_is_a_t_test_of_the_daily_series() -> None:
    """Mean, t and p equal scipy's one-sample t test."""
    returns, days, _ = _events(7)
    found = ctar(returns, days, minimum_events=2)
    y, _, counts = _by_loop(returns, days, np.zeros((len(returns), 1, returns.shape[1])), 2)
    expected = stats.ttest_1samp(y, 0)
    np.testing.assert_allclose(found.t, expected.statistic, rtol=1e-10)
    np.testing.assert_allclose(found.p_value, expected.pvalue, rtol=1e-10)
    np.testing.assert_allclose(found.mean, np.mean(y), rtol=1e-10)
    np.testing.assert_allclose(found.standard_deviation, np.std(y, ddof=1), rtol=1e-10)
    np.testing.assert_allclose(found.mean_events, np.mean(counts))


@pytest.mark.parametrize("days", [0, 1])
def test_a_mean_ctar_needs_two_days(days: int) -> None:
    """One day has no spread, none has no mean."""
    found = ctar(np.full((1, days), 0.1), np.arange(days)[None])
    assert np.isnan([found.t, found.p_value, found.standard_deviation]).all()
    assert found.days == days


def test_overlapping_events_do_not_fool_calendar_time() -> None:
    """Sixty events that share all days are rejected 5 % of the time, not as if they were independent."""
    draw = np.random.default_rng(8)
    days = np.tile(np.arange(60), (60, 1))
    rejected = 0
    for _ in range(400):
        shared = draw.normal(0, 0.01, 60)
        rejected += ctar(shared + draw.normal(0, 0.02, days.shape), days).p_value < 0.05
    assert abs(rejected / 400 - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 400)
