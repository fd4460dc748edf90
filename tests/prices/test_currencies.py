"""Rates are found by the most direct way, and prices are converted day by day, unfilled."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from eventstudy.arrays import Floats, epoch_day
from eventstudy.prices.currencies import (
    Leg,
    amount_on,
    converted,
    exchange_rate,
    rate_symbols,
    routes,
    symbols_of_routes,
)
from eventstudy.prices.returns import returns
from eventstudy.prices.series import SIMULATED, PriceSeries

NAN = np.nan
MONDAY = epoch_day(dt.date(2025, 2, 10))


def _series(
    name: str, closes: list[float] | Floats, *, first: int = MONDAY, source: str = "file"
) -> PriceSeries:
    values = np.asarray(closes, dtype=np.float64)
    blank = np.full(len(values), NAN)
    return PriceSeries(name, np.arange(first, first + len(values)), values, blank, blank, "HKD", source)


def test_a_dollar_has_a_short_name() -> None:
    """HKD=X is Hong Kong dollars for a US dollar, so that the way back divides by it."""
    assert routes("USD", "HKD")[0] == (Leg("HKD=X", inverse=False),)
    assert (Leg("HKD=X", inverse=True),) in routes("HKD", "USD")
    assert (Leg("EURUSD=X", inverse=False),) in routes("EUR", "USD")


def test_what_to_fetch_is_the_dollar_in_each_currency() -> None:
    """One rate a currency is enough for every pair."""
    assert rate_symbols("CNY", "HKD") == ("CNY=X", "HKD=X")
    assert rate_symbols("USD", "HKD") == ("HKD=X",)
    assert rate_symbols("USD", "USD") == symbols_of_routes("USD", "USD") == ()
    assert set(rate_symbols("CNY", "HKD")) < set(symbols_of_routes("CNY", "HKD"))


@pytest.mark.parametrize(
    ("rates", "expected", "symbols"),
    [
        ({"CNYHKD=X": 1.25, "CNY=X": 9.0, "HKD=X": 9.0}, 1.25, ("CNYHKD=X",)),
        ({"HKDCNY=X": 0.8}, 1.25, ("HKDCNY=X",)),
        ({"CNY=X": 6.4, "HKD=X": 8.0}, 1.25, ("CNY=X", "HKD=X")),
        ({"CNYUSD=X": 0.125, "HKD=X": 8.0}, 1.0, ("CNYUSD=X", "HKD=X")),
        ({"CNY=X": 6.4, "HKDUSD=X": 0.125}, 1.25, ("CNY=X", "HKDUSD=X")),
    ],
)
def test_the_most_direct_rate_is_taken(
    rates: dict[str, float], expected: float, symbols: tuple[str, ...]
) -> None:
    """The pair itself, then upside down, then over the dollar: yuan into Hong Kong dollars by hand."""
    rate = exchange_rate("CNY", "HKD", {name: _series(name, [value]) for name, value in rates.items()})
    assert rate is not None
    assert rate.values.tolist() == pytest.approx([expected], rel=1e-12)
    assert rate.symbols == symbols


def test_without_both_halves_there_is_no_rate() -> None:
    """Half of the way is none, and neither is a series without a close; no peg is assumed."""
    assert exchange_rate("CNY", "HKD", {"HKD=X": _series("HKD=X", [7.8])}) is None
    assert exchange_rate("HKD", "USD", {}) is None
    assert exchange_rate("HKD", "USD", {"HKD=X": _series("HKD=X", [NAN, 0.0])}) is None


def test_over_the_dollar_both_rates_are_of_one_day() -> None:
    """A day that one of the two lacks has no rate."""
    series = {"CNY=X": _series("CNY=X", [7.0, NAN, 7.2]), "HKD=X": _series("HKD=X", [7.7, 7.8, 7.92, 7.9])}
    rate = exchange_rate("CNY", "HKD", series)
    assert rate is not None
    assert (rate.days - MONDAY).tolist() == [0, 2]
    np.testing.assert_allclose(rate.values, [1.1, 1.1])


def test_prices_are_converted_on_their_own_days() -> None:
    """Every price and dividend is multiplied; volume and splits stay; a day without a rate is missing and told."""
    shares = PriceSeries(
        "1725.HK",
        np.array([MONDAY, MONDAY + 1, MONDAY + 3]),
        close=np.array([7.8, 15.6, 7.8]),
        adj_close=np.array([3.9, 7.8, 3.9]),
        volume=np.array([10.0, 20.0, 30.0]),
        currency="HKD",
        dividends=np.array([0.0, 0.78, 0.0]),
        splits=np.array([0.0, 2.0, 0.0]),
    )
    rate = exchange_rate("HKD", "USD", {"HKD=X": _series("HKD=X", [7.8, 7.8, 7.8])})
    assert rate is not None
    found, lost = converted(shares, rate)
    assert (found.security, found.currency, found.source) == ("1725.HK", "USD", "file")
    np.testing.assert_allclose(found.close, [1, 2, NAN])
    np.testing.assert_allclose(found.adj_close, [0.5, 1, NAN])
    np.testing.assert_allclose(found.dividends, [0, 0.1, NAN])
    assert found.volume.tolist() == [10, 20, 30]
    assert found.splits.tolist() == [0, 2, 0]
    assert lost.tolist() == [MONDAY + 3]


def test_a_missing_close_is_not_for_want_of_a_rate() -> None:
    """Days that had no price before are not counted as lost."""
    rate = exchange_rate("HKD", "USD", {"HKD=X": _series("HKD=X", [7.8])})
    assert rate is not None
    assert converted(_series("A.HK", [NAN, NAN]), rate)[1].tolist() == []


def test_what_rests_on_a_made_up_rate_is_made_up() -> None:
    """A simulated rate marks what is converted with it."""
    rate = exchange_rate("HKD", "USD", {"HKD=X": _series("HKD=X", [7.8], source=SIMULATED)})
    assert rate is not None
    assert rate.simulated
    assert converted(_series("A.HK", [1.0]), rate)[0].simulated


def test_a_currency_is_itself() -> None:
    """Without a rate, prices in their own currency stay what they are, on every day."""
    rate = exchange_rate("HKD", "HKD", {})
    assert rate is not None
    found, lost = converted(_series("A.HK", [1.0, NAN, 3.0]), rate)
    np.testing.assert_array_equal(found.close, [1, NAN, 3])
    assert lost.tolist() == []
    assert rate.latest(dt.date(1990, 1, 1)) == (dt.date(1990, 1, 1), 1.0)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2025, 2, 9), None),
        (dt.date(2025, 2, 10), (dt.date(2025, 2, 10), 2.0)),
        (dt.date(2025, 2, 11), (dt.date(2025, 2, 11), 4.0)),
        (dt.date(2025, 2, 16), (dt.date(2025, 2, 11), 4.0)),
        (dt.date(2025, 2, 17), None),
    ],
)
def test_an_amount_takes_the_last_rate_of_five_days(
    day: dt.date, expected: tuple[dt.date, float] | None
) -> None:
    """The day's own rate, else the last of the five days before; never a later one, and an older one is none."""
    rate = exchange_rate("HKD", "USD", {"HKDUSD=X": _series("HKDUSD=X", [0.125, 0.25, NAN])})
    assert rate is not None
    assert amount_on(16.0, rate, day) == expected


_POSITIVE = st.floats(0.01, 1000)


@given(arrays(np.float64, 8, elements=_POSITIVE), arrays(np.float64, 8, elements=_POSITIVE))
def test_there_and_back_is_where_it_was(closes: Floats, rates: Floats) -> None:
    """Converted into another currency and back, prices are what they were."""
    series = {"CNYHKD=X": _series("CNYHKD=X", rates)}
    there, back = exchange_rate("CNY", "HKD", series), exchange_rate("HKD", "CNY", series)
    assert there is not None
    assert back is not None
    found = converted(converted(_series("A.SZ", closes), there)[0], back)[0]
    np.testing.assert_allclose(found.close, closes, rtol=1e-14)
    assert found.currency == "CNY"


@given(arrays(np.float64, 8, elements=_POSITIVE), arrays(np.float64, 8, elements=_POSITIVE))
def test_logs_of_share_and_currency_add_up(closes: Floats, rates: Floats) -> None:
    """The log return in the other currency is the log return in the own one plus that of the currency."""
    rate = exchange_rate("CNY", "HKD", {"CNYHKD=X": _series("CNYHKD=X", rates)})
    assert rate is not None
    found = converted(_series("A.SZ", closes), rate)[0]
    np.testing.assert_allclose(
        returns(found.close, "log")[1:], (returns(closes, "log") + returns(rates, "log"))[1:], atol=1e-12
    )


def test_a_day_of_a_pair_does_not_hide_a_whole_cross_rate() -> None:
    """Of two ways to a rate the one that has more days is taken."""
    pair = _series("CNYHKD=X", [1.07])
    legs = {name: _series(name, [level] * 5) for name, level in (("CNY=X", 7.2), ("HKD=X", 7.8))}
    rate = exchange_rate("CNY", "HKD", {"CNYHKD=X": pair, **legs})
    assert rate is not None
    assert len(rate.days) == 5
