"""The session: one address, one pace, and answers read before yfinance reads them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yahoo_server import Reply, refusal, serve

from eventstudy.prices.yahoo_session import (
    ChartSession,
    Clock,
    Pace,
    RefusedError,
    StoppedError,
    TurnedAwayError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yahoo_server import YahooServer

CHART = "https://query2.finance.yahoo.com/v8/finance/chart/"


@pytest.fixture
def server() -> Iterator[YahooServer]:
    """Serve one address that answers, and charts that are refused in various ways."""
    scripts = {
        "/here": [Reply("hello")],
        "TWICE": [refusal(401, "Unauthorized", "Invalid Crumb")],
        "ONCE": [refusal(403, "Forbidden", "no"), Reply('{"chart": {"result": [{"timestamp": [7]}]}}')],
        "EMPTY": [Reply('{"chart": {"result": null, "error": null}}')],
    }
    with serve(scripts) as running:
        yield running


def session(base_url: str) -> ChartSession:
    """Open a session that never waits."""
    clock = Clock(stopwatch=lambda: 0.0, sleep=lambda _: None)
    return ChartSession(base_url=base_url, pace=Pace(2.0, clock, threading.Event()), timeout=5.0)


@pytest.mark.parametrize("ending", ["", "/"])
@pytest.mark.parametrize("host", ["query1.finance.yahoo.com", "fc.yahoo.com", "example.org"])
def test_every_host_becomes_the_given_one(server: YahooServer, host: str, ending: str) -> None:
    """Whatever host is asked for, the request goes to the base URL with its path and query."""
    ours = session(server.base_url + ending)
    assert ours.get(f"https://{host}/here?a=1", params={"b": "2"}).text == "hello"
    assert ours.post(f"https://{host}/here").text == "hello"
    assert [one.path for one in server.requests] == ["/here", "/here"]
    assert server.requests[0].query == {"a": "1", "b": "2"}


def test_a_proxy_is_never_asked_for_a_given_address(
    server: YahooServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A base URL is reached directly, even where the environment names a proxy."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert session(server.base_url).get("https://fc.yahoo.com/here").text == "hello"


def test_without_a_base_url_addresses_stay_as_they_are(server: YahooServer) -> None:
    """With no base URL the request goes where it says."""
    clock = Clock(stopwatch=lambda: 0.0, sleep=lambda _: None)
    ours = ChartSession(base_url=None, pace=Pace(2.0, clock, threading.Event()), timeout=5.0)
    assert ours.get(f"{server.base_url}/here").text == "hello"


def test_the_first_refusal_is_left_to_yfinance_and_the_second_is_final(server: YahooServer) -> None:
    """A 401 passes once, so that yfinance can try its other cookie, and raises the next time."""
    ours = session(server.base_url)
    assert ours.get(f"{CHART}TWICE").status_code == 401
    with pytest.raises(TurnedAwayError, match="HTTP 401"):
        ours.get(f"{CHART}TWICE")
    assert ours.get(f"{CHART}TWICE").status_code == 401


def test_the_other_cookie_may_help(server: YahooServer) -> None:
    """A chart after a refusal is kept like any other, and forgotten with the next answer."""
    ours = session(server.base_url)
    ours.get(f"{CHART}ONCE")
    assert ours.chart == {}
    ours.get(f"{CHART}ONCE")
    assert ours.chart == {"timestamp": [7]}
    ours.get("https://fc.yahoo.com/here")
    assert ours.chart == {}


def test_a_chart_without_results_is_an_empty_one(server: YahooServer) -> None:
    """A null result without an error is no fault of the server."""
    ours = session(server.base_url)
    ours.get(f"{CHART}EMPTY")
    assert ours.chart == {}


def test_a_refusal_carries_yahoos_words(server: YahooServer) -> None:
    """Code and reason of a refusal are Yahoo's own."""
    with pytest.raises(RefusedError) as caught:
        session(server.base_url).get(f"{CHART}NOBODY")
    assert (caught.value.code, caught.value.reason) == ("Not Found", "No data found, symbol may be delisted")


@given(
    per_second=st.sampled_from([0.5, 2.0, 8.0]),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=20),
)
def test_requests_keep_their_distance(per_second: float, pauses: list[float]) -> None:
    """However long the work between two requests takes, they are at least 1 / per_second apart."""
    now, went = [100.0], []

    def sleep(seconds: float) -> None:
        now[0] += seconds

    pace = Pace(per_second, Clock(stopwatch=lambda: now[0], sleep=sleep), threading.Event())
    for pause in pauses:
        pace.wait()
        went.append(now[0])
        now[0] += pause
    assert went[0] == 100.0
    for (earlier, later), pause in zip(pairwise(went), pauses, strict=False):
        assert later - earlier == pytest.approx(max(1 / per_second, pause))


def test_threads_keep_one_pace_together() -> None:
    """Requests of four threads take the turns that one thread's would, each its own."""
    slept: list[float] = []
    pace = Pace(2.0, Clock(stopwatch=lambda: 0.0, sleep=slept.append), threading.Event())
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(pace.wait) for _ in range(40)]:
            done.result()
    assert sorted(slept) == [0.5 * turn for turn in range(1, 40)]


def test_a_stopped_pace_lets_nothing_go() -> None:
    """Once it is over no request goes, and nobody waits for a turn."""
    slept: list[float] = []
    stopped = threading.Event()
    pace = Pace(2.0, Clock(stopwatch=lambda: 0.0, sleep=slept.append), stopped)
    pace.wait()
    stopped.set()
    with pytest.raises(StoppedError):
        pace.wait()
    assert slept == []
