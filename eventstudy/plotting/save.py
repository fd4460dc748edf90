"""Writes figures: the same input gives the same bytes, in any process, and a file is whole or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from eventstudy.drafts import draft_of
from eventstudy.plotting.house import DEFAULT_SHEET
from eventstudy.plotting.style import house_style

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

ImageFormat = Literal["png", "svg", "pdf"]

_COLOURS = 128
"""Enough for a picture of lines and text: a third of the bytes of full colour."""


def save_figure(figure: Figure, path: Path, image: ImageFormat = "png", *, alt: str = "") -> None:
    """Write a figure as a PNG with a palette, or as SVG or PDF without dates.

    Parameters
    ----------
    figure : Figure
    path : Path
        Its folder is made if need be.
    image : {"png", "svg", "pdf"}
    alt : str
        What the picture shows, in words; the file carries it as its description.
    """
    with draft_of(path) as draft, house_style(DEFAULT_SHEET):
        if image == "png":
            _save_png(figure, draft, alt)
        elif image == "svg":
            figure.savefig(draft, format="svg", metadata={"Date": None, "Description": alt or None})
        else:
            figure.savefig(draft, format="pdf", metadata={"CreationDate": None, "Subject": alt or None})


def _save_png(figure: Figure, draft: Path, alt: str) -> None:
    # The canvas that measured the words knows their sizes; a new one would measure them again.
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    reduced = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    reduced.putpalette(_with_paper(reduced, picture))
    about = PngInfo()
    if alt:
        about.add_itxt("Description", alt)
    reduced.save(draft, format="PNG", compress_level=6, pnginfo=about)


def _with_paper(reduced: Image.Image, picture: Image.Image) -> list[int]:
    """Return the palette with the paper, the colour of the first pixel, exactly: the fast method rounds it."""
    palette = list(reduced.getpalette() or [])
    place = np.asarray(reduced)[0, 0]
    palette[3 * place : 3 * place + 3] = np.asarray(picture)[0, 0].tolist()
    return palette
