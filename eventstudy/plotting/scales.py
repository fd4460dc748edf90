"""How the numbers of an axis are written, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.ticker import FuncFormatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MINUS = "\N{MINUS SIGN}"


def per_cent() -> FuncFormatter:
    """Write fractions as signed per cent, zero without a sign."""
    return FuncFormatter(_per_cent)


def _per_cent(value: float, _place: int | None) -> str:
    shown = round(100 * value, 6)
    return "0%" if shown == 0 else f"{shown:+g}%".replace("-", MINUS)


def name_axis(axes: Axes, text: str) -> None:
    """Write what the upright scale measures above its upper end, where it can be read without turning the head."""
    axes.set_title(text, loc="left", x=0, size=7.5, color=mpl.rcParams["axes.labelcolor"], pad=5)
