"""The picture of one event shows the numbers it is given, in labels that keep clear of each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from pictures import picture

from eventstudy.plotting import PRESETS, EventPicture, Preset, Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox


def texts(figure: Figure) -> list[Text]:
    """Return everything written on the figure outside of its axes' ticks."""
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]


def words(figure: Figure) -> str:
    """Return everything written on the figure, in one line."""
    return " | ".join(text.get_text().replace("\n", " ") for text in texts(figure))


def boxes(figure: Figure, found: list[Text]) -> list[Bbox]:
    """Return where the texts are, in pixels."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [text.get_window_extent(renderer) for text in found]


def test_the_path_drawn_is_the_path_given() -> None:
    """The line carries the path's own log returns, and the marks stand on it."""
    given = picture()
    lines = [line for line in given.figure().axes[0].lines if len(np.asarray(line.get_xdata())) > 1]
    path = next(line for line in lines if len(np.asarray(line.get_xdata())) == len(given.offsets))
    marks = next(line for line in lines if line.get_marker() == "o")
    np.testing.assert_array_equal(path.get_ydata(), given.path)
    np.testing.assert_array_equal(marks.get_xdata(), [1, 8])
    assert np.asarray(marks.get_ydata()).tolist() == [given.at(1), given.at(8)]


def test_every_mark_is_named_directly() -> None:
    """Day 0, the peak, what was given back, the opt-out expiry and the band have labels of their own."""
    shown = words(picture().figure())
    for label in (
        "day 0, 11 Feb 2025",
        "peak +10.5%, day 1",
        "80% given back by day 8",
        "opt-out ends, day 11",
        "95% band",
    ):
        assert label in shown


def test_a_dollar_sign_is_a_dollar_sign() -> None:
    """Text between dollar signs is not taken for a formula."""
    assert "$x$ satellites" in words(picture().figure())


def test_the_fan_is_drawn_with_the_edges_of_the_band() -> None:
    """With ordinary windows two areas are drawn, the band is two dashed lines, and both have a name."""
    given = picture(fan=True)
    axes = given.figure().axes[0]
    assert len(axes.collections) == 2
    dashed = [line for line in axes.lines if np.array_equal(np.asarray(line.get_ydata()), given.band)]
    assert len(dashed) == 1
    shown = words(given.figure())
    assert "nine in ten of its ordinary windows" in shown
    assert "95% band of the model" in shown


def test_no_up_leg_has_no_marks() -> None:
    """Without a peak neither peak nor give-back is marked."""
    shown = words(replace(picture(), peak=None, trough=None, give_back=None).figure())
    assert "peak" not in shown
    assert "given back" not in shown


def test_an_undefined_give_back_is_not_named() -> None:
    """A peak too small for a give-back is marked alone."""
    shown = words(replace(picture(), give_back=None).figure())
    assert "peak +10.5%" in shown
    assert "given back" not in shown


def test_more_than_all_is_all() -> None:
    """A fall deeper than the rise reads as all of it."""
    assert "all of it given back by day 8" in words(replace(picture(), give_back=1.2).figure())


def test_simulated_is_stamped() -> None:
    """SIMULATED stands on a picture of made-up prices, twice, and on no other."""
    assert words(picture(simulated=True).figure()).count("SIMULATED") == 2
    assert "SIMULATED" not in words(picture().figure())


def test_without_volume_there_is_one_panel() -> None:
    """Missing volume is no panel of zeros."""
    assert len(picture(volume=False).figure().axes) == 1
    assert len(picture().figure().axes) == 2


def test_a_low_picture_leaves_the_volume_out() -> None:
    """Where there is no room for two panels, the path takes it."""
    assert len(picture().figure(Sheet(PRESETS["og"])).axes) == 1


def test_a_missing_volume_has_no_bar() -> None:
    """A session without volume has no bar."""
    given = picture()
    holes = np.where(given.offsets == 3, np.nan, given.volume_z)
    bars = replace(given, volume_z=holes).figure().axes[1].collections[0]
    assert len(bars.get_paths()) == len(given.offsets) - 1


SHAPES = [
    picture(peak=0, trough=20),
    picture(peak=10, trough=11),
    picture(peak=9, trough=20, expiry=10),
    picture(size=0.004),
    picture(size=1.8, peak=2, trough=3),
    picture(expiry=0, peak=0, trough=1),
    picture(last=45, expiry=40, peak=5, trough=44),
    picture(simulated=True, peak=0, trough=1),
    picture(volume=False),
    picture(fan=True),
    picture(fan=True, size=0.4, peak=8, trough=9),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("preset", [PRESETS["substack"], PRESETS["og"]], ids=["substack", "og"])
def test_labels_keep_clear_of_each_other(shape: EventPicture, preset: Preset) -> None:
    """No label covers another or leaves the picture, whatever the shape and the size."""
    figure = shape.figure(Sheet(preset))
    found = [text for text in texts(figure) if text.get_rotation() == 0]
    places = boxes(figure, found)
    for (one, here), (other, there) in combinations(zip(found, places, strict=True), 2):
        assert not here.padded(-1).overlaps(there.padded(-1)), (one.get_text(), other.get_text())
    for text, place in zip(found, places, strict=True):
        assert figure.bbox.padded(1).containsx(place.x0), text.get_text()
        assert figure.bbox.padded(1).containsx(place.x1), text.get_text()
        assert figure.bbox.padded(1).containsy(place.y0), text.get_text()
        assert figure.bbox.padded(1).containsy(place.y1), text.get_text()


def test_text_is_legible_at_half_size() -> None:
    """The smallest letters of the widest preset are at least nine pixels at half its size."""
    figure = picture().figure()
    sizes = [float(text.get_fontsize()) for text in texts(figure)]
    sizes += [float(label.get_fontsize()) for axes in figure.axes for label in axes.get_xticklabels()]
    assert min(sizes) * figure.dpi / 72 / 2 >= 9


def test_labels_keep_their_places_at_any_resolution() -> None:
    """A label stands at the same share of the frame whatever the resolution, so that a PDF has it too."""
    figure = picture().figure()
    axes = figure.axes[0]
    shares = []
    for dpi in (200, 72):
        figure.set_dpi(dpi)
        frame = axes.get_window_extent()
        places = boxes(figure, list(axes.texts))
        shares.append(
            [((box.x0 - frame.x0) / frame.width, (box.y0 - frame.y0) / frame.height) for box in places]
        )
    np.testing.assert_allclose(shares[0], shares[1], atol=0.02)
    assert (np.array(shares) > -0.02).all()
    assert (np.array(shares) < 1).all()


def test_a_long_window_has_few_ticks() -> None:
    """The ticks of a window of many months do not run together."""
    figure = picture(last=140, expiry=135, peak=5, trough=60).figure()
    assert len(figure.axes[1].get_xticks()) <= 12
