"""What the registry needs of prices, and what of it is still to be asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.announcements.announcement import (
    Announcement,
    ContractTerms,
    Issuer,
    Moment,
    Precision,
    Security,
)
from eventstudy.arrays import date_of, epoch_day
from eventstudy.database import connect
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.store import PriceStore, Span
from eventstudy.schema import prepare
from eventstudy.settings import Settings
from eventstudy.workflow.fetch_plan import Closed, Request, Wanted, plan, wanted

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2025, 6, 2)
NOW = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)


def announcement(symbol: str, date: str) -> Announcement:
    """Return an announcement of a Hong Kong share on a day."""
    moment = Moment(dt.datetime.fromisoformat(date), "Asia/Hong_Kong", Precision.DAY)
    return Announcement(f"{symbol}-{date}", Issuer("A"), (Security(symbol, "XHKG"),), moment)


def ask(*symbols: str, since: dt.date | None = None, until: dt.date | None = None) -> dict[str, Wanted]:
    """Return what would be fetched for two announcements."""
    registry = [announcement("1725.HK", "2025-02-11"), announcement("0763.HK", "2024-02-01")]
    found = wanted(symbols, registry, Settings(database="sqlite://"), since=since, until=until, today=TODAY)
    return {one.symbol: one for one in found}


def test_the_registry_says_what_is_needed() -> None:
    """Every listed security is fetched with its benchmark, each wide enough for all its announcements."""
    found = ask()
    assert list(found) == ["1725.HK", "^HSI", "0763.HK"]
    assert found["1725.HK"].first <= dt.date(2024, 1, 20)
    assert found["^HSI"].first == found["0763.HK"].first
    assert found["^HSI"].last == found["1725.HK"].last


def test_a_named_symbol_brings_its_benchmark_and_nothing_else() -> None:
    """Naming one security of the registry fetches it and its benchmark."""
    assert list(ask("1725.HK")) == ["1725.HK", "^HSI"]


def test_a_benchmark_asked_for_by_name_spans_its_securities() -> None:
    """A fetch that resumes with the benchmark alone asks for the announcements' days, not the last two years."""
    (one,) = ask("^HSI").values()
    assert one == ask()["^HSI"]


def test_a_long_opt_out_is_covered() -> None:
    """Prices are fetched past the end of the opt-out window."""
    long = replace(announcement("1725.HK", "2024-06-03"), terms=ContractTerms(opt_out_days=180))
    found = wanted((), [long], Settings(database="sqlite://"), since=None, until=None, today=TODAY)
    assert all(one.last >= dt.date(2024, 12, 31) for one in found)


def test_a_symbol_outside_the_registry_is_fetched_to_today() -> None:
    """A symbol that no announcement names is fetched for two years up to today."""
    (one,) = ask("RKLB").values()
    assert one == Wanted("RKLB", TODAY - dt.timedelta(days=730), TODAY, None)


def test_a_symbol_outside_the_registry_brings_its_benchmark() -> None:
    """Where the suffix says the exchange, its index is fetched too."""
    assert list(ask("9999.HK")) == ["9999.HK", "^HSI"]


def test_dates_given_beat_what_is_needed_and_none_lies_ahead() -> None:
    """--since and --until hold for every series; nothing is asked for past today."""
    found = ask("RKLB", since=dt.date(2025, 1, 1), until=dt.date(2026, 1, 1))
    assert found["RKLB"] == Wanted("RKLB", dt.date(2025, 1, 1), TODAY)


def test_peers_and_currencies_are_needed_as_long_as_their_securities() -> None:
    """Peers span the days of the security they stand beside, rates those of all announcements."""
    registry = [announcement("1725.HK", "2025-02-11"), announcement("0763.HK", "2024-02-01")]
    settings = Settings(database="sqlite://", peers={"1725.HK": ("2357.HK",), "0763.HK": ("1725.HK",)})
    found = {
        one.symbol: one
        for one in wanted(
            (), registry, settings, since=None, until=None, today=TODAY, peers=True, currencies=("HKD=X",)
        )
    }
    assert set(found) == {"1725.HK", "0763.HK", "2357.HK", "^HSI", "HKD=X"}
    assert (found["2357.HK"].first, found["1725.HK"].first) == (
        ask()["1725.HK"].first,
        ask()["0763.HK"].first,
    )
    assert (found["HKD=X"].first, found["HKD=X"].last) == (found["0763.HK"].first, found["1725.HK"].last)
    assert found["HKD=X"].mic is None
    assert found["^HSI"].mic == "XHKG"


def test_a_portfolio_as_benchmark_needs_its_members() -> None:
    """Where the benchmark is a portfolio of peers, its members are fetched, and no such symbol as its name."""
    settings = Settings(
        database="sqlite://", benchmarks={"XHKG": "peers"}, peers={"XHKG": ("0031.HK", "1045.HK", "1725.HK")}
    )
    registry = [announcement("1725.HK", "2025-02-11")]
    found = wanted((), registry, settings, since=None, until=None, today=TODAY)
    assert [one.symbol for one in found] == ["1725.HK", "0031.HK", "1045.HK"]


MONDAY = dt.date(2025, 6, 2)
FRIDAY = dt.date(2025, 5, 30)
EVENING = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)
MORNING = dt.datetime(2025, 6, 2, 2, tzinfo=dt.UTC)


def closed(now: dt.datetime) -> Closed:
    """Return what has closed by a moment."""
    return Closed(now, None)


@pytest.mark.parametrize(
    ("mic", "now", "expected"),
    [
        ("XHKG", EVENING, True),
        ("XHKG", MORNING, False),
        ("XNAS", EVENING, False),
        (None, EVENING, False),
        (None, EVENING + dt.timedelta(days=1), True),
    ],
)
def test_a_session_counts_once_it_is_over(mic: str | None, now: dt.datetime, *, expected: bool) -> None:
    """Monday counts after Monday's close on its own exchange; without an exchange, from the next day on."""
    assert closed(now).between(mic, dt.date(2025, 5, 31), MONDAY) is expected


def test_a_closed_week_has_no_session() -> None:
    """Over the lunar new year Shanghai has closed no session, whatever the weekday."""
    assert not closed(EVENING).between("XSHG", dt.date(2025, 1, 28), dt.date(2025, 2, 4))
    assert closed(EVENING).between("XSHG", dt.date(2025, 1, 28), dt.date(2025, 2, 5))


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    """Return an empty price store."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    prepare(engine)
    return PriceStore(engine)


def save(
    store: PriceStore,
    symbol: str,
    first: dt.date,
    last: dt.date,
    *,
    source: str = "yahoo",
    zone: str | None = None,
) -> None:
    """Store a series of which all days were asked for, or one from a file."""
    days = np.arange(epoch_day(first), epoch_day(last) + 1)
    ones = np.ones(len(days))
    asked = Span(first, last) if source == "yahoo" else None
    series = PriceSeries(symbol, days, ones, ones, ones, source=source, zone=zone)
    store.save([series], fetched_at=NOW, asked=asked)


def needed(first: dt.date, last: dt.date) -> list[Wanted]:
    """Return the need of one Hong Kong share."""
    return [Wanted("A.HK", first, last, "XHKG")]


def test_an_unknown_series_is_asked_for_as_a_whole(store: PriceStore) -> None:
    """What the store does not hold at all is asked for from the first day needed to the last."""
    (request,) = plan(needed(FRIDAY, MONDAY), store, closed(EVENING), refetch=False).requests
    assert request == Request("A.HK", FRIDAY, MONDAY, FRIDAY, zone="Asia/Hong_Kong")


def test_nothing_is_asked_for_twice(store: PriceStore) -> None:
    """Days that the source has answered for are up to date, and so is a series with no session closed since."""
    save(store, "A.HK", dt.date(2025, 1, 1), FRIDAY)
    for last in (dt.date(2025, 3, 1), FRIDAY, MONDAY):
        found = plan(needed(dt.date(2025, 2, 1), last), store, closed(MORNING), refetch=False)
        assert found.up_to_date == ("A.HK",)
        assert not found.requests


def test_later_days_are_asked_for_with_an_overlap(store: PriceStore) -> None:
    """New sessions are asked for together with two stored weeks, which the answer must confirm."""
    save(store, "A.HK", dt.date(2025, 1, 1), FRIDAY)
    (request,) = plan(needed(dt.date(2025, 2, 1), MONDAY), store, closed(EVENING), refetch=False).requests
    assert (request.first, request.last) == (FRIDAY - dt.timedelta(days=14), MONDAY)
    assert request.whole_from == dt.date(2025, 1, 1)
    assert request.stored is not None
    assert date_of(request.stored.days[0]) == request.first


def test_earlier_days_are_asked_for_with_all_the_rest(store: PriceStore) -> None:
    """An earlier start asks for the whole, for adjusted closes hold only together."""
    save(store, "A.HK", dt.date(2025, 1, 1), FRIDAY)
    (request,) = plan(needed(dt.date(2024, 6, 1), FRIDAY), store, closed(EVENING), refetch=False).requests
    first = dt.date(2024, 6, 1)
    assert request == Request("A.HK", first, FRIDAY, first, zone="Asia/Hong_Kong")


@pytest.mark.parametrize(
    ("mic", "stored", "zone"),
    [
        ("XNAS", None, "America/New_York"),
        ("XNAS", "Europe/London", "Europe/London"),
        (None, "Europe/London", "Europe/London"),
        (None, None, None),
        ("XXXX", None, None),
    ],
)
def test_a_zone_is_the_stored_one_or_the_exchanges(
    store: PriceStore, mic: str | None, stored: str | None, zone: str | None
) -> None:
    """What the source has named itself goes before what the exchange says; without both there is none."""
    if stored is not None:
        save(store, "RKLB", FRIDAY, FRIDAY, zone=stored)
    needs = [Wanted("RKLB", dt.date(2025, 5, 1), FRIDAY, mic)]
    (request,) = plan(needs, store, closed(EVENING), refetch=False).requests
    assert request.zone == zone


def test_imported_prices_are_kept(store: PriceStore) -> None:
    """A series from a file is not mixed with Yahoo's; --refetch replaces it."""
    save(store, "A.HK", dt.date(2025, 1, 1), FRIDAY, source="file")
    found = plan(needed(FRIDAY, MONDAY), store, closed(EVENING), refetch=False)
    assert found.kept == (("A.HK", "kept as imported (source 'file'); --refetch replaces it"),)
    assert plan(needed(FRIDAY, MONDAY), store, closed(EVENING), refetch=True).requests
