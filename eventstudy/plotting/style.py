"""The settings under which everything is drawn: seaborn's white grid in the colours and fonts of a house."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import matplotlib as mpl

from eventstudy.plotting.fonts import families
from eventstudy.plotting.presets import DPI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.plotting.house import Sheet


@contextmanager
def house_style(sheet: Sheet) -> Iterator[None]:
    """Draw under the settings of a sheet, and put the old ones back afterwards."""
    with mpl.rc_context(), warnings.catch_warnings():
        # Who draws asks ``missing_glyphs`` and says it once, in words.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        mpl.rcParams.update(_settings(sheet))
        yield


@cache
def _settings(sheet: Sheet) -> mpl.RcParams:
    return mpl.RcParams(_seaborn_theme() | _own(sheet))


@cache
def _seaborn_theme() -> dict[str, object]:
    with warnings.catch_warnings():
        # seaborn 0.13 still uses names that newer matplotlib and pandas deprecate; its users cannot help it.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", mpl.MatplotlibDeprecationWarning)
        import seaborn as sns  # noqa: PLC0415  -- imported under the filter, and only to draw

        return {**sns.axes_style("whitegrid"), **sns.plotting_context("paper")}


def _own(sheet: Sheet) -> dict[str, object]:
    colours = sheet.colours
    return {
        "font.family": families(sheet.house),
        "font.size": 8.5,
        "figure.facecolor": colours.paper,
        "savefig.facecolor": "auto",
        "axes.facecolor": "none",
        "axes.grid.axis": "y",
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.edgecolor": colours.pale,
        "axes.labelcolor": colours.grey,
        "axes.labelsize": 7.5,
        "axes.axisbelow": True,
        "grid.color": colours.faint,
        "grid.linewidth": 0.7,
        "xtick.color": colours.grey,
        "xtick.labelsize": 7.5,
        "ytick.color": colours.grey,
        "ytick.labelsize": 7.5,
        "ytick.left": False,
        "text.color": colours.ink,
        # A dollar sign in a headline is a dollar sign.
        "text.parse_math": False,
        "svg.hashsalt": "eventstudy",
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
    }
