"""Text laid out in columns and lines for a terminal of some width.

Widths count terminal cells: a Chinese character takes two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Yield = Literal["never", "cut", "broken"]
"""What becomes of a column's texts where they do not fit: nothing, an ellipsis, or several lines."""

_SHORTEST = {"cut": 12, "broken": 24}
"""No column is made narrower than this."""

_BETWEEN = 2
"""Blanks between columns, and before the later lines of a note."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column as texts, its heading first.

    Attributes
    ----------
    texts : sequence of str
    right : bool
        Whether they stand at the right.
    gives : {"never", "cut", "broken"}
        How the column gives way.
    """

    texts: Sequence[str]
    right: bool = False
    gives: Yield = "never"

    @property
    def size(self) -> int:
        """How wide it is if nothing is in its way."""
        return max(map(display_width, self.texts))

    @property
    def least(self) -> int:
        """How narrow it may become; broken text keeps its longest word whole."""
        if self.gives == "never":
            return self.size
        words = [display_width(word) for text in self.texts for word in text.split()]
        longest = max(words, default=0) if self.gives == "broken" else 0
        return min(self.size, max(_SHORTEST[self.gives], longest))


def blocks(columns: Sequence[TextColumn], width: int) -> list[list[str]]:
    """Lay columns side by side, in as few blocks of lines as the width allows.

    Columns give way first; the first one, which names the row, not below half the width. Those that still do
    not fit stand in a block below, beside the first column again.
    """
    first, *others = [column.least for column in columns]
    least = [max(first, min(columns[0].size, width // 2)), *others]
    return [
        _block([columns[place] for place in part], [least[place] for place in part], width)
        for part in _parts(least, width)
    ]


def _parts(least: Sequence[int], width: int) -> list[list[int]]:
    """Divide columns into parts that fit, each with the first column and at least one more."""
    parts, used = [[0]], least[0]
    for place, size in enumerate(least[1:], start=1):
        if used + _BETWEEN + size > width and len(parts[-1]) > 1:
            parts.append([0])
            used = least[0]
        parts[-1].append(place)
        used += _BETWEEN + size
    return parts


def _block(columns: Sequence[TextColumn], least: Sequence[int], width: int) -> list[str]:
    """Write columns side by side, with a rule below their headings."""
    sizes = _fitted([column.size for column in columns], least, width)
    heads, *rows = zip(*(column.texts for column in columns), strict=True)
    rule = (" " * _BETWEEN).join("-" * size for size in sizes)
    return [*_row(heads, sizes, columns), rule, *(line for row in rows for line in _row(row, sizes, columns))]


def _fitted(sizes: list[int], least: Sequence[int], width: int) -> list[int]:
    """Shrink columns, the widest first, until the row fits or none may become narrower."""
    excess = sum(sizes) + _BETWEEN * (len(sizes) - 1) - width
    for _ in range(excess):
        candidates = [place for place, size in enumerate(sizes) if size > least[place]]
        if not candidates:
            break
        sizes[max(candidates, key=sizes.__getitem__)] -= 1
    return sizes


def _row(cells: Sequence[str], sizes: Sequence[int], columns: Sequence[TextColumn]) -> list[str]:
    """Write one row, in as many lines as it needs."""
    stacks = [
        broken(cell, size) if column.gives == "broken" else [_cut(cell, size)]
        for cell, size, column in zip(cells, sizes, columns, strict=True)
    ]
    rights = [column.right for column in columns]
    return [
        (" " * _BETWEEN).join(map(_pad, line, sizes, rights)).rstrip()
        for line in zip_longest(*stacks, fillvalue="")
    ]


def broken(text: str, width: int) -> list[str]:
    """Break a text at its blanks into lines of at most ``width`` cells; a longer word stands out.

    >>> broken("robust to events that share days", 16)
    ['robust to events', 'that share days']
    """
    if display_width(text) <= width:
        return [text]
    lines: list[str] = []
    for word in text.split():
        if lines and display_width(lines[-1]) + 1 + display_width(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def hanging(note: str, width: int) -> list[str]:
    """Break a note into lines, those after the first set in."""
    if display_width(note) <= width:
        return [note]
    first, *others = broken(note, width - _BETWEEN)
    return [first, *(f"{' ' * _BETWEEN}{line}" for line in others)]


def display_width(text: str) -> int:
    """Return how many terminal cells a text takes."""
    return sum(
        2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
        if not unicodedata.combining(one)
    )


def _cut(text: str, size: int) -> str:
    if display_width(text) <= size:
        return text
    while display_width(text) > size - 1:
        text = text[:-1]
    return f"{text}…"


def _pad(text: str, size: int, right: bool) -> str:  # noqa: FBT001  -- one of three that are mapped
    gap = " " * (size - display_width(text))
    return gap + text if right else text + gap
