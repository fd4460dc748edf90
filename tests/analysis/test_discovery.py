"""q-values, against scipy, statsmodels and the definition of the stream written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from eventstudy.analysis.discovery import (
    benjamini_hochberg,
    benjamini_yekutieli,
    edition_q_values,
    expected_false,
    online_q_values,
    stream_weights,
)

if TYPE_CHECKING:
    from eventstudy.arrays import Floats

p_values = st.lists(st.floats(1e-6, 1), min_size=1, max_size=40).map(np.array)


@given(p_values)
def test_benjamini_hochberg_is_scipys(p: Floats) -> None:
    """BH q-values are those of scipy and of statsmodels."""
    assert benjamini_hochberg(p) == pytest.approx(false_discovery_control(p, method="bh"), rel=1e-12)
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12)


@given(p_values)
def test_benjamini_yekutieli_is_scipys(p: Floats) -> None:
    """BY q-values are those of scipy."""
    assert benjamini_yekutieli(p) == pytest.approx(false_discovery_control(p, method="by"), rel=1e-12)


@given(p_values)
def test_what_is_not_tested_does_not_count(p: Floats) -> None:
    """A missing p-value stays missing and changes no other."""
    with_gaps = np.concatenate([[np.nan], p, [np.nan]])
    for procedure in (benjamini_hochberg, benjamini_yekutieli, online_q_values):
        got = procedure(with_gaps)
        assert np.isnan(got[[0, -1]]).all()
        assert got[1:-1] == pytest.approx(procedure(p))


def test_shared_days_ask_for_by() -> None:
    """Two tested events of one day make the edition BY; an untested one does not."""
    p = np.array([0.01, 0.2, np.nan])
    assert edition_q_values(p, np.array([1, 1, 2])).procedure == "BY"
    assert edition_q_values(p, np.array([1, 2, 2])).procedure == "BH"


@given(p_values, st.floats(0.01, 1))
def test_stream_is_its_definition(p: Floats, alpha: float) -> None:
    """An event of the stream has a q-value of at most alpha just where online BH flags it at alpha."""
    gamma = stream_weights(len(p))
    counts = [k for k in range(1, len(p) + 1) if (p <= k * alpha * gamma).sum() >= k]
    flagged = p <= max(counts) * alpha * gamma if counts else np.zeros(len(p), dtype=bool)
    q = online_q_values(p)
    clear = np.abs(q - alpha) > 1e-9
    assert ((q <= alpha) == flagged)[clear].all()


@given(p_values)
def test_flags_of_the_stream_are_never_taken_back(p: Floats) -> None:
    """The q-value of an event never rises as others come after it."""
    before = online_q_values(p[:-1])
    assert (online_q_values(p)[:-1] <= before + 1e-12).all()


def test_weights_sum_to_one() -> None:
    """All weights of a stream sum to one: what is left after n of them is about 1 / log n."""
    count = 1_000_000
    left = 1 / np.log(count + 1.5) / 2.109742801236891
    assert stream_weights(count).sum() + left == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("procedure", [benjamini_hochberg, online_q_values])
def test_false_share_is_held(procedure: object) -> None:
    """At q = 0.10 the mean share of false flags stays at or below 10 % among 100 events with 20 true ones."""
    rng = np.random.default_rng(5)
    shares = []
    for _ in range(400):
        false = rng.random(100) >= 0.2
        p = np.where(false, rng.random(100), rng.random(100) ** 8 * 0.01)
        flagged = procedure(p) <= 0.10  # type: ignore[operator]  # both take and give arrays
        shares.append((flagged & false).sum() / max(flagged.sum(), 1))
    assert np.mean(shares) <= 0.10


def test_expected_false() -> None:
    """Of ten flagged at 10 % one is false, in expectation; of none, none."""
    assert expected_false(np.array([0.05] * 10 + [0.5, np.nan]), 0.10) == pytest.approx(1.0)
    assert expected_false(np.array([0.5, np.nan]), 0.10) == 0
