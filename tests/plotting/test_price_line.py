"""The line is the prices, gaps and all; discs are numbered in order and stand in the frame, on none other."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from all_pictures import price_line, words
from matplotlib.backends.backend_agg import FigureCanvasAgg

from eventstudy.plotting import PRESETS, PriceLinePicture, Sheet
from eventstudy.plotting.price_line import Marked

DAYS = 20_000 + np.arange(200)


def crowded(count: int, day: int) -> PriceLinePicture:
    """Return a line that ends at its highest, with so many announcements on one day at the highest price."""
    marks = tuple(Marked(int(DAYS[day]), 2.0, f"announcement {k}", k == 0) for k in range(count))
    return PriceLinePicture(words(), DAYS, np.linspace(1, 2, 200), marks, "closing price")


def test_the_line_is_the_prices() -> None:
    """Sessions and prices are drawn as given, and a session without a price breaks the line."""
    picture = price_line()
    line = picture.figure().axes[0].lines[0]
    np.testing.assert_array_equal(line.get_xdata(), picture.days)
    np.testing.assert_array_equal(line.get_ydata(), picture.prices)
    assert np.isnan(np.asarray(line.get_ydata(), dtype=float)).sum() == 10


@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize(("count", "day"), [(1, 0), (4, 199), (8, 60), (14, 60), (14, 199)])
def test_crowded_discs_stay_apart_and_in_the_frame(count: int, day: int, preset: str) -> None:
    """However many announcements fall on one day, every disc is whole in the frame's height and covers no other."""
    figure = crowded(count, day).figure(Sheet(PRESETS[preset]))
    renderer = FigureCanvasAgg(figure).get_renderer()
    (axes,) = figure.axes
    discs = [text for text in axes.texts if text.get_text().isdigit()]
    assert [text.get_text() for text in discs] == [str(k) for k in range(1, count + 1)]
    boxes = [text.get_window_extent(renderer) for text in discs]
    for box in boxes:
        assert axes.bbox.y0 <= box.y0
        assert box.y1 <= axes.bbox.y1
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_one_price_throughout_is_a_level_line() -> None:
    """Equal prices have a scale around them."""
    picture = PriceLinePicture(
        words(), DAYS, np.full(200, 3.0), (Marked(20_060, 3.0, "a", accent=False),), "p"
    )
    low, high = picture.figure().axes[0].get_ylim()
    assert low < 3.0 < high
