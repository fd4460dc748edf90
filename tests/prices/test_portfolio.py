"""The equal-weighted portfolio of peers, against pandas."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.prices.portfolio import BASE, equal_weighted
from eventstudy.prices.returns import returns
from eventstudy.prices.series import SIMULATED, PriceSeries

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.arrays import Floats

NAN = np.nan
DAYS = np.arange(100, 160, dtype=np.int64)


def _member(name: str, closes: Floats, *, adjusted: Floats | None = None) -> PriceSeries:
    days = DAYS[: len(closes)]
    blank = np.full(len(closes), NAN)
    return PriceSeries(name, days, closes, blank if adjusted is None else adjusted, blank, currency="HKD")


def _members(closes: Floats) -> list[PriceSeries]:
    return [_member(f"{number}.HK", row) for number, row in enumerate(closes)]


def _level(closes: list[list[float]]) -> list[float]:
    found = equal_weighted("peers", _members(np.array(closes)), DAYS[: len(closes[0])])
    assert found is not None
    return [float(one) for one in found.series.close]


def test_a_session_earns_the_mean_of_simple_returns() -> None:
    """Gains of 10, 20 and -15 per cent make 5, and the next day starts from equal parts again."""
    closes = [[10.0, 11.0, 12.1], [5.0, 6.0, 6.0], [20.0, 17.0, 17.85]]
    np.testing.assert_allclose(_level(closes), [100, 105, 105 * 1.05], rtol=1e-15)


def test_returns_agree_with_pandas() -> None:
    """On a ragged market every return is the mean that pandas finds of three or more members."""
    rng = np.random.default_rng(4)
    closes = 10 * np.exp(np.cumsum(rng.normal(0, 0.03, (6, 60)), axis=1))
    closes[rng.random(closes.shape) < 0.15] = NAN
    found = equal_weighted("peers", _members(closes), DAYS)
    assert found is not None
    frame = pd.DataFrame(closes.T, index=DAYS).pct_change(fill_method=None)
    expected = frame.mean(axis=1).where(frame.count(axis=1) >= 3)
    own = pd.Series(returns(found.series.close, "simple"), index=found.series.days)
    both = own.notna()
    assert both.sum() > 20
    np.testing.assert_allclose(own[both], expected.reindex(own.index)[both], rtol=1e-12)
    thin = expected.reindex(own.index)[1:].isna()
    assert found.thin >= thin.sum() > 0
    assert own[1:][thin].isna().all()


def test_too_few_returns_make_a_session_missing() -> None:
    """Two members are no portfolio: the session is missing, counted, and the level goes on over the gap."""
    closes = [
        [10.0, 10.0, NAN, 12.0],
        [10.0, 10.0, 11.0, 11.0],
        [10.0, 10.0, 11.0, 13.0],
        [10.0, 10.0, NAN, 12.0],
    ]
    # The session after the gap has two returns of its own, so it is missing too.
    assert _level(closes) == [100, 100]
    longer = [[*row, row[3] * 1.1] for row in closes]
    level = _level(longer)
    np.testing.assert_allclose(level[:4], [100, 100, NAN, NAN])
    assert level[4] == pytest.approx(100 * np.mean([1.32, 1.21, 1.43, 1.32]), rel=1e-12)


def test_levels_without_a_bridge_are_left_out() -> None:
    """Levels are left out from which no three members have a price at the next one, the latest being kept."""
    early, late = [10.0, 11.0, NAN, NAN, NAN], [NAN, NAN, 10.0, 11.0, 12.1]
    found = equal_weighted("peers", _members(np.array([early] * 3 + [late] * 3)), DAYS[:5])
    assert found is not None
    assert found.series.days.tolist() == [103, 104]
    np.testing.assert_allclose(found.series.close, [BASE, BASE * 1.1])


def test_members_may_start_later() -> None:
    """A share counts from its second session; before that the others are the portfolio."""
    closes = [[10.0, 11.0, 11.0]] * 3 + [[NAN, 10.0, 15.0]]
    np.testing.assert_allclose(_level(closes), [100, 110, 110 * 1.125], rtol=1e-15)


def test_dividends_count() -> None:
    """Returns come from the adjusted closes where there are any."""
    closes = np.array([10.0, 9.0])
    members = [_member(name, closes, adjusted=np.array([9.0, 9.0])) for name in "abc"]
    found = equal_weighted("peers", members, DAYS[:2])
    assert found is not None
    assert found.series.close.tolist() == [100, 100]


def test_prices_off_the_sessions_do_not_count() -> None:
    """A price on a closed day is no price of a session."""
    closes = [[10.0, 99.0, 11.0]] * 3
    found = equal_weighted("peers", _members(np.array(closes)), DAYS[[0, 2]])
    assert found is not None
    np.testing.assert_allclose(found.series.close, [100, 110])


@pytest.mark.parametrize("members", [0, 1, 2])
def test_two_members_are_no_portfolio(members: int) -> None:
    """With fewer than three shares there is none."""
    assert equal_weighted("peers", _members(np.full((members, 5), 10.0)), DAYS[:5]) is None


def test_one_session_is_no_series() -> None:
    """A level without a return tells nothing."""
    assert equal_weighted("peers", _members(np.full((3, 1), 10.0)), DAYS[:1]) is None


def test_made_up_members_make_a_made_up_portfolio() -> None:
    """One simulated member marks the whole; currencies that differ leave none."""
    members = _members(np.full((3, 4), 10.0))
    plain = equal_weighted("peers", members, DAYS[:4])
    members[1] = replace(members[1], source=SIMULATED, currency="USD")
    marked = equal_weighted("peers", members, DAYS[:4])
    assert plain is not None
    assert marked is not None
    assert (plain.series.simulated, plain.series.currency) == (False, "HKD")
    assert (marked.series.simulated, marked.series.currency) == (True, None)


@given(st.permutations(range(5)), st.floats(0.01, 100))
def test_neither_order_nor_unit_matters(order: list[int], factor: float) -> None:
    """Members in another order, or one of them quoted in another unit, make the same portfolio."""
    closes = np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.02, (5, 20)), axis=1))
    plain = equal_weighted("peers", _members(closes), DAYS[:20])
    closes[0] *= factor
    other = equal_weighted("peers", _members(closes[order]), DAYS[:20])
    assert plain is not None
    assert other is not None
    np.testing.assert_allclose(other.series.close, plain.series.close, rtol=1e-12)


def test_real_thin_shares_bounce_upwards(shared: Path) -> None:
    """On 403 thin US shares the portfolio's mean agrees with pandas, and beats holding without rebalancing."""
    frame = pd.read_csv(shared / "thin_us" / "daily.csv.gz", usecols=["security", "date", "adj_close"])
    wide = frame[frame["security"] != "MARKET"].pivot_table(
        index="date", columns="security", values="adj_close"
    )
    days = pd.to_datetime(wide.index).to_numpy().astype("datetime64[D]").astype(np.int64)
    blank = np.full(len(days), NAN)
    members = [PriceSeries(str(name), days, wide[name].to_numpy(), blank, blank) for name in wide.columns]
    found = equal_weighted("thin", members, days)
    assert found is not None
    change = wide.where(wide > 0).pct_change(fill_method=None)
    mean = change.mean(axis=1)[1:]
    np.testing.assert_allclose(returns(found.series.close, "simple")[1:], mean, rtol=1e-9)
    whole = wide.dropna(axis=1)
    held = (whole / whole.iloc[0]).mean(axis=1).iloc[-1]
    kept = equal_weighted("whole", [one for one in members if one.security in whole.columns], days)
    assert kept is not None
    assert kept.series.close[-1] / BASE > held
