"""Huber's line: where its steps end, and the median of rows with holes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.robust.norms import HuberT

from eventstudy.analysis.models.huber import huber_line, row_median


def test_the_scale_may_be_held() -> None:
    """Held at the first MAD, the line is statsmodels' with its scale held; the scale is reported."""
    rng = np.random.default_rng(1)
    x = 0.01 * rng.standard_normal((3, 150))
    y = 0.001 + 0.7 * x + 0.02 * rng.standard_t(3, x.shape)
    line = huber_line(y, x, np.ones_like(y), mad_to_sigma=1.5, update_scale=False)
    for i in range(3):
        design = sm.add_constant(x[i])
        scale = 1.5 * np.median(np.abs(sm.OLS(y[i], design).fit().resid))
        theirs = sm.RLM(y[i], design, M=HuberT(1.345)).fit(
            start_scale=scale, update_scale=False, conv="coefs", tol=1e-14, maxiter=500
        )
        assert line.scale[i] == pytest.approx(scale, rel=1e-12)
        np.testing.assert_allclose([line.alpha[i], line.beta[i]], theirs.params, rtol=1e-9)


def test_an_intercept_of_its_own_is_a_regression_without_a_constant() -> None:
    """With c in place of ones the line is y = alpha c + beta x."""
    rng = np.random.default_rng(2)
    x, c = 0.01 * rng.standard_normal((1, 150)), np.sqrt(rng.integers(1, 5, (1, 150)))
    y = 0.001 * c + 0.7 * x + 0.02 * rng.standard_t(3, x.shape)
    line = huber_line(y, x, c, mad_to_sigma=1.4826, update_scale=False)
    design = np.column_stack([c[0], x[0]])
    theirs = sm.RLM(y[0], design, M=HuberT(1.345)).fit(
        start_scale=line.scale[0], update_scale=False, conv="coefs", tol=1e-14, maxiter=500
    )
    np.testing.assert_allclose([line.alpha[0], line.beta[0]], theirs.params, rtol=1e-9)


def test_rows_do_not_touch_each_other() -> None:
    """A row that needs many steps does not move one that has come to rest."""
    rng = np.random.default_rng(3)
    x = 0.01 * rng.standard_normal((6, 80))
    y = x + 0.02 * rng.standard_t(2, x.shape)
    ones = np.ones_like(y)
    together = huber_line(y, x, ones, mad_to_sigma=1.4826, update_scale=True)
    for i in range(6):
        row = slice(i, i + 1)
        alone = huber_line(y[row], x[row], ones[row], mad_to_sigma=1.4826, update_scale=True)
        assert together.beta[i] == pytest.approx(alone.beta[0], rel=1e-12)


def test_a_line_without_noise_is_found_at_once() -> None:
    """Its scale is zero, and the least-squares line stands."""
    x = 0.01 * np.random.default_rng(4).standard_normal((1, 60))
    line = huber_line(2 * x, x, np.ones_like(x), mad_to_sigma=1.4826, update_scale=True)
    assert line.beta[0] == pytest.approx(2, rel=1e-12)
    assert line.scale[0] == pytest.approx(0, abs=1e-16)
    assert line.settled.all()


@pytest.mark.parametrize("update_scale", [True, False])
def test_what_has_no_line_is_missing(*, update_scale: bool) -> None:
    """A market that stands still and a row without sessions are NaN, and no warning is raised."""
    y, x = np.random.default_rng(5).normal(0, 0.01, (2, 3, 40))
    c = np.ones_like(y)
    x[0] = 0.001
    for part in (y, x, c):
        part[1] = 0
    line = huber_line(y, x, c, mad_to_sigma=1.4826, update_scale=update_scale)
    np.testing.assert_array_equal(np.isfinite(line.beta), [False, False, True])


@given(st.lists(st.one_of(st.floats(-1, 1), st.just(math.nan)), min_size=1, max_size=9))
def test_row_median(values: list[float]) -> None:
    """The median leaves missing numbers out, and is missing where nothing else is there."""
    known = [value for value in values if not math.isnan(value)]
    expected = np.median(known) if known else math.nan
    assert row_median(np.array([values]))[0] == pytest.approx(expected, nan_ok=True)
