"""The look: sizes, one accent colour against greys, and the settings under which everything is drawn."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import matplotlib as mpl

from eventstudy.plotting.fonts import families

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACCENT = "#0072B2"
"""The blue of Okabe and Ito's palette: told apart by every kind of colour vision."""

INK, GREY, PALE, FAINT = "#1a1a1a", "#6b6b6b", "#b8b8b8", "#e6e6e6"

DPI = 200
"""Twice what a screen shows, so that a picture stays sharp at half its size."""


@dataclass(frozen=True, slots=True)
class Preset:
    """The size of a picture, in pixels."""

    name: str
    width: int
    height: int

    @property
    def inches(self) -> tuple[float, float]:
        """Width and height at ``DPI``."""
        return self.width / DPI, self.height / DPI


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        one.name: one
        for one in (
            Preset("substack", 1456, 1048),
            Preset("wide", 1456, 819),
            Preset("email", 1200, 800),
            Preset("og", 1200, 630),
            Preset("square", 1456, 1456),
        )
    }
)
"""The sizes that newsletters and link previews ask for."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw under seaborn's white grid and our own settings, and put the old ones back afterwards."""
    with mpl.rc_context(), warnings.catch_warnings():
        # Who draws asks ``missing_glyphs`` and says it once, in words.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        mpl.rcParams.update(_settings())
        yield


@cache
def _settings() -> mpl.RcParams:
    return mpl.RcParams(_seaborn_theme() | _own())


def _seaborn_theme() -> dict[str, object]:
    with warnings.catch_warnings():
        # seaborn 0.13 still uses names that newer matplotlib and pandas deprecate; its users cannot help it.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        import seaborn as sns  # noqa: PLC0415  -- imported under the filter, and only to draw

        return {**sns.axes_style("whitegrid"), **sns.plotting_context("paper")}


def _own() -> dict[str, object]:
    return {
        "font.family": families(),
        "font.size": 8.5,
        "axes.grid.axis": "y",
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.edgecolor": PALE,
        "axes.labelcolor": GREY,
        "axes.labelsize": 7.5,
        "axes.axisbelow": True,
        "grid.color": FAINT,
        "grid.linewidth": 0.7,
        "xtick.color": GREY,
        "xtick.labelsize": 7.5,
        "ytick.color": GREY,
        "ytick.labelsize": 7.5,
        "ytick.left": False,
        "text.color": INK,
        # A dollar sign in a headline is a dollar sign.
        "text.parse_math": False,
        "svg.hashsalt": "eventstudy",
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
    }
