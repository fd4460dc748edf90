"""What somebody who mistyped a name probably meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the known word that ``word`` was probably meant to be, if one is near.

    >>> nearest("announced_on", ["announced_at", "id"])
    'announced_at'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return near[0] if near else None


def suggestion(near: str | None) -> str:
    """Return the question that a message puts before its remedy, or nothing.

    >>> suggestion("announced_at")
    "did you mean 'announced_at'? "
    """
    return "" if near is None else f"did you mean '{near}'? "
