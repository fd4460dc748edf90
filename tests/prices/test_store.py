"""The price store: what a save counts, what it refuses, and that a load gives back what was saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from emptied import emptied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from same_series import same
from sqlalchemy import event, text

from eventstudy.arrays import date_of
from eventstudy.database import Base, connect
from eventstudy.errors import StoreError
from eventstudy.prices.files import read_prices
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.store import Coverage, PricesSaved, PriceStore, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Engine

NOON = dt.datetime(2025, 2, 14, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def store(engine: Engine) -> PriceStore:
    """Return an empty store."""
    return PriceStore(engine)


def made(
    symbol: str,
    closes: Sequence[float],
    *,
    first: int = 100,
    currency: str | None = None,
    source: str = "file",
) -> PriceSeries:
    """Return a series on consecutive days."""
    close = np.array(closes, dtype=np.float64)
    days = np.arange(first, first + len(close))
    return PriceSeries(symbol, days, close, close / 2, close * 100, currency, source)


def test_a_saved_series_loads_as_it_was(store: PriceStore) -> None:
    """Days, numbers, gaps, currency and source come back, in contiguous arrays of the declared types."""
    series = made("1725.HK", [1.5, np.nan, 0.1 + 0.2], currency="HKD", source="yahoo")
    assert store.save([series], fetched_at=NOON) == PricesSaved(added=3)
    loaded = store.load(["1725.HK"])
    assert list(loaded) == ["1725.HK"]
    assert same(loaded["1725.HK"], series)
    assert loaded["1725.HK"].days.dtype == np.int64
    assert loaded["1725.HK"].close.flags.c_contiguous


def test_saving_again_changes_nothing(store: PriceStore) -> None:
    """The same series twice is all unchanged, gaps included."""
    series = [made("A", [1, np.nan, 3]), made("B", [4, 5])]
    store.save(series, fetched_at=NOON)
    assert store.save(series, fetched_at=NOON) == PricesSaved(unchanged=5)


def test_a_save_counts_new_changed_and_unchanged_days(store: PriceStore) -> None:
    """A filled gap and a corrected close are changes, days outside the stored ones are new, the rest stays."""
    store.save([made("A", [1, np.nan, 3, 4])], fetched_at=NOON)
    revised = made("A", [0.5, 1, 2, 3.5, 4, 5], first=99)
    assert store.save([revised], fetched_at=NOON) == PricesSaved(added=2, changed=2, unchanged=2)
    assert same(store.load(["A"])["A"], revised)


def test_a_number_that_vanishes_is_a_change(store: PriceStore) -> None:
    """A close that the new series no longer has becomes missing."""
    store.save([made("A", [1, 2])], fetched_at=NOON)
    assert store.save([made("A", [1, np.nan])], fetched_at=NOON) == PricesSaved(changed=1, unchanged=1)
    np.testing.assert_array_equal(store.load(["A"])["A"].close, [1, np.nan])


def test_a_change_in_any_one_number_is_seen(store: PriceStore) -> None:
    """An adjusted close or a volume alone makes a day changed."""
    series = made("A", [1, 2])
    store.save([series], fetched_at=NOON)
    for other in (replace(series, adj_close=series.close * 3), replace(series, volume=series.close * 7)):
        assert store.save([other], fetched_at=NOON).changed == 2


def test_days_that_a_new_series_lacks_stay(store: PriceStore) -> None:
    """A short fetch adds to the series and removes nothing from it."""
    store.save([made("A", [1, 2, 3])], fetched_at=NOON)
    assert store.save([made("A", [3, 4], first=102)], fetched_at=NOON) == PricesSaved(added=1, unchanged=1)
    assert store.load(["A"])["A"].close.tolist() == [1, 2, 3, 4]


def test_one_symbol_twice_in_one_save_is_joined(store: PriceStore) -> None:
    """The second series of a symbol sees what the first one wrote."""
    saved = store.save([made("A", [1, 2]), made("A", [2, 3], first=101)], fetched_at=NOON)
    assert saved == PricesSaved(added=3, unchanged=1)


def test_a_series_without_days_leaves_no_trace(store: PriceStore) -> None:
    """Nothing to save is nothing saved."""
    assert store.save([made("A", [])], fetched_at=NOON) == PricesSaved()
    assert store.symbols() == ()


def test_source_and_time_are_those_of_the_last_save(store: PriceStore) -> None:
    """A new source and time are recorded; a currency once known is kept when a later series states none."""
    store.save([made("A", [1])], fetched_at=NOON)
    store.save([made("A", [1], currency="HKD", source="yahoo")], fetched_at=NOON)
    store.save([made("A", [1], source="press")], fetched_at=LATER)
    (held,) = store.coverage()
    assert (held.head.currency, held.head.source, held.head.fetched_at) == ("HKD", "press", LATER)


def test_another_currency_is_refused_and_nothing_is_written(store: PriceStore) -> None:
    """Prices of two currencies cannot be one series; the whole save is taken back."""
    store.save([made("A", [1], currency="HKD")], fetched_at=NOON)
    with pytest.raises(
        StoreError, match="A: stored in HKD, but these prices are in CNY; give the new series another symbol"
    ):
        store.save([made("B", [1]), made("A", [2, 3], currency="CNY")], fetched_at=LATER)
    assert store.symbols() == ("A",)
    assert same(store.load(["A"])["A"], made("A", [1], currency="HKD"))


@pytest.mark.parametrize(("stored", "new"), [("simulated", "yahoo"), ("yahoo", "simulated")])
def test_simulated_and_real_prices_are_never_joined(store: PriceStore, stored: str, new: str) -> None:
    """Made-up prices could otherwise pass for real ones, or real ones be called made up."""
    store.save([made("A", [1], source=stored)], fetched_at=NOON)
    with pytest.raises(StoreError, match="simulated prices and real ones cannot be one series"):
        store.save([made("A", [2], first=101, source=new)], fetched_at=NOON)
    assert store.load(["A"])["A"].source == stored


def test_a_time_without_a_zone_is_refused(store: PriceStore) -> None:
    """The time of fetching must be aware."""
    with pytest.raises(StoreError, match="has no time zone"):
        store.save([made("A", [1])], fetched_at=NOON.replace(tzinfo=None))
    assert store.symbols() == ()


def test_load_keeps_the_order_asked_for_and_leaves_out_the_unknown(store: PriceStore) -> None:
    """Symbols come in the order asked for; one that is not in the store is absent."""
    store.save([made("A", [1, 2]), made("B", [3]), made("C", [4])], fetched_at=NOON)
    loaded = store.load(["C", "nobody", "A"])
    assert list(loaded) == ["C", "A"]
    assert loaded["C"].close.tolist() == [4]
    assert store.load([]) == {}


@pytest.mark.parametrize(
    ("first", "last", "closes"),
    [(None, None, [1, 2, 3]), (101, None, [2, 3]), (None, 101, [1, 2]), (101, 101, [2]), (103, None, [])],
)
def test_load_cuts_to_the_days_asked_for(
    store: PriceStore, first: int | None, last: int | None, closes: list[float]
) -> None:
    """Both limits are included; a series with no day between them comes without days."""
    store.save([made("A", [1, 2, 3])], fetched_at=NOON)
    limits = [None if day is None else date_of(day) for day in (first, last)]
    assert store.load(["A"], first=limits[0], last=limits[1])["A"].close.tolist() == closes


def test_load_reads_many_series_with_few_statements(engine: Engine, store: PriceStore) -> None:
    """The heads of six hundred series take a statement for every five hundred, not one a series."""
    series = [made(f"S{number}", [number + 1, number + 2]) for number in range(600)]
    store.save(series, fetched_at=NOON)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))
    loaded = store.load([one.security for one in series])
    assert all(same(loaded[one.security], one) for one in series)
    assert len(statements) == 2


def test_coverage_says_what_is_held(store: PriceStore) -> None:
    """Coverage counts days and missing closes by symbol, sorted."""
    store.save([made("b", [1, np.nan, np.nan], currency="HKD", source="yahoo")], fetched_at=NOON)
    store.save([made("a", [1], first=-1)], fetched_at=LATER)
    held = {one.head.symbol: one for one in store.coverage()}
    assert held["a"] == Coverage(store.heads()[0], dt.date(1969, 12, 31), dt.date(1969, 12, 31), 1, 0)
    assert held["b"] == Coverage(store.heads()[1], dt.date(1970, 4, 11), dt.date(1970, 4, 13), 3, 2)
    assert (held["b"].head.currency, held["b"].head.source, held["b"].head.fetched_at) == (
        "HKD",
        "yahoo",
        NOON,
    )
    assert store.symbols() == ("a", "b")


def test_everything_about_a_series_comes_back(store: PriceStore) -> None:
    """Opening, high and low prices, dividends, splits, the zone and the days asked for are kept."""
    whole = replace(made("A", [1, 2]), zone="Asia/Hong_Kong").with_numbers(
        np.array([100, 101]), np.arange(1, 17, dtype=np.float64).reshape(8, 2)
    )
    asked = Span(dt.date(1970, 1, 1), dt.date(1970, 12, 31))
    store.save([whole], fetched_at=NOON, asked=asked)
    assert same(store.load(["A"])["A"], whole)
    (head,) = store.heads()
    assert (head.asked, head.zone, head.content_hash) == (asked, "Asia/Hong_Kong", whole.content_hash)


def test_numbers_that_a_new_series_does_not_know_stay(store: PriceStore) -> None:
    """A file without volumes leaves those of days whose close it confirms, and takes those of the others."""
    series = made("A", [1, 2])
    store.save([series], fetched_at=NOON)
    unknown = np.full(2, np.nan)
    store.save([replace(series, close=np.array([1.0, 3.0]), volume=unknown)], fetched_at=NOON)
    loaded = store.load(["A"])["A"]
    np.testing.assert_array_equal(loaded.volume, [100, np.nan])
    assert store.heads()[0].content_hash == loaded.content_hash


def test_a_replaced_series_holds_nothing_else(store: PriceStore) -> None:
    """Where the source has rewritten history, what it no longer says goes in the same transaction."""
    store.save([made("A", [1, 2, 3])], fetched_at=NOON)
    saved = store.save([made("A", [20, 3], first=101)], fetched_at=LATER, replace=True)
    assert saved == PricesSaved(changed=1, unchanged=1, removed=1)
    assert same(store.load(["A"])["A"], made("A", [20, 3], first=101))


def test_the_day_table_has_no_rowid() -> None:
    """On SQLite a day is stored in its primary key's own tree, once."""
    engine = connect("sqlite://")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'price'")).scalar_one()
    assert sql.rstrip().endswith("WITHOUT ROWID")


def test_a_database_without_tables_is_refused(bare_engine: Engine) -> None:
    """Where the tables are missing, the database's own words come as one of our errors."""
    with pytest.raises(
        StoreError, match=r'no such table: price_series|relation "price_series" does not exist'
    ):
        PriceStore(bare_engine).symbols()


NUMBER = st.floats(allow_infinity=False)
KNOWN = st.floats(allow_infinity=False, allow_nan=False)
DAYS = st.dictionaries(
    st.integers(-700_000, 2_900_000), st.tuples(NUMBER, KNOWN, KNOWN), min_size=1, max_size=8
)


def drawn(days: dict[int, tuple[float, float, float]]) -> PriceSeries:
    """Return the series of a drawn dictionary of days."""
    ordered = sorted(days)
    close, adj_close, volume = np.array([days[day] for day in ordered]).T
    return PriceSeries("A", np.array(ordered), close, adj_close, volume)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(older=DAYS, newer=DAYS)
def test_saves_add_up_like_dictionaries(
    engine: Engine, older: dict[int, tuple[float, float, float]], newer: dict[int, tuple[float, float, float]]
) -> None:
    """Two saves hold the union of their days, the later numbers winning, and every float is exact."""
    store = PriceStore(emptied(engine))
    store.save([drawn(older)], fetched_at=NOON)
    saved = store.save([drawn(newer)], fetched_at=LATER)
    assert same(store.load(["A"])["A"], drawn(older | newer))
    assert saved.added == len(newer.keys() - older.keys())
    assert saved.added + saved.changed + saved.unchanged == len(newer)
    assert store.save([drawn(older | newer)], fetched_at=LATER).unchanged == len(older | newer)


def test_real_prices_survive(shared: Path, store: PriceStore) -> None:
    """Twenty-two real series come back from a database as they were read, and save again unchanged."""
    series = read_prices(shared / "us_space/daily_ohlcv_2015_20240308.csv.gz").series
    assert store.save(series, fetched_at=NOON) == PricesSaved(added=32274)
    assert store.save(series, fetched_at=NOON) == PricesSaved(unchanged=32274)
    loaded = store.load([one.security for one in series])
    assert all(same(loaded[one.security], one) for one in series)


def test_closes_alone_do_not_join_adjusted_ones(store: PriceStore) -> None:
    """A file of closes that differ from the stored ones would take their adjusted closes away; it is refused."""
    series = made("A", [1, 2, 3])
    store.save([series], fetched_at=NOON)
    closes = replace(made("A", [1 + 1e-6, 2 + 1e-6]), adj_close=np.full(2, np.nan))
    with pytest.raises(StoreError, match="A: 2 days from 1970-04-11 would have a close and no adjusted one"):
        store.save([closes], fetched_at=LATER)
    assert same(store.load(["A"])["A"], series)
    assert store.save([closes], fetched_at=LATER, replace=True).changed == 2
