"""Text laid out in columns and lines for a terminal of some width.

Widths count terminal cells: a Chinese character takes two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from eventstudy.reporting.screen import PLAIN, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

Paint: TypeAlias = Callable[[str, Style | None], str]
"""Shows a text in a style."""

Yield = Literal["never", "cut", "broken", "omitted"]
"""What becomes of a column where it does not fit: nothing, an ellipsis, several lines, or it is left out."""

_SHORTEST = {"cut": 12, "broken": 24}
"""No column is made narrower than this, but for want of room."""

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
    gives : {"never", "cut", "broken", "omitted"}
        How the column gives way.
    styles : sequence of Style or None
        Of each text below the heading; empty where none has any.
    """

    texts: Sequence[str]
    right: bool = False
    gives: Yield = "never"
    styles: Sequence[Style | None] = ()

    @property
    def size(self) -> int:
        """How wide it is if nothing is in its way."""
        return max(map(display_width, self.texts))

    def least(self, room: int) -> int:
        """How narrow it may become; broken text keeps its words whole, but for those longer than ``room``."""
        if self.gives in {"never", "omitted"}:
            return self.size
        words = (display_width(word) for text in self.texts for word in text.split())
        longest = max((word for word in words if word <= room), default=0) if self.gives == "broken" else 0
        return min(self.size, max(min(_SHORTEST[self.gives], room), longest, 1))


_Part: TypeAlias = list[tuple[TextColumn, int]]
"""Columns that stand side by side, each with how narrow it may become."""


def blocks(columns: Sequence[TextColumn], width: int, paint: Paint = PLAIN.paint) -> list[list[str]]:
    """Lay columns side by side, in as few blocks of lines as the width allows.

    Columns give way first; the first one, which names the row, not below half the width. Those that still do
    not fit stand in a block below, beside the first column again; one that may be omitted is left out where
    not even that has room for it. ``paint`` adds styles; cells are counted without them.
    """
    room = width - _BETWEEN - _naming(columns[0], width)
    kept = [column for column in columns if column.gives != "omitted" or column.size <= room]
    return [_block(part, width, paint) for part in _parts(kept, width)]


def _naming(first: TextColumn, width: int) -> int:
    """Return how narrow the column that names the rows may become."""
    return max(first.least(width), min(first.size, width // 2))


def _parts(columns: Sequence[TextColumn], width: int) -> list[_Part]:
    """Divide columns into parts that fit, each with the first column and at least one more."""
    first, name = columns[0], _naming(columns[0], width)
    parts: list[_Part] = [[(first, name)]]
    used = name
    for column in columns[1:]:
        least = column.least(width - name - _BETWEEN)
        if used + _BETWEEN + least > width and len(parts[-1]) > 1:
            parts.append([(first, name)])
            used = name
        parts[-1].append((column, least))
        used += _BETWEEN + least
    return parts


def _block(part: _Part, width: int, paint: Paint) -> list[str]:
    """Write columns side by side, with a rule below their headings."""
    columns = [column for column, _ in part]
    sizes = _fitted([column.size for column in columns], [least for _, least in part], width)
    texts = zip(*(column.texts for column in columns), strict=True)
    styles = zip(*(column.styles or [None] * (len(column.texts) - 1) for column in columns), strict=True)
    head = _row(next(texts), sizes, columns, ["heading"] * len(columns), paint)
    rule = paint((" " * _BETWEEN).join("-" * size for size in sizes), "faint")
    rows = (_row(row, sizes, columns, style, paint) for row, style in zip(texts, styles, strict=True))
    return [*head, rule, *(line for row in rows for line in row)]


def _fitted(sizes: list[int], least: Sequence[int], width: int) -> list[int]:
    """Shrink columns, the widest first, until the row fits or none may become narrower."""
    excess = sum(sizes) + _BETWEEN * (len(sizes) - 1) - width
    for _ in range(excess):
        candidates = [place for place, size in enumerate(sizes) if size > least[place]]
        if not candidates:
            break
        sizes[max(candidates, key=sizes.__getitem__)] -= 1
    return sizes


def _row(
    cells: Sequence[str],
    sizes: Sequence[int],
    columns: Sequence[TextColumn],
    styles: Sequence[Style | None],
    paint: Paint,
) -> list[str]:
    """Write one row, in as many lines as it needs."""
    stacks = [
        broken(cell, size) if column.gives == "broken" else [_cut(cell, size)]
        for cell, size, column in zip(cells, sizes, columns, strict=True)
    ]
    rights = [column.right for column in columns]
    return [
        (" " * _BETWEEN).join(map(partial(_padded, paint), line, sizes, rights, styles)).rstrip()
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


def _padded(paint: Paint, text: str, size: int, right: bool, style: Style | None) -> str:  # noqa: FBT001  -- one of four that are mapped
    """Fill a text with blanks, which have no style."""
    gap, painted = " " * (size - display_width(text)), paint(text, style)
    return gap + painted if right else painted + gap
