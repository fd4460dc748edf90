"""Verdicts in words: each tier's sentence, its numbers, and no word that accuses."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from cases import Case, decide
from hypothesis import given
from hypothesis import strategies as st
from placebo_market import large_reference

from eventstudy.analysis.event import Dropped
from eventstudy.analysis.verdict import FLAGGED, Tier
from eventstudy.reporting.sparkline import sparkline
from eventstudy.reporting.tables import Json, records
from eventstudy.reporting.verdict import (
    NOTE,
    detectable,
    edition_json,
    left_out_tier,
    reference_table,
    sentence,
    sentence_table,
    tier_style,
    verdict_json,
    verdict_table,
)

NAN, INF = float("nan"), float("inf")
ACCUSING = re.compile(
    r"fraud|manipulat|scam|crime|criminal|illegal|insider|guilt|suspect|scheme|deceiv|mislead|rigg|cheat|crook",
    re.IGNORECASE,
)
EVERY = (
    Case(p_value=0.001),
    Case(p_value=0.024),
    Case(p_value=501 / 1_001),
    Case(p_value=0.002, sector_agrees=False),
    Case(half_life=NAN, p_value=0.9),
    Case(up_strength=1.3, p_value=NAN),
    Case(up_strength=-0.4, p_value=NAN),
    Case(p_value=NAN, available=12),
    Case(p_value=0.001, fault="prices at fault on 2023-03-01: spike; look at it"),
    Case(p_value=0.9, detectable=0.5, detectable_most=0.8),
    Case(p_value=0.9, detectable=INF, detectable_most=INF),
)
MOST = 11

SENTENCES = {
    0: "S0 rose 25.0% beyond its benchmark by day 2 and gave back 90% of that by day 7; at most 0 of 1,000 comparable windows "
    "without an announcement, which see 170 separate rises of 13 other shares (p 0.0010), did as much (q 0.0070): the shape is strongly "
    "pump-and-dump-like, which does not say why prices moved.",
    2: "S2 rose 25.0% beyond its benchmark by day 2 and gave back 90% of that by day 7; at most 500 of 1,000 comparable "
    "windows without an announcement, which see 170 separate rises of 13 other shares (p 0.5005), did as much: ordinary for such shares.",
    3: "S3 rose 25.0% beyond its benchmark by day 2 and gave back 90% of that by day 7, and its sector rose and "
    "fell alike.",
    4: "S4 rose 25.0% beyond its benchmark by day 2 and had not given back half of that, in logs, by session 20.",
    5: "S5 did not rise out of the ordinary: its largest rise beyond its benchmark was 1.3 times what it usually "
    "moves, and 2 times is where testing begins.",
    6: "S6 did not rise beyond its benchmark in the ten sessions from day 0 on.",
    7: "Untestable: 12 comparable windows in the reference set, needs 1,000 of other securities.",
    8: "Untestable: prices at fault on 2023-03-01: spike; look at it.",
    9: "S9 rose 25.0% beyond its benchmark by day 2 and gave back 90% of that by day 7; at most 900 of 1,000 comparable windows "
    "without an announcement, which see 170 separate rises of 13 other shares (p 0.9000), did as much. Untestable: price alone cannot tell: it takes a pump of 80% to reach p 0.05 four times in five.",
    10: "S10 rose 25.0% beyond its benchmark by day 2 and gave back 90% of that by day 7; at most 900 of 1,000 comparable "
    "windows without an announcement, which see 170 separate rises of 13 other shares (p 0.9000), did as much. Untestable: price alone cannot tell: no pump that was tried is enough to reach p 0.05 four times in five.",
}


@pytest.mark.parametrize("i", SENTENCES)
def test_one_sentence_each(i: int) -> None:
    """Every tier has one sentence, with its numbers."""
    assert sentence(*decide(*EVERY), i) == SENTENCES[i]


def test_alike_is_not_strongly() -> None:
    """The sentence of the weaker of the two tiers leaves the word out."""
    found, decided = decide(Case(p_value=0.015), *[Case(p_value=0.9)] * 9)
    assert decided.tier[0] is Tier.LIKE
    assert "the shape is pump-and-dump-like, which does not say why prices moved." in sentence(
        found, decided, 0
    )


@pytest.mark.parametrize(
    ("half", "most", "words"),
    [
        (
            0.12,
            0.2,
            "On this share a pump from 12% on would reach p 0.05 half of the time, from 20% on four times in five.",
        ),
        (
            0.12,
            INF,
            "On this share a pump from 12% on would reach p 0.05 half of the time, at no size four times in five.",
        ),
        (
            INF,
            INF,
            "On this share no pump that was tried, up to 40 daily sigmas, would reach p 0.05 half of the time.",
        ),
        (NAN, NAN, ""),
    ],
)
def test_the_detectable_pump_in_words(half: float, most: float, words: str) -> None:
    """The pump that would be found is told at both powers, or why not; where it is unknown nothing is said."""
    _, decided = decide(Case(p_value=0.001, detectable=half, detectable_most=most))
    assert detectable(decided, 0) == words


cases = st.builds(
    Case,
    up_strength=st.floats(-5, 40),
    half_life=st.sampled_from([NAN, 3.0]),
    p_value=st.sampled_from([NAN, 0.001, 0.01, 0.2, 1.0]),
    fault=st.sampled_from([None, "prices at fault"]),
    sector_agrees=st.sampled_from([None, True, False]),
    detectable=st.sampled_from([NAN, 0.1, 0.9, INF]),
    issuer=st.sampled_from(["A", None]),
)


@given(st.lists(cases, max_size=MOST))
def test_no_word_accuses(some: list[Case]) -> None:
    """Whatever was found, no sentence, reason or title goes beyond "pump-and-dump-like", and none has a nan."""
    found, decided = decide(*some)
    texts = [
        *(f"{sentence(found, decided, i)} {detectable(decided, i)}" for i in range(len(found))),
        *(str(reason) for reason in decided.reason),
        *(tier.value for tier in Tier),
        NOTE,
        *(table.title for table in (verdict_table(found, decided), sentence_table(found, decided))),
        *verdict_table(found, decided).notes,
    ]
    for text in texts:
        assert not ACCUSING.search(text), text
        assert not re.search(r"\bnan\b|\binf\b", text), text
        assert not re.search(r"pump.and.dump(?!-like)", text), text


def test_the_table_counts_its_tiers() -> None:
    """The title counts the tiers; below it stand the tests of the edition and what verdicts are not."""
    found, decided = decide(Case(p_value=0.001), Case(p_value=0.6), Case(up_strength=1.0, p_value=NAN))
    table = verdict_table(found, decided)
    assert (
        table.title == "Verdicts: 1 no up-leg · 1 reversal, ordinary for such shares · 1 strong (q <= 0.10)"
    )
    assert table.notes[0].startswith("2 events tested together (Benjamini-Hochberg): of those with q <= 0.20")
    assert table.notes[1] == NOTE
    row = records(table)[0]
    assert row["tier"] == "strong (q <= 0.10)"
    assert (row["p_value"], row["q_value"], row["reversal_score"]) == (0.001, 0.002, 3.0)
    assert records(table)[2]["p_value"] is None


def test_what_is_left_out_stands_in_the_tables() -> None:
    """An event that waits, and one that prices cannot test, have a row, a sentence and a place in the counts."""
    found, decided = decide(Case(p_value=0.001))
    left_out = (
        Dropped("later", "1.HK", "pending until 2023-03-01: prices end on 2023-02-01", "pending"),
        Dropped("short", "2.HK", "untestable: 70 % of estimation returns are zero", "untestable"),
        Dropped("unlisted", "", "issuer not listed"),
    )
    whole = replace(found, dropped=left_out)
    table = verdict_table(whole, decided)
    assert table.title == "Verdicts: 1 untestable · 1 strong (q <= 0.10) · 1 pending until day W"
    assert [row[0] for row in table.rows] == ["e0", "later", "short"]
    assert [row[1] for row in sentence_table(whole, decided).rows[1:]] == [
        "No verdict yet on 1.HK: pending until 2023-03-01: prices end on 2023-02-01.",
        "Untestable: 70 % of estimation returns are zero.",
    ]


def test_sentences_stand_beside_paths() -> None:
    """Each sentence has the path that it speaks of; an event without a signature has a dash."""
    found, decided = decide(Case(p_value=0.001))
    waiting = Dropped("later", "1.HK", "pending until 2023-03-01: prices end on 2023-02-01", "pending")
    drawn = sentence_table(replace(found, dropped=(waiting,)), decided).drawing
    assert drawn is not None
    assert drawn.cells == (sparkline(found.path[0], first=int(found.offsets[0])), "-")


def test_flagged_tiers_have_the_accent() -> None:
    """The one accent colour is for flagged tiers, and for no other."""
    assert {tier for tier in Tier if tier_style(tier.value) == "accent"} == FLAGGED
    assert tier_style("untestable") is None


def test_no_test_no_q_values() -> None:
    """Where no event was tested the note says so; without an event the title does."""
    assert verdict_table(*decide(Case(up_strength=1.0, p_value=NAN))).notes[0] == (
        "no event was tested, so there are no q-values"
    )
    assert verdict_table(*decide()).title == "Verdicts: no event"


def test_made_up_prices_are_marked() -> None:
    """Every table of verdicts on simulated prices says so."""
    found, decided = decide(Case())
    made_up = replace(found, simulated=True)
    for table in (
        verdict_table(made_up, decided),
        sentence_table(made_up, decided),
        reference_table({"XHKG, W = 20": large_reference()}, simulated=True),
    ):
        assert table.title.startswith("SIMULATED")
    assert not verdict_table(found, decided).title.startswith("SIMULATED")


def test_json_has_every_number() -> None:
    """The JSON of a verdict holds what decided it, null where there is none, infinity included."""
    found, decided = decide(Case(p_value=0.001, detectable_most=INF), Case(up_strength=1.0, p_value=NAN))
    strong, flat = (verdict_json(found, decided, i) for i in range(2))
    assert isinstance(strong, dict)
    assert isinstance(flat, dict)
    expected: dict[str, Json] = {
        "tier": "strong (q <= 0.10)",
        "reason": None,
        "gate": 2.0,
        "up_strength": 4.0,
        "p_value": 0.001,
        "q_value": 0.001,
        "tested": True,
        "matched": 1_000,
        "matched_needed": 1_000,
        "separate_rises": 170,
        "other_securities": 13,
        "available": 5_000,
        "stratum": 1,
        "strata": 1,
        "sector_agrees": True,
        "same_window_as": None,
        "minimum_detectable_pump": {"power_50": 0.2, "power_80": None},
        "score": 3.0,
        "sentence": sentence(found, decided, 0),
    }
    assert strong == expected
    assert (flat["p_value"], flat["q_value"], flat["tested"]) == (None, None, False)


def test_json_of_the_edition() -> None:
    """The edition counts its tests and flags, and says what each reference set is made of."""
    _, decided = decide(*EVERY)
    reference = large_reference()
    found = edition_json(decided, {"XHKG, W = 20": reference})
    assert found["calibrated"] is True
    assert found["edition"] == {
        "tested": int(decided.tested.sum()),
        "method": decided.method,
        "flagged": 2,
        "expected_false": {"q0.10": decided.expected_false(0.10), "q0.20": decided.expected_false(0.20)},
    }
    assert found["references"] == [
        {
            "market": "XHKG, W = 20",
            "securities": 40,
            "last_session": 20,
            "seed": 3,
            "windows": reference.windows.tolist(),
            "with_up_leg": reference.gated.tolist(),
            "zero_return_edges": reference.strata.edges.tolist(),
            "slope": reference.slope,
            "simulated": True,
        }
    ]
    nothing = edition_json(decide(Case(p_value=NAN))[1], {})
    assert (nothing["calibrated"], nothing["references"]) == (False, [])


def test_reference_sets_by_liquidity() -> None:
    """A row a stratum, from the most liquid on; the slope stands under its name."""
    reference = large_reference()
    rows = records(reference_table({"XHKG, W = 20": reference}, simulated=False))
    assert len(rows) == reference.strata.number
    assert [row["windows"] for row in rows] == reference.windows.tolist()
    assert {row["slope"] for row in rows} == {reference.slope}
    assert np.isfinite(reference.slope)


@pytest.mark.parametrize(
    ("one", "tier"),
    [
        (Dropped("a", "S", "pending until 2023-01-01", "pending"), "pending until day W"),
        (Dropped("a", "S", "12 estimation returns", "untestable"), "untestable"),
        (Dropped("a", "", "issuer not listed"), None),
    ],
)
def test_the_tier_of_what_is_left_out(one: Dropped, tier: str | None) -> None:
    """Events that wait are pending, those that prices cannot test are untestable, others have no tier."""
    assert left_out_tier(one) == tier
