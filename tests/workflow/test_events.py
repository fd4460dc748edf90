"""The join of announcements and prices: events on a panel, and reasons for everything else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from dual_listing import DictShelf

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.arrays import date_of, epoch_day
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.series import PriceSeries
from eventstudy.workflow.events import Choices, Joined, join
from eventstudy.workflow.inputs import dated

if TYPE_CHECKING:
    from eventstudy.arrays import Integers

CHOICES = Choices(benchmark=None, benchmarks={}, sessions_after=10)


def prices(symbol: str, days: Integers) -> PriceSeries:
    """Return a flat series on the days."""
    ones = np.ones(len(days))
    return PriceSeries(symbol, days, ones, ones, ones)


def sessions(mic: str, first: str, last: str) -> Integers:
    """Return the sessions of an exchange between two dates."""
    days = exchange_calendar(mic).days
    start, end = (epoch_day(dt.date.fromisoformat(text)) for text in (first, last))
    return days[(days >= start) & (days <= end)]


HONG_KONG = sessions("XHKG", "2024-06-03", "2025-03-31")
SHELF = DictShelf({symbol: prices(symbol, HONG_KONG) for symbol in ("1725.HK", "^HSI")})


def announcement(
    at: str = "2025-02-11T08:30",
    *securities: Security,
    precision: Precision = Precision.MINUTE,
    terms: ContractTerms | None = None,
) -> Announcement:
    """Return an announcement of 1725.HK in Hong Kong time, unless another security is named."""
    return Announcement(
        id="a",
        issuer=Issuer("A"),
        securities=securities or (Security("1725.HK", "XHKG"),),
        announced=Moment(dt.datetime.fromisoformat(at), "Asia/Hong_Kong", precision),
        terms=terms or ContractTerms(),
    )


def reason(joined: Joined) -> str:
    """Return the reason of the only event left out."""
    assert not joined.events
    (dropped,) = joined.dropped
    return dropped.reason


def test_an_announcement_becomes_an_event_on_its_day_0() -> None:
    """An announcement before the open is an event of that session, on a row with its default benchmark."""
    joined = join([announcement()], SHELF, CHOICES)
    assert [(one.id, one.security, one.day0) for one in joined.events] == [
        ("a", "1725.HK", dt.date(2025, 2, 11))
    ]
    assert joined.panel.securities == ("1725.HK",)
    assert joined.benchmarks == {"1725.HK": "^HSI"}
    assert joined.dropped == ()


def test_the_panel_reaches_past_the_prices() -> None:
    """The sessions go on after the last price, so that a pending event is told from a missing price."""
    joined = join([announcement("2025-03-28T08:30")], SHELF, CHOICES)
    last = int(joined.panel.sessions[0].max())
    assert date_of(last) > date_of(HONG_KONG[-1]) + dt.timedelta(days=10)
    assert np.isnan(joined.panel.prices[0, -1])


def test_an_unlisted_issuer_is_kept_with_its_reason() -> None:
    """An announcement without a security is left out because its issuer is not listed."""
    unlisted = Announcement("a", Issuer("A"), (), announcement().announced)
    assert reason(join([unlisted], SHELF, CHOICES)) == "issuer not listed"


def test_a_month_needs_a_day() -> None:
    """An announcement dated to the month is left out until its day is given, and then has day precision."""
    one = announcement("2025-02-01", precision=Precision.MONTH)
    assert reason(join([one], SHELF, CHOICES)) == "dated only 2025-02; give the day: --date a=YYYY-MM-DD"
    joined = join(dated([one], {"a": dt.date(2025, 2, 15)}), SHELF, CHOICES)
    assert joined.events[0].day0 == dt.date(2025, 2, 17)
    assert "without a time" in joined.notes["a", "1725.HK"]


def test_a_security_is_not_its_own_benchmark() -> None:
    """A security measured against itself is left out with that reason."""
    run = Choices(benchmark="1725.HK", benchmarks={}, sessions_after=10)
    assert reason(join([announcement()], SHELF, run)).startswith("1725.HK is its own benchmark")


def test_missing_prices_are_said_in_the_shelfs_words() -> None:
    """A security or a benchmark without prices is left out with the remedy of where prices come from."""
    nothing = DictShelf()
    assert reason(join([announcement()], nothing, CHOICES)) == "no prices of 1725.HK here"
    no_index = DictShelf({"1725.HK": SHELF.series["1725.HK"]})
    assert reason(join([announcement()], no_index, CHOICES)) == "benchmark ^HSI: no prices of ^HSI here"


@pytest.mark.parametrize("benchmark", [None, "^NONE", "1725.HK"])
def test_a_benchmark_that_is_not_needed_need_not_be_there(benchmark: str | None) -> None:
    """Without one the security stands alone, on the sessions of its exchange; with one it is used as ever."""
    run = Choices(benchmark, benchmarks={}, sessions_after=10, benchmark_needed=False)
    joined = join([announcement()], DictShelf({"1725.HK": SHELF.series["1725.HK"]}), run)
    assert joined.events == join([announcement()], SHELF, CHOICES).events
    assert joined.benchmarks == {}
    assert joined.panel.benchmarks == ("none",)
    np.testing.assert_array_equal(
        joined.panel.sessions, join([announcement()], SHELF, CHOICES).panel.sessions
    )
    assert np.isnan(joined.panel.benchmark_prices).all()
    found = join([announcement()], SHELF, Choices(None, {}, 10, benchmark_needed=False))
    assert found.benchmarks == {"1725.HK": "^HSI"}


def test_without_an_exchange_a_benchmark_is_always_needed() -> None:
    """Its dates are then the sessions, so a model that does not use it cannot do without it."""
    one = announcement("2025-02-11T08:30", Security("ABC"))
    shelf = DictShelf({"ABC": prices("ABC", HONG_KONG)})
    run = Choices("^HSI", benchmarks={}, sessions_after=10, benchmark_needed=False)
    assert reason(join([one], shelf, run)) == "benchmark ^HSI: no prices of ^HSI here"


@pytest.mark.parametrize(
    ("both", "said"),
    [
        (
            True,
            (
                "no price of either on 2025-02-11: a closed day that the calendar does not know, or a hole in both; "
                "day 0 is 2025-02-12, the next session with prices"
            ),
        ),
        (False, "no trade on 2025-02-11: day 0 is 2025-02-12, when trading resumed"),
    ],
)
def test_a_day_without_prices_of_either_is_no_suspension(*, both: bool, said: str) -> None:
    """Only where the benchmark goes on did the security stand still; where both miss the day, that is said."""
    closed = np.setdiff1d(HONG_KONG, [epoch_day(dt.date(2025, 2, 11))])
    index = prices("^HSI", closed if both else HONG_KONG)
    joined = join([announcement()], DictShelf({"1725.HK": prices("1725.HK", closed), "^HSI": index}), CHOICES)
    assert joined.events[0].day0 == dt.date(2025, 2, 12)
    assert joined.notes["a", "1725.HK"] == said


def test_every_obstacle_is_named_at_once() -> None:
    """A month without a day and missing prices are both in the reason."""
    text = reason(join([announcement("2025-02-01", precision=Precision.MONTH)], DictShelf(), CHOICES))
    assert text.startswith("no prices of 1725.HK here; dated only 2025-02")


def test_two_lines_are_two_events() -> None:
    """A dual listing is studied on both exchanges, each on its own sessions and against its own index."""
    shanghai = sessions("XSHE", "2024-06-03", "2025-03-31")
    shelf = DictShelf(
        {
            **{symbol: prices(symbol, HONG_KONG) for symbol in ("0763.HK", "^HSI")},
            **{symbol: prices(symbol, shanghai) for symbol in ("000063.SZ", "000300.SS")},
        }
    )
    zte = announcement(
        "2025-01-31", Security("0763.HK", "XHKG"), Security("000063.SZ", "XSHE"), precision=Precision.DAY
    )
    joined = join([zte], shelf, CHOICES)
    assert [(one.security, one.day0.isoformat()) for one in joined.events] == [
        ("0763.HK", "2025-02-03"),
        ("000063.SZ", "2025-02-05"),
    ]
    assert joined.benchmarks == {"0763.HK": "^HSI", "000063.SZ": "000300.SS"}
    assert len(joined.panel.sessions) == 2


def test_an_unknown_exchange_needs_a_benchmark() -> None:
    """A symbol that says no exchange is left out with both remedies, unless the run names a benchmark."""
    one = announcement("2025-02-11T08:30", Security("ABC"))
    shelf = DictShelf({**SHELF.series, "ABC": prices("ABC", HONG_KONG)})
    assert "pass --benchmark SYMBOL" in reason(join([one], shelf, CHOICES))


@pytest.mark.parametrize(("clock", "day0"), [("15:59", "2025-02-11"), ("16:00", "2025-02-12")])
def test_a_benchmarks_dates_serve_as_sessions(clock: str, day0: str) -> None:
    """Where nothing names the exchange, a session of the benchmark ends at 16:00 on the announcement's clock."""
    one = announcement(f"2025-02-11T{clock}", Security("ABC"))
    shelf = DictShelf({**SHELF.series, "ABC": prices("ABC", HONG_KONG)})
    run = Choices(benchmark="^HSI", benchmarks={}, sessions_after=10)
    assert join([one], shelf, run).events[0].day0 == dt.date.fromisoformat(day0)


def test_an_opt_out_travels_with_the_event() -> None:
    """The last calendar day of the opt-out window is part of the event."""
    one = announcement(terms=ContractTerms(opt_out_days=15))
    assert join([one], SHELF, CHOICES).events[0].expiry == dt.date(2025, 2, 26)


def test_a_day_beyond_the_calendar_drops_only_that_event() -> None:
    """An announcement outside the published sessions is left out; the others stay."""
    old = Announcement(
        "old", Issuer("A"), (Security("1725.HK", "XHKG"),), announcement("1900-01-01T08:30").announced
    )
    joined = join([old, announcement()], SHELF, CHOICES)
    assert [one.id for one in joined.events] == ["a"]
    assert "published" in joined.dropped[0].reason


def test_an_unknown_mic_drops_only_that_event() -> None:
    """A MIC that no calendar knows is left out with the calendar's refusal."""
    one = announcement("2025-02-11T08:30", Security("1725.HK", "XXXX"))
    run = Choices(benchmark="^HSI", benchmarks={}, sessions_after=10)
    assert "XXXX" in reason(join([one], SHELF, run))


def test_a_price_on_no_session_is_said() -> None:
    """A price on a closed day is left out of the panel, and the event's note counts it."""
    saturday = epoch_day(dt.date(2025, 1, 4))
    days = np.sort(np.append(HONG_KONG, saturday))
    shelf = DictShelf({"1725.HK": prices("1725.HK", days), "^HSI": SHELF.series["^HSI"]})
    joined = join([announcement()], shelf, CHOICES)
    assert "1 prices of 1725.HK fall on no session" in joined.notes["a", "1725.HK"]


def test_nothing_makes_an_empty_panel() -> None:
    """No announcement gives no event on an empty panel."""
    joined = join([], SHELF, CHOICES)
    assert joined.events == ()
    assert joined.panel.securities == ()


def test_a_close_without_its_adjusted_close_is_no_suspension() -> None:
    """A day 0 that has a close but lacks the adjusted one is left out with the reason, and not moved."""
    series = prices("1725.HK", HONG_KONG)
    adjusted = np.where(series.days == epoch_day(dt.date(2025, 2, 11)), np.nan, series.close)
    shelf = DictShelf({**SHELF.series, "1725.HK": replace(series, adj_close=adjusted)})
    said = reason(join([announcement()], shelf, CHOICES))
    assert said.startswith("2025-02-11 has a close and no adjusted close, while other days have one")
