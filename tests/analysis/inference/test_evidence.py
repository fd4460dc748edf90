"""What the estimation windows say, added up block by block."""

from __future__ import annotations

import numpy as np

from eventstudy.analysis.inference.evidence import DaySums, GrankSums, RankEvidence


def test_a_session_averages_the_events_that_have_it() -> None:
    """Sums of two blocks add up; a session that no event has is missing, without a warning."""
    one = DaySums(np.array([2.0, 1.0, 0.0]), np.array([2.0, 1.0, 0.0]))
    other = DaySums(np.array([4.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    np.testing.assert_array_equal((one + other).means, [2, 1, np.nan])


def test_rank_evidence_adds_part_by_part() -> None:
    """Every sum and count of the ranks is that of both blocks."""
    days = DaySums(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    grank = GrankSums(np.array([5.0]), np.array([6.0]), np.array([9.0]), np.array([[7.0]]), np.array([[8.0]]))
    twice = RankEvidence(days, days, grank) + RankEvidence(days, days, grank)
    for found in (twice.corrado, twice.corrado_zivney):
        np.testing.assert_array_equal([found.sums, found.counts], [[2, 4], [6, 8]])
    sums = (
        twice.grank.event_sums,
        twice.grank.event_counts,
        twice.grank.event_variances,
        twice.grank.estimation_sums,
        twice.grank.estimation_counts,
    )
    np.testing.assert_array_equal(np.concatenate([part.ravel() for part in sums]), [10, 12, 18, 14, 16])
