"""Models by name, and how all of them bear returns from which nothing can be learnt."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from model_windows import COLUMNS, draw

from eventstudy.analysis.models import MODELS, model_of
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from eventstudy.analysis.models.fit import Fit, FitWindows, Model

# test_market_model.py holds the market model to the same.
OTHERS = {
    **{name: model for name, model in MODELS.items() if name != "market_model"},
    "dimson of two": model_of("dimson", leads=2),
    "two factors": model_of("factor_model", factors=("oil", "space")),
}
WITHOUT_REGRESSION = ("market_adjusted", "constant_mean")


def _drawn(model: Model, *, n: int = 3, m: int = 60) -> FitWindows:
    return draw(3, n=n, u=2, m=m, factors=max(len(model.factors), 1), leads=model.leads)


def _without_warning(model: Model, windows: FitWindows) -> Fit:
    with warnings.catch_warnings(), np.errstate(all="warn"):
        warnings.simplefilter("error")
        return model.fit(windows)


def _assert_nothing(fit: Fit, events: slice) -> None:
    for numbers in (fit.parameters, fit.sigma, fit.r_squared, fit.values, fit.variances, fit.residuals):
        assert np.isnan(numbers[events]).all()


@pytest.mark.parametrize("name", list(OTHERS))
def test_every_model_answers_in_the_same_shapes(name: str) -> None:
    """Every event has a line, a parameter a name, and a number a column."""
    model = OTHERS[name]
    fit = model.fit(_drawn(model))
    assert fit.parameters.shape == (3, len(model.parameters))
    assert fit.values.shape == fit.variances.shape == (3, len(COLUMNS))
    assert fit.residuals.shape == (3, 60)
    assert fit.sigma.shape == fit.r_squared.shape == fit.observations.shape == (3,)
    assert fit.observations.dtype == fit.degrees_of_freedom.dtype == np.int64
    assert np.isfinite(fit.sigma).all()
    assert (fit.variances > 0).all()


@pytest.mark.parametrize("value", [0.0, 0.001])
@pytest.mark.parametrize("name", [name for name in OTHERS if name != "market_adjusted"])
def test_constant_returns_have_no_sigma(name: str, value: float) -> None:
    """A security that stands still, or rises by the same every day, has sigma zero, or none, without warning."""
    model = OTHERS[name]
    windows = _drawn(model)
    windows.estimation[0] = value
    fit = _without_warning(model, windows)
    assert not fit.sigma[0] > 1e-16
    assert np.isnan(fit.r_squared[0])
    assert np.isfinite(fit.sigma[1:]).all()


@pytest.mark.parametrize("value", [0.0, 0.0003])
@pytest.mark.parametrize("name", [name for name in OTHERS if name not in WITHOUT_REGRESSION])
def test_a_market_that_stands_still_identifies_nothing(name: str, value: float) -> None:
    """Without variance in the regressors there is no line, and no warning."""
    model = OTHERS[name]
    windows = _drawn(model)
    windows.estimation_regressors[:] = value
    _assert_nothing(_without_warning(model, windows), slice(None))


@pytest.mark.parametrize("name", list(OTHERS))
def test_no_returns_no_numbers(name: str) -> None:
    """An event without estimation returns has none, and no warning; its neighbours are untouched."""
    model = OTHERS[name]
    windows = _drawn(model)
    whole = model.fit(replace(windows, estimation=windows.estimation.copy()))
    windows.estimation[0] = np.nan
    fit = _without_warning(model, windows)
    assert fit.observations[0] == fit.degrees_of_freedom[0] == 0
    _assert_nothing(fit, slice(0, 1))
    np.testing.assert_allclose(fit.variances[1:], whole.variances[1:], rtol=1e-11)


@pytest.mark.parametrize("name", list(OTHERS))
def test_nothing_at_all_is_nothing(name: str) -> None:
    """Neither securities nor regressors have a return: all is NaN, without warning."""
    model = OTHERS[name]
    windows = _drawn(model)
    for part in (
        windows.estimation,
        windows.event,
        windows.estimation_regressors,
        windows.event_regressors,
    ):
        part[:] = np.nan
    _assert_nothing(_without_warning(model, windows), slice(None))


@pytest.mark.parametrize("name", [name for name in OTHERS if name not in WITHOUT_REGRESSION])
def test_as_many_observations_as_parameters_leave_no_variance(name: str) -> None:
    """A line through as many points as it has parameters has no residual variance: all is NaN."""
    model = OTHERS[name]
    windows = _drawn(model)
    windows.estimation[0, len(model.parameters) :] = np.nan
    _assert_nothing(_without_warning(model, windows), slice(0, 1))


@pytest.mark.parametrize("name", list(MODELS))
def test_a_name_finds_its_model(name: str) -> None:
    """The names of the registry are the names of ``model_of``."""
    assert model_of(name).parameters == MODELS[name].parameters


def test_the_registry_has_the_promised_names() -> None:
    """Eleven models, in the order in which they are listed to people."""
    assert list(MODELS) == [
        "market_model",
        "market_adjusted",
        "constant_mean",
        "capm",
        "ff3",
        "carhart",
        "ff5",
        "scholes_williams",
        "dimson",
        "robust_market_model",
        "garch_market_model",
    ]


def test_leads_are_dimson_s() -> None:
    """Dimson's model asks for as many leads and lags as it is told, Scholes and Williams's for one."""
    assert model_of("dimson").leads == 1
    assert model_of("dimson", leads=2).leads == 2
    assert model_of("scholes_williams").leads == 1
    assert model_of("market_model").leads == 0


def test_a_factor_model_takes_named_columns() -> None:
    """Its factors are its regressors; whether returns are in excess is said with them."""
    model = model_of("factor_model", factors=("oil", "mkt_rf"), excess=True)
    assert model.parameters == ("alpha", "oil", "mkt_rf")
    assert model.factors == ("oil", "mkt_rf")
    assert model.excess
    assert not model_of("factor_model", factors=("oil",)).excess


@pytest.mark.parametrize(
    ("name", "factors", "says"),
    [
        ("market_modle", (), "did you mean 'market_model'"),
        ("xyz", (), "use one of market_model, .*factor_model"),
        ("factor_model", (), "name columns of the factor table"),
        ("factor_model", ("smb", "smb"), "name each one once"),
        ("factor_model", ("mkt_rf", "rf"), "leave it out"),
        ("ff3", ("smb",), "use factor_model"),
    ],
)
def test_what_makes_no_model_is_refused(name: str, factors: tuple[str, ...], says: str) -> None:
    """A name that nobody has, and factors that do not fit, are refused with the remedy."""
    with pytest.raises(EstimationError, match=says):
        model_of(name, factors=factors)
