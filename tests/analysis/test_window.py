"""Windows of sessions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.analysis.window import Window
from eventstudy.errors import WindowError


def test_both_ends_are_included() -> None:
    """From the tenth session before day 0 to the tenth after it are twenty-one."""
    assert len(Window(-10, 10)) == 21
    np.testing.assert_array_equal(Window(-1, 2).offsets, [-1, 0, 1, 2])


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    """The message says how to write it."""
    with pytest.raises(
        WindowError, match="window 10:-10: ends before it starts; write the earlier session first"
    ):
        Window(10, -10)


@given(st.integers(-500, 500), st.integers(0, 500))
def test_text_and_window_are_one(first: int, more: int) -> None:
    """A window is read back from its own text."""
    window = Window(first, first + more)
    assert Window.parse(str(window)) == window


@pytest.mark.parametrize("text", ["", "5", "-10-10", "a:b", "1.5:2", "1:2:3"])
def test_what_is_no_window_is_refused(text: str) -> None:
    """Anything but two whole numbers and a colon is refused with an example."""
    with pytest.raises(WindowError, match=r"cannot be read; write FIRST:LAST in sessions, e\.g\. -10:10"):
        Window.parse(text)
