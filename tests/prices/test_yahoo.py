"""Yahoo's prices through the real yfinance, which talks to a scripted server on loopback."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
import yfinance as yf
from curl_cffi import Curl, CurlOpt
from yahoo_server import (
    BACK_SOON,
    DROPPED,
    RATE_LIMITED,
    SERVER_ERROR,
    STALLED,
    TRUNCATED,
    UNKNOWN,
    Reply,
    chart,
    nothing,
    refusal,
    result,
    serve,
)
from yahoo_talk import FIRST, LAST, FakeTime, dates, talk

from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.prices.yahoo import YahooSource

if TYPE_CHECKING:
    from pathlib import Path

DAYS = [dt.date(2025, 1, 27), dt.date(2025, 1, 28), dt.date(2025, 2, 3)]
GOOD = chart(DAYS, [10.0, 11.0, 12.0], adjusted=[9.0, 10.0, 12.0], volumes=[5, 0, 7])
TURNED_AWAY = refusal(401, "Unauthorized", "Invalid Crumb")
NOTHING = nothing()
NO_CHART = Reply('{"finance": {"error": null}}')


def test_rows_become_a_series(tmp_path: Path) -> None:
    """Days, closes, adjusted closes, volumes and the currency are what Yahoo sent."""
    with talk(tmp_path, GOOD) as ours:
        series = ours.history()
    assert (series.security, series.currency, series.source) == (ours.symbol, "HKD", "yahoo")
    assert dates(series) == DAYS
    assert series.close.tolist() == [10.0, 11.0, 12.0]
    assert series.adj_close.tolist() == [9.0, 10.0, 12.0]
    assert series.volume.tolist() == [5.0, 0.0, 7.0]


@pytest.mark.parametrize("told", [None, "Asia/Hong_Kong", "Pacific/Auckland", "America/Los_Angeles"])
def test_both_days_are_asked_for_in_any_zone(tmp_path: Path, told: str | None) -> None:
    """Both days of the range are asked for from midnight to midnight, though the zone we tell is another."""
    zone = ZoneInfo("Asia/Hong_Kong")
    with talk(tmp_path, GOOD) as ours:
        assert dates(ours.history(zone=told)) == DAYS
    asked = ours.server.charts(ours.symbol)[-1].query
    assert dt.datetime.fromtimestamp(int(asked["period1"]), zone) <= dt.datetime(2025, 1, 27, tzinfo=zone)
    assert dt.datetime.fromtimestamp(int(asked["period2"]), zone) >= dt.datetime(2025, 2, 4, tzinfo=zone)


def test_the_time_zone_is_learnt_once(tmp_path: Path) -> None:
    """A new symbol costs two chart requests, a known one a single request."""
    with talk(tmp_path, GOOD) as ours:
        ours.history()
        assert ours.charts == 2
        ours.history()
        assert ours.charts == 3


def test_every_request_goes_to_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts, cookies, crumbs and forms of consent: curl is given no other address than the server's."""
    given: list[str] = []
    setopt = Curl.setopt

    def noted(self: Curl, option: CurlOpt, value: object) -> int:
        if option == CurlOpt.URL:
            given.append(value.decode() if isinstance(value, bytes) else str(value))
        return setopt(self, option, value)

    monkeypatch.setattr(Curl, "setopt", noted)
    for script in ([GOOD], [UNKNOWN], [TURNED_AWAY], [GOOD, NOTHING], [RATE_LIMITED]):
        given.clear()
        with talk(tmp_path, *script) as ours, suppress(PriceUnavailableError):
            ours.history()
        assert len(given) == len(ours.server.requests) > 0
        assert all(url.startswith(ours.server.base_url) for url in given)


@pytest.mark.parametrize(
    ("zone", "opening", "days"),
    [
        ("Asia/Hong_Kong", dt.time(9, 30), [dt.date(2025, 3, 28), dt.date(2025, 3, 31)]),
        ("Asia/Hong_Kong", dt.time(0), [dt.date(2025, 3, 28), dt.date(2025, 3, 31)]),
        ("America/New_York", dt.time(9, 30), [dt.date(2025, 3, 7), dt.date(2025, 3, 10)]),
        ("America/New_York", dt.time(9, 30), [dt.date(2025, 10, 31), dt.date(2025, 11, 3)]),
        ("America/New_York", dt.time(0), [dt.date(2025, 10, 31), dt.date(2025, 11, 3)]),
        ("Pacific/Auckland", dt.time(10), [dt.date(2025, 4, 4), dt.date(2025, 4, 7)]),
        ("Pacific/Auckland", dt.time(10), [dt.date(2025, 9, 26), dt.date(2025, 9, 29)]),
    ],
)
def test_days_are_the_exchanges_own(tmp_path: Path, zone: str, opening: dt.time, days: list[dt.date]) -> None:
    """A row is dated by its exchange's clock, on both sides of a change of daylight saving time."""
    with talk(tmp_path, chart(days, [1.0, 2.0], zone=zone, opening=opening)) as ours:
        assert dates(ours.history(days[0], days[-1])) == days


@pytest.mark.parametrize("here", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_days_do_not_depend_on_the_machines_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    """The same answer read in another part of the world has the same days."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", here)
        time.tzset()
        with talk(tmp_path, GOOD) as ours:
            found = dates(ours.history())
    time.tzset()
    assert found == DAYS


@pytest.mark.parametrize(
    ("fault", "error", "says", "tries"),
    [
        pytest.param(RATE_LIMITED, RateLimitedError, "come back later", 1, id="429"),
        pytest.param(SERVER_ERROR, PriceUnavailableError, "did not answer .HTTP 500", 3, id="500"),
        pytest.param(BACK_SOON, PriceUnavailableError, "no complete JSON", 3, id="html"),
        pytest.param(TRUNCATED, PriceUnavailableError, "no complete JSON", 3, id="truncated"),
        pytest.param(NO_CHART, PriceUnavailableError, "holds no chart", 3, id="no chart"),
        pytest.param(Reply("[]"), PriceUnavailableError, "holds no chart", 3, id="a list"),
        pytest.param(DROPPED, PriceUnavailableError, "Empty reply from server", 3, id="dropped"),
        pytest.param(STALLED, PriceUnavailableError, "timed out", 3, id="stalled"),
        pytest.param(UNKNOWN, PriceUnavailableError, "no such symbol", 1, id="unknown"),
        pytest.param(NOTHING, PriceUnavailableError, "no prices from 2025-01-27", 1, id="empty"),
        # Twice, because yfinance itself asks once more with its other sort of cookie.
        pytest.param(TURNED_AWAY, PriceUnavailableError, "turns us away .HTTP 401", 2, id="401"),
    ],
)
class TestFaults:
    """Every fault has its words and its number of tries."""

    def test_on_the_history(
        self, tmp_path: Path, fault: Reply, error: type[Exception], says: str, tries: int
    ) -> None:
        """A fault on the history is tried again only if it may pass."""
        with talk(tmp_path, GOOD, fault) as ours, pytest.raises(error, match=says) as caught:
            ours.history()
        assert ours.charts == 1 + tries
        assert str(caught.value).startswith(f"{ours.symbol}: ")
        assert "possibly" not in str(caught.value)

    def test_on_the_time_zone(
        self, tmp_path: Path, fault: Reply, error: type[Exception], says: str, tries: int
    ) -> None:
        """The same fault on yfinance's first request, for the time zone, is told apart as well."""
        with talk(tmp_path, fault) as ours, pytest.raises(error, match=says):
            ours.history()
        assert ours.charts == tries + (fault is NOTHING)  # an empty chart still names its zone

    def test_is_forgotten_afterwards(
        self, tmp_path: Path, fault: Reply, error: type[Exception], says: str, tries: int
    ) -> None:
        """After a failure the same source asks anew, and is given the prices."""
        with talk(tmp_path, GOOD, *[fault] * tries, GOOD) as ours:
            with pytest.raises(error, match=says):
                ours.history()
            assert dates(ours.history()) == DAYS


def test_what_passes_is_waited_for(tmp_path: Path) -> None:
    """Two different faults are survived, with growing and jittered waits between the tries."""
    with talk(tmp_path, GOOD, SERVER_ERROR, DROPPED, GOOD) as ours:
        assert dates(ours.history()) == DAYS
    waits = [seconds for seconds in ours.time.slept if seconds > 0.5]
    assert len(waits) == 2
    assert 1 <= waits[0] <= 2 <= waits[1] <= 3


def test_the_pace_is_kept(tmp_path: Path) -> None:
    """Requests of all sorts together are no more than two a second."""
    with talk(tmp_path, GOOD) as ours:
        ours.history()
        ours.history()
    assert ours.time.seconds == pytest.approx(0.5 * (len(ours.server.requests) - 1))


def test_missing_numbers_stay_missing(tmp_path: Path) -> None:
    """A row of nulls is a session without prices, and an unknown volume is not zero."""
    reply = chart(DAYS, [10.0, None, 12.0], adjusted=[9.0, None, 12.0], volumes=[None, None, 0])
    with talk(tmp_path, reply) as ours:
        series = ours.history()
    assert dates(series) == DAYS
    np.testing.assert_array_equal(series.close, [10.0, np.nan, 12.0])
    np.testing.assert_array_equal(series.adj_close, [9.0, np.nan, 12.0])
    np.testing.assert_array_equal(series.volume, [np.nan, np.nan, 0.0])


def test_a_day_without_a_row_is_absent(tmp_path: Path) -> None:
    """Nothing is filled in between the rows that Yahoo sent."""
    with talk(tmp_path, chart([DAYS[0], DAYS[2]], [10.0, 12.0])) as ours:
        assert dates(ours.history()) == [DAYS[0], DAYS[2]]


def test_infinity_is_no_price(tmp_path: Path) -> None:
    """An infinite adjusted close, which Yahoo does send, is missing."""
    with talk(tmp_path, chart(DAYS, [10.0, 11.0, 12.0], adjusted=[9.0, float("inf"), 12.0])) as ours:
        np.testing.assert_array_equal(ours.history().adj_close, [9.0, np.nan, 12.0])


def test_absent_adjusted_closes_are_not_invented(tmp_path: Path) -> None:
    """Where Yahoo sends no adjusted closes there are none, and returns come from the closes."""
    with talk(tmp_path, chart(DAYS, [10.0, 11.0, 12.0])) as ours:
        series = ours.history()
    assert np.isnan(series.adj_close).all()
    assert series.return_prices.tolist() == [10.0, 11.0, 12.0]


def test_of_two_rows_for_today_the_later_counts(tmp_path: Path) -> None:
    """Yahoo may append a live row to the day's own: one remains, with the later close and volume."""
    twice = [*DAYS, DAYS[-1]]
    with talk(tmp_path, chart(twice, [10.0, 11.0, 12.0, 12.5], volumes=[5, 6, 7, 8])) as ours:
        series = ours.history()
    assert dates(series) == DAYS
    assert (series.close[-1], series.volume[-1]) == (12.5, 8.0)


def test_rows_outside_the_range_are_left_out(tmp_path: Path) -> None:
    """Days that were not asked for do not get in."""
    with talk(tmp_path, GOOD) as ours:
        assert dates(ours.history(DAYS[1], DAYS[1])) == [DAYS[1]]


@pytest.mark.parametrize(
    ("quoted", "currency", "close"),
    [
        ("GBp", "GBP", 12.595),
        ("GBX", "GBP", 12.595),
        ("ILA", "ILS", 12.595),
        ("ZAc", "ZAR", 12.595),
        ("USX", "USD", 12.595),
        ("KWF", "KWD", 1.2595),
        ("GBP", "GBP", 1259.5),
        ("HKD", "HKD", 1259.5),
        ("", None, 1259.5),
    ],
)
def test_pence_become_pounds(tmp_path: Path, quoted: str, currency: str | None, close: float) -> None:
    """Hundredths of a currency are divided by 100, closes and adjusted closes, volumes never."""
    reply = chart(DAYS[:1], [1259.5], adjusted=[1259.5], volumes=[728520], currency=quoted)
    with talk(tmp_path, reply) as ours:
        series = ours.history()
    assert series.currency == currency
    assert (series.close[0], series.adj_close[0], series.volume[0]) == (close, close, 728520.0)


@pytest.mark.parametrize(
    ("clock_time", "found"),
    [("08:00", DAYS[:2]), ("11:00", DAYS[:2]), ("16:29", DAYS[:2]), ("16:30", DAYS)],
)
def test_an_open_session_has_no_close(tmp_path: Path, clock_time: str, found: list[dt.date]) -> None:
    """The session in progress is left out until half an hour after its end."""
    wall = dt.datetime.fromisoformat(f"2025-02-03T{clock_time}+08:00")
    reply = chart(DAYS, [10.0, 11.0, 12.0], current=DAYS[-1])
    with talk(tmp_path, reply, wall=wall) as ours:
        assert dates(ours.history()) == found


def test_only_an_open_session_is_no_price(tmp_path: Path) -> None:
    """A range that holds nothing but the session in progress has no prices yet."""
    wall = dt.datetime.fromisoformat("2025-02-03T11:00+08:00")
    reply = chart(DAYS[-1:], [12.0], current=DAYS[-1])
    with (
        talk(tmp_path, reply, wall=wall) as ours,
        pytest.raises(PriceUnavailableError, match="no prices from 2025-01-27 to 2025-02-03; check"),
    ):
        ours.history()


def test_a_firm_reason_is_quoted_as_yahoos(tmp_path: Path) -> None:
    """Yahoo's own sentence is quoted; control characters in it do not reach the terminal."""
    reply = refusal(400, "Bad Request", "no \x1b[31mdata")
    with (
        talk(tmp_path, GOOD, reply) as ours,
        pytest.raises(PriceUnavailableError, match=r"it says 'no \\x1b\[31mdata'"),
    ):
        ours.history()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (chart(DAYS, [10.0], volumes=[5]), "cannot be read"),
        (result({"meta": {"exchangeTimezoneName": "Asia/Hong_Kong"}, "timestamp": [1]}), "cannot be read"),
        (Reply(status=302, location="/consent-page"), "is no chart"),
    ],
)
def test_a_changed_format_is_said(tmp_path: Path, changed: Reply, says: str) -> None:
    """An answer that neither is a chart as we know it nor says why is not taken for missing prices."""
    with talk(tmp_path, GOOD, changed) as ours, pytest.raises(PriceUnavailableError, match=says):
        ours.history()


def test_cookies_are_not_needed_and_nothing_is_printed(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
) -> None:
    """Without cookies there are prices all the same; yfinance's warning about it is a debug message."""
    with caplog.at_level(logging.DEBUG), talk(tmp_path, GOOD, cookies=DROPPED) as ours:
        assert dates(ours.history()) == DAYS
    assert capfd.readouterr() == ("", "")
    assert recwarn.list == []
    said = [record for record in caplog.records if "Cookie fetch" in record.getMessage()]
    assert said
    assert {(one.name, one.levelno) for one in said} == {("eventstudy.prices.yahoo", logging.DEBUG)}


def test_yfinance_is_left_as_it_was(tmp_path: Path) -> None:
    """Other users of yfinance in the process find its settings and its logger unchanged, even after a failure."""
    logger = logging.getLogger("yfinance")
    before = (yf.config.debug.hide_exceptions, logger.propagate, list(logger.handlers))
    with talk(tmp_path, UNKNOWN) as ours, pytest.raises(PriceUnavailableError):
        ours.history()
    assert (yf.config.debug.hide_exceptions, logger.propagate, list(logger.handlers)) == before


def recorded(folder: Path) -> dict[str, Reply]:
    """Return the recorded daily replies that hold rows, by a symbol of their own each."""
    bodies = [
        json.loads(path.read_text())["response"].get("bodyJson") for path in sorted(folder.glob("*.json"))
    ]
    daily = [
        body for body in bodies if body and "chart" in body and body["chart"]["result"][0].get("timestamp")
    ]
    return {f"R{number}": Reply(json.dumps(body)) for number, body in enumerate(daily)}


def expected(reply: Reply) -> tuple[list[dt.date], list[float | None], list[int | None]]:
    """Read dates, closes and volumes of a recorded reply by the plainest route."""
    one = json.loads(reply.body)["chart"]["result"][0]
    zone, quote = ZoneInfo(one["meta"]["exchangeTimezoneName"]), one["indicators"]["quote"][0]
    days = [dt.datetime.fromtimestamp(stamp, zone).date() for stamp in one["timestamp"]]
    return days, quote["close"], quote["volume"]


def test_recorded_replies_are_read_right(tmp_path: Path, shared: Path) -> None:
    """Dates, closes and volumes of every recorded daily reply come back as they were recorded."""
    replies = recorded(shared / "yahoo" / "http")
    assert len(replies) > 40
    with serve({symbol: [reply] for symbol, reply in replies.items()}) as server:
        source = YahooSource(cache=tmp_path, base_url=server.base_url, clock=FakeTime().clock)
        for symbol, reply in replies.items():
            series = source.history(symbol, dt.date(2000, 1, 1), dt.date(2026, 1, 1)).series
            days, closes, volumes = expected(reply)
            per_unit = 100 if '"GBp"' in reply.body else 1
            assert dates(series) == days
            np.testing.assert_array_equal(series.close * per_unit, np.array(closes, dtype=float))
            np.testing.assert_array_equal(series.volume, np.array(volumes, dtype=float))


def test_a_recorded_reply_without_adjusted_closes(tmp_path: Path, shared: Path) -> None:
    """Tencent's recorded week has its Hong Kong dates and no adjusted closes."""
    body = (shared / "yahoo" / "chart-0700.HK-5d.body.json").read_text()
    with talk(tmp_path, Reply(body)) as ours:
        series = ours.history(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
    assert dates(series) == [dt.date(2026, 8, day) for day in (3, 4, 5, 6, 7)]
    assert series.close[0] == 490.3999938964844
    assert np.isnan(series.adj_close).all()
    assert series.volume.tolist() == [38649910, 24860019, 25662478, 21801977, 16320039]


def test_recorded_errors_are_no_prices_at_once(tmp_path: Path, shared: Path) -> None:
    """Every recorded error body means no prices, after one request, without a guess of a delisting."""
    bodies = json.loads((shared / "yahoo" / "error_bodies.json").read_text())
    for one in bodies:
        reply = Reply(json.dumps(one["body"]), status=one["status"])
        with talk(tmp_path, GOOD, reply) as ours, pytest.raises(PriceUnavailableError) as caught:
            ours.history()
        assert ours.charts == 2
        assert "no such symbol" in str(caught.value) or "no prices from" in str(caught.value)
        assert "possibly" not in str(caught.value)


def test_recorded_empty_charts_have_no_prices(tmp_path: Path, shared: Path) -> None:
    """Recorded charts without timestamps, some with stray quotes, mean no prices."""
    for path in sorted((shared / "yahoo" / "http").glob("chart-notimestamp-*.json")):
        reply = Reply(json.dumps(json.loads(path.read_text())["response"]["bodyJson"]))
        with (
            talk(tmp_path, GOOD, reply) as ours,
            pytest.raises(PriceUnavailableError, match="no prices from"),
        ):
            ours.history()


def test_a_known_exchange_spares_the_request_for_its_zone(tmp_path: Path) -> None:
    """A symbol whose ending names the exchange costs one chart request, however new it is."""
    with talk(tmp_path, GOOD, ending=".HK") as ours:
        assert dates(ours.history()) == DAYS
        assert ours.charts == 1


def test_a_zone_told_spares_the_request_for_it(tmp_path: Path) -> None:
    """So does a symbol without an ending, as those of New York are, whose zone we are told."""
    with talk(tmp_path, chart(DAYS, [1.0, 2.0, 3.0], zone="America/New_York"), ending="") as ours:
        assert dates(ours.history(zone="America/New_York")) == DAYS
        assert ours.charts == 1


def test_threads_share_a_source(tmp_path: Path) -> None:
    """Four threads ask for forty symbols, a third of which fail at first; each is given its own prices."""
    before = (yf.config.debug.hide_exceptions, list(logging.getLogger("yfinance").handlers))
    scripts = {
        f"P{number}.HK": [SERVER_ERROR] * (number % 3 == 0) + [chart(DAYS, [number + 1.0] * 3)]
        for number in range(40)
    }
    with serve(scripts) as server, ThreadPoolExecutor(4) as pool:
        source = YahooSource(cache=tmp_path, base_url=server.base_url, clock=FakeTime().clock)
        with source:
            asked = {name: pool.submit(source.history, name, FIRST, LAST) for name in scripts}
            closes = {name: future.result().series.close.tolist() for name, future in asked.items()}
    assert closes == {f"P{number}.HK": [number + 1.0] * 3 for number in range(40)}
    assert (yf.config.debug.hide_exceptions, list(logging.getLogger("yfinance").handlers)) == before


def bad_rows(path: Path) -> tuple[pd.DataFrame, Reply]:
    """Return rows of yfinance's faulty data, oldest first, and the chart that Yahoo would have sent them in."""
    rows = pd.read_csv(path, index_col=0)
    rows.index = pd.to_datetime([str(stamp)[:10] for stamp in rows.index])
    rows = rows.sort_index()
    days = [stamp.date() for stamp in rows.index]
    columns = {name: [None if np.isnan(x) else x for x in rows[name].tolist()] for name in rows.columns[:6]}
    ratios = [Fraction(x).limit_denominator(100) for x in rows["Stock Splits"].tolist()]
    reply = chart(
        days,
        columns["Close"],
        bars={name.lower(): columns[name] for name in ("Open", "High", "Low")},
        adjusted=columns["Adj Close"],
        volumes=[None if x is None else int(x) for x in columns["Volume"]],
        dividends={day: x for day, x in zip(days, rows["Dividends"].tolist(), strict=True) if x},
        splits={day: one.as_integer_ratio() for day, one in zip(days, ratios, strict=True) if one},
    )
    return rows, reply


def test_faulty_rows_come_as_they_were_sent(tmp_path: Path, shared: Path) -> None:
    """Wrong dividends, splits and units of Yahoo's are nobody's to repair here: each number is as sent."""
    found = sorted((shared / "yahoo" / "yfinance_bad_data").glob("*.csv"))
    paths = [path for path in found if not path.stem.endswith("-fixed")]
    assert len(paths) == 8
    for path in paths:
        rows, reply = bad_rows(path)
        with talk(tmp_path, reply) as ours:
            series = ours.history(dt.date(2000, 1, 1), dt.date(2026, 1, 1))
        assert dates(series) == [stamp.date() for stamp in rows.index]
        sent = rows[["Open", "High", "Low", "Close", "Adj Close", "Volume", "Dividends"]].to_numpy(float).T
        np.testing.assert_array_equal(series.numbers[:7], sent)
        np.testing.assert_allclose(series.splits, rows["Stock Splits"].to_numpy(float), rtol=1e-9)
