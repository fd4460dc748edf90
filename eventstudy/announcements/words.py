"""Words out of files: made safe to show, and matched with the words that we know."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029", " "))
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROLS_AND_SURROGATES = frozenset({"Cc", "Cs"})


def clean(text: str) -> str:
    r"""Return text on one line, without control characters, lone surrogates and direction overrides.

    A terminal or a browser would act on these, or show other words than are written.

    >>> clean("two\nlines, \x1b[31mone colour")
    'two lines, [31mone colour'
    """
    return "".join(filter(_is_shown, text.replace("\r\n", "\n").translate(_BREAKS))).strip()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was probably meant to be, if one is near.

    >>> nearest("announced_on", ["announced_at", "id"])
    'announced_at'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else None


def suggestion(near: str | None) -> str:
    """Return the question that a message puts before its remedy, or nothing.

    >>> suggestion("announced_at")
    "did you mean 'announced_at'? "
    """
    return "" if near is None else f"did you mean '{near}'? "


def _is_shown(character: str) -> bool:
    return character not in _DIRECTIONS and unicodedata.category(character) not in _CONTROLS_AND_SURROGATES
