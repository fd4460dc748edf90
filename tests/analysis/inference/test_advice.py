"""The advice which tests to read: one line for each feature of the data, with its numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eventstudy.analysis.inference.advice import FEWEST_SIGNS, Situation, is_clustered, recommend
from eventstudy.analysis.inference.evidence import AS_ONE
from eventstudy.analysis.inference.tests import NEEDS_RANKS, TESTS

PLAIN = Situation(120, 115, 2, correlation=0.0004, zero_return_share=0.02, variance_ratio=1.1, skewness=0.3)


def test_plain_data_leave_the_choice() -> None:
    """Many events apart, with the variance that was forecast: any of the usual tests will do."""
    assert recommend(PLAIN) == (
        (
            "120 events on 115 days, and neither shared days nor a raised variance nor skewness stands out: read "
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
            "few events (7): read the CAR t and the SQ test of each event, and the permutation test (--resample), "
            "which is exact; the laws of the tests across events take 10 events or more"
        ),
    )


@pytest.mark.parametrize("n", range(2, FEWEST_SIGNS))
def test_fewer_events_than_can_reject_are_not_permuted(n: int) -> None:
    """Of five events no pattern of signs is rarer than one in sixteen; of six it is one in thirty-two."""
    assert 2.0 ** (1 - n) > 0.05
    assert 2.0 ** (1 - FEWEST_SIGNS) < 0.05
    assert recommend(Situation(n, n, 1)) == (
        (
            f"few events ({n}): read the CAR t and the SQ test of each event; the laws of the tests across events take "
            "10 events or more, and the permutation test 6 to reject at 5 %"
        ),
    )


def test_few_events_on_one_day_are_not_permuted() -> None:
    """A permutation takes independent events; no test across events is recommended, and two are allowed for."""
    assert recommend(Situation(7, 1, 7, correlation=0.2)) == (
        (
            "few events (7): read the CAR t and the SQ test of each event; the laws of the tests across events take "
            "10 events or more, and the permutation test takes independent ones"
        ),
        (
            "events share days (up to 7 of 7 event windows on one day, average correlation 0.200): if any test across "
            "events, read adjusted_bmp or grank_t; patell and bmp reject about 19 % of studies without effect, not 5 %"
        ),
    )


@pytest.mark.parametrize("n", [2, 9])
def test_few_events_read_no_test_across_them_without_reserve(n: int) -> None:
    """Raised variance and thin trading say which of the tests across events withstands them, if one is read."""
    lines = recommend(
        Situation(n, 1, n, correlation=0.2, overlap=1.0, variance_ratio=9.0, zero_return_share=0.3)
    )
    named = [line for line in lines if "bmp" in line or "grank_t" in line]
    assert len(named) == 3
    assert all(": if any test across events, read " in line for line in named)


def test_events_that_share_days_are_adjusted() -> None:
    """Thirty events on one day with r = .05 reject in 21 % of studies: section 5 of statistics.md, n = 30."""
    assert recommend(Situation(30, 1, 30, correlation=0.05)) == (
        (
            "events share days (up to 30 of 30 event windows on one day, average correlation 0.050): read adjusted_bmp "
            "or grank_t; patell and bmp reject about 21 % of studies without effect, not 5 %"
        ),
    )


def test_windows_that_do_not_meet_are_independent() -> None:
    """However the histories correlate, events whose windows share no day do not repeat each other."""
    apart = Situation(30, 30, 1, correlation=0.5, overlap=0.0)
    assert not is_clustered(apart)
    assert recommend(apart)[0].startswith("30 events on 30 days, and neither shared days nor")


def test_the_inflation_counts_the_days_that_windows_share() -> None:
    """1 + 39 r o: with r = .1 a mean overlap of a tenth inflates by 1.39, one of a twentieth by 1.195."""
    shared = Situation(40, 40, 5, correlation=0.1, overlap=0.1)
    assert is_clustered(shared)
    expected = round(200 * stats.norm.sf(stats.norm.isf(0.025) / math.sqrt(1.39)))
    assert f"reject about {expected} %" in recommend(shared)[0]
    assert not is_clustered(replace(shared, overlap=0.05))


AS_ONE_EVENTS = Situation(
    30, 1, 30, correlation=1.0, variance_ratio=9.0, zero_return_share=0.3, skewness=3.0, securities=30
)


@pytest.mark.parametrize("r", [1.0, 1 - 1e-16, 1 - 1e-12, AS_ONE])
def test_events_that_move_as_one_are_read_as_one(r: float) -> None:
    """With r = 1 but for rounding, what is said is what is said of one event."""
    assert recommend(replace(AS_ONE_EVENTS, correlation=r)) == (
        (
            "events move as one (up to 30 of 30 event windows on one day, average correlation 1.000): on the days that "
            "they share they are one event; read the CAR t and the SQ test of one of them"
        ),
        (
            "thin trading (30 % of returns are zero): read the SQ test, and run the study again with trade-to-trade "
            "returns"
        ),
    )


def test_few_events_that_move_as_one_contradict_nothing() -> None:
    """Two events that move as one are not also read one by one."""
    (line,) = recommend(Situation(2, 1, 2, correlation=1.0))
    assert line.startswith("events move as one (up to 2 of 2 event windows on one day")


def test_one_security_twice_on_one_day_keeps_one() -> None:
    """No bootstrap parts events that move as one, however many securities there are."""
    lines = recommend(Situation(12, 1, 12, correlation=1.0, securities=6, recurring=6, overlapping=12))
    assert len(lines) == 2
    assert lines[1].endswith("n counts the same returns more than once; keep one event of each")


def test_a_correlation_that_nobody_measured_is_said() -> None:
    """Where windows meet and nothing was measured, the adjusted test is to be added; beside what else is found."""
    unknown = replace(PLAIN, correlation=math.nan)
    said = (
        "120 events on 115 days, whose correlation is not measured: add adjusted_bmp to the tests, and read it rather "
        "than bmp if the two differ"
    )
    assert recommend(unknown) == (said,)
    assert recommend(replace(unknown, variance_ratio=2.0))[0] == said
    assert recommend(replace(unknown, largest_cluster=1))[0].endswith("the other tests should agree")


@pytest.mark.parametrize(("correlation", "seen"), [(math.nan, ""), (0.001, ", average correlation 0.001")])
def test_crowded_days_matter_without_a_correlation(correlation: float, seen: str) -> None:
    """A correlation that is small or was not computed is no licence where all events share a day."""
    assert recommend(Situation(30, 1, 30, correlation=correlation)) == (
        (
            f"events share days (up to 30 of 30 event windows on one day{seen}): read adjusted_bmp or grank_t, which "
            "allow for it; patell, bmp and the sign tests do not"
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
@pytest.mark.parametrize(
    ("securities", "read"),
    [
        (6, "read the wild bootstrap with one sign a security (--resample) beside the other tests"),
        (5, "keep one event of each to see what changes"),
    ],
)
def test_securities_that_come_back_are_clusters(
    recurring: int, have: str, securities: int, read: str
) -> None:
    """Several events of one security are not independent; a bootstrap takes six securities to reject."""
    assert recommend(replace(PLAIN, recurring=recurring, securities=securities)) == (
        f"{have} more than one event: 120 events are fewer independent ones; {read}",
    )


@pytest.mark.parametrize(
    ("securities", "read"),
    [
        (6, "read the wild bootstrap with one sign a security (--resample), or keep one event of each"),
        (5, "keep one event of each"),
    ],
)
def test_overlapping_events_inflate_n(securities: int, read: str) -> None:
    """Events of one security whose windows overlap count the same returns twice; that says it all."""
    assert recommend(replace(PLAIN, recurring=3, overlapping=12, securities=securities)) == (
        (
            "12 of 120 events overlap with another of the same security: n counts the same returns more than once; "
            f"{read}"
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


def test_skewness_on_shared_days_takes_ranks() -> None:
    """What corrects for skewness does not allow for shared days: the one line does not undo the other."""
    assert recommend(Situation(30, 1, 30, correlation=0.05, skewness=2.3))[1] == (
        "abnormal returns are skewed (+2.3): read grank_t before adjusted_bmp; johnson_t, hall_t and generalized_sign "
        "correct for skewness, but not for shared days"
    )


def test_chance_is_no_feature() -> None:
    """In twelve events a variance ratio of 1.7 and a skewness of 1.3 are within two standard errors."""
    assert len(recommend(Situation(12, 12, 1, variance_ratio=1.7, skewness=1.3))) == 1
    assert recommend(Situation(12, 12, 1, variance_ratio=1.7, skewness=1.3))[0].startswith("12 events on")


def test_the_rate_is_that_of_a_normal_statistic_with_the_inflated_variance() -> None:
    """100 events with r = .02: 2 Phi(-1.96 / sqrt(2.98)) = 26 %."""
    expected = round(200 * stats.norm.sf(stats.norm.isf(0.025) / math.sqrt(1 + 99 * 0.02)))
    assert expected == 26
    assert f"about {expected} %" in recommend(Situation(100, 1, 100, correlation=0.02))[0]


@given(
    st.builds(
        Situation,
        events=st.integers(0, 300),
        distinct_days=st.integers(0, 300),
        largest_cluster=st.integers(0, 300),
        correlation=st.one_of(st.just(math.nan), st.just(1.0), st.floats(-0.1, 1)),
        overlap=st.floats(0, 1),
        zero_return_share=st.floats(0, 1),
        securities=st.integers(0, 300),
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
        assert "read " in line or "keep one event" in line
        assert "nan" not in line
        assert len(line) < 240
        if situation.correlation >= AS_ONE:
            assert "adjusted_bmp" not in line
            assert "grank_t" not in line
    assert not (is_clustered(situation) and situation.events <= 1)


def test_the_tests_that_it_names_exist() -> None:
    """Every test's name in the advice is the name of a test."""
    lines = recommend(
        Situation(40, 2, 30, correlation=0.1, zero_return_share=0.5, variance_ratio=3.0, skewness=4.0)
    )
    words = {word.strip(";,") for line in lines for word in line.split() if "_" in word}
    assert words <= {*TESTS, *NEEDS_RANKS}
    assert {"adjusted_bmp", "grank_t", "johnson_t", "generalized_sign"} <= words
