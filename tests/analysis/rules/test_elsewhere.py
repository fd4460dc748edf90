"""The rules of Hong Kong and of the over-the-counter market."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rule_windows import QUIET, finding, window

from eventstudy.arrays import epoch_day

if TYPE_CHECKING:
    from eventstudy.analysis.rules.rule import Tier


@pytest.mark.parametrize(("tier", "limit"), [("large", 0.10), ("mid", 0.15), ("small", 0.20)])
def test_the_mechanism_trips_above_the_limit_of_the_tier(tier: Tier, limit: float) -> None:
    """A move of the limit does not trip, one above does, down as up."""
    one = window([0.0], symbol="1725.HK")
    for move, tripped in ((limit, False), (limit + 0.001, True), (-limit - 0.001, True)):
        moves = np.full(len(one.sessions), 0.01)
        moves[QUIET] = move
        found = finding(replace(one, tier=tier, five_minute_moves=moves), "hk_vcm", "XHKG")
        assert found.tripped is tripped
        assert found.value == pytest.approx(move)


def test_the_mechanism_says_what_it_lacks() -> None:
    """Prices within the day, the tier, and a share outside each have their reason."""
    one = window([0.0], symbol="1725.HK")
    moves = np.zeros(len(one.sessions))
    assert [
        finding(facts, "hk_vcm", "XHKG").reason
        for facts in (one, replace(one, five_minute_moves=moves), replace(one, tier="outside"))
    ] == [
        "prices within the day are not given",
        "which size index holds the share is not given",
        "the mechanism covers only shares of the Hang Seng Composite size indices",
    ]


@pytest.mark.parametrize(("days", "tripped"), [(15, True), (16, False), (0, True), (-1, False)])
def test_a_promotion_flag_stays_for_fifteen_days(days: int, *, tripped: bool) -> None:
    """The flag stands on the fifteenth day after the last material, and not on the sixteenth or before it."""
    one = window([0.0], symbol="ABCD", first=dt.date(2024, 1, 1))
    last = epoch_day(dt.date(2024, 1, 1)) + QUIET - days
    found = finding(replace(one, judged=(QUIET, QUIET), last_promotion=last), "otc_promo", "PINX")
    assert (found.tripped, found.value) == (tripped, days)


def test_a_promotion_nobody_reported_is_unknown() -> None:
    """No fact is no clean bill."""
    found = finding(window([0.0], symbol="ABCD"), "otc_promo", "PINX")
    assert (found.tripped, found.reason) == (None, "whether the share was promoted is not given")
