"""Suspensions in one security's prices: no close, or rare flat rows without volume."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.prices.returns import zero_return_share
from eventstudy.prices.suspensions import (
    Line,
    span_before,
    suspension_before,
    suspensions,
    suspensions_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.arrays import Floats

NAN = np.nan
DAYS = np.arange(20_000, 20_200)
FIRST = dt.date(2024, 10, 4)


def liquid(sessions: int = 200) -> tuple[list[float], list[float]]:
    """Return closes that always move and volumes that are never zero."""
    return [100.0 + 0.01 * day for day in range(sessions)], [1000.0] * sessions


def alone(closes: Sequence[float] | Floats) -> Line:
    """Lay closes beside a benchmark that has a price on every session."""
    return Line(np.array(closes), np.full(len(closes), 100.0), DAYS)


def marked(closes: list[float], volumes: list[float]) -> list[int]:
    """Return the places of the suspended sessions."""
    return np.flatnonzero(suspensions(np.array(closes), np.array(volumes))).tolist()


def test_sessions_without_a_close_between_two_closes_are_a_suspension() -> None:
    """Sessions before the first close and after the last are none."""
    closes = [NAN, 10.0, NAN, NAN, 11.0, NAN]
    assert marked(closes, [NAN] * 6) == [2, 3]
    assert marked([NAN, NAN], [NAN, NAN]) == []


def test_flat_rows_of_a_liquid_share_are_a_suspension() -> None:
    """One session of zero volume and an unchanged close is enough where the share always trades."""
    closes, volumes = liquid()
    closes[120] = closes[119]
    assert marked(closes, volumes) == []
    volumes[120] = 0.0
    assert marked(closes, volumes) == [120]
    volumes[120] = NAN
    assert marked(closes, volumes) == []


def test_flat_rows_of_a_share_that_often_sleeps_are_no_suspension() -> None:
    """A silence as long as many before it is sleep; a much longer one is not."""
    closes, volumes = liquid()
    for day in range(10, 110, 10):
        closes[day], volumes[day] = closes[day - 1], 0.0
    closes[120], volumes[120] = closes[119], 0.0
    # Eleven runs began on 120 sessions: (1 + 11) / 121 is above one in fifty.
    assert marked(closes, volumes)[-1:] != [120]
    closes[150:156], volumes[150:156] = [closes[149]] * 6, [0.0] * 6
    assert marked(closes, volumes) == [150, 151, 152, 153, 154, 155]


@pytest.mark.parametrize(("place", "expected"), [(59, []), (60, [60])])
def test_a_short_history_calls_no_flat_row_a_suspension(place: int, expected: list[int]) -> None:
    """Sixty sessions must have gone before."""
    closes, volumes = liquid()
    closes[place], volumes[place] = closes[place - 1], 0.0
    assert marked(closes, volumes) == expected


def test_a_suspension_is_named_with_its_dates_and_kind() -> None:
    """The dates are those of the first and last session without trade; words say what else it may be."""
    closes = np.array([10.0, NAN, NAN, 11.0, NAN, 12.0])
    marks = suspensions(closes, np.full(6, NAN))
    assert (span_before(marks, 3), span_before(marks, 2), span_before(marks, 0)) == (2, 0, 0)
    found = suspension_before(marks, alone(closes), 3)
    assert found is not None
    assert (found.first, found.last, found.sessions, found.kind) == (
        FIRST + dt.timedelta(1),
        FIRST + dt.timedelta(2),
        2,
        "no_price",
    )
    assert found.words == (
        "no price from 2024-10-05 to 2024-10-06 (suspended, or the prices have a hole), 2 sessions"
    )
    assert suspension_before(marks, alone(closes), 1) is None
    assert [one.sessions for one in suspensions_in(marks, alone(closes), 2, 4)] == [2, 1]


@pytest.mark.parametrize(
    ("benchmark", "kind"),
    [
        ([1.0, NAN, NAN, 1.0], "neither"),
        ([1.0, NAN, 0.0, 1.0], "neither"),
        ([1.0, NAN, 1.0, 1.0], "no_price"),
        ([NAN, NAN, NAN, 1.0], "no_price"),
        ([1.0, NAN, NAN, NAN], "no_price"),
    ],
)
def test_sessions_without_a_price_of_either_are_no_suspension(benchmark: list[float], kind: str) -> None:
    """A benchmark that goes on but misses the same sessions tells of a closed day, or of holes in both."""
    closes = np.array([10.0, NAN, NAN, 11.0])
    line = Line(closes, np.array(benchmark), DAYS)
    found = suspension_before(suspensions(closes, np.full(4, NAN)), line, 3)
    assert found is not None
    assert found.kind == kind
    assert ("suspended" in found.words) == (kind == "no_price")


def test_a_single_day_of_neither_is_named_as_a_day() -> None:
    """The words name the day, and both of what it may have been."""
    closes = np.array([10.0, NAN, 11.0])
    marks = suspensions(closes, np.full(3, NAN))
    found = suspension_before(marks, Line(closes, closes, DAYS), 2)
    assert found is not None
    assert found.words == (
        "no price of either on 2024-10-05: a closed day that the calendar does not know, or a hole in both"
    )


def test_a_long_suspension_warns() -> None:
    """Above twenty sessions the words carry a warning."""
    closes = np.array([10.0, *[NAN] * 21, 11.0])
    marks = suspensions(closes, np.full(23, NAN))
    found = suspension_before(marks, alone(closes), 22)
    assert found is not None
    assert "21 sessions; WARNING" in found.words


def test_flat_rows_and_missing_rows_together_are_mixed() -> None:
    """A suspension that Yahoo half wrote is one suspension."""
    closes, volumes = liquid()
    closes[150], volumes[150] = closes[149], 0.0
    closes[151] = NAN
    marks = suspensions(np.array(closes), np.array(volumes))
    found = suspension_before(marks, alone(closes), 152)
    assert found is not None
    assert (found.sessions, found.kind) == (2, "mixed")
    only = suspension_before(marks[:152], alone(closes[:152]), 151)
    assert only is None


def test_zero_returns_are_zero_at_the_printed_precision() -> None:
    """Rounding of adjusted closes is no move, the least tick is one, and a missing return does not count."""
    returns = np.array([[0.0, 3e-8, -2e-7, 1e-3, NAN], [NAN] * 5])
    np.testing.assert_allclose(zero_return_share(returns), [3 / 4, 0])
