"""Regressions across events, corrections for many tests, and diagnostics of residuals, by statsmodels.

The only module that imports statsmodels, which is slow to load: import this one where it is used.
n events; NaN is missing.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.stattools import durbin_watson, jarque_bera

from eventstudy.analysis.models.fit import ROUNDING
from eventstudy.errors import EstimationError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.arrays import Booleans, Floats, Integers

Correction: TypeAlias = Literal["bh", "by", "holm"]

CONSTANT = "constant"

_METHODS = {"bh": "fdr_bh", "by": "fdr_by", "holm": "holm"}

_COLLINEAR = 1e-8
"""An attribute of which the others leave less than this share is one of them in disguise."""

_LAGS = 10

_SHORTEST = 20
"""Residuals below which tests of their order say nothing."""


class Significance(NamedTuple):
    """Standard errors of K + 1 coefficients, and the t and two-sided p-value of each."""

    standard_errors: Floats
    t: Floats
    p_value: Floats


@dataclass(frozen=True, eq=False)
class Explained:
    """A regression of CARs on K attributes and a constant; arrays of shape (K + 1,), the constant first.

    Attributes
    ----------
    names : tuple of str
    coefficients : ndarray
        CAR, as a fraction, for one more unit of the attribute.
    robust : Significance
        Allowing every event its own variance (HC3), against t(n - K - 1).
    clustered : Significance
        Allowing events of one cluster to be correlated, against t(clusters - 1); NaN where fewer than two
        clusters are left or none were named. Trust it with some 30 clusters or more.
    r_squared : float
    observations, dropped : int
        Events used, and those left out because a number of theirs is missing.
    clusters : int
        Distinct clusters among the events used; 0 where none were named.
    """

    names: tuple[str, ...]
    coefficients: Floats
    robust: Significance
    clustered: Significance
    r_squared: float
    observations: int
    dropped: int
    clusters: int


class Diagnostics(NamedTuple):
    """Of each event's estimation residuals; every array of shape (n,).

    Attributes
    ----------
    durbin_watson : ndarray
        2 without first-order autocorrelation, towards 0 with positive and 4 with negative.
    ljung_box_p : ndarray
        Autocorrelation up to lag 10, or a fifth of the residuals where that is less.
    arch_lm_p : ndarray
        Autoregressive conditional heteroscedasticity up to the same lag.
    jarque_bera_p : ndarray
        Normality.
    """

    durbin_watson: Floats
    ljung_box_p: Floats
    arch_lm_p: Floats
    jarque_bera_p: Floats


def explain(
    cars: Floats,
    attributes: Mapping[str, Floats],
    *,
    clusters: Integers | None,
    variances: Floats | None = None,
) -> Explained:
    """Regress CARs on attributes of the announcements, with a constant.

    Parameters
    ----------
    cars : ndarray of shape (n,)
        CARs, as fractions.
    attributes : mapping of str to ndarray of shape (n,)
        Attributes by name. An event with a missing CAR, attribute or variance is left out.
    clusters : ndarray of shape (n,), int64, or None
        What events share, e.g. the epoch day of day 0.
    variances : ndarray of shape (n,), optional
        Forecast variance of each CAR: events are weighted by its inverse. Without it they weigh the same.

    Raises
    ------
    EstimationError
        If too few events are left, an attribute does not vary or follows from the others, or one event alone
        decides a coefficient.

    References
    ----------
    MacKinlay (1997), "Event Studies in Economics and Finance", Journal of Economic Literature 35, section 8:
    cross-sectional models. HC3: MacKinnon and White (1985), Journal of Econometrics 29, pp. 305-325. Clusters:
    Liang and Zeger (1986), Biometrika 73, pp. 13-22.
    """
    weights = np.ones_like(cars) if variances is None else _inverse(variances)
    there = np.isfinite(np.column_stack([cars, weights, *attributes.values()])).all(axis=1)
    design = np.column_stack([np.ones(len(cars)), *attributes.values()])[there]
    names = (CONSTANT, *attributes)
    root = np.sqrt(weights[there])[:, None]
    _check(design, root, names)
    model = WLS(cars[there], design, weights=weights[there])
    groups = np.unique(clusters[there], return_inverse=True)[1] if clusters is not None else None
    robust = model.fit(cov_type="HC3", use_t=True)
    return Explained(
        names=names,
        coefficients=np.asarray(robust.params, dtype=np.float64),
        robust=_significance(robust.bse, robust.tvalues, robust.pvalues),
        clustered=_clustered(model, groups),
        r_squared=float(robust.rsquared),
        observations=len(design),
        dropped=len(cars) - len(design),
        clusters=0 if groups is None else int(groups.max()) + 1,
    )


def adjusted_p_values(p_values: Floats, method: Correction) -> Floats:
    """Correct p-values for their number; NaN stays NaN and does not count.

    Parameters
    ----------
    p_values : ndarray of shape (n,)
    method : {"bh", "by", "holm"}
        ``bh`` and ``by`` bound the share of false discoveries, for independent (or positively dependent) and
        for any tests; ``holm`` bounds the probability of a single one.

    Raises
    ------
    EstimationError
        If the method is unknown.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, pp. 289-300. Benjamini and
    Yekutieli (2001), Annals of Statistics 29, pp. 1165-1188. Holm (1979), Scandinavian Journal of Statistics
    6, pp. 65-70.
    """
    if method not in _METHODS:
        guess = suggestion(nearest(method, _METHODS))
        raise EstimationError(f"adjustment '{method}': unknown; {guess}known: {', '.join(_METHODS)}")
    adjusted = np.full(p_values.shape, np.nan)
    there = np.isfinite(p_values)
    if there.any():
        adjusted[there] = multipletests(p_values[there], method=_METHODS[method])[1]
    return adjusted


def diagnose(residuals: Floats) -> Diagnostics:
    """Test each event's estimation residuals for order in time, in level and in variance, and for normality.

    Missing sessions are left out, so that the residuals around them count as neighbours. An event with fewer
    than 20 residuals, or residuals that do not vary, has NaN.

    Parameters
    ----------
    residuals : ndarray of shape (n, M)

    References
    ----------
    Durbin and Watson (1950), Biometrika 37, pp. 409-428. Ljung and Box (1978), Biometrika 65, pp. 297-303.
    Engle (1982), Econometrica 50, pp. 987-1007. Jarque and Bera (1987), International Statistical Review 55,
    pp. 163-172.
    """
    found = np.full((4, len(residuals)), np.nan)
    with warnings.catch_warnings():
        # statsmodels 0.15 announces that het_arch will answer with another kind of tuple; [1] reads both.
        warnings.simplefilter("ignore", FutureWarning)
        for i, row in enumerate(residuals):
            there = row[np.isfinite(row)]
            if len(there) >= _SHORTEST and there.std() > ROUNDING:
                found[:, i] = _diagnosed(there)
    return Diagnostics(*found)


def _diagnosed(residuals: Floats) -> tuple[float, float, float, float]:
    lags = min(_LAGS, len(residuals) // 5)
    ljung_box = acorr_ljungbox(residuals, lags=[lags])
    return (
        float(durbin_watson(residuals)),
        float(ljung_box["lb_pvalue"].iloc[0]),
        float(het_arch(residuals, nlags=lags)[1]),
        float(jarque_bera(residuals)[1]),
    )


def _inverse(variances: Floats) -> Floats:
    return 1 / np.where(variances > 0, variances, np.nan)


def _significance(standard_errors: Floats, t: Floats, p_values: Floats) -> Significance:
    return Significance(*(np.asarray(one, dtype=np.float64) for one in (standard_errors, t, p_values)))


def _clustered(model: WLS, groups: Integers | None) -> Significance:
    if groups is None or groups.max() < 1:
        return Significance(*np.full((3, model.exog.shape[1]), np.nan))
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return _significance(fitted.bse, fitted.tvalues, fitted.pvalues)


def _check(design: Floats, root: Floats, names: tuple[str, ...]) -> None:
    """Refuse a design that does not identify every coefficient and its variance."""
    events, columns = design.shape
    if events <= columns:
        raise EstimationError(
            f"regression on {', '.join(names[1:]) or CONSTANT}: events with all numbers: {events}, needed: "
            f"{columns + 1}; leave out attributes that are often missing"
        )
    for name, column in zip(names[1:], design.T[1:], strict=True):
        if column.std() <= ROUNDING * np.abs(column).max():
            raise EstimationError(
                f"attribute '{name}': is {column[0]:g} in all {events} events; leave it out or study more events"
            )
    centred = np.column_stack([design[:, 0], design[:, 1:] - design[:, 1:].mean(axis=0)]) * root
    scaled = centred / np.linalg.norm(centred, axis=0)
    q, r = np.linalg.qr(scaled)
    for name, left in zip(names, np.abs(np.diag(r)).tolist(), strict=True):
        if left < _COLLINEAR:
            raise EstimationError(
                f"attribute '{name}': follows from the attributes before it; leave one of them out"
            )
    _check_leverage(np.einsum("ij,ij->i", q, q), np.linalg.solve(r, q.T), names)


def _check_leverage(leverage: Floats, solution: Floats, names: tuple[str, ...]) -> None:
    """Refuse an event through which the line must pass: its residual is zero whatever its CAR, HC3 divides by it."""
    alone: Booleans = leverage > 1 - _COLLINEAR
    if alone.any():
        decided = np.abs(solution[1:, np.argmax(alone)]) > _COLLINEAR
        hit = [f"'{name}'" for name, one in zip(names[1:], decided.tolist(), strict=True) if one]
        guilty = " and ".join(hit) or f"'{CONSTANT}'"
        raise EstimationError(
            f"attribute {guilty}: one event alone decides the coefficient; leave it out or study more events"
        )
