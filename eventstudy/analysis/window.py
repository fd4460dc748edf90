"""Windows of sessions counted from day 0, inclusive on both ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import WindowError

if TYPE_CHECKING:
    from eventstudy.arrays import Integers

_TEXT = re.compile(r"\s*([+-]?\d+)\s*:\s*([+-]?\d+)\s*")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The sessions ``first`` to ``last``, both included, counted from day 0.

    Raises
    ------
    WindowError
        If ``last`` comes before ``first``.

    Examples
    --------
    >>> len(Window(-250, -11))
    240
    >>> str(Window(-10, 10))
    '-10:10'
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WindowError(
                f"window {self}: ends before it starts; write the earlier session first, e.g. -10:10"
            )

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"

    @property
    def offsets(self) -> Integers:
        """Every session of the window, counted from day 0; shape (len,)."""
        return np.arange(self.first, self.last + 1, dtype=np.int64)

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read ``-250:-11``.

        Raises
        ------
        WindowError
            If the text is not two whole numbers with a colon between them.
        """
        found = _TEXT.fullmatch(text)
        if found is None:
            raise WindowError(f"window '{text}': cannot be read; write FIRST:LAST in sessions, e.g. -10:10")
        return cls(int(found[1]), int(found[2]))
