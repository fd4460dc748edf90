"""Verdicts: which tier an event reaches, in which words, and which events are tested at all."""

from __future__ import annotations

import numpy as np
import pytest
from cases import Case, decide
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from eventstudy.analysis.verdict import LARGEST_DETECTABLE, LIKE, STRONG, Tier

NAN = float("nan")
INF = float("inf")
# Nineteen ordinary events beside one give its p-value a price.
CALM = Case(p_value=0.9)


def only(case: Case) -> tuple[Tier, str | None]:
    """Return the verdict on one event."""
    _, decided = decide(case)
    return decided.tier[0], decided.reason[0]


def test_seven_tiers_in_these_words() -> None:
    """The tiers are these seven, in these words and no stronger."""
    assert [tier.value for tier in Tier] == [
        "untestable",
        "no up-leg",
        "up-leg, no reversal",
        "reversal, ordinary for such shares",
        "pump-and-dump-like (q <= 0.20)",
        "strong (q <= 0.10)",
        "pending until day W",
    ]
    assert (LIKE, STRONG, LARGEST_DETECTABLE) == (0.20, 0.10, 0.40)


@pytest.mark.parametrize(
    ("case", "tier"),
    [
        (Case(up_strength=2.0, p_value=NAN), Tier.NO_UP_LEG),
        (Case(up_strength=-1.0, half_life=NAN, p_value=NAN), Tier.NO_UP_LEG),
        (Case(half_life=NAN, p_value=0.001), Tier.NO_REVERSAL),
        (Case(p_value=0.5), Tier.ORDINARY),
        (Case(p_value=0.04), Tier.STRONG),
        (Case(p_value=0.001), Tier.STRONG),
        (Case(p_value=0.001, sector_agrees=None), Tier.STRONG),
        (Case(p_value=0.001, detectable_most=INF), Tier.STRONG),
        (Case(p_value=0.5, detectable_most=0.40), Tier.ORDINARY),
    ],
)
def test_the_tier_of_one_event(case: Case, tier: Tier) -> None:
    """One event alone reaches the tier that its numbers say, and needs no reason."""
    assert only(case) == (tier, None)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case(p_value=0.001, fault="prices at fault"), "prices at fault"),
        (
            Case(p_value=NAN, available=412),
            "412 comparable windows in the reference set, needs 1,000 of other securities",
        ),
        (
            Case(p_value=0.5, detectable_most=0.55),
            "price alone cannot tell: it takes a pump of 55% to reach p 0.05 four times in five",
        ),
        (
            Case(p_value=0.5, detectable_most=INF),
            "price alone cannot tell: no pump that was tried is enough to reach p 0.05 four times in five",
        ),
    ],
)
def test_untestable_says_why(case: Case, words: str) -> None:
    """An event is untestable for faulty prices, for too few windows, and where no pump would be found."""
    assert only(case) == (Tier.UNTESTABLE, words)


def test_a_fault_comes_before_all_else() -> None:
    """Prices at fault are no up-leg and no pump, but untestable, and no test."""
    _, decided = decide(Case(up_strength=0.0, p_value=NAN, fault="split"), Case(p_value=0.001, fault="split"))
    assert decided.tier == (Tier.UNTESTABLE, Tier.UNTESTABLE)
    assert not decided.tested.any()
    assert np.isnan(decided.q_value).all()


def test_one_event_alone_is_not_flagged_above_five_per_cent() -> None:
    """An edition of one has q = p, so that p must be at most 5 % besides."""
    assert only(Case(p_value=0.05))[0] is Tier.STRONG
    assert only(Case(p_value=0.0501))[0] is Tier.ORDINARY


def test_like_lies_between_the_two_levels() -> None:
    """Among ten tests p = 0.015 has q = 0.15: alike, and not strongly; p = 0.009 has 0.09, strongly."""
    rest = [CALM] * 9
    assert decide(Case(p_value=0.015), *rest)[1].tier[0] is Tier.LIKE
    assert decide(Case(p_value=0.009), *rest)[1].tier[0] is Tier.STRONG
    assert decide(Case(p_value=0.021), *rest)[1].tier[0] is Tier.ORDINARY


def test_q_values_are_those_of_scipy() -> None:
    """On days of their own the tested events have the q-values of Benjamini and Hochberg, and no others count."""
    p_values = [0.001, 0.02, 0.03, 0.4, 0.8]
    cases = [Case(p_value=p) for p in p_values]
    _, decided = decide(*cases, Case(up_strength=1.0, p_value=NAN), Case(p_value=0.9, fault="split"))
    assert decided.q_value[:5] == pytest.approx(false_discovery_control(p_values))
    assert np.isnan(decided.q_value[5:]).all()
    assert decided.tested.tolist() == [True] * 5 + [False] * 2
    assert decided.method == "Benjamini-Hochberg"


def test_shared_days_take_the_stricter_procedure() -> None:
    """Where two tested events share day 0 the q-values are those of Benjamini and Yekutieli."""
    p_values = [0.001, 0.02, 0.03]
    _, decided = decide(*(Case(p_value=p, session=310) for p in p_values))
    assert decided.q_value == pytest.approx(false_discovery_control(p_values, method="by"))
    assert decided.method == "Benjamini-Yekutieli"


def test_a_move_of_the_sector_is_ordinary() -> None:
    """A rare reversal that its sector shared is ordinary, and the reason is told."""
    assert only(Case(p_value=0.001, sector_agrees=False)) == (
        Tier.ORDINARY,
        "its sector rose and fell alike",
    )


def test_one_event_per_issuer_per_window() -> None:
    """A later event inside the window of a tested one of its issuer is not tested; one after its end is."""
    _, decided = decide(
        Case(p_value=0.5, issuer="A", session=320, share=0),
        Case(p_value=0.001, issuer="A", session=340, share=1),
        Case(p_value=0.5, issuer="A", session=341, share=0),
        Case(p_value=0.001, issuer="B", session=330, share=2),
    )
    assert decided.same_window_as == (None, "e0", None, None)
    assert decided.tested.tolist() == [True, False, True, True]
    assert decided.tier[1] is Tier.UNTESTABLE
    assert (
        decided.reason[1] == "day 0 lies in the window of e0 of the same issuer, which is tested in its place"
    )


def test_the_order_of_the_events_does_not_matter() -> None:
    """The earlier event is the one that is tested, wherever it stands."""
    _, decided = decide(
        Case(p_value=0.001, issuer="A", session=330), Case(p_value=0.001, issuer="A", session=320)
    )
    assert decided.same_window_as == ("e1", None)


def test_an_event_without_a_test_blocks_no_other() -> None:
    """An event below the gate, and one with faulty prices, leave the window to the next of their issuer."""
    _, decided = decide(
        Case(up_strength=1.0, p_value=NAN, issuer="A", session=320, share=0),
        Case(p_value=0.001, fault="split", issuer="A", session=322, share=1),
        Case(p_value=0.001, issuer="A", session=325, share=2),
    )
    assert decided.tested.tolist() == [False, False, True]
    assert decided.tier[2] is Tier.STRONG


def test_two_lines_of_one_announcement_are_one_test() -> None:
    """Of two lines of one issuer that react on one day the first is tested."""
    _, decided = decide(
        Case(p_value=0.001, issuer="A", session=320, share=0),
        Case(p_value=0.001, issuer="A", session=320, share=1),
    )
    assert decided.tested.tolist() == [True, False]
    assert decided.method == "Benjamini-Hochberg"


def test_a_part_of_an_edition_stays_a_part() -> None:
    """Some of the verdicts keep their q-values and their edition, so that as many flags are expected false."""
    _, decided = decide(
        Case(p_value=0.001), Case(p_value=0.02), Case(p_value=0.9), Case(up_strength=1.0, p_value=NAN)
    )
    part = decided.take(np.array([2, 0]))
    assert part.tier == (decided.tier[2], decided.tier[0])
    assert part.q_value.tolist() == decided.q_value[[2, 0]].tolist()
    assert part.comparison.p_value.tolist() == [0.9, 0.001]
    assert part.edition.tolist() == decided.edition.tolist() == decided.q_value[:3].tolist()
    assert part.expected_false(LIKE) == decided.expected_false(LIKE)


def test_no_event_no_verdict() -> None:
    """No event has no verdict, and none is expected false."""
    found, decided = decide()
    assert (len(found), decided.tier, decided.flagged.shape) == (0, (), (0,))
    assert decided.expected_false(LIKE) == 0.0


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=8))
def test_flags_follow_the_q_value(p_values: list[float]) -> None:
    """An event is flagged where q is at most 20 % and p at most 5 %; of the flags at most a fifth is expected false."""
    _, decided = decide(*(Case(p_value=p) for p in p_values))
    flagged = (decided.q_value <= LIKE) & (np.array(p_values) <= 0.05)
    assert decided.flagged.tolist() == flagged.tolist()
    strong = np.array([tier is Tier.STRONG for tier in decided.tier])
    assert strong.tolist() == (flagged & (decided.q_value <= STRONG)).tolist()
    assert decided.expected_false(LIKE) <= LIKE * (decided.q_value <= LIKE).sum() + 1e-12
