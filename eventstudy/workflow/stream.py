"""The stream of tested events: what the store remembers between editions, and what it makes of an edition."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from eventstudy.analysis.discovery import Stream
from eventstudy.analysis.verdict import STRONG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from eventstudy.analysis.signature import Signatures
    from eventstudy.analysis.verdict import Verdicts
    from eventstudy.announcements.stream import StreamEntry


class Remembered(NamedTuple):
    """q-values of an edition's events in the stream, and earlier events that it flags only now."""

    q_values: Mapping[str, float]
    late: tuple[str, ...]


FORGOTTEN = Remembered({}, ())
"""Nothing is remembered."""


def remember(engine: Engine, found: Signatures, decided: Verdicts) -> Remembered:
    """Put the tested events of an edition into the stream, and return the q-value of each in it.

    An event keeps the place and the p-value that it had when it was first tested. Simulated prices are no
    tests and leave no trace.
    """
    from eventstudy.announcements.stream import StreamStore  # noqa: PLC0415  -- plain files need no SQLAlchemy

    if found.simulated:
        return FORGOTTEN
    names = [event_name(found, i) for i in np.flatnonzero(decided.tested).tolist()]
    p_values = decided.comparison.p_value[decided.tested]

    def grown(so_far: Sequence[StreamEntry]) -> Sequence[StreamEntry]:
        return _as_rows(_as_stream(so_far).extended(names, p_values))

    store = StreamStore(engine)
    before = _as_stream(store.load()).flagged
    stream = _as_stream(store.extend(grown, tested_at=dt.datetime.now(dt.UTC)))
    known = dict(zip(stream.ids, stream.q.tolist(), strict=True))
    late = sorted(stream.flagged - before - set(names))
    return Remembered({name: known[name] for name in names}, tuple(late))


def event_name(found: Signatures, i: int) -> str:
    """Name an event in the stream: the announcement and the security."""
    return f"{found.events[i].id} {found.events[i].security}"


def _as_stream(rows: Sequence[StreamEntry]) -> Stream:
    return Stream(
        STRONG,
        tuple(one.event for one in rows),
        tuple(one.p_value for one in rows),
        tuple(one.flagged_at for one in rows),
    )


def _as_rows(stream: Stream) -> list[StreamEntry]:
    from eventstudy.announcements.stream import StreamEntry  # noqa: PLC0415  -- as above

    return [StreamEntry(*one) for one in zip(stream.ids, stream.p_values, stream.flagged_at, strict=True)]
