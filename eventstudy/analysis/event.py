"""An event of the numeric core, and an event that had to be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


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
    """

    id: str
    security: str
    day0: dt.date
    expiry: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event left out of a result, with the reason in plain English."""

    id: str
    security: str
    reason: str
