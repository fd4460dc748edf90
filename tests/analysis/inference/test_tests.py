"""The register of tests."""

from __future__ import annotations

import numpy as np
import pytest
from abnormal_samples import drawn_sample

from eventstudy.analysis.inference.parametric import PARAMETRIC
from eventstudy.analysis.inference.signs import SIGNS
from eventstudy.analysis.inference.skewness import SKEWNESS
from eventstudy.analysis.inference.tests import NEEDS_CORRELATION, NEEDS_RANKS, TESTS

PRINTED = [
    "cross_sectional_t",
    "crude_dependence_t",
    "patell",
    "adjusted_patell",
    "bmp",
    "adjusted_bmp",
    "corrado_rank",
    "corrado_zivney_rank",
    "grank_t",
    "grank_z",
    "sign",
    "generalized_sign",
    "wilcoxon",
    "johnson_t",
    "hall_t",
]


def test_tests_stand_in_the_order_in_which_they_are_printed() -> None:
    """None is out of place, and every test of these modules is there."""
    assert list(TESTS) == [name for name in PRINTED if name in TESTS]
    assert set(TESTS) >= {*PARAMETRIC, *SIGNS, *SKEWNESS}


def test_what_a_test_needs_is_said_by_name() -> None:
    """Only tests that can be printed need anything, and none needs both."""
    assert set(PRINTED) >= NEEDS_CORRELATION | NEEDS_RANKS
    assert not NEEDS_CORRELATION & NEEDS_RANKS


@pytest.mark.parametrize("name", TESTS)
def test_a_note_is_one_line_that_says_robust_and_not(name: str) -> None:
    """Every test says in one line what it withstands and what it does not."""
    note = TESTS[name].note
    assert "robust" in note
    assert any(word in note for word in ("not ", "neither "))
    assert note == note.strip().rstrip(".")
    assert "\n" not in note


@pytest.mark.parametrize("name", [*PARAMETRIC, *SIGNS, *SKEWNESS])
def test_every_column_has_a_p_value_of_its_law(name: str) -> None:
    """Statistics and p-values have one number a column, between zero and one."""
    sample = drawn_sample(141)
    found = TESTS[name].statistics(sample)
    assert found.statistic.shape == found.p_value.shape == (len(sample.columns),)
    assert ((found.p_value > 0) & (found.p_value <= 1)).all()
    assert np.isfinite(found.statistic).all()
