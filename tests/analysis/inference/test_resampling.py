"""Resampling tests equal full enumerations, are the same for the same seed, and keep their size."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference import resampling
from eventstudy.analysis.inference.resampling import permutation, skewness_bootstrap, wild_bootstrap
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.arrays import Floats

DRAWS = 199


def _wild(values: Floats, *, draws: int = DRAWS, seed: int = 1) -> float:
    return wild_bootstrap(values, np.arange(len(values)) // 2, draws=draws, seed=seed)


def _permutation(values: Floats, *, draws: int = DRAWS, seed: int = 1) -> float:
    return permutation(values, draws=draws, seed=seed)


def _skewness(values: Floats, *, draws: int = DRAWS, seed: int = 1) -> float:
    return skewness_bootstrap(values, draws=draws, seed=seed)


EVERY = pytest.mark.parametrize("test", [_wild, _permutation, _skewness])


def _student(values: Floats) -> float:
    return float(math.sqrt(len(values)) * values.mean() / values.std(ddof=1))


def test_few_events_are_permuted_in_all_ways() -> None:
    """The p-value is the share of the 2^n sign patterns whose |t| is as large: a loop over all of them."""
    values = np.random.default_rng(111).normal(0.5, 1, 8)
    bar = abs(_student(values))
    found = [
        abs(_student(values * np.array(signs))) >= bar * (1 - 1e-12) for signs in product((1, -1), repeat=8)
    ]
    assert permutation(values, draws=256, seed=0) == sum(found) / 256


def test_the_permutation_is_that_of_scipy() -> None:
    """An exact test of six events equals scipy's permutation test of one sample."""
    values = np.array([0.3, 1.2, -0.4, 0.8, 0.1, 0.9])
    oracle = stats.permutation_test(
        (values,),
        lambda x: float(np.sum(x)),
        permutation_type="samples",
        n_resamples=9999,
        alternative="two-sided",
    )
    assert permutation(values, draws=64, seed=0) == pytest.approx(float(oracle.pvalue))


def test_clusters_are_flipped_as_one() -> None:
    """With all patterns of four clusters the p-value is the share of their |t|: a loop over all of them."""
    values = np.random.default_rng(113).normal(0.8, 1, 11)
    clusters = np.array([5, 5, 5, 9, 9, 2, 2, 2, 2, 7, 7])
    names = {5: 0, 9: 1, 2: 2, 7: 3}
    bar = abs(_student(values))
    found = [
        abs(_student(np.array([signs[names[c]] for c in clusters.tolist()]) * values)) >= bar * (1 - 1e-12)
        for signs in product((1, -1), repeat=4)
    ]
    assert wild_bootstrap(values, clusters, draws=16, seed=0) == sum(found) / 16


def test_random_draws_come_near_the_exact_p_value() -> None:
    """Sampled patterns estimate the share of all patterns."""
    values = np.random.default_rng(115).normal(0.4, 1, 12)
    exact = permutation(values, draws=4096, seed=0)
    sampled = permutation(values, draws=4095, seed=0)
    assert sampled != exact
    assert sampled == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 4095))


def test_events_of_their_own_cluster_are_permuted() -> None:
    """With one event to a cluster the wild bootstrap and the permutation draw the same."""
    values = np.random.default_rng(117).normal(0.2, 1, 30)
    assert wild_bootstrap(values, np.arange(30), draws=99, seed=3) == permutation(values, draws=99, seed=3)


def test_one_cluster_never_rejects() -> None:
    """A single cluster is a single observation, however far its events went."""
    assert wild_bootstrap(np.full(9, 7.0), np.zeros(9, dtype=np.int64), draws=99, seed=0) == 1


@EVERY
def test_a_p_value_is_never_zero(test: Callable[[Floats], float]) -> None:
    """An effect beyond every draw has the smallest p-value that the draws can give."""
    values = 100 + np.random.default_rng(119).normal(size=60)
    assert test(values) == (2 if test is _skewness else 1) / (1 + DRAWS)


@EVERY
def test_the_seed_decides(test: Callable[..., float]) -> None:
    """The same seed gives the same p-value, another one another."""
    values = np.random.default_rng(121).normal(0.15, 1, 60)
    assert test(values, seed=5) == test(values, seed=5)
    assert len({test(values, seed=seed) for seed in range(5)}) > 1


@EVERY
@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), c=st.floats(1e-3, 1e3))
def test_the_unit_does_not_matter(test: Callable[[Floats], float], seed: int, c: float) -> None:
    """Returns in another unit have the same p-value."""
    values = np.random.default_rng(seed).normal(0.2, 1, 20)
    assert test(c * values) == pytest.approx(test(values), abs=1e-12)


@pytest.mark.parametrize("test", [_permutation, _skewness])
def test_a_missing_value_is_left_out(test: Callable[[Floats], float]) -> None:
    """A NaN changes nothing."""
    values = np.random.default_rng(123).normal(0.3, 1, 40)
    assert test(np.insert(values, [3, 20], np.nan)) == test(values)


def test_a_missing_value_leaves_its_cluster() -> None:
    """A cluster of missing values is none."""
    values, clusters = np.array([0.4, 1.1, -0.2, np.nan, 0.9]), np.array([1, 1, 2, 3, 4])
    known = np.isfinite(values)
    assert wild_bootstrap(values, clusters, draws=8, seed=0) == wild_bootstrap(
        values[known], clusters[known], draws=8, seed=0
    )


@EVERY
@pytest.mark.parametrize("values", [np.zeros(0), np.ones(1), np.array([np.nan, 1.0, np.nan])])
def test_it_takes_two_events(test: Callable[[Floats], float], values: Floats) -> None:
    """Fewer than two events have no p-value."""
    assert math.isnan(test(values))


def test_the_skewness_bootstrap_takes_a_quarter_with_a_spread() -> None:
    """Seven events have a quarter of one event, and equal events no spread: both are NaN."""
    assert math.isnan(_skewness(np.arange(7.0)))
    assert math.isnan(_skewness(np.full(20, 0.1)))
    assert not math.isnan(_skewness(np.arange(8.0)))


def test_the_skewness_bootstrap_equals_a_textbook_loop() -> None:
    """Each draw is a quarter of the sample, and its adjusted t is taken about the mean of the whole sample."""
    values = np.random.default_rng(125).exponential(size=44) - 0.8

    def adjusted(sample: Floats, about: float) -> float:
        n, spread = len(sample), sample.std(ddof=1)
        ratio = (sample.mean() - about) / spread
        g = ((sample - sample.mean()) ** 3).sum() / (n * spread**3)
        return float(math.sqrt(n) * (ratio + g * ratio**2 / 3 + g / (6 * n)))

    chosen = np.random.default_rng(9).integers(0, 44, (11, DRAWS))
    found = [adjusted(values[column], values.mean()) for column in chosen.T]
    observed = adjusted(values, 0.0)
    tail = min(sum(one >= observed for one in found), sum(one <= observed for one in found))
    assert _skewness(values, seed=9) == pytest.approx(2 * (1 + tail) / (1 + DRAWS))


def test_memory_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """All patterns in blocks of a few rows count as they do at once."""
    values = np.random.default_rng(127).normal(0.5, 1, 9)
    whole = permutation(values, draws=512, seed=0)
    monkeypatch.setattr(resampling, "_CHUNK", 50)
    assert permutation(values, draws=512, seed=0) == whole


@EVERY
@pytest.mark.parametrize("draws", [0, -3])
def test_draws_are_above_zero(test: Callable[..., float], draws: int) -> None:
    """No draws are refused with the remedy."""
    with pytest.raises(EstimationError, match=f"draws {draws}: .* at least one; 9999 are usual"):
        test(np.arange(20.0), draws=draws)


def _size(test: Callable[[Floats, int], float], draw: Callable[[np.random.Generator], Floats]) -> float:
    generator = np.random.default_rng(131)
    return float(np.mean([test(draw(generator), seed) <= 0.05 for seed in range(600)]))


def test_the_permutation_keeps_its_size_in_seven_events() -> None:
    """Seven events with fat tails and unequal variances are rejected no more than five times in a hundred."""
    scale = np.linspace(0.5, 5, 7)
    size = _size(lambda v, seed: permutation(v, draws=128, seed=seed), lambda g: scale * g.standard_t(3, 7))
    # Of 128 patterns six are the most that five per cent allow: 4.7 %.
    assert size == pytest.approx(6 / 128, abs=4 * math.sqrt(0.047 * 0.953 / 600))


def test_the_wild_bootstrap_keeps_its_size_where_the_t_does_not() -> None:
    """Sixteen clusters of three events that move nearly as one: the bootstrap stays near five per cent."""
    clusters = np.repeat(np.arange(16), 3)

    def draw(generator: np.random.Generator) -> Floats:
        return np.repeat(generator.normal(size=16), 3) + 0.3 * generator.normal(size=48)

    size = _size(lambda v, seed: wild_bootstrap(v, clusters, draws=199, seed=seed), draw)
    naive = _size(lambda v, _: float(2 * stats.t.sf(abs(_student(v)), 47)), draw)
    assert size == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / 600))
    assert naive > 0.2


def test_the_skewness_bootstrap_keeps_its_size_under_skewness() -> None:
    """Eighty exponential returns: near five per cent."""
    size = _size(
        lambda v, seed: skewness_bootstrap(v, draws=199, seed=seed), lambda g: g.exponential(size=80) - 1
    )
    assert size == pytest.approx(0.05, abs=0.03)
