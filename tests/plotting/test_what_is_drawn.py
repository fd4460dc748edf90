"""Lines, dots and squares are the numbers that were given, and a picture without any movement is drawn too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from all_pictures import averages, heatmap, ladder, multiples, ranking, table, words
from matplotlib.colors import to_hex
from pictures import picture

from eventstudy.plotting import AveragesPicture, MultiplesPicture
from eventstudy.plotting.averages import Average
from eventstudy.plotting.heatmap import CLIPPED
from eventstudy.plotting.house import LIGHT
from eventstudy.plotting.ladder import dollars
from eventstudy.plotting.multiples import Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from eventstudy.arrays import Floats
    from eventstudy.plotting import Picture

OFFSETS = np.arange(-10, 21)
FLAT = np.zeros(31)


def drawn(axes: Axes, values: Floats) -> bool:
    """Say whether one of the lines of some axes runs through all of some values."""
    return any(np.array_equal(line.get_ydata(), values) for line in axes.lines)


def test_averages_are_drawn_on_one_scale() -> None:
    """Each panel has its mean; all have one scale; coloured are those that are marked."""
    given = averages()
    panels = given.figure().axes
    assert len({axes.get_ylim() for axes in panels}) == 1
    for axes, one in zip(panels, given.averages, strict=True):
        assert drawn(axes, one.mean)
        (line,) = [line for line in axes.lines if np.array_equal(line.get_ydata(), one.mean)]
        assert to_hex(line.get_color()) == (LIGHT.accent if one.marked else LIGHT.grey)


def test_panels_are_drawn_in_their_order_on_one_scale() -> None:
    """Each small multiple has its path, in the order given."""
    given = multiples()
    panels = given.figure().axes
    assert len({axes.get_ylim() for axes in panels}) == 1
    for axes, panel in zip(panels, given.panels, strict=True):
        assert drawn(axes, panel.path)


def test_squares_are_the_sigmas() -> None:
    """A square has its sigmas up to where the colour ends, and a missing one none."""
    given = heatmap()
    squares = given.figure().axes[0].collections[0].get_array()
    assert squares is not None
    masked = np.ma.masked_invalid(np.ma.asarray(squares).reshape(given.sigmas.shape))
    np.testing.assert_allclose(
        masked.filled(np.nan), np.clip(given.sigmas, -CLIPPED, CLIPPED), equal_nan=True
    )


def test_dots_are_the_scores() -> None:
    """Every row has a dot at its score, the marked ones in the accent colour, and its interval behind it."""
    given = ranking()
    (axes,) = given.figure().axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    found = {
        (float(x), float(y), to_hex(line.get_color()))
        for line in dots
        for x, y in np.asarray(line.get_xydata()).tolist()
    }
    assert found == {
        (one.score, float(place), LIGHT.accent if one.marked else LIGHT.ink)
        for place, one in enumerate(given.rows)
    }
    spans = axes.collections[0].get_segments()  # type: ignore[attr-defined]  # hlines are a LineCollection
    assert [(span[0][0], span[1][0]) for span in spans] == [(one.low, one.high) for one in given.rows]


def test_rungs_are_the_costs() -> None:
    """Every rung goes from its lowest to its highest cost, and the deal's line stands at its price."""
    given = ladder()
    (axes,) = given.figure().axes
    lines = [tuple(np.asarray(line.get_xdata(), dtype=float).tolist()) for line in axes.lines]
    for one in given.rungs:
        assert (one.low, one.high) in lines
    assert (given.low, given.low) in lines
    assert [dollars(value) for value in (999.0, 35_000.0, 1e6, 12.5e6)] == [
        "US$999", "US$35,000", "US$1m", "US$12.5m",
    ]  # fmt: skip


def test_cells_are_written_in_their_order() -> None:
    """Short cells of a table are written whole, row by row."""
    given = table(rows=3)
    said = [text.get_text() for text in given.figure().texts]
    assert [text for text in said if text in given.columns[1].cells] == list(given.columns[1].cells)


@pytest.mark.parametrize(
    "level",
    [
        AveragesPicture(words(), (Average("a", OFFSETS, FLAT, FLAT, FLAT, marked=False),), 10),
        MultiplesPicture(words(), (Panel("a", "n", OFFSETS, FLAT, FLAT, marked=False),)),
        replace(picture(volume=False), path=FLAT, band=FLAT),
        replace(ladder(), rungs=ladder().rungs[:1], high=35_000.0),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_does_not_move_is_drawn(level: Picture) -> None:
    """A path of zeros and a price without a span are drawn, and nothing warns."""
    assert level.figure().axes
