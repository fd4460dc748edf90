"""Regressions, corrections and diagnostics, against their textbook forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from eventstudy.analysis.regression import adjusted_p_values, diagnose, explain
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.regression import Correction
    from eventstudy.arrays import Floats


def _cars(seed: int, n: int = 60) -> tuple[Floats, dict[str, Floats]]:
    """Draw CARs that depend on two attributes, more widely where the first is large."""
    draw = np.random.default_rng(seed)
    size, binding = draw.normal(3, 1, n), (draw.random(n) < 0.4).astype(np.float64)
    cars = 0.01 + 0.02 * size - 0.01 * binding + draw.normal(0, 0.03, n) * np.abs(size)
    return cars, {"size": size, "binding": binding}


def _hc3(y: Floats, design: Floats) -> tuple[Floats, Floats]:
    """Coefficients and HC3 errors from their formula (MacKinnon and White 1985)."""
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    meat = np.zeros_like(inverse)
    for row, residual in zip(design, y - design @ coefficients, strict=True):
        meat += np.outer(row, row) * (residual / (1 - row @ inverse @ row)) ** 2
    return coefficients, np.sqrt(np.diag(inverse @ meat @ inverse))


def test_robust_errors_are_hc3() -> None:
    """Coefficients, errors, t and p follow from the formulas."""
    cars, attributes = _cars(1)
    found = explain(cars, attributes, clusters=None)
    design = np.column_stack([np.ones(60), *attributes.values()])
    coefficients, errors = _hc3(cars, design)
    assert found.names == ("constant", "size", "binding")
    np.testing.assert_allclose(found.coefficients, coefficients, rtol=1e-10)
    np.testing.assert_allclose(found.robust.standard_errors, errors, rtol=1e-10)
    np.testing.assert_allclose(found.robust.t, coefficients / errors, rtol=1e-10)
    np.testing.assert_allclose(
        found.robust.p_value, 2 * stats.t.sf(np.abs(coefficients / errors), 57), rtol=1e-10
    )
    assert (found.observations, found.dropped, found.clusters) == (60, 0, 0)
    assert np.isnan(np.array(found.clustered)).all()


def test_variances_weigh_events() -> None:
    """Weighting by the inverse variance is HC3 of the rows over their standard deviation."""
    cars, attributes = _cars(2)
    variances = np.random.default_rng(3).uniform(1e-4, 1e-2, 60)
    found = explain(cars, attributes, clusters=None, variances=variances)
    root = np.sqrt(variances)
    design = np.column_stack([np.ones(60), *attributes.values()])
    coefficients, errors = _hc3(cars / root, design / root[:, None])
    np.testing.assert_allclose(found.coefficients, coefficients, rtol=1e-10)
    np.testing.assert_allclose(found.robust.standard_errors, errors, rtol=1e-10)


def test_clustered_errors_sum_scores_within_clusters() -> None:
    """Errors follow from the sandwich of Liang and Zeger with the usual small-sample factor."""
    cars, attributes = _cars(4)
    clusters = np.random.default_rng(5).integers(0, 12, 60)
    found = explain(cars, attributes, clusters=clusters * 7 - 3)
    design = np.column_stack([np.ones(60), *attributes.values()])
    inverse = np.linalg.inv(design.T @ design)
    scores = design * (cars - design @ inverse @ design.T @ cars)[:, None]
    sums = np.array([scores[clusters == g].sum(axis=0) for g in np.unique(clusters)])
    groups = len(sums)
    covariance = inverse @ sums.T @ sums @ inverse * groups / (groups - 1) * 59 / 57
    errors = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(found.clustered.standard_errors, errors, rtol=1e-10)
    np.testing.assert_allclose(
        found.clustered.p_value, 2 * stats.t.sf(np.abs(found.coefficients / errors), groups - 1), rtol=1e-9
    )
    assert found.clusters == groups


def test_one_cluster_has_no_clustered_errors() -> None:
    """Nothing can be said of the variance between clusters from one."""
    cars, attributes = _cars(6)
    found = explain(cars, attributes, clusters=np.zeros(60, dtype=np.int64))
    assert np.isnan(np.array(found.clustered)).all()
    assert np.isfinite(np.array(found.robust)).all()


def test_events_with_a_missing_number_are_left_out_and_counted() -> None:
    """Dropping them by hand gives the same regression."""
    cars, attributes = _cars(7)
    cars[3] = np.nan
    attributes["size"][[3, 8]] = np.nan
    attributes["binding"][20] = np.nan
    kept = np.setdiff1d(np.arange(60), [3, 8, 20])
    found = explain(cars, attributes, clusters=np.arange(60) // 3)
    clean = explain(
        cars[kept], {name: one[kept] for name, one in attributes.items()}, clusters=np.arange(60)[kept] // 3
    )
    np.testing.assert_array_equal(found.coefficients, clean.coefficients)
    np.testing.assert_array_equal(found.clustered.p_value, clean.clustered.p_value)
    assert (found.observations, found.dropped) == (57, 3)


def test_without_attributes_the_constant_is_the_mean() -> None:
    """A regression on nothing is the mean CAR."""
    cars, _ = _cars(8)
    np.testing.assert_allclose(explain(cars, {}, clusters=None).coefficients, [cars.mean()], rtol=1e-12)


def test_too_few_events_are_refused() -> None:
    """Three coefficients need four events."""
    cars, attributes = _cars(9, n=3)
    with pytest.raises(EstimationError, match="size, binding: events with all numbers: 3, needed: 4"):
        explain(cars, attributes, clusters=None)


def test_an_attribute_that_does_not_vary_is_refused() -> None:
    """The message says what it is in all events."""
    cars, attributes = _cars(10)
    attributes["binding"][:] = 1
    with pytest.raises(EstimationError, match="'binding': is 1 in all 60 events"):
        explain(cars, attributes, clusters=None)


def test_collinear_attributes_are_refused() -> None:
    """The one that follows from those before it is named."""
    cars, attributes = _cars(11)
    attributes["double"] = 2 * attributes["size"] - attributes["binding"] + 5
    with pytest.raises(EstimationError, match="'double': follows from the attributes before it"):
        explain(cars, attributes, clusters=None)


def test_an_attribute_of_a_single_event_is_refused() -> None:
    """The line passes through that event, and its residual says nothing."""
    cars, attributes = _cars(12)
    attributes["binding"][:] = 0
    attributes["binding"][5] = 1
    with pytest.raises(EstimationError, match="attribute 'binding': one event alone decides"):
        explain(cars, attributes, clusters=None)


def test_holm_and_benjamini_hochberg_step_through_the_ordered_p_values() -> None:
    """Worked by hand for five p-values, in any order; NaN stays and does not count."""
    p_values = np.array([0.04, np.nan, 0.01, 0.03, 0.005, 0.5])
    np.testing.assert_allclose(
        adjusted_p_values(p_values, "holm"), [0.09, np.nan, 0.04, 0.09, 0.025, 0.5], rtol=1e-12
    )
    np.testing.assert_allclose(
        adjusted_p_values(p_values, "bh"), [0.05, np.nan, 0.025, 0.05, 0.025, 0.5], rtol=1e-12
    )
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5
    np.testing.assert_allclose(
        adjusted_p_values(p_values, "by"),
        np.minimum(np.array([0.05, np.nan, 0.025, 0.05, 0.025, 0.5]) * harmonic, 1),
        rtol=1e-12,
    )


@pytest.mark.parametrize("method", ["bh", "by", "holm"])
def test_one_p_value_needs_no_correction(method: Correction) -> None:
    """Alone it stays, and no p-values at all stay none."""
    np.testing.assert_allclose(adjusted_p_values(np.array([np.nan, 0.03]), method), [np.nan, 0.03])
    assert np.isnan(adjusted_p_values(np.array([np.nan]), method)).all()


def test_an_unknown_correction_is_refused() -> None:
    """The message names what was asked for, the nearest, and all that there are."""
    says = r"^adjustment 'hom': unknown; did you mean 'holm'\? known: bh, by, holm$"
    with pytest.raises(EstimationError, match=says):
        adjusted_p_values(np.array([0.01]), "hom")  # type: ignore[arg-type]  # what an untyped caller may write
    with pytest.raises(EstimationError, match=r"^adjustment 'xyz': unknown; known: bh, by, holm$"):
        adjusted_p_values(np.array([0.01]), "xyz")  # type: ignore[arg-type]  # the same


def test_diagnostics_follow_from_their_formulas() -> None:
    """Durbin-Watson, Ljung-Box, Engle's LM and Jarque-Bera, written out."""
    draw = np.random.default_rng(13)
    residuals = draw.standard_t(5, (3, 120))
    residuals[1] = draw.normal(size=120).cumsum()
    residuals[2, 100:] = np.nan
    found = diagnose(residuals)
    for i in range(3):
        e = residuals[i][np.isfinite(residuals[i])]
        n, lags = len(e), 10
        np.testing.assert_allclose(found.durbin_watson[i], np.sum(np.diff(e) ** 2) / np.sum(e**2), rtol=1e-10)
        centred = e - e.mean()
        rho = [centred[k:] @ centred[: n - k] / (centred @ centred) for k in range(1, lags + 1)]
        q = n * (n + 2) * sum(r**2 / (n - k) for k, r in enumerate(rho, start=1))
        np.testing.assert_allclose(found.ljung_box_p[i], stats.chi2.sf(q, lags), rtol=1e-8)
        squares = e**2
        past = np.column_stack([squares[lags - k : n - k] for k in range(1, lags + 1)])
        fitted = sm.OLS(squares[lags:], sm.add_constant(past)).fit()
        np.testing.assert_allclose(
            found.arch_lm_p[i], stats.chi2.sf((n - lags) * fitted.rsquared, lags), rtol=1e-8
        )
        jb = n / 6 * (stats.skew(e) ** 2 + stats.kurtosis(e) ** 2 / 4)
        np.testing.assert_allclose(found.jarque_bera_p[i], stats.chi2.sf(jb, 2), rtol=1e-8)
    assert found.ljung_box_p[1] < 1e-4


def test_short_and_constant_residuals_have_no_diagnostics() -> None:
    """Nineteen residuals, equal residuals and none at all are NaN; twenty are enough."""
    residuals = np.random.default_rng(14).normal(size=(4, 30))
    residuals[0, 19:] = np.nan
    residuals[1] = 0.001
    residuals[2] = np.nan
    residuals[3, 20:] = np.nan
    found = np.array(diagnose(residuals))
    assert np.isnan(found[:, :3]).all()
    assert np.isfinite(found[:, 3]).all()


def test_a_missing_session_brings_its_neighbours_together() -> None:
    """Residuals with a hole are diagnosed as the row without it."""
    row = np.random.default_rng(15).normal(size=50)
    holed = np.insert(row, 20, np.nan)
    np.testing.assert_array_equal(np.array(diagnose(holed[None])), np.array(diagnose(row[None])))
