"""Closures that the calendar library does not know: the packaged ones and those of a file of the user's."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import TYPE_CHECKING

from eventstudy.errors import SettingsError
from eventstudy.exchanges import exchange

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGED = files("eventstudy.prices").joinpath("data/calendar_overlay.toml")


@dataclass(frozen=True, slots=True)
class Closure:
    """One day on which an exchange did not trade.

    Attributes
    ----------
    exchange : str
        MIC.
    day : datetime.date
        The day, on the exchange's own clock.
    reason : str
        Why it stayed closed, in plain English.
    source : str
        Where that can be read.
    """

    exchange: str
    day: dt.date
    reason: str
    source: str


def closures(overlay: Path | None = None) -> tuple[Closure, ...]:
    """Return the packaged closures and, after them, those of a TOML file of the same form.

    Raises
    ------
    SettingsError
        If the file cannot be read, or one of its entries is not a closure with its source.
    CalendarError
        If an entry names an exchange that we do not know.
    """
    packaged = _parse(_PACKAGED.read_text(encoding="utf-8"), str(_PACKAGED))
    return packaged if overlay is None else packaged + _parse(_text(overlay), str(overlay))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"calendar overlay {path}: {error}; name a readable UTF-8 TOML file") from error


def _parse(text: str, name: str) -> tuple[Closure, ...]:
    try:
        entries = tomllib.loads(text)["closure"]
        return tuple(_checked(Closure(**entry)) for entry in entries)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        needed = ", ".join(field.name for field in fields(Closure))
        raise SettingsError(
            f"calendar overlay {name}: {error}; write [[closure]] entries of exactly {needed}, "
            "the day as a TOML date such as 2023-09-01, the others as text"
        ) from error


def _checked(closure: Closure) -> Closure:
    """Refuse an unknown exchange, and a value of the wrong type."""
    if type(closure.day) is not dt.date:  # a datetime is a date too, but not a day
        raise TypeError(f"day is {closure.day!r}")
    for text in (closure.exchange, closure.reason, closure.source):
        if not isinstance(text, str) or not text:
            raise TypeError(f"{closure.day} has {text!r} for a text")
    exchange(closure.exchange)
    return closure
