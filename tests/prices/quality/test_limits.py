"""Daily price limits: whose, since when, and rounded to which tick."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from checked_series import found

from eventstudy.arrays import epoch_day
from eventstudy.exchanges import EXCHANGES
from eventstudy.prices.quality.finding import Surroundings
from eventstudy.prices.quality.limits import limit_rules, rules_of
from eventstudy.prices.series import PriceSeries

BLANK = np.full(3, np.nan)


def two_days(symbol: str, day: dt.date, before: float, close: float) -> PriceSeries:
    """Return three closes, the second of which is on ``day``."""
    days = epoch_day(day) + np.array([-1, 0, 1])
    return PriceSeries(symbol, days, np.array([before, close, close * 1.001]), BLANK, BLANK)


CASES = [
    ("600118.SS", "XSHG", dt.date(2024, 5, 7), 12.34, 13.57, True),  # 13.574, to the nearest cent
    ("600118.SS", "XSHG", dt.date(2024, 5, 7), 12.34, 13.56, False),
    ("600118.SS", "XSHG", dt.date(2024, 5, 7), 12.35, 11.12, True),  # 11.115, half a cent goes up
    ("688568.SS", "XSHG", dt.date(2024, 5, 7), 12.34, 13.57, False),
    ("688568.SS", "XSHG", dt.date(2024, 5, 7), 12.34, 14.81, True),  # 14.808
    ("300045.SZ", "XSHE", dt.date(2020, 8, 21), 10.00, 11.00, True),
    ("300045.SZ", "XSHE", dt.date(2020, 8, 24), 10.00, 11.00, False),
    ("300045.SZ", "XSHE", dt.date(2020, 8, 24), 10.00, 12.00, True),
    ("2330.TW", "XTAI", dt.date(2015, 5, 29), 100.0, 107.0, True),
    ("2330.TW", "XTAI", dt.date(2015, 6, 1), 100.0, 110.0, True),
    ("2314.TW", "XTAI", dt.date(2024, 5, 7), 46.35, 50.9, True),  # 50.985, inward to a tick of 0.1
    ("0000.KS", "XKRX", dt.date(2020, 5, 7), 9980, 12950, True),  # 12,974, inward to a tick of 50
    ("0000.KS", "XKRX", dt.date(2024, 5, 7), 9980, 12970, True),  # the tick is 10 since 2023
    ("THCOM.BK", "XBKK", dt.date(2020, 3, 18), 4.00, 4.60, True),
    ("THCOM.BK", "XBKK", dt.date(2020, 10, 1), 4.00, 4.60, False),
    ("THCOM.BK", "XBKK", dt.date(2020, 10, 1), 4.00, 5.20, True),
    ("9348.T", "XTKS", dt.date(2024, 5, 7), 617, 717, True),
    ("9348.T", "XTKS", dt.date(2024, 5, 7), 700, 850, True),  # 700 belongs to the band below 1,000
    ("9348.T", "XTKS", dt.date(2024, 5, 7), 12_000, 15_000, False),
    ("1725.HK", "XHKG", dt.date(2024, 5, 7), 10.0, 11.0, False),
]


@pytest.mark.parametrize(("symbol", "mic", "day", "before", "close", "at_limit"), CASES)
def test_a_close_at_the_limit_of_its_day_is_found(  # noqa: PLR0917  -- a row of the table
    symbol: str,
    mic: str,
    day: dt.date,
    before: float,
    close: float,
    at_limit: bool,  # noqa: FBT001  -- the same
) -> None:
    """The limit is that of the exchange, the board and the day, rounded to the tick."""
    seen = found(two_days(symbol, day, before, close), "price_limit", Surroundings(mic))
    assert [one.size for one in seen] == ([pytest.approx(close / before - 1)] if at_limit else [])


def test_later_splits_are_taken_out_again() -> None:
    """Closes that were divided by a later split are judged at the prices of their day."""
    series = two_days("9348.T", dt.date(2024, 5, 7), 617 / 5, 717 / 5)
    assert not found(series, "price_limit", Surroundings("XTKS"))
    splits = np.array([0.0, 0.0, 5.0])
    (one,) = found(replace(series, splits=splits), "price_limit", Surroundings("XTKS"))
    assert one.size == pytest.approx(717 / 617 - 1)


def test_a_day_with_a_dividend_is_not_judged() -> None:
    """On a day without the dividend the base price is another, so nothing is said."""
    series = replace(two_days("600118.SS", dt.date(2024, 5, 7), 10.0, 11.0), dividends=np.array([0, 0.1, 0]))
    assert not found(series, "price_limit", Surroundings("XSHG"))


def test_every_rule_is_of_a_known_exchange_and_cites_its_source() -> None:
    """Rules name exchanges that we know, say where they can be read, and have a share or bands, not both."""
    for rule in limit_rules():
        assert rule.exchange in EXCHANGES
        assert rule.source
        assert (rule.share is None) == bool(rule.bands)
        assert bool(rule.ticks) == (rule.share is not None)
        assert rule.first <= rule.last


def test_no_two_rules_hold_on_a_day() -> None:
    """The rules of a symbol follow each other without overlap."""
    for symbol, mic in {(symbol, mic) for symbol, mic, *_ in CASES}:
        rules = sorted(rules_of(symbol, mic), key=lambda rule: rule.first)
        for one, following in pairwise(rules):
            assert one.last < following.first
