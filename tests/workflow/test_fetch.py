"""What is kept of a fetch, and what an interruption leaves."""

from __future__ import annotations

import datetime as dt
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pytest

from eventstudy.database import connect
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.store import PriceStore, Span
from eventstudy.reporting.screen import Screen
from eventstudy.schema import prepare
from eventstudy.workflow.fetch import Wishes, note_left, planned_report, save_all
from eventstudy.workflow.fetch_plan import Plan, Request
from eventstudy.workflow.fetch_run import Came, Failed, Line

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2025, 6, 2)
NOW = dt.datetime(2025, 6, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> PriceStore:
    """Return an empty price store."""
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    prepare(engine)
    return PriceStore(engine)


def request(symbol: str) -> Request:
    """Return a request for one day."""
    return Request(symbol, DAY, DAY, DAY)


def came(symbol: str, *, currency: str | None = None, rewritten: str = "") -> Came:
    """Return two days of a symbol."""
    ones = np.ones(2)
    series = PriceSeries(symbol, np.array([20240, 20241]), ones, ones, ones, currency, "yahoo")
    return Came(request(symbol), series, Span(DAY, DAY), replaces=bool(rewritten), rewritten=rewritten)


def test_each_series_is_kept_and_each_failure_is_named(store: PriceStore) -> None:
    """What came is stored with the days asked for; rows stand in the order of the plan, whatever came first."""
    report = planned_report(["A", "NONE", "B"], Plan((request("A"), request("NONE"), request("B"))))
    save_all(
        [came("B", rewritten="split on 2025-06-01"), Failed(request("NONE"), "no such symbol"), came("A")],
        store,
        report,
    )
    lines = report.text("csv").splitlines()
    assert lines[1].startswith("A,fetched,2025-06-01,2025-06-02,2,2,0")
    assert lines[2] == "NONE,failed,,,,,,no such symbol"
    assert '"history rewritten, all of it asked again: split on 2025-06-01"' in lines[3]
    assert [(head.symbol, head.asked) for head in store.heads()] == [
        ("A", Span(DAY, DAY)),
        ("B", Span(DAY, DAY)),
    ]
    assert report.totals() == "3 series: 2 fetched, 1 failed"
    report.refuse_if_incomplete()


def test_a_series_that_does_not_fit_fails_alone(store: PriceStore) -> None:
    """One in another currency than the stored is named, and the next is kept."""
    store.save([came("A", currency="HKD").series], fetched_at=NOW)
    report = planned_report(["A", "B"], Plan(()))
    save_all([came("A", currency="CNY"), came("B")], store, report)
    assert "stored in HKD, but these prices are in CNY" in report.text("csv")
    assert store.symbols() == ("A", "B")


def test_what_is_left_is_named_with_the_command_to_go_on() -> None:
    """Rate limiting ends with the same command, quoted for the shell, and an error of its own."""
    report = planned_report(["A", "^HSI"], Plan((request("A"), request("^HSI"))))
    wishes = Wishes(("A", "^HSI"), since=DAY, database="sqlite:///my store.db")
    note_left(report, Line(deque([request("^HSI")])), wishes)
    command = "eventstudy prices fetch '^HSI' --since 2025-06-02 --database 'sqlite:///my store.db'"
    assert f"to go on later: {command}" in report.text("table", screen=Screen(300))
    with pytest.raises(RateLimitedError, match="later run: eventstudy prices fetch"):
        report.refuse_if_incomplete()


def test_what_was_named_goes_on_with_what_is_left() -> None:
    """What came is not named again; where the registry decides, or companions come along, it is the same command."""
    assert Wishes(("A", "B"), refetch=True).command(["B"]) == "eventstudy prices fetch B --refetch"
    assert Wishes(("A", "B")).command(["B", "^HSI"]) == "eventstudy prices fetch B '^HSI'"
    assert Wishes(("A", "B"), peers=True).command(["B"]) == "eventstudy prices fetch A B --peers"
    assert Wishes().command(["B"]) == "eventstudy prices fetch"


def test_a_command_names_no_more_than_can_be_read() -> None:
    """Where more than fifty symbols are left the command is the same again."""
    names = tuple(f"S{number}" for number in range(60))
    assert Wishes(names).command(names[10:]) == f"eventstudy prices fetch {' '.join(names[10:])}"
    assert Wishes(names).command(names[9:]) == f"eventstudy prices fetch {' '.join(names)}"


def test_a_password_is_not_printed() -> None:
    """A database given with its password is named without it, and that is said."""
    told = Wishes(database="postgresql://ann:secret@db/prices").command([])
    assert "secret" not in told
    assert told.endswith("--database 'postgresql://ann:***@db/prices' (with your password in place of ***)")


def test_nothing_at_all_is_refused(store: PriceStore) -> None:
    """A run in which everything failed ends with an error; one in which something was there does not."""
    report = planned_report(["A", "B"], Plan((request("B"),), up_to_date=("A",)))
    save_all([Failed(request("B"), "no such symbol")], store, report)
    report.refuse_if_incomplete()
    asked = planned_report(["A", "B"], Plan((request("B"),), up_to_date=("A",)), named=["B"])
    save_all([Failed(request("B"), "no such symbol")], store, asked)
    with pytest.raises(PriceUnavailableError):
        asked.refuse_if_incomplete()
    alone = planned_report(["B"], Plan((request("B"),)))
    save_all([Failed(request("B"), "no such symbol")], store, alone)
    with pytest.raises(PriceUnavailableError, match="none of 1 series came"):
        alone.refuse_if_incomplete()
