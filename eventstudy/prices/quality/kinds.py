"""What prices can be found to be, by name; without any heavy import, for help must not wait."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Kind: TypeAlias = Literal[
    "calendar_gap",
    "closed_day_row",
    "unadjusted_split",
    "unit_error",
    "stale_run",
    "zero_volume_run",
    "suspension",
    "spike",
    "price_limit",
    "adjusted_close_break",
    "missing_dividend",
    "currency_change",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind, in the order in which they are listed; the function that finds each defines it."""
