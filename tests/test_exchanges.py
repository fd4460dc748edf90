"""The exchanges we know, and what a symbol's suffix says."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import exchange_calendars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.errors import CalendarError
from eventstudy.exchanges import EXCHANGES, Exchange, exchange, mic_of

LISTED = [one for one in EXCHANGES.values() if one.suffix]
CALENDAR = {"XSHE": "XSHG", "XNAS": "XNYS"}
"""Shenzhen keeps the days of Shanghai, and Nasdaq those of New York."""


def test_every_exchange_is_well_formed() -> None:
    """MICs are four letters and keys of the table, currencies three letters, zones ones that exist."""
    for mic, one in EXCHANGES.items():
        assert mic == one.mic
        assert re.fullmatch("X[A-Z]{3}", mic)
        assert re.fullmatch("[A-Z]{3}", one.currency)
        assert ZoneInfo(one.timezone).key == one.timezone
        assert one.suffix is None or re.fullmatch(r"\.[A-Z]{1,2}", one.suffix)


@pytest.mark.parametrize("mic", list(EXCHANGES))
def test_every_clock_is_that_of_exchange_calendars(mic: str) -> None:
    """The time zone of each exchange is the one that exchange_calendars knows."""
    name = CALENDAR.get(mic, mic)
    module = getattr(exchange_calendars, f"exchange_calendar_{name.lower()}")
    # The class says it; building the calendar would take seconds.
    assert str(getattr(module, f"{name}ExchangeCalendar").tz) == exchange(mic).timezone


def test_suffixes_are_unambiguous() -> None:
    """No two exchanges share a suffix; only the American ones have none."""
    assert len({one.suffix for one in LISTED}) == len(LISTED)
    assert {mic for mic, one in EXCHANGES.items() if one.suffix is None} == {"XNAS", "XNYS"}


@pytest.mark.parametrize(
    ("symbol", "mic"),
    [
        ("1725.HK", "XHKG"),
        ("601698.SS", "XSHG"),
        ("000063.SZ", "XSHE"),
        ("TRUE.BK", "XBKK"),
        ("true.bk", "XBKK"),
        ("BT.A.L", "XLON"),
        ("RKLB", None),
        ("BRK.B", None),
        ("^HSI", None),
        (".HK", None),
        ("1725.", None),
        ("", None),
    ],
)
def test_a_suffix_names_the_exchange(symbol: str, mic: str | None) -> None:
    """The last part of a symbol says the exchange, in either case; an unknown one or a bare one says nothing."""
    assert mic_of(symbol) == mic


@given(st.from_regex(r"[0-9A-Z.^-]{1,10}", fullmatch=True), st.sampled_from(LISTED))
def test_any_symbol_with_a_suffix_is_placed(head: str, one: Exchange) -> None:
    """Whatever stands before the suffix, the suffix decides."""
    assert mic_of(f"{head}{one.suffix}") == one.mic


@pytest.mark.parametrize(
    ("mic", "near"), [("XHKH", "XHKG"), ("xshg", "XSHG"), ("XNYSE", "XNYS"), ("xhkg", "XHKG")]
)
def test_an_unknown_exchange_is_refused_with_the_nearest(mic: str, near: str) -> None:
    """A slip in a MIC is answered with the MIC that was probably meant, and with all we know."""
    with pytest.raises(CalendarError, match=f"unknown exchange '{mic}': did you mean '{near}'\\? ") as caught:
        exchange(mic)
    assert str(caught.value).endswith(f"known MICs are {', '.join(EXCHANGES)}")


def test_a_far_off_exchange_has_no_nearest() -> None:
    """Where nothing is near, nothing is suggested."""
    with pytest.raises(CalendarError, match="unknown exchange '1234': known MICs are XHKG, "):
        exchange("1234")


def test_the_table_does_not_change() -> None:
    """Nobody can add an exchange at run time."""
    assert not hasattr(EXCHANGES, "__setitem__")
