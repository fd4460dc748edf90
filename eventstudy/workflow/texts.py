"""What the command line says of a design, before anything heavy is imported to understand it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal


@dataclass(frozen=True, slots=True)
class DesignTexts:
    """What the options say, as it was typed.

    Attributes
    ----------
    model, estimation, window : str
    subwindow : tuple of str
    returns : {"log", "simple"}
    returns_over_gaps : {"missing", "lumped", "trade-to-trade"}
    min_observations : int
    allow_partial, exclude_other_events : bool
    factors : tuple of Path
        Files of daily factors.
    factors_in_percent : bool
    factor_columns : str or None
        Columns for ``factor_model``, separated by commas.
    leads : int
    tests : str or None
        Names separated by commas; None for all of them.
    """

    model: str
    estimation: str
    window: str
    subwindow: tuple[str, ...]
    returns: Literal["log", "simple"]
    returns_over_gaps: Literal["missing", "lumped", "trade-to-trade"]
    min_observations: int
    allow_partial: bool
    exclude_other_events: bool
    factors: tuple[Path, ...]
    factors_in_percent: bool
    factor_columns: str | None
    leads: int
    tests: str | None


def names(text: str | None) -> tuple[str, ...]:
    """Split names at their commas; None has none.

    >>> names("patell, bmp")
    ('patell', 'bmp')
    """
    return () if text is None else tuple(name.strip() for name in text.split(","))
