"""Factor models are regressions on named columns."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from model_windows import draw, one_event

from eventstudy.analysis.models.factor_models import FACTOR_MODELS, named_factors


@pytest.mark.parametrize(
    ("name", "factors"),
    [
        ("ff3", ("mkt_rf", "smb", "hml")),
        ("carhart", ("mkt_rf", "smb", "hml", "umd")),
        ("ff5", ("mkt_rf", "smb", "hml", "rmw", "cma")),
    ],
)
def test_factor_models_name_their_factors(name: str, factors: tuple[str, ...]) -> None:
    """The models of Fama, French and Carhart take excess returns on their factors."""
    model = FACTOR_MODELS[name]
    assert model.factors == factors
    assert model.parameters == ("alpha", *factors)
    assert model.excess


def test_the_capm_is_the_market_model_of_excess_returns() -> None:
    """Its one regressor is the benchmark, not a column of a factor table."""
    assert FACTOR_MODELS["capm"].factors == ()
    assert FACTOR_MODELS["capm"].parameters == ("alpha", "beta")
    assert FACTOR_MODELS["capm"].excess


@pytest.mark.parametrize("name", list(FACTOR_MODELS))
def test_factor_models_are_least_squares(name: str) -> None:
    """Each has a parameter a regressor and one more, and agrees with statsmodels."""
    model = FACTOR_MODELS[name]
    windows = draw(3, factors=len(model.parameters) - 1)
    fit = model.fit(windows)
    event = one_event(windows, 2)
    ols = sm.OLS(event.y, event.x).fit()
    np.testing.assert_allclose(fit.parameters[2], ols.params, rtol=1e-10)
    assert fit.degrees_of_freedom[2] == len(event.y) - len(model.parameters)


def test_any_columns_make_a_model() -> None:
    """Named columns are its factors and its slopes; whether returns are in excess is the caller's."""
    model = named_factors(("oil", "space"), excess=False)
    assert model.parameters == ("alpha", "oil", "space")
    assert model.factors == ("oil", "space")
    assert not model.excess
