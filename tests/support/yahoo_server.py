"""A loopback server that speaks Yahoo's chart API from a script, faults included.

Every chart request for a symbol takes the next reply of that symbol's script, and the last reply is
repeated for ever. Mind that yfinance's first request for a new symbol asks for its time zone. A symbol
without a script is answered as Yahoo answers an unknown one. Other addresses are scripted by their path:
``/`` is where cookies come from.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping, Sequence

_CHART_PATH = "/v8/finance/chart/"
_CRUMB_PATH = "/v1/test/getcrumb"
_OPENING = dt.time(9, 30)
_CLOSING = dt.time(16, 0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does once: a body with a status, or ``dropped`` or ``stalled`` instead."""

    body: str = ""
    status: int = 200
    kind: str = "application/json"
    location: str | None = None
    retry_after: str | None = None
    dropped: bool = False
    stalled: bool = False

    def to(self, request: Request) -> Reply:
        """Return what a request is answered: the same to all."""
        del request
        return self


@dataclass(frozen=True, slots=True)
class Request:
    """What the server was asked: the path, and the query with the first value of each name."""

    path: str
    query: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class YahooServer:
    """Where the server listens, and every request it has had so far."""

    base_url: str
    requests: list[Request] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)
    _heard: threading.Condition = field(default_factory=threading.Condition)

    def note(self, request: Request) -> int:
        """Remember a request; say how many of its path there are by now."""
        with self._heard:
            self.requests.append(request)
            self._counts[request.path] += 1
            self._heard.notify_all()
            return self._counts[request.path]

    def wait_for(self, requests: int, process: subprocess.Popen[str]) -> None:
        """Wait until there were so many requests, or the process that makes them has ended."""
        with self._heard:
            while len(self.requests) < requests and process.poll() is None:
                self._heard.wait(timeout=0.05)

    def wait_for_charts(self, number: int, process: subprocess.Popen[str]) -> None:
        """Wait until so many charts were asked for, or the process that asks has ended."""
        with self._heard:
            while sum(_CHART_PATH in one.path for one in self.requests) < number and process.poll() is None:
                self._heard.wait(timeout=0.05)

    def charts(self, symbol: str) -> list[Request]:
        """Return the chart requests for a symbol, oldest first."""
        return [one for one in self.requests if one.path == _CHART_PATH + symbol]


def chart(
    days: Sequence[dt.date],
    closes: Sequence[float | None],
    *,
    adjusted: Sequence[float | None] | None = None,
    volumes: Sequence[int | None] | None = None,
    zone: str = "Asia/Hong_Kong",
    opening: dt.time = _OPENING,
    currency: str = "HKD",
    current: dt.date = dt.date(2026, 1, 2),
    dividends: Mapping[dt.date, float] = MappingProxyType({}),
    splits: Mapping[dt.date, tuple[int, int]] = MappingProxyType({}),
    bars: Mapping[str, Sequence[float | None]] = MappingProxyType({}),
    dividend_currency: str | None = None,
) -> Reply:
    """Write daily rows as Yahoo does, each stamped with its day's opening.

    Without ``adjusted`` there are no adjusted closes at all; ``current`` is the day of the session that
    Yahoo holds for the present one. ``bars`` may give opening, high and low prices of their own.
    """
    quote = {**dict.fromkeys(("open", "high", "low", "close"), closes), **bars}
    indicators: dict[str, object] = {"quote": [{**quote, "volume": volumes or [1000] * len(days)}]}
    if adjusted is not None:
        indicators["adjclose"] = [{"adjclose": adjusted}]
    period = {"start": _unix(current, _OPENING, zone), "end": _unix(current, _CLOSING, zone)}
    meta = {
        "currency": currency,
        "instrumentType": "EQUITY",
        "exchangeTimezoneName": zone,
        "priceHint": 2,
        "currentTradingPeriod": {
            name: {**period, "timezone": "X", "gmtoffset": 0} for name in ("pre", "regular", "post")
        },
        "validRanges": ["1d", "5d", "max"],
    }
    stamps = [_unix(day, opening, zone) for day in days]
    one: dict[str, object] = {"meta": meta, "timestamp": stamps, "indicators": indicators}
    stated = {} if dividend_currency is None else {"currency": dividend_currency}
    paid = {_unix(day, opening, zone): {"amount": amount, **stated} for day, amount in dividends.items()}
    split = {
        _unix(day, opening, zone): {"numerator": new, "denominator": old, "splitRatio": f"{new}:{old}"}
        for day, (new, old) in splits.items()
    }
    events = {
        kind: {str(stamp): {"date": stamp, **action} for stamp, action in actions.items()}
        for kind, actions in (("dividends", paid), ("splits", split))
        if actions
    }
    return result({**one, "events": events} if events else one)


def nothing(zone: str = "Asia/Hong_Kong") -> Reply:
    """Write an empty range as Yahoo does: a quote without arrays, and no timestamps."""
    meta = {"currency": "HKD", "instrumentType": "EQUITY", "exchangeTimezoneName": zone, "validRanges": []}
    return result({"meta": meta, "indicators": {"quote": [{}], "adjclose": [{}]}})


def result(one: Mapping[str, object]) -> Reply:
    """Wrap one chart result in the envelope."""
    return Reply(json.dumps({"chart": {"result": [one], "error": None}}))


def refusal(status: int, code: str, description: str) -> Reply:
    """Write an error in the envelope."""
    error = {"code": code, "description": description}
    return Reply(json.dumps({"chart": {"result": None, "error": error}}), status=status)


UNKNOWN = refusal(404, "Not Found", "No data found, symbol may be delisted")
RATE_LIMITED = Reply("Too Many Requests\r\n", status=429, kind="text/html")
SERVER_ERROR = refusal(500, "Internal Server Error", "An unexpected error has occurred")
BACK_SOON = Reply("<html><body>Will be right back</body></html>", kind="text/html")
TRUNCATED = Reply('{"chart": {"result": [{"meta": {"currency": "HK')
DROPPED = Reply(dropped=True)
STALLED = Reply(stalled=True)


@contextmanager
def serve(scripts: Mapping[str, Sequence[Reply]]) -> Iterator[YahooServer]:
    """Serve the scripts, by symbol, on a free port of 127.0.0.1 until the block ends."""
    stop = threading.Event()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server = YahooServer(f"http://127.0.0.1:{httpd.server_port}")
    httpd.RequestHandlerClass = _handler(server, scripts, stop)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        stop.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()


def _handler(
    server: YahooServer, scripts: Mapping[str, Sequence[Reply]], stop: threading.Event
) -> type[BaseHTTPRequestHandler]:
    """Return a handler that answers from the scripts and notes what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        """Answers from the scripts; HTTP/1.0, so that curl never reuses a connection on its own."""

        def do_GET(self) -> None:
            """Note the request, then do what the script says."""
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            request = Request(unquote(asked.path), query)
            reply = _reply(request, server.note(request), scripts)
            if reply.stalled:
                stop.wait()
            if not (reply.dropped or reply.stalled):
                self._send(reply)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Stay silent: the requests are kept instead."""

        def _send(self, reply: Reply) -> None:
            """Write a reply."""
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            if reply.location is not None:
                self.send_header("Location", reply.location)
            if reply.retry_after is not None:
                self.send_header("Retry-After", reply.retry_after)
            self.end_headers()
            self.wfile.write(reply.body.encode())

    return Handler


def _reply(request: Request, number: int, scripts: Mapping[str, Sequence[Reply]]) -> Reply:
    """Return the reply to the latest request, the ``number``-th of its path."""
    path = request.path
    elsewhere = [Reply("crumb", kind="text/plain")] if path == _CRUMB_PATH else [Reply("{}", status=404)]
    script = scripts.get(path.removeprefix(_CHART_PATH), [UNKNOWN] if _CHART_PATH in path else elsewhere)
    return script[min(number, len(script)) - 1].to(request)


def _unix(day: dt.date, time: dt.time, zone: str) -> int:
    """Return the Unix time of a clock time in a zone."""
    return int(dt.datetime.combine(day, time, tzinfo=ZoneInfo(zone)).timestamp())
