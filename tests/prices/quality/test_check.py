"""The check as a whole: what is clean is left alone, and findings come in order."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from checked_series import clean, weekdays

from eventstudy.arrays import epoch_day
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.files import read_prices
from eventstudy.prices.quality.check import check_series
from eventstudy.prices.quality.finding import Surroundings
from eventstudy.prices.quality.kinds import KINDS
from eventstudy.prices.series import PriceSeries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventstudy.prices.quality.kinds import Kind

WEEKDAYS = Surroundings(sessions=weekdays(600))

FAULTS = ("unadjusted_split", "unit_error", "spike")
"""The kinds that say that a price is wrong."""


def test_clean_series_are_left_alone() -> None:
    """Of 400 random walks of 250 days, with tails of 4 degrees of freedom in half of them, none is accused."""
    seen: Counter[str] = Counter()
    for seed in range(400):
        series = clean(seed)
        if seed % 2:
            moves = np.random.default_rng(seed).standard_t(4, 250) * 0.03
            close = 20 * np.exp(np.cumsum(moves))
            series = replace(series, close=close, adj_close=close.copy())
        seen.update(one.kind for one in check_series(series, WEEKDAYS))
    assert not seen


def test_thin_series_are_hardly_ever_accused() -> None:
    """Of 200 shares that trade on four days in five, in ticks, fewer than one in 20 has a stale run, and no price is called wrong."""
    seen: Counter[str] = Counter()
    for seed in range(200):
        rng = np.random.default_rng(seed)
        trades = rng.random(500) < 0.8
        steps = np.round(rng.normal(0, 3, 500)) * trades
        close = 5 + 0.01 * np.cumsum(steps)
        series = replace(clean(seed, 500), close=close, adj_close=close.copy())
        seen.update(one.kind for one in check_series(series, WEEKDAYS) if (close > 1).all())
    assert set(seen) <= {"stale_run"}
    assert seen["stale_run"] < 10


def test_findings_come_by_session_and_kind() -> None:
    """What is found is in the order of the days, and of a kind at most once a day."""
    series = clean(1)
    close, volume = series.close.copy(), series.volume.copy()
    close[200:] *= 100
    close[20:23] = np.nan
    volume[100:110] = 0
    seen = check_series(replace(series, close=close, volume=volume), Surroundings("XHKG"))
    assert seen[0].kind == "suspension"
    assert [one.session for one in seen] == sorted(one.session for one in seen)
    keys = [(one.session, one.kind) for one in seen]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_series_of_hardly_any_days_is_checked_too(count: int) -> None:
    """No day, one, or two are no problem, and no finding."""
    series = clean(1, count)
    around = Surroundings("XSHG", weekdays(600), benchmark=clean(2))
    assert not check_series(series, around)


def test_a_series_without_a_single_close_is_checked_too() -> None:
    """Days without any close are no problem, and no finding but the days that are absent."""
    series = replace(clean(1), close=np.full(250, np.nan), adj_close=np.full(250, np.nan))
    assert not check_series(series, WEEKDAYS)


def test_ordinary_space_shares_are_accused_of_no_wrong_price(shared: Path) -> None:
    """22 volatile space shares over 32,000 days, falls by half and rises of double included, have no split, unit error or spike."""
    sessions = exchange_calendar("XNAS").days
    content = read_prices(shared / "us_space" / "daily_ohlcv_2015_20240308.csv.gz")
    seen = [one for series in content.series for one in check_series(series, Surroundings("XNAS", sessions))]
    assert sum(map(len, content.series)) > 32_000
    assert not [one for one in seen if one.kind in {*FAULTS, "calendar_gap", "closed_day_row"}]


def test_thin_american_shares_have_few_spikes(shared: Path) -> None:
    """403 thin shares over 200,000 days have no split and no unit error, and at most one spike in 20,000 days."""
    content = read_prices(shared / "thin_us" / "daily.csv.gz")
    market = next(one for one in content.series if one.security == "MARKET")
    around = Surroundings("XNAS", exchange_calendar("XNAS").days, benchmark=market)
    seen: Counter[Kind] = Counter(
        one.kind for series in content.series for one in check_series(series, around)
    )
    assert seen["unadjusted_split"] == seen["unit_error"] == 0
    assert seen["spike"] <= 10


def test_indices_have_rows_on_sessions_only(shared: Path) -> None:
    """^HSI, ^GSPC and 000001.SS have no row on a day that the calendars call closed, in ten years."""
    mics = {"^HSI": "XHKG", "^GSPC": "XNYS", "000001.SS": "XSHG"}
    for series in _indices(shared / "indices" / "daily_ohlcv.csv.gz"):
        mic = mics[series.security]
        around = Surroundings(mic, exchange_calendar(mic).days, index=True)
        kinds: Counter[str] = Counter(one.kind for one in check_series(series, around))
        assert set(kinds) <= {"calendar_gap"}
        assert kinds["calendar_gap"] == 1


def _indices(path: Path) -> Iterator[PriceSeries]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for symbol in dict.fromkeys(row["index"] for row in rows):
        own = [row for row in rows if row["index"] == symbol]
        days = np.array([epoch_day(dt.date.fromisoformat(row["date"])) for row in own], dtype=np.int64)
        close = np.array([float(row["close"]) for row in own])
        blank = np.full(len(own), np.nan)
        yield PriceSeries(symbol, days, close, blank, blank)


def test_the_kinds_are_those_of_the_contract() -> None:
    """The twelve kinds are those that scripts rely on."""
    assert len(set(KINDS)) == 12
    assert set(KINDS) == {
        *("calendar_gap", "closed_day_row", "unadjusted_split", "unit_error", "stale_run", "zero_volume_run"),
        *("suspension", "spike", "price_limit", "adjusted_close_break", "missing_dividend"),
        "currency_change",
    }
