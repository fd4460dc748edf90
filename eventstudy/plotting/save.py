"""Writes figures: the same input gives the same bytes, in any process, and a file is whole or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from eventstudy.drafts import draft_of
from eventstudy.plotting.style import house_style

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

_COLOURS = 128
"""Enough for a picture of lines and text: a third of the bytes of full colour."""


_ALMOST_WHITE = 254


def save_figure(figure: Figure, path: Path, image: Literal["png", "svg", "pdf"] = "png") -> None:
    """Write a figure as a PNG with a palette, or as SVG or PDF without dates.

    Parameters
    ----------
    figure : Figure
    path : Path
        Its folder is made if need be.
    image : {"png", "svg", "pdf"}
    """
    with draft_of(path) as draft, house_style():
        if image == "png":
            _save_png(figure, draft)
        elif image == "svg":
            figure.savefig(draft, format="svg", metadata={"Date": None})
        else:
            figure.savefig(draft, format="pdf", metadata={"CreationDate": None})


def _save_png(figure: Figure, draft: Path) -> None:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    reduced = picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # The fast method rounds white paper to 254.
    reduced.putpalette([255 if level == _ALMOST_WHITE else level for level in reduced.getpalette() or []])
    reduced.save(draft, format="PNG", compress_level=6)
