"""How often a test should reject, where a formula tells: analytic power, and size where assumptions break.

A statistic whose variance is v where its law says one rejects too often, or too seldom: the formulas give v.
Residuals are normal and equally volatile, correlate by rho between events on every day, and have their
variance multiplied by lambda in the event window. M estimation sessions, L event sessions, n events.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from eventstudy.analysis.models.market_model import PARAMETERS

if TYPE_CHECKING:
    from eventstudy.analysis.evaluation import SizeDesign
    from eventstudy.arrays import Floats

_COMMON = np.linspace(-9, 9, 901)
"""Where the integral over what events have in common is taken; the normal law ends before."""

_ERRORS = np.linspace(-5, 5, 101)
"""Where that over the error of an estimated share is taken."""


_NOTHING = 1e-300
"""Stands in for a variance that has vanished, so that nothing is divided by zero."""


def power(alpha: float, delta: float, n: int, sigma: float) -> float:
    """Return how often a two-sided test of known variance finds an effect.

    ``Phi(-z - m) + 1 - Phi(z - m)`` with z = Phi^-1(1 - alpha / 2) and m = sqrt(n) delta / sigma.

    Parameters
    ----------
    alpha : float
        Level of the test.
    delta : float
        Abnormal return of every event, as a fraction.
    n : int
        Events, independent of each other.
    sigma : float
        Standard deviation of an abnormal return, as a fraction.

    References
    ----------
    MacKinlay (1997), "Event Studies in Economics and Finance", Journal of Economic Literature 35, p. 28 and
    table 2. Campbell, Lo and MacKinlay (1997), The Econometrics of Financial Markets, section 4.6.

    Examples
    --------
    >>> round(power(0.05, 0.01, 20, 0.02), 2)
    0.61
    """
    z, m = special.ndtri(alpha / 2), math.sqrt(n) * delta / sigma
    return float(special.ndtr(z - m) + special.ndtr(z + m))


def normal_size(variance: float, level: float) -> float:
    """Return how often a statistic N(0, variance) rejects where N(0, 1) is its law.

    >>> round(normal_size(1 + 49 * 0.1, 0.05), 3)
    0.42
    """
    return float(2 * special.ndtr(special.ndtri(level / 2) / math.sqrt(variance)))


def student_size(variance: float, degrees: int, level: float) -> float:
    """Return how often a statistic sqrt(variance) t(degrees) rejects where t(degrees) is its law.

    That is the law of a t of normals that all correlate alike: their mean and their spread are independent.

    >>> round(student_size((1 + 49 * 0.1) / 0.9, 49, 0.05), 3)
    0.436
    """
    return float(2 * special.stdtr(degrees, special.stdtrit(degrees, level / 2) / math.sqrt(variance)))


def sign_size(n: int, correlation: float, level: float, share_error: float = 0.0) -> float:
    """Return how often the sign test of n returns that correlate rejects, its steps included.

    Given what they have in common, f of N(0, 1), they rise independently of each other, each with probability
    Phi(f sqrt(rho / (1 - rho))): a binomial law, integrated over f.

    Parameters
    ----------
    n : int
    correlation : float
        rho.
    level : float
    share_error : float
        Standard deviation about one half of the share that the test counts against; zero where it is known.

    Examples
    --------
    >>> round(sign_size(50, 0, 0.05), 3)
    0.065
    """
    shares = 0.5 + share_error * _ERRORS
    highest = np.ceil(n * shares + special.ndtri(level / 2) * np.sqrt(n * shares * (1 - shares))) - 1
    rises = special.ndtr(_COMMON * math.sqrt(correlation / (1 - correlation)))
    given = special.bdtr(np.maximum(highest, 0)[:, None], n, rises)
    given[highest < 0] = 0
    return float(2 * (_density(_ERRORS) @ given @ _density(_COMMON)))


def rank_size(n: int, correlation: float, level: float, share: float) -> float:
    """Return how often a mean of n ranks that correlate rejects where its law says that they do not.

    Given what events have in common, f of N(0, 1), their x_i / sqrt(1 - rho) are independent N(a f, 1), with
    a = sqrt(rho / (1 - rho)). For the ranks Phi(x_i) among other days, h = a f / sqrt(2): they have the mean
    Phi(h) and the mean square Phi(h) - 2 T(h, 1 / sqrt(3)), with Owen's T. For signed ranks (Wilcoxon),
    h = a f sqrt(2), and the mean moves half as far. The mean of n is taken as normal given f.

    Parameters
    ----------
    n : int
    correlation : float
        rho.
    level : float
    share : float
        1 for ranks among other days, 1/2 for signed ranks.

    References
    ----------
    Owen (1956), "Tables for Computing Bivariate Normal Probabilities", Annals of Mathematical Statistics 27,
    pp. 1075-1090. Lehmann (1975), Nonparametrics, chapter 4: the power of the signed-rank test.

    Examples
    --------
    >>> round(rank_size(50, 0, 0.05, share=1), 3)
    0.05
    """
    h = _COMMON * math.sqrt(correlation / (1 - correlation) / 2) / share
    middle = special.ndtr(h)
    variance = middle - 2 * special.owens_t(h, 1 / math.sqrt(3)) - middle**2
    spread = np.sqrt(np.maximum(variance, _NOTHING) / n)
    away, critical = share * (middle - 0.5), special.ndtri(level / 2) / math.sqrt(12 * n)
    given = special.ndtr((critical - away) / spread) + special.ndtr((critical + away) / spread)
    return float(given @ _density(_COMMON))


def expected_rates(design: SizeDesign, level: float) -> dict[str, float]:
    """Return the share in which each test should reject that nothing happened, by its formula.

    ``patell``: 2 Phi(-1.96 / sqrt(v)), v = (1 + (n-1) rho) (L lambda + f) / (L + f), with f the error of the
    fitted line in units of sigma^2. ``cross_sectional_t``, ``bmp``: v = (1 + (n-1) rho) / (1 - rho) and t(n-1).
    ``corrado_rank``, ``grank_t``: ranks Phi(x) of normals of variance w and covariance rho w have the covariance
    arcsin(rho w / (1 + w)) / (2 pi); v compares the event day with all others.

    Parameters
    ----------
    design : SizeDesign
        Without an effect, with normal residuals of one variance and securities that always trade.
    level : float

    Returns
    -------
    dict of str to float
        By test; a test whose size on the design has no formula here is left out. Empty where the design is
        another.

    References
    ----------
    Kolari and Pynnönen (2010), Review of Financial Studies 23, pp. 3996-4025: the variance of Patell's and
    the BMP statistic under correlation. Covariances of ranks of normals: Kruskal (1958), "Ordinal Measures of
    Association", Journal of the American Statistical Association 53, pp. 814-861.
    """
    if not _has_formulas(design):
        return {}
    n, rho = design.events, design.correlation
    days, error = len(design.window), _line_error(design)
    variance = (days * design.event_variance + error) / (days + error)
    clustered = 1 + (n - 1) * rho
    student = student_size(clustered / (1 - rho), n - 1, level)
    # S divides by M - 1 what has only M - 2 degrees of freedom, so it is a little too small.
    past = design.observations - 1
    portfolio = (days * design.event_variance + error) / days * past / (design.observations - PARAMETERS)
    found = {
        "cross_sectional_t": student,
        "crude_dependence_t": student_size(portfolio, past, level),
        "patell": normal_size(variance * clustered, level),
        "adjusted_patell": normal_size(variance, level),
        "bmp": student,
        "adjusted_bmp": level,
        "sign": sign_size(n, rho, level),
        "generalized_sign": sign_size(n, rho, level, _share_error(design)),
        "wilcoxon": rank_size(n, rho, level, share=0.5),
        "johnson_t": student,
    }
    return {**found, **_rank_rates(design, level)}


def _has_formulas(design: SizeDesign) -> bool:
    normal = math.isinf(design.tails) and design.sigma[0] == design.sigma[1]
    return normal and design.events > 1 and not design.effect and not design.idle


def _share_error(design: SizeDesign) -> float:
    """Return the standard deviation of the mean share of positive residuals.

    Of M normals the share has the variance (1/4 - 1 / (2 pi)) / M once their mean is taken out. Between events
    that leaves a covariance of (arcsin(rho) - rho) / (2 pi M), nearly nothing.
    """
    shared = (design.events - 1) * (math.asin(design.correlation) - design.correlation) / (2 * math.pi)
    each = 1 / 4 - 1 / (2 * math.pi)
    return math.sqrt((each + shared) / (design.observations * design.events))


def _line_error(design: SizeDesign) -> float:
    """Return f, the mean of L^2 / M + (sum m_t - L mean m)^2 / Sxx over normal benchmark returns."""
    days, past = len(design.window), design.observations
    return days**2 / past + (days + days**2 / past) / (past - 3)


def _rank_rates(design: SizeDesign, level: float) -> dict[str, float]:
    """Sizes of the rank tests; of the older ones on single days only.

    Where events correlate, the spread between them sees only 1 - rho of the variance, so that an observation
    divided by it has the variance 1 / (1 - rho).
    """
    n, rho = design.events, design.correlation
    own, spread_out = _rank_variance(n, rho, 1), _rank_variance(n, rho, 1 / (1 - rho))
    found = {"grank_t": normal_size(spread_out / own, level), "grank_z": rank_size(n, rho, level, share=1.0)}
    if len(design.window) == 1:
        raised = _rank_variance(n, rho, design.event_variance)
        found["corrado_rank"] = normal_size(raised / own, level)
        found["corrado_zivney_rank"] = found["grank_t"]
    return found


def _rank_variance(n: int, correlation: float, variance: float) -> float:
    """Return the variance of a mean of Phi(x_i), n normals x_i of one variance, in units of the 1 / (12 n) of ranks."""
    covariances = np.arcsin(np.array([variance, correlation * variance]) / (1 + variance))
    return float(6 / math.pi * (covariances[0] + (n - 1) * covariances[1]))


def _density(points: Floats) -> Floats:
    """Weights of equally spaced points under N(0, 1); they sum to one."""
    weights: Floats = np.exp(-(points**2) / 2)
    weights /= weights.sum()
    return weights
