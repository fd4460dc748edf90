"""One event among the windows that it was compared with: a histogram of their scores, and its own place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from eventstudy.plotting.frame import framed
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.labels import Labels, Look
from eventstudy.plotting.scales import name_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from eventstudy.arrays import Floats
    from eventstudy.plotting.frame import Page, Words
    from eventstudy.plotting.house import Sheet

_BINS = 40


@dataclass(frozen=True, slots=True, eq=False)
class HistogramPicture:
    """Everything that the picture shows.

    Attributes
    ----------
    words : Words
    scores : ndarray of shape (m,)
        Of the comparable windows, told for a rise of the event's size.
    score : float
        The event's own.
    mark, beyond : str
        What stands beside the event's line, and beside the windows that reach it.
    """

    words: Words
    scores: Floats
    score: float
    mark: str
    beyond: str

    def figure(self, sheet: Sheet = DEFAULT_SHEET) -> Figure:
        """Draw the histogram; windows that reach the event's score are in the accent colour."""
        with framed(self.words, sheet) as page:
            axes = page.axes(named=True)
            highest = _draw_bars(self, axes, page)
            axes.axvline(self.score, color=page.colours.ink, linewidth=1.4, zorder=4)
            axes.set_ylim(0, 1.25 * highest)
            axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
            axes.set_xlabel("how fully, and how fast, the rise came back: reversal score")
            name_axis(axes, "comparable windows without an announcement")
            _label(self, axes, page, highest)
        return page.figure


def _draw_bars(picture: HistogramPicture, axes: Axes, page: Page) -> int:
    """Draw bars of one width, an edge of them on the event's score; return the highest count."""
    low, high = (
        float(min(picture.scores.min(), picture.score)),
        float(max(picture.scores.max(), picture.score)),
    )
    width = max((high - low) / _BINS, 1e-9)
    below = np.arange(np.ceil((picture.score - low) / width), 0, -1)
    above = np.arange(0, np.floor((high - picture.score) / width) + 2)
    edges = picture.score + width * np.concatenate([-below, above])
    # Rounding can leave the lowest score just below the first edge, and every window that has it uncounted.
    edges[0] = min(edges[0], low)
    counts, _ = np.histogram(picture.scores, edges)
    reached = edges[:-1] >= picture.score
    shades = np.where(reached, page.colours.accent, page.colours.pale).tolist()
    axes.bar(edges[:-1], counts, width=0.92 * width, align="edge", color=shades, linewidth=0, zorder=3)
    return int(counts.max())


def _label(picture: HistogramPicture, axes: Axes, page: Page, highest: int) -> None:
    counts = np.linspace(0, highest, 25)
    line = np.column_stack([np.full_like(counts, picture.score), counts])
    labels = Labels(axes, page.renderer, line)
    # The right side is taken first: there are the windows that reach the line.
    labels.beside_line(picture.beyond, picture.score, look=Look(7.5, page.colours.accent, "bold"))
    labels.beside_line(picture.mark, picture.score, look=Look(8.5, page.colours.ink, "bold"))
