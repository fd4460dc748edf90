"""Every kind of picture, in every size, light and dark: legible, inside its sheet, and the same each time."""

from __future__ import annotations

import hashlib
import json
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from all_pictures import hard, usual
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from eventstudy import plotting
from eventstudy.plotting import PARTS, PICTURES, PRESETS, Sheet, save_figure

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from eventstudy.plotting import Picture

SUPPORT = Path(__file__).parent.parent / "support"
SMALLEST = 6.0
"""Points: nine pixels at half the size."""


def named(pictures: tuple[Picture, ...]) -> list[tuple[str, Picture]]:
    """Give pictures names."""
    return [(f"{type(one).__name__}-{number}", one) for number, one in enumerate(pictures)]


ALL = named((*usual(), *hard()))
IDS = [name for name, _ in ALL]


def drawn(figure: Figure) -> tuple[Figure, RendererAgg]:
    """Draw a figure, which is when axes place their numbers and names."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return figure, canvas.get_renderer()


def texts(figure: Figure) -> list[Text]:
    """Return everything that is written, the watermark left out."""
    found = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    for axes in figure.axes:
        if axes.axison:
            found += [axes.xaxis.label, axes._left_title]  # type: ignore[attr-defined]  # noqa: SLF001  -- no other way to it
            for axis in (axes.xaxis, axes.yaxis):
                low, high = sorted(axis.get_view_interval())
                found += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    return [
        text for text in found if text.get_text().strip() and text.get_visible() and not text.get_rotation()
    ]


def test_every_kind_is_registered() -> None:
    """What has a figure is among PICTURES, and what such a picture is made of is among PARTS: editions keep both."""
    modules = [
        import_module(f"eventstudy.plotting.{one.name}") for one in pkgutil.iter_modules(plotting.__path__)
    ]
    ours = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and hasattr(value, "__dataclass_fields__")
    }
    pictures = {one for one in ours if one.__name__.endswith("Picture")}
    assert set(PICTURES) == pictures
    fields = " ".join(str(field.type) for one in pictures for field in one.__dataclass_fields__.values())
    assert {one for one in ours if one.__name__ in fields} - {plotting.Words} == set(PARTS)
    assert {type(one) for one in usual()} == pictures


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("preset", list(PRESETS))
@pytest.mark.parametrize("picture", [one for _, one in ALL], ids=IDS)
def test_everything_written_is_on_the_sheet(picture: Picture, preset: str, dark: bool) -> None:  # noqa: FBT001  -- a parameter
    """No text leaves the picture or is too small, whatever the size, and nothing warns."""
    figure, renderer = drawn(picture.figure(Sheet(PRESETS[preset], dark=dark)))
    sheet = figure.bbox.padded(1.5)
    for text in texts(figure):
        box = text.get_window_extent(renderer)
        assert sheet.x0 <= box.x0, text.get_text()
        assert box.x1 <= sheet.x1, text.get_text()
        assert sheet.y0 <= box.y0, text.get_text()
        assert box.y1 <= sheet.y1, text.get_text()
        assert float(text.get_fontsize()) >= SMALLEST, text.get_text()


@pytest.mark.parametrize("picture", [one for _, one in ALL], ids=IDS)
def test_headings_and_source_are_free(picture: Picture) -> None:
    """Title, subtitle and source line are on nothing else."""
    figure, renderer = drawn(picture.figure())
    said = f"{picture.words.title} {picture.words.subtitle} {picture.words.source}"
    around = [text for text in figure.texts if text.get_text().replace("\n", " ")[:20] in said]
    assert len(around) >= 3
    others = [text for text in texts(figure) if text not in around]
    for text in around:
        box = text.get_window_extent(renderer).padded(-1)
        for other in others:
            assert not box.overlaps(other.get_window_extent(renderer).padded(-1)), (
                text.get_text(),
                other.get_text(),
            )


@pytest.mark.parametrize("picture", [one for _, one in ALL], ids=IDS)
def test_a_png_is_light(picture: Picture, tmp_path: Path) -> None:
    """A PNG weighs less than 200 KB and has the width of its preset; all but tables have its height too."""
    save_figure(picture.figure(), tmp_path / "a.png", alt="what it shows")
    assert (tmp_path / "a.png").stat().st_size < 200_000
    with Image.open(tmp_path / "a.png") as image:
        assert image.width == PRESETS["substack"].width
        assert image.height == PRESETS["substack"].height or isinstance(picture, plotting.TablePicture)
        assert image.info["Description"] == "what it shows"


@pytest.mark.parametrize("image", ["svg", "pdf"])
def test_a_vector_file_carries_its_description(image: plotting.ImageFormat, tmp_path: Path) -> None:
    """SVG and PDF hold the alt text too."""
    save_figure(usual()[1].figure(), tmp_path / f"a.{image}", image, alt="what it shows")
    assert b"what it shows" in (tmp_path / f"a.{image}").read_bytes()


@pytest.mark.parametrize("picture", usual(simulated=True), ids=lambda one: type(one).__name__)
def test_simulated_is_stamped_twice(picture: Picture) -> None:
    """SIMULATED stands across every picture of made-up prices and in its corner, bare or not."""
    for sheet in (Sheet(), Sheet(bare=True), Sheet(dark=True)):
        stamps = [text for text in picture.figure(sheet).texts if text.get_text() == "SIMULATED"]
        assert len(stamps) == 2


def test_the_same_picture_is_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Every kind of picture comes out the same whatever the hash seed, the zone and the language of the process."""
    code = (
        "import hashlib, json, sys; from pathlib import Path; from all_pictures import usual; from eventstudy.plotting import "
        "Sheet, save_figure\n"
        "found = {}\n"
        "for one in usual():\n"
        "    for image in ('png', 'svg'):\n"
        "        path = Path(sys.argv[1]) / f'a.{image}'; save_figure(one.figure(Sheet(dark=True)), path, image)\n"
        "        found[type(one).__name__ + image] = hashlib.sha256(path.read_bytes()).hexdigest()\n"
        "print(json.dumps(found))"
    )
    found = []
    for seed, zone, language in (("1", "Asia/Hong_Kong", "C.UTF-8"), ("2", "America/New_York", "C")):
        path = os.pathsep.join([str(SUPPORT), *sys.path])
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONPATH": path}
        command = [sys.executable, "-c", code, str(tmp_path)]
        run = subprocess.run(command, check=True, env=env, capture_output=True, text=True)
        found.append(json.loads(run.stdout))
    assert found[0] == found[1]
    assert len(found[0]) == 2 * len(PICTURES)
    assert len(set(found[0].values())) == len(found[0])
    assert hashlib.sha256(b"").hexdigest() not in found[0].values()
