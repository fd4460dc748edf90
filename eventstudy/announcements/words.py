"""Words out of files, made safe to show."""

from __future__ import annotations

import unicodedata

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


def _is_shown(character: str) -> bool:
    return character not in _DIRECTIONS and unicodedata.category(character) not in _CONTROLS_AND_SURROGATES
