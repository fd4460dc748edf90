"""How a run asks: several at once, carefully after a refusal, and anew where history was rewritten."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.prices.series import NUMBERS, PriceSeries
from eventstudy.prices.source import History
from eventstudy.prices.store import Span
from eventstudy.workflow.fetch_plan import Request
from eventstudy.workflow.fetch_run import Came, Failed, Line, ask, outcomes, rewritten, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 1, 10)


def series(symbol: str = "A", *, first: dt.date = FIRST, last: dt.date = LAST) -> PriceSeries:
    """Return a series with a row a day."""
    days = np.arange(epoch_day(first), epoch_day(last) + 1)
    close, none = days / 100, np.zeros(len(days))
    return PriceSeries(symbol, days, close, close, close, source="yahoo", dividends=none, splits=none)


@dataclass
class Source:
    """A source that refuses some symbols for their pace so many times, and lacks others."""

    limited: Mapping[str, int] = field(default_factory=dict)
    lacks: Sequence[str] = ()
    held: PriceSeries | None = None
    asked: Counter[str] = field(default_factory=Counter)
    zones: dict[str, str | None] = field(default_factory=dict)

    def history(self, symbol: str, first: dt.date, last: dt.date, *, zone: str | None = None) -> History:
        """Return a row a day, or refuse."""
        self.asked[symbol] += 1
        self.zones[symbol] = zone
        if self.asked[symbol] <= self.limited.get(symbol, 0):
            raise RateLimitedError("come back later", seconds=7.0)
        if symbol in self.lacks:
            raise PriceUnavailableError(f"{symbol}: no such symbol")
        if self.held is None:
            return History(series(symbol, first=first, last=last), last)
        inside = (self.held.days >= epoch_day(first)) & (self.held.days <= epoch_day(last))
        return History(self.held.with_numbers(self.held.days[inside], self.held.numbers[:, inside]), last)


def run(
    source: Source, *symbols: str, threads: int = 4
) -> tuple[list[Came | Failed], list[str], list[float]]:
    """Ask for some symbols; return what came, what is left, and the pauses."""
    line = Line(deque(Request(symbol, FIRST, LAST, FIRST) for symbol in symbols), threads)
    pauses: list[float] = []
    found = list(outcomes(source, line, sleep=pauses.append, stop=pauses.clear, requests_per_second=2.0))
    return found, [request.symbol for request in line.left()], pauses


NAMES = [f"S{number}" for number in range(12)]


@pytest.mark.parametrize("threads", [1, 4])
def test_everything_is_asked_for_once(threads: int) -> None:
    """Each symbol has one answer, found or not, in whatever order."""
    source = Source(lacks=["S3"])
    found, left, pauses = run(source, *NAMES, threads=threads)
    assert {one.request.symbol for one in found} == set(NAMES)
    assert [one.reason for one in found if isinstance(one, Failed)] == ["S3: no such symbol"]
    assert (left, pauses) == ([], [])
    assert set(source.asked.values()) == {1}


@pytest.mark.parametrize("threads", [1, 4])
def test_one_refusal_is_slept_over(threads: int) -> None:
    """A symbol that is refused once goes to the end, after the pause that the source asks for."""
    source = Source(limited={"S1": 1})
    found, left, pauses = run(source, *NAMES, threads=threads)
    assert len(found) == len(NAMES)
    assert (left, pauses) == ([], [7.0])
    assert found[-1].request.symbol == "S1" or threads > 1


@pytest.mark.parametrize("threads", [1, 4])
def test_a_symbol_refused_for_ever_does_not_keep_the_others(threads: int) -> None:
    """The others come all the same, and only that one is left."""
    found, left, _ = run(Source(limited={"S1": 99}), *NAMES, threads=threads)
    assert len(found) == len(NAMES) - 1
    assert left == ["S1"]


def test_two_refusals_in_a_row_end_the_run() -> None:
    """A source that refuses everything is asked by what was under way and one probe, and no more."""
    source = Source(limited=dict.fromkeys(NAMES, 99))
    found, left, pauses = run(source, *NAMES)
    assert found == []
    assert sorted(left) == sorted(NAMES)
    assert sum(source.asked.values()) <= 5
    assert pauses == [7.0]


def tail(stored: PriceSeries) -> Request:
    """Return a request for five days more, with a week of overlap."""
    first = dt.date(2025, 1, 4)
    kept = stored.days >= epoch_day(first)
    part = stored.with_numbers(stored.days[kept], stored.numbers[:, kept])
    return Request("A", first, dt.date(2025, 1, 15), FIRST, part)


def test_confirmed_days_are_only_added_to() -> None:
    """Where the overlap agrees the answer adds days, and the source has answered for all of them."""
    source = Source()
    found = ask(source, tail(series()))
    assert isinstance(found, Came)
    assert (found.replaces, found.rewritten) == (False, "")
    assert found.asked == Span(FIRST, dt.date(2025, 1, 15))
    assert source.asked == Counter(A=1)


def test_a_rewritten_history_is_asked_for_as_a_whole() -> None:
    """A split among the new days replaces the whole series, from its first day, with the reason."""
    now = series(last=dt.date(2025, 1, 15))
    now.splits[12] = 5.0
    source = Source(held=now)
    found = ask(source, tail(series()))
    assert isinstance(found, Came)
    assert (found.replaces, found.rewritten) == (True, "split 5:1 on 2025-01-13")
    assert date_of(found.series.days[0]) == FIRST
    assert source.asked == Counter(A=2)


def changed(name: str, place: int, value: float) -> PriceSeries:
    """Return five days more, with one number changed."""
    found = series(last=dt.date(2025, 1, 15))
    values = getattr(found, name).copy()
    values[place] = value
    return replace(found, **{name: values})


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (changed("dividends", 11, 0.1), "dividend 0.1 on 2025-01-12"),
        (changed("dividends", 5, 0.1), ""),
        (changed("close", 5, 7.0), "close of 2025-01-06 was 200.94, is 7"),
        (changed("close", 5, np.nan), "close of 2025-01-06 was 200.94, is nan"),
        (changed("adj_close", 9, 7.0), "adj_close of 2025-01-10 was 200.98, is 7"),
        (changed("adj_close", 9, series().close[9] * (1 + 1e-7)), ""),
        (changed("volume", 9, 7.0), ""),
        (replace(changed("volume", 9, 7.0), open=np.full(15, 7.0)), ""),
        (series(first=dt.date(2025, 1, 11), last=dt.date(2025, 1, 15)), "no stored day to compare with"),
    ],
)
def test_what_counts_as_rewriting(found: PriceSeries, why: str) -> None:
    """New dividends, and stored closes that are others now; not the noise of single precision, nor a volume."""
    assert rewritten(series(), found) == why


@pytest.mark.parametrize("name", ["open", "high", "low"])
def test_another_bar_is_rewriting(name: str) -> None:
    """A stored opening, high or low that is another now counts like a close; one that is new does not."""
    place, stored = NUMBERS.index(name), series()
    before, after = stored.numbers.copy(), stored.numbers.copy()
    before[place], after[place] = 5.0, 5.0
    after[place, 3] = 7.0
    other = stored.with_numbers(stored.days, after)
    assert rewritten(stored.with_numbers(stored.days, before), other) == f"{name} of 2025-01-04 was 5, is 7"
    assert rewritten(stored, other) == ""


def test_the_source_is_told_the_zone() -> None:
    """What the plan knows of a symbol's exchange reaches the source, for a whole history too."""
    source = Source(held=changed("close", 5, 7.0))
    ask(source, replace(tail(series()), zone="America/New_York"))
    assert source.asked == Counter(A=2)
    assert source.zones == {"A": "America/New_York"}


def test_noise_is_not_written_again() -> None:
    """A confirmed day keeps its stored numbers but for what really changed, such as a corrected volume."""
    stored, found = series(), changed("volume", 3, 7.0)
    found = replace(found, adj_close=found.adj_close * (1 + 1e-7))
    kept = settled(stored, found)
    np.testing.assert_array_equal(kept.adj_close[:10], stored.adj_close)
    np.testing.assert_array_equal(kept.adj_close[10:], found.adj_close[10:])
    assert kept.volume[3] == 7.0


def test_a_vanished_day_is_rewriting() -> None:
    """A stored day that the source no longer has makes it ask again."""
    whole = series(last=dt.date(2025, 1, 15))
    kept = np.arange(len(whole)) != 5
    assert rewritten(series(), whole.with_numbers(whole.days[kept], whole.numbers[:, kept])).endswith(
        "is gone"
    )
