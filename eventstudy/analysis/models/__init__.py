"""The models of normal returns, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.models.factor_models import FACTOR_MODELS, named_factors
from eventstudy.analysis.models.fit import Model
from eventstudy.analysis.models.garch import PARAMETERS as GARCH_PARAMETERS
from eventstudy.analysis.models.garch import garch_market_model
from eventstudy.analysis.models.lead_lag import dimson, scholes_williams
from eventstudy.analysis.models.market_model import market_model
from eventstudy.analysis.models.robust import robust_market_model
from eventstudy.analysis.models.simple import constant_mean, market_adjusted
from eventstudy.errors import EstimationError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE = ("alpha", "beta")

MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "market_model": Model(market_model, _LINE),
        "market_adjusted": Model(market_adjusted, _LINE),
        "constant_mean": Model(constant_mean, ("alpha",)),
        **FACTOR_MODELS,
        "scholes_williams": Model(scholes_williams, _LINE, leads=1),
        "dimson": dimson(),
        "robust_market_model": Model(robust_market_model, _LINE),
        "garch_market_model": Model(garch_market_model, GARCH_PARAMETERS),
    }
)
"""Every model that a design may name, but ``factor_model``, which also needs its factors."""

FACTOR_MODEL = "factor_model"
"""The name of the model on factors that the design names."""

MODEL_NAMES = (*MODELS, FACTOR_MODEL)
"""Every name that ``model_of`` knows."""


def model_of(name: str, *, factors: tuple[str, ...] = (), excess: bool = False, leads: int = 1) -> Model:
    """Return the model of that name.

    Parameters
    ----------
    name : str
        A name of ``MODELS``, or ``factor_model``.
    factors : tuple of str
        Columns of the factor table; for ``factor_model``, and only for it.
    excess : bool
        Whether ``factor_model`` takes returns less the risk-free rate; the other models know themselves.
    leads : int
        Leads and lags of ``dimson``, 1 or 2.

    Raises
    ------
    EstimationError
        If no model has that name, or the factors do not fit it.
    """
    if name == FACTOR_MODEL:
        return named_factors(_checked(factors), excess=excess)
    if name not in MODELS:
        guess = suggestion(nearest(name, MODEL_NAMES))
        raise EstimationError(f"model '{name}': {guess}use one of {', '.join(MODEL_NAMES)}")
    if factors:
        raise EstimationError(
            f"model '{name}' has its own regressors, not {', '.join(factors)}; use {FACTOR_MODEL} to name them"
        )
    return dimson(leads) if name == "dimson" else MODELS[name]


def _checked(factors: tuple[str, ...]) -> tuple[str, ...]:
    if not factors:
        raise EstimationError(
            f"{FACTOR_MODEL} names no factors; name columns of the factor table, e.g. mkt_rf, smb"
        )
    if len(set(factors)) < len(factors):
        raise EstimationError(f"factors {', '.join(factors)}: name each one once")
    if "rf" in factors:
        raise EstimationError(
            "factor 'rf' is the risk-free rate, which returns are taken less of; leave it out"
        )
    return factors
