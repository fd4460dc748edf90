"""Breaks a text into lines of a width, or cuts it.

Letters are as wide as their font says, which is known without drawing them: asking the renderer how wide each try
comes out takes longer than drawing the picture's lines.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags

from eventstudy.plotting.presets import DPI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.text import Text

_CAREFUL = 0.985
"""Lines are filled up to this share of the width: hinting makes some letters a little wider than their font says."""

_FONT_UNITS = 65536.0


def wrapped(label: Text, width: float) -> Text:
    """Break a text into lines that are no wider than ``width`` pixels; a longer word stands alone.

    Chinese and Japanese, which have no blanks, break between any two letters.
    """
    properties = label.get_fontproperties()
    families, bold = tuple(properties.get_family()), properties.get_weight() in {"bold", 700}
    letter = float(label.get_fontsize()) * DPI / 72
    room = _CAREFUL * width / letter
    label.set_text("\n".join(_lines(label.get_text(), room, families, bold=bold)))
    return label


def _lines(text: str, room: float, families: tuple[str, ...], *, bold: bool) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(text):
        size = sum(_advance(letter, families, bold) for letter in piece)
        if line and used + size > room and not piece.isspace():
            yield line.rstrip()
            line, used = "", 0.0
        line, used = line + piece, used + size
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where a line may end: before and after blanks, and between letters that need none."""
    piece = ""
    for letter in text:
        apart = letter.isspace() or _ideographic(letter)
        if piece and (apart or piece.isspace() or _ideographic(piece[-1])):
            yield piece
            piece = ""
        piece += " " if letter.isspace() else letter
    if piece:
        yield piece


def _ideographic(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff"


@cache
def _advance(letter: str, families: tuple[str, ...], bold: bool) -> float:  # noqa: FBT001  -- a key of the cache
    """Return how far a letter moves on, in sizes of its font: by the first family that has it."""
    for family in families:
        font = font_manager.get_font(_path(family, bold))
        if font.get_char_index(ord(letter)):
            font.set_size(1, 72)
            return float(font.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance / _FONT_UNITS)
    return 1.0


@cache
def _path(family: str, bold: bool) -> str:  # noqa: FBT001  -- a key of the cache
    return str(font_manager.findfont(FontProperties(family=[family], weight="bold" if bold else "normal")))


def lines_of(text: str, width: float, *, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines of at most ``width`` pixels; ``size`` is in points, the fonts are those in force."""
    families = tuple(mpl.rcParams["font.family"])
    return list(_lines(text, _CAREFUL * width / (size * DPI / 72), families, bold=bold))


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """Return how wide a text is, in pixels of the figure; see ``lines_of``."""
    families = tuple(mpl.rcParams["font.family"])
    return sum(_advance(letter, families, bold) for letter in text) * size * DPI / 72 / _CAREFUL


def shortened(text: str, width: float, *, size: float, bold: bool = False) -> str:
    """Cut a text to ``width`` pixels of the figure, with an ellipsis where something is lost.

    ``size`` is in points; the fonts are those in force.
    """
    families = tuple(mpl.rcParams["font.family"])
    room = _CAREFUL * width / (size * DPI / 72)
    used = np.cumsum([_advance(letter, families, bold) for letter in text])
    if not len(used) or used[-1] <= room:
        return text
    kept = int(np.searchsorted(used, room - _advance("…", families, bold)))
    return f"{text[:kept].rstrip()}…"


def named(name: str, when: str, width: float, *, size: float, bold: bool = False) -> str:
    """Write a name and a date into ``width`` pixels; the name is cut where both do not fit."""
    families = tuple(mpl.rcParams["font.family"])
    date = sum(_advance(letter, families, bold) for letter in f", {when}") * size * DPI / 72
    return f"{shortened(name, width - date, size=size, bold=bold)}, {when}"
