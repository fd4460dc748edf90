"""Taiwan's rules on both sides of every number."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_windows import QUIET, finding, grown, window

if TYPE_CHECKING:
    from eventstudy.analysis.rules.rule import RuleWindow


def six(total: float, *, market: float = 0.0, sector: float | None = 0.0, start: float = 10.0) -> RuleWindow:
    """Return a window that moves by a total in six equal changes."""
    one = window([total / 6] * 6, [market / 6] * 6, symbol="2330.TW", start=start)
    return one if sector is None else replace(one, sector=grown([sector / 6] * 6))


@pytest.mark.parametrize(
    ("mic", "rule", "total", "tripped"),
    [
        ("XTAI", "tw_attention_price", 0.3201, True),
        ("XTAI", "tw_attention_price", -0.3201, True),
        ("XTAI", "tw_attention_price", 0.32, False),
        ("ROCO", "tpex_attention_price", 0.3001, True),
        ("ROCO", "tpex_attention_price", 0.30, False),
    ],
)
def test_more_than_the_limit_trips(mic: str, rule: str, total: float, *, tripped: bool) -> None:
    """Both exchanges ask for more than their number, not for the number itself."""
    found = finding(six(total), rule, mic)
    assert found.tripped is tripped
    assert found.value == pytest.approx(total)


@pytest.mark.parametrize(
    ("mic", "rule", "total", "dollars"),
    [("XTAI", "tw_attention_price", 0.2501, 50.0), ("ROCO", "tpex_attention_price", 0.23, 40.0)],
)
def test_a_dear_share_needs_less(mic: str, rule: str, total: float, dollars: float) -> None:
    """The lower number trips where the first and the last close lie the dollars apart, and not a little less."""
    apart = grown([total / 6] * 6, 1.0)[-1] - grown([total / 6] * 6, 1.0)[-6]
    assert finding(six(total, start=dollars / apart + 0.01), rule, mic).tripped is True
    assert finding(six(total, start=dollars / apart - 0.01), rule, mic).tripped is False
    assert finding(six(total - 0.0002, start=2 * dollars / apart), rule, mic).tripped is False


small = st.lists(st.integers(-10, 10).map(lambda n: n / 100), min_size=6, max_size=6)


@given(small, small, small)
def test_the_price_rule_is_as_told(changes: list[float], market: list[float], sector: list[float]) -> None:
    """Sums, dollars and differences, one after the other as the article tells them."""
    one = replace(window(changes, market, symbol="2330.TW", start=200.0), sector=grown(sector))
    last = replace(one, judged=(QUIET + 5, QUIET + 5))
    total, side = sum(changes), 1 if sum(changes) > 0 else -1
    dollars = abs(float(one.closes[-1] - one.closes[-6]))
    own = abs(total) > 0.32 + 1e-9 or (abs(total) > 0.25 + 1e-9 and dollars >= 50)
    lags = all(side * (total - sum(other)) >= 0.20 - 1e-9 for other in (market, sector))
    assert finding(last, "tw_attention_price", "XTAI").tripped is (own and lags)


@pytest.mark.parametrize("which", ["market", "sector"])
def test_the_market_and_the_sector_must_lag(which: str) -> None:
    """A rise of 35 % must be 20 points above both; a market that fell makes the rise stand out more."""
    near = six(0.35, market=0.1501) if which == "market" else six(0.35, sector=0.1501)
    far = six(0.35, market=0.15) if which == "market" else six(0.35, sector=0.15)
    assert finding(near, "tw_attention_price", "XTAI").tripped is False
    assert finding(far, "tw_attention_price", "XTAI").tripped is True
    assert finding(six(-0.35, market=0.30), "tw_attention_price", "XTAI").tripped is True
    assert finding(six(-0.35, market=-0.30), "tw_attention_price", "XTAI").tripped is False


def test_without_a_sector_a_large_move_is_unknown_and_a_small_one_is_not() -> None:
    """The sector can only rule out; what does not move enough needs none."""
    assert finding(six(0.10, sector=None), "tw_attention_price", "XTAI").tripped is False
    found = finding(six(0.35, sector=None), "tw_attention_price", "XTAI")
    assert (found.tripped, found.reason) == (
        None,
        (
            "1 of 11 sessions cannot be judged: the sector's index is not given or has gaps, "
            "or a close or an index close is missing"
        ),
    )


def test_a_session_without_a_close_is_unknown() -> None:
    """A gap hides the six sessions around it."""
    one = six(0.10)
    one.closes[QUIET + 5] = np.nan
    assert finding(one, "tw_attention_price", "XTAI").tripped is None


def busy(**facts: float) -> RuleWindow:
    """Return a window of six sessions that turned over 10 % each, in a market that turned over 1 %."""
    one = window([0.0] * 6, symbol="2330.TW", start=facts.get("price", 6000.0))
    one.volumes[QUIET:] = 100_000.0
    one.volumes[-1] = facts.get("last", 100_000.0)
    market = np.full(len(one.sessions), facts.get("market", 0.01))
    one = replace(one, judged=(QUIET + 5, QUIET + 5))
    return replace(one, shares=facts.get("shares", 1e6), market_turnover=market)


def test_turnover_needs_every_number() -> None:
    """All five numbers reached trip; any one missed does not."""
    rule = "tw_attention_turnover"
    assert finding(busy(), rule, "XTAI").tripped is True
    assert finding(busy(price=4999.0), rule, "XTAI").tripped is False
    assert finding(busy(last=99_999.0), rule, "XTAI").tripped is False
    assert finding(busy(market=0.0501), rule, "XTAI").tripped is False
    assert finding(busy(shares=1.3e6), rule, "XTAI").tripped is False
    assert finding(replace(busy(), market_turnover=None), rule, "XTAI").tripped is None
    assert finding(replace(busy(), shares=None), rule, "XTAI").reason == "shares outstanding are not given"


def test_three_price_notices_in_a_row_are_disposed_of() -> None:
    """Three sessions above the price rule trip on the third, with or without the exchange's own notices."""
    one = replace(window([0.06] * 8, symbol="2330.TW"), sector=grown([0.0] * 8))
    found = finding(one, "tw_disposition", "XTAI")
    assert (found.tripped, found.session) == (True, dt.date(2024, 1, 1) + dt.timedelta(QUIET + 7))
    assert finding(replace(one, judged=(QUIET, QUIET + 6)), "tw_disposition", "XTAI").tripped is None


@pytest.mark.parametrize(
    ("notices", "tripped"),
    [
        (range(5), True),
        (range(4), False),
        ([0, 2, 4, 6, 8, 9], True),
        ([0, 2, 4, 6, 8], False),
        ([0, 3, 5, 8, 11, 13, 16, 19, 21, 24, 27, 29], True),
        ([0, 3, 5, 8, 11, 13, 16, 19, 21, 24, 27, 30], False),
    ],
)
def test_notices_add_up(notices: list[int], *, tripped: bool) -> None:
    """Five in a row, six of ten and twelve of thirty are disposed of; one fewer is not."""
    one = replace(window([0.0] * 31, symbol="2330.TW"), sector=grown([0.0] * 31))
    one = replace(one, judged=(QUIET, QUIET + 30))
    told = np.zeros(len(one.sessions), np.bool_)
    told[QUIET + np.array(list(notices))] = True
    assert finding(replace(one, notices=told), "tw_disposition", "XTAI").tripped is tripped
