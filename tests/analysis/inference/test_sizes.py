"""How often the tests reject at five per cent when nothing happened: 2,000 simulated studies each.

Studies stand side by side as the days of one sample, so that one call tests all of them; their standardised
abnormal returns are drawn from the law that the market model gives them. Bars: statistics.md, sections 5, 6.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from abnormal_samples import sample_of
from scipy import stats

from eventstudy.analysis.inference.evidence import Correlation, DaySums
from eventstudy.analysis.inference.parametric import PARAMETRIC, crude_dependence_t
from eventstudy.analysis.inference.signs import SIGNS
from eventstudy.analysis.inference.skewness import SKEWNESS

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

STUDIES, EVENTS, DEGREES = 2_000, 50, 237
COLUMNWISE = {**PARAMETRIC, **SIGNS, **SKEWNESS}
del COLUMNWISE["crude_dependence_t"]  # It takes the past of one study, not of all studies side by side.


def _returns(draw: np.random.Generator, rho: float, event_variance: float) -> Floats:
    own = math.sqrt(1 - rho) * draw.normal(size=(EVENTS, STUDIES))
    return math.sqrt(event_variance) * (own + math.sqrt(rho) * draw.normal(size=STUDIES))


def _sizes(seed: int, *, rho: float = 0.0, event_variance: float = 1.0) -> dict[str, float]:
    """Simulate the studies and return each test's share of rejections."""
    draw = np.random.default_rng(seed)
    sigma = draw.uniform(0.01, 0.04, (EVENTS, 1))
    returns = sigma * _returns(draw, rho, event_variance)
    # The estimated variance is the true one times chi-square over its degrees of freedom.
    variances = sigma**2 * draw.chisquare(DEGREES, returns.shape) / DEGREES
    sample = sample_of(returns, variances)
    evidence = replace(sample.evidence, correlation=Correlation(rho, "aligned"))
    sample = replace(sample, degrees_of_freedom=np.full(EVENTS, DEGREES), evidence=evidence)
    return {
        name: float((test.statistics(sample).p_value[:STUDIES] < 0.05).mean())
        for name, test in COLUMNWISE.items()
    }


def _bar(rate: float) -> float:
    """Four Monte Carlo standard errors and one percentage point."""
    return 4 * math.sqrt(rate * (1 - rate) / STUDIES) + 0.01


def _inflated(variance: float) -> float:
    """Size of a normal test whose statistic has this variance instead of one."""
    return float(2 * stats.norm.sf(stats.norm.isf(0.025) / math.sqrt(variance)))


def test_independent_events_are_rejected_as_often_as_promised() -> None:
    """About five per cent; signs of fifty events move in steps, of which the nearest is 6.5 %."""
    lattice = float(2 * stats.binom.cdf(18, EVENTS, 0.5))
    assert lattice == pytest.approx(0.065, abs=5e-4)
    # Hall's statistic is read against the normal law although its spread is estimated from fifty events.
    promised = {"sign": lattice, "generalized_sign": lattice, "hall_t": 0.056}
    for name, size in _sizes(151).items():
        expected = promised.get(name, 0.05)
        assert size == pytest.approx(expected, abs=0.02), name


def test_the_adjusted_tests_alone_withstand_clustering() -> None:
    """With r = .10 both adjusted tests stay at five per cent; the others break, as their theory says."""
    sizes = _sizes(153, rho=0.1)
    spread = 1 + (EVENTS - 1) * 0.1
    for name in ("adjusted_patell", "adjusted_bmp"):
        assert sizes[name] == pytest.approx(0.05, abs=0.02)
    assert sizes["patell"] == pytest.approx(_inflated(spread), abs=_bar(_inflated(spread)))
    critical = stats.t.isf(0.025, EVENTS - 1)
    student = float(2 * stats.t.sf(critical * math.sqrt(0.9 / spread), EVENTS - 1))
    for name in ("cross_sectional_t", "bmp", "johnson_t", "hall_t"):
        assert sizes[name] == pytest.approx(student, abs=_bar(student) + 0.01)
    # Section 5 simulates 36.3 % for the generalised sign test.
    assert sizes["generalized_sign"] == pytest.approx(0.363, abs=_bar(0.363) + 0.01)
    assert sizes["wilcoxon"] > 0.3


def test_a_doubled_event_variance_breaks_patell_alone() -> None:
    """Patell rejects one study in six, adjusted or not; every other test keeps its size."""
    sizes = _sizes(155, event_variance=2.0)
    assert _inflated(2) == pytest.approx(0.166, abs=5e-4)
    for name, size in sizes.items():
        broken = name in {"patell", "adjusted_patell"}
        expected = _inflated(2) if broken else 0.065 if "sign" in name else 0.05
        assert size == pytest.approx(expected, abs=_bar(expected)), name


def _crude(seed: int, *, rho: float, event_variance: float) -> float:
    """Simulate studies of the crude dependence t: twenty pasts of the portfolio, each with a hundred futures."""
    draw = np.random.default_rng(seed)
    rejected = []
    for future in np.split(_returns(draw, rho, event_variance), 20, axis=1):
        past = math.sqrt((1 - rho) / EVENTS + rho) * draw.normal(size=239)
        sample = sample_of(future)
        sample = replace(sample, evidence=replace(sample.evidence, average=DaySums(past, np.ones(239))))
        rejected.append((crude_dependence_t(sample).p_value[:-1] < 0.05).mean())
    return float(np.mean(rejected))


def test_the_crude_dependence_t_withstands_clustering_but_not_variance() -> None:
    """Five per cent with r = .10; with a doubled event variance that of a normal test of twice the variance."""
    assert _crude(157, rho=0.1, event_variance=1.0) == pytest.approx(0.05, abs=0.02)
    assert _crude(159, rho=0.0, event_variance=2.0) == pytest.approx(_inflated(2), abs=0.03)


def test_skewness_is_corrected_in_both_tails() -> None:
    """The t of exponential returns rejects 5.7 % below and 0.9 % above; the corrected ones are nearly even."""
    draw = np.random.default_rng(161)
    samples = [sample_of(draw.exponential(size=(EVENTS, 1_000)) - 1) for _ in range(8)]
    uneven = {}
    for name in ("cross_sectional_t", "johnson_t", "hall_t"):
        found = [COLUMNWISE[name].statistics(sample) for sample in samples]
        signs = [np.sign(one.statistic[:-1]) * (one.p_value[:-1] < 0.05) for one in found]
        uneven[name] = -float(np.mean(signs))
    assert uneven["cross_sectional_t"] > 0.035
    assert abs(uneven["johnson_t"]) < 0.02
    assert abs(uneven["hall_t"]) < 0.02
