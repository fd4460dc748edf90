"""Reads ledgers: TOML, one issuer a file, the whole file or none of it.

At the head stand ``issuer``, ``securities``, ``begins`` and, where they say something, ``names``, ``searched``
and a table ``sources`` of short names for addresses. Then come the lists ``fact``, ``deal`` and ``follow_up``.
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from eventstudy.announcements.benchmarks import mass_classes
from eventstudy.announcements.ledger import NUMBERS, Confidence, Deal, Fact, FollowUp, Ledger, Outcome
from eventstudy.announcements.span import Span
from eventstudy.announcements.words import clean
from eventstudy.errors import AnnouncementInvalidError
from eventstudy.suggest import nearest, suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")

TOPICS = ("financing", "distress", "pivot")
"""What a ledger can say that it was searched for completely."""

_HEAD = ("issuer", "names", "securities", "begins", "searched", "sources", "fact", "deal", "follow_up")
_FACT = (
    "id",
    "on",
    "kind",
    "text",
    "source",
    "confidence",
    "currency",
    "period_end",
    "announcement",
    *NUMBERS,
)
_DEAL = (
    "announcement", "source", "deposit", "mass_class", "unit_mass", "counterparty_incorporated", "counterparty_capital",
    "counterparty_capital_currency", "counterparty_public", "counterparty_search", "due_diligence",
    "counterparty_is_holder",
)  # fmt: skip
_FOLLOW_UP = ("deal", "outcome", "on", "source")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of a ledger, and where it stands."""

    path: Path
    number: int | None
    name: str
    cells: Mapping[str, object]
    sources: Mapping[str, str]

    def error(self, key: str, problem: str) -> AnnouncementInvalidError:
        column = f"{self.name}.{key}" if self.name else key
        return AnnouncementInvalidError(self.path, self.number, column, clean(problem))

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse a key that stands for nothing: a typing mistake would hide a fact."""
        for key in self.cells:
            if key not in known:
                raise self.error(key, f"is unknown; {suggestion(nearest(key, known))}leave it out")

    def text(self, key: str) -> str:
        value = self.cells.get(key, "")
        if not isinstance(value, str):
            raise self.error(key, f"{value!r:.40} is no text; put it in quotes")
        return clean(value)

    def needed(self, key: str) -> str:
        text = self.text(key)
        if not text:
            raise self.error(key, "is missing; a ledger without it proves nothing")
        return text

    def number_of(self, key: str, *, most: float = math.inf) -> float | None:
        value = self.cells.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"{value!r:.40} is no number; write it without quotes")
        if not (math.isfinite(value) and 0 <= value <= most):
            needed = "a number of 0 or more" if most == math.inf else f"a number from 0 to {most:g}"
            raise self.error(key, f"{value} cannot be used; write {needed}")
        return float(value)

    def truth(self, key: str) -> bool | None:
        value = self.cells.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.error(key, f"{value!r:.40} is neither; write true or false, or leave it out")

    def span(self, key: str) -> Span:
        return self._read(key, Span.read, str(self.cells.get(key, "")))

    def day(self, key: str) -> dt.date | None:
        return self._read(key, dt.date.fromisoformat, str(self.cells[key])) if key in self.cells else None

    def word(self, key: str, words: type[Word]) -> Word:
        text = self.text(key)
        if text not in list(words):
            near = suggestion(nearest(text, list(words)))
            raise self.error(key, f"'{text}' is unknown; {near}write one of: {', '.join(words)}")
        return words(text)

    def source(self) -> str:
        text = self.needed("source")
        return self.sources.get(text, text)

    def currency(self, key: str, *, wanted: bool) -> str | None:
        text = self.text(key)
        if text and not (len(text) == 3 and text.isalpha() and text.isupper()):  # noqa: PLR2004  -- ISO 4217
            raise self.error(key, f"'{text}' is not a currency; write three letters such as USD")
        if wanted and not text:
            raise self.error(key, "is missing beside an amount of money; write three letters such as USD")
        return text or None

    def _read(self, key: str, read: Callable[[str], Value], text: str) -> Value:
        try:
            return read(text)
        except ValueError as error:
            raise self.error(key, f"{error}") from error


def read_ledger(path: Path) -> Ledger:
    """Read a ledger.

    Raises
    ------
    AnnouncementInvalidError
        If the file cannot be read or an entry of it cannot be used; the message names both, and the field.
    """
    return ledger_of(ledger_text(path), path)


def ledger_text(path: Path) -> str:
    """Return the text of a ledger's file.

    Raises
    ------
    AnnouncementInvalidError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnouncementInvalidError(path, None, None, f"cannot be read ({error})") from error


def ledger_of(text: str, path: Path) -> Ledger:
    """Return what the text of a ledger says; ``path`` is what messages call it.

    Raises
    ------
    AnnouncementInvalidError
        If an entry cannot be used.
    """
    content = _content(path, text)
    sources = {key: clean(str(value)) for key, value in _table(path, content, "sources").items()}
    head = _Entry(path, None, "", content, sources)
    head.only(_HEAD)
    begins = head.day("begins")
    if begins is None:
        raise head.error("begins", "is missing; write the day from which announcements were collected")
    facts = _once(_fact(one) for one in _entries(path, content, "fact", sources))
    return Ledger(
        issuer=head.needed("issuer"),
        names=_texts(head, "names"),
        securities=_texts(head, "securities"),
        begins=begins,
        searched=_searched(_Entry(path, None, "searched", _table(path, content, "searched"), {})),
        facts=tuple(facts),
        deals=tuple(_deal(one) for one in _entries(path, content, "deal", sources)),
        follow_ups=tuple(_follow_up(one) for one in _entries(path, content, "follow_up", sources)),
    )


def _content(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnnouncementInvalidError(path, None, None, f"is not valid TOML: {error}") from error


def _table(path: Path, content: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = content.get(name, {})
    if not isinstance(found, dict):
        raise AnnouncementInvalidError(path, None, name, f"is no table; write [{name}] above its lines")
    return found


def _entries(
    path: Path, content: Mapping[str, object], name: str, sources: Mapping[str, str]
) -> Iterator[_Entry]:
    listed = content.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise AnnouncementInvalidError(path, None, name, f"is no list of tables; write [[{name}]] above each")
    for number, cells in enumerate(listed, start=1):
        yield _Entry(path, number, name, cells, sources)


def _once(facts: Iterator[tuple[_Entry, Fact]]) -> Iterator[Fact]:
    numbers: dict[str, int | None] = {}
    for entry, fact in facts:
        if fact.id in numbers:
            raise entry.error("id", f"'{fact.id}' is fact {numbers[fact.id]} already; give each its own")
        numbers[fact.id] = entry.number
        yield fact


def _texts(head: _Entry, key: str) -> tuple[str, ...]:
    listed = head.cells.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, str) and clean(one) for one in listed):
        raise head.error(key, 'is no list of texts; write it as ["1725.HK"]')
    return tuple(map(clean, listed))


def _searched(entry: _Entry) -> dict[str, dt.date]:
    entry.only(TOPICS)
    days = {topic: entry.day(topic) for topic in entry.cells}
    return {topic: day for topic, day in days.items() if day is not None}


def _fact(entry: _Entry) -> tuple[_Entry, Fact]:
    entry.only(_FACT)
    numbers = {key: value for key in NUMBERS if (value := entry.number_of(key)) is not None}
    money = any(key not in {"units", "capacity", "shares", "months"} for key in numbers)
    return entry, Fact(
        id=entry.needed("id"),
        on=entry.span("on"),
        kind=entry.needed("kind"),
        text=entry.needed("text"),
        source=entry.source(),
        confidence=entry.word("confidence", Confidence),
        numbers=numbers,
        currency=entry.currency("currency", wanted=money),
        period_end=entry.day("period_end"),
        announcement=entry.text("announcement") or None,
    )


def _deal(entry: _Entry) -> Deal:
    entry.only(_DEAL)
    capital = entry.number_of("counterparty_capital")
    mass_class = entry.text("mass_class") or None
    if mass_class is not None and mass_class not in mass_classes():
        near = suggestion(nearest(mass_class, mass_classes()))
        raise entry.error(
            "mass_class", f"'{mass_class}' is unknown; {near}write one of: {', '.join(mass_classes())}"
        )
    return Deal(
        announcement=entry.needed("announcement"),
        source=entry.source(),
        deposit=entry.number_of("deposit", most=1),
        mass_class=mass_class,
        unit_mass=entry.number_of("unit_mass"),
        counterparty_incorporated=entry.day("counterparty_incorporated"),
        counterparty_capital=capital,
        counterparty_capital_currency=entry.currency("counterparty_capital_currency", wanted=capital is not None),
        counterparty_public=entry.truth("counterparty_public"),
        counterparty_search=entry.text("counterparty_search"),
        due_diligence=entry.truth("due_diligence"),
        counterparty_is_holder=entry.truth("counterparty_is_holder"),
    )  # fmt: skip


def _follow_up(entry: _Entry) -> FollowUp:
    entry.only(_FOLLOW_UP)
    return FollowUp(entry.needed("deal"), entry.word("outcome", Outcome), entry.span("on"), entry.source())
