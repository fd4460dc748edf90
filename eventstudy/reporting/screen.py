"""What text is laid out for: a terminal with its width and colours, or a pipe or file, which take it plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Style = Literal["heading", "faint", "stress", "accent", "simulated"]
"""What a piece of text is. No style is a red one: the product accuses nobody."""

UNBOUNDED = 10_000
"""Columns of what has no edge."""

_NARROWEST = 20
"""Columns of a terminal below which nobody reads a table, and no table is squeezed."""

_CODES: Mapping[Style, str] = {
    "heading": "1",
    "faint": "2",
    "stress": "1",
    "accent": "1;34",
    "simulated": "1;7",
}
"""Parameters of Select Graphic Rendition (ECMA-48, section 8.3.117): bold, faint, blue as on pictures, reversed."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where text will stand.

    Attributes
    ----------
    width : int
        Columns that a line may take.
    coloured : bool
        Whether styles are shown.
    blocks : bool
        Whether block characters can be written.
    """

    width: int = UNBOUNDED
    coloured: bool = False
    blocks: bool = True

    @property
    def room(self) -> int:
        """Columns that a table is fitted into."""
        return max(self.width, _NARROWEST)

    def paint(self, text: str, style: Style | None) -> str:
        """Show a text in a style, where styles are shown; it takes as many cells as before."""
        if not (self.coloured and style and text):
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


PLAIN = Screen()
"""A pipe or a file: as wide as it likes, and without a colour."""


def colours_wanted(environment: Mapping[str, str]) -> bool:
    """Say whether a terminal is to be coloured: not where NO_COLOR (no-color.org) is set, nor where it is dumb.

    >>> colours_wanted({"TERM": "xterm"}), colours_wanted({"NO_COLOR": "1"}), colours_wanted({"TERM": "dumb"})
    (True, False, False)
    """
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def writes_blocks(encoding: str | None) -> bool:
    """Say whether block characters can be written in an encoding.

    >>> writes_blocks("utf-8"), writes_blocks("latin-1"), writes_blocks(None)
    (True, False, False)
    """
    try:
        "▁█".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
