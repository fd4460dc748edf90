"""What every command shares: where data go, who is told what, and the bar."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from eventstudy.commands.face import Options, terminal_width

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the bar is drawn on stderr, and every item comes through."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(Options().progress([1, 2, 3], label="Drawing", length=3)) == [1, 2, 3]
    assert "Drawing" in stream.getvalue()


def test_no_bar_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, --no-progress and --quiet get no bar, and every item all the same."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    for options in (Options(no_progress=True), Options(quiet=True)):
        assert list(options.progress([1, 2], label="Drawing", length=2)) == [1, 2]
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(Options().progress([1, 2], label="Drawing", length=2)) == [1, 2]
    assert stream.getvalue() == ""


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """With --quiet nothing is told; data still go to stdout."""
    quiet = Options(quiet=True)
    quiet.say("told")
    quiet.emit("data")
    assert capsys.readouterr() == ("data\n", "")
    Options().say("told")
    assert capsys.readouterr().err == "told\n"


def test_a_pipe_is_as_wide_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe a table is never cut; on a terminal it fits."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert terminal_width() > 1_000
