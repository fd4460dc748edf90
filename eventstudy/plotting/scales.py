"""How the numbers of an axis are written, and its name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MINUS = "\N{MINUS SIGN}"

_TOTAL_LOSS = -0.999
"""No price falls by all of itself, and its logarithm could not be drawn."""


def in_price(log_return: float) -> float:
    """Return a log return as the change in price that it is, a fraction."""
    return math.expm1(log_return)


def signed(value: float, decimals: int = 1) -> str:
    """Write a fraction as signed per cent; zero has no sign.

    >>> signed(0.1052), signed(-0.2), signed(0.0001)
    ('+10.5%', '\N{MINUS SIGN}20.0%', '0.0%')
    """
    text = f"{value:+.{decimals}%}"
    return text[1:] if float(text[1:-1]) == 0 else text.replace("-", MINUS)


def price_scale(axes: Axes, *, ticks: int = 6) -> None:
    """Mark an upright scale of log returns at round changes in price, and write it in these."""
    low, high = map(in_price, axes.get_ylim())
    round_ones = np.asarray(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))
    inside = round_ones[(round_ones > _TOTAL_LOSS) & (round_ones >= low) & (round_ones <= high)]
    axes.yaxis.set_major_locator(FixedLocator(np.log1p(inside)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _round(in_price(value))))


def _round(value: float) -> str:
    shown = round(100 * value, 6)
    return "0%" if shown == 0 else f"{shown:+g}%".replace("-", MINUS)


def name_axis(axes: Axes, text: str) -> None:
    """Write what the upright scale measures above its upper end, where it can be read without turning the head."""
    # A height of its own spares a search for one, which costs as much as drawing the line.
    axes.set_title(text, loc="left", x=0, y=1.0, size=7.5, color=mpl.rcParams["axes.labelcolor"], pad=5)
