"""The board of a mainland share, which decides its rules, by its number.

Source: the code ranges of the exchanges. Shanghai: 60 main board, 688 and 689 STAR. Shenzhen: 000 to 003
main board, 300 to 302 ChiNext. From general knowledge: the exchanges' own
pages were not at hand.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Board: TypeAlias = Literal["main", "star", "chinext", "beijing"]

_PREFIXES: tuple[tuple[str, tuple[str, ...], Board], ...] = (
    ("XSHG", ("688", "689"), "star"),
    ("XSHG", ("60",), "main"),
    ("XSHE", ("300", "301", "302"), "chinext"),
    ("XSHE", ("000", "001", "002", "003"), "main"),
    ("BJSE", ("4", "8", "92"), "beijing"),
)


def board_of(symbol: str, mic: str) -> Board | None:
    """Return the board of a mainland share; None elsewhere, and for numbers of no board (B shares, funds).

    >>> board_of("688256.SS", "XSHG"), board_of("300058.SZ", "XSHE"), board_of("900901.SS", "XSHG")
    ('star', 'chinext', None)
    """
    return next((b for place, starts, b in _PREFIXES if place == mic and symbol.startswith(starts)), None)
