"""Daily prices from Yahoo Finance: the only module that knows yfinance.

Days are dates on the exchange's own clock. Quotes in pence and other minor units are told in the major
currency (GBP). A session that is still open is left out: it has no close yet. What yfinance fills in (a zero
for an unknown volume, the close for an absent adjusted close) is NaN again here. Dividends and splits are
read by ``yahoo_actions``.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import yfinance as yf
from curl_cffi.requests.exceptions import ConnectionError as CurlConnectionError
from curl_cffi.requests.exceptions import IncompleteRead, RequestException, Timeout
from peewee import OperationalError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter
from yfinance import utils
from yfinance.cache import get_cookie_cache, get_tz_cache
from yfinance.data import YfData
from yfinance.exceptions import YFException, YFRateLimitError

from eventstudy.arrays import epoch_day
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.exchanges import exchange, mic_of
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.source import LAG, History
from eventstudy.prices.yahoo_actions import dividends, major, splits
from eventstudy.prices.yahoo_session import (
    ChartSession,
    Clock,
    ComeBackLaterError,
    Pace,
    RefusedError,
    TroubleError,
    TurnedAwayError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

    from eventstudy.arrays import Booleans, Floats, Integers
    from eventstudy.prices.yahoo_session import Chart

_log = logging.getLogger(__name__)

_TRIES = 3
_FIRST_WAIT, _LONGEST_WAIT = 2, 60
"""Waits between tries, in requests that could have gone meanwhile: 1 and 30 seconds at the usual pace."""
_PASSING = (TroubleError, CurlConnectionError, IncompleteRead, Timeout, OperationalError)
"""What may be over a moment later; the last is yfinance's own small database, while another process has it."""
_DAY = dt.timedelta(days=1)


class YahooSource:
    """A `PriceSource` that asks Yahoo Finance through yfinance, politely.

    Threads that ask at once do so inside ``with source:``, for yfinance's settings are the whole process's.

    Connections that drop or time out, server errors and torn answers are asked again, three tries in all
    with jittered waits; an unknown symbol, an empty range and a request to come back later are not.

    Parameters
    ----------
    cache : Path
        Folder for yfinance's own small files (time zones, cookies). yfinance keeps the first folder that
        a process has used.
    base_url : str or None
        Where every request goes instead of Yahoo, e.g. ``http://127.0.0.1:8000``.
    requests_per_second : float
        Upper bound of the pace, requests for cookies included, and measure of the waits between tries.
    timeout : float
        Seconds after which a try is given up.
    clock : Clock
        What time it is, and how to wait.

    Raises
    ------
    PriceUnavailableError
        If the cache cannot be used.
    """

    def __init__(
        self,
        *,
        cache: Path,
        base_url: str | None = None,
        requests_per_second: float = 2.0,
        timeout: float = 10.0,
        clock: Clock | None = None,
    ) -> None:
        self._stopped = threading.Event()
        self._clock = clock or Clock(sleep=self._wait)
        self._cache = cache
        self._per_second = requests_per_second
        self._door = ExitStack()
        yf.set_tz_cache_location(str(cache))
        self._session = ChartSession(
            base_url=base_url, pace=Pace(requests_per_second, self._clock, self._stopped), timeout=timeout
        )
        self._make_caches()

    def __enter__(self) -> Self:
        self._door.enter_context(_DOOR.open())
        return self

    def __exit__(self, *_: object) -> None:
        self._door.close()

    def _make_caches(self) -> None:
        # Made by several threads at once, they would find each other's lock on them.
        try:
            for small in (get_tz_cache(), get_cookie_cache()):
                self._retrying()(small.initialise)
        except OperationalError as error:
            raise PriceUnavailableError(_cache_trouble(self._cache, error)) from error

    def _wait(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    def stop(self) -> None:
        """Let no further request go, and no wait go on; who asks meanwhile is told with ``StoppedError``."""
        self._stopped.set()

    def history(self, symbol: str, first: dt.date, last: dt.date, *, zone: str | None = None) -> History:
        """Return the daily prices of a security from ``first`` to ``last``, both days included.

        ``zone`` spares a request for the zone of a new symbol; the days are those of the zone that Yahoo names.

        Raises
        ------
        PriceUnavailableError
            If Yahoo has nothing for the security in those days, or did not answer.
        RateLimitedError
            If Yahoo asks to come back later.
        """
        wish = _Wish(symbol, first, last, zone)
        with _errors_of_ours(wish, self._session, self._cache):
            answer = self._retrying()(self._ask, wish)
        days, complete_to = _days(answer.frame), answer.complete_to(last, self._clock.wall())
        kept = (days >= epoch_day(first)) & (days <= epoch_day(complete_to))
        kept &= np.isin(days, _days(answer.sent))  # yfinance makes rows of actions after the last price
        if not kept.any():
            raise wish.unfulfilled()
        return History(answer.series(symbol, kept), complete_to)

    def _retrying(self) -> Retrying:
        return Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential_jitter(
                initial=_FIRST_WAIT / self._per_second,
                max=_LONGEST_WAIT / self._per_second,
                jitter=_FIRST_WAIT / self._per_second,
            ),
            retry=retry_if_exception_type(_PASSING),
            sleep=self._clock.sleep,
            reraise=True,
        )

    def _ask(self, wish: _Wish) -> _Answer:
        YfData.cache_get.cache_clear()  # it remembers answers whatever they were, failures included
        with _DOOR.open():
            _tell_time_zone(wish)
            frame = yf.Ticker(wish.symbol, session=self._session).history(
                start=wish.first - _DAY,  # a day to spare on both sides, should the zone told be another
                end=wish.last + 2 * _DAY,
                interval="1d",
                auto_adjust=False,
                actions=False,
                keepna=True,
            )
            chart = self._session.chart
            sent = utils.set_df_tz(utils.parse_quotes(chart), "1d", frame.index.tz)
            return _Answer(frame, utils.fix_Yahoo_dst_issue(sent, "1d"), chart)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was asked for."""

    symbol: str
    first: dt.date
    last: dt.date
    zone: str | None

    def unfulfilled(self, because: str = "") -> PriceUnavailableError:
        return PriceUnavailableError(
            f"{self.symbol}: Yahoo has no prices from {self.first} to {self.last}{because}; check the listing"
            " date and the sessions of its exchange, or ask for other days"
        )


@dataclass(frozen=True, eq=False)
class _Answer:
    """Daily rows as yfinance understands them, as Yahoo sent them, and the chart they came in."""

    frame: pd.DataFrame
    sent: pd.DataFrame
    chart: Chart

    def complete_to(self, last: dt.date, now: float) -> dt.date:
        """Return the latest day to ``last`` whose session is over at the Unix time ``now``."""
        zone = pd.DatetimeIndex(self.frame.index).tz
        yesterday = dt.datetime.fromtimestamp(now, tz=zone).date() - _DAY
        period = self.chart["meta"].get("currentTradingPeriod", {}).get("regular")
        if period is None:
            return min(last, yesterday)
        current = dt.datetime.fromtimestamp(period["start"], tz=zone).date()
        over = now >= period["end"] + LAG.total_seconds()
        return min(last, max(current, yesterday) if over else current - _DAY)

    def series(self, symbol: str, kept: Booleans) -> PriceSeries:
        """Take the kept rows as a series in the major currency."""
        meta = self.chart["meta"]
        currency, per_unit = major(meta.get("currency"))
        rows = self.frame[kept]
        days = _days(rows)
        series = PriceSeries(
            security=symbol,
            days=days,
            close=_known(rows["Close"]) / per_unit,
            adj_close=self._adjusted(rows) / per_unit,
            volume=self._volume(days),
            currency=currency,
            source="yahoo",
            open=_known(rows["Open"]) / per_unit,
            high=_known(rows["High"]) / per_unit,
            low=_known(rows["Low"]) / per_unit,
            splits=splits(self.chart, days),
            zone=meta["exchangeTimezoneName"],
        )
        return replace(series, dividends=dividends(self.chart, series))

    def _adjusted(self, rows: pd.DataFrame) -> Floats:
        """Return the adjusted closes; yfinance repeats the closes where Yahoo sent none."""
        if "adjclose" not in self.chart["indicators"]:
            return np.full(len(rows), np.nan)
        return _known(rows["Adj Close"])

    def _volume(self, days: Integers) -> Floats:
        """Return the volumes as sent, the later of two for one day; yfinance makes a missing one zero."""
        sent = self.sent["Volume"].dropna()
        volumes = dict(zip(_days(sent).tolist(), sent.tolist(), strict=True))
        return np.array([volumes.get(day, np.nan) for day in days.tolist()], dtype=np.float64)


def _known(column: pd.Series[float]) -> Floats:
    """Return the column with what is no number (Yahoo knows ``Infinity``) as NaN."""
    values = column.to_numpy(dtype=np.float64)
    return np.where(np.isfinite(values), values, np.nan)


def _days(rows: pd.DataFrame | pd.Series[float]) -> Integers:
    """Return the epoch days of the rows on their index's own clock, whatever its unit."""
    clock_times = pd.DatetimeIndex(rows.index).tz_localize(None)
    return clock_times.to_numpy().astype("datetime64[D]").astype(np.int64)


@contextmanager
def _errors_of_ours(wish: _Wish, session: ChartSession, cache: Path) -> Iterator[None]:
    """Say in our words what yfinance, curl and the answers themselves say in theirs."""
    try:
        yield
    except (ComeBackLaterError, YFRateLimitError) as error:
        raise RateLimitedError(
            f"{wish.symbol}: Yahoo asks to come back later (HTTP 429); wait ten minutes, then ask again",
            seconds=getattr(error, "seconds", None),
        ) from error
    except RefusedError as error:
        raise _refusal(wish, error) from error
    except TurnedAwayError as error:
        raise PriceUnavailableError(
            f"{wish.symbol}: Yahoo turns us away ({error}); it may refuse this network: ask again later,"
            " or from another one"
        ) from error
    except OperationalError as error:
        raise PriceUnavailableError(f"{wish.symbol}: {_cache_trouble(cache, error)}") from error
    except (TroubleError, RequestException) as error:
        raise PriceUnavailableError(
            f"{wish.symbol}: Yahoo did not answer ({str(error).partition('. See ')[0]});"
            " check the network, or ask again later"
        ) from error
    except (YFException, LookupError, TypeError, ValueError) as error:
        raise _misunderstanding(wish, session.chart) from error


def _cache_trouble(cache: Path, error: OperationalError) -> str:
    return (
        f"yfinance's cache in {cache} cannot be used ({error}); another process may hold it: run one fetch at"
        " a time, or name another cache"
    )


def _refusal(wish: _Wish, error: RefusedError) -> PriceUnavailableError:
    if error.code == "Not Found":
        return PriceUnavailableError(
            f"{wish.symbol}: Yahoo has no such symbol (it says {error.reason!r}); check the spelling and"
            " the ending for the exchange, e.g. 1725.HK"
        )
    return wish.unfulfilled(f" (it says {error.reason!r})")


def _misunderstanding(wish: _Wish, chart: Chart) -> PriceUnavailableError:
    if chart and not chart.get("timestamp"):
        return wish.unfulfilled()
    return PriceUnavailableError(
        f"{wish.symbol}: Yahoo's answer {'cannot be read' if chart else 'is no chart'};"
        " it may refuse this network, or its format may have changed: ask again later, or update yfinance"
    )


class _Demoted(logging.Handler):
    """Passes what yfinance says at any level on as our own debug messages."""

    def emit(self, record: logging.LogRecord) -> None:
        _log.debug("yfinance: %s", record.getMessage())


def _tell_time_zone(wish: _Wish) -> None:
    """Spare yfinance the request for the zone of a symbol whose ending, or whoever asks, tells us."""
    mic, zones = mic_of(wish.symbol), get_tz_cache()
    zone = wish.zone if mic is None else exchange(mic).timezone
    if zone is not None and zones.lookup(wish.symbol) is None:
        zones.store(wish.symbol, zone)


class _Door:
    """Keeps yfinance's messages and warnings to ourselves while anyone of us is inside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._restore = ExitStack()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Go in; the first one changes what is the whole process's, and the last one out restores it."""
        with self._lock:
            if self._inside == 0:
                self._restore.enter_context(_yfinance_at_the_door())
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    self._restore.close()


_DOOR = _Door()


@contextmanager
def _yfinance_at_the_door() -> Iterator[None]:
    """Let yfinance raise rather than log, and keep its messages and its pandas warnings to ourselves."""
    logger, demoted, hidden = logging.getLogger("yfinance"), _Demoted(), yf.config.debug.hide_exceptions
    propagates = logger.propagate
    logger.addHandler(demoted)
    logger.propagate, yf.config.debug.hide_exceptions = False, False
    try:
        with warnings.catch_warnings():
            for category in (DeprecationWarning, FutureWarning):
                warnings.filterwarnings("ignore", category=category, module=r"yfinance(\.|$)")
            yield
    finally:
        logger.removeHandler(demoted)
        logger.propagate, yf.config.debug.hide_exceptions = propagates, hidden
