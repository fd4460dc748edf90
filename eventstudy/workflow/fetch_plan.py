"""What prices the registry needs, and which of them are still to be asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.arrays import epoch_day
from eventstudy.exchanges import EXCHANGES, mic_of
from eventstudy.prices.benchmarks import benchmark_for
from eventstudy.prices.calendar import exchange_calendar
from eventstudy.prices.peers import components, peers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from eventstudy.announcements.announcement import Announcement
    from eventstudy.prices.series import PriceSeries
    from eventstudy.prices.store import PriceStore, SeriesHead, Span
    from eventstudy.settings import Settings

_BEFORE = dt.timedelta(days=400)
"""Calendar days before an announcement that hold the 250 sessions of the estimation window."""

_AFTER = dt.timedelta(days=40)
"""Calendar days that hold the 20 sessions to day W."""

_MONTH = dt.timedelta(days=31)
"""How much later the day of an announcement may be that is dated only to the month."""

_UNASKED = dt.timedelta(days=730)
"""How far back a symbol is fetched that no announcement asks for."""

_OVERLAP = dt.timedelta(days=14)
"""Stored days that are asked for again with new ones, to see whether history was rewritten; longer than any
closure of an exchange."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One series that is needed, from the first day to the last, and the exchange whose sessions it follows."""

    symbol: str
    first: dt.date
    last: dt.date
    mic: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a source is to be asked for.

    Attributes
    ----------
    symbol : str
    first, last : datetime.date
        Both included.
    whole_from : datetime.date
        From where to ask if the stored days no longer hold.
    stored : PriceSeries or None
        The stored days that the answer overlaps; None where it replaces all that is stored.
    zone : str or None
        IANA zone of its exchange, as far as the store or the registry knows.
    """

    symbol: str
    first: dt.date
    last: dt.date
    whole_from: dt.date
    stored: PriceSeries | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask for, in order; what is there already; and what is kept as it is, with the reason."""

    requests: tuple[Request, ...]
    up_to_date: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()


def wanted(
    symbols: Sequence[str],
    announcements: Sequence[Announcement],
    settings: Settings,
    *,
    since: dt.date | None,
    until: dt.date | None,
    today: dt.date,
    peers: bool = False,
    currencies: Sequence[str] = (),
) -> tuple[Wanted, ...]:
    """Work out what is needed: the symbols (or all listed securities) and their benchmarks, and from when to when.

    Parameters
    ----------
    symbols : sequence of str
    announcements : sequence of Announcement
    settings : Settings
    since, until : datetime.date or None
        Days that hold for every series in place of those that the announcements need.
    today : datetime.date
    peers : bool
        Whether the peers of each security are needed, over the same days.
    currencies : sequence of str
        Exchange rates, needed over all days of any announcement.
    """
    needs = _Needs(settings, peers=peers)
    asked = dict.fromkeys(symbols)
    for one in announcements:
        for security in one.securities:
            line = needs.line(security.symbol, security.mic)
            # A benchmark asked for by name, as when a fetch resumes, is needed as far as its securities are.
            whole = not symbols or security.symbol in asked
            needs.add({name: mic for name, mic in line.items() if whole or name in asked}, *_span(one))
    for symbol in asked:
        if symbol not in needs.spans:
            needs.add(needs.line(symbol, mic_of(symbol)), today - _UNASKED, today)
    if needs.spans:
        first, last = min(a for a, _ in needs.spans.values()), max(b for _, b in needs.spans.values())
        needs.add(dict.fromkeys(currencies), first, last)
    return tuple(
        Wanted(name, since or first, min(until or last, today), needs.mics[name])
        for name, (first, last) in needs.spans.items()
    )


class _Needs:
    """Gathers symbols with their exchanges and the days that they are needed for."""

    def __init__(self, settings: Settings, *, peers: bool) -> None:
        self._settings = settings
        self._peers = peers
        self.spans: dict[str, tuple[dt.date, dt.date]] = {}
        self.mics: dict[str, str | None] = {}

    def line(self, symbol: str, mic: str | None) -> dict[str, str | None]:
        """Return a security, its benchmark and its peers, each with the exchange whose sessions it follows."""
        ours = self._settings
        benchmark = benchmark_for(symbol, mic, overrides=ours.benchmarks)
        others = [*(components(benchmark, overrides=ours.peers) if benchmark else ())]
        others += peers_of(symbol, mic, overrides=ours.peers) if self._peers else ()
        return {symbol: mic} | {name: mic_of(name) or mic for name in others if name != symbol}

    def add(self, line: dict[str, str | None], first: dt.date, last: dt.date) -> None:
        """Widen the days of every symbol of a line."""
        for name, mic in line.items():
            known = self.spans.get(name, (first, last))
            self.spans[name] = (min(known[0], first), max(known[1], last))
            self.mics.setdefault(name, mic)


def _span(announcement: Announcement) -> tuple[dt.date, dt.date]:
    """Return the days that one announcement needs prices of, its opt-out window and its month included."""
    date = announcement.announced.date
    last = max(date + _MONTH, announcement.opt_out_expires or date)
    return date - _BEFORE, last + _AFTER


@dataclass(frozen=True, slots=True)
class Closed:
    """Says whether an exchange has closed a session in some days.

    Attributes
    ----------
    now : datetime.datetime
        Less what the source lags behind the exchange.
    cache : Path or None
        Where the sessions of exchanges are kept.
    """

    now: dt.datetime
    cache: Path | None

    def between(self, mic: str | None, first: dt.date, last: dt.date) -> bool:
        """Say whether a session from ``first`` to ``last`` is over; without an exchange, any working day."""
        if mic is None:
            yesterday = self.now.date() - _DAY
            days = np.arange(epoch_day(first), epoch_day(min(last, yesterday)) + 1).astype("datetime64[D]")
            return bool(np.is_busday(days).any())
        calendar = exchange_calendar(mic, cache=self.cache)
        if epoch_day(last) > calendar.last:
            return self.between(None, first, last)
        inside = (calendar.days >= epoch_day(first)) & (calendar.days <= epoch_day(last))
        return bool((calendar.closes[inside] <= self.now.timestamp()).any())


def plan(needed: Sequence[Wanted], store: PriceStore, closed: Closed, *, refetch: bool) -> Plan:
    """Compare what is needed with what is stored.

    A series from another source than the one asked (a file) is kept as it is, unless ``refetch`` is set.
    """
    heads = {head.symbol: head for head in store.heads()}
    requests: list[Request] = []
    up_to_date: list[str] = []
    kept: list[tuple[str, str]] = []
    for one in needed:
        head = heads.get(one.symbol)
        if head is None or refetch:
            requests.append(replace(_whole(one, head.asked if head else None), zone=_zone(one, head)))
        elif head.asked is None:
            kept.append((one.symbol, _why_kept(head)))
        elif request := _missing(one, head.asked, closed):
            requests.append(replace(request, zone=_zone(one, head)))
        else:
            up_to_date.append(one.symbol)
    return Plan(tuple(_with_stored(requests, store)), tuple(up_to_date), tuple(kept))


def _whole(one: Wanted, asked: Span | None) -> Request:
    first = min(one.first, asked.first) if asked else one.first
    last = max(one.last, asked.last) if asked else one.last
    return Request(one.symbol, first, last, first)


def _missing(one: Wanted, asked: Span, closed: Closed) -> Request | None:
    if one.first < asked.first:
        return _whole(one, asked)
    if one.last > asked.last and closed.between(one.mic, asked.last + _DAY, one.last):
        return Request(one.symbol, max(asked.last - _OVERLAP, asked.first), one.last, asked.first)
    return None


def _zone(one: Wanted, head: SeriesHead | None) -> str | None:
    """Return the zone that the source itself has named, else that of the exchange."""
    if head and head.zone:
        return head.zone
    known = EXCHANGES.get(one.mic or "")
    return known.timezone if known else None


def _why_kept(head: SeriesHead) -> str:
    return f"kept as imported (source '{head.source}'); --refetch replaces it"


def _with_stored(requests: Sequence[Request], store: PriceStore) -> Iterator[Request]:
    """Give the requests for later days the stored days that they overlap."""
    for one in requests:
        if one.first == one.whole_from:
            yield one
        else:
            yield replace(one, stored=store.load([one.symbol], first=one.first).get(one.symbol))
