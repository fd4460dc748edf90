"""The session that yfinance speaks through: its addresses, its pace, and a first look at every answer.

yfinance tells "no data" from "the server is unwell" by guessing, and only after several requests more.
The answers themselves say which it is, so the session reads them before yfinance does.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

from curl_cffi import CurlOpt
from curl_cffi.requests import Response, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from curl_cffi.requests.session import RequestParams

_CHART_PATH = "/v8/finance/chart/"
_TURNED_AWAY = frozenset({401, 403})
_RATE_LIMITED = 429
_SERVER_ERROR = 500


class Period(TypedDict):
    """First and last second of trading, as Unix time."""

    start: int
    end: int


class Meta(TypedDict, total=False):
    """What a chart says about its security; Yahoo leaves out what it does not know."""

    currency: str | None
    currentTradingPeriod: dict[str, Period]
    exchangeTimezoneName: str


class Action(TypedDict, total=False):
    """A dividend or a split: its Unix time, and what it is."""

    date: int
    amount: float
    currency: str
    numerator: float
    denominator: float


class Chart(TypedDict, total=False):
    """One result of the chart API, as far as we read it ourselves; an empty range has no timestamps."""

    meta: Meta
    timestamp: list[int]
    indicators: dict[str, list[dict[str, list[float | None]]]]
    events: dict[str, dict[str, Action]]


class Envelope(TypedDict, total=False):
    """What the chart API wraps its results in."""

    result: list[Chart] | None
    error: dict[str, str] | None


class TroubleError(Exception):
    """Yahoo's server is unwell; the same question may be answered a moment later."""


class RefusedError(Exception):
    """Yahoo understood the question and says why there is no answer.

    Attributes
    ----------
    code, reason : str
        Yahoo's own code, e.g. ``Not Found``, and its own sentence.
    """

    def __init__(self, code: str, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")


class TurnedAwayError(Exception):
    """Yahoo does not serve us, with neither of yfinance's two sorts of cookie."""


class ComeBackLaterError(Exception):
    """Yahoo wants no further questions for now; it may say for how many seconds.

    Attributes
    ----------
    seconds : float or None
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        super().__init__(f"HTTP {_RATE_LIMITED}")


class StoppedError(Exception):
    """The run is over: no further request may go."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as we use it: a stopwatch and a wall clock, both in seconds, and a way to wait."""

    stopwatch: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """Keeps requests at least ``1 / per_second`` seconds apart, whichever threads they come from.

    Parameters
    ----------
    per_second : float
    clock : Clock
    stopped : threading.Event
        Set once no further request may go, in any thread.
    """

    def __init__(self, per_second: float, clock: Clock, stopped: threading.Event) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._stopped = stopped
        self._next = clock.stopwatch()
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Wait until the next request may go.

        Raises
        ------
        StoppedError
            If none may go any more.
        """
        with self._turn:
            now = self._clock.stopwatch()
            mine = max(now, self._next)
            self._next = mine + self._gap
        if now < mine and not self._stopped.is_set():
            self._clock.sleep(mine - now)
        if self._stopped.is_set():
            raise StoppedError


class _Seen(threading.local):
    """What one thread has seen of its own requests."""

    def __init__(self) -> None:
        self.chart: Chart = {}
        self.turned_away = False


class ChartSession(Session[Response]):
    """A browser-like session that threads share; each sees its own last answer.

    Parameters
    ----------
    base_url : str or None
        Where every request goes instead of Yahoo, directly and through no proxy; None for Yahoo itself.
    pace : Pace
        Waited for before every request, cookies included.
    timeout : float
        Seconds after which an answer is no longer expected.
    """

    def __init__(self, *, base_url: str | None, pace: Pace, timeout: float) -> None:
        super().__init__(impersonate="chrome", curl_options={CurlOpt.NOPROXY: "*"} if base_url else None)
        self._seen = _Seen()
        self._place = base_url and base_url.rstrip("/")
        self._pace = pace
        self._patience = timeout

    @property
    def chart(self) -> Chart:
        """The last answer to this thread, empty if it was no chart."""
        return self._seen.chart

    def get(self, url: str, **arguments: Unpack[RequestParams]) -> Response:
        """Ask in our own time, and look at the answer.

        Raises
        ------
        TroubleError, RefusedError, TurnedAwayError, ComeBackLaterError
            If a chart was asked for and the answer is none.
        """
        return self._looked_at(super().get(self._address(url), **self._paced(arguments)))

    def post(self, url: str, **arguments: Unpack[RequestParams]) -> Response:
        """Send in our own time (a form of consent, the answer of which may be the chart), and look."""
        return self._looked_at(super().post(self._address(url), **self._paced(arguments)))

    def _address(self, url: str) -> str:
        if self._place is None:
            return url
        asked = urlsplit(url)
        return f"{self._place}{asked.path}{'?' if asked.query else ''}{asked.query}"

    def _paced(self, arguments: RequestParams) -> RequestParams:
        self._pace.wait()
        return {**arguments, "timeout": self._patience}

    def _looked_at(self, answer: Response) -> Response:
        self._seen.chart = {}
        if _CHART_PATH in answer.url and not self._shall_try_another_cookie(answer.status_code):
            self._seen.chart = _chart_in(answer)
        return answer

    def _shall_try_another_cookie(self, status: int) -> bool:
        """Leave the first refusal to yfinance, which then asks once more with another cookie."""
        before, self._seen.turned_away = self._seen.turned_away, False
        if status not in _TURNED_AWAY:
            return False
        if before:
            raise TurnedAwayError(f"HTTP {status}")
        self._seen.turned_away = True
        return True


def _chart_in(answer: Response) -> Chart:
    if answer.status_code == _RATE_LIMITED:
        raise ComeBackLaterError(_seconds(answer.headers.get("Retry-After")))
    if answer.status_code >= _SERVER_ERROR:
        raise TroubleError(f"HTTP {answer.status_code}")
    envelope = _envelope(answer)
    refusal = envelope.get("error")
    if refusal:
        raise RefusedError(str(refusal.get("code")), str(refusal.get("description")))
    return (envelope.get("result") or [{}])[0]


def _seconds(text: str | None) -> float | None:
    """Return a Retry-After in seconds; its other form, a date, says nothing to us."""
    return float(text) if text is not None and text.isascii() and text.isdigit() else None


def _envelope(answer: Response) -> Envelope:
    try:
        body = json.loads(answer.content)
    except ValueError as error:
        raise TroubleError("its answer is no complete JSON") from error
    envelope = body.get("chart") if isinstance(body, dict) else None
    if not isinstance(envelope, dict):
        raise TroubleError("its answer holds no chart")
    return Envelope(result=envelope.get("result"), error=envelope.get("error"))
