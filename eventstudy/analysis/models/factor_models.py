"""Models of returns in excess of the risk-free rate, on named factors.

Whoever lays out the windows takes the risk-free rate off the security's returns, and off the benchmark's in
the CAPM; factors such as ``mkt_rf`` are excess returns already.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.analysis.models.fit import Model
from eventstudy.analysis.models.linear import linear

if TYPE_CHECKING:
    from collections.abc import Mapping


def named_factors(names: tuple[str, ...], *, excess: bool) -> Model:
    """Return the regression on these columns of the factor table.

    Parameters
    ----------
    names : tuple of str
        Columns of the factor table; they also name the slopes.
    excess : bool
        Whether the security's return is taken less the risk-free rate.
    """
    return Model(linear, ("alpha", *names), factors=names, excess=excess)


_THREE = ("mkt_rf", "smb", "hml")

FACTOR_MODELS: Mapping[str, Model] = MappingProxyType(
    {
        "capm": Model(linear, ("alpha", "beta"), excess=True),
        "ff3": named_factors(_THREE, excess=True),
        "carhart": named_factors((*_THREE, "umd"), excess=True),
        "ff5": named_factors((*_THREE, "rmw", "cma"), excess=True),
    }
)
"""The models that have a name of their own.

References
----------
Sharpe (1964), Journal of Finance 19, 425-442. Fama and French (1993), Journal of Financial Economics 33,
3-56. Carhart (1997), Journal of Finance 52, 57-82. Fama and French (2015), Journal of Financial Economics
116, 1-22.
"""
