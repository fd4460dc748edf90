"""The asking: several symbols at once, in the source's own time, and what came of each.

Threads ask; whoever runs them takes the answers one by one, each a whole series.
"""

from __future__ import annotations

import random
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from eventstudy.arrays import date_of
from eventstudy.errors import PriceUnavailableError, RateLimitedError
from eventstudy.prices.store import Span

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Generator

    from eventstudy.arrays import Integers
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.source import History, PriceSource
    from eventstudy.workflow.fetch_plan import Request

THREADS = 4
"""At most so many symbols are asked for at once."""

_PAUSE = 10
"""Requests that could have gone during the pause after a first refusal: 5 seconds at the usual pace."""

_LONGEST_PAUSE = 60.0
"""Seconds that a source may make us wait."""

NOISE = 1e-5
"""Relative difference of two answers for one day that is no rewriting: Yahoo computes adjusted closes anew for
every request, and users of yfinance (issues 1038, 1057, 1871) report differences of up to 4e-7. The splits and
dividends that would move them by as little are seen by themselves."""

_PRICES = ("close", "adj_close", "open", "high", "low")


@dataclass(frozen=True, slots=True)
class Came:
    """A series that came.

    Attributes
    ----------
    request : Request
    series : PriceSeries
    asked : Span
        The days that the source has now answered for.
    replaces : bool
        Whether it is all that holds of the security.
    rewritten : str
        Why the stored days no longer hold, in words; empty where they do.
    """

    request: Request
    series: PriceSeries
    asked: Span
    replaces: bool
    rewritten: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A series that the source does not have or could not give, and why."""

    request: Request
    reason: str


@dataclass(frozen=True, slots=True)
class Limited:
    """A series for which the source asks to come back later, in so many seconds where it says so."""

    request: Request
    seconds: float | None = None


Outcome: TypeAlias = Came | Failed | Limited


@dataclass
class Line:
    """The requests that wait, and how boldly the next may be sent.

    A request that is refused for its pace goes to the end of the line, once. After the first refusal nothing
    more is sent until all that is under way is back; then one goes alone, as a probe. If that is refused too,
    the source means it, and the line is closed.
    """

    waiting: deque[Request]
    threads: int = THREADS
    refused: list[Request] = field(default_factory=list)
    cautious: bool = False
    probing: bool = False
    closed: bool = False
    seconds: float | None = None
    _again: set[str] = field(default_factory=set)

    def take(self, running: int) -> list[Request]:
        """Take the requests that may be sent now, so many being under way."""
        room = self.threads - running
        if self.closed or (self.cautious and running):
            room = 0
        elif self.cautious:
            room, self.probing = 1, True
        return [self.waiting.popleft() for _ in range(min(room, len(self.waiting)))]

    def hear(self, outcome: Outcome) -> None:
        """Draw the conclusions from an answer."""
        if not isinstance(outcome, Limited):
            if self.probing:
                self.cautious, self.probing, self.seconds = False, False, None
            return
        self.closed = self.closed or self.probing
        self.cautious = True
        self.seconds = max(filter(None, (self.seconds, outcome.seconds)), default=None)
        request = outcome.request
        (self.refused if request.symbol in self._again else self.waiting).append(request)
        self._again.add(request.symbol)

    def left(self) -> list[Request]:
        """Return what was not answered in the end."""
        return [*self.refused, *self.waiting]


def outcomes(
    source: PriceSource,
    line: Line,
    *,
    sleep: Callable[[float], None],
    stop: Callable[[], None],
    requests_per_second: float,
) -> Generator[Came | Failed]:
    """Ask for everything, several at once, and yield what came of each as soon as it is known.

    Parameters
    ----------
    source : PriceSource
        It keeps its own pace, whatever the threads ask of it.
    line : Line
        What to ask for; it holds in the end what the source refused to be asked.
    sleep : callable
        Waits for so many seconds.
    stop : callable
        Keeps the source from asking any further, when the run is broken off.
    requests_per_second : float
        The pace of the source, by which the pause after a refusal is measured.
    """
    running: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(line.threads) as pool:
        try:
            while running or (line.waiting and not line.closed):
                sent = line.take(len(running))
                if line.probing and sent:
                    sleep(_pause(line.seconds, requests_per_second))
                running |= {pool.submit(ask, source, one) for one in sent}
                done, running = wait(running, return_when=FIRST_COMPLETED)
                answers = [one.result() for one in done]
                for one in answers:
                    line.hear(one)
                yield from (one for one in answers if not isinstance(one, Limited))
        except BaseException:
            stop()  # or the threads would go on until they are done
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pause(asked_for: float | None, requests_per_second: float) -> float:
    """Return how long to wait: what the source asks for, but no longer than we will; else our own measure."""
    if asked_for is not None:
        return min(asked_for, _LONGEST_PAUSE)
    # Jitter keeps programs apart that were refused together; nothing secret hangs on it.
    return _PAUSE / requests_per_second * random.uniform(1, 2)  # noqa: S311


def ask(source: PriceSource, request: Request) -> Outcome:
    """Ask for one series, and for the whole of it where its history was rewritten."""
    try:
        return _answered(source, request)
    except RateLimitedError as problem:
        return Limited(request, problem.seconds)
    except PriceUnavailableError as problem:
        return Failed(request, str(problem))


def _answered(source: PriceSource, request: Request) -> Came:
    found = source.history(request.symbol, request.first, request.last, zone=request.zone)
    if request.stored is None:
        return _came(request, found, replaces=True)
    why = rewritten(request.stored, found.series)
    if why:
        whole = source.history(request.symbol, request.whole_from, request.last, zone=request.zone)
        return replace(_came(request, whole, replaces=True), rewritten=why)
    came = _came(request, found, replaces=False)
    return replace(came, series=settled(request.stored, found.series))


def _came(request: Request, found: History, *, replaces: bool) -> Came:
    return Came(request, found.series, Span(request.whole_from, found.complete_to), replaces=replaces)


def settled(stored: PriceSeries, found: PriceSeries) -> PriceSeries:
    """Return what was found, with the stored numbers where they are the same but for noise."""
    numbers = found.numbers
    _, at, there = np.intersect1d(stored.days, found.days, return_indices=True)
    ours, theirs = stored.numbers[:, at], numbers[:, there]
    numbers[:, there] = np.where(np.isclose(ours, theirs, rtol=NOISE, atol=0), ours, theirs)
    return found.with_numbers(found.days, numbers)


def rewritten(stored: PriceSeries, found: PriceSeries) -> str:
    """Say why stored days no longer hold, now that the source answers ``found``; empty where they do.

    A dividend or a split on a new day changes the adjusted closes of all earlier days. Where stored days and
    new ones disagree by more than ``NOISE``, or one is gone, the source has changed its mind.
    """
    common, at, there = np.intersect1d(stored.days, found.days, return_indices=True)
    if not len(common):
        return "no stored day to compare with"
    if len(common) < np.count_nonzero(stored.days >= found.days[0]):
        return f"a day after {date_of(found.days[0])} is gone"
    return _new_action(found, int(stored.days[-1])) or _moved(stored, found, at, there)


def _new_action(found: PriceSeries, after: int) -> str:
    """Name the first split or dividend after a day."""
    for place in np.flatnonzero((found.days > after) & ((found.splits > 0) | (found.dividends > 0))):
        day, ratio = date_of(found.days[place]), found.splits[place]
        if ratio > 0:
            split = Fraction(float(ratio)).limit_denominator(1000)
            return f"split {split.numerator}:{split.denominator} on {day}"
        return f"dividend {found.dividends[place]:.6g} on {day}"
    return ""


def _moved(stored: PriceSeries, found: PriceSeries, at: Integers, there: Integers) -> str:
    """Name the first price that is another now; one that only one of them knows counts if it is a close."""
    for name in _PRICES:
        ours, theirs = getattr(stored, name)[at], getattr(found, name)[there]
        moved = np.abs(theirs - ours) > NOISE * np.abs(ours)
        if name in ("close", "adj_close"):
            moved |= np.isnan(ours) != np.isnan(theirs)
        if moved.any():
            place = int(np.argmax(moved))
            day = date_of(stored.days[at[place]])
            return f"{name} of {day} was {ours[place]:.6g}, is {theirs[place]:.6g}"
    return ""
