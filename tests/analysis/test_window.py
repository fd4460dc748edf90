"""Windows of sessions, inclusive on both ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.window import Window
from eventstudy.errors import WindowError

SESSIONS = st.integers(-2000, 2000)
WINDOWS = st.tuples(SESSIONS, SESSIONS).map(lambda pair: Window(min(pair), max(pair)))


@given(WINDOWS)
def test_offsets_run_from_first_to_last(window: Window) -> None:
    """The offsets are every session from the first to the last, both included, as whole numbers."""
    assert window.offsets.tolist() == list(range(window.first, window.last + 1))
    assert len(window.offsets) == len(window)
    assert window.offsets.dtype == np.int64


@given(WINDOWS)
def test_text_leads_back_to_the_window(window: Window) -> None:
    """What a window prints can be read again."""
    assert Window.parse(str(window)) == window


@given(SESSIONS, st.integers(1, 2000))
def test_a_window_that_ends_before_it_starts_is_refused(first: int, back: int) -> None:
    """The message shows the window and how to write it."""
    with pytest.raises(WindowError, match=f"window {first}:{first - back}: ends before it starts; write"):
        Window(first, first - back)


@pytest.mark.parametrize(
    ("first", "last", "length"), [(0, 0, 1), (-1, 1, 3), (-10, 10, 21), (-250, -11, 240), (-250, -30, 221)]
)
def test_both_ends_count(first: int, last: int, length: int) -> None:
    """A window of one session has the length one, and day 0 counts."""
    assert len(Window(first, last)) == length


@pytest.mark.parametrize("text", ["-10:10", " -10 : +10 ", "-010:10", "-10:10\n"])
def test_signs_and_blanks_do_not_matter(text: str) -> None:
    """A plus sign, leading zeros and blanks around the numbers are read."""
    assert Window.parse(text) == Window(-10, 10)


@pytest.mark.parametrize(
    "text", ["", "10", ":", "-10:", ":10", "-10;10", "-1.5:2", "a:b", "1:2:3", "- 1:2", "-10,10"]
)
def test_text_that_is_no_window_is_refused(text: str) -> None:
    """Two whole numbers and a colon are needed; the message shows what was seen and an example."""
    with pytest.raises(WindowError, match="cannot be read; write FIRST:LAST in sessions") as caught:
        Window.parse(text)
    assert f"'{text}'" in str(caught.value)


def test_a_reversed_text_is_refused() -> None:
    """Text that is read but ends before it starts is refused like any such window."""
    with pytest.raises(WindowError, match="window 10:-10: ends before it starts"):
        Window.parse("10:-10")


def test_windows_are_values() -> None:
    """Equal windows are one key, windows sort by their first session, and none can be changed."""
    assert len({Window(-1, 1), Window(-1, 1), Window(-1, 2)}) == 2
    assert sorted([Window(0, 5), Window(-1, 2), Window(-1, 1)]) == [
        Window(-1, 1),
        Window(-1, 2),
        Window(0, 5),
    ]
    with pytest.raises(AttributeError):
        Window(0, 1).first = 2  # type: ignore[misc]  # what is tested
