"""The tree of errors: the picture in the docstring and the classes agree."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eventstudy import errors
from eventstudy.errors import (
    AnnouncementInvalidError,
    AnnouncementUnknownError,
    CalendarError,
    EstimationError,
    EventStudyError,
    PriceInvalidError,
    RowError,
    SettingsError,
    WindowError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = re.compile(r"    (?P<branch>[│├└─ ]*)(?P<name>\w+Error)\s+(?P<code>\d)  (?P<meaning>\S.*)")


def _drawn() -> Iterator[tuple[str, str | None, int]]:
    """Read each class, its parent and its exit code from the picture."""
    parents: list[str] = []
    for found in LINE.finditer(str(errors.__doc__)):
        depth = len(found["branch"]) // len("├── ")
        yield found["name"], parents[depth - 1] if depth else None, int(found["code"])
        parents[depth:] = [found["name"]]


def _classes() -> list[type[EventStudyError]]:
    members = inspect.getmembers(errors, inspect.isclass)
    return [one for _, one in members if issubclass(one, EventStudyError)]


def _parent(one: type[EventStudyError]) -> str | None:
    ours = [base.__name__ for base in one.__bases__ if issubclass(base, EventStudyError)]
    return ours[0] if ours else None


def test_the_picture_shows_the_tree() -> None:
    """Every class stands in the picture below its parent with its exit code, and nothing else does."""
    drawn = list(_drawn())
    assert len(drawn) == len(_classes()) > 10
    assert set(drawn) == {(one.__name__, _parent(one), one.exit_code) for one in _classes()}


def test_every_error_says_what_it_means() -> None:
    """Each class has a sentence of its own."""
    sentences = [str(inspect.getdoc(one)).splitlines()[0] for one in _classes()]
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (WindowError, ValueError),
        (EstimationError, ValueError),
        (RowError, ValueError),
        (SettingsError, ValueError),
        (CalendarError, LookupError),
        (AnnouncementUnknownError, LookupError),
    ],
)
def test_a_bad_value_can_be_caught_as_python_names_it(
    error: type[EventStudyError], builtin: type[Exception]
) -> None:
    """Who does not know our tree catches ValueError or LookupError."""
    assert issubclass(error, builtin)


@pytest.mark.parametrize("error", [AnnouncementInvalidError, PriceInvalidError])
@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (7, "close", "p.csv, row 7, column 'close': is 'n/a'; write a number"),
        (7, None, "p.csv, row 7: is 'n/a'; write a number"),
        (None, "close", "p.csv, column 'close': is 'n/a'; write a number"),
        (None, None, "p.csv: is 'n/a'; write a number"),
    ],
)
def test_a_bad_cell_is_named_as_exactly_as_it_is_known(
    error: type[RowError], row: int | None, column: str | None, message: str
) -> None:
    """File, row and column lead the message as far as they are known, and are kept as attributes."""
    raised = error(Path("p.csv"), row, column, "is 'n/a'; write a number")
    assert str(raised) == message
    assert (raised.path, raised.row, raised.column) == (Path("p.csv"), row, column)
    assert raised.problem == "is 'n/a'; write a number"
