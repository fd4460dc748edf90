"""The formulas of size and power equal printed tables, scipy's laws, and sums taken by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from eventstudy.analysis.evaluation import SizeDesign
from eventstudy.analysis.evaluation_laws import (
    expected_rates,
    normal_size,
    power,
    rank_size,
    sign_size,
    student_size,
)
from eventstudy.analysis.window import Window

# MacKinlay (1997), table 2, by the formula of its page 28: sigma of 2 %, then of 4 %, and four effects of each.
POWER = {
    1: (0.06, 0.08, 0.12, 0.17, 0.05, 0.06, 0.07, 0.08),
    5: (0.09, 0.20, 0.39, 0.61, 0.06, 0.09, 0.13, 0.20),
    10: (0.12, 0.35, 0.66, 0.89, 0.07, 0.12, 0.22, 0.35),
    20: (0.20, 0.61, 0.92, 0.99, 0.09, 0.20, 0.39, 0.61),
    30: (0.28, 0.78, 0.98, 1.00, 0.11, 0.28, 0.54, 0.78),
    50: (0.42, 0.94, 1.00, 1.00, 0.14, 0.42, 0.76, 0.94),
    100: (0.71, 1.00, 1.00, 1.00, 0.24, 0.71, 0.96, 1.00),
    200: (0.94, 1.00, 1.00, 1.00, 0.42, 0.94, 1.00, 1.00),
}
DESIGNS = [(sigma, delta) for sigma in (0.02, 0.04) for delta in (0.005, 0.01, 0.015, 0.02)]


@pytest.mark.parametrize("n", POWER)
def test_power_is_the_printed_one(n: int) -> None:
    """To the two digits of the table."""
    found = [round(power(0.05, delta, n, sigma), 2) for sigma, delta in DESIGNS]
    assert tuple(found) == POWER[n]


def test_power_depends_on_the_effect_in_sigmas() -> None:
    """Twice the effect at twice the sigma is as easy to find, and no effect is found at the level."""
    assert power(0.05, 0.01, 20, 0.04) == pytest.approx(power(0.05, 0.005, 20, 0.02), rel=1e-12)
    assert power(0.05, -0.01, 20, 0.02) == pytest.approx(power(0.05, 0.01, 20, 0.02), rel=1e-12)
    assert power(0.01, 0.0, 20, 0.02) == pytest.approx(0.01, rel=1e-12)


@pytest.mark.parametrize(
    ("n", "rho", "printed"),
    [(50, 0.02, 16.4), (50, 0.05, 29.1), (50, 0.10, 42.0), (30, 0.05, 21.1), (100, 0.02, 25.6)],
)
def test_patell_s_size_is_the_printed_one(n: int, rho: float, printed: float) -> None:
    """2 Phi(-1.96 / sqrt(1 + (n-1) rho)), in per cent to one digit."""
    found = expected_rates(SizeDesign(events=n, correlation=rho), 0.05)["patell"]
    assert round(100 * found, 1) == printed


def test_sizes_follow_scipy_s_laws() -> None:
    """Scaled normal and Student statistics against the unscaled critical values."""
    assert normal_size(3.0, 0.05) == pytest.approx(
        2 * stats.norm.sf(stats.norm.isf(0.025) / 3**0.5), rel=1e-10
    )
    expected = 2 * stats.t.sf(stats.t.isf(0.05, 11) / 3**0.5, 11)
    assert student_size(3.0, 11, 0.1) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("n", [5, 30, 50])
def test_signs_are_counted_in_steps(n: int) -> None:
    """Without correlation the size is the sum of binomial probabilities of the counts that reject."""
    counts = np.arange(n + 1)
    rejects = np.abs(counts - n / 2) / math.sqrt(n / 4) > stats.norm.isf(0.025)
    assert sign_size(n, 0, 0.05) == pytest.approx(stats.binom.pmf(counts, n, 0.5)[rejects].sum(), rel=1e-10)


def test_few_signs_never_reject() -> None:
    """Three that agree are no rarity."""
    assert sign_size(3, 0.2, 0.05) == 0


def test_signs_that_correlate_are_integrated_over_what_they_share() -> None:
    """By adaptive quadrature of the binomial tail given the common part."""

    def given(common: float) -> float:
        rises = stats.norm.cdf(common * math.sqrt(0.1 / 0.9))
        return float(2 * stats.binom.cdf(18, 50, rises) * stats.norm.pdf(common))

    expected, _ = integrate.quad(given, -9, 9, points=[-2, -1, 0])
    assert sign_size(50, 0.1, 0.05) == pytest.approx(expected, rel=1e-8)


def test_an_estimated_share_moves_the_steps() -> None:
    """Averaged over shares drawn around one half."""
    shares = 0.5 + 0.01 * stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    lower = np.ceil(50 * shares - stats.norm.isf(0.025) * np.sqrt(50 * shares * (1 - shares))) - 1
    expected = 2 * stats.binom.cdf(lower, 50, 0.5).mean()
    assert sign_size(50, 0, 0.05, share_error=0.01) == pytest.approx(expected, abs=2e-4)


def test_ranks_that_correlate_are_integrated_over_what_they_share() -> None:
    """The moments of Phi(x) given the common part, by quadrature over the own part."""
    rho, n, own = 0.2, 30, np.linspace(-9, 9, 2_001)
    weights = stats.norm.pdf(own) / stats.norm.pdf(own).sum()

    def given(common: float) -> float:
        placed = stats.norm.cdf(math.sqrt(rho / (1 - rho)) * common + own)
        away = weights @ placed - 0.5
        spread = math.sqrt((weights @ (placed - 0.5) ** 2 - away**2) / n)
        critical = stats.norm.isf(0.025) / math.sqrt(12 * n)
        rejects = stats.norm.cdf((-critical - away) / spread) + stats.norm.sf((critical - away) / spread)
        return float(rejects * stats.norm.pdf(common))

    expected, _ = integrate.quad(given, -8, 8)
    assert rank_size(n, rho, 0.05, share=1.0) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_ranks_that_do_not_correlate_reject_at_the_level(share: float) -> None:
    """And ranks that nearly are one reject nearly always."""
    assert rank_size(50, 0.0, 0.05, share=share) == pytest.approx(0.05, rel=1e-10)
    assert 0.99 < rank_size(50, 0.999, 0.05, share=share) < 1


def test_robust_tests_are_expected_at_the_level() -> None:
    """Whatever both breaks do to others; what the spread between correlated events misses is small."""
    found = expected_rates(SizeDesign(correlation=0.1, event_variance=2.0), 0.05)
    assert found["adjusted_bmp"] == 0.05
    assert 0.05 < found["grank_t"] == found["corrado_zivney_rank"] < 0.06
    assert found["adjusted_patell"] == pytest.approx(normal_size(2.0, 0.05), abs=2e-3)


def test_a_window_of_one_day_has_formulas_that_a_longer_one_has_not() -> None:
    """The older rank tests sum days; what they then reject depends on more than two moments."""
    day, window = (expected_rates(SizeDesign(window=one), 0.05) for one in (Window(0, 0), Window(-5, 5)))
    assert set(day) - set(window) == {"corrado_rank", "corrado_zivney_rank"}
    assert day["crude_dependence_t"] < window["crude_dependence_t"] < 0.06


@pytest.mark.parametrize(
    "design",
    [
        SizeDesign(effect=0.01),
        SizeDesign(tails=5),
        SizeDesign(idle=0.1),
        SizeDesign(sigma=(0.01, 0.02)),
        SizeDesign(events=1),
    ],
)
def test_other_designs_have_no_formulas(design: SizeDesign) -> None:
    """Nothing is expected where the formulas' assumptions do not hold."""
    assert expected_rates(design, 0.05) == {}
    assert expected_rates(replace(SizeDesign(), events=2), 0.05)
