"""A picture is the same bytes in every process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pictures import picture
from PIL import Image

from eventstudy.plotting import PRESETS, Preset, Sheet, save_figure

SUPPORT = Path(__file__).parent.parent / "support"


@pytest.mark.parametrize("preset", list(PRESETS.values()), ids=list(PRESETS))
def test_a_png_has_the_presets_size(tmp_path: Path, preset: Preset) -> None:
    """A PNG has exactly the pixels of its preset, a palette, and weighs under 200 KB."""
    target = tmp_path / "new" / "a.png"
    save_figure(picture(simulated=True).figure(Sheet(preset)), target)
    with Image.open(target) as image:
        assert image.size == (preset.width, preset.height)
        assert image.mode == "P"
    assert target.stat().st_size < 200_000


def test_the_accent_colour_survives_the_palette(tmp_path: Path) -> None:
    """The blue of the path is in the file as it was drawn, give or take a shade."""
    save_figure(picture().figure(), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        colours = np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0).astype(int)
    assert np.abs(colours - (0, 114, 178)).max(axis=1).min() <= 6
    assert (colours == 255).all(axis=1).any()


@pytest.mark.parametrize("image", ["png", "svg", "pdf"])
def test_same_input_same_bytes(tmp_path: Path, image: str) -> None:
    """Two processes with different hash seeds write the same bytes."""
    code = (
        "import sys; from pathlib import Path; from pictures import picture; "
        "from eventstudy.plotting import save_figure; "
        "save_figure(picture(simulated=True).figure(), Path(sys.argv[1]), sys.argv[2])"
    )
    digests = set()
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.{image}"
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(SUPPORT), *sys.path])}
        subprocess.run([sys.executable, "-c", code, str(target), image], check=True, env=env)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1
