"""What stands around every picture: the tag on made-up prices above it, and the source line below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.plotting.labels import wrapped
from eventstudy.plotting.style import GREY, INK

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.text import Text

MARGIN = 0.045
"""Left and right of what is written, as a fraction of the width."""


def simulated_tag(figure: Figure, y: float) -> Text:
    """Write SIMULATED into the upper right corner, its top at a fraction of the height."""
    return figure.text(
        1 - MARGIN, y, "SIMULATED", ha="right", va="top", size=9, weight="bold", color="white",
        bbox={"facecolor": INK, "edgecolor": INK, "pad": 2.5},
    )  # fmt: skip


def source_line(figure: Figure, source: str, renderer: RendererAgg) -> float:
    """Write where the data come from; return how far up that reaches, as a fraction of the height."""
    line = figure.text(MARGIN, 0.02, source, ha="left", va="bottom", size=6.6, color=GREY)
    wrapped(line, figure.bbox.width * (1 - 2 * MARGIN), renderer)
    return float(line.get_window_extent(renderer).y1 / figure.bbox.height)
