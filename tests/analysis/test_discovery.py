"""False-discovery control, against scipy, statsmodels, the published rule written out, and simulated streams."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm
from statsmodels.stats.multitest import multipletests

from eventstudy.analysis.discovery import (
    NOT_FLAGGED,
    Stream,
    benjamini_hochberg,
    benjamini_yekutieli,
    edition_q_values,
    expected_false,
    gamma,
    online_bh,
)
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.arrays import Booleans, Floats

NONE = float("nan")
SEED = 20250211

fractions = st.floats(0, 1, allow_subnormal=False)
p_values = st.lists(st.one_of(fractions, st.just(0.01), st.just(0.2)), min_size=1, max_size=25)
some_missing = st.lists(st.one_of(fractions, st.just(NONE)), min_size=1, max_size=25)


@given(p_values)
def test_the_edition_rules_agree_with_scipy_and_statsmodels(p: list[float]) -> None:
    """Both step-up rules give the adjusted p-values of two independent libraries."""
    values = np.array(p)
    q = benjamini_hochberg(values)
    np.testing.assert_allclose(q, false_discovery_control(values, method="bh"), rtol=1e-12)
    np.testing.assert_allclose(q, multipletests(values, method="fdr_bh")[1], rtol=1e-12)
    cautious = benjamini_yekutieli(values)
    np.testing.assert_allclose(cautious, false_discovery_control(values, method="by"), rtol=1e-12)
    np.testing.assert_allclose(cautious, multipletests(values, method="fdr_by")[1], rtol=1e-12)


@given(some_missing, st.sampled_from([benjamini_hochberg, benjamini_yekutieli, online_bh]))
def test_a_missing_p_value_stays_missing_and_is_no_test(
    p: list[float], rule: Callable[[Floats], Floats]
) -> None:
    """The other q-values are those of the tests without it."""
    values = np.array(p)
    there = ~np.isnan(values)
    q = rule(values)
    assert np.isnan(q[~there]).all()
    np.testing.assert_array_equal(q[there], rule(values[there]))


@given(p_values)
def test_the_order_of_an_edition_does_not_matter(p: list[float]) -> None:
    """Shuffled tests have shuffled q-values."""
    order = np.random.default_rng(len(p)).permutation(len(p))
    values = np.array(p)
    for rule in (benjamini_hochberg, benjamini_yekutieli):
        np.testing.assert_array_equal(rule(values[order]), rule(values)[order])


@given(p_values)
def test_q_rises_with_p_within_an_edition(p: list[float]) -> None:
    """A smaller p never has a larger q, and no q lies below its p."""
    values = np.sort(np.array(p))
    for rule in (benjamini_hochberg, benjamini_yekutieli):
        q = rule(values)
        assert (np.diff(q) >= 0).all()
        assert (q >= values * (1 - 1e-12)).all()


def test_events_that_share_a_day_are_judged_by_the_cautious_rule() -> None:
    """Two tests of one day bring in Benjamini-Yekutieli, and the result says so."""
    p = np.array([0.01, 0.02, 0.5])
    found = edition_q_values(p, np.array([10, 11, 11]))
    assert found.method == "Benjamini-Yekutieli"
    np.testing.assert_array_equal(found.q, benjamini_yekutieli(p))


def test_a_day_shared_with_an_untested_event_is_not_shared() -> None:
    """An event without a p-value does not make the rule more cautious."""
    p = np.array([0.01, 0.02, NONE])
    found = edition_q_values(p, np.array([10, 11, 11]))
    assert found.method == "Benjamini-Hochberg"
    np.testing.assert_array_equal(found.q, benjamini_hochberg(p))


def test_the_expected_false_flags_are_those_of_as_many_untouched_events() -> None:
    """Of n untouched events n times p reach the p-value of the weakest flag."""
    p = np.array([0.001, 0.012, 0.02, 0.3, 0.9, NONE])
    assert expected_false(benjamini_hochberg(p), 0.1) == pytest.approx(5 * 0.02)


def test_nothing_flagged_is_nothing_false() -> None:
    """Without a flag none is expected to be false, and without a test neither."""
    assert expected_false(np.array([0.5, NONE]), 0.1) == 0.0
    assert expected_false(benjamini_hochberg(np.array([NONE])), 0.1) == 0.0


def test_the_weights_of_a_stream_sum_to_just_below_one() -> None:
    """The first million weights and the integral of the rest stay under one; none is spent in vain."""
    count = 1_000_000
    root = math.sqrt(math.log(count))
    rest = 0.079 * 2 * math.exp(-root) * (root**3 + 3 * root**2 + 6 * root + 6)
    assert 0.99 < gamma(count).sum() + rest < 1
    assert (np.diff(gamma(count)[1:]) < 0).all()


def rejected_by_search(p: Floats, weights: Floats, alpha: float) -> Booleans:
    """Apply the published online rule by trying every k from the largest."""
    for k in range(len(p), 0, -1):
        small: Booleans = p <= k * alpha * weights
        if small.sum() >= k:
            return small
    return np.zeros(len(p), dtype=np.bool_)


@given(p_values, st.sampled_from([0.05, 0.1, 0.2, 0.5]))
def test_online_q_values_reject_what_the_published_rule_rejects(p: list[float], alpha: float) -> None:
    """At any level the tests with q below it are those of the largest k that k tests satisfy."""
    values = np.array(p) * np.geomspace(1, 1e-3, len(p))
    expected = rejected_by_search(values, gamma(len(p)), alpha)
    np.testing.assert_array_equal(online_bh(values) <= alpha, expected)


@given(p_values, p_values)
def test_a_later_test_withdraws_no_flag(early: list[float], late: list[float]) -> None:
    """The q-value of an old test never rises."""
    before = online_bh(np.array(early))
    after = online_bh(np.array(early + late))[: len(early)]
    assert (after <= before).all()


def test_an_old_event_is_flagged_when_later_ones_make_room() -> None:
    """A test that missed its chance at first is flagged once enough others are; the stream knows when."""
    first = Stream(level=0.2).extended(["old"], np.array([0.03]))
    assert first.flagged == frozenset()
    later = first.extended(["b", "c", "d"], np.array([1e-6, 1e-6, 1e-6]))
    assert later.flagged == {"old", "b", "c", "d"}
    assert later.flagged_at == (3, 2, 3, 4)


@given(p_values, st.data())
def test_a_stream_does_not_know_how_it_was_cut_into_editions(p: list[float], data: st.DataObject) -> None:
    """One by one, in batches or at once: the same stream, the same flags at the same times."""
    values = np.array(p) * np.geomspace(1, 1e-3, len(p))
    ids = [f"event {number}" for number in range(len(p))]
    cut = data.draw(st.integers(0, len(p)))
    start = Stream(level=0.1)
    single = start
    for one, value in zip(ids, values, strict=True):
        single = single.extended([one], np.array([value]))
    batched = start.extended(ids[:cut], values[:cut]).extended(ids[cut:], values[cut:])
    assert single == batched == start.extended(ids, values)
    assert single.flagged == {one for one, q in zip(ids, single.q, strict=True) if q <= 0.1}


def test_a_test_is_made_once() -> None:
    """An event that comes again keeps its place and its p-value; one without a p-value may come again."""
    stream = Stream(level=0.1).extended(["a", "b", "a"], np.array([0.5, NONE, 0.0]))
    assert (stream.ids, stream.p_values) == (("a",), (0.5,))
    again = stream.extended(["b", "a"], np.array([0.25, 1e-9]))
    assert (again.ids, again.p_values) == (("a", "b"), (0.5, 0.25))
    assert again.flagged_at == (NOT_FLAGGED, NOT_FLAGGED)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.inf])
def test_a_p_value_outside_its_range_is_refused(wrong: float) -> None:
    """What is no probability is an error that names it."""
    with pytest.raises(EstimationError, match="p-value"):
        benjamini_hochberg(np.array([0.1, wrong]))
    with pytest.raises(EstimationError, match="p-value"):
        Stream(level=0.1).extended(["a"], np.array([wrong]))


@pytest.mark.parametrize("level", [0.0, 1.0, NONE])
def test_a_level_is_a_fraction(level: float) -> None:
    """A level of nothing or of everything is refused."""
    with pytest.raises(EstimationError, match="level"):
        Stream(level=level)


def dependent_p_values(streams: int, *, correlation: float, planted: Booleans) -> Floats:
    """Simulate p-values of normal scores that share a factor; planted tests lie three sigmas up."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    shared = rng.standard_normal((streams, 1)) * math.sqrt(correlation)
    own = rng.standard_normal((streams, len(planted))) * math.sqrt(1 - correlation)
    tails: Floats = np.asarray(norm.sf(shared + own + 3.0 * planted), dtype=np.float64)
    return tails


@pytest.mark.parametrize("correlation", [0.0, 0.5])
@pytest.mark.parametrize("share", [0.0, 0.2])
def test_the_share_of_false_flags_stays_below_the_level(correlation: float, share: float) -> None:
    """Untouched, mixed, independent or positively dependent: every rule keeps its promise."""
    streams, level = 2000, 0.1
    planted = np.random.default_rng(SEED).permutation(50) < 50 * share
    p = dependent_p_values(streams, correlation=correlation, planted=planted)
    for rule in (benjamini_hochberg, benjamini_yekutieli, online_bh):
        flags = np.array([rule(row) for row in p]) <= level
        shares = flags[:, ~planted].sum(axis=1) / np.maximum(flags.sum(axis=1), 1)
        error = shares.std() / math.sqrt(streams)
        assert shares.mean() <= level * (1 - share) + 3 * error


def test_the_flags_are_not_bought_with_blindness() -> None:
    """Of tests three sigmas up Benjamini-Hochberg finds most, and the stream a good part, of independent ones."""
    planted = np.arange(50) % 5 == 0
    p = dependent_p_values(500, correlation=0.0, planted=planted)
    power = [
        (np.array([rule(row) for row in p]) <= 0.1)[:, planted].mean()
        for rule in (benjamini_hochberg, online_bh, benjamini_yekutieli)
    ]
    assert power[0] > 0.6
    assert power[1] > 0.3
    assert power[0] > power[2]
