"""Lines are no wider than they may be, as the real renderer measures them, and no text is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.presets import DPI
from eventstudy.plotting.style import house_style
from eventstudy.plotting.wrapping import lines_of, named, shortened, text_width, wrapped

TEXTS = [
    "A contract for 600 satellites of US$21m, which either side can leave within fifteen days at no cost whatever",
    "洲际航天科技集团与阿联酋Treefam Holdings LLC签订六百颗卫星销售框架协议\uff0c总价值二千一百万美元",
    "iiiiiiiiii WWWWWWWWWW llllllllll MMMMMMMMMM .......... @@@@@@@@@@",
    "short",
]


def measured(text: str, *, size: float = 9.0, weight: str = "normal") -> float:
    """Return how wide the renderer draws a text, in pixels."""
    figure = Figure(dpi=DPI)
    renderer = FigureCanvasAgg(figure).get_renderer()
    return float(figure.text(0, 0, text, size=size, weight=weight).get_window_extent(renderer).width)


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("width", [180, 420, 1300])
@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_wider_than_asked(text: str, width: int, weight: str) -> None:
    """Each line of a wrapped label fits, and joined they are the text."""
    with house_style(DEFAULT_SHEET):
        label = Figure(dpi=DPI).text(0, 0, text, size=9, weight=weight)
        lines = wrapped(label, width).get_text().split("\n")
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for line in lines:
            assert measured(line, weight=weight) <= width or " " not in line
        assert len(lines) == 1 or measured(lines[0], weight=weight) > width / 3


def test_a_long_word_stands_alone() -> None:
    """A word wider than the line is not cut, and nothing stands beside it."""
    with house_style(DEFAULT_SHEET):
        assert lines_of("see https://example.com/a/very/long/address now", 200, size=9) == [
            "see", "https://example.com/a/very/long/address", "now",
        ]  # fmt: skip


def test_chinese_breaks_between_any_two_letters() -> None:
    """A text without blanks fills its lines."""
    with house_style(DEFAULT_SHEET):
        lines = lines_of("洲际航天科技集团有限公司" * 4, 300, size=9)
    assert len({len(line) for line in lines[:-1]}) == 1
    assert len(lines) > 2


@given(st.text(alphabet="abc 洲际MW.", max_size=60), st.integers(60, 600))
def test_what_is_shortened_fits(text: str, width: int) -> None:
    """A text is whole or ends with an ellipsis, and is no wider than asked."""
    with house_style(DEFAULT_SHEET):
        short = shortened(text, width, size=8)
        assert short == text or short.endswith("…")
        assert text.startswith(short.rstrip("…").rstrip())
        assert text_width(short, size=8) <= width + 1e-6 or short == "…"


def test_a_date_stays_whole_beside_a_long_name() -> None:
    """Of a name and a date the name gives way."""
    with house_style(DEFAULT_SHEET):
        text = named("A company with a very long name", "11 Feb 2025", 300, size=7)
        assert text.endswith("…, 11 Feb 2025")
        assert measured(text, size=7) <= 300
        assert named("USPACE", "11 Feb 2025", 300, size=7) == "USPACE, 11 Feb 2025"
