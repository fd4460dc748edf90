"""Securities that recur and windows that overlap are counted, pair by pair."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.recurrence import Recurrence, recurrence
from eventstudy.analysis.window import Window


@given(
    st.lists(st.tuples(st.integers(-3, 3), st.integers(-5, 40)), max_size=25),
    st.integers(-5, 0),
    st.integers(0, 6),
)
def test_counts_are_those_of_every_pair(events: list[tuple[int, int]], first: int, last: int) -> None:
    """Looking at every pair of events gives the same numbers."""
    pairs = [
        (i, j)
        for (i, (one, a)), (j, (other, b)) in itertools.combinations(enumerate(events), 2)
        if one == other and set(range(a + first, a + last + 1)) & set(range(b + first, b + last + 1))
    ]
    owners = [one for one, _ in events]
    recurring = {one for one in owners if owners.count(one) > 1}
    columns = np.array(events, dtype=np.int64).reshape(-1, 2)
    assert recurrence(columns[:, 0], columns[:, 1], Window(first, last)) == Recurrence(
        securities=len(set(owners)),
        recurring_securities=len(recurring),
        events_of_recurring=sum(one in recurring for one in owners),
        overlapping_pairs=len(pairs),
        overlapping_events=len(set(itertools.chain.from_iterable(pairs))),
    )


def test_three_windows_that_all_overlap_are_three_pairs() -> None:
    """Pairs are counted, not neighbours."""
    found = recurrence(np.array([4, 4, 4]), np.array([10, 12, 14]), Window(-2, 2))
    assert found.overlapping_pairs == 3
    assert found.overlapping_events == 3


def test_windows_that_only_touch_do_not_overlap() -> None:
    """Five sessions apart, windows of five share none; four apart they share one."""
    security = np.array([1, 1])
    assert recurrence(security, np.array([0, 5]), Window(-2, 2)).overlapping_pairs == 0
    assert recurrence(security, np.array([0, 4]), Window(-2, 2)).overlapping_pairs == 1
