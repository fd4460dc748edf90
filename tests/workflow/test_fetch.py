"""What is fetched, and what an interruption leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
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
from eventstudy.database import connect
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.store import PriceStore
from eventstudy.schema import prepare
from eventstudy.settings import Settings
from eventstudy.workflow.fetch import Wanted, fetch_all, wanted

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
    assert one == Wanted("RKLB", TODAY - dt.timedelta(days=730), TODAY)


def test_a_symbol_outside_the_registry_brings_its_benchmark() -> None:
    """Where the suffix says the exchange, its index is fetched too."""
    assert list(ask("9999.HK")) == ["9999.HK", "^HSI"]


def test_dates_given_beat_what_is_needed_and_none_lies_ahead() -> None:
    """--since and --until hold for every series; nothing is asked for past today."""
    found = ask("RKLB", since=dt.date(2025, 1, 1), until=dt.date(2026, 1, 1))
    assert found["RKLB"] == Wanted("RKLB", dt.date(2025, 1, 1), TODAY)


@dataclass
class Source:
    """A source that has some symbols, refuses one, and asks to wait at another."""

    asked: list[str] = field(default_factory=list)

    def history(self, symbol: str, first: dt.date, last: dt.date) -> PriceSeries:
        """Return two days, or refuse."""
        del first, last
        self.asked.append(symbol)
        if symbol == "LIMIT":
            raise RateLimitedError("come back later")
        if symbol == "NONE":
            raise PriceUnavailableError("NONE: no such symbol")
        ones = np.ones(2)
        return PriceSeries(symbol, np.array([20000, 20001]), ones, ones, ones)


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    """Return an empty price store."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    prepare(engine)
    return PriceStore(engine)


def requests(*symbols: str) -> list[Wanted]:
    """Return a request for each symbol."""
    return [Wanted(symbol, TODAY, TODAY) for symbol in symbols]


def test_each_series_is_kept_as_it_comes(store: PriceStore) -> None:
    """What came before the source asked to wait is in the store; what is left stands in the command to resume."""
    source = Source()
    found = fetch_all(source, store, requests("A", "NONE", "B", "LIMIT", "C"), now=NOW)
    assert found.came == (("A", 2), ("B", 2))
    assert found.failed == (("NONE", "NONE: no such symbol"),)
    assert found.resume == "eventstudy prices fetch LIMIT C"
    assert source.asked == ["A", "NONE", "B", "LIMIT"]
    assert store.symbols() == ("A", "B")
    with pytest.raises(RateLimitedError, match="prices fetch LIMIT C"):
        found.refuse_if_incomplete()


def test_some_failures_are_no_refusal_and_all_are(store: PriceStore) -> None:
    """A run in which something came is done; one in which nothing came is refused."""
    fetch_all(Source(), store, requests("A", "NONE"), now=NOW).refuse_if_incomplete()
    with pytest.raises(PriceUnavailableError, match="none of 1 series came"):
        fetch_all(Source(), store, requests("NONE"), now=NOW).refuse_if_incomplete()
