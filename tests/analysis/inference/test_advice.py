"""The advice which tests to read: one line for each feature of the data, with its numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference.advice import Situation, is_clustered, recommend
from eventstudy.analysis.inference.tests import NEEDS_RANKS, TESTS

PLAIN = Situation(120, 115, 2, correlation=0.0004, zero_return_share=0.02, variance_ratio=1.1, skewness=0.3)


def test_plain_data_leave_the_choice() -> None:
    """Many events apart, with the variance that was forecast: any of the usual tests will do."""
    assert recommend(PLAIN) == (
        (
            "120 events on 115 days, and neither correlation nor a raised variance nor skewness stands out: read "
            "bmp; the other tests should agree"
        ),
    )


def test_no_events_have_no_advice() -> None:
    """Nothing is said of nothing."""
    assert recommend(Situation(0, 0, 0)) == ()


def test_one_event_is_read_by_itself() -> None:
    """One event has its CAR t and SQ test, and nothing across events."""
    assert recommend(Situation(1, 1, 1)) == (
        "one event: read its CAR t and its SQ test; a test across events takes two events or more",
    )


def test_few_events_are_permuted() -> None:
    """Seven events are read one by one, and together by an exact test."""
    assert recommend(Situation(7, 7, 1)) == (
        (
            "few events (7): read the CAR t and the SQ test of each event, and the permutation test, which is exact; "
            "the laws of the tests across events take 10 events or more"
        ),
    )


def test_few_events_on_one_day_are_not_permuted() -> None:
    """A permutation takes independent events: those that share a day are not."""
    assert recommend(Situation(7, 1, 7, correlation=0.2))[0] == (
        "few events (7): read the CAR t and the SQ test of each event; the laws of the tests across events take "
        "10 events or more, and the permutation test takes independent ones"
    )


def test_events_that_share_days_are_adjusted() -> None:
    """Thirty events on one day with r = .05 reject in 21 % of studies: section 5 of statistics.md, n = 30."""
    assert recommend(Situation(30, 1, 30, correlation=0.05)) == (
        (
            "events share days (up to 30 of 30 events on one day, average correlation 0.050): read adjusted_bmp or "
            "grank_t; patell and bmp reject about 21 % of studies without effect, not 5 %"
        ),
    )


@pytest.mark.parametrize(("correlation", "seen"), [(math.nan, ""), (0.001, ", average correlation 0.001")])
def test_crowded_days_matter_without_a_correlation(correlation: float, seen: str) -> None:
    """A correlation that is small or was not computed is no licence where all events share a day."""
    assert recommend(Situation(30, 1, 30, correlation=correlation)) == (
        (
            f"events share days (up to 30 of 30 events on one day{seen}): read adjusted_bmp or grank_t, which allow "
            "for it; patell, bmp and the sign tests do not"
        ),
    )


def test_a_variance_that_rises_with_the_event_rules_out_patell() -> None:
    """A doubled variance rejects in 17 % of studies: section 6 of statistics.md, lambda = 2."""
    assert recommend(replace(PLAIN, variance_ratio=2.0)) == (
        (
            "the event raises the variance (2.0 times the forecast): read bmp or grank_t; patell rejects about 17 % of "
            "studies without effect, not 5 %"
        ),
    )


def test_a_raised_variance_on_shared_days_takes_the_adjusted_test() -> None:
    """With both troubles the one line names the test that withstands both."""
    lines = recommend(Situation(30, 1, 30, correlation=0.05, variance_ratio=2.0))
    assert lines[1].startswith("the event raises the variance (2.0 times the forecast): read adjusted_bmp or")


def test_thin_trading_takes_ranks() -> None:
    """A quarter of zeros among the returns: ranks, and returns from trade to trade."""
    assert recommend(replace(PLAIN, zero_return_share=0.23)) == (
        (
            "thin trading (23 % of returns are zero): read the rank tests corrado_rank and grank_t, and run the study "
            "again with trade-to-trade returns"
        ),
    )


def test_thin_trading_of_one_event_has_no_ranks_across_events() -> None:
    """One event has the SQ test, which is a rank test of its own."""
    assert recommend(Situation(1, 1, 1, zero_return_share=0.23))[1] == (
        "thin trading (23 % of returns are zero): read the SQ test, and run the study again with trade-to-trade "
        "returns"
    )


@pytest.mark.parametrize(("recurring", "have"), [(1, "1 security has"), (3, "3 securities have")])
def test_securities_that_come_back_are_clusters(recurring: int, have: str) -> None:
    """Several events of one security are not independent."""
    assert recommend(replace(PLAIN, recurring=recurring)) == (
        (
            f"{have} more than one event: 120 events are fewer independent ones; read the wild bootstrap with a cluster "
            "for each security beside the other tests"
        ),
    )


def test_overlapping_events_inflate_n() -> None:
    """Events of one security whose windows overlap count the same returns twice; that says it all."""
    assert recommend(replace(PLAIN, recurring=3, overlapping=12)) == (
        (
            "12 of 120 events overlap with another of the same security: n counts the same returns more than once; read "
            "the wild bootstrap with a cluster for each security, or keep one event of each"
        ),
    )


@pytest.mark.parametrize("skewness", [2.3, -2.3])
def test_skewness_takes_the_adjusted_t(skewness: float) -> None:
    """Skewed abnormal returns are read by tests that correct for it."""
    assert recommend(replace(PLAIN, skewness=skewness)) == (
        (
            f"abnormal returns are skewed ({skewness:+.1f}): read johnson_t or hall_t rather than cross_sectional_t, and "
            "generalized_sign rather than sign or wilcoxon"
        ),
    )


def test_chance_is_no_feature() -> None:
    """In twelve events a variance ratio of 1.7 and a skewness of 1.3 are within two standard errors."""
    assert len(recommend(Situation(12, 12, 1, variance_ratio=1.7, skewness=1.3))) == 1
    assert recommend(Situation(12, 12, 1, variance_ratio=1.7, skewness=1.3))[0].startswith("12 events on")


def test_the_rate_is_that_of_a_normal_statistic_with_the_inflated_variance() -> None:
    """100 events with r = .02: 2 Phi(-1.96 / sqrt(2.98)) = 26 %."""
    expected = round(200 * stats.norm.sf(stats.norm.isf(0.025) / math.sqrt(1 + 99 * 0.02)))
    assert expected == 26
    assert f"about {expected} %" in recommend(Situation(100, 100, 1, correlation=0.02))[0]


@given(
    st.builds(
        Situation,
        events=st.integers(0, 300),
        distinct_days=st.integers(0, 300),
        largest_cluster=st.integers(0, 300),
        correlation=st.one_of(st.just(math.nan), st.floats(-0.1, 1)),
        zero_return_share=st.floats(0, 1),
        recurring=st.integers(0, 5),
        overlapping=st.integers(0, 5),
        variance_ratio=st.one_of(st.just(math.nan), st.floats(0, 50)),
        skewness=st.one_of(st.just(math.nan), st.floats(-9, 9)),
    )
)
def test_every_sample_has_advice_of_short_lines(situation: Situation) -> None:
    """Whatever the numbers, there is at least one line for any event, each names what to read, none has NaN."""
    lines = recommend(situation)
    assert bool(lines) == (situation.events > 0)
    for line in lines:
        assert ": " in line
        assert "read " in line
        assert "nan" not in line
        assert len(line) < 240
    assert not (is_clustered(situation) and situation.events <= 1)


def test_the_tests_that_it_names_exist() -> None:
    """Every test's name in the advice is the name of a test."""
    lines = recommend(
        Situation(40, 2, 30, correlation=0.1, zero_return_share=0.5, variance_ratio=3.0, skewness=4.0)
    )
    words = {word.strip(";,") for line in lines for word in line.split() if "_" in word}
    assert words <= {*TESTS, *NEEDS_RANKS}
    assert {"adjusted_bmp", "grank_t", "johnson_t", "generalized_sign"} <= words
