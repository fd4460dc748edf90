"""``eventstudy announcements follow-up`` records what became of deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from command_line import CommandLine

LAPSE = ("--outcome", "lapsed", "--on", "2025-03", "--source", "https://example.org/lapse")


@pytest.fixture
def registry(cli: CommandLine) -> CommandLine:
    """Return a command line whose store holds the bundled registry."""
    cli("announcements", "import", "--bundled")
    return cli


def test_it_is_recorded_once_and_listed(registry: CommandLine) -> None:
    """What is recorded, even twice, is one row of the list, dated as roughly as it was said."""
    expected = {
        "announcement": "uspace-treefam",
        "outcome": "lapsed",
        "on": "2025-03",
        "source": "https://example.org/lapse",
    }
    assert registry.json("announcements", "follow-up", "uspace-treefam", *LAPSE)["rows"] == [expected]
    assert registry.json("announcements", "follow-up", "uspace-treefam", *LAPSE)["rows"] == [expected]
    assert registry.json("announcements", "follow-up", "uspace-treefam")["rows"] == [expected]


def test_show_tells_it(registry: CommandLine) -> None:
    """The card of the announcement has a line for it."""
    registry("announcements", "follow-up", "uspace-treefam", *LAPSE)
    shown = registry("announcements", "show", "uspace-treefam").stdout
    assert "lapsed on 2025-03, https://example.org/lapse" in shown


def test_nothing_recorded_is_not_nothing_done(registry: CommandLine) -> None:
    """Without any follow-up the list says that this proves nothing."""
    assert "does not say that nothing did" in registry("announcements", "follow-up", "uspace-treefam").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("uspace-treefarm",), 1, "did you mean 'uspace-treefam'"),
        (("uspace-treefam", "--outcome", "lapsed"), 2, "pass --outcome, --on and --source together"),
        (("uspace-treefam", *LAPSE[:-1], " "), 2, "pass --outcome, --on and --source together"),
        (("uspace-treefam", *LAPSE[:3], "soon", *LAPSE[4:]), 2, "'soon' is not a date"),
        (("uspace-treefam", "--outcome", "forgotten", *LAPSE[2:]), 2, "no evidence found"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    registry: CommandLine, arguments: tuple[str, ...], code: int, says: str
) -> None:
    """An unknown announcement, half a record, or a date that is none says what to write."""
    assert says in registry("announcements", "follow-up", *arguments, code=code).stderr
