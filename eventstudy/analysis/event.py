"""Events of the numeric core: one, many in columns, and one that had to be left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

import numpy as np

from eventstudy.arrays import date_of, epoch_day
from eventstudy.errors import EstimationError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from eventstudy.arrays import Integers


@dataclass(frozen=True, slots=True)
class Event:
    """One security on one day 0.

    Attributes
    ----------
    id : str
        Name of the event in every result; an announcement's id.
    security : str
        A row label of the panel.
    day0 : datetime.date
        The first session that can react.
    expiry : datetime.date or None
        Last calendar day of the contract's opt-out window, if it has one.
    moved_from : datetime.date or None
        The session that would have been day 0, had the security traded on it.
    """

    id: str
    security: str
    day0: dt.date
    expiry: dt.date | None = None
    moved_from: dt.date | None = None


State: TypeAlias = Literal["left out", "pending", "untestable"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event left out of a result, with the reason in plain English.

    ``state`` says whether it waits for prices, cannot be tested by them, or is left out for another reason.
    """

    id: str
    security: str
    reason: str
    state: State = "left out"


@dataclass(frozen=True, eq=False)
class EventTable(Sequence[Event]):
    """Many events in columns, so that a million of them are a few arrays; reads like a tuple of events.

    Attributes
    ----------
    ids : sequence of str
        Names that ``number`` points into.
    securities : tuple of str
        Distinct securities that ``security`` points into.
    security : ndarray of shape (n,), int64
    day0 : ndarray of shape (n,), int64
        Epoch days.
    number : ndarray of shape (n,), int64
        Place of each event's name in ``ids``; in their order if not given. No pair of name and security may
        stand there twice.
    expiries : mapping of int to datetime.date
        The opt-out expiry of those places in ``ids`` that have one.
    moves : mapping of int to datetime.date
        Where day 0 would have been, for those places in ``ids`` whose security did not trade then.

    Raises
    ------
    EstimationError
        If the columns differ in length.
    """

    ids: Sequence[str]
    securities: tuple[str, ...]
    security: Integers
    day0: Integers
    number: Integers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    expiries: Mapping[int, dt.date] = field(default_factory=dict)
    moves: Mapping[int, dt.date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not len(self.number):
            object.__setattr__(self, "number", np.arange(len(self.ids), dtype=np.int64))
        if not len(self.number) == len(self.security) == len(self.day0):
            raise EstimationError(
                f"table of events: {len(self.number)} ids, {len(self.security)} securities and "
                f"{len(self.day0)} days; give one of each an event"
            )

    @classmethod
    def of(cls, events: Sequence[Event]) -> EventTable:
        """Put events into columns; a table stays as it is.

        Raises
        ------
        EstimationError
            If a pair of id and security stands there twice.
        """
        if isinstance(events, EventTable):
            return events
        _refuse_repeats(events)
        names = {name: place for place, name in enumerate(dict.fromkeys(one.security for one in events))}
        return cls(
            ids=tuple(one.id for one in events),
            securities=tuple(names),
            security=np.array([names[one.security] for one in events], dtype=np.int64),
            day0=np.array([epoch_day(one.day0) for one in events], dtype=np.int64),
            expiries={place: one.expiry for place, one in enumerate(events) if one.expiry is not None},
            moves={place: one.moved_from for place, one in enumerate(events) if one.moved_from is not None},
        )

    def take(self, numbers: Integers) -> EventTable:
        """Return some of the events, in the order of their numbers."""
        if len(numbers) == len(self) and (numbers == np.arange(len(self))).all():
            return self
        if not len(numbers):
            return EventTable((), self.securities, self.security[:0], self.day0[:0])
        return EventTable(
            self.ids,
            self.securities,
            self.security[numbers],
            self.day0[numbers],
            self.number[numbers],
            self.expiries,
            self.moves,
        )

    def __len__(self) -> int:
        return len(self.security)

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Event]: ...
    def __getitem__(self, place: int | slice) -> Event | Sequence[Event]:
        if isinstance(place, slice):
            return self.take(np.arange(len(self))[place])
        number = int(self.number[place])
        return Event(
            self.ids[number],
            self.securities[int(self.security[place])],
            date_of(int(self.day0[place])),
            self.expiries.get(number),
            self.moves.get(number),
        )

    def __iter__(self) -> Iterator[Event]:
        return (self[place] for place in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # compares by value, like the list that it stands for


def _refuse_repeats(events: Sequence[Event]) -> None:
    counts = Counter((event.id, event.security) for event in events)
    if len(counts) < len(events):
        (name, security), times = counts.most_common(1)[0]
        raise EstimationError(
            f"event '{name}' on {security}: given {times} times; give each id and security once"
        )
