"""Words of the pictures of all events together: they count what there is, and say no more than the verdicts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from materials import thick_material

from eventstudy.analysis.issuer import AveragePath
from eventstudy.analysis.verdict import Tier
from eventstudy.reporting.captions import averages, heatmap, histogram, multiples, ranking
from eventstudy.reporting.overview import alt as table_alt
from eventstudy.reporting.overview import flag_count, overview_table

MATERIAL = thick_material()
FOUND, DECIDED = MATERIAL.found, MATERIAL.decided
NAMES = [MATERIAL.issuer(i) for i in range(len(FOUND))]
PUMP = [event.id for event in FOUND.events].index("pump")
NOBODY = replace(DECIDED, tier=(Tier.ORDINARY,) * len(FOUND))
UNTESTED = replace(NOBODY, tested=np.zeros(len(FOUND), dtype=np.bool_))
SIMULATED = replace(FOUND, simulated=True)


def test_small_multiples_count_the_flagged() -> None:
    """One flagged, none flagged and none tested have titles of their own; untested is not called ordinary."""
    assert multiples.title(FOUND, DECIDED) == "1 of 5 events is pump-and-dump-like, at q ≤ 0.20"
    assert multiples.title(FOUND, NOBODY) == "None of 2 rises that could be compared is flagged, at q ≤ 0.20"
    assert (
        multiples.title(FOUND, UNTESTED)
        == "No rise after 5 events could be compared with those of other shares"
    )
    both = replace(DECIDED, tier=(Tier.LIKE, Tier.STRONG, Tier.NO_UP_LEG, Tier.NO_UP_LEG, Tier.NO_UP_LEG))
    assert multiples.title(FOUND, both).startswith("2 of 5 events are")


def test_small_multiples_tell_every_panel() -> None:
    """A panel's note gives date and peak, the alt text every panel with its verdict, the caption the flagged ones."""
    assert multiples.note(FOUND, PUMP).endswith(": +51.2%")
    alone = replace(FOUND, peak_offset=np.full(len(FOUND), -1))
    assert multiples.note(alone, PUMP).endswith(": no rise")
    told = multiples.alt(FOUND, DECIDED, range(len(FOUND)), NAMES)
    assert told.startswith("Small line charts of 5 events, the strongest verdict first. ")
    assert told.count("9001.HK") == 4  # twice an event: issuer and security
    assert "strong (q <= 0.10), p " in told
    assert multiples.caption(FOUND, DECIDED, range(5), NAMES).startswith("Flagged: Issuer of 9001.HK (")
    assert multiples.caption(FOUND, NOBODY, range(5), NAMES).startswith(
        "None is flagged. What is not flagged is not cleared"
    )
    every = replace(DECIDED, tier=(Tier.STRONG,) * 5)
    assert "and 2 more events." in multiples.caption(FOUND, every, range(5), NAMES)
    assert "Sheet 2 of 3." in multiples.subtitle(FOUND, (2, 3))
    assert "Sheet" not in multiples.subtitle(FOUND, (1, 1))


def test_the_ranking_counts_what_was_compared() -> None:
    """Flagged and compared are counted; rows that are left out are said; p and q are written where they are."""
    assert ranking.title(DECIDED, 2) == "1 of 2 rises that could be compared is pump-and-dump-like"
    assert ranking.title(NOBODY, 2) == "None of 2 rises that could be compared is flagged, at q ≤ 0.20"
    assert "The 24 with the smallest p of 30." in ranking.subtitle(24, 30)
    assert "smallest p" not in ranking.subtitle(2, 2)
    assert ranking.numbers(DECIDED, PUMP).startswith("p 0.0")
    assert "  q 0.0" in ranking.numbers(DECIDED, PUMP)
    without = replace(DECIDED, q_value=np.full(len(FOUND), np.nan))
    assert "q" not in ranking.numbers(without, PUMP)
    told = ranking.alt(FOUND, DECIDED, [PUMP], NAMES, np.array([[0.1, 0.2, 3.0]]))
    score = FOUND.components["reversal_score"][PUMP]
    assert f": {score:.2f}, comparable windows 0.10 to 3.00, strong (q <= 0.10), p " in told


@pytest.mark.parametrize(
    ("day0", "said"),
    [
        ([2.5, -3.0, 0.0], "1 of 3 events rose by more than 2 daily sigmas on day 0, and 1 fell by as much"),
        (
            [2.5, 3.0, 0.0],
            "2 of 3 events rose by more than 2 daily sigmas on day 0, and none fell by as much",
        ),
        (
            [-2.5, 0.0, 0.0],
            "None of 3 events rose by more than 2 daily sigmas on day 0, and 1 fell by as much",
        ),
        ([1.9, -1.9, np.nan], "None of 3 events moved its share by more than 2 daily sigmas on day 0"),
    ],
)
def test_the_heat_map_counts_day_0(day0: list[float], said: str) -> None:
    """The title counts moves of two sigmas and more on day 0, up and down."""
    sigmas = np.zeros((3, len(FOUND.offsets)))
    sigmas[:, FOUND.offsets == 0] = np.array(day0)[:, None]
    assert heatmap.title(FOUND, sigmas) == said


def test_the_heat_map_names_largest_moves_and_holes() -> None:
    """The alt text gives each row's largest move and its day; squares without a return and rows left out are counted."""
    sigmas = np.zeros((1, len(FOUND.offsets)))
    sigmas[0, FOUND.offsets == 3] = -4.2
    assert heatmap.alt(FOUND, sigmas, [PUMP], NAMES).endswith(" -4.2 sigmas on day 3.")
    assert "The 32 strongest of 40." in heatmap.subtitle(32, 40, 0)
    assert "Grey squares: 7 sessions without a return, or past the window." in heatmap.subtitle(5, 5, 7)
    assert "Grey" not in heatmap.subtitle(5, 5, 0)


def test_the_histogram_says_what_the_p_value_says() -> None:
    """Title and sentence of the verdict give the same count, and the alt text counts the windows that reach the event."""
    scores = MATERIAL.comparable_scores[PUMP]
    floor = round(1_001 / (1 + int(DECIDED.comparison.stretches[PUMP]))) - 1
    assert (
        histogram.title(DECIDED, PUMP, "Acme")
        == f"At most {floor} of 1,000 comparable rises came back as Acme's did"
    )
    told = histogram.alt(FOUND, PUMP, "Acme", scores)
    reach = int((scores >= FOUND.components["reversal_score"][PUMP]).sum())
    assert f"; {reach:,} windows reach it." in told
    assert told.startswith("Histogram of the reversal scores of 1,000 comparable windows, from ")
    assert "rose 51.2% beyond its benchmark" in histogram.subtitle(FOUND, DECIDED, PUMP)


def path(low: float, mean: float, high: float) -> AveragePath:
    """Return an average path that stands so on day 10."""
    offsets = np.arange(-10, 21)
    level = np.where(offsets >= 0, 1.0, 0.0)
    return AveragePath(offsets, np.full(31, 8), mean * level, low * level, high * level, np.ones(31))


@pytest.mark.parametrize(
    ("kind", "edges", "said"),
    [
        ("all announcements", (0.01, 0.04, 0.07), "On day 10 after announcements the average share stood 4.1% above its benchmark, beyond what chance allows"),
        ("launch_failure", (-0.2, -0.1, 0.02), "On day 10 after announcements of a launch failure the average share stood 9.5% below its benchmark, within what chance allows"),
        ("mou", (-0.1, 0.0001, 0.1), "On day 10 after announcements of a mou the average share stood less than 0.05% from its benchmark, within what chance allows"),
        ("contract", (-0.2, -0.1, -0.02), "On day 10 after announcements of a contract the average share stood 9.5% below its benchmark, beyond what chance allows"),
    ],
)  # fmt: skip
def test_an_average_is_told_with_its_interval(
    kind: str, edges: tuple[float, float, float], said: str
) -> None:
    """The title says on which side the average stands, and whether its interval leaves zero out."""
    assert averages.title({kind: path(*edges)}) == said


def test_too_few_announcements_are_named() -> None:
    """Kinds without an average of their own stand in the caption with their number, and the alt text gives intervals."""
    paths = {"contract": path(0.01, 0.04, 0.07)}
    told = averages.caption(paths, {"launch_failure": 3, "mou": 1}, simulated=False)
    assert "Too few for an average of their own: launch failure (3) and mou (1)." in told
    assert "Too few" not in averages.caption(paths, {}, simulated=False)
    assert averages.alt(paths, simulated=False).endswith(
        "By day 10: contract (8) +4.1%, interval +1.0% to +7.3%."
    )


def test_the_table_has_the_numbers_of_the_verdicts() -> None:
    """Rise and given back are changes in price; an event without a rise has neither; what was left out has its row."""
    table = overview_table(FOUND, DECIDED, [PUMP], MATERIAL.issuers, MATERIAL.flagged.contracts)
    (row,) = table.rows
    assert row[0] == "Issuer of 9001.HK"
    assert row[2] == pytest.approx(np.expm1(FOUND.components["peak"][PUMP]))
    assert row[5] == DECIDED.comparison.p_value[PUMP]
    assert row[6] == DECIDED.q_value[PUMP]
    assert row[-1] == "strong (q <= 0.10)"
    flat = replace(FOUND, peak_offset=np.full(len(FOUND), -1))
    assert overview_table(flat, DECIDED, [PUMP], MATERIAL.issuers, {}).rows[0][2:5] == (None, None, None)
    assert "issuer Issuer of 9001.HK, day 0 " in table_alt(table, simulated=False)
    assert flag_count(()) is None


@pytest.mark.parametrize(
    "text",
    [
        multiples.caption(SIMULATED, DECIDED, range(5), NAMES),
        multiples.alt(SIMULATED, DECIDED, range(5), NAMES),
        ranking.caption(SIMULATED, DECIDED),
        heatmap.caption(SIMULATED),
        histogram.caption(SIMULATED, DECIDED, PUMP, "Acme"),
        averages.caption({"a": path(0, 0, 0)}, {}, simulated=True),
        averages.alt({"a": path(0, 0, 0)}, simulated=True),
    ],
)
def test_words_on_made_up_prices_say_so_first(text: str) -> None:
    """SIMULATED DATA stands before every caption and alt text on made-up prices."""
    assert text.startswith("SIMULATED DATA: fictional issuers and made-up prices. ")
