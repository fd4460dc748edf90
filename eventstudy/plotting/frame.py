"""What stands around every picture: title and subtitle, the tag on made-up prices, source line, credit and logo."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from eventstudy.plotting.presets import DPI
from eventstudy.plotting.style import house_style
from eventstudy.plotting.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg

    from eventstudy.plotting.house import Colours, Sheet

MARGIN = 0.045
"""Left and right of what is written, as a fraction of the width."""

_HEAD, _FOOT = 44.0, 21.0
"""Pixels above the title, and below the source line."""

_NOTE = 26.0
"""Pixels of the line that says what has no room."""

LOW = 700
"""Pixels of height below which the picture needs the subtitle's room: a link preview has its text beside it."""

_BARE, _TAGGED = 12.0, 96.0
"""Pixels around a bare picture, and above one that carries a tag."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a picture.

    Attributes
    ----------
    title, subtitle, source : str
        The finding in a sentence, what is drawn, and where the data come from.
    simulated : bool
        Whether the data are made up.
    """

    title: str
    subtitle: str
    source: str
    simulated: bool


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A figure with everything around the picture in place, and the room that is left for the picture itself.

    Attributes
    ----------
    figure : Figure
    renderer : RendererAgg
        Measures text.
    colours : Colours
    top, bottom : float
        The room, as fractions of the height; from ``MARGIN`` to ``1 - MARGIN`` of the width.
    """

    figure: Figure
    renderer: RendererAgg
    colours: Colours
    top: float
    bottom: float

    def axes(self, *, left: float = 0.085, below: float = 85.0, named: bool = False) -> Axes:
        """Add axes that fill the room.

        Parameters
        ----------
        left : float
            Where they begin, as a fraction of the width.
        below : float
            Pixels for the numbers and the name of the lower axis.
        named : bool
            Whether the upright scale will have a name above its upper end, see ``scales.name_axis``.
        """
        floor, ceiling = self.bottom + self.high(below), self.top - self.high(26 if named else 0)
        return self.figure.add_axes((left, floor, 1 - MARGIN - left, ceiling - floor))

    def keeping(self, count: int, *, least: float, beside: float = 0.0, abreast: int = 1) -> tuple[Page, int]:
        """Return how many of some parts have room, and the page; where some have none, it says how many below the rest.

        Parameters
        ----------
        count : int
        least : float
            Pixels of height below which a row of parts cannot be read.
        beside : float
            Pixels of height that something else takes.
        abreast : int
            Parts in a row.
        """
        room = (self.top - self.bottom) * self.figure.bbox.height - beside
        fitting = min(count, abreast * max(int(room // least), 1))
        if fitting == count:
            return self, count
        fitting = min(count, abreast * max(int((room - _NOTE) // least), 1))
        self.figure.text(
            1 - MARGIN, self.bottom + self.high(4), f"{count - fitting} more have no room at this size", ha="right",
            va="bottom", size=6.6, color=self.colours.grey,
        )  # fmt: skip
        return replace(self, bottom=self.bottom + self.high(_NOTE)), fitting

    def high(self, pixels: float) -> float:
        """Return a height in pixels as a fraction of the figure's."""
        return float(pixels / self.figure.bbox.height)

    def wide(self, pixels: float) -> float:
        """Return a width in pixels as a fraction of the figure's."""
        return float(pixels / self.figure.bbox.width)


@contextmanager
def framed(words: Words, sheet: Sheet) -> Iterator[Page]:
    """Lay out what stands around a picture; draw the picture inside the ``with``, under the same style."""
    with house_style(sheet):
        figure = Figure(figsize=sheet.preset.inches, dpi=DPI)
        renderer = FigureCanvasAgg(figure).get_renderer()
        room = figure.bbox.width * (1 - 2 * MARGIN)
        if words.simulated:
            room -= _simulated(figure, sheet.colours, renderer)
        if sheet.bare:
            top = 1 - (_TAGGED if words.simulated else _BARE) / figure.bbox.height
            bottom = _BARE / figure.bbox.height
        else:
            top = _headings(figure, words, room, renderer, sheet.colours)
            bottom = _foot(figure, words.source, renderer, sheet)
        yield Page(figure, renderer, sheet.colours, top, bottom)


def _simulated(figure: Figure, colours: Colours, renderer: RendererAgg) -> float:
    """Write SIMULATED across the picture and into its corner; return the width that the title loses by that."""
    figure.text(
        0.52, 0.45, "SIMULATED", ha="center", va="center", size=58, weight="bold", color=colours.ink, alpha=0.085,
        rotation=24, zorder=-1,
    )  # fmt: skip
    tag = figure.text(
        1 - MARGIN, 1 - _HEAD / figure.bbox.height, "SIMULATED", ha="right", va="top", size=9, weight="bold",
        color=colours.paper, bbox={"facecolor": colours.ink, "edgecolor": colours.ink, "pad": 2.5},
    )  # fmt: skip
    return float(tag.get_window_extent(renderer).width + figure.bbox.width * 0.03)


def _headings(
    figure: Figure, words: Words, title_room: float, renderer: RendererAgg, colours: Colours
) -> float:
    """Write title and subtitle; return how far down they reach, as a fraction of the height."""
    width, height = figure.bbox.width, figure.bbox.height
    title = figure.text(
        MARGIN, 1 - _HEAD / height, words.title, ha="left", va="top", size=12.5, weight="bold", linespacing=1.15
    )  # fmt: skip
    lowest = wrapped(title, title_room).get_window_extent(renderer).y0
    if height < LOW:
        return float((lowest - 32) / height)
    y = (lowest - 18) / height
    subtitle = figure.text(
        MARGIN, y, words.subtitle, ha="left", va="top", size=7.8, color=colours.grey, linespacing=1.25
    )
    lowest = wrapped(subtitle, width * (1 - 2 * MARGIN)).get_window_extent(renderer).y0
    return float((lowest - 32) / height)


def _foot(figure: Figure, source: str, renderer: RendererAgg, sheet: Sheet) -> float:
    """Write source, credit and logo; return how far up they reach, as a fraction of the height."""
    width, height, colours = figure.bbox.width, figure.bbox.height, sheet.colours
    room = width * (1 - 2 * MARGIN)
    if sheet.house.logo:
        logo = figure.text(
            1 - MARGIN, _FOOT / height, sheet.house.logo, ha="right", va="bottom", size=8, weight="bold", color=colours.accent
        )  # fmt: skip
        room -= logo.get_window_extent(renderer).width + width * 0.03
    said = f"{source} {sheet.house.credit}".strip()
    line = figure.text(MARGIN, _FOOT / height, said, ha="left", va="bottom", size=6.6, color=colours.grey)
    return float(wrapped(line, room).get_window_extent(renderer).y1 / height)
