"""What every command shares: where data go, who is told what, and the bar."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.commands.face import Options
from eventstudy.reporting.screen import PLAIN, Screen

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
    """In a pipe a table is neither cut nor coloured."""
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert Options().screen() == PLAIN


def test_a_terminal_has_its_width_and_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal a table fits, and styles are shown unless NO_COLOR says no."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Options().screen() == Screen(90, coloured=True, blocks=False)
    monkeypatch.setenv("NO_COLOR", "1")
    assert Options().screen() == Screen(90, coloured=False, blocks=False)


def test_a_file_is_written_as_a_pipe_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With -o the terminal does not matter; with -o - it does."""
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("COLUMNS", "90")
    assert Options(output=tmp_path / "study.txt").screen() == PLAIN
    assert Options(output=Path("-")).screen().width == 90
