"""Dividends and splits, and the unit that a dividend is in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from yahoo_server import Reply, chart
from yahoo_talk import talk

if TYPE_CHECKING:
    from pathlib import Path

    from eventstudy.prices.series import PriceSeries

DAYS = [dt.date(2025, 1, 27), dt.date(2025, 1, 28), dt.date(2025, 2, 3)]
CLOSES = [100.0, 98.0, 99.0]


def fetched(cache: Path, reply: Reply) -> PriceSeries:
    """Return the series that a reply becomes."""
    with talk(cache, reply) as ours:
        return ours.history(dt.date(2025, 1, 20), dt.date(2025, 2, 10))


def test_actions_stand_on_their_sessions(tmp_path: Path) -> None:
    """Dividends and splits stand on their day, zero is none, and one on a closed day on the next session."""
    paid = {DAYS[1]: 2.0, dt.date(2025, 1, 30): 0.5}
    series = fetched(tmp_path, chart(DAYS, CLOSES, dividends=paid, splits={DAYS[2]: (1, 10)}))
    assert series.dividends.tolist() == [0.0, 2.0, 0.5]
    assert series.splits.tolist() == [0.0, 0.0, 0.1]


def test_actions_outside_the_prices_are_left_out(tmp_path: Path) -> None:
    """A dividend before the first price or after the last belongs to no session of the series."""
    paid = {dt.date(2025, 1, 24): 1.0, dt.date(2025, 2, 7): 1.0}
    assert fetched(tmp_path, chart(DAYS, CLOSES, dividends=paid)).dividends.tolist() == [0.0, 0.0, 0.0]


def test_bars_are_whole(tmp_path: Path) -> None:
    """Opening, high and low prices come with the closes, and the zone of the exchange with all."""
    bars: dict[str, list[float | None]] = {
        "open": [99.0, None, 98.5],
        "high": [101.0, 99.0, 99.5],
        "low": [98.0, 97.0, 98.0],
    }
    series = fetched(tmp_path, chart(DAYS, CLOSES, bars=bars))
    np.testing.assert_array_equal(series.open, [99.0, np.nan, 98.5])
    assert (series.high.tolist(), series.low.tolist()) == (bars["high"], bars["low"])
    assert series.zone == "Asia/Hong_Kong"


@pytest.mark.parametrize("amount", [200.0, 2.0])
@pytest.mark.parametrize("adjusted", [True, False])
def test_a_dividend_in_pence_or_pounds_comes_out_in_pounds(
    tmp_path: Path, amount: float, *, adjusted: bool
) -> None:
    """Prices of £100: a dividend of £2 is found, whether Yahoo says 200 or 2, by the adjusted closes or by its size."""
    closes = [10_000.0, 9_800.0, 9_900.0]
    factor = 1 - 200 / 10_000
    reply = chart(
        DAYS,
        closes,
        adjusted=[closes[0] * factor, *closes[1:]] if adjusted else None,
        currency="GBp",
        dividends={DAYS[1]: amount},
    )
    series = fetched(tmp_path, reply)
    assert series.dividends.tolist() == [0.0, 2.0, 0.0]
    assert series.currency == "GBP"


@pytest.mark.parametrize(
    ("quoted", "stated", "expected"),
    [
        ("GBp", "GBP", 2.0),
        ("KWF", "KWF", 0.002),
        ("GBp", "GBp", 0.02),
        ("HKD", "HKD", 2.0),
        ("HKD", "USD", np.nan),
        ("GBp", "USD", np.nan),
    ],
)
def test_a_stated_currency_is_believed(tmp_path: Path, quoted: str, stated: str, expected: float) -> None:
    """A dividend whose currency is said is taken at its word; one in another currency than the prices is unknown."""
    reply = chart(DAYS, CLOSES, currency=quoted, dividends={DAYS[1]: 2.0}, dividend_currency=stated)
    assert fetched(tmp_path, reply).dividends[1] == pytest.approx(expected, nan_ok=True)


def test_splits_of_one_session_multiply(tmp_path: Path) -> None:
    """Two splits on closed days before a session are one on it."""
    shares = {dt.date(2025, 1, 29): (2, 1), dt.date(2025, 1, 30): (5, 1)}
    assert fetched(tmp_path, chart(DAYS, CLOSES, splits=shares)).splits.tolist() == [0.0, 0.0, 10.0]
